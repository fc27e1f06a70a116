"""What is unknown: one subject, those it is related to, a bounded number of records of each event, and days.

Unknowns are made when they are first read, so that a question holds only what it speaks of. What the registry promises
of a field (its range, its members) and the calendar of a day are truths about the unknown itself; `closed` adds them.

Related subjects form a tree: each relation leads to a subject of its own, and a relation back leads back. What holds
for every tree holds whoever else two relations may share.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import count
from typing import assert_never

import attrs

from creditlang import ir
from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Calendar, Moment, Span, moment_of
from creditlang.backends.smt.nodes import TRUE, Number, Term, Truth
from creditlang.backends.smt.smtlib import Input, inputs_of
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.values import Amount, Held, Lexicon, Maybe, Value, Word, amount_equal
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Definite,
    Duration,
    Interval,
    ManyRelated,
    Related,
    Text,
)
from creditlang.types import Number as NumberType


@attrs.frozen
class Bounds:
    """How large a world is. Whatever is proven in it is proven up to these bounds, and says so.

    Attributes:
        records: how many records of each event there may be; `of_event` says otherwise for some.
        related: how many subjects a relation to many may lead to.
        first, last: the years in which all days lie.
    """

    records: int = 2
    related: int = 2
    first: int = 1910
    last: int = 2080
    of_event: Mapping[str, int] = attrs.field(factory=dict)

    @property
    def of_all_days(self) -> Bounds:
        """The same number of records, on any day of the calendar."""
        return attrs.evolve(self, first=date.min.year, last=date.max.year)

    def records_of(self, event: str) -> int:
        """How many records of an event there may be."""
        return self.of_event.get(event, self.records)


@attrs.define(eq=False)
class Individual:
    """An unknown subject. `path` names it: the relations that lead to it from the subject that is decided on."""

    world: World
    subject: str
    path: str
    back: tuple[str, Individual] | None = None
    """The relation of this subject that leads back, and to whom."""
    origin: tuple[str, Individual] | None = None
    """By which relation, of whom, it was reached: that one is among those of the inverse relation."""
    values: dict[str, Value] = attrs.field(factory=dict, repr=False)
    members: dict[str, tuple[tuple[Truth, Individual], ...]] = attrs.field(factory=dict, repr=False)

    def read(self, field: str) -> Value:
        """The value of a field."""
        if field not in self.values:
            if self.back is not None and self.back[0] == field:
                self.values[field] = Held(self.back[1])
            else:
                declared = self.world.registry.subjects[self.subject].fields[field]
                self.values[field] = self.world.value_of(declared, f"{self.path}.{field}", self)
        return self.values[field]

    def many(self, field: str) -> tuple[tuple[Truth, Individual], ...]:
        """Those whom a relation to many leads to, each with whether it is there."""
        if field not in self.members:
            relation = self.world.registry.subjects[self.subject].fields[field].type
            assert isinstance(relation, ManyRelated)
            self.members[field] = self.world.members_of(self, field, relation)
        return self.members[field]


def reachable(individual: Individual) -> list[Individual]:
    """A subject and everyone to whom its relations have led so far, each once."""
    found = [individual]
    for one in found:  # grows while it is walked
        read = [value.value if isinstance(value, Maybe) else value for value in one.values.values()]
        led = [value.holder for value in read if isinstance(value, Held) and isinstance(value.holder, Individual)]
        members = [member for many in one.members.values() for _, member in many]
        found += [other for other in dict.fromkeys((*led, *members)) if other not in found]
    return found


@attrs.define(eq=False)
class SymbolicRecord:
    """An unknown record. Those of one event are in order: by date and, on one day, by their number.

    Attributes:
        present: whether it exists.
        rank: its place among records of one day, as its id gives it.
    """

    world: World
    event: str
    path: str
    present: Truth
    date: Moment
    values: dict[str, Value] = attrs.field(factory=dict, repr=False)

    @property
    def rank(self) -> Number:
        """The place of the record among all of one day, as its id gives it."""
        return self.world.rank_of(self)

    def read(self, field: str) -> Value:
        """The value of a field, declared or kept for every record."""
        if field not in self.values:
            self.values[field] = self._made(field)
        return self.values[field]

    def _made(self, field: str) -> Value:
        declared = self.world.registry.events[self.event].fields.get(field)
        if declared is not None:
            return self.world.value_of(declared, f"{self.path}.{field}", None)
        match field:
            case "date":
                return self.date
            case "recorded":
                return self.world.day(f"{self.path}.recorded")
            case _:
                return Word(self.world.id_of(self))


AS_OF = "as of"
"""The name of the day that is decided for."""


class World:
    """Everything that is unknown in some questions. Several series and days can be asked about in one world."""

    def __init__(
        self, registry: ir.Registry, subject: str, bounds: Bounds | None = None, *, loose: bool = False
    ) -> None:
        """A world of a registry, whose `subject` is decided on.

        Args:
            loose: nothing is counted, neither records nor related subjects: what would have to count them is left
                open, as if there were any number. What cannot be in a loose world of all days cannot be at all.
        """
        self.loose = loose
        self.registry = registry
        self.bounds = bounds or Bounds()
        self.lexicon = Lexicon()
        self.calendar = Calendar(self.number, self.say)
        self._about: dict[Input, dict[Truth, None]] = {}
        self._ranks: dict[SymbolicRecord, Number] = {}
        self._ids: dict[SymbolicRecord, Number] = {}
        self._numbers = count(1)
        self.meanings: list[tuple[Amount, Amount]] = []
        self._records: dict[str, tuple[SymbolicRecord, ...]] = {}
        self.subject = Individual(self, subject, subject)
        self.counts = False
        """Whether records or related subjects were asked for, of which there are only so many here."""
        self.days: dict[str, Moment] = {}
        self.texts: dict[str, Number] = {}
        self.answers: dict[tuple[str, int], list[Truth]] = {}
        """When each row of a table or parameter, by its name and place, answers: one truth for each look-up."""
        self.likely = date(2026, 1, 1)
        """A day on which a case is looked for first."""
        self._instead: Mapping[str, Value] = {}

    def guesses(self) -> list[list[Truth]]:
        """What a case may well be like, the boldest first: all on one day, or at least on a day that is known.

        They only say where to look first, for a solver finds a case among few days much faster.
        """
        now = moment_of(self.likely)
        known = self.calendar.equal(self.as_of, now)
        bold = [known]
        for record in (record for records in self._records.values() for record in records):
            bold.append(self.calendar.equal(record.date, now))
            recorded = record.values.get("recorded")
            if isinstance(recorded, Moment):
                bold.append(self.calendar.equal(recorded, now))
        return [bold, [known]]

    def varied(self, instead: Mapping[str, Value]) -> World:
        """The same world, but for some values: the name of an unknown to what stands for it."""
        other = World(self.registry, self.subject.subject, self.bounds, loose=self.loose)
        # Numbers that no world of these gives twice: what two of them define under one name would be two things at
        # once, and a proof from that is none.
        other._numbers = self._numbers
        other.meanings = self.meanings
        other.lexicon, other.calendar, other._about = self.lexicon, self.calendar, self._about
        other.likely = self.likely
        other.days, other.texts, other._instead = self.days, self.texts, instead
        return other

    # --- unknowns ---

    def number(self, name: str, range: Interval) -> Number:
        """An unknown number."""
        return terms.unknown(name, range)

    def fresh(self, name: str, range: Interval) -> Number:
        """An unknown number that no other place shares. Its value is defined by what is said about it."""
        return terms.unknown(f"{name} ({next(self._numbers)})", range)

    def mean(self, amount: Amount, meaning: Amount) -> None:
        """Define what a fresh number over a constant comes to."""
        self.meanings.append((amount, meaning))
        self.say(amount.over, amount_equal(amount, meaning))

    def say(self, about: Number | Truth, truth: Truth) -> None:
        """Promise that something holds whenever an unknown is spoken of."""
        if truth is not TRUE and isinstance(about, Input):
            self._about.setdefault(about, {})[truth] = None

    def day(self, name: str) -> Moment:
        """An unknown day in the years of the world."""
        if name not in self.days:
            self.days[name] = Moment(self.calendar.some(name, self.bounds.first, self.bounds.last))
        return self.days[name]

    @property
    def as_of(self) -> Moment:
        """The unknown day that is decided for."""
        return self.day(AS_OF)

    def records(self, event: str) -> tuple[SymbolicRecord, ...]:
        """The records of an event, in order. Raises Unsupported in a loose world, which counts none."""
        if self.loose:
            raise Unsupported("any number of records")
        self.counts = True
        if event not in self._records:
            self._records[event] = self._made_records(event)
        return self._records[event]

    @property
    def made_records(self) -> Mapping[str, tuple[SymbolicRecord, ...]]:
        """The records of the events that were asked for so far."""
        return self._records

    def _made_records(self, event: str) -> tuple[SymbolicRecord, ...]:
        found: list[SymbolicRecord] = []
        for index in range(self.bounds.records_of(event)):
            path = f"{event} {index + 1}"
            present = terms.switch(f"{path} present")
            record = SymbolicRecord(self, event, path, present, self.day(f"{path}.date"))
            if found:
                before = found[-1]
                # Records of one event differ only by their contents, so that any order of them can be chosen.
                filled = terms.implies(present, before.present)
                ordered = terms.implies(present, self.calendar.at_most(before.date, record.date))
                for end in (before, record):
                    self.say(end.present, terms.every(filled, ordered))
            found.append(record)
        return tuple(found)

    def id_of(self, record: SymbolicRecord) -> Number:
        """The code of the id of a record; no two are alike."""
        if record not in self._ids:
            code = self.number(f"{record.path} id", Interval(0, None))
            for taken in self._ids.values():
                apart = terms.negated(terms.equal(code, taken))
                self.say(code, apart)
                self.say(taken, apart)
            self._ids[record] = code
        return self._ids[record]

    def is_ranked(self, record: SymbolicRecord) -> bool:
        """Whether anything has asked for the rank of a record."""
        return record in self._ranks

    def rank_of(self, record: SymbolicRecord) -> Number:
        """The place of a record among those of its day; no two are alike."""
        if record not in self._ranks:
            # All records of the event at once, so that their ranks rise with their order.
            for own in self.records(record.event):
                self._ranks[own] = self._made_rank(own)
        return self._ranks[record]

    def _made_rank(self, record: SymbolicRecord) -> Number:
        rank = self.number(f"{record.path} rank", Interval(1, 99))
        for other, taken in self._ranks.items():
            alike = other.event == record.event
            apart = terms.less(taken, rank) if alike else terms.negated(terms.equal(rank, taken))
            self.say(rank, apart)
            self.say(taken, apart)
        return rank

    def value_of(self, field: ir.Field, name: str, holder: Individual | None) -> Value:
        """The unknown value of a field."""
        if name in self._instead:
            return self._instead[name]
        value = self._definite(field.type, name, holder)
        if not field.optional:
            return value
        assert not isinstance(value, Maybe)
        return Maybe(terms.switch(f"{name} known"), value)

    def _definite(self, kind: Definite, name: str, holder: Individual | None) -> Value:
        match kind:
            case Boolean():
                return terms.switch(name)
            case Date():
                return self.day(name)
            case Text():
                code = self.number(name, Interval())
                self.texts[name] = code
                return Word(code)
            case Choice(members=members):
                return Word(self._member(members, name))
            case NumberType():
                return self._amount(kind, name)
            case Duration():
                return Span(kind.kind, self.number(name, Interval(0, None)))
            case Related(subject=subject):
                origin = (name.rpartition(".")[2], holder) if holder is not None else None
                return Held(Individual(self, subject, name, origin=origin))
            case ManyRelated():
                raise AssertionError("a relation to many is read by aggregates only")
            case _:
                assert_never(kind)

    def _member(self, members: tuple[str, ...], name: str) -> Number:
        codes = [self.lexicon.code(member) for member in members]
        code = self.number(name, Interval(min(codes), max(codes)))
        if len(codes) <= max(codes) - min(codes):
            self.say(code, terms.any_of(*(terms.equal(code, whole(one)) for one in codes)))
        return code

    def _amount(self, kind: NumberType, name: str) -> Amount:
        scale = 10 ** (kind.scale or 0)
        if kind.scale is None:
            raise Unsupported("a field that holds a ratio")
        inside = kind.range.map(lambda end: end * scale)
        low = None if inside.low is None else -(-inside.low // 1)
        high = None if inside.high is None else inside.high // 1
        return Amount(self.number(name, Interval(low, high)), whole(scale))

    def members_of(self, holder: Individual, field: str, relation: ManyRelated) -> tuple[tuple[Truth, Individual], ...]:
        """Those whose field leads to a subject: who led us there, and as many more as the bounds say.

        Raises Unsupported in a loose world, which counts none.
        """
        if self.loose:
            raise Unsupported("any number of related subjects")
        self.counts = True
        found: list[tuple[Truth, Individual]] = []
        if holder.origin is not None and holder.origin[0] == relation.by:
            owner = holder.origin[1]
            if owner.subject == relation.subject:
                found.append((TRUE, owner))
        before: Truth | None = None
        for index in range(self.bounds.related):
            path = f"{holder.path}.{field} {index + 1}"
            present = terms.switch(f"{path} present")
            if before is not None:
                self.say(present, terms.implies(present, before))
                self.say(before, terms.implies(present, before))
            before = present
            found.append((present, Individual(self, relation.subject, path, back=(relation.by, holder))))
        return tuple(found)

    # --- questions ---

    @property
    def promises(self) -> tuple[Truth, ...]:
        """All that the registry and the calendar promise of the unknowns so far."""
        return tuple(truth for truths in self._about.values() for truth in truths)

    def closed(self, assertions: Iterable[Truth], about: Iterable[Term] = ()) -> list[Truth]:
        """The assertions with all that holds of what they speak of, and of what that speaks of.

        Args:
            about: further terms of whose unknowns the promises are to be kept.
        """
        found: dict[Truth, None] = dict.fromkeys(assertions)
        seen: set[Input] = set()
        waiting: list[Term] = [*found, *about]
        while waiting:
            fresh = [term for term in inputs_of(waiting) if term not in seen]
            seen.update(fresh)
            more = [truth for term in fresh for truth in self._about.get(term, ()) if truth not in found]
            found |= dict.fromkeys(more)
            waiting = list(more)
        return list(found)


def fixed(day: date) -> Moment:
    """A day that is known."""
    return moment_of(day)
