"""Trying cases: where a solver finds no answer in time, a person and history that show a difference may still be found.

Tried are variations of a case that nearly shows it: other facts, more records. The draws are always the same. A case
found so is shown without what it does not need, but there may be a smaller one. That none was found proves nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable, Iterator
from datetime import date, timedelta
from fractions import Fraction

import attrs

from creditlang import ir
from creditlang.analysis.proofs import Case, CaseRecord
from creditlang.types import Boolean, Choice, Date, Definite, Duration, DurationKind, ManyRelated, Number, Related, Text
from creditlang.values import Days, Exact, Months, plain

_YEARS = 3
"""Records lie in so many years before the day that is decided for."""
_LARGEST = 6
"""Numbers without bound have up to so many digits."""

Look = Callable[[Case], tuple[bool, Hashable]]
"""Whether a case shows what is looked for, and what the old edition decides, as far as it matters."""


def sampled(case: Case, registry: ir.Registry, look: Look, seconds: float) -> Case | None:
    """A variation of a case that shows something, without records it does not need; None if none was found in time."""
    deadline = time.monotonic() + seconds
    _, usual = look(case)
    for varied in _variations(case, registry):
        if time.monotonic() > deadline:
            return None
        shows, decided = look(varied)
        found = varied if shows else None
        if not shows and decided != usual:
            found = _at_a_border(case, varied, usual, registry, look)
        if found is not None:
            return _plainer(found, look)
    return None


def _at_a_border(case: Case, varied: Case, usual: Hashable, registry: ir.Registry, look: Look) -> Case | None:
    """Somewhere between a number's least value and the one that made the old edition decide otherwise, it begins to.

    Editions that differ a little begin at different numbers, so a case that shows it lies on either side of a border.
    """
    for place, record in enumerate(varied.records):
        if record in case.records:
            continue
        for name, field in registry.events[record.event].fields.items():
            value = record.values.get(name)
            if not isinstance(field.type, Number) or not isinstance(value, int | Fraction):
                continue

            def with_value(number: Exact, place: int = place, name: str = name) -> Case:
                changed = varied.records[place]
                changed = attrs.evolve(changed, values={**changed.values, name: number})
                return attrs.evolve(varied, records=(*varied.records[:place], changed, *varied.records[place + 1 :]))

            step = Fraction(1, 10 ** (field.type.scale or 0))
            low = Fraction(field.type.range.low or 0)
            high = Fraction(value)
            if low > high or look(with_value(plain(low)))[1] != usual:
                continue
            while high - low > step:
                middle = low + (high - low) / 2 // step * step
                shows, decided = look(with_value(plain(middle)))
                if shows:
                    return with_value(plain(middle))
                low, high = (middle, high) if decided == usual else (low, middle)
    return None


def _plainer(case: Case, look: Look) -> Case:
    """The case without each record that can be left out."""
    for record in case.records:
        smaller = attrs.evolve(case, records=tuple(r for r in case.records if r is not record))
        if look(smaller)[0]:
            case = smaller
    return case


def _variations(case: Case, registry: ir.Registry) -> Iterator[Case]:
    """Ever more records beside those of the case, and other facts."""
    draw = random.Random(0)
    events = [event for event in registry.events.values() if event.subject == case.kind]
    number = 0
    while True:
        number += 1
        most = 1 + number // 50
        extra = (
            [
                _record(draw, event, f"s{place}", case.as_of)
                for place in range(draw.randint(0, most))
                for event in [draw.choice(events)]
            ]
            if events
            else []
        )
        records = tuple(sorted((*case.records, *extra), key=lambda r: (str(r.values["date"]), str(r.values["record"]))))
        yield attrs.evolve(case, subject=_facts(draw, case, registry), records=records)


def _facts(draw: random.Random, case: Case, registry: ir.Registry) -> dict[str, object]:
    found = dict(case.subject)
    for name, field in registry.subjects[case.kind].fields.items():
        if not isinstance(field.type, Related | ManyRelated) and draw.random() < 0.3:
            found[name] = _maybe(draw, field, case.as_of, 80)
    return found


def _record(draw: random.Random, event: ir.Event, id: str, as_of: date) -> CaseRecord:
    day = _day(draw, as_of, _YEARS)
    fields = {name: _maybe(draw, field, as_of, _YEARS) for name, field in event.fields.items()}
    return CaseRecord(event.name, {"record": id, "date": day, "recorded": day, **fields})


def _maybe(draw: random.Random, field: ir.Field, as_of: date, years: int) -> object:
    if field.optional and draw.random() < 0.5:
        return None
    return _value(draw, field.type, as_of, years)


def _value(draw: random.Random, kind: Definite, as_of: date, years: int) -> object:
    match kind:
        case Boolean():
            return draw.random() < 0.5
        case Choice(members=members):
            return draw.choice(members)
        case Date():
            return _day(draw, as_of, years)
        case Number():
            return _number(draw, kind)
        case Duration(kind=unit):
            return (Months if unit is DurationKind.MONTHS else Days)(draw.randint(0, 60))
        case Text():
            return draw.choice(("text", "other text"))
        case _:
            return None


def _number(draw: random.Random, kind: Number) -> Exact:
    """A number within its range: of all sizes alike, and often a round one."""
    step = Fraction(1, 10 ** (kind.scale or 0))
    low = Fraction(0 if kind.range.low is None else kind.range.low)
    high = low + 10**_LARGEST if kind.range.high is None else Fraction(kind.range.high)
    size = min(Fraction(10 ** draw.randint(0, _LARGEST)), high - low)
    found = low + size * draw.randint(0, 1000) / 1000
    return plain(min(found // step * step, high))


def _day(draw: random.Random, as_of: date, years: int) -> date:
    return as_of - timedelta(days=min(draw.randint(0, 366 * years), as_of.toordinal() - 1))
