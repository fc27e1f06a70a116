"""`expires with earlier records`: what lowers a score ends with what it lowered.

A line that fades is kept to what is left of the lines of earlier records. Of these, those that do not fade are summed
by a join. Those that do rest on one another, so they are laid in a list for each subject, earliest first, and the list
is reduced from its beginning: each line joins the ones before it once it is known what it keeps.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs
from sqlglot import exp

from creditlang.backends.sql import trees
from creditlang.backends.sql.numbers import Whole, compared
from creditlang.backends.sql.plan import DATE, MOST_RECORDS, RECORD, RECORDED, N, Plan
from creditlang.backends.sql.rows import BEFORE, POINTS, WHICH, YIELDS, Contribution, line_columns
from creditlang.backends.sql.support import FADES, Refused
from creditlang.backends.sql.trees import Sql
from creditlang.ir.expressions import Relation
from creditlang.semantics.fading import KEPT, reads_known

_ASKED, _FIXED, _KEPT = "asked_on", "fixed", "kept"
"""When the record of a line was recorded, if only what was known by then counts for it; the sum of the earlier lines
that do not fade; what it keeps."""


def faded(found: Mapping[str, Contribution], plan: Plan) -> dict[str, Contribution]:
    """The lines of all criteria, those of fading ones kept to what is left of the lines before them."""
    fading = {name: one for name, one in found.items() if one.judged.criterion.fades}
    if not fading:
        return dict(found)
    if not plan.dialect.looks_back:
        raise Refused(FADES)
    low = min(one.points.low for one in found.values()) * MOST_RECORDS * len(found)
    high = max(one.points.high for one in found.values()) * MOST_RECORDS * len(found)
    wide = not plan.arithmetic.fits(low, high)
    fades = _laid(fading, found, plan, wide=wide, asks=True)
    stays = _laid({name: one for name, one in found.items() if name not in fading}, found, plan, wide=wide, asks=False)
    kept = plan.add(_reduced(plan.add(_with_fixed(fades, stays, plan, wide=wide), "fading")), "kept")
    places = {name: place for place, name in enumerate(found)}
    return {name: _with_kept(one, places[name], kept, plan) if name in fading else one for name, one in found.items()}


def _laid(
    some: Mapping[str, Contribution], found: Mapping[str, Contribution], plan: Plan, *, wide: bool, asks: bool
) -> str | None:
    """Lines of several criteria in one table, those that are worth something; None where there are none."""
    places = {name: place for place, name in enumerate(found)}
    queries = []
    for name, one in some.items():
        points = plan.dialect.wide(trees.column(POINTS)) if wide else plan.dialect.narrow(trees.column(POINTS))
        shown = [
            *(trees.column(column) for column in (N, RECORD, DATE, RECORDED)),
            trees.named(points, POINTS),
            trees.named(trees.whole(places[name]), WHICH),
        ]
        if asks:
            known = trees.column(RECORDED) if reads_known(one.judged.criterion) else trees.cast(trees.null(), "DATE")
            shown.append(trees.named(known, _ASKED))
        worth = compared(Relation.NOT_EQUAL, trees.column(POINTS), trees.whole(0))
        test = trees.both([trees.known(trees.column(RECORD)), worth])
        queries.append(trees.select(shown, trees.table(one.table), where=test))
    return plan.add(trees.union(queries), "laid") if queries else None


def _with_fixed(fades: str | None, stays: str | None, plan: Plan, *, wide: bool) -> exp.Select:
    """The lines that fade, with the sum of the earlier ones that do not."""
    assert fades is not None
    every = exp.Column(this=exp.Star(), table=exp.to_identifier("f", quoted=True))
    zero = plan.dialect.wide(trees.whole(0)) if wide else plan.dialect.narrow(trees.whole(0))
    if stays is None:
        return trees.select([every, trees.named(zero, _FIXED)], trees.table(fades, "f"))

    def of(name: str, table: str) -> Sql:
        return trees.column(name, table)

    earlier = trees.both(
        [
            trees.equal(of(N, "l"), of(N, "f")),
            trees.at_most(of(DATE, "l"), of(DATE, "f")),
            trees.either([trees.less(of(DATE, "l"), of(DATE, "f")), trees.less(of(RECORD, "l"), of(RECORD, "f"))]),
            trees.either([trees.unknown(of(_ASKED, "f")), trees.at_most(of(RECORDED, "l"), of(_ASKED, "f"))]),
        ]
    )
    assert earlier is not None
    keys = [of(N, "f"), of(WHICH, "f"), of(RECORD, "f")]
    summed = trees.select(
        [*keys, trees.named(plan.dialect.sum(of(POINTS, "l"), wide=wide), _FIXED)],
        trees.table(fades, "f"),
        [trees.join(trees.table(stays, "l"), earlier)],
        group=keys,
    )
    same = trees.both([trees.equal(of(name, "x"), of(name, "f")) for name in (N, WHICH, RECORD)])
    assert same is not None
    fixed = trees.coalesce(of(_FIXED, "x"), zero)
    return trees.select(
        [every, trees.named(fixed, _FIXED)],
        trees.table(fades, "f"),
        [trees.join(trees.inner(summed, "x"), same, left=True)],
    )


# --- the list of one subject's fading lines ----------------------------------------------------------------

_LINES, _BEFORE, _LINE, _OTHER = "lines", "before", "line", "other"


def _reduced(fading: str) -> exp.Select:
    """What each line that fades keeps, one row for each.

    Each line is a list of itself, so that what has been reduced, a list of lines, is of the same type.
    """
    names = (DATE, RECORD, RECORDED, WHICH, _ASKED, POINTS, _FIXED)
    alone = trees.call("LIST_VALUE", trees.struct({**{n: trees.column(n) for n in names}, _KEPT: trees.column(POINTS)}))
    order = [trees.ordered(trees.column(name), falls=False) for name in (DATE, RECORD, WHICH)]
    laid = trees.call("LIST", exp.Order(this=alone, expressions=order))
    lists = trees.select([trees.column(N), trees.named(laid, _LINES)], trees.table(fading), group=[trees.column(N)])
    here = {name: trees.member(trees.call("LIST_EXTRACT", trees.column(_LINE), trees.whole(1)), name) for name in names}
    told = trees.struct({**here, _KEPT: _what_is_kept(here)})
    step = trees.function((_BEFORE, _LINE), trees.call("LIST_APPEND", trees.column(_BEFORE), told))
    reduced = trees.call("LIST_REDUCE", trees.column(_LINES), step, trees.call("LIST_VALUE"))
    every = trees.select([trees.column(N), trees.named(trees.call("UNNEST", reduced), _LINE)], trees.inner(lists, "l"))
    shown = [trees.named(trees.member(trees.column(_LINE), name), name) for name in (RECORD, WHICH, _KEPT)]
    return trees.select([trees.column(N), *shown], trees.inner(every, "r"))


def _what_is_kept(here: Mapping[str, Sql]) -> Sql:
    """The points of a line, not more than what is left of the lines before it and has the other sign."""
    other = {name: trees.member(trees.column(_OTHER), name) for name in (RECORD, RECORDED, _KEPT)}
    counts = trees.both(
        [
            # Of one record each criterion has a line, and none of these is before the others.
            compared(Relation.NOT_EQUAL, other[RECORD], here[RECORD]),
            trees.either([trees.unknown(here[_ASKED]), trees.at_most(other[RECORDED], here[_ASKED])]),
        ]
    )
    assert counts is not None
    earlier = trees.call("LIST_FILTER", trees.column(_BEFORE), trees.function((_OTHER,), counts))
    sizes = trees.call("LIST_TRANSFORM", earlier, trees.function((_OTHER,), other[_KEPT]))
    fades = trees.coalesce(trees.call("LIST_SUM", sizes), trees.whole(0))
    left = exp.Add(this=trees.closed(here[_FIXED]), expression=fades)
    zero = trees.whole(0)
    lowest, highest = trees.least(here[POINTS], zero), trees.greatest(here[POINTS], zero)
    return trees.greatest(lowest, trees.least(highest, exp.Neg(this=exp.Paren(this=left))))


def _with_kept(one: Contribution, place: int, kept: str, plan: Plan) -> Contribution:
    """The lines of a criterion with what they keep."""
    low, high = min(one.points.low, 0), max(one.points.high, 0)
    wide = not plan.arithmetic.fits(low, high)
    points = trees.coalesce(trees.column(_KEPT, "k"), trees.column(POINTS, "l"))
    points = plan.dialect.wide(points) if wide else plan.dialect.narrow(points)
    less = compared(Relation.NOT_EQUAL, points, trees.column(POINTS, "l"))
    # What gives way to another record is worth nothing, and cannot fade.
    yields = trees.chosen([(less, trees.text(KEPT))], trees.column(YIELDS, "l"))
    changed = {BEFORE: trees.column(one.before, "l"), YIELDS: yields, POINTS: points}
    shown: list[Sql] = [trees.column(name, "l") for name in line_columns(plan)]
    shown += [trees.named(tree, name) for name, tree in changed.items()]
    same = trees.both(
        [
            trees.equal(trees.column(N, "k"), trees.column(N, "l")),
            trees.equal(trees.column(RECORD, "k"), trees.column(RECORD, "l")),
            trees.equal(trees.column(WHICH, "k"), trees.whole(place)),
        ]
    )
    assert same is not None
    join = trees.join(trees.table(kept, "k"), same, left=True)
    table = plan.add(trees.select(shown, trees.table(one.table, "l"), [join]), "faded", one.name)
    rows = attrs.evolve(one.rows, yielding=True)
    return attrs.evolve(one, table=table, before=BEFORE, rows=rows, points=Whole(trees.column(POINTS), low, high, wide))
