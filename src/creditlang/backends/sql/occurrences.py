"""Occurrences: which one of its kind a record is, from one sort of the matching records."""

from __future__ import annotations

from datetime import date

from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import dates, expressions, trees
from creditlang.backends.sql.aggregates import first_day
from creditlang.backends.sql.expiry import first_running
from creditlang.backends.sql.frames import Env, Frame, Holder, Ordinals, event_holder, subject_holder
from creditlang.backends.sql.plan import DATE, RECORD, N, Plan
from creditlang.backends.sql.series import Judge
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.ir.walk import children
from creditlang.values import Duration, add


def periods_of(criterion: ir.Criterion) -> dict[tuple[Duration | None, int | None], None]:
    """What the criterion asks about which record of its kind this is: by period, its number, or whether it is at least
    the nth one."""
    parts = [criterion.amount, criterion.expires_after, criterion.counts_from]
    waiting = [part for part in parts if part is not None and not isinstance(part, ir.Assessed)]
    found: dict[tuple[Duration | None, int | None], None] = {}
    while waiting:
        part = waiting.pop()
        match part:
            case nodes.Compare(relation=relation, left=nodes.Occurrence(within=within), right=nodes.Constant(value=n)):
                found |= {(within, nth): None for nth in expressions.nth_asked(relation, n)}
            case nodes.Occurrence(within=within):
                found[within, None] = None
            case _:
                waiting += children(part)
    return found


def ordinals_of(judge: Judge, plan: Plan, *, expired: bool = False) -> tuple[Holder, Ordinals]:
    """The records of a criterion; where it asks which one of its kind each is, the matching ones with the answers.

    All matching records count for ordinals, whichever edition judges them, but not those of which every period was over
    before the first day that can count.
    """
    criterion = judge.criterion
    assert isinstance(criterion.trigger, ir.OnEvent)
    record = event_holder(plan, criterion.trigger.event)
    asked = periods_of(criterion)
    if not asked:
        return record, {}
    frame = Frame(plan, (record,))
    tests: list[Sql | None] = []
    earliest = None if expired else first_running(criterion, plan)
    lengths = [within for within, _ in asked]
    if earliest is not None and all(length is not None for length in lengths):
        in_time = [first_in_time(length, earliest) for length in lengths if length is not None]
        if all(day is not None for day in in_time):
            first = min([earliest, *(day for day in in_time if day is not None)])
            tests.append(trees.at_most(trees.day(first), record.date))
    where = criterion.trigger.where
    if where is not None:
        tests.append(expressions.truth(where, Env(judge.edition, subject_holder(plan)).at(record), frame))
    star = exp.Column(this=exp.Star(), table=exp.to_identifier(record.alias, quoted=True))
    table = plan.add(frame.select([star], trees.both(tests)), "matching", record.name)
    columns: dict[tuple[Duration | None, int | None], str] = {}
    nths = {(within, nth): nth for within, nth in asked if nth is not None}
    if nths:
        columns |= {question: f"_nth_{place}" for place, question in enumerate(nths)}
        cells = [trees.named(_at_least(nth, within, plan), columns[within, nth]) for (within, _), nth in nths.items()]
        table = plan.add(trees.select([exp.Star(), *cells], trees.table(table)), "ordinals", record.name)
    for within, nth in asked:
        if nth is None:
            columns[within, nth] = name = f"_ordinal_{len(columns)}"
            table = plan.add(_ordinals(plan, table, name, within), "ordinals", record.name)
    return event_holder(plan, record.name, table), columns


def first_in_time(period: Duration, day: date) -> date | None:
    """The first day whose period is not over on a day."""
    return first_day(lambda start: add(start, period) > day)


def _at_least(nth: int, period: Duration | None, plan: Plan) -> Sql:
    """Whether a record is at least the nth of its kind: whether the one that many places before it is there in time."""
    if period is not None and period.count <= 0:
        return trees.truth(nth <= 0)  # nothing lies in no time, not even the record itself
    if nth <= 1:
        return trees.truth(True)
    order = [(trees.column(DATE), False), (trees.column(RECORD), False)]
    lag = exp.Lag(this=trees.column(DATE), offset=trees.whole(nth - 1))
    before = trees.window(lag, [trees.column(N)], order)
    if period is None:
        return trees.known(before)
    there = trees.less(trees.column(DATE), dates.moved(plan.dialect, before, period))
    return trees.chosen([(trees.known(before), there)], trees.truth(False))


def _ordinals(plan: Plan, table: str, name: str, period: Duration | None) -> exp.Select:
    """A table with the number of each record among those in the period up to it.

    A record opens on its day and closes when its period is over. Laid out in order, with what closes on a day before
    what opens on it, the number of those that are open is the ordinal. So it takes one sort, whatever the period.
    """
    n, date_, record = (trees.column(column) for column in (N, DATE, RECORD))
    if period is None:
        place = trees.window(exp.RowNumber(), [n], [(date_, False), (record, False)])
        return trees.select([exp.Star(), trees.named(plan.dialect.narrow(place), name)], trees.table(table))
    if period.count <= 0:
        # Nothing lies in no time, not even the record itself.
        return trees.select([exp.Star(), trees.named(plan.dialect.narrow(trees.whole(0)), name)], trees.table(table))
    day, step = plan.name("_day"), plan.name("_step")
    ended = dates.moved(plan.dialect, date_, period)
    moments = [
        trees.select([exp.Star(), trees.named(when, day), trees.named(trees.whole(by), step)], trees.table(table))
        for when, by in ((date_, 1), (ended, -1))
    ]
    order = [(trees.column(day), False), (trees.column(step), False), (record, False)]
    open_ones = plan.dialect.narrow(trees.window(trees.total(trees.column(step)), [n], order, running=True))
    rows = trees.select([exp.Star(), trees.named(open_ones, name)], trees.inner(trees.union(moments), "moments"))
    return trees.select(
        [exp.Star()], trees.inner(rows, "opened"), where=trees.equal(trees.column(step), trees.whole(1))
    )
