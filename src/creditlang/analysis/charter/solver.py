"""The prover that `creditlang conform` has: cases and proofs by a solver, each case decided again by the evaluator.

A question is asked in a world of one unknown person with a bounded number of records. Where what is asked cannot depend
on further records the answer is one for all histories; else it names its bound and stays undecided, for a bounded proof
is none for everybody. Sums over a period are shown by a case whose records are repeated until they exceed the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

import attrs

from creditlang.analysis.charter.answers import Witness
from creditlang.analysis.charter.flows import Atom, Field, Flow, Records, flow_of
from creditlang.analysis.charter.points import amount_of
from creditlang.analysis.charter.prover import Never, Open, Proof, Shown
from creditlang.analysis.charter.repeating import Acts, day_of, joined, repeated
from creditlang.analysis.charter.targets import rules_of
from creditlang.analysis.proofs import (
    Bounds,
    Case,
    NoSolverError,
    Proved,
    Refuted,
    SymbolicDecision,
    Undecided,
    Unsupported,
    World,
    case_of,
    encode_decision,
    replay,
)
from creditlang.analysis.proofs.questions import Finding as Asked
from creditlang.analysis.proofs.questions import Kind
from creditlang.analysis.proofs.report import prove
from creditlang.analysis.proofs.scenario_text import scenario_text
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.entitlements import SymbolicInstance
from creditlang.backends.smt.lines import SymbolicLine
from creditlang.backends.smt.smallest import smallest
from creditlang.backends.smt.solving import Impossible, Model, NoAnswer
from creditlang.backends.smt.terms import FALSE, Truth
from creditlang.backends.smt.values import Amount as Term
from creditlang.backends.smt.values import Maybe, Value
from creditlang.backends.smt.worlds import Individual, SymbolicRecord
from creditlang.data import InvalidDataError
from creditlang.ir import (
    Assessed,
    CalendarPeriod,
    Criterion,
    Edition,
    InTheLast,
    InTotal,
    OnEvent,
    Reward,
    Sanction,
    Series,
    walk,
)
from creditlang.ir import expressions as ir
from creditlang.ir.charter import Amount, Movement, OutcomeKind
from creditlang.semantics import Decision, Line, NotInForceError
from creditlang.values import Exact, Money, plain, show_exact, subtract

_SEVERAL = 3
"""Records of an event, where one may weigh more because of others."""
_SEVERAL_CRITERIA = 12
"""Criteria of which a case is sought together."""


@attrs.frozen(eq=False)
class Solver:
    """Answers about one edition. Implements `prover.Prover`.

    Attributes:
        seconds: what one question may take.
    """

    series: Series
    edition: Edition
    seconds: float = 10.0

    # --- points of one record --------------------------------------------------------------------------

    def record_exceeds(self, event: str, sign: int, amount: Amount) -> Proof:
        """Whether one record of an event can cost (or earn) more than so much."""
        concerned = [c for c in self.edition.criteria.values() if c.sign == sign and self._speaks(c, event)]
        alone = all(self._stands_alone(criterion) for criterion in concerned)
        world = self._world(concerned, {event: 1 if alone else _SEVERAL})

        def asked(decision: SymbolicDecision) -> Truth:
            assert decision.score is not None
            lines = [line for c in concerned for line in decision.score.lines.get(c.text.name, ())]
            whole = [_size(line) for line in lines if line.counted.record is None]
            exceeding = []
            for slot in world.records(event):
                own = [_size(line) for line in lines if line.counted.record is slot]
                exceeding.append(values.amount_less(values.amount_of(amount.value), values.summed([*own, *whole])))
            return terms.any_of(*exceeding)

        def shows(decision: Decision) -> str | None:
            by_record: dict[str | None, Exact] = {}
            names = {criterion.text.name for criterion in concerned}
            for line in _lines(decision, names):
                by_record[line.record] = by_record.get(line.record, 0) + _counted(line)
            whole = by_record.pop(None, 0)
            if not by_record and whole > amount.value:
                return f"{show_exact(whole)} points for what is on record"
            for record, points in by_record.items():
                if points + whole > amount.value:
                    verb = "costs" if sign < 0 else "earns"
                    return f"the record `{record}` {verb} {show_exact(points + whole)} points"
            return None

        title = f"one record may {'cost' if sign < 0 else 'earn'} more than {amount.written}"
        return self._ask(world, title, asked, shows, complete=alone)

    def period_exceeds(
        self, criteria: tuple[Criterion, ...], sign: int, amount: Amount, period: CalendarPeriod | InTheLast | InTotal
    ) -> Proof:
        """Whether the records of one period can together cost (or earn) more than so much."""
        names = {criterion.text.name for criterion in criteria}
        events = {c.trigger.event for c in criteria if isinstance(c.trigger, OnEvent)}
        world = self._world(criteria, dict.fromkeys(events, 1))
        # The gravest record first, so that few of them make the case.
        highs = [amount_of(criterion).high for criterion in criteria]
        gravest = max((high for high in highs if high is not None), default=0)
        found = self._counting(world, names, gravest)
        if isinstance(found, Never):
            found = self._counting(world, names, 0)
        if isinstance(found, Never):
            return Open("no record that counts was found")
        if isinstance(found, Open):
            return found

        def total(case: Case) -> Exact:
            decision = replay(case, self.series)
            return sum((_counted(line) for line in _lines(decision, names) if _within(line, case, period)), start=0)

        acts: Acts = {
            (c.trigger.event, c.only_largest_per)
            for c in (*criteria, *self.edition.criteria.values())
            if isinstance(c.trigger, OnEvent) and c.only_largest_per is not None
        }
        exceeding = repeated(found, events, total, amount.value, acts, self.series.registry)
        if exceeding is None and len(criteria) > 1:
            # One kind of record is not enough: the gravest of each criterion together.
            each = [self._gravest(world, criterion) for criterion in criteria[:_SEVERAL_CRITERIA]]
            found = joined([case for case in each if isinstance(case, Case)]) or found
            exceeding = repeated(found, events, total, amount.value, acts, self.series.registry)
        if exceeding is None:
            return Open("no case was found, and caps and groups do not prove that there is none")
        verb = "cost" if sign < 0 else "earn"
        said = f"{len(exceeding.records)} records together {verb} {show_exact(total(exceeding))} points"
        return Shown(self._witness(f"records of one period may {verb} more than {amount.written}", exceeding, said))

    def _gravest(self, world: World, criterion: Criterion) -> Case | Never | Open:
        """A case of the most that a criterion counts for one record; of less, if that cannot be."""
        names = {criterion.text.name}
        found = self._counting(world, names, amount_of(criterion).high or 0)
        return self._counting(world, names, 0) if isinstance(found, Never) else found

    def _counting(self, world: World, names: set[str], least: Exact) -> Case | Never | Open:
        """A case in which some criteria count at least so much, and not nothing."""

        def asked(decision: SymbolicDecision) -> Truth:
            assert decision.score is not None
            size = values.summed([_size(line) for name in names for line in decision.score.lines.get(name, ())])
            some = values.amount_less(values.amount_of(0), size)
            return terms.every(some, values.amount_at_most(values.amount_of(least), size))

        try:
            return self._case(world, [self._decided(world, asked)])
        except Unsupported as error:
            return Open(f"the solver has no terms for this: {error.reason}")

    # --- one rule, and several rules -------------------------------------------------------------------

    def value_exceeds(self, rule: Criterion | Reward | Sanction, amount: Amount) -> Proof:
        """Whether one such rule can take or give more than so much."""
        event = {rule.trigger.event: 1} if isinstance(rule.trigger, OnEvent) else {}
        world = self._world([rule], event)
        name = rule.text.name
        limit = values.amount_of(amount.value)

        def asked(decision: SymbolicDecision) -> Truth:
            if isinstance(rule, Criterion):
                assert decision.score is not None
                lines = decision.score.lines.get(name, ())
                return terms.any_of(*(values.amount_less(limit, _size(line)) for line in lines))
            instances = decision.effects[name].instances
            return terms.any_of(*(_gives_more(instance, limit) for instance in instances))

        def shows(decision: Decision) -> str | None:
            if isinstance(rule, Criterion):
                sizes = [_counted(line) for line in _lines(decision, {name})]
                return next((f"it is {show_exact(s)} points" for s in sizes if s > amount.value), None)
            given = [(p.name, p.grant) for p in decision.rewards] + [(p.name, p.impose) for p in decision.sanctions]
            for value in (value for other, value in given if other == name):
                if isinstance(value, Money) and value.amount > amount.value:
                    return f"it is {value}"
            return None

        complete = set(self._events(rule)) <= set(event) and self._stands_alone(rule)
        return self._ask(world, f"{name} may exceed {amount.written}", asked, shows, complete=complete)

    def both_hold(self, names: tuple[str, ...], event: str, number: int) -> Proof:
        """Whether one record of an event alone can bring about so many of these rules."""
        needed = {event: 1, **({self.edition.consent.event: 1} if self.edition.consent else {})}
        world = World(self.series.registry, self.edition.subject, Bounds(records=0, of_event=needed))

        def asked(decision: SymbolicDecision) -> Truth:
            (record,) = world.records(event)
            present, record.present = record.present, FALSE
            without = self._encoded(world)
            record.present = present
            brought = [terms.every(decision.holds(name), terms.negated(without.holds(name))) for name in names]
            return terms.at_most(terms.whole(number), terms.total(terms.as_number(one) for one in brought))

        def shows(decision: Decision) -> str | None:
            found = [part.name for part in decision.in_effect if part.name in names]
            return f"one record brings about {' and '.join(found)}" if len(set(found)) >= number else None

        title = f"one record of {event} brings about {number} at once"
        return self._ask(world, title, asked, shows, complete=True, names=names)

    def cliffs(self) -> Mapping[str, Proof]:
        """For each fact in money, by `Holder.field`, whether one unit more can leave a person with less."""
        try:
            found = tuple(prove(self.series, self.edition, budget=self.seconds, kinds=(Kind.CLIFF,)))
        except NoSolverError as error:
            return {f"{self.edition.subject}.{name}": Open(str(error)) for name in self._facts}
        return {finding.about: self._told(finding) for finding in found}

    def _told(self, finding: Asked) -> Proof:
        match finding.answer:
            case Proved():
                rules: list[Reward | Sanction] = [*self.edition.rewards.values(), *self.edition.sanctions.values()]
                recorded = any(True for rule in rules for _ in self._events(rule))
                return Never("a few records of each event") if recorded else Never()
            case Refuted(reason=reason):
                shown = finding.shown
                if shown is None:
                    return Open("the solver's case cannot be decided on")
                scenarios = [shown.scenario, *([shown.other.scenario] if shown.other else [])]
                return Shown(Witness("\n\n".join(scenarios), reason))
            case Undecided(reason=reason):
                return Open(reason)

    @property
    def _facts(self) -> Iterable[str]:
        return self.series.registry.subjects[self.edition.subject].fields

    # --- movements -------------------------------------------------------------------------------------

    def moves(self, outcome: OutcomeKind | str, never: Movement, field: Field, when: Movement) -> Proof:
        """Whether the outcome can move so when the field does, all else being equal."""
        events = {atom.event for atom in self._outcome_atoms(outcome) if isinstance(atom, Records)}
        bounds = Bounds(records=0, of_event={event: 2 if event == field.holder else 1 for event in events})
        world = World(self.series.registry, self.edition.subject, bounds)
        try:
            holders: Sequence[Individual | SymbolicRecord] = (
                (world.subject,) if field.holder == self.edition.subject else world.records(field.holder)
            )
        except KeyError:
            return Open(f"`{field.name}` of `{field.holder}` is out of the solver's reach")
        for number, holder in enumerate(holders):
            proof = self._moved(world, holder, number, outcome, never, field, when)
            if not isinstance(proof, Never):
                return proof
        return Never() if not events else Never(self._bound(world))

    def _moved(
        self,
        world: World,
        holder: Individual | SymbolicRecord,
        number: int,
        outcome: OutcomeKind | str,
        never: Movement,
        field: Field,
        when: Movement,
    ) -> Proof:
        registry = self.series.registry
        declared = (registry.subjects.get(field.holder) or registry.events[field.holder]).fields[field.name]
        try:
            before = holder.read(field.name)
            individual = holder if isinstance(holder, Individual) else None
            after = world.value_of(declared, f"other {field.name} {number}", individual)
            first = self._encoded(world)
            with _Instead(holder, field.name, after):
                second = self._encoded(world)
            moved = _moved_so(before, after, when)
            differs = self._differs(outcome, never, first, second)
        except Unsupported as error:
            return Open(f"the solver has no terms for this: {error.reason}")
        there = holder.present if isinstance(holder, SymbolicRecord) else terms.TRUE
        wanted = [first.in_force, first.decided, second.decided, there, moved, differs]
        solved = self._solved(world, wanted)
        if not isinstance(solved, Model):
            return solved
        try:
            one = case_of(solved, world)
            with _Instead(holder, field.name, after):
                other = case_of(solved, world)
            said = self._shows_move(outcome, never, field, one, other)
        except (Unsupported, NotInForceError, InvalidDataError) as error:
            return Open(f"the solver's case cannot be decided on: {error}")
        if said is None:
            return Open("the solver's case does not come out so in the evaluator; please report this")
        both = "\n\n".join(
            self._witness(f"{title} {field.name} {when.value}", case, "").scenario
            for title, case in (("before", one), ("after", other))
        )
        return Shown(Witness(both, said))

    def _differs(
        self, outcome: OutcomeKind | str, never: Movement, first: SymbolicDecision, second: SymbolicDecision
    ) -> Truth:
        calendar = first.world.calendar
        match outcome:
            case OutcomeKind.REWARDS | OutcomeKind.SANCTIONS:
                rewards = outcome is OutcomeKind.REWARDS
                names = self.edition.rewards if rewards else self.edition.sanctions
                return terms.any_of(*(terms.negated(terms.same(first.holds(n), second.holds(n))) for n in names))
            case OutcomeKind.GRADE:
                if first.grade is None or second.grade is None:
                    return FALSE
                # Grades stand best first: a grade that falls has a greater place.
                if never is Movement.CHANGES:
                    return terms.negated(terms.equal(first.grade, second.grade))
                falls = never is Movement.FALLS
                return terms.less(first.grade, second.grade) if falls else terms.less(second.grade, first.grade)
            case OutcomeKind.POINTS:
                one, other = first.points, second.points
            case str() if outcome in self.edition.criteria and first.score is not None and second.score is not None:
                one, other = first.score.criteria.get(outcome), second.score.criteria.get(outcome)
            case _:
                if never is not Movement.CHANGES:
                    raise Unsupported(f"what `{outcome}` gives, as a number")
                return terms.negated(terms.same(first.holds(outcome), second.holds(outcome)))
        if one is None or other is None:
            return FALSE
        match never:
            case Movement.FALLS:
                return values.amount_less(other, one)
            case Movement.RISES:
                return values.amount_less(one, other)
            case Movement.CHANGES:
                return terms.negated(values.equal_values(one, other, calendar))

    def _shows_move(
        self, outcome: OutcomeKind | str, never: Movement, field: Field, one: Case, other: Case
    ) -> str | None:
        first, second = (self._outcome_of(outcome, replay(case, self.series)) for case in (one, other))
        low: Exact
        high: Exact
        if outcome is OutcomeKind.GRADE:
            # The better grade stands first.
            places = [grade.name for grade in self.edition.grades]
            low, high = -places.index(str(first)), -places.index(str(second))
        elif isinstance(first, Exact) and isinstance(second, Exact):
            low, high = first, second
        else:
            low, high = 0, int(first != second)
        if not {Movement.FALLS: high < low, Movement.RISES: high > low, Movement.CHANGES: high != low}[never]:
            return None
        verb = {Movement.FALLS: "falls", Movement.RISES: "rises", Movement.CHANGES: "changes"}[never]
        pairs = zip(_given(one, field), _given(other, field), strict=True)
        before, after = next(((a, b) for a, b in pairs if a != b), (None, None))
        moved = f"`{field.name}` goes from {_words(before)} to {_words(after)}"
        return f"it {verb} from {_words(first)} to {_words(second)} as {moved}"

    def _outcome_of(self, outcome: OutcomeKind | str, decision: Decision) -> object:
        match outcome:
            case OutcomeKind.POINTS:
                return decision.points
            case OutcomeKind.GRADE:
                return decision.grade
            case OutcomeKind.REWARDS:
                return tuple(sorted({part.name for part in decision.rewards}))
            case OutcomeKind.SANCTIONS:
                return tuple(sorted({part.name for part in decision.sanctions}))
            case name if name in self.edition.criteria:
                return sum((line.points for line in _lines(decision, {name})), start=0)
            case name:
                return any(part.name == name for part in decision.in_effect)

    def _outcome_atoms(self, outcome: OutcomeKind | str) -> Iterable[Atom]:
        flow = self._flow
        match outcome:
            case OutcomeKind.POINTS:
                return flow.of_score()
            case OutcomeKind.GRADE:
                return flow.of_grade()
            case OutcomeKind.REWARDS | OutcomeKind.SANCTIONS:
                rewards = outcome is OutcomeKind.REWARDS
                rules = self.edition.rewards.values() if rewards else self.edition.sanctions.values()
                return [atom for rule in rules for atom in flow.of_rule(rule)]
            case name:
                named = rules_of(self.edition).get(name)
                return () if named is None else flow.of_rule(named)

    # --- asking ----------------------------------------------------------------------------------------

    @cached_property
    def _flow(self) -> Flow:
        return flow_of(self.edition)

    def _events(self, rule: Criterion | Reward | Sanction) -> Iterator[str]:
        yield from (atom.event for atom in self._flow.of_rule(rule) if isinstance(atom, Records))

    def _speaks(self, criterion: Criterion, event: str) -> bool:
        if isinstance(criterion.trigger, OnEvent):
            return criterion.trigger.event == event
        return event in self._events(criterion)

    def _stands_alone(self, rule: Criterion | Reward | Sanction) -> bool:
        """Whether what a record is worth cannot depend on other records."""
        if not isinstance(rule.trigger, OnEvent) or set(self._events(rule)) - {rule.trigger.event}:
            return False
        parts: list[ir.Expression | None] = [rule.trigger.where]
        if isinstance(rule, Criterion):
            parts.append(None if isinstance(rule.amount, Assessed) else rule.amount)
        else:
            parts.append(rule.grant if isinstance(rule, Reward) else rule.impose)
        others = ir.Occurrence | ir.EarlierPoints | ir.Aggregate | ir.Points | ir.CallDefine
        return len(self.series.editions) == 1 and not any(
            isinstance(part, others) for expression in parts if expression is not None for part in walk(expression)
        )

    def _world(self, rules: Iterable[Criterion | Reward | Sanction], events: Mapping[str, int]) -> World:
        """A world with as many records of some events, and of others that count one each."""
        counted = {event: 1 for rule in rules for event in self._events(rule)}
        consent = {self.edition.consent.event: 1} if self.edition.consent else {}
        bounds = Bounds(records=0, of_event={**consent, **counted, **events})
        return World(self.series.registry, self.edition.subject, bounds)

    def _encoded(self, world: World) -> SymbolicDecision:
        return encode_decision(self.series, world, edition=self.edition)

    def _decided(self, world: World, asked: Callable[[SymbolicDecision], Truth]) -> Truth:
        decision = self._encoded(world)
        return terms.every(decision.in_force, decision.decided, asked(decision))

    def _solved(self, world: World, assertions: Sequence[Truth]) -> Model | Never | Open:
        try:
            found = smallest(world, assertions, self.seconds)
        except NoSolverError as error:
            return Open(str(error))
        match found:
            case Impossible():
                return Never()
            case NoAnswer(reason=reason):
                return Open(reason)
            case _:
                return found

    def _case(self, world: World, assertions: Sequence[Truth]) -> Case | Never | Open:
        try:
            found = self._solved(world, assertions)
            return case_of(found, world) if isinstance(found, Model) else found
        except Unsupported as error:
            return Open(f"the solver has no terms for this: {error.reason}")

    def _ask(
        self,
        world: World,
        title: str,
        asked: Callable[[SymbolicDecision], Truth],
        shows: Callable[[Decision], str | None],
        *,
        complete: bool,
        names: Iterable[str] = (),
    ) -> Proof:
        """Whether there is a case. `complete` says that the world leaves out nothing that matters."""
        try:
            wanted = self._decided(world, asked)
        except Unsupported as error:
            return Open(f"the solver has no terms for this: {error.reason}")
        found = self._case(world, [wanted])
        if isinstance(found, Never):
            return Never() if complete else Never(self._bound(world))
        if isinstance(found, Open):
            return found
        try:
            said = shows(replay(found, self.series))
        except (NotInForceError, InvalidDataError) as error:
            return Open(f"the solver's case cannot be decided on: {error}")
        if said is None:
            return Open("the solver's case does not come out so in the evaluator; please report this")
        return Shown(self._witness(title, found, said, names))

    def _witness(self, title: str, case: Case, said: str, names: Iterable[str] = ()) -> Witness:
        decision = replay(case, self.series)
        return Witness(scenario_text(title, case, decision, self.series.registry, names), said)

    def _bound(self, world: World) -> str:
        most = max((world.bounds.records_of(event) for event in world.made_records), default=0)
        return f"up to {most} record{'s' if most != 1 else ''} of each event"


class _Instead:
    """For a while, another value of one field of somebody or of a record."""

    def __init__(self, holder: Individual | SymbolicRecord, field: str, value: Value) -> None:
        self._holder, self._field, self._value = holder, field, value

    def __enter__(self) -> None:
        self._kept = self._holder.read(self._field)
        self._holder.values[self._field] = self._value

    def __exit__(self, *_: object) -> None:
        self._holder.values[self._field] = self._kept


def _size(line: SymbolicLine) -> Term:
    """What a line counts, as a size, with the weight of its criterion; 0 where it does not."""
    size = values.magnitude(line.points)
    if line.counted.criterion.weight is not None:
        size = values.multiplied(size, values.amount_of(line.counted.criterion.weight))
    return values.choose_amount(line.counted.counts, size, values.amount_of(0))


def _counted(line: Line) -> Exact:
    points = line.points if line.points >= 0 else -line.points
    return points if line.weight is None else plain(Fraction(points) * Fraction(line.weight))


def _lines(decision: Decision, names: Iterable[str]) -> list[Line]:
    wanted = set(names)
    return [line for line in (decision.score.lines if decision.score else ()) if line.criterion in wanted]


def _gives_more(instance: SymbolicInstance, limit: Term) -> Truth:
    value = instance.value
    if isinstance(value, Maybe):
        return terms.every(instance.holds, value.known, values.amount_less(limit, values.amount(value.value)))
    if not isinstance(value, Term):
        return FALSE
    return terms.every(instance.holds, values.amount_less(limit, value))


def _moved_so(before: Value, after: Value, when: Movement) -> Truth:
    """How the field moves; where it may be unknown, it is known both times."""
    known = [value.known for value in (before, after) if isinstance(value, Maybe)]
    one, other = values.definitely(before), values.definitely(after)
    if isinstance(one, Term) and isinstance(other, Term):
        less, more = values.amount_less(one, other), values.amount_less(other, one)
        moved = {Movement.RISES: less, Movement.FALLS: more, Movement.CHANGES: terms.any_of(less, more)}[when]
        return terms.every(*known, moved)
    if when is not Movement.CHANGES:
        raise Unsupported("the movement of what is no number")
    # Any two values may be the same; that the outcome differs shows that they are not.
    return terms.every(*known)


def _within(line: Line, case: Case, period: CalendarPeriod | InTheLast | InTotal) -> bool:
    """Whether a line counts in the period that the case is about: the one of its last record, or up to its day."""
    if line.date is None or not case.records:
        return True
    last = max(day_of(record) for record in case.records)
    match period:
        case InTotal():
            return True
        case InTheLast(period=length):
            return line.date > subtract(case.as_of, length)
        case CalendarPeriod.YEAR:
            return line.date.year == last.year
        case CalendarPeriod.QUARTER:
            return (line.date.year, (line.date.month - 1) // 3) == (last.year, (last.month - 1) // 3)
        case CalendarPeriod.MONTH:
            return (line.date.year, line.date.month) == (last.year, last.month)


def _given(case: Case, field: Field) -> list[object]:
    """The values of a field in a case, in order."""
    if field.holder == case.kind:
        return [case.subject.get(field.name)]
    return [record.values.get(field.name) for record in case.records if record.event == field.holder]


def _words(value: object) -> str:
    match value:
        case None:
            return "unknown"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(f"`{name}`" for name in value) or "none"
        case int() | Fraction():
            return show_exact(value)
        case _:
            return str(value)
