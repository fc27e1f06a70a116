"""Criteria: from records or facts to a table of items, one for each line that a score can have.

An item has `n` (whose it is), `#date` and `#record` (unknown for facts), `#points` (signed, before caps), `#until`,
`#judge` (the place of its judge), `#remark`, `#act.FIELD` where a rule lets only the largest per field count, and
`#why` once another item counts in its stead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial, reduce
from operator import add

import attrs
import polars as pl

from creditlang.backends.polars import dates, numbers
from creditlang.backends.polars.expressions import emit_expr, emit_number, kept_expr, shifted
from creditlang.backends.polars.frames import NUMBER
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.rows import Rows, record_rows
from creditlang.backends.polars.scope import Holder, Scope
from creditlang.backends.polars.series import Entry, Judge
from creditlang.ir import Assessed, CalendarPeriod, Criterion, OnEvent, While, walk
from creditlang.ir import expressions as ir
from creditlang.semantics.criteria import expiry
from creditlang.types import INTEGER, definite
from creditlang.types import Number as NumberType
from creditlang.values import Days, Duration, magnitude, show_exact

RECORD = "r"
"""Under which name the columns of a rule's record stand."""
ORDER = (NUMBER, "#date", "#record")
"""What items are ordered by: facts, which have neither, come first."""
MONTHS = {CalendarPeriod.YEAR: 12, CalendarPeriod.QUARTER: 3, CalendarPeriod.MONTH: 1}


@attrs.frozen
class Items:
    """The items of an entry. `points` says what the column `#points` holds."""

    frame: pl.LazyFrame
    points: Number

    def settled(self) -> Items:
        """The same, computed, in order, with a number of its own for each item (`#item`)."""
        frame = self.frame.sort(ORDER, nulls_last=False, maintain_order=True).drop("#item", strict=False)
        return attrs.evolve(self, frame=frame.with_row_index("#item").collect().lazy())


def items_of(entry: Entry, scope: Scope, acts: Iterable[str], expired: bool) -> Items | None:
    """What the records and facts under a criterion are worth; None where it can have none.

    Args:
        acts: the fields by which only the largest counts.
        expired: whether those that have expired are wanted too.
    """
    acts = tuple(acts)
    parts = [_judged(judge, place, scope, acts, expired) for place, judge in enumerate(entry.own)]
    if entry.this is not None:
        # Expired ones stay until it is known which edition is milder: the other's may not have expired.
        parts = [_judged(judge, place, scope, acts, True) for place, judge in enumerate(entry.own)]
        parts = [_milder(parts, _judged(entry.this, len(entry.own), scope, acts, True), acts)]
    elif entry.milder:
        # The current edition judges no record, which is better than any loss.
        parts = [attrs.evolve(part, frame=part.frame.filter(pl.col("#points") >= 0)) for part in parts]
    if entry.on_facts:
        parts.append(_on_facts(entry, scope, acts))
    return _together(parts) if parts else None


def _together(parts: Sequence[Items]) -> Items:
    """The items of all, their points over one divisor."""
    points = numbers.alike(part.points for part in parts)
    to = numbers.widest(*points)
    low, high = min(p.low for p in points), max(p.high for p in points)
    frames = [
        part.frame.with_columns(numbers.cast(number, to).alias("#points"))
        for part, number in zip(parts, points, strict=True)
    ]
    frame = frames[0] if len(frames) == 1 else pl.concat(frames)
    found = Number(pl.col("#points"), low, high, points[0].divisor)
    if found.type is not to:
        frame = frame.with_columns(pl.col("#points").cast(found.type))
    return Items(frame, found)


def is_active(as_of: date) -> pl.Expr:
    """Whether an item has not expired."""
    return pl.col("#until").is_null() | (pl.col("#until") > dates.number(as_of))


# --- records -----------------------------------------------------------------------------------------


def matching(trigger: OnEvent, scope: Scope, first: int | None = None) -> tuple[Rows, Scope]:
    """The visible records that a rule speaks of, from the day `first` on, and where it judges each on its own day."""
    rows = record_rows(scope.visible[trigger.event], scope.rows, RECORD, first)
    inside = scope.at_record(rows, Holder(RECORD, trigger.event, True))
    if trigger.where is not None:
        rows.filter(emit_expr(trigger.where, inside))
    return rows, inside


def _judged(judge: Judge, place: int, scope: Scope, acts: Sequence[str], expired: bool) -> Items:
    criterion = judge.criterion
    assert isinstance(criterion.trigger, OnEvent)
    cutoff = None if expired else cutoff_of(criterion, scope.as_of)
    wanted = _first_wanted(criterion, cutoff)
    rows, inside = matching(criterion.trigger, attrs.evolve(scope, edition=judge.edition), wanted)
    inside = attrs.evolve(inside, ordinals=_ordinals(criterion, rows, acts))
    day = pl.col(f"{RECORD}.#date")
    if judge.first is not None:
        rows.filter(day >= dates.literal(judge.first))
    if judge.end is not None:
        rows.filter(day < dates.literal(judge.end))
    if cutoff is not None:
        rows.filter(day >= pl.lit(cutoff, dtype=dates.DAY))
    points, remark = signed_points(criterion, inside)
    until = until_of(criterion, inside)
    until = None if until is None else kept_expr(until, inside)
    if not expired and until is not None and cutoff is None:
        rows.filter((until > dates.literal(scope.as_of)) | until.is_null())
    event = judge.edition.registry.events[judge.event]
    frame = rows.frame.select(
        NUMBER,
        day.alias("#date"),
        pl.col(f"{RECORD}.#record").alias("#record"),
        points.whole.alias("#points"),
        (pl.lit(None, dtype=dates.DAY) if until is None else until).alias("#until"),
        pl.lit(place, dtype=pl.Int16).alias("#judge"),
        (pl.lit(None, dtype=pl.String) if remark is None else remark).alias("#remark"),
        *(_act(act, event.fields[act].type if act in event.fields else None) for act in acts),
    )
    return Items(frame, attrs.evolve(points, whole=pl.col("#points"), constant=None))


def _act(field: str, kind: object) -> pl.Expr:
    """Which act a record belongs to; unknown where its event lacks the field, so that it stands alone."""
    column = pl.lit(None, dtype=pl.String) if kind is None else pl.col(f"{RECORD}.{field}").cast(pl.String)
    return column.alias(f"#act.{field}")


def occurrences(criterion: Criterion) -> frozenset[Duration | None]:
    """The periods of which a criterion asks which record of its kind this is."""
    parts = [criterion.amount, criterion.expires_after, criterion.counts_from]
    found = [part for part in parts if part is not None and not isinstance(part, Assessed)]
    return frozenset(inner.within for part in found for inner in walk(part) if isinstance(inner, ir.Occurrence))


_SPAN = dates.LAST - dates.FIRST + 2


def _first_wanted(criterion: Criterion, cutoff: int | None) -> int | None:
    """The first day whose records matter, if those from `cutoff` on count: as far as periods look back from it."""
    periods = occurrences(criterion)
    if cutoff is None or not periods:
        return cutoff
    return min(cutoff, *(dates.FIRST if period is None else _first_inside(cutoff, period) for period in periods))


def _ordinals(criterion: Criterion, rows: Rows, acts: Sequence[str]) -> dict[object, pl.Expr]:
    """Which one each record is: its place among the person's, less the places before the first inside the period."""
    periods = occurrences(criterion)
    if not periods:
        return {}
    day = pl.col(f"{RECORD}.#date")
    days = _order(rows, _read_by(criterion, acts))
    found: dict[object, pl.Expr] = {}
    for period in periods:
        start = pl.lit(dates.FIRST, dtype=dates.DAY)
        if period is not None:
            start = dates.by_day(day, days, partial(dates.first_inside, period=period))
        rows.add({"#first": pl.col(NUMBER) * _SPAN + start - dates.FIRST})
        name = rows.fresh("ordinal")
        rows.add({name: _ordinal(_highest_compared(criterion, period))})
        found[period] = pl.col(name)
    # Places are those of the whole table: what follows must not be computed before them.
    rows.settle()
    return found


_FEW = 8
"""Up to which ordinal looking back is quicker than looking for the first record inside the period."""


def _ordinal(highest: int | None) -> pl.Expr:
    """The ordinal of each record; of those above `highest` only that they are above it."""
    when, first = pl.col("#when"), pl.col("#first")
    if highest is None or highest > _FEW:
        before = when.search_sorted(first, side="left")
        return pl.col("#place").cast(pl.Int64) - before.cast(pl.Int64) + 1
    back = [(when.shift(steps) >= first).fill_null(False).cast(pl.Int64) for steps in range(1, highest + 1)]
    return reduce(add, back, pl.lit(1, dtype=pl.Int64))


def _highest_compared(criterion: Criterion, period: Duration | None) -> int | None:
    """The highest number that an ordinal is compared with, if it is used for nothing else."""
    parts = [criterion.amount, criterion.expires_after, criterion.counts_from]
    nodes = [inner for part in parts if part is not None and not isinstance(part, Assessed) for inner in walk(part)]
    ordinal = ir.Occurrence(period, type=INTEGER)
    uses = sum(node == ordinal for node in nodes)
    compared = []
    for node in nodes:
        match node:
            case ir.Compare(left=left, right=ir.Constant(value=int(value))) if left == ordinal:
                compared.append(value)
            case ir.Compare(left=ir.Constant(value=int(value)), right=right) if right == ordinal:
                compared.append(value)
            case _:
                pass
    return max(1, *compared) if compared and len(compared) == uses else None


def _read_by(criterion: Criterion, acts: Iterable[str]) -> frozenset[str] | None:
    """The columns of records that are needed beside those of `ORDER`; None where definitions could read any."""
    parts = [criterion.amount, criterion.expires_after, criterion.counts_from]
    if any(isinstance(part, Assessed) for part in parts):
        return None
    found = [inner for part in parts if part is not None and not isinstance(part, Assessed) for inner in walk(part)]
    if any(isinstance(inner, ir.CallDefine | ir.Aggregate) for inner in found):
        return None
    names = {inner.field for inner in found if isinstance(inner, ir.Read)} | set(acts)
    return frozenset(f"{RECORD}.{mark}{name}" for name in names for mark in ("", "#"))


def _order(rows: Rows, columns: frozenset[str] | None) -> pl.Series:
    """Put records in order, by person, date and id, and number their places. Their days come back."""
    kept = [NUMBER, f"{RECORD}.#date", f"{RECORD}.#record"]
    if columns is not None:
        kept += sorted((columns & rows.present) - set(kept))
        rows.present &= set(kept)
        rows.frame = rows.frame.select(kept)
    when = pl.col(NUMBER) * _SPAN + pl.col(f"{RECORD}.#date") - dates.FIRST
    table = rows.frame.with_columns(when.alias("#when")).collect(engine="streaming").sort("#when")
    # Ids decide only between records of one person and day, which are few: to sort all by a text would take long.
    together = (table["#when"] == table["#when"].shift(1)) | (table["#when"] == table["#when"].shift(-1))
    table = table.with_row_index("#place")
    if together.any():
        few = table.filter(together).sort("#when", f"{RECORD}.#record")
        places = table["#place"].scatter(table.filter(together)["#place"], few["#place"])
        table = table[places].drop("#place").with_row_index("#place")
    rows.become(table.lazy())
    return table[f"{RECORD}.#date"]


def _first_inside(day: int, period: Duration) -> int:
    """The earliest day whose period still holds a day."""
    found: int = pl.select(dates.first_inside(pl.lit(day, dtype=dates.DAY), period)).item()
    return found


def signed_points(criterion: Criterion, inside: Scope) -> tuple[Number, pl.Expr | None]:
    """The signed points of each record, and the remark on them."""
    remark = None
    if isinstance(criterion.amount, Assessed):
        points, remark = _assessed(criterion.amount, inside)
    else:
        points = _amount(criterion.amount, inside)
    return (points if criterion.sign > 0 else numbers.negate(points)), remark


def _amount(node: ir.Expression, scope: Scope) -> Number:
    """Points, which are a quotient only where the checker knows the one value that it has."""
    found = emit_number(node, scope)
    if found.denominator is None:
        return found
    kind = definite(node.type)
    assert isinstance(kind, NumberType)
    assert kind.range.low is not None
    return numbers.literal(kind.range.low)


SPACES = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
)
SPACES += "\u2028\u2029\u202f\u205f\u3000"
"""What Python takes for blank at the ends of a text."""


def _assessed(bounds: Assessed, inside: Scope) -> tuple[Number, pl.Expr]:
    """What an official set, if it lies within the law's bounds and has a reason."""
    assert inside.record is not None
    kind = inside.edition.registry.events[inside.record.kind].fields["assessed"].type
    assert isinstance(kind, NumberType)
    assert kind.scale is not None
    found = numbers.column(inside.rows.read(f"{RECORD}.assessed"), kind.scale, kind.range)
    low, high = numbers.literal(bounds.low), numbers.literal(bounds.high)
    under, over = (_less(found, low), _less(high, found))
    reason = inside.rows.read(f"{RECORD}.reason").str.strip_chars(SPACES).fill_null("")
    allowed = f"{show_exact(bounds.low)} to {show_exact(bounds.high)}"
    unknown, outside, blank = found.whole.is_null(), under | over, reason == ""
    shown = digits(found.whole, kind.scale)
    remark = (
        pl.when(unknown)
        .then(pl.lit("not counted: no points were assessed"))
        .when(outside)
        .then(pl.format("not counted: {} assessed, outside " + allowed, shown))
        .when(blank)
        .then(pl.lit("not counted: no reason was given"))
        .otherwise(pl.format("assessed within " + allowed + ": {}", reason))
    )
    zero = numbers.literal(0)
    counted = numbers.choose(unknown | outside | blank, zero, found)
    most = max(magnitude(bounds.low), magnitude(bounds.high))
    limit = int(most * counted.divisor) + 1
    return attrs.evolve(counted, low=max(counted.low, -limit), high=min(counted.high, limit)), remark


def _less(a: Number, b: Number) -> pl.Expr:
    a, b = numbers.alike((a, b))
    to = numbers.widest(a, b)
    return numbers.cast(a, to) < numbers.cast(b, to)


def digits(whole: pl.Expr, scale: int) -> pl.Expr:
    """A number of smallest steps as it is shown: no more decimals than it has."""
    if scale == 0:
        return whole.cast(pl.String)
    steps = 10**scale
    size = whole.abs()
    decimals = (size % steps).cast(pl.String).str.zfill(scale).str.strip_chars_end("0")
    point = pl.when(decimals == "").then(pl.lit("")).otherwise(pl.lit("."))
    sign = pl.when(whole < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return pl.concat_str(sign, (size // steps).cast(pl.String), point, decimals)


def until_of(criterion: Criterion, inside: Scope) -> pl.Expr | None:
    """The first day on which each record no longer counts; None for never."""
    if criterion.expires_after is None and criterion.expires_at_end_of is None:
        return None
    assert inside.anchor is not None
    due = inside.anchor if criterion.counts_from is None else emit_expr(criterion.counts_from, inside)
    if criterion.expires_after is not None:
        count = emit_expr(criterion.expires_after, inside)
        due = shifted(kept_expr(due, inside), kept_expr(count, inside), criterion.expires_after.type)
    if criterion.expires_at_end_of is not None:
        due = dates.end_of(kept_expr(due, inside), MONTHS[criterion.expires_at_end_of])
    return due


def cutoff_of(criterion: Criterion, as_of: date) -> int | None:
    """The first day whose records have not expired, if all run equally long from their own date."""
    after = criterion.expires_after
    if criterion.counts_from is not None or (after is None and criterion.expires_at_end_of is None):
        return None
    if after is not None and not isinstance(after, ir.Constant):
        return None
    length = Days(0) if after is None else after.value
    first = dates.first_after(as_of, lambda day: expiry(day, length, criterion.expires_at_end_of))  # type: ignore[arg-type]  # a constant of a duration's type
    return dates.LAST + 1 if first is None else first


# --- facts -------------------------------------------------------------------------------------------


def _on_facts(entry: Entry, scope: Scope, acts: Sequence[str]) -> Items:
    """The one item of a criterion without records, of whom it holds and gives anything."""
    criterion = entry.criterion
    inside = attrs.evolve(scope, edition=entry.edition)
    points = facts_points(criterion, inside)
    kept = points.whole != 0
    if isinstance(criterion.trigger, While):
        kept = emit_expr(criterion.trigger.condition, inside) & kept
    nothing = pl.lit(None, dtype=pl.String)
    frame = (
        scope.rows.settle()
        .filter(kept)
        .select(
            NUMBER,
            pl.lit(None, dtype=dates.DAY).alias("#date"),
            nothing.alias("#record"),
            points.whole.alias("#points"),
            pl.lit(None, dtype=dates.DAY).alias("#until"),
            pl.lit(-1, dtype=pl.Int16).alias("#judge"),
            nothing.alias("#remark"),
            *(nothing.alias(f"#act.{act}") for act in acts),
        )
    )
    return Items(frame, attrs.evolve(points, whole=pl.col("#points"), constant=None))


def facts_points(criterion: Criterion, scope: Scope) -> Number:
    """The signed points of a criterion without records, wherever it holds."""
    assert not isinstance(criterion.amount, Assessed)
    points = _amount(criterion.amount, scope)
    return points if criterion.sign > 0 else numbers.negate(points)


# --- two editions ------------------------------------------------------------------------------------


def _milder(own: Sequence[Items], this: Items, acts: Sequence[str]) -> Items:
    """Each record by the edition of its date or the current one, whichever is better for the person.

    An edition under which the record does not fall gives it 0 points; of equal ones that of its date judges.
    """
    if not own:
        better = pl.col("#points") > 0
        return attrs.evolve(this, frame=this.frame.filter(better))
    first = _together(own)
    (a, b) = numbers.alike((first.points, this.points))
    to = numbers.widest(a, b)
    left = first.frame.with_columns(numbers.cast(a, to).alias("#points"), pl.lit(True).alias("#there"))
    right = this.frame.with_columns(numbers.cast(b, to).alias("#points"), pl.lit(True).alias("#there"))
    joined = left.join(right, on=ORDER, how="full", coalesce=True, suffix="_this")
    zero = pl.lit(0, dtype=to)
    better = pl.col("#points_this").fill_null(zero) > pl.col("#points").fill_null(zero)
    columns = ["#points", "#until", "#judge", "#remark", *(f"#act.{act}" for act in acts)]
    picked = [pl.when(better).then(pl.col(f"{name}_this")).otherwise(pl.col(name)).alias(name) for name in columns]
    judged = pl.when(better).then(pl.col("#there_this")).otherwise(pl.col("#there")).fill_null(False)
    frame = joined.filter(judged).select(*ORDER, *picked)
    points = Number(pl.col("#points"), min(a.low, b.low, 0), max(a.high, b.high, 0), a.divisor)
    if points.type is not to:
        frame = frame.with_columns(pl.col("#points").cast(points.type))
    return Items(frame, points)


# --- which items count -------------------------------------------------------------------------------


def losing(items: pl.LazyFrame, act: str, order: Sequence[str] = ORDER) -> pl.LazyFrame:
    """Of the items that share an act, the numbers of all but the one of largest magnitude (of equal ones the first)."""
    column = f"#act.{act}"
    ranked = items.filter(pl.col(column).is_not_null()).with_columns(pl.col("#points").abs().alias("#size"))
    by = [column, "#size", *order]
    ranked = ranked.sort(by, descending=[name == "#size" for name in by], nulls_last=False)
    first = ranked.group_by(NUMBER, column, maintain_order=True).agg(pl.col("#item").first())
    return ranked.join(first, on="#item", how="anti").select("#item")


def not_once(items: pl.DataFrame, period: Duration) -> pl.Series:
    """The numbers of the items in whose way an earlier one stands: one round for each that counts."""
    rest = items.filter(pl.col("#record").is_not_null() & (pl.col("#points") != 0)).sort(ORDER)
    out: list[pl.Series] = []
    while rest.height:
        first = rest.group_by(NUMBER, maintain_order=True).first()
        end = first.select(NUMBER, pl.col("#item").alias("#first"), dates.moved(pl.col("#date"), period).alias("#end"))
        later = rest.join(end, on=NUMBER, maintain_order="left").filter(pl.col("#item") != pl.col("#first"))
        over = pl.col("#date") >= pl.col("#end")
        out.append(later.filter(~over)["#item"])
        rest = later.filter(over).select(rest.columns)
    return pl.concat(out) if out else pl.Series("#item", [], dtype=pl.get_index_type())
