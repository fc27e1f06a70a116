"""Expressions as text, with as many parentheses as they need and sometimes one more."""

from __future__ import annotations

from fractions import Fraction
from typing import assert_never

import attrs

from creditlang.syntax import nodes
from creditlang.syntax.nodes import ComparisonOperator
from creditlang.values import Days, Duration
from properties.generator.styles import Hand

BUILT_IN = ("as_of", "points", "grade", "this", "min", "max", "clamp")

EXPRESSION, OR, AND, NOT, COMPARISON, ROUNDING, SUM, PRODUCT, UNARY, PRIMARY = range(10)
_SIGNS = {
    ComparisonOperator.EQUAL: ("=", "is"),
    ComparisonOperator.NOT_EQUAL: ("!=", "is not", "≠"),
    ComparisonOperator.LESS: ("<", "is less than"),
    ComparisonOperator.AT_MOST: ("<=", "is at most", "≤"),
    ComparisonOperator.GREATER: (">", "is more than"),
    ComparisonOperator.AT_LEAST: (">=", "is at least", "≥"),
}


@attrs.frozen
class _Around:
    """What stands around an expression: the loosest level that needs no parentheses, whether anything follows
    that a `where` would swallow, whether a comma may follow, and whether a `within` of something larger does."""

    level: int = EXPRESSION
    followed: bool = False
    comma: bool = False
    within: bool = False

    def at(self, level: int) -> _Around:
        """The last operand of something that stands here."""
        return attrs.evolve(self, level=level)

    def before(self, level: int) -> _Around:
        """An operand with more behind it."""
        return _Around(level, followed=True)


FREE = _Around()


def show_expression(node: nodes.Expression, hand: Hand) -> str:
    """An expression with nothing behind it."""
    return _show(node, FREE, hand)


def show_sum(node: nodes.Expression, hand: Hand, *, comma: bool = False) -> str:
    """An expression where only a sum may stand, or something in parentheses."""
    return _show(node, _Around(SUM, followed=True, comma=comma), hand)


def show_in_list(node: nodes.Expression, hand: Hand) -> str:
    """An expression that a comma may follow."""
    return _show(node, _Around(comma=True, followed=True), hand)


def show_path(node: nodes.Reference, hand: Hand) -> str:
    """`a.b.c`."""
    return ".".join(part.text if part.text in BUILT_IN else hand.name(part.text) for part in node.path)


def show_duration(length: Duration, hand: Hand) -> str:
    """`10 days`, `1 week 3 days`, `2 years 6 months`."""
    size, small, large = (7, "day", "week") if isinstance(length, Days) else (12, "month", "year")
    many, rest = divmod(length.count, size)
    ways = [_counted(length.count, small)]
    if many:
        ways.append(" ".join([_counted(many, large), *([_counted(rest, small)] if rest else [])]))
    return hand.pick(ways)


def show_number(value: Fraction, scale: int, hand: Hand) -> str:
    """Digits with so many decimals, sometimes grouped."""
    digits = str(int(value * 10**scale)).rjust(scale + 1, "0")
    whole, rest = (digits[:-scale], digits[-scale:]) if scale else (digits, "")
    if hand.sometimes(50):
        whole = f"{int(whole):_}"
    return f"{whole}.{rest}" if rest else whole


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _show(node: nodes.Expression, around: _Around, hand: Hand) -> str:
    level = _level(node)
    undated = isinstance(node, nodes.Aggregate | nodes.Occurrence) and node.within is None
    open_end = isinstance(node, nodes.Aggregate) and node.where is not None and node.within is None
    listing = isinstance(node, nodes.MembershipTest) and around.comma
    swallows = (open_end and around.followed) or (undated and around.within) or listing
    if level < around.level or swallows or hand.sometimes(3):
        return f"({_bare(node, FREE, hand)})"
    return _bare(node, around, hand)


def _level(node: nodes.Expression) -> int:
    match node:
        case nodes.Conditional():
            return EXPRESSION
        case nodes.AnyOf():
            return OR
        case nodes.AllOf():
            return AND
        case nodes.Not():
            return NOT
        case (
            nodes.Comparison()
            | nodes.BetweenTest()
            | nodes.MembershipTest()
            | nodes.KnownTest()
            | nodes.ListedTest()
            | nodes.HoldsTest()
        ):
            return COMPARISON
        case nodes.Rounded() | nodes.CountBetween():  # the second date of `years between` swallows a whole sum
            return ROUNDING
        case nodes.Arithmetic(operator=nodes.ArithmeticOperator.ADD | nodes.ArithmeticOperator.SUBTRACT):
            return SUM
        case nodes.Arithmetic():
            return PRODUCT
        case nodes.Negate():
            return UNARY
        case _:
            return PRIMARY


def _bare(node: nodes.Expression, around: _Around, hand: Hand) -> str:
    match node:
        case nodes.Conditional(condition=condition, then=then, otherwise=otherwise):
            if hand.sometimes(25):
                first, test = _show(then, around.before(OR), hand), _show(condition, around.before(OR), hand)
                return f"{first} if {test} else {_show(otherwise, around.at(EXPRESSION), hand)}"
            test, first = _show(condition, FREE, hand), _show(then, FREE, hand)
            return f"if {test} then {first} else {_show(otherwise, around.at(EXPRESSION), hand)}"
        case nodes.AnyOf(operands=operands):
            return _joined(operands, "or", AND, around, hand)
        case nodes.AllOf(operands=operands):
            return _joined(operands, "and", NOT, around, hand)
        case nodes.Not(operand=operand):
            if isinstance(operand, nodes.BetweenTest | nodes.MembershipTest) and hand.sometimes(50):
                listing = isinstance(operand, nodes.MembershipTest) and around.comma
                shown = _test(operand, attrs.evolve(around, comma=False) if listing else around, hand, "is not")
                return f"({shown})" if listing else shown
            return f"not {_show(operand, around.at(NOT), hand)}"
        case nodes.Comparison() | nodes.BetweenTest() | nodes.MembershipTest() | nodes.KnownTest():
            return _test(node, around, hand, "is")
        case nodes.ListedTest(list_name=found):
            return f"listed in {hand.name(found.text)}"
        case nodes.HoldsTest(rule=found):
            return f"holds {hand.name(found.text)}"
        case nodes.Rounded():
            return _rounded(node, around, hand)
        case nodes.CountBetween(unit=unit, start=start, end=end):
            first = _show(start, around.before(SUM), hand)
            return f"{unit.value} between {first} and {_show(end, around.at(SUM), hand)}"
        case nodes.Arithmetic(operator=operator, left=left, right=right):
            level = _level(node)
            shown = _show(right, around.at(level + 1), hand)
            return f"{_show(left, around.before(level), hand)} {operator.value} {shown}"
        case nodes.Negate(operand=operand):
            return f"-{_show(operand, around.at(UNARY), hand)}"
        case nodes.Reference():
            return show_path(node, hand)
        case nodes.Call(function=function, arguments=arguments):
            called = function.text if function.text in BUILT_IN else hand.name(function.text)
            return f"{called}({', '.join(show_in_list(a, hand) for a in arguments)})"
        case nodes.Aggregate():
            return _aggregate(node, hand)
        case nodes.Occurrence(within=within):
            return f"occurrence{_within(within, hand)}"
        case nodes.EarlierPoints(moment=moment):
            return moment.value
        case nodes.CalendarYearOf(date=day):
            return f"calendar year of ({_bare(day, FREE, hand)})"
        case nodes.Ago(duration=length):
            return f"{show_duration(length.value, hand)} ago"
        case _:
            return _literal(node, hand)


def _literal(node: nodes.Literal, hand: Hand) -> str:
    match node:
        case nodes.NumberLiteral(value=value, scale=scale):
            if scale >= 2 and hand.sometimes(50):
                return f"{show_number(value * 100, scale - 2, hand)}%"
            return show_number(value, scale, hand)
        case nodes.PointsLiteral(value=value, scale=scale):
            return f"{show_number(value, scale, hand)} {'point' if value == 1 else 'points'}"
        case nodes.MoneyLiteral(value=value, scale=scale, currency=currency):
            return f"{show_number(value, scale, hand)}{hand.pick((' ', ' ', ''))}{currency}"
        case nodes.DurationLiteral(value=length):
            return show_duration(length, hand)
        case nodes.DateLiteral(value=day):
            return day.isoformat()
        case nodes.TextLiteral(value=value):
            return hand.text(value)
        case nodes.TruthLiteral(value=value):
            return hand.pick(("yes", "true") if value else ("no", "false"))
        case nodes.UnknownLiteral():
            return "unknown"
        case _:
            assert_never(node)


def _joined(operands: tuple[nodes.Expression, ...], word: str, level: int, around: _Around, hand: Hand) -> str:
    *first, last = operands
    shown = [_show(operand, around.before(level), hand) for operand in first]
    return f" {word} ".join([*shown, _show(last, around.at(level), hand)])


Test = nodes.Comparison | nodes.BetweenTest | nodes.MembershipTest | nodes.KnownTest


def _test(node: Test, around: _Around, hand: Hand, word: str) -> str:
    match node:
        case nodes.Comparison(operator=operator, left=left, right=right):
            sign = hand.pick(_SIGNS[operator])
            shown = _show(left, around.before(ROUNDING), hand)
            return f"{shown} {sign} {_show(right, around.at(ROUNDING), hand)}"
        case nodes.BetweenTest(operand=operand, low=low, high=high):
            ends = f"{_show(low, around.before(SUM), hand)} and {_show(high, around.at(SUM), hand)}"
            return f"{_show(operand, around.before(ROUNDING), hand)} {word} between {ends}"
        case nodes.MembershipTest(operand=operand, options=options):
            listed = ", ".join(show_sum(option, hand) for option in options)
            return f"{_show(operand, around.before(ROUNDING), hand)} {word} one of {listed}"
        case nodes.KnownTest(operand=operand, known=known):
            shown = _show(operand, around.before(ROUNDING), hand)
            return f"{shown} {hand.pick(('is known', 'is not unknown') if known else ('is unknown', 'is not known'))}"
        case _:
            assert_never(node)


def _rounded(node: nodes.Rounded, around: _Around, hand: Hand) -> str:
    shown = f"{_show(node.operand, around.before(SUM), hand)} rounded {node.mode.value}"
    if node.decimals is not None:
        return f"{shown} to {node.decimals} {'decimal' if node.decimals == 1 else 'decimals'}"
    if node.step is None:
        return shown
    # A bare number of decimals and a bare step look alike up to the next word; both are literals.
    assert isinstance(node.step, nodes.NumberLiteral | nodes.PointsLiteral | nodes.MoneyLiteral)
    return f"{shown} to {_literal(node.step, hand)}"


def _aggregate(node: nodes.Aggregate, hand: Hand) -> str:
    shown = f"{node.kind.value} {show_path(node.of, hand)}"
    if node.where is not None:
        ended = node.within is not None
        shown += f" where {_show(node.where, _Around(OR, followed=ended, within=ended), hand)}"
    return shown + _within(node.within, hand)


def _within(within: nodes.DurationLiteral | None, hand: Hand) -> str:
    return "" if within is None else f" within {show_duration(within.value, hand)}"
