"""Whether more of a thing always moves the points of a criterion one way.

An award that rises with an amount and then falls, or a deduction that does, is what a drafter seldom means. Where the
direction follows part by part (`analysis.static.monotone`) it holds for all histories. Else a solver is asked.

Where each record counts by itself it is asked about one, before caps: what holds of each holds of them all together.
Where one can take the place of another (only the largest of an act counts, one that has expired among them, or at most
one in some time), or caps may leave less of more, it is asked about two of each event, after caps;
then what is found is a case or holds up to that size.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang import ir
from creditlang.analysis.proofs.answers import Answer, Proved, Refuted, Undecided
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.twins import ask_twins
from creditlang.analysis.static.flows import Field as Moving
from creditlang.analysis.static.monotone import Movement, Way, together
from creditlang.analysis.static.reading import parts, stands_alone
from creditlang.backends.smt import values
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.nodes import FALSE, Truth
from creditlang.backends.smt.solving import Impossible, solve
from creditlang.backends.smt.values import NOTHING, Amount, maybe
from creditlang.ir import Assessed, Criterion, OnEvent
from creditlang.ir import expressions as expr
from creditlang.ir.earlier import asks_earlier
from creditlang.semantics import Decision
from creditlang.types import Number
from creditlang.values import Exact, plain

_SEVERAL = 2
"""Records of each event, where one may take the place of another."""


def monotone(subject: Subject) -> Iterator[Finding]:
    """Every criterion against every number that it reads in its record, or in the facts."""
    edition, registry = subject.edition, subject.series.registry
    for name, criterion in edition.criteria.items():
        if isinstance(criterion.amount, Assessed):
            continue
        own: dict[str, ir.Field] = {}
        if isinstance(criterion.trigger, OnEvent):
            event = criterion.trigger.event
            own = {f"{event} 1.{field.name}": field for field in registry.events[event].fields.values()}
        facts = registry.subjects[edition.subject]
        own |= {f"{edition.subject}.{field.name}": field for field in facts.fields.values()}
        read = {
            part.field
            for part in parts((criterion.trigger, criterion.amount), edition)
            if isinstance(part, expr.Read) and isinstance(part.of, expr.TheRecord | expr.TheSubject)
        }
        for path, field in own.items():
            if isinstance(field.type, Number) and field.name in read:
                about = f"{path.partition('.')[0].removesuffix(' 1')}.{field.name}"
                # Defaults bind the loop's values; mypy sees parameters.
                answer = unless_unsupported(lambda c=criterion, f=field, p=path: _one_way(subject, c, f, p))  # type: ignore[misc]  # bound now
                question = f"more {about} always moves the points of {name} one way"
                yield Finding(Kind.MONOTONE, name, question, answer, criterion.text.span)


@attrs.frozen(eq=False)
class _Pair:
    """Two people of whom one has more of a thing, and what the criterion is then worth."""

    one: SymbolicDecision
    other: SymbolicDecision
    rising: list[Truth]
    before: Amount
    after: Amount

    def against(self, word: str) -> list[Truth]:
        """What would show that the criterion does not only rise, or only fall."""
        falls, rises = values.amount_less(self.after, self.before), values.amount_less(self.before, self.after)
        return [*self.rising, falls if word == "rises" else rises]


@attrs.frozen(eq=False)
class _Asking:
    """A criterion against one number.

    Attributes:
        path: the number, of the facts or of the first record of an event.
        by_itself: whether it is enough to look at one record, before caps.
    """

    subject: Subject
    criterion: Criterion
    field: ir.Field
    path: str
    by_itself: bool

    @property
    def name(self) -> str:
        """Of the criterion."""
        return self.criterion.text.name

    def pairs(self, *, all_days: bool = False) -> list[_Pair]:
        """The pairs of people: of the facts one, else one for each record that may have more."""
        # With earlier scores two records are more than is answered in time; what is found of one is told as bounded.
        number = 1 if self.by_itself or asks_earlier(self.subject.series) else _SEVERAL
        one = self.subject.decision(number, all_days=all_days, points_only=True)
        holder = self.path.removesuffix(f" 1.{self.field.name}")
        if holder == self.path:
            return [self._pair(one, self.path)]
        return [self._pair(one, f"{holder} {place + 1}.{self.field.name}") for place in range(number)]

    def _pair(self, one: SymbolicDecision, path: str) -> _Pair:
        less = one.world.value_of(self.field, path, None)
        more = one.world.value_of(self.field, path.replace(".", ".more "), None)
        other = self.subject.varied(one, {path: more}, points_only=True)
        rising = [one.decided, other.decided, values.amount_less(values.amount(less), values.amount(more))]
        if self.field.optional:
            rising += [maybe(less).known, maybe(more).known]
        return _Pair(one, other, rising, self._worth(one), self._worth(other))

    def _worth(self, decision: SymbolicDecision) -> Amount:
        """What the criterion counts."""
        assert decision.score is not None
        lines = decision.score.lines[self.name]
        if not self.by_itself:
            return values.summed([line.points for line in lines])
        sizes = [(line.counted.counts, line.counted.points) for line in lines]
        return values.summed([values.choose_amount(counts, points, NOTHING) for counts, points in sizes])

    def ask(self, pairs: list[_Pair], word: str) -> Answer:
        """Whether it only rises, or only falls."""

        def shows(first: Decision, second: Decision) -> str | None:
            before, after = self._contributed(first), self._contributed(second)
            return f"{self.name}: {before} with less, {after} with more" if before != after else None

        proved, answers = f"{self.name} only {word} or stays", list[Answer]()
        for pair in pairs:
            bounds = pair.one.world.bounds
            answer = ask_twins(self.subject, pair.one, pair.other, pair.against(word), proved, shows, bounds)
            if isinstance(answer, Refuted):
                return answer
            answers.append(answer)
        return next((answer for answer in answers if isinstance(answer, Undecided)), answers[0])

    def _contributed(self, decision: Decision) -> Exact:
        lines = [line for line in decision.score.lines if line.criterion == self.name] if decision.score else []
        if not self.by_itself:
            return plain(sum((line.points for line in lines), start=0))
        return sum(line.before_caps for line in lines if not line.gives_way)

    def on_all_days(self, word: str) -> bool:
        """Whether what was proved on the days of the bounds holds on every day of the calendar."""
        (pair,) = self.pairs(all_days=True)
        asked = [pair.one.in_force, *pair.against(word)]
        return FALSE in asked or isinstance(solve(pair.one.world.closed(asked), self.subject.budget), Impossible)


def _one_way(subject: Subject, criterion: Criterion, field: ir.Field, path: str) -> Answer:
    name = criterion.text.name
    moving = Moving(path.partition(".")[0].removesuffix(" 1"), field.name)
    ways = {Movement(edition, moving).rule(name) for edition in subject.series.editions if name in edition.criteria}
    if (way := together(*ways)) is not Way.UNCLEAR:
        word = "falls" if way is Way.DOWN else "rises"
        return Proved(f"{name} only {word} or stays, whatever else is on record")
    asking = _Asking(subject, criterion, field, path, not _displaced(name, moving, subject))
    pairs = asking.pairs()
    answers: list[Answer] = []
    for word in ("rises", "falls"):
        answer = asking.ask(pairs, word)
        if isinstance(answer, Undecided):
            return answer
        if isinstance(answer, Proved):
            alone = asking.by_itself and stands_alone(name, subject.series, subject.edition)
            return attrs.evolve(answer, bounds=None) if alone and asking.on_all_days(word) else answer
        answers.append(answer)
    falls, rises = answers
    assert isinstance(falls, Refuted)
    assert isinstance(rises, Refuted)
    return Refuted(f"{falls.reason}, though elsewhere {rises.reason.partition(': ')[2]}", falls.case, falls.other)


def _displaced(name: str, moving: Moving, subject: Subject) -> bool:
    """Whether one record may take the place of another under a criterion, or what caps leave may fall as it rises."""
    return any(
        Movement(edition, moving).displaces(edition.criteria[name])
        for edition in subject.series.editions
        if name in edition.criteria
    )
