"""Asking a solver about one edition: worlds that hold what matters, and cases that the evaluator decides again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from creditlang.analysis.charter.answers import Witness
from creditlang.analysis.charter.prover import Never, Open, Proof, Shown
from creditlang.analysis.proofs import (
    Bounds,
    Case,
    NoSolverError,
    SymbolicDecision,
    Unsupported,
    World,
    case_of,
    encode_decision,
    replay,
)
from creditlang.analysis.proofs.patience import Patience
from creditlang.analysis.proofs.scenario_text import own_title, scenario_text, with_own_ids
from creditlang.analysis.static.flows import Flow, Records, flow_of
from creditlang.analysis.static.reading import stands_alone
from creditlang.analysis.static.targets import Rule
from creditlang.backends.smt import terms
from creditlang.backends.smt.nodes import Truth
from creditlang.backends.smt.smallest import smallest
from creditlang.backends.smt.solving import Impossible, Model, NoAnswer
from creditlang.data import InvalidDataError
from creditlang.ir import (
    Criterion,
    Edition,
    OnEvent,
    Reward,
    Sanction,
    Series,
)
from creditlang.semantics import Decision, NotInForceError


@attrs.frozen(eq=False)
class Asking:
    """What questions about one edition have in common.

    Attributes:
        seconds: what one question may take, however many calls of the solver it needs.
    """

    series: Series
    edition: Edition
    seconds: float = 10.0
    _titles: dict[str, int] = attrs.field(factory=dict, repr=False)

    @cached_property
    def patience(self) -> Patience:
        """What is left of those seconds. Each question of a `prover.Prover` begins anew."""
        return Patience(self.seconds)

    @cached_property
    def flow(self) -> Flow:
        """What every rule rests on."""
        return flow_of(self.edition)

    def events(self, rule: Rule) -> Iterator[str]:
        """The events whose records a rule rests on."""
        yield from (atom.event for atom in self.flow.of_rule(rule) if isinstance(atom, Records))

    @cached_property
    def rated_by(self) -> frozenset[str]:
        """The events whose records decide who is rated at all: those of `covers` and of consent."""
        return frozenset(
            atom.event for _, _, found in self.flow.of_head() for atom in found if isinstance(atom, Records)
        )

    def speaks(self, criterion: Criterion, event: str) -> bool:
        """Whether a criterion counts records of an event, one by one or on facts."""
        if isinstance(criterion.trigger, OnEvent):
            return criterion.trigger.event == event
        return event in self.events(criterion)

    def stands_alone(self, rule: Criterion | Reward | Sanction) -> bool:
        """Whether one record by itself, or the facts, decide what a rule comes to, so that a world of one record leaves
        out nothing that matters."""
        return stands_alone(rule.text.name, self.series, self.edition)

    def world(self, rules: Iterable[Criterion | Reward | Sanction], events: Mapping[str, int]) -> World:
        """A world with as many records of some events, and of others that count one each."""
        counted = {event: 1 for rule in rules for event in self.events(rule)}
        bounds = Bounds(records=0, of_event={**dict.fromkeys(self.rated_by, 1), **counted, **events})
        return World(self.series.registry, self.edition.subject, bounds)

    def encoded(self, world: World) -> SymbolicDecision:
        """The decision in terms. Raises Unsupported."""
        return encode_decision(self.series, world, edition=self.edition)

    def decided(self, world: World, asked: Callable[[SymbolicDecision], Truth]) -> Truth:
        """That the edition decides, and what is asked of its decision. Raises Unsupported."""
        decision = self.encoded(world)
        return terms.every(decision.in_force, decision.decided, asked(decision))

    def solved(self, world: World, assertions: Sequence[Truth]) -> Model | Never | Open:
        """A model of the assertions, or that there is none, or no answer."""
        try:
            found = smallest(world, assertions, self.patience.left)
        except NoSolverError as error:
            return Open(str(error))
        match found:
            case Impossible():
                return Never()
            case NoAnswer(reason=reason):
                return Open(reason)
            case _:
                return found

    def case(self, world: World, assertions: Sequence[Truth]) -> Case | Never | Open:
        """A case of the assertions, or that there is none, or no answer."""
        try:
            found = self.solved(world, assertions)
            return case_of(found, world) if isinstance(found, Model) else found
        except Unsupported as error:
            return Open(f"the solver has no terms for this: {error.reason}")

    def ask(
        self,
        world: World,
        title: str,
        asked: Callable[[SymbolicDecision], Truth],
        shows: Callable[[Decision, Case], str | None],
        *,
        complete: bool,
        names: Iterable[str] = (),
    ) -> Proof:
        """Whether there is a case. `complete` says that the world leaves out nothing that matters."""
        try:
            wanted = self.decided(world, asked)
        except Unsupported as error:
            return Open(f"the solver has no terms for this: {error.reason}")
        found = self.case(world, [wanted])
        if isinstance(found, Never):
            if not complete:
                return Never(self.bound(world))
            return Never() if self._never_on_any_day(world, asked) else Never(days_of(world))
        if isinstance(found, Open):
            return found
        try:
            said = shows(replay(found, self.series), found)
        except (NotInForceError, InvalidDataError) as error:
            return Open(f"the solver's case cannot be decided on: {error}")
        if said is None:
            return Open("the solver's case does not come out so in the evaluator; please report this")
        return Shown(self.witness(title, found, said, names))

    def _never_on_any_day(self, world: World, asked: Callable[[SymbolicDecision], Truth]) -> bool:
        """Whether what never holds on the days of a world holds on none of the calendar."""
        everywhere = World(world.registry, world.subject.subject, world.bounds.of_all_days)
        try:
            return isinstance(self.solved(everywhere, [self.decided(everywhere, asked)]), Never)
        except Unsupported:
            return False

    def witness(self, title: str, case: Case, said: str, names: Iterable[str] = ()) -> Witness:
        """A case as it is shown, with a title of its own: all cases of a report can be pasted side by side."""
        title = own_title(title, self.edition, self.series)
        number = self._titles[title] = self._titles.get(title, 0) + 1
        title = title if number == 1 else f"{title} ({number})"
        case = with_own_ids(case, lambda other: replay(other, self.series))
        decision = replay(case, self.series)
        return Witness(scenario_text(title, case, decision, self.series.registry, names), said)

    def bound(self, world: World) -> str:
        """How many records a world has, in words."""
        most = max((world.bounds.records_of(event) for event in world.made_records), default=0)
        return f"up to {most} record{'s' if most != 1 else ''} of each event"


def days_of(world: World) -> str:
    """Of which days a world speaks, in words."""
    return f"days from {world.bounds.first} to {world.bounds.last}"
