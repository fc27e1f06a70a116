"""Criteria: from records or facts to rows of points, each record by the edition that judges it, then caps.

A row has the subject's key, the judge's number, the record's id and day (null for facts), its points before caps, the
first day on which it no longer counts, and why it gives way to another record (null if it counts).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import assert_never

import attrs
from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.aggregates import began_after, first_day
from creditlang.backends.sql.frames import Env, Frame, Holder, Ordinals, event_holder, subject_holder
from creditlang.backends.sql.numbers import Number, Whole, compared, constant
from creditlang.backends.sql.plan import DATE, MOST_RECORDS, RECORD, N, Plan
from creditlang.backends.sql.series import Judge, Judged
from creditlang.backends.sql.support import MIXED_SIGNS, Refused
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.ir.walk import children
from creditlang.semantics.criteria import expiry
from creditlang.types import Duration as DurationType
from creditlang.types import Number as NumberType
from creditlang.types import Optional, definite
from creditlang.values import Days, Duration, add, show_duration, show_exact

JUDGE, POINTS, BEFORE, UNTIL, REMARK, YIELDS = "judge", "points", "before_caps", "until", "remark", "yields"
"""The columns of a row beside those of its record."""


@attrs.frozen(eq=False)
class Counted:
    """The rows of a criterion.

    Attributes:
        table: where they are.
        which: the number that tells them from other rows of the table; None where there are none.
        judges: who judged them, by number.
        low, high: the bounds of the points of one row, in parts of the plan's denominator.
        remarks: whether rows have remarks of their own.
        yielding: whether some give way.
        active: whether those that have expired are left out already.
    """

    table: str
    judges: tuple[Judge, ...]
    low: int
    high: int
    remarks: bool
    yielding: bool = False
    active: bool = False
    which: int | None = None


@attrs.frozen(eq=False)
class _Branch:
    """The rows of one judge."""

    query: exp.Select
    judge: Judge
    low: int
    high: int
    remarks: bool


def counted(name: str, judged: Judged, acts: Sequence[str], plan: Plan) -> Counted:
    """The rows of a criterion by all its judges, those included that have expired where another one could give way.

    Args:
        acts: the fields by which the criterion and its groups tell acts apart.
    """
    everything = bool(acts) or judged.milder or judged.criterion.once_in is not None
    places = [*judged.judges, *([judged.this] if judged.this else [])]
    branches = [_on_records(judge, index, acts, plan, expired=everything) for index, judge in enumerate(places)]
    queries: list[exp.Query] = [branch.query for branch in branches]
    if judged.milder and branches:
        table = plan.add(trees.union(queries), "judged", name)
        queries = [_milder(table, len(places) - 1 if judged.this else len(places), acts)]
    if judged.on_facts:
        branches.append(_on_facts(Judge(judged.criterion, judged.edition), len(places), acts, plan))
        queries.append(branches[-1].query)
    if not branches:
        # An earlier edition could have judged its records, but none was in force by as-of.
        return Counted(plan.add(_nothing(acts, plan), "none", name), (), 0, 0, False, active=True)
    return Counted(
        plan.add(trees.union(queries), "rows", name),
        tuple(branch.judge for branch in branches),
        min(branch.low for branch in branches),
        max(branch.high for branch in branches),
        any(branch.remarks for branch in branches),
        active=not everything,
    )


def row_columns(acts: Sequence[str]) -> list[str]:
    """The columns of a criterion's rows."""
    return [N, JUDGE, RECORD, DATE, POINTS, UNTIL, REMARK, YIELDS, *(act_column(act) for act in acts)]


def act_column(field: str) -> str:
    """The column that tells acts apart by a field."""
    return f"act_{field}"


def _row(plan: Plan, values: dict[str, Sql], acts: dict[str, Sql]) -> list[Sql]:
    text = plan.dialect.text_type
    nothing = {
        RECORD: trees.cast(trees.null(), text),
        DATE: trees.cast(trees.null(), "DATE"),
        UNTIL: trees.cast(trees.null(), "DATE"),
        REMARK: trees.cast(trees.null(), text),
        YIELDS: trees.cast(trees.null(), text),
    }
    cells = {**nothing, **values, **{act_column(field): tree for field, tree in acts.items()}}
    return [trees.named(cells[name], name) for name in row_columns(list(acts))]


def _nothing(acts: Sequence[str], plan: Plan) -> exp.Select:
    frame = Frame(plan, (subject_holder(plan),))
    values = {N: frame.n, JUDGE: trees.whole(0), POINTS: plan.dialect.narrow(trees.whole(0))}
    unknown = {act: trees.cast(trees.null(), plan.dialect.text_type) for act in acts}
    return frame.select(_row(plan, values, unknown), trees.truth(False))


# --- one judge ---------------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class JudgedRow:
    """How a judge judges a row.

    Attributes:
        amount: the points without their sign.
        until: the first day on which it no longer counts; None for never.
        first: the first day on which a record still counts; None if that is not known beforehand.
        test: whether the judge judges it, and, where it was wanted, whether it has not expired; None for always.
    """

    amount: Whole
    until: Sql | None
    remark: Sql | None
    first: date | None
    test: Sql | None


def judged_by(judge: Judge, record: Holder, ordinals: Ordinals, frame: Frame, *, expired: bool) -> JudgedRow:
    """How a judge judges the records of a frame: all that match, or only those that have not expired."""
    plan, criterion = frame.plan, judge.criterion
    assert isinstance(criterion.trigger, ir.OnEvent)
    here = Env(judge.edition, subject_holder(plan)).at(record, ordinals)
    tests: list[Sql | None] = []
    if judge.first is not None:
        tests.append(trees.at_most(trees.day(judge.first), record.date))
    if judge.end is not None and judge.end <= plan.as_of:
        tests.append(trees.less(record.date, trees.day(judge.end)))
    if criterion.trigger.where is not None and not ordinals:
        tests.append(expressions.truth(criterion.trigger.where, here, frame))
    remark: Sql | None = None
    if isinstance(criterion.amount, ir.Assessed):
        points, remark = _assessed(criterion.amount, here, frame)
    else:
        # The checker has proven that an amount is never negative.
        points = expressions.parts_of(criterion.amount, here, frame, plan.denominator)
        points = plan.arithmetic.bounded(points, low=0)
    until = _until(criterion, here, frame)
    first = judge.first
    if until is not None and not expired:
        running = first_running(criterion, plan.as_of)
        if running is None:
            tests.append(_still_runs(criterion, until, plan))
        else:
            tests.append(trees.at_most(trees.day(running), record.date))
            first = running if first is None else max(first, running)
    return JudgedRow(points, until, remark, first, trees.both(tests))


def _on_records(judge: Judge, index: int, acts: Sequence[str], plan: Plan, *, expired: bool) -> _Branch:
    """The matching records that a judge judges: all of them, or only those that have not expired."""
    record, ordinals = ordinals_of(judge, plan, expired=expired)
    frame = Frame(plan, (record,))
    one = judged_by(judge, record, ordinals, frame, expired=expired)
    signed = one.amount if judge.criterion.sign > 0 else plan.arithmetic.negated(one.amount)
    values: dict[str, Sql] = {
        N: frame.n,
        JUDGE: trees.whole(index),
        RECORD: record.key,
        DATE: record.date,
        POINTS: signed.tree if signed.wide else plan.dialect.narrow(signed.tree),
    }
    if one.until is not None:
        values[UNTIL] = one.until
    if one.remark is not None:
        values[REMARK] = one.remark
    shown = {act: _act(act, record, plan) for act in acts}
    query = frame.select(_row(plan, values, shown), one.test)
    return _Branch(query, judge, signed.low, signed.high, one.remark is not None)


def _on_facts(judge: Judge, index: int, acts: Sequence[str], plan: Plan) -> _Branch:
    """The one row of a criterion without records, where it holds and is worth something."""
    criterion = judge.criterion
    assert not isinstance(criterion.amount, ir.Assessed)
    subject = subject_holder(plan)
    frame, env = Frame(plan, (subject,)), Env(judge.edition, subject)
    tests: list[Sql | None] = []
    if isinstance(criterion.trigger, ir.While):
        tests.append(expressions.truth(criterion.trigger.condition, env, frame))
    points = plan.arithmetic.bounded(expressions.parts_of(criterion.amount, env, frame, plan.denominator), low=0)
    signed = points if criterion.sign > 0 else plan.arithmetic.negated(points)
    tests.append(compared(nodes.Relation.NOT_EQUAL, signed.tree, trees.whole(0)))
    values = {
        N: frame.n,
        JUDGE: trees.whole(index),
        POINTS: signed.tree if signed.wide else plan.dialect.narrow(signed.tree),
    }
    unknown = {act: trees.cast(trees.null(), plan.dialect.text_type) for act in acts}
    return _Branch(frame.select(_row(plan, values, unknown), trees.both(tests)), judge, signed.low, signed.high, False)


def _act(field: str, record: Holder, plan: Plan) -> Sql:
    """The value by which acts are told apart as a text; null where the event lacks the field."""
    fields = plan.registry.events[record.name].fields
    text = plan.dialect.text_type
    if field not in fields:
        return trees.cast(trees.null(), text)
    column = trees.column(plan.field(record.name, field), record.alias)
    kind = fields[field].type
    if isinstance(kind, NumberType):
        # Equal numbers are equal whatever their decimals.
        column_18 = exp.Mul(this=plan.dialect.wide(column), expression=trees.whole(10 ** (18 - (kind.scale or 0))))
        return trees.cast(column_18, text)
    return trees.cast(column, text)


def _assessed(bounds: ir.Assessed, here: Env, frame: Frame) -> tuple[Whole, Sql]:
    """What an official set, if it lies within the law's bounds and has a reason; and the remark."""
    plan = frame.plan
    assert here.record is not None
    fields = plan.registry.events[here.record.name].fields
    kind = fields["assessed"].type
    assert isinstance(kind, NumberType)
    column = trees.column(plan.field(here.record.name, "assessed"), here.record.alias)
    found = expressions.stored(column, kind)
    assert isinstance(found, Number)
    reason = trees.column(plan.field(here.record.name, "reason"), here.record.alias)
    low, high = constant(bounds.low), constant(bounds.high)
    too_low = plan.arithmetic.compare(nodes.Relation.LESS, found, low)
    too_high = plan.arithmetic.compare(nodes.Relation.GREATER, found, high)
    dialect = plan.dialect
    stripped = dialect.stripped(trees.coalesce(reason, trees.text("")))
    blank = trees.equal(stripped, trees.text(""))
    unknown, outside = trees.unknown(column), trees.either([too_low, too_high])
    if found.denominator > plan.denominator:
        raise Refused("an official can assess points with more decimals than the score has")
    steps = plan.arithmetic.over(found, plan.denominator)
    most = ceil(bounds.high * plan.denominator)
    not_counted = trees.either([unknown, outside, blank])
    counts = dialect.narrow(trees.chosen([(not_counted, trees.whole(0))], steps.tree))
    allowed = f"{show_exact(bounds.low)} to {show_exact(bounds.high)}"
    shown = decimal_text(found, plan)
    remark = trees.chosen(
        [
            (unknown, trees.text("not counted: no points were assessed")),
            (outside, dialect.joined(trees.text("not counted: "), shown, trees.text(f" assessed, outside {allowed}"))),
            (blank, trees.text("not counted: no reason was given")),
        ],
        dialect.joined(trees.text(f"assessed within {allowed}: "), stripped),
    )
    return Whole(counts, 0, most), remark


def decimal_text(found: Number, plan: Plan) -> Sql:
    """A number with decimals in digits, no more of them than it needs."""
    dialect, arithmetic = plan.dialect, plan.arithmetic
    if found.denominator == 1:
        return dialect.as_text(found.steps.tree)
    size = arithmetic.magnitude(found.steps)
    sign = trees.chosen([(trees.less(found.steps.tree, trees.whole(0)), trees.text("-"))], trees.text(""))
    by = trees.whole(found.denominator)
    before = dialect.as_text(dialect.quotient(size.tree, by, wide=False, wide_result=False))
    rest = dialect.remainder(size.tree, by)
    digits = len(str(found.denominator)) - 1
    padded = trees.call("LPAD", dialect.as_text(rest), trees.whole(digits), trees.text("0"))
    after = dialect.without_zeros(padded)
    whole = trees.equal(rest, trees.whole(0))
    return dialect.joined(sign, before, trees.chosen([(whole, trees.text(""))], dialect.joined(trees.text("."), after)))


# --- occurrences -------------------------------------------------------------------------------------------


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
    earliest = None if expired else first_running(criterion, plan.as_of)
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
    there = trees.less(trees.column(DATE), expressions.moved(plan.dialect, before, period))
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
    ended = expressions.moved(plan.dialect, date_, period)
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


# --- expiry ------------------------------------------------------------------------------------------------

_UNITS = {
    ir.CalendarPeriod.YEAR: ("year", 12),
    ir.CalendarPeriod.QUARTER: ("quarter", 3),
    ir.CalendarPeriod.MONTH: ("month", 1),
}


def _until(criterion: ir.Criterion, here: Env, frame: Frame) -> Sql | None:
    """The first day on which a record no longer counts; null where its clock has not started."""
    if criterion.expires_after is None and criterion.expires_at_end_of is None:
        return None
    start = due = _start(criterion, here, frame)
    dialect = frame.plan.dialect
    if criterion.expires_after is not None:
        kind = definite(criterion.expires_after.type)
        assert isinstance(kind, DurationType)
        length = expressions.truth(criterion.expires_after, here, frame)
        due = expressions.shifted(dialect, due, length, kind.kind)
    if criterion.expires_at_end_of is not None:
        unit, months = _UNITS[criterion.expires_at_end_of]
        due = dialect.add_months(dialect.first_of(unit, due), trees.whole(months))
    if _may_not_start(criterion):
        # Keeping a date in the calendar makes one of nothing.
        due = trees.chosen([(trees.known(start), due)], trees.cast(trees.null(), "DATE"))
    return due


def _may_not_start(criterion: ir.Criterion) -> bool:
    return criterion.counts_from is not None and isinstance(criterion.counts_from.type, Optional)


def _start(criterion: ir.Criterion, here: Env, frame: Frame) -> Sql:
    assert here.record is not None
    if criterion.counts_from is None:
        return here.record.date
    return expressions.truth(criterion.counts_from, here, frame)


def _still_runs(criterion: ir.Criterion, until: Sql, plan: Plan) -> Sql:
    """Whether a record has not expired on as-of."""
    runs = trees.less(trees.day(plan.as_of), until)
    return trees.either([trees.unknown(until), runs]) if _may_not_start(criterion) else runs


def first_running(criterion: ir.Criterion, as_of: date) -> date | None:
    """The first day whose records have not expired, where their period is written out; else None."""
    after = criterion.expires_after
    if criterion.counts_from is not None or not isinstance(after, nodes.Constant | None):
        return None
    length = Days(0) if after is None else after.value
    assert isinstance(length, Duration)
    if after is None and criterion.expires_at_end_of is None:
        return None
    return first_day(lambda start: expiry(start, length, criterion.expires_at_end_of) > as_of)


# --- which record counts -----------------------------------------------------------------------------------


def _milder(table: str, this: int, acts: Sequence[str]) -> exp.Select:
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
        [trees.column(name) for name in row_columns(acts)],
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
    names = [*row_columns(acts), *([WHICH] if rows.which == -1 else [])]
    inside = trees.select([*map(trees.column, names), trees.named(place, _PLACE)], trees.table(rows.table))
    later = trees.both([counts, trees.known(column), trees.less(trees.whole(1), trees.column(_PLACE))])
    assert later is not None
    yields = trees.chosen([(later, trees.text(why))], trees.column(YIELDS))
    shown = [trees.named(yields, YIELDS) if name == YIELDS else trees.column(name) for name in names]
    table = plan.add(trees.select(shown, trees.inner(inside, "placed")), *words)
    return attrs.evolve(rows, table=table, yielding=True)


WHICH = "which"
"""The column that tells the criteria of a group apart while their rows stand together."""


def in_order() -> list[tuple[Sql, bool]]:
    """Records are counted by day and id, facts before them."""
    first = trees.cast(trees.text("0001-01-01"), "DATE")
    return [
        (trees.coalesce(trees.column(DATE), first), False),
        (trees.coalesce(trees.column(RECORD), trees.text("")), False),
    ]


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
        [trees.column(RECORD, "c")],
        trees.table(candidates, "c"),
        [trees.join(trees.table(counts, "k"), _same("c", "k", _PLACE, _PLACE))],
    )
    keeps = plan.add(kept, "kept", name)
    found = {column: trees.column(column, "r") for column in row_columns(acts)}
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
    same = trees.equal(trees.column(RECORD, "k"), found[RECORD])
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
    ended = expressions.moved(plan.dialect, trees.column(DATE), period)
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


# --- caps --------------------------------------------------------------------------------------------------


def active(rows: Counted, plan: Plan) -> Sql | None:
    """The condition that rows have not expired."""
    if rows.active:
        return None
    until = trees.column(UNTIL)
    return trees.either([trees.unknown(until), trees.less(trees.day(plan.as_of), until)])


def own(rows: Counted) -> Sql | None:
    """The condition that rows are those of the criterion."""
    return None if rows.which is None else trees.equal(trees.column(WHICH), trees.whole(rows.which))


def capped(name: str, rows: Counted, judged: Judged, plan: Plan) -> tuple[str, Whole]:
    """The active rows with `points` as they count, and `before_caps`; and the bounds of the points of one row."""
    caps = judged.criterion.caps
    keep = trees.both([own(rows), active(rows, plan)])
    counts = trees.unknown(trees.column(YIELDS))
    points: Sql = trees.column(POINTS)
    if rows.yielding:
        points = trees.chosen([(counts, points)], trees.whole(0))
    names = [N, JUDGE, RECORD, DATE, UNTIL, REMARK, YIELDS]
    query = trees.select(
        [*map(trees.column, names), trees.named(trees.column(POINTS), BEFORE), trees.named(points, POINTS)],
        trees.table(rows.table),
        where=keep,
    )
    table = plan.add(query, "active", name)
    low, high = min(rows.low, 0), max(rows.high, 0)
    if not caps:
        return table, Whole(trees.column(POINTS), low, high, not plan.arithmetic.fits(low, high))
    if low < 0 < high:
        raise Refused(MIXED_SIGNS)
    env = Env(judged.edition, subject_holder(plan))
    for cap in caps:
        rank = plan.name("c")
        limit_name = plan.name("limit")
        frame = Frame(plan, (Holder(rank, judged.edition.subject, table, True),))
        limit = expressions.parts_of(cap.amount, env, frame, plan.denominator)
        shown = [trees.column(name, rank) for name in (*names, BEFORE, POINTS)]
        limited = frame.select([*shown, trees.named(limit.tree, limit_name)])
        table = plan.add(
            _kept(
                cap,
                limited,
                [*names, BEFORE],
                trees.column(limit_name),
                sign=1 if high > 0 else -1,
                bounds=(low, high),
                plan=plan,
            ),
            "capped",
            name,
        )
        low, high = max(low, -max(limit.high, 0)), min(high, max(limit.high, 0))
        if isinstance(cap.span_of, ir.InTheLast):
            low, high = min(rows.low, 0), max(rows.high, 0)
    return table, Whole(trees.column(POINTS), low, high, not plan.arithmetic.fits(low, high))


def _kept(
    cap: ir.Cap, rows: exp.Select, names: Sequence[str], limit: Sql, *, sign: int, bounds: tuple[int, int], plan: Plan
) -> exp.Select:
    """What is left of the points under one cap: all have one sign, so the running sum only grows until it is full."""
    day = trees.coalesce(trees.column(DATE), trees.day(plan.as_of))
    period = _period(cap, day, plan)
    span = period if not isinstance(cap.span_of, ir.InTheLast) else []
    inside = period[0] if isinstance(cap.span_of, ir.InTheLast) else None
    partition: list[Sql] = [trees.column(N), *(span if inside is None else [inside])]
    size: Sql = trees.column(POINTS) if sign > 0 else exp.Neg(this=trees.column(POINTS))
    wide = not plan.arithmetic.fits(bounds[0] * MOST_RECORDS, bounds[1] * MOST_RECORDS)
    sums = trees.window(plan.dialect.total(size, wide=wide), partition, in_order(), running=True)
    running = plan.dialect.wide(sums) if wide else plan.dialect.narrow(sums)
    inner = trees.select([exp.Star(), trees.named(running, "_running")], trees.inner(rows, "bounded"))
    after = trees.column("_running")
    magnitude: Sql = trees.column(POINTS) if sign > 0 else exp.Neg(this=trees.column(POINTS))
    before = exp.Sub(this=after, expression=trees.closed(magnitude))
    kept: Sql = exp.Sub(this=trees.least(after, limit), expression=trees.least(before, limit))
    if sign < 0:
        kept = exp.Neg(this=exp.Paren(this=kept))
    if inside is not None:
        kept = trees.chosen([(inside, kept)], trees.column(POINTS))
    kept = plan.dialect.wide(kept) if not plan.arithmetic.fits(*bounds) else plan.dialect.narrow(kept)
    return trees.select([*map(trees.column, names), trees.named(kept, POINTS)], trees.inner(inner, "summed"))


def _period(cap: ir.Cap, day: Sql, plan: Plan) -> list[Sql]:
    """What tells the periods of a cap apart; for a rolling one, whether a record lies in it."""
    match cap.span_of:
        case ir.CalendarPeriod():
            return [period_of(cap.span_of, day, plan)]
        case ir.InTheLast(period=period):
            return [began_after(day, period, plan)]
        case ir.InTotal():
            return []
        case _:
            assert_never(cap.span_of)


def period_of(unit: ir.CalendarPeriod, day: Sql, plan: Plan) -> Sql:
    """The calendar period of a day."""
    if unit is ir.CalendarPeriod.YEAR:
        return plan.dialect.part("YEAR", day)
    return plan.dialect.first_of(_UNITS[unit][0], day)
