"""Few records that lead a person to where two editions give different grades.

A score is a sum, so what each record does to both scores by itself tells where a few of them lead. Limits, shared acts
and rules that read other records break the sum: what is found so is likely only, and is tried like any other case.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date

import attrs

from creditlang import ir
from creditlang.backends.smt.cases import Case, CaseRecord, plain_value
from creditlang.backends.smt.support import Unsupported
from creditlang.types import Choice
from creditlang.values import Exact, Months, subtract

_RECORDS = 6
"""No more records are added."""

_SUMS = 4_000
"""No more sums are looked at."""

_EACH = 4
"""So many ways that lead from one grade to another are tried."""

Scores = tuple[Exact, Exact]
"""Under the old edition and under the new."""

Move = tuple[str, str]


@attrs.frozen
class Step:
    """A record, and what it does to both scores where it is added alone."""

    record: CaseRecord
    change: Scores


def steps(
    base: Case, records: Iterable[CaseRecord], scores: Callable[[Case], Scores | None], most: int
) -> tuple[Step, ...]:
    """What records do to a case, one of all that do the same, dated on its day and a year before.

    Args:
        most: so many different records of each event are tried.
    """
    start = scores(base)
    found: dict[tuple[str, date, Scores], Step] = {}
    tried: dict[str, set[str]] = defaultdict(set)
    for record in records:
        values = {name: value for name, value in record.values.items() if name not in ("record", "date", "recorded")}
        known = tried[record.event]
        if start is None or len(known) == most or repr(values) in known:
            continue
        known.add(repr(values))
        for day in days_for(base.as_of):
            dated = CaseRecord(record.event, {"record": "", "date": day, "recorded": day, **values})
            after = scores(added(base, [dated]))
            if after is None or after == start:
                continue
            change = (after[0] - start[0], after[1] - start[1])
            found.setdefault((record.event, day, change), Step(dated, change))
    return tuple(found.values())


def redated(by: Iterable[Step], since: date, as_of: date) -> tuple[Step, ...]:
    """Steps of a case that was decided on one day, for one that is decided on another."""
    days = dict(zip(days_for(since), days_for(as_of), strict=True))
    moved = ((step, days[day]) for step in by if isinstance(day := step.record.values["date"], date))
    return tuple(
        Step(attrs.evolve(step.record, values={**step.record.values, "date": day, "recorded": day}), step.change)
        for step, day in moved
    )


def plain_records(kind: str, registry: ir.Registry) -> Iterator[CaseRecord]:
    """Records of all events of such a person, as plain as they can be, with each name that a field may hold."""
    for event in registry.events.values():
        if event.subject != kind:
            continue
        try:
            plain = {name: plain_value(field, registry) for name, field in event.fields.items()}
        except Unsupported:  # such a record cannot be written down
            continue
        yield CaseRecord(event.name, plain)
        for name, field in event.fields.items():
            if isinstance(field.type, Choice):
                yield from (CaseRecord(event.name, {**plain, name: member}) for member in field.type.members)


def spread(records: Iterable[CaseRecord], as_of: date) -> tuple[CaseRecord, ...]:
    """Records of one event on two days in turn, so that a limit for one year bounds fewer of them."""
    number: Counter[str] = Counter()
    found = []
    for record in records:
        day = days_for(as_of)[number[record.event] % 2]
        number[record.event] += 1
        found.append(attrs.evolve(record, values={**record.values, "date": day, "recorded": day}))
    return tuple(found)


def days_for(as_of: date) -> tuple[date, date]:
    """The days of records that are added: that of the decision, and one a year before."""
    return as_of, subtract(as_of, Months(12))


def ways(start: Scores, by: Sequence[Step], move: Callable[[Scores], Move | None]) -> Iterator[tuple[Step, ...]]:
    """Steps that together lead to where the grades differ, the fewest first.

    Args:
        move: the grades that two scores have; None where they are one.
    """
    told: Counter[Move] = Counter()
    reached: set[Scores] = {start}
    last: list[tuple[Scores, tuple[Step, ...]]] = [(start, ())]
    for _ in range(_RECORDS):
        further: list[tuple[Scores, tuple[Step, ...]]] = []
        for scores, way in last:
            for step in by:
                after = (scores[0] + step.change[0], scores[1] + step.change[1])
                if after in reached or len(reached) >= _SUMS:
                    continue
                reached.add(after)
                further.append((after, (*way, step)))
                shown = move(after)
                if shown is not None and told[shown] < _EACH:
                    told[shown] += 1
                    yield further[-1][1]
        last = further


def added(case: Case, records: Sequence[CaseRecord]) -> Case:
    """The case with more records, each an act of its own: no two of them have a text in common."""
    own = [
        CaseRecord(
            record.event,
            {name: f"text {number}" if value in _TEXTS else value for name, value in record.values.items()},
        )
        for number, record in enumerate(records, start=1)
    ]
    ordered = sorted([*case.records, *own], key=lambda record: str(record.values["date"]))
    width = len(str(len(ordered)))
    numbered = (
        attrs.evolve(record, values={**record.values, "record": f"r{number:0{width}}"})
        for number, record in enumerate(ordered, start=1)
    )
    return attrs.evolve(case, records=tuple(numbered))


_TEXTS = ("text", "other text")
"""What stands in a made-up case where any text may."""
