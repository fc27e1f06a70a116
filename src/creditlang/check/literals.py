"""Literals and the currencies and sizes that they must keep to."""

from __future__ import annotations

from typing import assert_never

from creditlang.check.errors.types import TooLarge, TooManyDecimals, UnknownCurrency
from creditlang.check.scope import Scope
from creditlang.diagnostics import Collector, closest
from creditlang.ir import expressions as ir
from creditlang.source import Span
from creditlang.syntax import nodes
from creditlang.types import (
    Boolean,
    Date,
    Definite,
    Duration,
    DurationKind,
    Interval,
    MoneyUnit,
    Number,
    Plain,
    PointsUnit,
    Text,
    Unit,
)
from creditlang.values import CURRENCIES, CURRENCY_NAMES, Days, Exact, minor_digits, plain

LARGEST_DIGITS = 18
"""Every number fits a signed 64-bit integer once its decimals are shifted out."""

ValueLiteral = (
    nodes.NumberLiteral
    | nodes.PointsLiteral
    | nodes.MoneyLiteral
    | nodes.DurationLiteral
    | nodes.DateLiteral
    | nodes.TextLiteral
    | nodes.TruthLiteral
)


def check_literal(node: ValueLiteral, scope: Scope, wanted: Definite | None) -> ir.Expression | None:
    """A constant. A plain number where points are wanted is points."""
    match node:
        case nodes.NumberLiteral(value=value, scale=scale):
            points = isinstance(wanted, Number) and isinstance(wanted.unit, PointsUnit)
            return _number(node, plain(value), scale, PointsUnit() if points else Plain(), scope)
        case nodes.PointsLiteral(value=value, scale=scale):
            return _number(node, plain(value), scale, PointsUnit(), scope)
        case nodes.MoneyLiteral(value=value, scale=scale, currency=currency):
            if not currency_exists(currency, node.span, scope.names.collector):
                return None
            digits = minor_digits(currency)
            if scale > digits:
                scope.report(TooManyDecimals(span=node.span, written=node.span.text, unit=currency, allowed=digits))
                return None
            return _number(node, plain(value), digits, MoneyUnit(currency), scope)
        case nodes.DurationLiteral(value=length):
            kind = DurationKind.DAYS if isinstance(length, Days) else DurationKind.MONTHS
            return ir.Constant(length, type=Duration(kind), span=node.span)
        case nodes.DateLiteral(value=day):
            return ir.Constant(day, type=Date(), span=node.span)
        case nodes.TextLiteral(value=text):
            return ir.Constant(text, type=Text(), span=node.span)
        case nodes.TruthLiteral(value=truth):
            return ir.Constant(truth, type=Boolean(), span=node.span)
        case _:
            assert_never(node)


def currency_exists(currency: str, span: Span, collector: Collector) -> bool:
    """Whether there is such a currency; otherwise reported."""
    if currency in CURRENCIES:
        return True
    meant = CURRENCY_NAMES.get(currency.casefold()) or closest(currency, CURRENCIES)
    collector.report(UnknownCurrency(span=span, currency=currency, suggestion=meant))
    return False


def _number(node: ValueLiteral, value: Exact, scale: int, unit: Unit, scope: Scope) -> ir.Constant | None:
    if abs(value) * 10**scale >= 10**LARGEST_DIGITS:
        scope.report(TooLarge(span=node.span, written=node.span.text))
        return None
    return ir.Constant(value, type=Number(unit, scale, Interval.only(value)), span=node.span)
