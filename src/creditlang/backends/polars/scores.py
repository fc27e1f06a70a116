"""The score: what every criterion adds for everyone, groups, start, rounding and bounds; and the lines, if wanted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs
import polars as pl

from creditlang.backends.polars import caps, groups, numbers
from creditlang.backends.polars.criteria import Items, is_active, items_of, losing, not_once
from creditlang.backends.polars.expressions import emit_number
from creditlang.backends.polars.frames import NUMBER
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.passes import added_up, from_facts, passes
from creditlang.backends.polars.scope import Scope
from creditlang.backends.polars.series import Entry, entries
from creditlang.ir import Score, Series
from creditlang.semantics.groups import direct_group
from creditlang.values import Exact, show_duration


@attrs.frozen
class Lines:
    """The lines of one criterion: its items with what each counts in `#points` (see `points`) and `#before`."""

    entry: Entry
    frame: pl.LazyFrame
    points: Number
    before: Number


@attrs.frozen
class Scored:
    """The score of everyone, as columns of the people.

    Attributes:
        points: the score.
        totals: what each criterion adds, before its weight.
        touched: the columns that say whether any line of a criterion is not 0.
        lines: None where they are not wanted.
    """

    points: Number
    totals: Mapping[str, Number]
    touched: Mapping[str, str]
    lines: Sequence[Lines]


def score(series: Series, scope: Scope, lines: bool) -> Scored:
    """Add up what counts on the day of the decision."""
    edition = scope.edition
    assert edition.score is not None
    found = entries(series, edition)
    totals: dict[str, Number] = {}
    touched: dict[str, str] = {}
    told: list[Lines] = []
    if not lines:
        totals |= {e.name: number for e in found if (number := from_facts(e, scope)) is not None}
        choosing = [entry.name for entry in found if _acts(entry, scope)]
        for together in passes(found, scope, choosing):
            totals |= added_up(together, scope)
        touched |= {name: number.whole.meta.output_name() for name, number in totals.items()}
    rest = [entry for entry in found if entry.name not in totals]
    chosen = _chosen(rest, scope)
    for entry in rest:
        items = chosen[entry.name]
        if items is None:
            totals[entry.name] = numbers.literal(0)
            continue
        under = attrs.evolve(scope, edition=entry.edition)
        counting = attrs.evolve(items, frame=items.frame.filter(pl.col("#why").is_null()))
        if lines:
            told.append(_lines(entry, items, counting, under))
            counting = Items(told[-1].frame, told[-1].points)
            summed, number = caps.total(counting, (), under, True)
        else:
            summed, number = caps.total(counting, entry.criterion.caps, under, entry.one_sign)
        totals[entry.name], touched[entry.name] = _attached(summed, number, scope)
        if not entry.one_sign:
            touched[entry.name] = _touched(counting, entry, under, lines)
    points = _points(found, totals, scope)
    return Scored(points, totals, touched, told)


def _attached(summed: pl.LazyFrame, number: Number, scope: Scope) -> tuple[Number, str]:
    """A total as a column of the people, 0 for who has none."""
    name = scope.rows.fresh("total")
    scope.rows.attach(summed.rename({"#points": name}), NUMBER, [name], 0)
    found = attrs.evolve(number, whole=pl.col(name), low=min(number.low, 0), high=max(number.high, 0), constant=None)
    return found, name


def _touched(counting: Items, entry: Entry, scope: Scope, capped: bool) -> str:
    """Whether any line is not 0, where lines of both signs may add up to 0."""
    items = counting if capped else caps.capped(counting, entry.criterion.caps, scope, False)
    name = scope.rows.fresh("touched")
    lines = items.frame.select(NUMBER, (pl.col("#points") != 0).cast(pl.Int64).alias(name))
    scope.rows.attach(lines.group_by(NUMBER).agg(pl.col(name).sum()), NUMBER, [name], 0)
    return name


def _chosen(found: Sequence[Entry], scope: Scope) -> dict[str, Items | None]:
    """The items of each criterion that have not expired, `#why` where another counts instead."""
    edition = scope.edition
    chosen: dict[str, Items | None] = {}
    choosing: dict[str, Items] = {}
    for entry in found:
        acts = _acts(entry, scope)
        own = entry.criterion.only_largest_per
        wanted = dict.fromkeys([*acts, *([] if own is None else [own])])
        chooses = bool(wanted) or entry.criterion.once_in is not None
        items = items_of(entry, scope, wanted, expired=chooses)
        if items is not None:
            items = attrs.evolve(items, frame=items.frame.with_columns(pl.lit(None, dtype=pl.String).alias("#why")))
            if chooses:
                items = _own_choice(entry, items.settled())
                if acts:
                    choosing[entry.name] = items
        chosen[entry.name] = items
    chosen |= groups.give_way(edition, choosing)
    return {
        name: items and attrs.evolve(items, frame=items.frame.filter(is_active(scope.as_of)))
        for name, items in chosen.items()
    }


def _acts(entry: Entry, scope: Scope) -> list[str]:
    """The fields by which groups around a criterion let only the largest count."""
    edition = scope.edition
    if entry.name not in edition.criteria or entry.edition is not edition:
        return []
    return groups.acts_around(edition, entry.name)


def _own_choice(entry: Entry, items: Items) -> Items:
    """The items, marked where the criterion's own clauses leave them out."""
    criterion = entry.criterion
    if criterion.only_largest_per is not None:
        why = f"only the largest per {criterion.only_largest_per} counts"
        items = groups.mark(items, losing(items.frame, criterion.only_largest_per), why)
    if criterion.once_in is not None:
        why = f"counts at most once in {show_duration(criterion.once_in)}"
        kept = items.frame.filter(pl.col("#why").is_null()).collect()
        items = groups.mark(items, not_once(kept, criterion.once_in).to_frame().lazy(), why)
    return items


def _lines(entry: Entry, items: Items, counting: Items, scope: Scope) -> Lines:
    """What each item counts; those that give way count 0."""
    capped = caps.capped(counting, entry.criterion.caps, scope, entry.one_sign)
    numbered = attrs.evolve(items.points, whole=pl.col("#before"))
    if capped is counting:
        worth = pl.when(pl.col("#why").is_null()).then(pl.col("#points")).otherwise(pl.lit(0, dtype=items.points.type))
        frame = items.frame.with_columns(pl.col("#points").alias("#before"), worth.alias("#points"))
        points = attrs.evolve(items.points, low=min(items.points.low, 0), high=max(items.points.high, 0))
        return Lines(entry, frame, points, numbered)
    key = [NUMBER, "#record"]
    under_caps = capped.frame.select(*key, pl.col("#points").alias("#counted"))
    frame = items.frame.join(under_caps, on=key, how="left", nulls_equal=True)
    counted = pl.col("#counted").fill_null(pl.lit(0, dtype=capped.points.type))
    frame = frame.with_columns(pl.col("#points").alias("#before"), counted.alias("#points"))
    return Lines(entry, frame.collect().lazy(), capped.points, numbered)


def _points(found: Sequence[Entry], totals: Mapping[str, Number], scope: Scope) -> Number:
    edition = scope.edition
    assert edition.score is not None
    within = direct_group(edition)
    weighted = {entry.name: _weighted(totals[entry.name], entry.criterion.weight) for entry in found}
    parts = groups.group_points(edition, {name: weighted[name] for name in edition.criteria}, scope)
    alone = [weighted[entry.name] for entry in found if entry.name not in edition.criteria or entry.name not in within]
    outermost = [points for name, points in parts.items() if name not in within]
    total = emit_number(edition.score.starts_at, scope)
    for part in (*alone, *outermost):
        total = numbers.add(total, part)
    bounded = _bounded(total, edition.score)
    kept = scope.rows.keep(numbers.scaled(bounded, edition.score.decimals), "points")
    assert isinstance(kept, Number)
    return kept


def _weighted(points: Number, weight: Exact | None) -> Number:
    return points if weight is None else numbers.multiply(points, numbers.literal(weight))


def _bounded(total: Number, score: Score) -> Number:
    if score.rounding is not None:
        total = numbers.round_to(total, score.rounding, Fraction(1, 10**score.decimals))
    if score.bounds.low is not None:
        total = numbers.most(total, numbers.literal(score.bounds.low))
    if score.bounds.high is not None:
        total = numbers.least(total, numbers.literal(score.bounds.high))
    return total
