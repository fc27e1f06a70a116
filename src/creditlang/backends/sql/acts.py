"""Which records count: the milder of two editions, the largest of one act, one in a time."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from sqlglot import exp

from creditlang.backends.sql import dates, trees
from creditlang.backends.sql.numbers import compared
from creditlang.backends.sql.plan import DATE, RECORD, N, Plan
from creditlang.backends.sql.rows import (
    JUDGE,
    POINTS,
    WHICH,
    YIELDS,
    Counted,
    act_column,
    in_order,
    row_columns,
)
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.values import Duration, show_duration


def milder(table: str, this: int, acts: Sequence[str], plan: Plan) -> exp.Select:
    """Of the edition of the record's date and the current one, the one that is better for the person.

    An edition under which the record does not fall gives it 0 points; of equal ones that of its date judges.
    """
    n, record, judge, points = (trees.column(name) for name in (N, RECORD, JUDGE, POINTS))
    place = trees.window(exp.RowNumber(), [n, record], [(points, True), (judge, False)])
    both = trees.window(trees.count(), [n, record])
    rows = trees.select([exp.Star(), trees.named(place, _PLACE), trees.named(both, "_judged")], trees.table(table))
    least = trees.chosen([(trees.equal(judge, trees.whole(this)), trees.whole(1))], trees.whole(0))
    good = exp.Or(this=trees.less(trees.whole(1), trees.column("_judged")), expression=trees.at_most(least, points))
    first = trees.equal(trees.column(_PLACE), trees.whole(1))
    return trees.select(
        [trees.column(name) for name in row_columns(acts, plan)],
        trees.inner(rows, "judged"),
        where=trees.both([first, exp.Paren(this=good)]),
    )


def give_way(rows: Counted, act: str, why: str, acts: Sequence[str], plan: Plan, *words: str) -> Counted:
    """Of the records of one act that still count, the largest counts; of equal ones the earliest, then the first."""
    column, counts = trees.column(act_column(act)), trees.unknown(trees.column(YIELDS))
    partition: list[Sql] = [trees.column(N), column, counts]
    order: list[tuple[Sql, bool]] = [
        (trees.call("ABS", trees.column(POINTS)), True),
        *in_order(),
        *([(trees.column(WHICH), False)] if rows.which == -1 else []),
    ]
    place = trees.window(exp.RowNumber(), partition, order)
    names = [*row_columns(acts, plan), *([WHICH] if rows.which == -1 else [])]
    inside = trees.select([*map(trees.column, names), trees.named(place, _PLACE)], trees.table(rows.table))
    later = trees.both([counts, trees.known(column), trees.less(trees.whole(1), trees.column(_PLACE))])
    assert later is not None
    yields = trees.chosen([(later, trees.text(why))], trees.column(YIELDS))
    shown = [trees.named(yields, YIELDS) if name == YIELDS else trees.column(name) for name in names]
    table = plan.add(trees.select(shown, trees.inner(inside, "placed")), *words)
    return attrs.evolve(rows, table=table, yielding=True)


def only_once(rows: Counted, period: Duration, acts: Sequence[str], plan: Plan, name: str) -> Counted:
    """Those before which, in the period, none counts.

    Each record that is worth something knows the first one that is dated when its period is over. Who counts is found
    by going along these from the first one on, for all subjects at once.
    """
    if period.count <= 0:
        return attrs.evolve(rows, yielding=True)
    worth = compared(nodes.Relation.NOT_EQUAL, trees.column(POINTS), trees.whole(0))
    may_count = trees.both([trees.unknown(trees.column(YIELDS)), trees.known(trees.column(RECORD)), worth])
    place = trees.window(exp.RowNumber(), [trees.column(N)], in_order())
    shown = [*map(trees.column, (N, RECORD, DATE)), trees.named(plan.dialect.narrow(place), _PLACE)]
    candidates = plan.add(trees.select(shown, trees.table(rows.table), where=may_count), "candidates", name)
    followers = plan.add(_followers(candidates, period, plan), "followers", name)
    counts = plan.name("counting", name)
    first = trees.select(
        [trees.column(N), trees.column(_PLACE)],
        trees.table(candidates),
        where=trees.equal(trees.column(_PLACE), trees.whole(1)),
    )
    step = trees.select(
        [trees.column(N, "k"), trees.column(_NEXT, "f")],
        trees.table(counts, "k"),
        [trees.join(trees.table(followers, "f"), _same("f", "k", _PLACE, _PLACE))],
    )
    plan.queries[counts] = exp.Union(this=first, expression=step, distinct=False)
    plan.recursive = True
    kept = trees.select(
        [trees.column(N, "c"), trees.column(RECORD, "c")],
        trees.table(candidates, "c"),
        [trees.join(trees.table(counts, "k"), _same("c", "k", _PLACE, _PLACE))],
    )
    keeps = plan.add(kept, "kept", name)
    found = {column: trees.column(column, "r") for column in row_columns(acts, plan)}
    too_soon = trees.both(
        [
            trees.unknown(found[YIELDS]),
            trees.known(found[RECORD]),
            compared(nodes.Relation.NOT_EQUAL, found[POINTS], trees.whole(0)),
            trees.unknown(trees.column(RECORD, "k")),
        ]
    )
    assert too_soon is not None
    why = trees.text(f"counts at most once in {show_duration(period)}")
    marked = trees.named(trees.chosen([(too_soon, why)], found[YIELDS]), YIELDS)
    columns = [marked if column == YIELDS else tree for column, tree in found.items()]
    same = _same("k", "r", RECORD, RECORD)
    query = trees.select(columns, trees.table(rows.table, "r"), [trees.join(trees.table(keeps, "k"), same, left=True)])
    return attrs.evolve(rows, table=plan.add(query, "once", name), yielding=True)


_PLACE, _NEXT = "_place", "_next"


def _same(one: str, other: str, left: str, right: str) -> Sql:
    found = trees.both(
        [
            trees.equal(trees.column(N, one), trees.column(N, other)),
            trees.equal(trees.column(left, one), trees.column(right, other)),
        ]
    )
    assert found is not None
    return found


def _followers(candidates: str, period: Duration, plan: Plan) -> exp.Select:
    """For each candidate the place of the first one that is dated when its period is over, if there is one.

    The candidates and the ends of their periods, laid out in order with the ends of a day first: as many candidates as
    lie before an end, and one more.
    """
    ended = dates.moved(plan.dialect, trees.column(DATE), period)
    n, place = trees.column(N), trees.column(_PLACE)
    moments = [
        trees.select(
            [n, place, trees.named(day, "_day"), trees.named(trees.whole(by), "_step")], trees.table(candidates)
        )
        for day, by in ((trees.column(DATE), 1), (ended, 0))
    ]
    order = [(trees.column("_day"), False), (trees.column("_step"), False), (place, False)]
    before = plan.dialect.narrow(trees.window(trees.total(trees.column("_step")), [n], order, running=True))
    counted_ones = trees.select(
        [n, place, trees.column("_step"), trees.named(before, "_before")], trees.inner(trees.union(moments), "moments")
    )
    following = exp.Add(this=trees.column("_before", "e"), expression=trees.whole(1))
    found = trees.select(
        [trees.column(N, "e"), trees.column(_PLACE, "e"), trees.named(following, _NEXT)],
        trees.inner(counted_ones, "e"),
        where=trees.equal(trees.column("_step", "e"), trees.whole(0)),
    )
    there = _same("x", "c", _NEXT, _PLACE)
    return trees.select(
        [exp.Column(this=exp.Star(), table=exp.to_identifier("x", quoted=True))],
        trees.inner(found, "x"),
        [trees.join(trees.table(candidates, "c"), there)],
    )
