"""Criteria: from records or facts to points, each record by the edition that judges it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from datetime import date

import attrs

from creditlang import ir
from creditlang.backends.python import trees
from creditlang.backends.python.expressions import adder, emit
from creditlang.backends.python.scope import Body, Scope
from creditlang.ir import expressions as nodes
from creditlang.ir import walk
from creditlang.types import Optional
from creditlang.values import Days, Months


@attrs.frozen
class Judge:
    """An edition's criterion, and the days whose records it judges (None: without bound)."""

    criterion: ir.Criterion
    edition: ir.Edition
    number: int
    first: date | None = None
    end: date | None = None

    @property
    def scope(self) -> Scope:
        """Where its expressions stand."""
        return Scope(self.edition, self.number)


Use = Callable[[Judge, Scope, Body], list[ast.stmt]]
"""What is done with a matching record."""


def on_records(judge: Judge, body: Body, use: Use) -> list[ast.stmt]:
    """A loop over the matching records that this edition judges."""
    criterion = judge.criterion
    assert isinstance(criterion.trigger, ir.OnEvent)
    record = body.identifiers.new("record")
    over, before, where = body.event(criterion.trigger.event), list[ast.stmt](), criterion.trigger.where
    matching = None
    if counts_occurrences(criterion):
        # All matching records count for ordinals, whichever edition judges them.
        matching = body.identifiers.new("matching")
        test = None if where is None else emit(where, judge.scope.at(record), body)
        before = [trees.assign(matching, trees.gathered(trees.name(record), record, over, test))]
        over, where = trees.name(matching), None
    scope = judge.scope.at(record, matching)
    tests = [_is_judged(judge, scope, body), None if where is None else emit(where, scope, body)]
    loop = trees.each(record, over, trees.when(trees.both(tests), use(judge, scope, body)))
    return body.of_rule(criterion.text.span, criterion.text.name, [*before, loop])


def counts_occurrences(criterion: ir.Criterion) -> bool:
    """Whether it asks which record of its kind this is."""
    parts = [criterion.amount, criterion.expires_after, criterion.counts_from]
    found = [part for part in parts if part is not None and not isinstance(part, ir.Assessed)]
    return any(isinstance(inner, nodes.Occurrence) for part in found for inner in walk(part))


def _is_judged(judge: Judge, scope: Scope, body: Body) -> ast.expr | None:
    tests: list[ast.expr | None] = []
    if judge.first is not None:
        tests.append(trees.compare(scope.anchor(), ast.GtE(), body.module.constant(judge.first)))
    if judge.end is not None:
        tests.append(trees.compare(scope.anchor(), ast.Lt(), body.module.constant(judge.end)))
    return trees.both(tests)


def adding_to(total: str) -> Use:
    """Add up the points of what has not expired."""

    def use(judge: Judge, scope: Scope, body: Body) -> list[ast.stmt]:
        statements, points, _ = _points(judge.criterion, scope, body)
        lapse = _lapse(judge.criterion, scope, body)
        statements.append(trees.increase(total, points))
        return [*lapse.before, *trees.when(lapse.counts, statements)]

    return use


def appending_to(items: str, number: int, *, expired_too: bool) -> Use:
    """Note what each record is worth, with all that decides whether it counts.

    Args:
        number: stands for the criterion.
        expired_too: whether what has expired still has a say in what else counts.
    """

    def use(judge: Judge, scope: Scope, body: Body) -> list[ast.stmt]:
        statements, points, remark = _points(judge.criterion, scope, body)
        lapse = _lapse(judge.criterion, scope, body)
        assert scope.record is not None
        parts = [points, lapse.until, trees.name(scope.record), ast.Constant(number), remark]
        noted = [*statements, trees.append(items, trees.tupled(parts))]
        return [*lapse.before, *trees.when(None if expired_too else lapse.counts, noted)]

    return use


def _points(criterion: ir.Criterion, scope: Scope, body: Body) -> tuple[list[ast.stmt], ast.expr, ast.expr]:
    """The signed points of a record and the remark on them, after some statements."""
    if not isinstance(criterion.amount, ir.Assessed):
        return [], signed(criterion, emit(criterion.amount, scope, body)), ast.Constant(None)
    assert scope.record is not None
    bounds = map(body.module.constant, (criterion.amount.low, criterion.amount.high))
    found = body.identifiers.new("assessment")
    read = trees.assign(found, trees.call("assessed", trees.name(scope.record), *bounds))
    points, remark = (trees.item(trees.name(found), ast.Constant(index)) for index in (0, 1))
    return [read], signed(criterion, points), remark


def signed(criterion: ir.Criterion, amount: ast.expr) -> ast.expr:
    """An amount as it counts: less for deductions."""
    if criterion.sign > 0:
        return amount
    # A whole amount is a constant.
    return trees.literal(-amount.value) if _is_whole(amount) else ast.UnaryOp(ast.USub(), amount)  # type: ignore[attr-defined]  # a literal of a number, as has been asked


def _is_whole(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, int) and not isinstance(node.value, bool)


@attrs.frozen
class _Lapse:
    """When a record ceases to count.

    Attributes:
        before: statements that come first.
        until: the first day on which it no longer counts, or None.
        counts: whether it counts on as-of; None for always.
    """

    before: list[ast.stmt]
    until: ast.expr
    counts: ast.expr | None


def _lapse(criterion: ir.Criterion, scope: Scope, body: Body) -> _Lapse:
    if criterion.expires_after is None and criterion.expires_at_end_of is None:
        return _Lapse([], ast.Constant(None), None)
    start, optional, before = scope.anchor(), False, list[ast.stmt]()
    if criterion.counts_from is not None:
        begun = body.identifiers.new("start")
        before.append(trees.assign(begun, emit(criterion.counts_from, scope, body)))
        start, optional = trees.name(begun), isinstance(criterion.counts_from.type, Optional)
    until: ast.expr = _expiry(criterion, start, scope, body)
    match criterion.expires_after:
        case nodes.Constant(value=Days() | Months() as length) if criterion.expires_at_end_of is None:
            counts: ast.expr = trees.compare(start, ast.GtE(), body.first(length))
        case _:
            end = body.identifiers.new("until")
            # A clock that has not started has no end.
            value = ast.IfExp(trees.is_none(start), ast.Constant(None), until) if optional else until
            before.append(trees.assign(end, value))
            until = trees.name(end)
            counts = trees.compare(trees.name("as_of"), ast.Lt(), until)
            return _Lapse(before, until, trees.either([trees.is_none(until), counts]) if optional else counts)
    if optional:
        until = ast.IfExp(trees.is_none(start), ast.Constant(None), until)
        counts = trees.either([trees.is_none(start), counts])
    return _Lapse(before, until, counts)


_MONTHS = {ir.CalendarPeriod.YEAR: 12, ir.CalendarPeriod.QUARTER: 3, ir.CalendarPeriod.MONTH: 1}


def _expiry(criterion: ir.Criterion, start: ast.expr, scope: Scope, body: Body) -> ast.expr:
    """When what runs from `start` ends."""
    due = start
    if criterion.expires_after is not None:
        due = trees.call(adder(criterion.expires_after), start, emit(criterion.expires_after, scope, body))
    if criterion.expires_at_end_of is None:
        return due
    return trees.call("end_of", due, ast.Constant(_MONTHS[criterion.expires_at_end_of]))


def on_facts(criterion: ir.Criterion, scope: Scope, body: Body, use: Callable[[ast.expr], ast.stmt]) -> list[ast.stmt]:
    """What is done with the points of a criterion without records, where it holds."""
    assert not isinstance(criterion.amount, ir.Assessed)
    test = emit(criterion.trigger.condition, scope, body) if isinstance(criterion.trigger, ir.While) else None
    return trees.when(test, [use(signed(criterion, emit(criterion.amount, scope, body)))])


def capped(caps: Sequence[ir.Cap], items: str, points: str, scope: Scope, body: Body) -> list[ast.stmt]:
    """The points of items, bounded in place by one cap after the other."""
    return [
        trees.do(
            trees.call(
                "keep",
                trees.name(points),
                trees.name(items),
                emit(cap.amount, scope, body),
                _period(cap),
                trees.name("as_of"),
            )
        )
        for cap in caps
    ]


_PERIODS = {ir.CalendarPeriod.YEAR: "year", ir.CalendarPeriod.QUARTER: "quarter", ir.CalendarPeriod.MONTH: "month"}


def _period(cap: ir.Cap) -> ast.expr:
    match cap.span_of:
        case ir.InTheLast(period=period):
            add = "add_days" if isinstance(period, Days) else "add_months"
            length = trees.literal(period.count)
            return trees.call("the_last", trees.name("as_of"), trees.name(add), length)
        case ir.InTotal():
            return trees.name("total")
        case calendar:
            return trees.name(_PERIODS[calendar])
