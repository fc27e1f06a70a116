"""Cases with their records repeated: how many of them it takes to exceed a limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import attrs

from creditlang.analysis.proofs import Case, CaseRecord
from creditlang.ir import Registry
from creditlang.types import Text
from creditlang.values import Exact

_MOST = 400
"""Records of a case; one of more would show nothing that a reader could follow."""

Acts = set[tuple[str, str]]
"""Events with a field of theirs: records that share its value count once."""


def repeated(
    case: Case, events: set[str], total: Callable[[Case], Exact], limit: Exact, acts: Acts, registry: Registry
) -> Case | None:
    """The case with its records of some events repeated on their own day until the total exceeds the limit, as few as
    that takes; None if it never does.

    Args:
        acts: records are told apart in these fields, where the types allow it.
    """
    own = [record for record in case.records if record.event in events]
    few, many = 0, 1
    while own and total(_times(case, own, many, acts, registry)) <= limit:
        few, many = many, many * 2
        if many * len(own) > _MOST:
            return None
    while many - few > 1:
        middle = (few + many) // 2
        if total(_times(case, own, middle, acts, registry)) > limit:
            many = middle
        else:
            few = middle
    return _times(case, own, many, acts, registry) if own else None


def joined(cases: Sequence[Case]) -> Case | None:
    """The records of several cases in one, of those that are about the same person on the same day as the first."""
    if not cases:
        return None
    first = cases[0]
    alike = [case for case in cases if (case.subject, case.as_of) == (first.subject, first.as_of)]
    return attrs.evolve(first, records=tuple(record for case in alike for record in case.records))


def _times(case: Case, own: Sequence[CaseRecord], number: int, acts: Acts, registry: Registry) -> Case:
    others = [record for record in case.records if record not in own]
    copies = [_told_apart(record, place, acts, registry) for record in own for place in range(number)]
    found = sorted([*others, *copies], key=day_of)
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
