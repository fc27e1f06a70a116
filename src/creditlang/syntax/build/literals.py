"""Values as written to nodes; values written as other places write them are reported and read as meant."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Final

from lark import Token, Tree

from creditlang.source import Span
from creditlang.syntax.errors import (
    DateFormat,
    ImpossibleDate,
    MixedDuration,
    MoneyFormat,
    TooLong,
)
from creditlang.syntax.nodes import (
    DateLiteral,
    DurationLiteral,
    Literal,
    MoneyLiteral,
    NumberLiteral,
    PointsLiteral,
    TextLiteral,
    TruthLiteral,
)
from creditlang.syntax.reading import Branch, Reading, is_tree, unquoted
from creditlang.values import Days, Months

MAX_DIGITS: Final = 60
"""How many digits a number may have. Python refuses to read more than 4300, and no scheme needs sixty."""
_PLACEHOLDER: Final = date(1, 1, 1)
_PART: Final = re.compile(r"([0-9_]+)\s+(year|month|week|day)")
_NUMBER: Final = re.compile(r"[0-9][0-9_]*(?:\.[0-9]+)?")
_CURRENCY_OF_SIGN: Final = {"¥": "CNY", "￥": "CNY", "元": "CNY", "$": "USD", "€": "EUR", "£": "GBP"}


def plain_number(reading: Reading, token: Branch) -> int:
    """A whole number, such as a scale; what stands behind a decimal point is left to the checker's bounds."""
    value, _ = _exact(reading, str(token), reading.span(token))
    return int(value)


def number(reading: Reading, token: Branch) -> NumberLiteral:
    """`12`, `1_300`, `2.5`, and `35%` as 0.35."""
    span = reading.span(token)
    written = str(token)
    value, scale = _exact(reading, written, span)
    if written.endswith("%"):
        return NumberLiteral(value / 100, scale + 2, span=span)
    return NumberLiteral(value, scale, span=span)


def duration(reading: Reading, token: Branch) -> DurationLiteral:
    """`10 days`, `2 years 6 months`."""
    span = reading.span(token)
    parts = [(_exact(reading, count, span)[0], unit) for count, unit in _PART.findall(str(token))]
    months = sum(int(count) * (12 if unit == "year" else 1) for count, unit in parts if unit in ("year", "month"))
    days = sum(int(count) * (7 if unit == "week" else 1) for count, unit in parts if unit in ("week", "day"))
    units = {unit in ("year", "month") for _, unit in parts}
    if len(units) > 1:
        reading.report(MixedDuration(span=span, written=span.words))
    return DurationLiteral(Months(months) if True in units else Days(days), span=span)


def day(reading: Reading, tree: Branch) -> date:
    """`2020-02-29`. An impossible one is reported and read as the first day of all."""
    assert is_tree(tree)
    span = reading.span(tree)
    written = str(tree.children[0])
    if tree.data == "foreign_day":
        meant = _meant_dates(written)
        reading.report(DateFormat(span=span, written=span.text, meant=" or ".join(meant)))
        return _date_or_none(meant[0]) or _PLACEHOLDER
    found = _date_or_none(written)
    if found is None:
        year, month = int(written[:4]), int(written[5:7])
        known = year >= 1 and 1 <= month <= 12
        last = date(year, month, monthrange(year, month)[1]).isoformat() if known else None
        reading.report(ImpossibleDate(span=span, written=written, last=last))
    return found or _PLACEHOLDER


def optional_day(reading: Reading, tree: Branch | None) -> date | None:
    """A date that may be missing."""
    return None if tree is None else day(reading, tree)


def literal(reading: Reading, tree: Branch) -> Literal:
    """The node of a literal's tree."""
    assert is_tree(tree)
    return LITERALS[tree.data](reading, tree)


def _exact(reading: Reading, written: str, span: Span) -> tuple[Fraction, int]:
    """The number at the start of `written`, and its decimals."""
    found = _NUMBER.match(written)
    digits = found.group().replace("_", "") if found else "0"
    if len(digits) > MAX_DIGITS:
        reading.report(TooLong(span=span, what="number", limit=MAX_DIGITS, unit="digits"))
        return Fraction(0), 0
    return Fraction(digits), len(digits.partition(".")[2])


def _points(reading: Reading, tree: Tree[Token]) -> PointsLiteral:
    span = reading.span(tree)
    return PointsLiteral(*_exact(reading, str(tree.children[0]), span), span=span)


def _money(reading: Reading, tree: Tree[Token]) -> MoneyLiteral:
    span = reading.span(tree)
    written = str(tree.children[0])
    return MoneyLiteral(*_exact(reading, written, span), written[-3:], span=span)


def _foreign_money(reading: Reading, tree: Tree[Token]) -> MoneyLiteral:
    span = reading.span(tree)
    written = str(tree.children[0]).replace(",", "_")
    found = _NUMBER.search(written)
    assert found is not None
    unit = (written[: found.start()] + written[found.end() :]).strip()
    currency = _CURRENCY_OF_SIGN.get(unit, unit)
    reading.report(MoneyFormat(span=span, written=span.text, meant=f"{found.group()} {currency}"))
    return MoneyLiteral(*_exact(reading, found.group(), span), currency, span=span)


def _date_or_none(written: str) -> date | None:
    try:
        return date(*(int(part) for part in written.split("-")))
    except ValueError:
        return None


def _meant_dates(written: str) -> tuple[str, ...]:
    """The date with its year first; two readings where the order of day and month is open."""
    first, second, third = re.findall(r"[0-9]+", written)
    if len(first) == 4:
        return (f"{first}-{second:0>2}-{third:0>2}",)
    readings = (f"{third}-{second:0>2}-{first:0>2}", f"{third}-{first:0>2}-{second:0>2}")
    if int(second) > 12:
        return readings[1:]
    return readings[:1] if int(first) > 12 or "/" not in written else readings


LITERALS: Final[dict[str, Callable[[Reading, Tree[Token]], Literal]]] = {
    "number": lambda reading, tree: number(reading, tree.children[0]),
    "percent": lambda reading, tree: number(reading, tree.children[0]),
    "points": _points,
    "money": _money,
    "foreign_money": _foreign_money,
    "duration": lambda reading, tree: duration(reading, tree.children[0]),
    "date": lambda reading, tree: DateLiteral(day(reading, tree.children[0]), span=reading.span(tree)),
    "text": lambda reading, tree: TextLiteral(unquoted(str(tree.children[0])), span=reading.span(tree)),
    "yes": lambda reading, tree: TruthLiteral(True, span=reading.span(tree)),
    "no": lambda reading, tree: TruthLiteral(False, span=reading.span(tree)),
}
