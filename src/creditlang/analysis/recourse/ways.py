"""The ways to a goal: for each number of steps the earliest day, and then the least that does it.

Minimal in this order: steps, the day, what the numbers of the added records come to in sum. That there is nothing
earlier with as few steps, and nothing less on that day, is what the solver has proven; that the way leads there is what
the reference evaluator decides on the history with its records added.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import attrs

from creditlang import ir
from creditlang.analysis.recourse.goals import Goal, OutOf
from creditlang.analysis.static.reading import Rule, parts
from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import moment_of
from creditlang.backends.smt.decisions import encode_decision
from creditlang.backends.smt.extremes import lowest
from creditlang.backends.smt.given import Addition, GivenWorld, Open
from creditlang.backends.smt.models import Reading
from creditlang.backends.smt.nodes import Number, Truth
from creditlang.backends.smt.smallest import plainer
from creditlang.backends.smt.smtlib import inputs_of
from creditlang.backends.smt.solving import BUDGET, Model, Session
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.values import FREE, Amount, definitely
from creditlang.backends.smt.worlds import Bounds
from creditlang.data import History, Record
from creditlang.ir import expressions as expr
from creditlang.semantics import Decision, announced, decide, upcoming
from creditlang.semantics.records import is_known
from creditlang.semantics.series import covered_periods, edition_in_force
from creditlang.types import Date
from creditlang.values import Days, Months, add, subtract

STEPS = 4
"""How many steps a way has at most, where nothing else is said."""

WITHIN = Months(60)
"""How far ahead one looks, where nothing else is said."""


@attrs.frozen
class Step:
    """One thing to do, on a day: to add a record, or to have a date of one become known.

    Attributes:
        values: of the added record, as the data contract has them; None for unknown.
        field: the date that becomes known on `record`; None for an added record.
        named_by: the rules that name this date as what lifts them, or as the day from which their time counts.
    """

    event: str
    day: date
    values: Mapping[str, object]
    record: str | None = None
    field: str | None = None
    named_by: tuple[str, ...] = ()


@attrs.frozen
class Way:
    """Steps that lead to the goal.

    Attributes:
        on: the first day on which the goal is met.
        decision: of that day.
        lost: the day on which the goal is no longer met if nothing else is done; None if not by the horizon.
        earliest: whether it is proven that no way with as few steps is earlier.
        least: whether it is proven that none takes less on that day.
    """

    steps: tuple[Step, ...]
    on: date
    decision: Decision
    lost: date | None
    earliest: bool
    least: bool


@attrs.frozen
class Recourse:
    """A goal and the ways to it.

    Attributes:
        met: whether the goal is met already, and no burden is announced that ends this.
        begins: the day on which a burden that is announced begins, if the goal is to be out of it; None where it holds.
        waiting: the day on which it is met if nothing is done, be it under a later edition; None if not by `horizon`.
        ways: by their number of steps; each is earlier than those with fewer.
        until: how far one looked for ways: the horizon, or the last day of the edition.
        horizon: how far one looked for what waiting brings: as far as was asked, or the last day of the rulebook.
        undecided: why more ways may exist; None where the list is complete up to `most` steps.
        last: whether no edition is in force after the horizon, so that no farther can be looked.
    """

    goal: Goal
    met: bool
    waiting: date | None
    ways: tuple[Way, ...]
    until: date
    horizon: date
    most: int
    undecided: str | None = None
    last: bool = False
    begins: date | None = None


def recourse(
    series: ir.Series,
    history: History,
    as_of: date,
    goal: Goal,
    *,
    steps: int = STEPS,
    within: Days | Months = WITHIN,
    budget: float = BUDGET,
) -> Recourse:
    """The ways to a goal for one person, from a day on, under the edition in force.

    Args:
        steps: how many steps a way has at most.
        within: how far ahead to look.
        budget: seconds for each question to the solver.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
        NoSolverError: z3 is not installed.
    """
    edition = edition_in_force(series, as_of)
    horizon = add(as_of, within)
    until = horizon if edition.ends is None else min(horizon, subtract(edition.ends, Days(1)))
    end = next(end for start, end in covered_periods(series)[::-1] if start is None or start <= as_of)
    last = end is not None and end <= horizon
    if end is not None:
        horizon = min(horizon, subtract(end, Days(1)))
    now = decide(series, history, as_of)
    begins = _begins(series, history, now, goal) if goal.met(now, edition) else None
    if begins is None and goal.met(now, edition):
        return Recourse(goal, True, None, (), until, horizon, steps, None, last)
    seen = [r for r in history.records if r.date <= as_of and is_known(r, None)]
    asking = _Asking(
        series, edition, attrs.evolve(history, records=tuple(seen)), as_of, begins or as_of, until, goal, budget
    )
    waiting = asking.waiting(horizon)
    try:
        ways, undecided = asking.ways(steps, waiting)
    except Unsupported as error:
        return Recourse(goal, False, waiting, (), until, horizon, steps, f"not encoded: {error.reason}", last, begins)
    return Recourse(goal, False, waiting, ways, until, horizon, steps, undecided, last, begins)


def _begins(series: ir.Series, history: History, now: Decision, goal: Goal) -> date | None:
    """When a burden begins that is announced, and that the goal is to be out of."""
    if not isinstance(goal, OutOf):
        return None
    return min(
        (part.since for part in announced(series, history, now) if part.name == goal.rule and part.since), default=None
    )


@attrs.frozen
class _Asking:
    series: ir.Series
    edition: ir.Edition
    history: History
    as_of: date
    first: date  # from which day on the goal is to be met: today, or when a burden begins that is announced
    until: date
    goal: Goal
    budget: float

    def waiting(self, horizon: date) -> date | None:
        """The day on which the goal is met if nothing is done: one of those on which anything changes."""
        return self._turns(self.history, decide(self.series, self.history, self.first), True, horizon)

    def _turns(self, history: History, decision: Decision, met: bool, last: date) -> date | None:
        """The next day on which the goal begins, or ceases, to be met if nothing is added."""
        horizon = Days((last - decision.as_of).days)
        for change in upcoming(self.series, history, decision, limit=1000, horizon=horizon):
            if change.on <= last and self._met(history, change.on) is met:
                return change.on
        return None

    def _met(self, history: History, day: date) -> bool:
        return self.goal.met(decide(self.series, history, day), edition_in_force(self.series, day))

    def ways(self, steps: int, waiting: date | None) -> tuple[tuple[Way, ...], str | None]:
        """Each earlier than those with fewer steps; and why there may be more."""
        world = self._world(steps)
        decision = encode_decision(self.series, world, edition=self.edition)
        today, last, then = moment_of(self.as_of), moment_of(self.until), world.as_of
        start = moment_of(self.first)
        calendar = world.calendar
        given: list[Truth] = [
            self.goal.truth(decision),
            calendar.at_most(start, then),
            calendar.at_most(then, last),
            *(terms.implies(a.done, calendar.at_most(today, a.day)) for a in world.additions),
            *(terms.implies(a.done, calendar.at_most(a.day, then)) for a in world.additions),
        ]
        number = terms.total(terms.as_number(addition.done) for addition in world.additions)
        civil = calendar.civil(then)
        found: list[Way] = []
        bound = waiting
        for few in range(1, steps + 1):
            # Later numbers of steps count only if they lead there earlier.
            sooner = [] if bound is None else [calendar.less(then, moment_of(bound))]
            asked = [*given, terms.at_most(number, whole(few)), *sooner]
            # Most ways lead there on the day itself, and to ask for that takes a small part of the time.
            first = lowest(world, [*asked, calendar.at_most(then, start)], civil.place, self.budget)
            if first.model is None:
                first = lowest(world, asked, civil.place, self.budget)
            if first.model is None or first.value is None:
                if not first.proven:
                    return tuple(found), f"the solver found no answer on ways of {few} steps"
                continue
            fixed = [*asked, terms.equal(civil.place, whole(first.value))]
            way = self._way(world, fixed, number, first.proven, first.model)
            if way is None:
                return tuple(found), "a way does not come out so in the evaluator; please report this"
            found.append(way)
            bound = way.on
            if way.on == self.first:
                break
        return tuple(found), None

    def _way(
        self, world: GivenWorld, fixed: Sequence[Truth], number: Number, earliest: bool, model: Model
    ) -> Way | None:
        """The least of the ways that meet the goal on that day."""
        fewest = lowest(world, fixed, number, self.budget)
        if fewest.model is not None and fewest.value is not None:
            fixed, model = [*fixed, terms.equal(number, whole(fewest.value))], fewest.model
        size = terms.total(_size(addition) for addition in world.additions)
        least = lowest(world, fixed, size, self.budget)
        if least.model is not None and least.value is not None:
            fixed, model = [*fixed, terms.equal(size, whole(least.value))], least.model
        session = Session(world.closed(fixed), inputs_of([size]))
        found = session.solve(self.budget)
        if isinstance(found, Model):
            wishes = [world.calendar.equal(a.day, moment_of(self.as_of)) for a in world.additions]
            model = plainer(world, session, found, wishes)
        reading = Reading(_filled(model, world), world.lexicon)
        steps = tuple(self._steps(world, reading))
        day = reading.day(world.as_of)
        history = _with(self.history, steps)
        if not self._met(history, day):
            return None
        decision = decide(self.series, history, day)
        return Way(steps, day, decision, self._turns(history, decision, False, self.until), earliest, least.proven)

    def _world(self, steps: int) -> GivenWorld:
        registry = self.series.registry
        addable = {
            name: steps
            for name, event in registry.events.items()
            if event.voluntary and event.subject == self.edition.subject
        }
        # Days to come lie between today and the horizon.
        bounds = Bounds(first=self.as_of.year, last=self.until.year)
        opens = [Open(record.id, field) for record, field, _ in self._openable()]
        return GivenWorld(registry, self.history, self.history.records, addable, opens, bounds)

    def _openable(self) -> Iterator[tuple[Record, str, tuple[str, ...]]]:
        """Dates of a record that are unknown and that a rule on such records names: as what lifts it, or as the day
        from which its time counts."""
        edition = self.edition
        rules: tuple[ir.Criterion | Rule, ...] = (
            *edition.criteria.values(),
            *edition.sanctions.values(),
            *edition.lists.values(),
            *edition.moves.values(),
        )
        for record in self.history.records:
            on_such = [
                rule for rule in rules if isinstance(rule.trigger, ir.OnEvent) and rule.trigger.event == record.event
            ]
            for name, field in self.series.registry.events[record.event].fields.items():
                named = tuple(rule.text.name for rule in on_such if _waits_for(rule, name, edition))
                if named and record.values[name] is None and isinstance(field.type, Date):
                    yield record, name, named

    def _steps(self, world: GivenWorld, reading: Reading) -> Iterator[Step]:
        names = {(record.id, field): named for record, field, named in self._openable()}
        by_path = {f"{record.event} {record.id}": record for record in self.history.records}
        found: list[Step] = []
        for addition in world.additions:
            if not reading.truth(addition.done):
                continue
            day = reading.day(addition.day)
            if addition.field is None:
                event = world.registry.events[addition.record.event]
                values = {name: _field(addition, field, reading) for name, field in event.fields.items()}
                found.append(Step(event.name, day, values))
            else:
                record = by_path[addition.record.path]
                named = names[record.id, addition.field]
                found.append(Step(record.event, day, {addition.field: day}, record.id, addition.field, named))
        return iter(sorted(found, key=lambda step: step.day))


def _waits_for(rule: ir.Criterion | Rule, field: str, edition: ir.Edition) -> bool:
    """Whether a rule on a record names a field of it as what lifts the rule, or as what starts its clock."""
    if isinstance(rule, ir.Criterion):
        return rule.counts_from is not None and _reads(rule.counts_from, field)
    lifted = rule.process.lifted
    return lifted is not None and any(
        isinstance(part, expr.Known) and _reads(part.operand, field) for part in parts(lifted, edition)
    )


def _reads(node: expr.Expression, field: str) -> bool:
    return isinstance(node, expr.Read) and isinstance(node.of, expr.TheRecord) and node.field == field


def _size(addition: Addition) -> Number:
    """What the numbers of an added record come to, where they cannot be below 0."""
    if addition.field is not None:
        return terms.ZERO
    found: list[Number] = []
    for name in addition.record.world.registry.events[addition.record.event].fields:
        value = definitely(addition.record.read(name))
        if isinstance(value, Amount) and value.over.range.low is not None and value.over.range.low >= 0:
            found.append(value.over)
    return terms.choose(addition.done, terms.total(found), terms.ZERO)


def _field(addition: Addition, field: ir.Field, reading: Reading) -> object:
    return reading.value(addition.record.read(field.name))


def _filled(model: Model, world: GivenWorld) -> Model:
    free = {name: FREE + place for place, name in enumerate(world.texts)}
    return Model(model.truths, {**free, **model.numbers})


def _with(history: History, steps: Sequence[Step]) -> History:
    """The history with what the steps add."""
    records = {record.id: record for record in history.records}
    highest = max(records, default="")
    first = "step" if highest < "step" else f"{highest} step"
    for number, step in enumerate(steps, start=1):
        if step.record is None:
            id = f"{first} {number}"
            records[id] = Record(step.event, id, step.day, step.day, None, step.values)
        else:
            old = records[step.record]
            records[step.record] = attrs.evolve(old, values={**old.values, **step.values})
    ordered = tuple(sorted(records.values(), key=lambda record: (record.date, record.id)))
    return attrs.evolve(history, records=ordered)
