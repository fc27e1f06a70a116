"""The children of an expression, written once for every sparse traversal."""

from collections.abc import Iterator
from typing import assert_never

from creditlang.ir.expressions import (
    Aggregate,
    Among,
    And,
    Argument,
    Arithmetic,
    AsOf,
    CallDefine,
    Compare,
    CompareGrade,
    Constant,
    CountBetween,
    EarlierPoints,
    Element,
    EventRecords,
    Expression,
    GradeOf,
    Holds,
    If,
    Known,
    Listed,
    Lookup,
    Negate,
    Not,
    Occurrence,
    Or,
    ParameterValue,
    Points,
    Read,
    Round,
    Shift,
    TheRecord,
    TheSubject,
)


def children(node: Expression) -> tuple[Expression, ...]:
    """The direct operands, in the order of evaluation."""
    match node:
        case Constant() | AsOf() | TheSubject() | TheRecord() | Element() | Argument() | Points() | GradeOf():
            return ()
        case Listed() | Holds() | CompareGrade() | Occurrence() | EarlierPoints():
            return ()
        case Read(of=of):
            return (of,)
        case Negate(operand=operand) | Round(operand=operand) | Among(operand=operand):
            return (operand,)
        case Known(operand=operand) | Not(operand=operand):
            return (operand,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Shift(date=day, duration=duration):
            return (day, duration)
        case And(operands=operands) | Or(operands=operands):
            return operands
        case If(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)
        case CountBetween(start=start, end=end):
            return (start, end)
        case Lookup(keys=keys) | ParameterValue(keys=keys):
            return keys
        case CallDefine(arguments=arguments):
            return arguments
        case Aggregate(source=source, where=where, value=value):
            holder: tuple[Expression, ...] = () if isinstance(source, EventRecords) else (source.of,)
            return (*holder, *(part for part in (where, value) if part is not None))
        case _:
            assert_never(node)


def walk(node: Expression) -> Iterator[Expression]:
    """The node and everything below it, parents first. Does not enter the bodies of defines."""
    stack = [node]
    while stack:
        found = stack.pop()
        yield found
        stack.extend(reversed(children(found)))
