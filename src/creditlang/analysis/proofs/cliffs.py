"""Cliffs in money: a person who has one unit more and is left with less.

What all rewards grant in a currency, less what all sanctions impose, is held against each money field of the subject
in that currency. `creditlang check` warns of cliffs that written-out values show; here all people are asked about.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang import ir
from creditlang.analysis.proofs.answers import Answer, Proved
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.twins import ask_twins, smaller_twins
from creditlang.analysis.static.reading import looks_beyond, parts
from creditlang.backends.smt import values
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.nodes import Truth
from creditlang.backends.smt.solving import Impossible, solve
from creditlang.backends.smt.values import NOTHING, Amount, Maybe, Value, definitely, maybe
from creditlang.ir import Reward, Sanction
from creditlang.ir import expressions as expr
from creditlang.semantics import Decision, RewardPart, SanctionPart
from creditlang.types import MoneyUnit, Number, definite
from creditlang.values import Exact, Money, plain, show_exact


def cliffs(subject: Subject) -> Iterator[Finding]:
    """Every money field that rewards or sanctions may depend on."""
    edition = subject.edition
    facts = subject.series.registry.subjects[edition.subject]
    read = {part.field for part in parts(edition, edition) if isinstance(part, expr.Read)}
    for field in facts.fields.values():
        if not isinstance(field.type, Number) or not isinstance(field.type.unit, MoneyUnit):
            continue
        currency = field.type.unit.currency
        if field.name in read and any(_pays(rule, currency) for rule in _rules(edition)):
            # Defaults bind the loop's values; mypy sees parameters.
            answer = unless_unsupported(lambda f=field, c=currency: _answer(subject, f, c))  # type: ignore[misc]  # bound now
            name = f"{facts.name}.{field.name}"
            question = f"one {currency} more of {name} never costs more than that"
            yield Finding(Kind.CLIFF, name, question, answer, field.span)


def _rules(edition: ir.Edition) -> list[Reward | Sanction]:
    return [*edition.rewards.values(), *edition.sanctions.values()]


def _value(rule: Reward | Sanction) -> expr.Expression | None:
    return rule.grant if isinstance(rule, Reward) else rule.impose


def _pays(rule: Reward | Sanction, currency: str) -> bool:
    value = _value(rule)
    kind = None if value is None else definite(value.type)
    return isinstance(kind, Number) and kind.unit == MoneyUnit(currency)


def _answer(subject: Subject, field: ir.Field, currency: str) -> Answer:
    """Within the bounds; where the rules in money read the facts alone, without records on every day as well."""
    edition = subject.edition
    alone = edition.consent is None and not any(
        isinstance(rule.trigger, ir.OnEvent) or looks_beyond(rule, edition)
        for rule in _rules(edition)
        if _pays(rule, currency)
    )
    alone = alone and (edition.covers is None or not looks_beyond(edition.covers, edition))
    one = subject.decision()
    other, assertions = _twins(subject, one, field, currency)

    def shows(first: Decision, second: Decision) -> str | None:
        before, after = _received(first, currency), _received(second, currency)
        if before - after <= 1:
            return None
        return f"one {currency} more takes {show_exact(plain(before - after))} {currency} away"

    answer = ask_twins(subject, one, other, assertions, "no two people show it", shows, one.world.bounds)
    if alone and isinstance(answer, Proved):
        wide = subject.decision(0, all_days=True)
        _, asked = _twins(subject, wide, field, currency)
        if isinstance(solve(wide.world.closed([wide.in_force, *asked]), subject.budget), Impossible):
            return attrs.evolve(answer, bounds=None)
    return smaller_twins(subject, answer, shows)


def _twins(
    subject: Subject, one: SymbolicDecision, field: ir.Field, currency: str
) -> tuple[SymbolicDecision, list[Truth]]:
    """The same person with one unit more, and that they lose more than one by it."""
    path = f"{one.world.subject.path}.{field.name}"
    less = one.world.subject.read(field.name)
    known = maybe(less).known
    found = definitely(less)
    assert isinstance(found, Amount)
    more: Value = values.added(found, values.amount_of(1))
    if isinstance(less, Maybe):
        more = Maybe(known, values.amount(more))
    other = subject.varied(one, {path: more})
    lost = values.added(_net(one, currency), values.minus(_net(other, currency)))
    # Who is no longer rated with one unit more is left without what the rulebook gives, and that is a cliff as well.
    assertions = [one.decided, known, values.amount_less(values.amount_of(1), lost)]
    assert isinstance(field.type, Number)
    if field.type.range.high is not None:
        assertions.append(values.amount_at_most(values.amount(more), values.amount_of(field.type.range.high)))
    return other, assertions


def _net(decision: SymbolicDecision, currency: str) -> Amount:
    found: list[Amount] = []
    for rule in _rules(decision.edition):
        if _pays(rule, currency):
            for instance in decision.effects[rule.text.name].instances:
                assert instance.value is not None
                worth = values.choose_amount(instance.holds, values.amount(instance.value), NOTHING)
                found.append(worth if isinstance(rule, Reward) else values.minus(worth))
    return values.choose_amount(decision.decided, values.summed(found), NOTHING)


def _received(decision: Decision, currency: str) -> Exact:
    total: Exact = 0
    for part in decision.in_effect:
        match part:
            case RewardPart(grant=Money(amount=paid, currency=unit)) if unit == currency:
                total += paid
            case SanctionPart(impose=Money(amount=paid, currency=unit)) if unit == currency:
                total -= paid
            case _:
                pass
    return total
