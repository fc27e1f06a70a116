"""Aggregates over the records of an event, or over related subjects."""

from __future__ import annotations

from typing import assert_never

import attrs

from creditlang.check import expressions, references
from creditlang.check.clauses import some_time
from creditlang.check.errors.names import NotUsableHere
from creditlang.check.errors.types import MissingGuard, WrongType
from creditlang.check.facts import facts_of
from creditlang.check.scope import Bound, Scope, record_bound
from creditlang.ir import expressions as ir
from creditlang.syntax import nodes
from creditlang.types import (
    INTEGER,
    Boolean,
    Date,
    Interval,
    ManyRelated,
    Number,
    Optional,
    Related,
    Type,
    definite,
    show_type,
)

_COUNTING = (nodes.AggregateKind.COUNT, nodes.AggregateKind.EXISTS)
_DATED = (nodes.AggregateKind.LATEST, nodes.AggregateKind.EARLIEST)


def check_aggregate(node: nodes.Aggregate, scope: Scope) -> ir.Expression | None:
    """`count of Donation where …`, `sum of members.income`, and so on."""
    found = _source(node, scope)
    if found is None:
        return None
    source, element, rest = found
    if not _suits(node, isinstance(source, ir.EventRecords), rest, scope):
        return None
    inner = scope.with_element(element)
    where: ir.Expression | None = None
    if node.where is not None:
        where = expressions.check_truth(node.where, inner)
        if where is None:
            return None
        inner = inner.under(facts_of(where, True))
    value: ir.Expression | None = None
    if node.kind not in _COUNTING:
        value = references.follow(element, rest, inner, node.of.span)
        if value is None:
            return None
    kind = _type(node, value, scope)
    if kind is None:
        return None
    if node.within is not None:
        some_time(node.within, "within", "`within` needs one day at least", scope.names.collector)
    period = node.within.value if node.within else None
    aggregate = ir.Aggregate(
        ir.AggregateKind[node.kind.name], source, scope.depth, where, value, period, type=kind, span=node.span
    )
    return references.narrowed(aggregate, scope)


def _source(
    node: nodes.Aggregate, scope: Scope
) -> tuple[ir.EventRecords | ir.RelatedSubjects, Bound, list[nodes.Name]] | None:
    """What is gone through, how its elements are named, and the path of the wanted field."""
    first, *rest = node.of.path
    hidden = any(references.field_of(bound, first.text) for bound in scope.bounds)
    event = None if hidden else scope.names.registry.events.get(first.text)
    if event is not None:
        if event.subject != scope.names.subject:
            scope.report(
                NotUsableHere(
                    span=first.span,
                    what=f"`{event.name}`",
                    place=scope.place.name,
                    advice=f"its records are about a `{event.subject}`, and this rulebook is about a "
                    f"`{scope.names.subject}`",
                )
            )
            return None
        element = ir.Element(scope.depth, type=Related(event.name), span=first.span)
        return ir.EventRecords(event.name), record_bound(event, element), rest
    return _related(node, scope)


def _related(node: nodes.Aggregate, scope: Scope) -> tuple[ir.RelatedSubjects, Bound, list[nodes.Name]] | None:
    """The subjects behind the first `many` relation on the path."""
    path = node.of.path
    for length in range(1, len(path) + 1):
        written = nodes.Reference(path[:length], span=path[0].span.to(path[length - 1].span))
        found = references.check_reference(written, scope, None)
        if found is None:
            return None
        kind = definite(found.type)
        if isinstance(kind, ManyRelated):
            assert isinstance(found, ir.Read)
            subject = scope.names.registry.subjects[kind.subject]
            element = ir.Element(scope.depth, type=Related(kind.subject), span=node.of.span)
            bound = Bound(kind.subject, element, subject.fields, record=False)
            return ir.RelatedSubjects(found.of, found.field), bound, list(path[length:])
    scope.report(
        WrongType(
            span=node.of.span,
            place=f"`{node.kind.value}`",
            wanted="an event or a relation to many",
            got=show_type(found.type) if found is not None else "neither",
        )
    )
    return None


def _suits(node: nodes.Aggregate, of_records: bool, rest: list[nodes.Name], scope: Scope) -> bool:
    """Whether the kind of question fits what is asked about."""
    if node.kind in _COUNTING and rest:
        advice = f"count the records themselves: `{node.kind.value} {node.of.path[0].text}`"
        what = f"a field after `{node.kind.value}`"
    elif node.kind not in _COUNTING and not rest:
        advice = f"say which field: `{node.kind.value} {node.of.span.text}.…`"
        what = f"`{node.kind.value}` without a field"
    elif not of_records and (node.kind in _DATED or node.within is not None):
        advice = "only records have dates"
        what = f"`{node.kind.value}`" if node.kind in _DATED else "`within`"
        what += " of related subjects"
    else:
        return True
    scope.report(NotUsableHere(span=node.span, what=what, place=scope.place.name, advice=advice))
    return False


def _type(node: nodes.Aggregate, value: ir.Expression | None, scope: Scope) -> Type | None:
    match node.kind:
        case nodes.AggregateKind.COUNT:
            return attrs.evolve(INTEGER, range=Interval(0, None))
        case nodes.AggregateKind.EXISTS:
            return Boolean()
        case nodes.AggregateKind.SUM:
            return _sum_type(node, value, scope)
        case nodes.AggregateKind.LATEST | nodes.AggregateKind.EARLIEST:
            return Optional(definite(value.type)) if value is not None else None
        case nodes.AggregateKind.LARGEST | nodes.AggregateKind.SMALLEST:
            assert value is not None
            kind = definite(value.type)
            if isinstance(kind, Number | Date):
                return Optional(kind)
            scope.report(
                WrongType(
                    span=node.of.span,
                    place=f"`{node.kind.value}`",
                    wanted="a number or a date",
                    got=show_type(kind),
                )
            )
            return None
        case _:
            assert_never(node.kind)


def _sum_type(node: nodes.Aggregate, value: ir.Expression | None, scope: Scope) -> Type | None:
    assert value is not None
    if isinstance(value.type, Optional):
        if not scope.lenient:
            scope.report(MissingGuard(span=node.of.span, name=node.of.path[-1].text))
        return None
    if not isinstance(value.type, Number):
        scope.report(WrongType(span=node.of.span, place="`sum of`", wanted="a number", got=show_type(value.type)))
        return None
    low, high = value.type.range.low, value.type.range.high
    never_below = 0 if low is not None and low >= 0 else None
    never_above = 0 if high is not None and high <= 0 else None
    return attrs.evolve(value.type, range=Interval(never_below, never_above))
