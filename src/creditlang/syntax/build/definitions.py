"""Trees of defines, tables and parameters to nodes."""

from lark import Token, Tree

from creditlang.syntax.build.expressions import expression, optional_expression
from creditlang.syntax.build.literals import day
from creditlang.syntax.build.registries import bounds, type_expression
from creditlang.syntax.errors import RangeWithHyphen
from creditlang.syntax.nodes import (
    AnyKey,
    DatedValue,
    Define,
    ExactKey,
    Expression,
    Grid,
    Key,
    Parameter,
    RangeKey,
    Table,
    TypedName,
)
from creditlang.syntax.reading import Branch, Reading, is_tree


def define(reading: Reading, tree: Tree[Token]) -> Define:
    """`define fee(x : money(CNY)) = x / 10`."""
    name, title, parameters, body = tree.children
    return Define(
        reading.name(name),
        reading.optional_text(title),
        () if parameters is None else typed_names(reading, parameters),
        expression(reading, body),
        span=reading.span(tree),
    )


def table(reading: Reading, tree: Tree[Token], keys: tuple[TypedName, ...], grid: Grid) -> Table:
    """`table AgePoints by age : number gives points` with the rows of its block."""
    name, title, _, gives = tree.children
    title_text = reading.optional_text(title)
    return Table(reading.name(name), title_text, keys, type_expression(reading, gives), grid, span=reading.span(tree))


def parameter(
    reading: Reading, tree: Tree[Token], keys: tuple[TypedName, ...], values: tuple[DatedValue, ...]
) -> Parameter:
    """`parameter Floor : money(CNY)` with the dated values of its block."""
    name, title, kind, _ = tree.children
    title_text = reading.optional_text(title)
    return Parameter(
        reading.name(name), title_text, type_expression(reading, kind), keys, values, span=reading.span(tree)
    )


def dated_value(reading: Reading, tree: Tree[Token], grid: Grid | None) -> DatedValue:
    """`from 2020-10-01 680 USD`, or a date with rows under it."""
    starts, value = tree.children
    return DatedValue(day(reading, starts), optional_expression(reading, value), grid, span=reading.span(tree))


def typed_names(reading: Reading, tree: Branch | None) -> tuple[TypedName, ...]:
    """`age : number, spouse : boolean`."""
    return tuple(_typed_name(reading, child) for child in tree.children) if is_tree(tree) else ()


def key(reading: Reading, tree: Tree[Token]) -> Key:
    """One key of a table's row."""
    span = reading.span(tree)
    if tree.data == "any_key":
        return AnyKey(span=span)
    if tree.data == "exact_key":
        _refuse_hyphen(reading, tree)
        return ExactKey(tuple(expression(reading, child) for child in tree.children), span=span)
    return RangeKey(*range_ends(reading, tree), span=span)


def _refuse_hyphen(reading: Reading, tree: Tree[Token]) -> None:
    only = tree.children[0]
    if is_tree(only) and only.data == "subtract":
        low, high = (reading.span(child).text for child in only.children)
        if low[:1].isdigit() and high[:1].isdigit():
            span = reading.span(tree)
            reading.report(RangeWithHyphen(span=span, written=span.text, low=low, high=high))


def range_ends(reading: Reading, tree: Tree[Token]) -> tuple[Expression | None, Expression | None, Expression | None]:
    """The first value, the first value above, and the last value, each if written."""
    ends = [expression(reading, child) for child in tree.children]
    match tree.data:
        case "range_from":
            return ends[0], None, None
        case "range_below":
            return None, ends[0], None
        case "range_from_below":
            return ends[0], ends[1], None
        case "range_to":
            return ends[0], None, ends[1]
        case _:
            return None, None, None


def _typed_name(reading: Reading, tree: Branch) -> TypedName:
    assert is_tree(tree)
    name, kind, limits, optional = tree.children
    return TypedName(
        reading.name(name),
        type_expression(reading, kind),
        None if limits is None else bounds(reading, limits),
        optional is not None,
        span=reading.span(tree),
    )
