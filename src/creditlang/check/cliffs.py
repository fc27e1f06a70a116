"""Cliffs: borders at which one step more of a number loses more than it gains.

Two kinds are found. Money, along a money field of the subject in the same currency: what all rewards grant, less
what all sanctions impose, falls by more than the field rises. Points, along a field that is a number or money: what
one criterion gives in a person's favour (an `award`; where the grades say that fewer points are better, a `deduct`)
falls at one border, although it otherwise only rises. A scale that falls throughout is no cliff, and where more than
written-out values decides, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise

import attrs

from creditlang.check.curves import Curve, Unsure
from creditlang.check.errors.warnings import Cliff
from creditlang.diagnostics import Collector
from creditlang.ir import Assessed, Criterion, Edition, OnEvent, Reward, Sanction, stands_against, walk
from creditlang.ir import expressions as ir
from creditlang.source import Span
from creditlang.types import MoneyUnit, Number, Plain, PointsUnit, Unit, definite
from creditlang.values import Exact, show_exact, show_points


def check_cliffs(edition: Edition, collector: Collector) -> None:
    """Warn of every cliff of an edition."""
    payments = [*_payments(edition.rewards.values()), *_payments(edition.sanctions.values())]
    for field in _fields([part for payment in payments for part in payment.parts], edition):
        if isinstance(field.of, ir.TheSubject):
            _check_money(Curve(field, edition), payments, collector)
    for criterion in edition.criteria.values():
        favours = not stands_against(criterion.sign, edition.grades)
        if favours and not isinstance(criterion.amount, Assessed):
            for field in _fields([criterion.amount], edition):
                _check_points(Curve(field, edition), criterion, criterion.amount, collector)


def _fields(nodes: Iterable[ir.Expression], edition: Edition) -> Iterator[ir.Read]:
    """The fields that are numbers or money, with the range that they have in any of the places where they stand."""
    found: dict[ir.Read, Number] = {}
    waiting, seen = list(nodes), set()
    while waiting:
        for part in walk(waiting.pop()):
            if isinstance(part, ir.CallDefine) and part.define not in seen:
                seen.add(part.define)
                waiting.append(edition.defines[part.define].body)
            if isinstance(part, ir.Read) and isinstance(part.of, ir.TheSubject | ir.TheRecord):
                kind = definite(part.type)
                if isinstance(kind, Number) and kind.scale is not None:
                    known = found.get(part, kind)
                    found[part] = attrs.evolve(known, range=known.range.hull(kind.range))
    for field, kind in found.items():
        yield attrs.evolve(field, type=kind)


# --- money -----------------------------------------------------------------------------------------------


@attrs.frozen
class _Payment:
    """What a rule grants or imposes, in money."""

    rule: str
    condition: ir.Expression | None
    value: ir.Expression
    currency: str
    sign: int
    span: Span

    @property
    def parts(self) -> tuple[ir.Expression, ...]:
        return (self.value,) if self.condition is None else (self.condition, self.value)


def _payments(rules: Iterable[Reward | Sanction]) -> Iterator[_Payment]:
    for rule in rules:
        word, value, sign = ("reward", rule.grant, 1) if isinstance(rule, Reward) else ("sanction", rule.impose, -1)
        kind = definite(value.type) if value is not None else None
        if value is not None and isinstance(kind, Number) and isinstance(kind.unit, MoneyUnit):
            condition = rule.trigger.where if isinstance(rule.trigger, OnEvent) else rule.trigger.condition
            name = f"the {word} `{rule.text.name}`"
            yield _Payment(name, condition, value, kind.unit.currency, sign, rule.text.span)


def _check_money(curve: Curve, payments: Sequence[_Payment], collector: Collector) -> None:
    """Compare what the person has just before and at each border; several payments may make up for one another."""
    concerned = [
        payment
        for payment in payments
        if MoneyUnit(payment.currency) == curve.number.unit and any(map(curve.concerns, payment.parts))
    ]
    for before, after in pairwise(curve.borders([part for payment in concerned for part in payment.parts])):
        changes = [_change(payment, curve, before, after) for payment in concerned]
        known = [change for change in changes if change is not None]
        loss = -sum(change.gain for change in known)
        if after - before != curve.step or len(known) < len(changes) or loss <= curve.step:
            continue
        for payment, change in zip(concerned, known, strict=True):
            if change.gain < -curve.step:
                place = _place(payment.parts, curve, before, after) or payment.span
                fall = _Fall(
                    rule=payment.rule, change=change, loss=loss, unit=curve.number.unit, border=after, span=place
                )
                collector.report(fall.finding(curve))


@attrs.frozen
class _Change:
    """What a value is before a border and at it, and what that means for the person."""

    before: Exact
    after: Exact
    gain: Exact


def _change(payment: _Payment, curve: Curve, before: Exact, after: Exact) -> _Change | None:
    """How a payment changes from one value of the field to the next; None if that does not follow."""
    values: list[object] = []
    for x in (before, after):
        paid = payment.condition is None or curve.holds(payment.condition, x)
        values.append(curve.at(payment.value, x) if paid is True else paid or 0)
    one, other = values
    if one is Unsure.FREE and other is Unsure.FREE:
        return _Change(0, 0, 0)
    if isinstance(one, int | Fraction) and isinstance(other, int | Fraction):
        return _Change(one, other, (other - one) * payment.sign)
    return None


# --- points ----------------------------------------------------------------------------------------------


def _check_points(curve: Curve, criterion: Criterion, amount: ir.Expression, collector: Collector) -> None:
    """Whether the points of a criterion fall at a single border, and else rise."""
    if curve.edition.score is None:
        return
    places = curve.borders([amount])
    values = [value for value in (curve.at(amount, x) for x in places) if isinstance(value, int | Fraction)]
    if len(values) < len(places):
        return
    steps = list(zip(pairwise(places), pairwise(values), strict=True))
    falls = [(xs, _Change(one, other, other - one)) for xs, (one, other) in steps if other < one]
    if len(falls) != 1 or not any(one < other for _, (one, other) in steps):
        return
    ((before, after), change) = falls[0]
    if after - before == curve.step and change.gain < -Fraction(1, 10**curve.edition.score.decimals):
        fall = _Fall(
            rule=f"the criterion `{criterion.text.name}`",
            change=change,
            loss=-change.gain,
            unit=PointsUnit(),
            border=after,
            span=_place([amount], curve, before, after) or criterion.text.span,
            of="" if criterion.sign > 0 else "a deduction of ",
        )
        collector.report(fall.finding(curve))


# --- reporting -------------------------------------------------------------------------------------------


def _place(nodes: Iterable[ir.Expression], curve: Curve, before: Exact, after: Exact) -> Span | None:
    """The comparison or look-up in which a border stands."""
    for part in (part for node in nodes for part in walk(node)):
        match part:
            case ir.Compare(left=left, right=right) if curve.field in (left, right):
                if curve.at(part, before) != curve.at(part, after):
                    return part.span
            case ir.Lookup(keys=keys) | ir.ParameterValue(keys=keys) if curve.field in keys:
                return part.span
            case _:
                pass
    return None


@attrs.frozen(kw_only=True)
class _Fall:
    """What to say of one border: what changes there, in which unit, and what the person loses in all."""

    rule: str
    change: _Change
    loss: Exact
    unit: Unit
    border: Exact
    span: Span
    of: str = ""
    """Before the loss: what it is that the person no longer has, where that is no gift."""

    def finding(self, curve: Curve) -> Cliff:
        field = curve.number.unit
        return Cliff(
            span=self.span,
            rule=self.rule,
            moves="falls" if self.change.after < self.change.before else "rises",
            before=_shown(self.change.before, self.unit),
            after=_shown(self.change.after, self.unit),
            border=_shown(self.border, field),
            step=_shown(curve.step, field),
            name=curve.field.field,
            loss=self.of + _shown(self.loss, self.unit),
        )


def _shown(number: Exact, unit: Unit) -> str:
    match unit:
        case MoneyUnit(currency=currency):
            return f"{show_exact(number)} {currency}"
        case PointsUnit():
            return show_points(number)
        case Plain():
            return show_exact(number)
