"""The score alone, in one pass over each table: what criteria count, added up without their lines.

A criterion whose records do not get in each other's way needs no line to be summed: what its cap keeps of a period is
the lesser of the sum and the cap. So all such criteria on one event are sums over one scan, grouped by the subject and,
only where one of them has a calendar cap, by its period; days on which nothing can count any more are never read. The
others (`only the largest`, several caps, the milder of two editions…) take the way of `criteria`, line by line.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import attrs
from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import criteria, expiry, expressions, occurrences, trees
from creditlang.backends.sql.aggregates import began_after
from creditlang.backends.sql.frames import Env, Frame, Holder, Ordinals, event_holder, subject_holder
from creditlang.backends.sql.numbers import Whole, fixed
from creditlang.backends.sql.plan import MOST_RECORDS, N, Plan
from creditlang.backends.sql.series import Judged
from creditlang.backends.sql.trees import Sql

WIDEST_PASS = 24
"""How many sums a pass keeps for each group: more of them would not fit into memory for many subjects."""

_PERIOD = "_period"


@attrs.frozen(eq=False)
class Part:
    """A column of sums: of one criterion, or of several that nothing tells apart.

    Attributes:
        names: of the criteria.
        table: where the column is, by the subject's key.
        sum: its bounds, in parts of the plan's denominator.
        counts: the column that says whether a line is not 0; None where the sum says it.
    """

    names: tuple[str, ...]
    table: str
    column: str
    sum: Whole
    counts: str | None = None


@attrs.frozen(eq=False)
class _Item:
    """A criterion in a pass.

    Attributes:
        amount: the points of a row without their sign, 0 where it does not count.
        tests: when a row counts.
        first: the first day on which a record still counts; None if that is not known beforehand.
        inside: for a rolling cap, whether a record lies in it.
    """

    name: str
    judged: Judged
    amount: Whole
    test: Sql | None
    first: date | None
    inside: Sql | None


def is_simple(judged: Judged, acts: Iterable[str]) -> bool:
    """Whether the lines of a criterion can be summed without looking at them one by one."""
    criterion = judged.criterion
    events = {
        judge.criterion.trigger.event for judge in judged.judges if isinstance(judge.criterion.trigger, ir.OnEvent)
    }
    signs = {judge.criterion.sign for judge in judged.judges} | {criterion.sign}
    return (
        not tuple(acts)
        and not judged.milder
        and not judged.on_facts
        and criterion.once_in is None
        and len(criterion.caps) <= 1
        and len(events) == 1
        and len(signs) == 1
        and (len(judged.judges) == 1 or not any(occurrences.periods_of(judge.criterion) for judge in judged.judges))
    )


def _unit(criterion: ir.Criterion) -> ir.CalendarPeriod | None:
    spans = [cap.span_of for cap in criterion.caps]
    return next((span for span in spans if isinstance(span, ir.CalendarPeriod)), None)


def passes(found: Mapping[str, Judged], buckets: Mapping[str, object], plan: Plan) -> list[Part]:
    """The sums of simple criteria.

    Args:
        buckets: what tells the sums of a criterion apart from those of another; equal ones may be added up.
    """
    plain: dict[tuple[str, ir.CalendarPeriod | None], list[str]] = {}
    alone: list[str] = []
    for name, judged in found.items():
        if occurrences.periods_of(judged.judges[0].criterion):
            alone.append(name)
        else:
            plain.setdefault((_event(judged), _unit(judged.criterion)), []).append(name)
    for (event, unit), names in list(plain.items()):
        # Who has no cap goes where the periods are told apart anyway.
        other = next((key for key in plain if key[0] == event and key[1] is not None), None)
        if unit is None and other is not None:
            uncapped = [name for name in names if not found[name].criterion.caps]
            plain[other] += uncapped
            plain[event, unit] = [name for name in names if name not in uncapped]
    done: list[_Pass] = []
    for (event, unit), names in plain.items():
        for start in range(0, len(names), WIDEST_PASS):
            record = event_holder(plan, event)
            some = {name: found[name] for name in names[start : start + WIDEST_PASS]}
            done.append(_pass(some, record, {}, unit, plan))
    for name in alone:
        judged = found[name]
        record, ordinals = occurrences.ordinals_of(judged.judges[0], plan)
        done.append(_pass({name: judged}, record, ordinals, _unit(judged.criterion), plan))
    parts = [part for one in done for part in _apart(one, [n for n in one.names if buckets[n] == n], plan)]
    shared = dict.fromkeys(bucket for name, bucket in buckets.items() if bucket != name)
    return [*parts, *(_together(done, bucket, buckets, plan) for bucket in shared)]


def _event(judged: Judged) -> str:
    trigger = judged.judges[0].criterion.trigger
    assert isinstance(trigger, ir.OnEvent)
    return trigger.event


@attrs.frozen(eq=False)
class _Pass:
    """A table of sums by subject and, if `grouped`, by period: of each criterion one column, or, under a rolling cap,
    one inside and one outside its time."""

    table: str
    items: tuple[_Item, ...]
    columns: Mapping[str, tuple[Whole, ...]]
    grouped: bool

    @property
    def names(self) -> list[str]:
        """The criteria."""
        return [item.name for item in self.items]


def _pass(
    found: Mapping[str, Judged], record: Holder, ordinals: Ordinals, unit: ir.CalendarPeriod | None, plan: Plan
) -> _Pass:
    """One scan: sums by subject and period."""
    frame = Frame(plan, (record,))
    items = [_item(name, judged, record, ordinals, frame) for name, judged in found.items()]
    shown: list[Sql] = [trees.named(frame.n, N)]
    group: list[Sql] = [frame.n]
    if unit is not None:
        period = expiry.period_of(unit, record.date, plan)
        shown.append(trees.named(period, _PERIOD))
        group.append(period)
    columns: dict[str, tuple[Whole, ...]] = {}
    for item in items:
        halves = [item.test]
        if item.inside is not None:
            outside = trees.negated(item.inside)
            halves = [trees.both([item.test, item.inside]), trees.both([item.test, outside])]
        for half in halves:
            column = plan.name("sum")
            amount = item.amount if half is None else plan.arithmetic.pick([(half, item.amount)], fixed(0))
            high = item.amount.high * MOST_RECORDS
            wide = not plan.arithmetic.fits(0, high)
            shown.append(trees.named(plan.dialect.sum(amount.tree, wide=wide, high=amount.high), column))
            whole = Whole(trees.column(column), 0, high, wide)
            columns[item.name] = (*columns.get(item.name, ()), whole)
    table = plan.add(frame.select(shown, _reached(items, record), group), "pass", record.name)
    return _Pass(table, tuple(items), columns, unit is not None)


def _reached(items: list[_Item], record: Holder) -> Sql | None:
    """The rows that count for anything: first of all those of days that can, whose files an engine need not open."""
    days = [item.first for item in items]
    bound: Sql | None = None
    if all(day is not None for day in days):
        bound = trees.at_most(trees.day(min(day for day in days if day is not None)), record.date)
    tests = [item.test for item in items]
    if any(test is None for test in tests) or len(tests) > MOST_TESTS:
        return bound
    return trees.both([bound, trees.either([test for test in tests if test is not None])])


MOST_TESTS = 8
"""How many criteria are asked whether a row counts before it is added up; with more of them some one mostly does."""


def _item(name: str, judged: Judged, record: Holder, ordinals: Ordinals, frame: Frame) -> _Item:
    plan, arms, firsts = frame.plan, [], []
    for judge in judged.judges:
        one = criteria.judged_by(judge, record, ordinals, frame, expired=False)
        arms.append((one.test, one.amount))
        firsts.append(one.first)
    first = None if any(day is None for day in firsts) else min(day for day in firsts if day is not None)
    inside = None
    for cap in judged.criterion.caps:
        if isinstance(cap.span_of, ir.InTheLast):
            inside = began_after(record.date, cap.span_of.period, frame.today, plan.dialect)
    if len(arms) == 1:
        test, amount = arms[0]
        return _Item(name, judged, amount, test, first, inside)
    # Each record has a day, so at most one edition judges it.
    tests = [test if test is not None else trees.truth(True) for test, _ in arms]
    amount = plan.arithmetic.pick(
        [(test, amount) for test, (_, amount) in zip(tests[:-1], arms[:-1], strict=True)], arms[-1][1]
    )
    return _Item(name, judged, amount, trees.either(tests), first, inside)


def _kept(item: _Item, sums: tuple[Whole, ...], frame: Frame, alias: str) -> Whole:
    """What the cap of a criterion keeps on a row of a pass, with the sign of the criterion."""
    plan, arithmetic = frame.plan, frame.plan.arithmetic
    kept, *outside = (attrs.evolve(whole, tree=trees.column(whole.tree.name, alias)) for whole in sums)
    for cap in item.judged.criterion.caps:
        env = Env(item.judged.edition, subject_holder(plan))
        limit = expressions.parts_of(cap.amount, env, frame, plan.denominator)
        kept = arithmetic.lower(kept, arithmetic.bounded(limit, low=0))
    for other in outside:
        kept = arithmetic.plus(kept, other)
    return kept if item.judged.criterion.sign > 0 else arithmetic.negated(kept)


def _apart(one: _Pass, names: list[str], plan: Plan) -> list[Part]:
    """The sums of some criteria of a pass, each by itself."""
    if not names:
        return []
    alias = plan.name("k")
    frame = Frame(plan, (Holder(alias, plan.edition.subject, one.table, True),))
    shown: list[Sql] = [trees.named(frame.n, N)]
    found: list[tuple[str, Whole]] = []
    for item in one.items:
        if item.name in names:
            column, points = plan.name("kept"), _kept(item, one.columns[item.name], frame, alias)
            whole, tree = _over_periods(points, plan) if one.grouped else (points, points.tree)
            shown.append(trees.named(tree, column))
            found.append((item.name, attrs.evolve(whole, tree=trees.column(column))))
    table = plan.add(frame.select(shown, group=[frame.n] if one.grouped else []), "kept")
    return [Part((name,), table, whole.tree.name, whole) for name, whole in found]


def _together(done: list[_Pass], bucket: object, buckets: Mapping[str, object], plan: Plan) -> Part:
    """The sum of all criteria of a bucket: what each pass keeps, laid one below the other and added up once."""
    queries: list[exp.Query] = []
    names: list[str] = []
    low = high = 0
    column = plan.name("kept")
    for one in done:
        mine = [item for item in one.items if buckets[item.name] == bucket]
        if not mine:
            continue
        alias = plan.name("k")
        frame = Frame(plan, (Holder(alias, plan.edition.subject, one.table, True),))
        points = fixed(0)
        for item in mine:
            points = plan.arithmetic.plus(points, _kept(item, one.columns[item.name], frame, alias))
            names.append(item.name)
        periods = _PERIODS if one.grouped else 1
        low, high = low + points.low * periods, high + points.high * periods
        tree = plan.dialect.wide(points.tree) if points.wide else plan.dialect.narrow(points.tree)
        queries.append(frame.select([trees.named(frame.n, N), trees.named(tree, column)]))
    wide = not plan.arithmetic.fits(low, high)
    total = plan.dialect.sum(trees.column(column), wide=wide)
    every = trees.inner(trees.union(queries), "kept")
    query = trees.select([trees.column(N), trees.named(total, column)], every, group=[trees.column(N)])
    return Part(tuple(names), plan.add(query, "added"), column, Whole(trees.column(column), low, high, wide))


def _over_periods(points: Whole, plan: Plan) -> tuple[Whole, Sql]:
    """The sum over all periods."""
    low, high = points.low * _PERIODS, points.high * _PERIODS
    wide = not plan.arithmetic.fits(low, high)
    return Whole(points.tree, low, high, wide), plan.dialect.sum(
        points.tree, wide=wide, high=max(-points.low, points.high)
    )


_PERIODS = 12 * 9999
"""The calendar has no more months."""
