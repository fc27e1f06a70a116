"""Values of every other type, calls of definitions, and values that may be unknown."""

from __future__ import annotations

from collections.abc import Callable as Function
from functools import partial

import attrs

from creditlang.syntax import nodes
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Definite,
    Duration,
    DurationKind,
    Number,
    Optional,
    Related,
    Text,
    Type,
    join,
)
from creditlang.values import Days, Months
from creditlang.values import Duration as Length
from properties.generator import aggregates, conditions, numbers
from properties.generator.choices import Draw, chance, pick
from properties.generator.dates import DURATIONS, draw_day
from properties.generator.names import words
from properties.generator.scopes import Callable, Drawn, Scope
from properties.generator.written import call, duration, make, path, text

AS_OF = Drawn(path("as_of"), Date(), frozenset({"as_of"}))


def draw_value(draw: Draw, scope: Scope, kind: Definite, depth: int, *, hinted: bool = True) -> Drawn:
    """A value that may stand where `kind` is wanted. `hinted`: the place says so, and members of choices can be named.

    Raises:
        LookupError: if there is nothing of this kind to name: an unhinted choice or a related subject.
    """
    match kind:
        case Number():
            return numbers.draw_fitting(
                draw, scope, kind, depth, hint=numbers.Hint.ASKED if hinted else numbers.Hint.NONE
            )
        case Boolean():
            test = conditions.draw_condition(draw, scope.freely(), depth, guards=not scope.place.costs)
            return Drawn(test.node, kind, test.uses)
        case Date():
            return draw_date(draw, scope, depth)
        case _:
            return _plainly(draw, scope, kind, depth, hinted)


def draw_date(draw: Draw, scope: Scope, depth: int) -> Drawn:
    """A date."""
    if depth > 0 and chance(draw, 50):
        return pick(draw, (_shift, _ago, _conditional_date))(draw, scope, depth - 1)
    ways = [lambda: AS_OF, *_readings(draw, scope, Date())]
    if chance(draw, 20):
        return Drawn(make(nodes.DateLiteral, draw_day(draw)), Date())
    return pick(draw, ways)()


def _shift(draw: Draw, scope: Scope, depth: int) -> Drawn:
    start = draw_date(draw, scope, depth)
    length = draw_value(draw, scope, Duration(pick(draw, tuple(DurationKind))), depth)
    operator = pick(draw, (nodes.ArithmeticOperator.ADD, nodes.ArithmeticOperator.SUBTRACT))
    return Drawn(make(nodes.Arithmetic, operator, start.node, length.node), Date(), start.uses | length.uses)


def _ago(draw: Draw, scope: Scope, depth: int) -> Drawn:
    return Drawn(make(nodes.Ago, draw_duration_literal(draw)), Date(), AS_OF.uses)


def _conditional_date(draw: Draw, scope: Scope, depth: int) -> Drawn:
    return _conditional(draw, scope, Date(), depth, hinted=True)


def _plainly(draw: Draw, scope: Scope, kind: Definite, depth: int, hinted: bool) -> Drawn:
    """A choice, text, duration or related subject: named, written out, or one of two."""
    ways = _readings(draw, scope, kind)
    match kind:
        case Choice(members=members) if hinted:
            ways.append(lambda: Drawn(path(pick(draw, members)), kind))
        case Text():
            ways.append(lambda: Drawn(make(nodes.TextLiteral, words(draw)), kind))
        case Duration(kind=unit):
            lengths = tuple(d for d in DURATIONS if isinstance(d, Days) == (unit is DurationKind.DAYS))
            ways.append(lambda: Drawn(duration(pick(draw, lengths)), kind))
    if not ways:
        raise LookupError(kind)
    if depth > 0 and not isinstance(kind, Related) and chance(draw, 25):
        return _conditional(draw, scope, kind, depth - 1, hinted)
    return pick(draw, ways)()


def _readings(draw: Draw, scope: Scope, kind: Definite) -> list[Function[[], Drawn]]:
    found: list[Function[[], Drawn]] = [partial(r.read, draw) for r in scope.readables if r.type == kind]
    return found + [partial(draw_call, draw, scope, c) for c in callables(scope) if c.gives == kind]


def _conditional(draw: Draw, scope: Scope, kind: Definite, depth: int, hinted: bool) -> Drawn:
    other = draw_value(draw, scope, kind, depth, hinted=hinted)
    optional = draw_optional(draw, scope, lambda found: found == kind) if chance(draw, 50) else None
    if optional is not None:
        return with_guard(draw, scope, optional, other)
    test = conditions.draw_condition(draw, scope.freely(), depth, guards=not scope.place.costs)
    then = draw_value(draw, scope.knowing(test.facts), kind, depth, hinted=hinted)
    node = make(nodes.Conditional, test.node, then.node, other.node)
    return Drawn(node, kind, test.uses | then.uses | other.uses)


def draw_duration_literal(draw: Draw) -> nodes.DurationLiteral:
    """A window: `10 days`."""
    return duration(pick(draw, DURATIONS))


def length_type(length: Length) -> Duration:
    """The type of a duration."""
    return Duration(DurationKind.MONTHS if isinstance(length, Months) else DurationKind.DAYS)


# --- definitions -------------------------------------------------------------------------------------


def callables(scope: Scope) -> tuple[Callable, ...]:
    """The definitions that can be called here."""
    return tuple(c for c in scope.callables if f"call.{c.name}" not in scope.gone and scope.offers(c.needs))


def draw_call(draw: Draw, scope: Scope, called: Callable) -> Drawn:
    """A definition with values for its parameters."""
    uses = frozenset({f"call.{called.name}"}) | called.needs
    arguments = []
    scope = attrs.evolve(scope, callables=())  # or calls would nest without end
    for _, kind, optional in called.parameters:
        found = None
        if optional and chance(draw, 60):
            found = draw_optional(draw, scope, lambda inner, kind=kind: _fits_argument(inner, kind))
        found = found or draw_value(draw, scope, kind, 0)
        uses |= found.uses
        arguments.append(found.node)
    node = call(called.name, *arguments) if arguments else path(called.name)
    return Drawn(node, called.gives, uses)


def _fits_argument(kind: Definite, wanted: Definite) -> bool:
    if isinstance(kind, Number) and isinstance(wanted, Number):
        scale = kind.scale is not None and wanted.scale is not None and kind.scale <= wanted.scale
        return kind.unit == wanted.unit and scale and wanted.range.encloses(kind.range)
    return kind == wanted


# --- unknown values ----------------------------------------------------------------------------------


def draw_optional(draw: Draw, scope: Scope, fits: Function[[Definite], bool]) -> Drawn | None:
    """A value that may be unknown, if there is any."""

    def suits(kind: Type) -> bool:
        return isinstance(kind, Optional) and fits(kind.of)

    ways: list[Function[[], Drawn]] = [partial(r.read, draw) for r in scope.readables if suits(r.type)]
    ways += [partial(draw_call, draw, scope, c) for c in callables(scope) if suits(c.gives)]
    if aggregates.fields(scope, lambda kind: fits(kind.of if isinstance(kind, Optional) else kind), dated=True):
        ways.append(lambda: aggregates.draw_one(draw, scope, fits))
    return pick(draw, ways)() if ways else None


def with_guard(draw: Draw, scope: Scope, optional: Drawn, other: Drawn) -> Drawn:
    """`if x is known then x else other`, in one of its forms. Where points are at stake, aloud."""
    assert isinstance(optional.type, Optional)
    kind = join(optional.type.of, other.type)
    assert kind is not None
    aloud = scope.place.costs or chance(draw, 30)
    test = make(nodes.KnownTest, optional.node, not aloud)
    branches = (other.node, optional.node) if aloud else (optional.node, other.node)
    return Drawn(make(nodes.Conditional, test, *branches), kind, optional.uses | other.uses)


__all__ = ["AS_OF", "callables", "draw_call", "draw_date", "draw_optional", "draw_value", "length_type", "text"]
