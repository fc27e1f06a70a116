"""Conditions, and what they show where they hold.

In a scope that is `alone` each part reads something that no other part reads, and can both hold and fail: so however
the parts are joined, the whole can hold, and the checker may not call it impossible.
"""

from __future__ import annotations

from collections.abc import Callable as Function
from collections.abc import Mapping
from fractions import Fraction
from functools import partial

import attrs

from creditlang.syntax import nodes
from creditlang.syntax.nodes import ComparisonOperator
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Duration,
    DurationKind,
    Interval,
    MoneyUnit,
    Number,
    Optional,
    Related,
    Text,
    Type,
)
from creditlang.values import Exact, Rounding, round_exact
from properties.generator import aggregates, numbers, values
from properties.generator.choices import Draw, chance, count, pick, some_of
from properties.generator.scopes import Drawn, Readable, Scope
from properties.generator.written import PLAIN, POINTS, constant, make, name, path

ORDERED = (
    ComparisonOperator.AT_LEAST,
    ComparisonOperator.LESS,
    ComparisonOperator.GREATER,
    ComparisonOperator.AT_MOST,
    ComparisonOperator.EQUAL,
    ComparisonOperator.NOT_EQUAL,
)
EQUALITY = (ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL)


@attrs.frozen
class Condition:
    """A condition, the keys that it reads, and the narrower types that hold where it does."""

    node: nodes.Expression
    uses: frozenset[str] = frozenset()
    facts: Mapping[str, Type] = attrs.field(factory=dict)


def draw_condition(draw: Draw, scope: Scope, depth: int, *, guards: bool = True) -> Condition:
    """A condition. `guards`: whether it may ask `is known`, which a detriment may not rest on in silence."""
    if depth > 0 and chance(draw, 40):
        return pick(draw, (_all_of, _any_of, _not, _conditional))(draw, scope, depth - 1, guards)
    return _atom(draw, scope, depth, guards)


def known(readable: Readable) -> Condition:
    """`x is known`."""
    assert isinstance(readable.type, Optional)
    test = make(nodes.KnownTest, path(*readable.names), True)
    return Condition(test, frozenset({readable.key}), {readable.key: readable.type.of})


def above_zero(draw: Draw, scope: Scope, readable: Readable) -> tuple[Condition, Mapping[str, Type]]:
    """A condition under which a number is above 0."""
    kind = readable.type
    assert isinstance(kind, Number)
    step: Exact = Fraction(1, 10**kind.scale) if kind.scale is not None else 0
    one = max(Fraction(1), Fraction(step))
    operator, value, low = pick(draw, ((ComparisonOperator.GREATER, 0, step), (ComparisonOperator.AT_LEAST, one, one)))
    read = readable.read(draw)
    test = make(nodes.Comparison, operator, read.node, constant(value, kind))
    narrowed = kind.range.meet(Interval(low, None))
    facts: Mapping[str, Type] = {} if narrowed.is_empty else {readable.key: attrs.evolve(kind, range=narrowed)}
    return Condition(test, read.uses, facts), facts


# --- joined ------------------------------------------------------------------------------------------


def _all_of(draw: Draw, scope: Scope, depth: int, guards: bool) -> Condition:
    parts: list[Condition] = []
    facts: dict[str, Type] = {}
    for _ in range(count(draw, 2, 3)):
        part = draw_condition(draw, scope, depth, guards=guards)
        parts.append(part)
        facts |= part.facts
        scope = _after(scope, part).knowing(part.facts)
    return _joined(nodes.AllOf, parts, facts)


def _any_of(draw: Draw, scope: Scope, depth: int, guards: bool) -> Condition:
    parts: list[Condition] = []
    for _ in range(count(draw, 2, 3)):
        part = draw_condition(draw, scope, depth, guards=guards)
        parts.append(part)
        scope = _after(scope, part)
    return _joined(nodes.AnyOf, parts, {})


def _joined(kind: type[nodes.AllOf | nodes.AnyOf], parts: list[Condition], facts: Mapping[str, Type]) -> Condition:
    uses = frozenset().union(*(part.uses for part in parts))
    return Condition(make(kind, tuple(part.node for part in parts)), uses, facts)


def _not(draw: Draw, scope: Scope, depth: int, guards: bool) -> Condition:
    inner = draw_condition(draw, scope, depth, guards=guards and not scope.place.costs)
    return Condition(make(nodes.Not, inner.node), inner.uses)


def _conditional(draw: Draw, scope: Scope, depth: int, guards: bool) -> Condition:
    test = draw_condition(draw, scope.freely(), depth, guards=not scope.place.costs)
    after = _after(scope, test)
    then = draw_condition(draw, after.knowing(test.facts), depth, guards=guards)
    otherwise = draw_condition(draw, _after(after, then), depth, guards=guards)
    node = make(nodes.Conditional, test.node, then.node, otherwise.node)
    return Condition(node, test.uses | then.uses | otherwise.uses)


def _after(scope: Scope, part: Condition) -> Scope:
    return scope.without(part.uses) if scope.alone else scope


# --- atoms -------------------------------------------------------------------------------------------


def _atom(draw: Draw, scope: Scope, depth: int, guards: bool) -> Condition:
    place, gone = scope.place, scope.gone
    ways: list[Function[[], Condition]] = [partial(_number_test, draw, scope, depth), partial(_date_test, draw, scope)]
    truths = [r for r in scope.readables if r.type == Boolean()]
    choices = [r for r in scope.readables if isinstance(r.type, Choice)]
    optionals = [r for r in scope.readables if isinstance(r.type, Optional)]
    if truths:
        ways.append(lambda: _truth_test(draw, pick(draw, truths)))
    if choices:
        ways += [lambda: _choice_test(draw, scope, pick(draw, choices))] * 2
    if optionals:
        ways += [lambda: _unknown_test(draw, scope, depth, guards, pick(draw, optionals))] * 3
    if any(r.type == Text() for r in scope.readables):
        ways.append(lambda: _text_test(draw, scope))
    if aggregates.has_sources(scope):
        ways.append(lambda: _asked(aggregates.draw_exists(draw, scope)))
    called = [c for c in values.callables(scope) if c.gives == Boolean()]
    if called:
        ways.append(lambda: _asked(values.draw_call(draw, scope, pick(draw, called))))
    if place.grades and "grade" not in gone:
        ways += [lambda: _grade_test(draw, scope)] * 3
    earlier = [moment for moment in place.earlier if f"earlier.{moment.name}" not in gone]
    if earlier:
        ways += [lambda: _earlier_test(draw, scope, pick(draw, earlier))] * 2
    ways += [partial(_listed, one) for one in place.lists if f"list.{one}" not in gone]
    ways += [partial(_held, one) for one in place.holdable if f"rule.{one}" not in gone]
    if not scope.alone:
        ways.append(lambda: _duration_test(draw, scope))
        if chance(draw, 3):
            return Condition(make(nodes.TruthLiteral, chance(draw, 50)))
    return pick(draw, ways)()


def _asked(found: Drawn) -> Condition:
    return Condition(found.node, found.uses)


def _truth_test(draw: Draw, readable: Readable) -> Condition:
    read = readable.read(draw)
    if chance(draw, 70):
        return _asked(read)
    wanted = make(nodes.TruthLiteral, chance(draw, 50))
    return Condition(make(nodes.Comparison, pick(draw, EQUALITY), read.node, wanted), read.uses)


def _choice_test(draw: Draw, scope: Scope, readable: Readable) -> Condition:
    read = readable.read(draw)
    kind = readable.type
    assert isinstance(kind, Choice)
    if not scope.alone and chance(draw, 15):
        other = values.draw_value(draw, scope, kind, 0)
        node = make(nodes.Comparison, pick(draw, EQUALITY), read.node, other.node)
        return Condition(node, read.uses | other.uses)
    if chance(draw, 30):
        members = some_of(draw, kind.members)[: len(kind.members) - 1]
        return Condition(make(nodes.MembershipTest, read.node, tuple(path(m) for m in members)), read.uses)
    node = make(nodes.Comparison, pick(draw, EQUALITY), read.node, path(pick(draw, kind.members)))
    return Condition(node, read.uses)


def _text_test(draw: Draw, scope: Scope) -> Condition:
    read = pick(draw, [r for r in scope.readables if r.type == Text()]).read(draw)
    other = values.draw_value(draw, scope, Text(), 0)
    return Condition(make(nodes.Comparison, pick(draw, EQUALITY), read.node, other.node), read.uses | other.uses)


def _date_test(draw: Draw, scope: Scope) -> Condition:
    left, right = values.draw_date(draw, scope, 1), values.draw_date(draw, scope, 0)
    if chance(draw, 15):
        low = values.draw_date(draw, scope, 0)
        node: nodes.Expression = make(nodes.BetweenTest, left.node, low.node, right.node)
        return Condition(node, left.uses | low.uses | right.uses)
    node = make(nodes.Comparison, pick(draw, ORDERED), left.node, right.node)
    return Condition(node, left.uses | right.uses)


def _duration_test(draw: Draw, scope: Scope) -> Condition:
    kind = Duration(pick(draw, tuple(DurationKind)))
    left, right = values.draw_value(draw, scope, kind, 0), values.draw_value(draw, scope, kind, 0)
    node = make(nodes.Comparison, pick(draw, ORDERED), left.node, right.node)
    return Condition(node, left.uses | right.uses)


def _grade_test(draw: Draw, scope: Scope) -> Condition:
    uses, grades = frozenset({"grade"}), scope.place.grades
    left = path("grade")
    if chance(draw, 15):
        return Condition(make(nodes.MembershipTest, left, tuple(path(g) for g in some_of(draw, grades))), uses)
    if chance(draw, 10):
        return Condition(make(nodes.BetweenTest, left, path(pick(draw, grades)), path(pick(draw, grades))), uses)
    operator, grade = pick(draw, ORDERED), pick(draw, grades)
    impossible = ((ComparisonOperator.GREATER, grades[0]), (ComparisonOperator.LESS, grades[-1]))
    if scope.alone and (operator, grade) in impossible:
        operator = ComparisonOperator.EQUAL
    return Condition(make(nodes.Comparison, operator, left, path(grade)), uses)


def _earlier_test(draw: Draw, scope: Scope, moment: nodes.ScoreMoment) -> Condition:
    """A test of the score as it stood at the rule's record."""
    assert scope.place.score is not None
    written = path("this", "date").path if moment is nodes.ScoreMoment.ON_ITS_DATE else ()
    read = Drawn(make(nodes.EarlierPoints, moment, written), scope.place.score, frozenset({f"earlier.{moment.name}"}))
    found = _against_literal(draw, read)
    # Nothing narrows it: another edition may have given that score.
    return Condition(found.node, read.uses) if found else _date_test(draw, scope)


def _listed(found: str) -> Condition:
    return Condition(make(nodes.ListedTest, name(found)), frozenset({f"list.{found}"}))


def _held(found: str) -> Condition:
    return Condition(make(nodes.HoldsTest, name(found)), frozenset({f"rule.{found}"}))


def _unknown_test(draw: Draw, scope: Scope, depth: int, guards: bool, readable: Readable) -> Condition:
    """`x is unknown`, `x is known and …`, `x is unknown or …`."""
    assert isinstance(readable.type, Optional)
    read = readable.read(draw)
    unknown = make(nodes.KnownTest, read.node, False)
    if not guards and chance(draw, 40):
        return Condition(unknown, read.uses)
    if guards and chance(draw, 30):
        return known(readable) if chance(draw, 70) else Condition(unknown, read.uses)
    about = _about(draw, scope.knowing({readable.key: readable.type.of}), depth, readable.key)
    if about is None:
        return Condition(unknown, read.uses)
    uses = read.uses | about.uses
    if guards and chance(draw, 65):
        facts = {readable.key: readable.type.of, **about.facts}
        return Condition(make(nodes.AllOf, (make(nodes.KnownTest, read.node, True), about.node)), uses, facts)
    return Condition(make(nodes.AnyOf, (unknown, about.node)), uses)


def _about(draw: Draw, scope: Scope, depth: int, key: str) -> Condition | None:
    """A test of a value that is known here, or of a field behind it."""
    readable = next(r for r in scope.readables if r.key == key)
    match readable.type:
        case Number():
            return _against_literal(draw, readable.read(draw))
        case Boolean():
            return _truth_test(draw, readable)
        case Choice():
            return _choice_test(draw, attrs.evolve(scope, alone=True), readable)
        case Date():
            other = values.draw_date(draw, attrs.evolve(scope, gone=scope.gone | {key}), 0)
            read = readable.read(draw)
            node = make(nodes.Comparison, pick(draw, ORDERED), read.node, other.node)
            return Condition(node, read.uses | other.uses)
        case Text():
            node = make(nodes.Comparison, pick(draw, EQUALITY), readable.read(draw).node, make(nodes.TextLiteral, "a"))
            return Condition(node, frozenset({key}))
        case Related():
            behind = [r for r in scope.readables if r.key.startswith(f"{key}.")]
            behind = [r for r in behind if isinstance(r.type, Number | Boolean | Date)]
            return _about(draw, scope, depth, pick(draw, behind).key) if behind else None
        case _:
            return None


# --- numbers -----------------------------------------------------------------------------------------


def _number_test(draw: Draw, scope: Scope, depth: int) -> Condition:
    units = [PLAIN, MoneyUnit(scope.currency)]
    if scope.place.points and "points" not in scope.gone:
        units += [POINTS]
    unit = pick(draw, units)
    ways = numbers.leaves(draw, scope, unit, exact=scope.alone)
    if scope.alone:
        found = _against_literal(draw, pick(draw, ways)()) if ways else None
        return found or _date_test(draw, scope)
    narrowing = [r for r in scope.readables if isinstance(r.type, Number) and r.type.unit == unit]
    if narrowing and chance(draw, 40):
        readable = pick(draw, narrowing)
        return _against_literal(draw, readable.read(draw)) or _date_test(draw, scope)
    left = numbers.draw_number(draw, scope, unit, depth)
    if chance(draw, 15):
        low, high = (numbers.draw_number(draw, scope, unit, 0, hint=numbers.Hint.BARE) for _ in range(2))
        return Condition(make(nodes.BetweenTest, left.node, low.node, high.node), left.uses | low.uses | high.uses)
    right = numbers.draw_number(draw, scope, unit, depth, hint=numbers.Hint.BARE)
    node = make(nodes.Comparison, pick(draw, ORDERED), left.node, right.node)
    return Condition(node, left.uses | right.uses)


def _against_literal(draw: Draw, left: Drawn) -> Condition | None:
    """A number against written-out ones, so that it can hold and can fail; None if the number has one value only."""
    kind = numbers.number_type(left)
    keys = left.uses if isinstance(left.node, nodes.Reference) else frozenset[str]()
    inner = _inner(draw, kind)
    if inner is None:
        return None
    low, high = kind.range.low, kind.range.high
    right = constant(inner, kind, bare_points=chance(draw, 70))
    if chance(draw, 12):
        others = tuple(constant(c, kind) for c in (inner, inner + 1)[: count(draw, 1, 2)])
        return Condition(make(nodes.MembershipTest, left.node, others), left.uses)
    if chance(draw, 12) and inner != low:
        met = kind.range.meet(Interval(inner, inner + 5))
        node = make(nodes.BetweenTest, left.node, right, constant(inner + 5, kind))
        return Condition(node, left.uses, {key: attrs.evolve(kind, range=met) for key in keys})
    fitting = [op for op in ORDERED if _contingent(op, inner, low, high)]
    operator = pick(draw, fitting)
    facts = {key: attrs.evolve(kind, range=_narrowed(operator, inner, kind)) for key in keys}
    return Condition(make(nodes.Comparison, operator, left.node, right), left.uses, facts)


def _inner(draw: Draw, kind: Number) -> Exact | None:
    """A value of the range, in steps of its scale; None if there is only one."""
    low, high = kind.range.low, kind.range.high
    if kind.range.is_single or kind.range.is_empty:
        return None
    if low is not None and high is not None:
        middle = round_exact(Fraction(low + high) / 2, Rounding.DOWN, Fraction(1, 10 ** (kind.scale or 0)))
        return pick(draw, (low, high, middle if kind.range.contains(middle) else low))
    if low is not None:
        return low + pick(draw, (1, 0, 2, 5, 100))
    if high is not None:
        return high - pick(draw, (1, 0, 2, 5, 100))
    return pick(draw, (0, 1, 5, 18, 100, -2))


def _contingent(operator: ComparisonOperator, value: Exact, low: Exact | None, high: Exact | None) -> bool:
    match operator:
        case ComparisonOperator.AT_LEAST | ComparisonOperator.LESS:
            return low is None or low < value
        case ComparisonOperator.GREATER | ComparisonOperator.AT_MOST:
            return high is None or value < high
        case _:
            return True


def _narrowed(operator: ComparisonOperator, value: Exact, kind: Number) -> Interval:
    """The range where the comparison holds; the whole of it where that is not one interval."""
    step = Fraction(1, 10 ** (kind.scale or 0))
    match operator:
        case ComparisonOperator.AT_LEAST:
            limit = Interval(value, None)
        case ComparisonOperator.GREATER:
            limit = Interval(value if kind.scale is None else value + step, None)
        case ComparisonOperator.AT_MOST:
            limit = Interval(None, value)
        case ComparisonOperator.LESS:
            limit = Interval(None, value if kind.scale is None else value - step)
        case ComparisonOperator.EQUAL:
            limit = Interval.only(value)
        case _:
            limit = Interval()
    met = kind.range.meet(limit)
    return kind.range if met.is_empty else met
