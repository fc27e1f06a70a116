"""From a model to a case: facts, records and a day, as a scenario gives them, for the reference evaluator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import assert_never

import attrs

from creditlang import ir
from creditlang.backends.smt.calendar import Moment
from creditlang.backends.smt.models import Reading
from creditlang.backends.smt.solving import Model
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.values import FREE, Held, definitely, maybe
from creditlang.backends.smt.worlds import Individual, SymbolicRecord, World
from creditlang.data import History, history_from_objects
from creditlang.semantics import Decision, decide
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Definite,
    Duration,
    DurationKind,
    ManyRelated,
    Number,
    Related,
    Text,
)
from creditlang.values import Days, Exact, Months

SUBJECT_ID = "of the case"
"""How a decision calls the subject of a case."""

_SOME_DAY = date(2000, 1, 1)


@attrs.frozen
class CaseRecord:
    """A record of a case: `values` holds `record`, `date`, `recorded` and every field, None for unknown."""

    event: str
    values: Mapping[str, object]


@attrs.frozen
class Case:
    """One concrete person, history and day.

    Attributes:
        subject: its facts; relations as nested mappings, or tuples of them.
        records: by date and id.
    """

    kind: str
    subject: Mapping[str, object]
    records: tuple[CaseRecord, ...]
    as_of: date

    def history(self, registry: ir.Registry) -> History:
        """The facts and records as the evaluator reads them."""
        events: dict[str, list[Mapping[str, object]]] = {}
        for record in self.records:
            events.setdefault(record.event, []).append(record.values)
        return history_from_objects(registry, self.kind, {**self.subject, ir.SUBJECT_KEY: SUBJECT_ID}, events)

    def on(self, day: date) -> Case:
        """The same person and history on another day."""
        return attrs.evolve(self, as_of=day)


def replay(case: Case, series: ir.Series) -> Decision:
    """What the reference evaluator decides on a case.

    Raises:
        NotInForceError: no edition is in force on its day.
    """
    return decide(series, case.history(series.registry), case.as_of)


def case_of(model: Model, world: World, as_of: Moment | None = None) -> Case:
    """The case that a model describes. What the model does not speak of is made up, as plainly as the types allow."""
    free = {name: FREE + place for place, name in enumerate(world.texts)}
    full = Model(model.truths, {**free, **model.numbers})
    return _Maker(world, Reading(full, world.lexicon)).case(as_of or world.as_of)


@attrs.frozen
class _Maker:
    world: World
    reading: Reading

    def case(self, as_of: Moment) -> Case:
        found: list[tuple[tuple[object, ...], SymbolicRecord]] = []
        for number, slots in enumerate(self.world.made_records.values()):
            for index, slot in enumerate(slots):
                if self.reading.truth(slot.present):
                    rank = self.reading.number(slot.rank) if self.world.is_ranked(slot) else 0
                    found.append(((self.reading.day(slot.date), rank, number, index), slot))
        found.sort(key=lambda pair: pair[0])
        width = len(str(len(found)))
        records = tuple(self.record(slot, f"r{n:0{width}}") for n, (_, slot) in enumerate(found, start=1))
        subject = self.world.subject
        return Case(subject.subject, self.facts(subject, 0), records, self.reading.day(as_of))

    def record(self, record: SymbolicRecord, id: str) -> CaseRecord:
        day = self.reading.day(record.date)
        known = self.reading.value(record.values["recorded"]) if "recorded" in record.values else day
        fields = self.world.registry.events[record.event].fields
        own = {name: self.value(field, record.values, 0) for name, field in fields.items()}
        if "record" in record.values:
            id = str(self.reading.value(record.values["record"]))
        return CaseRecord(record.event, {"record": id, "date": day, "recorded": known, **own})

    def facts(self, who: Individual, depth: int) -> dict[str, object]:
        found: dict[str, object] = {}
        for name, field in self.world.registry.subjects[who.subject].fields.items():
            if who.back is not None and who.back[0] == name:
                continue
            if isinstance(field.type, ManyRelated):
                listed = who.members.get(name, ())
                found[name] = tuple(
                    self.facts(other, depth + 1)
                    for there, other in listed
                    if other.back is not None and other.back[1] is who and self.reading.truth(there)
                )
            else:
                found[name] = self.value(field, who.values, depth)
        return found

    def value(self, field: ir.Field, values: Mapping[str, object], depth: int) -> object:
        if field.name not in values:
            return plain_value(field, self.world.registry, depth)
        value = values[field.name]
        inner = definitely(value)  # type: ignore[arg-type]  # the mapping holds values
        if isinstance(inner, Held):
            # `known` of an optional is a truth.
            if not self.reading.truth(maybe(value).known):  # type: ignore[arg-type]  # an optional field has a maybe
                return None
            assert isinstance(inner.holder, Individual)
            return self.facts(inner.holder, depth + 1)
        return self.reading.value(value)  # type: ignore[arg-type]  # an expression's value, by its type


def plain_facts(subject: str, registry: ir.Registry, depth: int = 0, *, but: str | None = None) -> dict[str, object]:
    """The plainest facts that a subject may have.

    Args:
        depth: by how many relations the subject was reached.
        but: a field that is left out, for it leads back.

    Raises:
        Unsupported: each would have to be related to another one without end.
    """
    if depth > len(registry.subjects) + 1:
        raise Unsupported(f"a {subject} who must be related to another one without end")
    fields = registry.subjects[subject].fields.values()
    return {field.name: plain_value(field, registry, depth) for field in fields if field.name != but}


def plain_value(field: ir.Field, registry: ir.Registry, depth: int = 0) -> object:
    """The plainest value of a field: unknown, if it may be."""
    return None if field.optional else plain_of(field.type, registry, depth)


def plain_of(kind: Definite, registry: ir.Registry, depth: int = 0) -> object:
    """The plainest value of a type."""
    match kind:
        case Boolean():
            return False
        case Date():
            return _SOME_DAY
        case Text():
            return "text"
        case Choice(members=members):
            return members[0]
        case Number(range=range):
            return _nearest(range.low, range.high)
        case Duration(kind=unit):
            return Months(0) if unit is DurationKind.MONTHS else Days(0)
        case Related(subject=subject):
            return plain_facts(subject, registry, depth + 1)
        case ManyRelated():
            return ()
        case _:
            assert_never(kind)


def _nearest(low: Exact | None, high: Exact | None) -> Exact:
    """0, or what is nearest to it."""
    if low is not None and low > 0:
        return low
    return high if high is not None and high < 0 else 0
