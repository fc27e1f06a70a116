"""A world in which one person is known: their facts and records as they are, and records that they may still add.

Mirrors nothing: it is the same world with most of it filled in. Records that are there come before those that may be
added, which are dated later and, on one day, have later ids.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from creditlang import ir
from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Moment, moment_of
from creditlang.backends.smt.nodes import TRUE, Number, Truth
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.values import Held, Maybe, Value, Word, lift
from creditlang.backends.smt.worlds import Bounds, Individual, SymbolicRecord, World
from creditlang.data import Facts, History, Record
from creditlang.types import ManyRelated, Related


@attrs.define(eq=False)
class KnownIndividual(Individual):
    """A subject whose facts are known."""

    facts: Facts = attrs.field(kw_only=True)
    history: History = attrs.field(kw_only=True, repr=False)

    def read(self, field: str) -> Value:
        """The value of a field."""
        if field not in self.values:
            declared = self.world.registry.subjects[self.subject].fields[field]
            given = self.facts.values[field]
            if isinstance(declared.type, Related) and given is not None:
                other = self.history.relations.one(declared.type.subject, str(given))
                self.values[field] = Held(self._known(other, f"{self.path}.{field}"))
            else:
                self.values[field] = lift(given, declared.type, self.world.lexicon)
        return self.values[field]

    def many(self, field: str) -> tuple[tuple[Truth, Individual], ...]:
        """Those whom a relation to many leads to."""
        relation = self.world.registry.subjects[self.subject].fields[field].type
        assert isinstance(relation, ManyRelated)
        found = self.history.relations.many(relation.subject, relation.by, self.facts.id)
        return tuple((TRUE, self._known(other, f"{self.path}.{field} {other.id}")) for other in found)

    def _known(self, facts: Facts, path: str) -> KnownIndividual:
        return KnownIndividual(self.world, facts.subject, path, facts=facts, history=self.history)


@attrs.frozen
class Open:
    """A value on a record that is unknown now and may become known: a date, on a day to come."""

    record: str
    field: str


@attrs.frozen(eq=False)
class Addition:
    """A record that may be added, or a date on a record that may become known.

    Attributes:
        done: whether it is.
        day: when.
    """

    done: Truth
    day: Moment
    record: SymbolicRecord
    field: str | None = None


class GivenWorld(World):
    """A world about one history.

    Attributes:
        additions: what may still happen.
    """

    def __init__(
        self,
        registry: ir.Registry,
        history: History,
        records: Sequence[Record],
        addable: Mapping[str, int],
        opens: Sequence[Open],
        bounds: Bounds,
    ) -> None:
        """A world of what is on record, and what may be added.

        Args:
            records: those that are seen now, by date and id.
            addable: how many records of an event may be added.
            opens: dates that may become known.
        """
        super().__init__(registry, history.facts.subject, bounds)
        self.subject = KnownIndividual(
            self, history.facts.subject, history.facts.subject, facts=history.facts, history=history
        )
        self._given, self._addable, self._opens = records, addable, frozenset(opens)
        self.additions: list[Addition] = []
        order = sorted(record.id for record in records)
        self._place = {id: place for place, id in enumerate(order, start=1)}
        for event in addable:
            self.records(event)

    def guesses(self) -> list[list[Truth]]:
        """None: little is unknown here."""
        return []

    def _made_records(self, event: str) -> tuple[SymbolicRecord, ...]:
        found = [self._known_record(record) for record in self._given if record.event == event]
        before: SymbolicRecord | None = None
        for index in range(self._addable.get(event, 0)):
            path = f"{event} to come {index + 1}"
            present = terms.switch(f"{path} present")
            record = SymbolicRecord(self, event, path, present, self.day(f"{path}.date"))
            # Known at once: what a person brings about is recorded on its day.
            record.values["recorded"] = record.date
            if before is not None:
                self.say(present, terms.implies(present, before.present))
                self.say(present, terms.implies(present, self.calendar.at_most(before.date, record.date)))
            self.additions.append(Addition(present, record.date, record))
            before = record
            found.append(record)
        return tuple(found)

    def _known_record(self, given: Record) -> SymbolicRecord:
        record = SymbolicRecord(self, given.event, f"{given.event} {given.id}", TRUE, moment_of(given.date))
        record.values["recorded"] = moment_of(given.recorded)
        record.values["record"] = Word(whole(self.lexicon.code(given.id)))
        for name, field in self.registry.events[given.event].fields.items():
            value = given.values[name]
            if value is None and Open(given.id, name) in self._opens:
                day, done = self.day(f"{record.path}.{name}"), terms.switch(f"{record.path}.{name} known")
                record.values[name] = Maybe(done, day)
                self.additions.append(Addition(done, day, record, name))
            elif isinstance(field.type, Related) and value is not None:
                record.values[name] = self._related(field.type, str(value), record.path)
            else:
                record.values[name] = lift(value, field.type, self.lexicon)
        return record

    def _related(self, kind: Related, id: str, path: str) -> Value:
        assert isinstance(self.subject, KnownIndividual)
        history = self.subject.history
        facts = history.relations.one(kind.subject, id)
        return Held(KnownIndividual(self, facts.subject, f"{path} {id}", facts=facts, history=history))

    def rank_of(self, record: SymbolicRecord) -> Number:
        """Those on record by their ids, then those to come, in the order in which they are listed."""
        given = record.path.removeprefix(f"{record.event} ")
        if given in self._place and record.present is TRUE:
            return whole(self._place[given])
        places = [addition.record for addition in self.additions if addition.field is None]
        return whole(len(self._place) + 1 + places.index(record))
