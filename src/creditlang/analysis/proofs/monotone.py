"""Whether more of a thing always moves the points of a criterion one way.

An award that rises with an amount and then falls, or a deduction that does, is what a drafter seldom means. Each
criterion is asked about by itself and by one record: other records and caps do not enter.
"""

from __future__ import annotations

from collections.abc import Iterator

from creditlang import ir
from creditlang.analysis.proofs.answers import Answer, Proved, Refuted, Undecided
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.reading import looks_beyond, parts
from creditlang.analysis.proofs.twins import ask_twins
from creditlang.backends.smt import values
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.terms import Truth
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
                answer = unless_unsupported(lambda c=criterion, f=field, p=path: _one_way(subject, c, f, p))  # type: ignore[misc]
                question = f"more {about} always moves the points of {name} one way"
                yield Finding(Kind.MONOTONE, name, question, answer, criterion.text.span)


def _one_way(subject: Subject, criterion: Criterion, field: ir.Field, path: str) -> Answer:
    one = subject.decision(1)
    less = _value_at(one, path, field)
    more = one.world.value_of(field, path.replace(".", ".more "), None)
    other = subject.varied(one, {path: more})
    both = [one.decided, other.decided]
    if field.optional:
        both += [maybe(less).known, maybe(more).known]
    rising = values.amount_less(values.amount(less), values.amount(more))
    before, after = _worth(one, criterion), _worth(other, criterion)
    bounds = one.world.bounds if looks_beyond((criterion.trigger, criterion.amount), subject.edition) else None
    name = criterion.text.name
    answers: list[Answer] = []
    for apart, word in ((values.amount_less(after, before), "rises"), (values.amount_less(before, after), "falls")):
        answers.append(_ask(subject, one, other, [*both, rising, apart], f"{name} only {word} or stays", bounds, name))
        if isinstance(answers[-1], Proved | Undecided):
            return answers[-1]
    falls, rises = answers
    assert isinstance(falls, Refuted)
    assert isinstance(rises, Refuted)
    return Refuted(f"{falls.reason}, though elsewhere {rises.reason.partition(': ')[2]}", falls.case, falls.other)


def _ask(
    subject: Subject,
    one: SymbolicDecision,
    other: SymbolicDecision,
    assertions: list[Truth],
    proved: str,
    bounds: object,
    name: str,
) -> Answer:
    def shows(first: Decision, second: Decision) -> str | None:
        before, after = _contributed(first, name), _contributed(second, name)
        return f"{name}: {before} with less, {after} with more" if before != after else None

    return ask_twins(subject, one, other, assertions, proved, shows, bounds)  # type: ignore[arg-type]


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
