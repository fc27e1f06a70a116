"""Trees of expressions to nodes."""

from collections.abc import Callable
from typing import Final

from lark import Token, Tree

from creditlang.syntax.build.literals import LITERALS, duration, plain_number
from creditlang.syntax.errors import OpenCondition, UnknownAsValue
from creditlang.syntax.nodes import (
    Aggregate,
    AggregateKind,
    Ago,
    AllOf,
    AnyOf,
    Arithmetic,
    ArithmeticOperator,
    BetweenTest,
    CalendarUnit,
    CalendarYearOf,
    Call,
    Comparison,
    ComparisonOperator,
    Conditional,
    CountBetween,
    EarlierPoints,
    Expression,
    HoldsTest,
    KnownTest,
    ListedTest,
    MembershipTest,
    Negate,
    Not,
    Occurrence,
    Reference,
    Rounded,
    ScoreMoment,
)
from creditlang.syntax.reading import Branch, Reading, is_tree
from creditlang.values import Rounding

MODES: Final = {mode.name.lower(): mode for mode in Rounding}
_AGGREGATES: Final = {
    "count": AggregateKind.COUNT,
    "sum_of": AggregateKind.SUM,
    "exists": AggregateKind.EXISTS,
    "latest": AggregateKind.LATEST,
    "earliest": AggregateKind.EARLIEST,
    "largest": AggregateKind.LARGEST,
    "smallest": AggregateKind.SMALLEST,
}
_SIGNS: Final = {
    "=": ComparisonOperator.EQUAL,
    "!=": ComparisonOperator.NOT_EQUAL,
    "≠": ComparisonOperator.NOT_EQUAL,
    "<": ComparisonOperator.LESS,
    "<=": ComparisonOperator.AT_MOST,
    "≤": ComparisonOperator.AT_MOST,
    ">": ComparisonOperator.GREATER,
    ">=": ComparisonOperator.AT_LEAST,
    "≥": ComparisonOperator.AT_LEAST,
}
_WORDS: Final = {
    "at_least": ComparisonOperator.AT_LEAST,
    "at_most": ComparisonOperator.AT_MOST,
    "more_than": ComparisonOperator.GREATER,
    "less_than": ComparisonOperator.LESS,
}
_ARITHMETIC: Final = {
    "add": ArithmeticOperator.ADD,
    "subtract": ArithmeticOperator.SUBTRACT,
    "multiply": ArithmeticOperator.MULTIPLY,
    "divide": ArithmeticOperator.DIVIDE,
}


def expression(reading: Reading, tree: Branch | None) -> Expression:
    """The node of an expression's tree."""
    assert is_tree(tree), "the grammar gives every expression a rule"
    literal = LITERALS.get(tree.data)
    return literal(reading, tree) if literal else _BUILDERS[tree.data](reading, tree)


def optional_expression(reading: Reading, tree: Branch | None) -> Expression | None:
    """The node of an expression that may be missing."""
    return None if tree is None else expression(reading, tree)


def path(reading: Reading, tree: Branch | None) -> Reference:
    """`a.b.c`."""
    assert is_tree(tree)
    return Reference(tuple(reading.name(part) for part in tree.children), span=reading.span(tree))


def _reference(reading: Reading, tree: Tree[Token]) -> Reference:
    found = path(reading, tree.children[0])
    if found.span.text == "unknown":
        reading.report(UnknownAsValue(span=found.span))
    return found


def _points_on(reading: Reading, tree: Tree[Token]) -> EarlierPoints:
    found = path(reading, tree.children[0])
    return EarlierPoints(ScoreMoment.ON_ITS_DATE, found.path, span=reading.span(tree))


def _operands(reading: Reading, tree: Tree[Token]) -> tuple[Expression, ...]:
    return tuple(expression(reading, child) for child in tree.children)


def _arithmetic(reading: Reading, tree: Tree[Token]) -> Arithmetic:
    left, right = _operands(reading, tree)
    _refuse_open(reading, tree)
    return Arithmetic(_ARITHMETIC[tree.data], left, right, span=reading.span(tree))


def _comparison(reading: Reading, tree: Tree[Token]) -> Comparison:
    left, sign, right = tree.children
    _refuse_open(reading, tree)
    operator = _SIGNS[str(sign)]
    return Comparison(operator, expression(reading, left), expression(reading, right), span=reading.span(tree))


def _is_test(reading: Reading, tree: Tree[Token]) -> Expression:
    return _test(reading, tree)


def _is_not_test(reading: Reading, tree: Tree[Token]) -> Expression:
    test = _test(reading, tree)
    if isinstance(test, KnownTest):
        return KnownTest(test.operand, not test.known, span=test.span)
    if isinstance(test, Comparison) and test.operator is ComparisonOperator.EQUAL:
        return Comparison(ComparisonOperator.NOT_EQUAL, test.left, test.right, span=test.span)
    return Not(test, span=test.span)


def _test(reading: Reading, tree: Tree[Token]) -> Expression:
    _refuse_open(reading, tree)
    operand, test = expression(reading, tree.children[0]), tree.children[1]
    span = reading.span(tree)
    assert is_tree(test)
    match test.data:
        case "known" | "unknown" as word:
            return KnownTest(operand, word == "known", span=span)
        case "between":
            low, high = _operands(reading, test)
            return BetweenTest(operand, low, high, span=span)
        case "one_of":
            return MembershipTest(operand, _operands(reading, test), span=span)
        case "at_least" | "at_most" | "more_than" | "less_than" as words:
            return Comparison(_WORDS[words], operand, expression(reading, test.children[0]), span=span)
        case _:
            return Comparison(ComparisonOperator.EQUAL, operand, expression(reading, test.children[0]), span=span)


def _conditional(reading: Reading, tree: Tree[Token]) -> Conditional:
    condition, then, otherwise = _operands(reading, tree)
    return Conditional(condition, then, otherwise, span=reading.span(tree))


def _suffixed_conditional(reading: Reading, tree: Tree[Token]) -> Conditional:
    then, condition, otherwise = _operands(reading, tree)
    return Conditional(condition, then, otherwise, span=reading.span(tree))


def rounding_mode(tree: Branch) -> Rounding:
    """`down`, `up`, `half up` or `half even`."""
    assert is_tree(tree)
    return MODES[tree.data]


def _rounded(reading: Reading, tree: Tree[Token]) -> Rounded:
    operand, mode, *rest = tree.children
    decimals = plain_number(reading, rest[0]) if tree.data == "rounded_to_decimals" else None
    step = expression(reading, rest[0]) if tree.data == "rounded_to_step" else None
    _refuse_open(reading, tree)
    return Rounded(expression(reading, operand), rounding_mode(mode), decimals, step, span=reading.span(tree))


def _call(reading: Reading, tree: Tree[Token]) -> Call:
    function, *arguments = tree.children
    written = tuple(expression(reading, argument) for argument in arguments if argument is not None)
    return Call(reading.name(function), written, span=reading.span(tree))


def _aggregate(reading: Reading, tree: Tree[Token]) -> Aggregate:
    kind, of, where, within = tree.children
    assert is_tree(kind)
    return Aggregate(
        _AGGREGATES[kind.data],
        path(reading, of),
        optional_expression(reading, where),
        None if within is None else duration(reading, within),
        span=reading.span(tree),
    )


def _count_between(reading: Reading, tree: Tree[Token]) -> CountBetween:
    start, end = _operands(reading, tree)
    unit = CalendarUnit(tree.data.removesuffix("_between"))
    return CountBetween(unit, start, end, span=reading.span(tree))


def _refuse_open(reading: Reading, tree: Tree[Token]) -> None:
    """Report an operator right after a `where` that neither `within` nor a parenthesis ends."""
    left: Branch | None = tree.children[0]
    while is_tree(left) and not _in_parentheses(left):
        if left.data == "aggregate" and left.children[2] is not None and left.children[3] is None:
            kind = left.children[0]
            assert is_tree(kind)
            operator = reading.between(left.meta.end_pos, tree.meta.end_pos)
            reading.report(OpenCondition(span=operator, kind=_AGGREGATES[kind.data].value))
            return
        left = left.children[-1] if left.children else None


def _in_parentheses(tree: Tree[Token]) -> bool:
    """Lark keeps the place of the parentheses, which are no tree of their own, as the tree's container."""
    end: int = getattr(tree.meta, "container_end_pos", tree.meta.end_pos)
    return end != tree.meta.end_pos


_BUILDERS: Final[dict[str, Callable[[Reading, Tree[Token]], Expression]]] = {
    "conditional": _conditional,
    "suffixed_conditional": _suffixed_conditional,
    "any_of": lambda reading, tree: AnyOf(_operands(reading, tree), span=reading.span(tree)),
    "all_of": lambda reading, tree: AllOf(_operands(reading, tree), span=reading.span(tree)),
    "not_": lambda reading, tree: Not(*_operands(reading, tree), span=reading.span(tree)),
    "negate": lambda reading, tree: Negate(*_operands(reading, tree), span=reading.span(tree)),
    "comparison": _comparison,
    "is_test": _is_test,
    "is_not_test": _is_not_test,
    "listed": lambda reading, tree: ListedTest(reading.name(tree.children[0]), span=reading.span(tree)),
    "holds": lambda reading, tree: HoldsTest(reading.name(tree.children[0]), span=reading.span(tree)),
    "rounded": _rounded,
    "rounded_to_decimals": _rounded,
    "rounded_to_step": _rounded,
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    "reference": _reference,
    "call": _call,
    "aggregate": _aggregate,
    "occurrence": lambda reading, tree: Occurrence(
        None if tree.children[0] is None else duration(reading, tree.children[0]), span=reading.span(tree)
    ),
    "points_before": lambda reading, tree: EarlierPoints(ScoreMoment.BEFORE, span=reading.span(tree)),
    "points_known_before": lambda reading, tree: EarlierPoints(ScoreMoment.KNOWN_BEFORE, span=reading.span(tree)),
    "points_on": _points_on,
    **dict.fromkeys(("years_between", "months_between", "days_between"), _count_between),
    "calendar_year": lambda reading, tree: CalendarYearOf(
        expression(reading, tree.children[0]), span=reading.span(tree)
    ),
    "ago": lambda reading, tree: Ago(duration(reading, tree.children[0]), span=reading.span(tree)),
}
