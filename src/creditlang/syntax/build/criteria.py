"""Trees of criteria and groups to nodes."""

from collections.abc import Callable
from typing import Final

from lark import Token, Tree

from creditlang.syntax.build.clauses import COMMON_CLAUSES, basis, names, note, source
from creditlang.syntax.build.expressions import expression, optional_expression, path
from creditlang.syntax.build.literals import duration, number
from creditlang.syntax.nodes import (
    AssessedPoints,
    BestOf,
    CalendarPeriod,
    Cap,
    CapInTheLast,
    CapInTotal,
    CapPerCalendar,
    CountsFrom,
    Criterion,
    CriterionClause,
    Effect,
    Expires,
    Group,
    GroupAtLeast,
    GroupAtMost,
    GroupClause,
    GroupMembers,
    OnceIn,
    OnlyLargest,
    Points,
    Weight,
)
from creditlang.syntax.reading import Branch, Reading, is_tree

_PERIODS: Final = {
    "per_year": CalendarPeriod.YEAR,
    "per_quarter": CalendarPeriod.QUARTER,
    "per_month": CalendarPeriod.MONTH,
}


def criterion(reading: Reading, tree: Tree[Token], clauses: tuple[CriterionClause, ...]) -> Criterion:
    """`criterion DrunkDriving "…"` with the clauses of its block."""
    name, title = tree.children
    return Criterion(reading.name(name), reading.optional_text(title), clauses, span=reading.span(tree))


def criterion_clause(reading: Reading, tree: Tree[Token]) -> CriterionClause:
    """A clause under a `criterion` head."""
    return _CRITERION_CLAUSES[tree.data](reading, tree)


def group(reading: Reading, tree: Tree[Token], clauses: tuple[GroupClause, ...]) -> Group:
    """`group CivicVirtue "…" at most 100` with the clauses of its block after those of its head."""
    name, title, *limits = tree.children
    of_head = tuple(group_clause(reading, limit) for limit in limits if is_tree(limit))
    return Group(reading.name(name), reading.optional_text(title), (*of_head, *clauses), span=reading.span(tree))


def group_clause(reading: Reading, tree: Tree[Token]) -> GroupClause:
    """A clause under a `group` head, or in it."""
    return _GROUP_CLAUSES[tree.data](reading, tree)


def _effect(tree: Branch) -> Effect:
    assert is_tree(tree)
    return Effect(tree.data)


def _points(reading: Reading, tree: Tree[Token]) -> Points:
    effect, amount = tree.children
    return Points(_effect(effect), expression(reading, amount), span=reading.span(tree))


def _assessed(reading: Reading, tree: Tree[Token]) -> AssessedPoints:
    effect, low, high = tree.children
    return AssessedPoints(_effect(effect), expression(reading, low), expression(reading, high), span=reading.span(tree))


def _expires_at_end(reading: Reading, tree: Tree[Token]) -> Expires:
    period, after = tree.children
    assert is_tree(period)
    return Expires(optional_expression(reading, after), _PERIODS[period.data], span=reading.span(tree))


def _cap(reading: Reading, tree: Tree[Token]) -> Cap:
    amount, period = tree.children
    return Cap(expression(reading, amount), cap_period(reading, period), span=reading.span(tree))


def cap_period(reading: Reading, tree: Branch) -> CapPerCalendar | CapInTheLast | CapInTotal:
    """`per calendar year`, `in the last 2 years`, `in total`."""
    assert is_tree(tree)
    span = reading.span(tree)
    match tree.data:
        case "in_total":
            return CapInTotal(span=span)
        case "in_the_last":
            return CapInTheLast(duration(reading, tree.children[0]), span=span)
        case period:
            return CapPerCalendar(_PERIODS[period], span=span)


def _only_largest(reading: Reading, tree: Tree[Token]) -> OnlyLargest:
    return OnlyLargest(path(reading, tree.children[0]), span=reading.span(tree))


def _weight(reading: Reading, tree: Tree[Token]) -> Weight:
    return Weight(number(reading, tree.children[0]), span=reading.span(tree))


_CRITERION_CLAUSES: Final[dict[str, Callable[[Reading, Tree[Token]], CriterionClause]]] = {
    **COMMON_CLAUSES,
    "effect_points": _points,
    "assessed_points": _assessed,
    "counts_from": lambda reading, tree: CountsFrom(expression(reading, tree.children[0]), span=reading.span(tree)),
    "expires": lambda reading, tree: Expires(expression(reading, tree.children[0]), span=reading.span(tree)),
    "expires_at_end": _expires_at_end,
    "expires_with_earlier": lambda reading, tree: Expires(None, with_earlier=True, span=reading.span(tree)),
    "once_in": lambda reading, tree: OnceIn(duration(reading, tree.children[0]), span=reading.span(tree)),
    "expires_never": lambda reading, tree: Expires(None, span=reading.span(tree)),
    "cap": _cap,
    "only_largest": _only_largest,
    "weight": _weight,
}
_GROUP_CLAUSES: Final[dict[str, Callable[[Reading, Tree[Token]], GroupClause]]] = {
    "group_at_most": lambda reading, tree: GroupAtMost(expression(reading, tree.children[0]), span=reading.span(tree)),
    "group_at_least": lambda reading, tree: GroupAtLeast(
        expression(reading, tree.children[0]), span=reading.span(tree)
    ),
    "best_of": lambda reading, tree: BestOf(span=reading.span(tree)),
    "group_members": lambda reading, tree: GroupMembers(names(reading, tree.children[0]), span=reading.span(tree)),
    "only_largest": _only_largest,
    "weight": _weight,
    "basis": basis,
    "source": source,
    "note": note,
}
