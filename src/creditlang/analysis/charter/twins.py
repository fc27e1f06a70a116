"""Two people who differ in one field alone: whether an outcome can move as the field does."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

import attrs

from creditlang.analysis.charter.answers import Witness
from creditlang.analysis.charter.asking import Asking, days_of
from creditlang.analysis.charter.lines import lines_of
from creditlang.analysis.charter.outcomes import rests_on
from creditlang.analysis.charter.prover import Never, Open, Proof, Shown
from creditlang.analysis.proofs import (
    Bounds,
    Case,
    SymbolicDecision,
    Unsupported,
    World,
    case_of,
    replay,
)
from creditlang.analysis.proofs.twins import differs, holding
from creditlang.analysis.static.flows import Atom, Field, Records, Relation
from creditlang.analysis.static.reading import rated_alone
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.nodes import FALSE, TRUE, Truth
from creditlang.backends.smt.solving import Model
from creditlang.backends.smt.values import Amount as Term
from creditlang.backends.smt.values import Maybe, Value
from creditlang.backends.smt.worlds import Individual, SymbolicRecord
from creditlang.data import InvalidDataError
from creditlang.ir.charter import Movement, OutcomeKind
from creditlang.semantics import Decision, NotInForceError
from creditlang.values import Exact, show_exact


@attrs.frozen(eq=False)
class Twins(Asking):
    """Questions about movements."""

    def moves(self, outcome: OutcomeKind | str, never: Movement, field: Field, when: Movement) -> Proof:
        """Whether the outcome can move so when the field does, all else being equal."""
        self.patience.begin()
        atoms = list(rests_on(outcome, self.flow) or ())
        events = {atom.event for atom in atoms if isinstance(atom, Records)}
        others = any(isinstance(atom, Relation) for atom in (*atoms, *self._head_atoms()))
        sizes = {event: 2 if event == field.holder else 1 for event in (*events, *self.rated_by)}
        bounds = Bounds(records=0, of_event=sizes)
        world = World(self.series.registry, self.edition.subject, bounds)
        proof = self._moves_in(world, outcome, never, field, when)
        if proof != Never():
            return proof
        if events or others or field.holder != self.edition.subject or not rated_alone(self.edition):
            # More records, or more people in a relation, than this world has may matter.
            return Never(self.bound(world))
        everywhere = World(self.series.registry, self.edition.subject, bounds.of_all_days)
        return Never() if self._moves_in(everywhere, outcome, never, field, when) == Never() else Never(days_of(world))

    def _moves_in(
        self, world: World, outcome: OutcomeKind | str, never: Movement, field: Field, when: Movement
    ) -> Proof:
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
        return Never()

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
            first = self.encoded(world)
            with _Instead(holder, field.name, after):
                second = self.encoded(world)
            moved = _moved_so(before, after, when)
            different = self._differs(outcome, never, first, second)
        except Unsupported as error:
            return Open(f"the solver has no terms for this: {error.reason}")
        there = holder.present if isinstance(holder, SymbolicRecord) else TRUE
        # Whether somebody is rated at all is an influence, too, where none may be.
        rated = [first.decided, second.decided]
        rated = [terms.any_of(*rated)] if never is Movement.CHANGES else rated
        wanted = [first.in_force, *rated, there, moved, different]
        solved = self.solved(world, wanted)
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
            self.witness(f"{title} {field.name} {when.value}", case, "").scenario
            for title, case in (("before", one), ("after", other))
        )
        return Shown(Witness(both, said))

    def _differs(
        self, outcome: OutcomeKind | str, never: Movement, first: SymbolicDecision, second: SymbolicDecision
    ) -> Truth:
        calendar = first.world.calendar
        apart = terms.negated(terms.same(first.decided, second.decided))
        match outcome:
            case OutcomeKind.REWARDS | OutcomeKind.SANCTIONS:
                rewards = outcome is OutcomeKind.REWARDS
                names = self.edition.rewards if rewards else self.edition.sanctions
                return terms.any_of(*(differs(first, second, name) for name in names))
            case OutcomeKind.GRADE:
                if first.grade is None or second.grade is None:
                    return FALSE
                # Grades stand best first: a grade that falls has a greater place.
                if never is Movement.CHANGES:
                    return terms.any_of(apart, terms.negated(terms.equal(first.grade, second.grade)))
                falls = never is Movement.FALLS
                return terms.less(first.grade, second.grade) if falls else terms.less(second.grade, first.grade)
            case OutcomeKind.POINTS:
                one, other = first.points, second.points
            case str() if outcome in self.edition.criteria and first.score is not None and second.score is not None:
                one, other = first.score.criteria.get(outcome), second.score.criteria.get(outcome)
            case _:
                if never is not Movement.CHANGES:
                    raise Unsupported(f"what `{outcome}` gives, as a number")
                return differs(first, second, outcome)
        if one is None or other is None:
            return FALSE
        match never:
            case Movement.FALLS:
                return values.amount_less(other, one)
            case Movement.RISES:
                return values.amount_less(one, other)
            case Movement.CHANGES:
                return terms.any_of(apart, terms.negated(values.equal_values(one, other, calendar)))

    def _shows_move(
        self, outcome: OutcomeKind | str, never: Movement, field: Field, one: Case, other: Case
    ) -> str | None:
        first, second = (self._outcome_of(outcome, replay(case, self.series)) for case in (one, other))
        low: Exact
        high: Exact
        if outcome is OutcomeKind.GRADE and None not in (first, second):
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
        was, becomes = ("nothing, without a rating," if found is None else _words(found) for found in (first, second))
        return f"it {verb} from {was} to {becomes} as {moved}"

    def _outcome_of(self, outcome: OutcomeKind | str, decision: Decision) -> object:
        match outcome:
            case OutcomeKind.POINTS:
                return decision.points
            case OutcomeKind.GRADE:
                return decision.grade
            case OutcomeKind.REWARDS:
                return tuple(f"`{name}`: {told}" for name in self.edition.rewards if (told := holding(decision, name)))
            case OutcomeKind.SANCTIONS:
                return tuple(
                    f"`{name}`: {told}" for name in self.edition.sanctions if (told := holding(decision, name))
                )
            case name if name in self.edition.criteria and decision.score is None:
                return None
            case name if name in self.edition.criteria:
                return sum((line.points for line in lines_of(decision, {name})), start=0)
            case name:
                return holding(decision, name) or "not in effect"

    def _head_atoms(self) -> Iterable[Atom]:
        return [atom for _, _, found in self.flow.of_head() for atom in found]


class _Instead:
    """For a while, another value of one field of somebody or of a record."""

    def __init__(self, holder: Individual | SymbolicRecord, field: str, value: Value) -> None:
        self._holder, self._field, self._value = holder, field, value

    def __enter__(self) -> None:
        self._kept = self._holder.read(self._field)
        self._holder.values[self._field] = self._value

    def __exit__(self, *_: object) -> None:
        self._holder.values[self._field] = self._kept


def _moved_so(before: Value, after: Value, when: Movement) -> Truth:
    """How the field moves. What rises or falls is known both times; what changes may also become known or unknown."""
    if when is Movement.CHANGES:
        # Any two values may be the same; that the outcome differs shows that they are not.
        return TRUE
    known = [value.known for value in (before, after) if isinstance(value, Maybe)]
    one, other = values.definitely(before), values.definitely(after)
    if isinstance(one, Term) and isinstance(other, Term):
        less, more = values.amount_less(one, other), values.amount_less(other, one)
        return terms.every(*known, less if when is Movement.RISES else more)
    raise Unsupported("the movement of what is no number")


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
            return ", ".join(value) or "none"
        case int() | Fraction():
            return show_exact(value)
        case _:
            return str(value)
