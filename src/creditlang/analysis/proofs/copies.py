"""Cases with copies of some of their records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import attrs

from creditlang.backends.smt.cases import Case, CaseRecord
from creditlang.ir import Registry
from creditlang.types import Text

Acts = set[tuple[str, str]]
"""Events with a field of theirs: records that share its value count once."""


def times(case: Case, own: Sequence[CaseRecord], number: int, acts: Acts, registry: Registry) -> Case:
    """The case with so many of each of some records, dated alike; what stood before a record on its day still does.

    Args:
        acts: copies are told apart in these fields, where the types allow it.
    """
    copies = [
        _told_apart(record, place, acts, registry) if record in own else record
        for record in case.records
        for place in range(number if record in own else 1)
    ]
    found = sorted(copies, key=day_of)
    numbered = [
        attrs.evolve(record, values={**record.values, "record": f"r{place:03}"})
        for place, record in enumerate(found, start=1)
    ]
    return attrs.evolve(case, records=tuple(numbered))


def _told_apart(record: CaseRecord, place: int, acts: Acts, registry: Registry) -> CaseRecord:
    fields = registry.events[record.event].fields
    values = dict(record.values)
    for event, field in acts:
        if event == record.event:
            if fields[field].optional:
                values[field] = None  # a record of no known act stands alone
            elif isinstance(fields[field].type, Text):
                values[field] = f"{field} {place + 1}"
    return attrs.evolve(record, values=values)


def day_of(record: CaseRecord) -> date:
    """When a record of a case happened."""
    day = record.values["date"]
    assert isinstance(day, date)
    return day
