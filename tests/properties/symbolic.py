"""A concrete history as a model of a symbolic world: the values that its unknowns then have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from creditlang import ir
from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Moment, Span
from creditlang.backends.smt.models import Reading
from creditlang.backends.smt.nodes import Number, Sum, Switch, Truth, Unknown
from creditlang.backends.smt.smtlib import Input
from creditlang.backends.smt.solving import Model
from creditlang.backends.smt.values import Amount, Held, Maybe, Value, Word
from creditlang.backends.smt.worlds import Bounds, Individual, SymbolicRecord, World
from creditlang.data import Facts, History, Record
from creditlang.semantics.records import is_known
from creditlang.types import ManyRelated
from creditlang.values import Days, Months


def world_for(series: ir.Series, history: History, as_known: date | None) -> World:
    """A world that is large enough for a history."""
    records = [r for r in history.records if is_known(r, as_known)]
    events = {name: sum(r.event == name for r in records) for name in series.registry.events}
    bounds = Bounds(related=4, first=1, last=9999, of_event=events)
    return World(series.registry, series.editions[-1].subject, bounds)


class Assignment:
    """Gives every unknown of a world the value that a history has there."""

    def __init__(self, world: World, history: History, as_of: date, as_known: date | None) -> None:
        self.model = Model({}, {})
        self._world, self._history = world, history
        self._id_of: dict[Individual, str] = {}
        self._moment(world.as_of, as_of)
        self._visit(world.subject, history.facts)
        known = [r for r in history.records if is_known(r, as_known)]
        # Only the order on one day matters, so that the order in time will do.
        ranks = {r.id: place for place, r in enumerate(sorted(known, key=lambda r: (r.date, r.id)), start=1)}
        for event, slots in world.made_records.items():
            rows = [r for r in known if r.event == event]
            for slot, row in zip(slots, rows, strict=True):
                self._record(slot, row, ranks[row.id])
        self.reading = self._settled()

    def _settled(self) -> Reading:
        """The values of what is defined: again and again, until nothing changes."""
        while True:
            reading, before = Reading(self.model, self._world.lexicon), dict(self.model.numbers)
            for number, civil in self._world.calendar.derived:
                self._moment(Moment(civil), reading.day(Moment(ordinal=number)))
            for amount, meaning in self._world.meanings:
                under = terms.constant(amount.under)
                assert under is not None
                self._number(amount.over, int(reading.amount(meaning) * under))
            if before == self.model.numbers:
                return reading

    def has(self, term: Input) -> bool:
        """Whether the history gives an unknown a value: what is unknown in it has none."""
        return term.name in (self.model.truths if isinstance(term, Switch) else self.model.numbers)

    def _record(self, slot: SymbolicRecord, row: Record, rank: int) -> None:
        assert isinstance(slot.present, Switch)
        self.model.truths[slot.present.name] = True
        self._moment(slot.date, row.date)
        if self._world.is_ranked(slot):
            self._number(slot.rank, rank)
        given = {**row.values, "date": row.date, "recorded": row.recorded, "record": row.id}
        for field, value in slot.values.items():
            self._set(value, given[field])

    def _visit(self, who: Individual, facts: Facts) -> None:
        self._id_of[who] = facts.id
        relations, registry = self._history.relations, self._world.registry
        for field, value in who.values.items():
            if who.back is not None and who.back[0] == field:
                continue
            self._set(value, facts.values[field])
        for field, members in who.members.items():
            kind = registry.subjects[who.subject].fields[field].type
            assert isinstance(kind, ManyRelated)
            there = list(relations.many(kind.subject, kind.by, facts.id))
            free = [(guard, other) for guard, other in members if isinstance(guard, Switch)]
            if len(free) < len(members):
                assert who.origin is not None
                there = [f for f in there if f.id != self._id_of[who.origin[1]]]
            assert len(there) <= len(free), "the world is too small"
            for (guard, other), found in zip(free, there, strict=False):
                assert isinstance(guard, Switch)
                self.model.truths[guard.name] = True
                self._visit(other, found)

    def _set(self, value: Value, given: object) -> None:
        match value:
            case Maybe(known=known, value=inner):
                if isinstance(known, Switch):
                    self.model.truths[known.name] = given is not None
                if given is not None:
                    self._set(inner, given)
            case Amount(over=over, under=under):
                scale = terms.constant(under)
                assert scale is not None
                self._number(over, int(given * scale))  # type: ignore[operator]  # numbers, as has been asked
            case Moment():
                assert isinstance(given, date)
                self._moment(value, given)
            case Word(code=code):
                self._number(code, self._world.lexicon.code(str(given)))
            case Span(count=count):
                assert isinstance(given, Days | Months)
                self._number(count, given.count)
            case Held(holder=holder):
                assert isinstance(holder, Individual)
                self._visit(holder, self._history.relations.one(holder.subject, str(given)))
            case Switch(name=name):
                self.model.truths[name] = bool(given)
            case _:
                raise AssertionError(value)

    def _moment(self, moment: Moment, day: date) -> None:
        assert moment.civil is not None
        civil = moment.civil
        self._number(civil.month, day.month - 1)
        self._number(civil.day, day.day)
        if terms.constant(civil.year) is None:
            assert isinstance(civil.year, Sum)
            (_, fours), (_, years) = sorted(civil.year.parts, key=lambda pair: -pair[0])
            self._number(fours, day.year // 4)
            self._number(years, day.year % 4)
        else:
            self._number(civil.year, day.year)

    def _number(self, number: Number, value: int) -> None:
        if isinstance(number, Unknown):
            self.model.numbers[number.name] = value
        else:
            assert terms.constant(number) == value


def assertions_of(model: Model, inputs: Sequence[Switch | Unknown]) -> list[Truth]:
    """The model as assertions on some unknowns."""
    found: list[Truth] = []
    for term in inputs:
        if isinstance(term, Switch):
            found.append(term if model.truths.get(term.name) else terms.negated(term))
        elif term.name in model.numbers:
            found.append(terms.equal(term, terms.whole(model.numbers[term.name])))
    return found
