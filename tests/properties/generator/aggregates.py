"""Aggregates over records and related subjects."""

from __future__ import annotations

from collections.abc import Callable as Function

import attrs

from creditlang.syntax import nodes
from creditlang.syntax.nodes import AggregateKind
from creditlang.types import INTEGER, Boolean, Date, Definite, Interval, ManyRelated, Number, Optional, Type, Unit
from properties.generator import conditions, values
from properties.generator.choices import Draw, chance, pick
from properties.generator.scopes import Bound, Drawn, Readable, Scope
from properties.generator.written import make, path

_NO_FACTS: dict[str, Type] = {}


@attrs.frozen
class Source:
    """An event or a relation to many: how it is written, what its elements are, and by which key it is known."""

    names: tuple[str, ...]
    element: Bound
    key: str


def sources(scope: Scope) -> tuple[Source, ...]:
    """Everything that there are many of."""
    holder = f"element{len(scope.bounds)}"
    found = [Source((e.name,), Bound(holder, e.name, True, e.fields), f"event.{e.name}") for e in scope.events]
    for readable in scope.readables:
        if isinstance(readable.type, ManyRelated):
            subject = readable.type.subject
            fields = scope.registry.subjects[subject].fields
            found.append(Source(readable.names, Bound(holder, subject, False, fields), readable.key))
    return tuple(found)


def has_sources(scope: Scope) -> bool:
    """Whether there is anything to count, and room to say so."""
    return len(scope.bounds) < 4 and bool(sources(scope))


def fields(scope: Scope, fits: Function[[Type], bool], *, dated: bool = False) -> list[tuple[Source, str]]:
    """The fields that fit, of everything that there are many of; with `dated`, where the latest can be asked for."""
    if len(scope.bounds) >= 4:
        return []
    return [
        (source, name)
        for source in sources(scope)
        for name, kind in source.element.types()
        if fits(kind) and (source.element.record or not dated or _extreme(kind))
    ]


def draw_count(draw: Draw, scope: Scope) -> Drawn:
    """`count of E where … within …`."""
    return _asked(draw, scope, AggregateKind.COUNT, attrs.evolve(INTEGER, range=Interval(0, None)))


def draw_exists(draw: Draw, scope: Scope) -> Drawn:
    """`exists E where … within …`."""
    return _asked(draw, scope, AggregateKind.EXISTS, Boolean())


def draw_sum(draw: Draw, scope: Scope, unit: Unit) -> Drawn:
    """`sum of E.field`. A field that may be unknown is asked for in the condition."""

    def fits(kind: Type) -> bool:
        inner = kind.of if isinstance(kind, Optional) else kind
        return isinstance(inner, Number) and inner.unit == unit

    source, name = pick(draw, fields(scope, fits))
    inner = scope.inside(source.element)
    own = next(r for r in inner.readables if r.names == (name,))
    kind = own.type
    test = None
    if isinstance(kind, Optional):
        test = _known(draw, inner, own)
        kind = kind.of
    elif chance(draw, 40):
        # Where a sum must be able to take every value of its range, its condition says nothing about what is summed.
        test = conditions.draw_condition(draw, inner.without(frozenset({own.key})) if scope.alone else inner, 0)
    assert isinstance(kind, Number)
    low, high = kind.range.low, kind.range.high
    never_below = 0 if low is not None and low >= 0 else None
    never_above = 0 if high is not None and high <= 0 else None
    total = attrs.evolve(kind, range=Interval(never_below, never_above))
    return _aggregate(draw, AggregateKind.SUM, source, (name,), test, total)


def draw_one(draw: Draw, scope: Scope, fits: Function[[Definite], bool]) -> Drawn:
    """`latest E.field` and its like: unknown where there is none."""
    source, name = pick(
        draw, fields(scope, lambda kind: fits(kind.of if isinstance(kind, Optional) else kind), dated=True)
    )
    inner = scope.inside(source.element)
    kind = next(r for r in inner.readables if r.names == (name,)).type
    definite = kind.of if isinstance(kind, Optional) else kind
    kinds = [AggregateKind.LATEST, AggregateKind.EARLIEST] if source.element.record else []
    if _extreme(definite):
        kinds += [AggregateKind.LARGEST, AggregateKind.SMALLEST]
    test = conditions.draw_condition(draw, inner, 0) if not scope.alone and chance(draw, 30) else None
    return _aggregate(draw, pick(draw, kinds), source, (name,), test, Optional(definite))


def _extreme(kind: Type) -> bool:
    inner = kind.of if isinstance(kind, Optional) else kind
    return isinstance(inner, Number | Date)


def _known(draw: Draw, inner: Scope, own: Readable) -> conditions.Condition:
    test = conditions.known(own)
    if not chance(draw, 40):
        return test
    more = conditions.draw_condition(draw, inner.knowing(test.facts), 0)
    node = make(nodes.AllOf, (test.node, more.node))
    return conditions.Condition(node, test.uses | more.uses, {**test.facts, **more.facts})


def _asked(draw: Draw, scope: Scope, kind: AggregateKind, gives: Type) -> Drawn:
    source = pick(draw, sources(scope))
    test = conditions.draw_condition(draw, scope.inside(source.element), 1) if chance(draw, 50) else None
    return _aggregate(draw, kind, source, (), test, gives)


def _aggregate(
    draw: Draw,
    kind: AggregateKind,
    source: Source,
    field: tuple[str, ...],
    test: conditions.Condition | None,
    gives: Type,
) -> Drawn:
    within = values.draw_duration_literal(draw) if source.element.record and chance(draw, 35) else None
    node = make(nodes.Aggregate, kind, path(*source.names, *field), test.node if test else None, within)
    outer = frozenset(u for u in (test.uses if test else ()) if not u.startswith(f"{source.element.holder}."))
    return Drawn(node, gives, outer | {source.key})
