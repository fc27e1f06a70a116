"""Whether more of a thing always moves the points of a criterion one way.

An award that rises with an amount and then falls, or a deduction that does, is what a drafter seldom means. Where the
direction follows part by part (`analysis.static.monotone`) it holds for all histories. Else a solver is asked about
each criterion by itself and by one record: other records and caps do not enter.
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
from creditlang.backends.smt.values import NOTHING, Amount, Value, maybe
from creditlang.ir import Assessed, Criterion, OnEvent
from creditlang.ir import expressions as expr
from creditlang.semantics import Decision
from creditlang.types import Number
from creditlang.values import Exact


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


def _pair(subject: Subject, criterion: Criterion, field: ir.Field, path: str, *, all_days: bool) -> _Pair:
    one = subject.decision(1, all_days=all_days)
    less = _value_at(one, path, field)
    more = one.world.value_of(field, path.replace(".", ".more "), None)
    other = subject.varied(one, {path: more})
    rising = [one.decided, other.decided, values.amount_less(values.amount(less), values.amount(more))]
    if field.optional:
        rising += [maybe(less).known, maybe(more).known]
    return _Pair(one, other, rising, _worth(one, criterion), _worth(other, criterion))


def _one_way(subject: Subject, criterion: Criterion, field: ir.Field, path: str) -> Answer:
    name = criterion.text.name
    holder = path.partition(".")[0].removesuffix(" 1")
    ways = {
        Movement(edition, Moving(holder, field.name)).rule(name)
        for edition in subject.series.editions
        if name in edition.criteria
    }
    if (way := together(*ways)) is not Way.UNCLEAR:
        word = "falls" if way is Way.DOWN else "rises"
        return Proved(f"{name} only {word} or stays, whatever else is on record")
    pair = _pair(subject, criterion, field, path, all_days=False)
    answers: list[Answer] = []
    for word in ("rises", "falls"):
        answer = _ask(subject, pair, word, name)
        if isinstance(answer, Undecided):
            return answer
        if isinstance(answer, Proved):
            alone = stands_alone(name, subject.series, subject.edition)
            return (
                attrs.evolve(answer, bounds=None)
                if alone and _on_all_days(subject, criterion, field, path, word)
                else answer
            )
        answers.append(answer)
    falls, rises = answers
    assert isinstance(falls, Refuted)
    assert isinstance(rises, Refuted)
    return Refuted(f"{falls.reason}, though elsewhere {rises.reason.partition(': ')[2]}", falls.case, falls.other)


def _on_all_days(subject: Subject, criterion: Criterion, field: ir.Field, path: str, word: str) -> bool:
    """Whether what was proved on the days of the bounds holds on every day of the calendar."""
    pair = _pair(subject, criterion, field, path, all_days=True)
    asked = [pair.one.in_force, *pair.against(word)]
    return FALSE in asked or isinstance(solve(pair.one.world.closed(asked), subject.budget), Impossible)


def _ask(subject: Subject, pair: _Pair, word: str, name: str) -> Answer:
    def shows(first: Decision, second: Decision) -> str | None:
        before, after = _contributed(first, name), _contributed(second, name)
        return f"{name}: {before} with less, {after} with more" if before != after else None

    proved, bounds = f"{name} only {word} or stays", pair.one.world.bounds
    return ask_twins(subject, pair.one, pair.other, pair.against(word), proved, shows, bounds)


def _value_at(decision: SymbolicDecision, path: str, field: ir.Field) -> Value:
    return decision.world.value_of(field, path, None)


def _worth(decision: SymbolicDecision, criterion: Criterion) -> Amount:
    """What the criterion counts before caps."""
    assert decision.score is not None
    lines = decision.score.lines[criterion.text.name]
    return values.summed([values.choose_amount(line.counted.counts, line.counted.points, NOTHING) for line in lines])


def _contributed(decision: Decision, name: str) -> Exact:
    lines = decision.score.lines if decision.score else ()
    return sum(line.before_caps for line in lines if line.criterion == name and not line.gives_way)
