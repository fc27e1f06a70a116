"""The burden of proof: what costs a person because a fact is unknown must say so.

Nothing optional can be read without a guard, so a rule can depend on a missing fact in two ways only: aloud,
by `is unknown`, or in silence, by the other side of `is known`. The second is what is found here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs

from creditlang.check.errors.rules import UnknownCostsSilently
from creditlang.diagnostics import Collector
from creditlang.syntax import nodes


def check_trigger(clauses: Sequence[nodes.Node], rule: str, collector: Collector) -> None:
    """The condition of a rule that, where it holds, costs the person."""
    for clause in clauses:
        condition = None
        if isinstance(clause, nodes.OnEvent):
            condition = clause.where
        elif isinstance(clause, nodes.While):
            condition = clause.condition
        if condition is not None:
            for test in _denied(condition, holds=True):
                _report(test, rule, collector)


def check_amount(amount: nodes.Expression, rule: str, collector: Collector) -> None:
    """An amount that is taken from the person: an `else` must not cost what a known fact would have spared."""
    if isinstance(amount, nodes.Conditional):
        if not _is_nought(amount.otherwise):
            for test in _denied(amount.condition, holds=False):
                _report(test, rule, collector)
        if not _is_nought(amount.then):
            for test in _denied(amount.condition, holds=True):
                _report(test, rule, collector)
    for part in _parts(amount):
        check_amount(part, rule, collector)


def _denied(node: nodes.Expression, *, holds: bool) -> Iterator[nodes.KnownTest]:
    """The tests for `is known` that must fail, or may fail, for the condition to come out as `holds`."""
    match node:
        case nodes.Not(operand=operand):
            yield from _denied(operand, holds=not holds)
        case nodes.AllOf(operands=operands) | nodes.AnyOf(operands=operands):
            for operand in operands:
                yield from _denied(operand, holds=holds)
        case nodes.KnownTest(known=True) if not holds:
            yield node


def _parts(node: nodes.Expression) -> Iterator[nodes.Expression]:
    for attribute in attrs.fields(type(node)):
        value = getattr(node, attribute.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, nodes.Node) and not isinstance(part, nodes.Name | nodes.Text | nodes.Reference):
                yield part  # type: ignore[misc]  # what stands in an expression and is no name is one


def _is_nought(node: nodes.Expression) -> bool:
    return isinstance(node, nodes.NumberLiteral | nodes.PointsLiteral | nodes.MoneyLiteral) and node.value == 0


def _report(test: nodes.KnownTest, rule: str, collector: Collector) -> None:
    collector.report(UnknownCostsSilently(span=test.span, rule=rule, name=test.operand.span.text))
