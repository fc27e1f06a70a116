"""Trying cases: people and histories near what rules mention, on whom something looked for may show.

Tried are variations of cases that were tried before: another record, another day, another value. A case from which
something new follows is kept and varied further, so that ever more of what the rules can come to is seen; those that
come near a border that moved are varied most. Values are mostly those that the rules mention, or one step beside them.

The draws are always the same. What is found is a case like any other. That none was found proves nothing.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from fractions import Fraction

import attrs

from creditlang import ir
from creditlang.analysis.cases.mentioned import Mentioned
from creditlang.analysis.cases.places import Place, places, value_at, with_value
from creditlang.backends.smt.cases import Case, CaseRecord, plain_facts, plain_value
from creditlang.backends.smt.support import Unsupported
from creditlang.types import Boolean, Choice, Date, Definite, Duration, DurationKind, ManyRelated, Number, Related
from creditlang.values import Days, Exact, Months, add, magnitude, plain, subtract

_YEARS = 3
"""Records that lie nowhere in particular lie in so many years before the day that is decided for."""
_LIFE = 90
"""And what is known of people in so many."""
_LARGEST = 6
"""Numbers without bound have up to so many digits."""
_FOR_MORE = 0.2
"""The share of the time that is spent when what was looked for is found, in the hope of more telling cases."""
_KEPT = 400
"""So many cases are kept to be varied."""
_RECORDS = 12
"""No case has more records."""


@attrs.frozen
class Seen:
    """What a case that was tried comes to.

    Attributes:
        outcome: what is decided, as far as it matters; a case is kept if nothing else came to this.
        standing: the grade and what is in effect, whatever the score is; of two editions, under the old one.
        differs: whether anything differs.
        far: how far it is from a border that moved; None where no border is known.
    """

    outcome: Hashable
    standing: Hashable = None
    differs: bool = False
    far: Exact | None = None


@attrs.define(eq=False)
class Explorer:
    """Tries cases over one registry.

    Attributes:
        near: what the rules that are asked about mention; `all` what any rule does.
        look: decides on a case, and keeps what it shows; None if it is none.
    """

    registry: ir.Registry
    near: Mentioned
    all: Mentioned
    look: Callable[[Case], Seen | None]
    tried: int = 0
    _draw: random.Random = attrs.field(factory=lambda: random.Random(0))
    _kept: list[tuple[Case, Seen]] = attrs.field(factory=list)
    _outcomes: set[Hashable] = attrs.field(factory=set)

    @property
    def kept(self) -> tuple[Case, ...]:
        """Cases that came to different things."""
        return tuple(case for case, _ in self._kept)

    def explore(self, start: Case, done: Callable[[], bool], least: int, most: int, seconds: float) -> None:
        """Try variations of a case until all is found, so many were tried, or time is up.

        Args:
            least: go on for so many when all is found, unless a part of the time is up that is worth it no more.
        """
        began = time.process_time()
        deadline, enough = began + seconds, began + seconds * _FOR_MORE
        seen = self._try(start)
        while self.tried < most and (now := time.process_time()) < deadline:
            if done() and (self.tried >= least or now >= enough):
                break
            parent, before = self._chosen() or (start, seen)
            case = parent
            for _ in range(self._draw.choice((1, 1, 1, 2, 2, 3))):
                case = self._varied(case)
            after = self._try(case)
            if after and before and before.differs and after.standing != before.standing:
                self._to_the_border(case, parent, before)

    def _to_the_border(self, case: Case, parent: Case, before: Seen) -> None:
        """Go to where a number makes the old edition decide otherwise, of a new record first, then of all there is.

        Editions that differ a little begin at different scores: a case that shows it lies on either side of a border.
        A number that moves the score by much leads only so near; then one that moves it by less goes on from there.
        """
        given = [record.values for record in parent.records]
        for place, kind in self._numbers(case):
            if place.record is not None and case.records[place.record].values not in given:
                near = self._halved(case, place, kind.range.low or 0, before)
                if near is not None:
                    self._nearer(near, place, before)

    def _nearer(self, case: Case, reached: Place, before: Seen) -> None:
        """Go nearer to the border by every other number, each from where the one before has led."""
        for place, kind in self._numbers(case):
            ends = [kind.range.high if kind.range.high is not None else 10**_LARGEST, kind.range.low or 0]
            for end in ends if place != reached else ():
                beyond = with_value(case, place, plain(end))
                seen = self._try(beyond)
                if seen is not None and seen.standing != before.standing:
                    case = self._halved(beyond, place, _number_at(case, place), before) or case

    def _numbers(self, case: Case) -> Iterator[tuple[Place, Number]]:
        """The places of a case that hold a number."""
        for place in places(case, self.registry):
            if isinstance(place.field.type, Number) and isinstance(value_at(case, place), int | Fraction):
                yield place, place.field.type

    def _halved(self, case: Case, place: Place, other: Exact, before: Seen) -> Case | None:
        """Between a case that the old edition decides otherwise than before and one with another number that it does
        not: the last of the latter kind, found by halves. None where it decides that one otherwise too."""
        assert isinstance(place.field.type, Number)
        step = Fraction(1, 10 ** (place.field.type.scale or 0))
        here, there = Fraction(other), Fraction(_number_at(case, place))

        def is_as_before(value: Fraction) -> bool:
            seen = self._try(with_value(case, place, plain(value)))
            return seen is not None and seen.standing == before.standing

        if here == there or not is_as_before(here):
            return None
        while (away := (there - here) / 2 // step * step) and magnitude(there - here) > step:
            here, there = (here + away, there) if is_as_before(here + away) else (here, here + away)
        return with_value(case, place, plain(here))

    def _try(self, case: Case) -> Seen | None:
        self.tried += 1
        seen = self.look(case)
        if seen is None or seen.outcome in self._outcomes:
            return seen
        self._outcomes.add(seen.outcome)
        self._kept.append((case, seen))
        if len(self._kept) > _KEPT:
            self._kept.pop(self._draw.randrange(_KEPT))
        return seen

    def _chosen(self) -> tuple[Case, Seen] | None:
        """A case to vary: the nearest of a few, and of those that are alike in this one that shows a difference and
        has few records."""
        if not self._kept:
            return None
        few = [self._draw.choice(self._kept) for _ in range(3)]
        return min(few, key=lambda pair: (Fraction(pair[1].far or 0), not pair[1].differs, len(pair[0].records)))

    # --- variations ------------------------------------------------------------------------------------

    def _varied(self, case: Case) -> Case:
        draw = self._draw
        way = draw.random()
        if way < 0.3 and len(case.records) < _RECORDS:
            return self._with_record(case)
        if way < 0.4 and case.records:
            return _with_records(case, [r for r in case.records if r is not draw.choice(case.records)])
        if way < 0.5 and case.records and len(case.records) < _RECORDS:
            again = draw.choice(case.records)
            day = again.values["date"] if draw.random() < 0.5 else self._day(case.as_of, _YEARS)
            return _with_records(case, [*case.records, _dated(again, day)])
        if way < 0.65 and case.records:
            moved = draw.choice(case.records)
            others = [record for record in case.records if record is not moved]
            return _with_records(case, [*others, _dated(moved, self._day(case.as_of, _YEARS))])
        if way < 0.72:
            return attrs.evolve(case, as_of=self._as_of(case))
        found = list(places(case, self.registry))
        if not found:
            return case
        place = draw.choice(found)
        years = _LIFE if place.record is None else _YEARS
        new = self._value(place.field, case.as_of, years, value_at(case, place))
        return with_value(case, place, new)

    def _with_record(self, case: Case) -> Case:
        draw = self._draw
        events = [event for event in self.registry.events.values() if event.subject == case.kind]
        near = [event for event in events if event.name in self.near.events]
        if not events:
            return case
        event = draw.choice(near if near and draw.random() < 0.7 else events)
        day = self._day(case.as_of, _YEARS)
        fields = {name: self._value(field, case.as_of, _YEARS, None) for name, field in event.fields.items()}
        record = CaseRecord(event.name, {"record": "", "date": day, "recorded": day, **fields})
        return _with_records(case, [*case.records, record])

    def _as_of(self, case: Case) -> date:
        draw = self._draw
        days = [record.values["date"] for record in case.records] + list(self.near.days)
        day = draw.choice(days) if days and draw.random() < 0.7 else date(2026, 1, 1)
        assert isinstance(day, date)
        lengths = self.near.lengths or self.all.lengths
        if lengths and draw.random() < 0.5:
            length = draw.choice(lengths)
            day = add(day, length)
        return add(day, Days(draw.choice((-1, 0, 0, 1))))

    def _day(self, as_of: date, years: int) -> date:
        draw = self._draw
        way = draw.random()
        mentioned = self.near if draw.random() < 0.7 else self.all
        if way < 0.35:
            day = as_of
        elif way < 0.65 and mentioned.lengths:
            day = subtract(as_of, draw.choice(mentioned.lengths))
        elif way < 0.75 and mentioned.days:
            day = draw.choice(mentioned.days)
        elif way < 0.9 and years > _YEARS and mentioned.numbers:
            number = draw.choice(mentioned.numbers)
            day = subtract(as_of, Months(12 * int(number))) if 0 < number <= years else as_of
        else:
            return add(as_of, Days(-draw.randint(0, 366 * years)))
        return add(day, Days(draw.choice((-1, 0, 0, 1))))

    def _value(self, field: ir.Field, as_of: date, years: int, old: object) -> object:
        draw = self._draw
        if isinstance(field.type, ManyRelated):
            several = [*old] if isinstance(old, tuple) else []
            if several and draw.random() < 0.5:
                return tuple(several[:-1])
            try:
                one = plain_facts(field.type.subject, self.registry, 1, but=field.type.by)
            except Unsupported:
                return tuple(several)
            return (*several, one)
        if isinstance(field.type, Related):
            if field.optional and old is not None:
                return None
            try:
                return plain_value(attrs.evolve(field, optional=False), self.registry)
            except Unsupported:
                return old
        if field.optional and draw.random() < 0.5:
            return None
        return self._definite(field.type, as_of, years)

    def _definite(self, kind: Definite, as_of: date, years: int) -> object:
        draw = self._draw
        match kind:
            case Boolean():
                return draw.random() < 0.5
            case Choice(members=members):
                return draw.choice(members)
            case Date():
                return self._day(as_of, years)
            case Number():
                return self._number(kind)
            case Duration(kind=unit):
                return (Months if unit is DurationKind.MONTHS else Days)(draw.randint(0, 60))
            case _:
                return draw.choice(("text", "other text"))

    def _number(self, kind: Number) -> Exact:
        """A number within its range: one that is mentioned or beside it, or of any size, and often a round one."""
        draw = self._draw
        step = Fraction(1, 10 ** (kind.scale or 0))
        low = Fraction(0 if kind.range.low is None else kind.range.low)
        high = low + 10**_LARGEST if kind.range.high is None else Fraction(kind.range.high)
        numbers = (self.near if draw.random() < 0.7 else self.all).numbers
        if numbers and draw.random() < 0.7:
            found = Fraction(draw.choice(numbers)) * draw.choice((1, 1, 1, 2, 3)) + step * draw.choice((-1, 0, 0, 1))
        else:
            size = min(Fraction(10 ** draw.randint(0, _LARGEST)), high - low)
            found = low + size * draw.randint(0, 1000) / 1000
        return plain(max(low, min(found // step * step, high)))


def _number_at(case: Case, place: Place) -> Exact:
    value = value_at(case, place)
    assert isinstance(value, int | Fraction)
    return value


def _dated(record: CaseRecord, day: object) -> CaseRecord:
    return CaseRecord(record.event, {**record.values, "date": day, "recorded": day})


def _with_records(case: Case, records: list[CaseRecord]) -> Case:
    """The case with these records, by date, and numbered so."""
    ordered = sorted(records, key=lambda record: str(record.values["date"]))
    width = len(str(len(ordered)))
    numbered = (
        CaseRecord(record.event, {**record.values, "record": f"r{number:0{width}}"})
        for number, record in enumerate(ordered, start=1)
    )
    return attrs.evolve(case, records=tuple(numbered))
