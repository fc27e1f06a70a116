"""Groups: which items give way to a graver one of their act, and what bounds the sum of the members."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import polars as pl

from creditlang.backends.polars import numbers
from creditlang.backends.polars.criteria import ORDER, Items, losing
from creditlang.backends.polars.expressions import compare, emit_number
from creditlang.backends.polars.frames import NUMBER
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.scope import Scope
from creditlang.ir import Edition, Group
from creditlang.ir import expressions as ir
from creditlang.ir.limits import innermost_first
from creditlang.semantics.groups import criteria_in, direct_group

_ROOM = 2**40
"""More items than one table can have: what keeps the numbers of two members' items apart."""


def acts_around(edition: Edition, name: str) -> list[str]:
    """The fields by which the groups around a criterion let only the largest count."""
    above = direct_group(edition)
    found: list[str] = []
    while name in above:
        name = above[name]
        act = edition.groups[name].only_largest_per
        if act is not None:
            found.append(act)
    return found


def give_way(edition: Edition, items: Mapping[str, Items]) -> dict[str, Items]:
    """The items, marked with `#why` where a group lets another of their act count. Inner groups choose first."""
    found = dict(items)
    for group in innermost_first(edition):
        if group.only_largest_per is None:
            continue
        members = [name for name in criteria_in(edition, group) if name in found]
        out = _losers(group.only_largest_per, [found[name] for name in members])
        why = f"only the largest per {group.only_largest_per} counts in {group.title or group.name}"
        for place, name in enumerate(members):
            own = out.filter(pl.col("#item") // _ROOM == place).select(pl.col("#item") % _ROOM)
            found[name] = mark(found[name], own, why)
    return found


def _losers(act: str, members: list[Items]) -> pl.LazyFrame:
    points = numbers.alike(member.points for member in members)
    to = numbers.widest(*points)
    every = [
        member.frame.filter(pl.col("#why").is_null()).select(
            *ORDER,
            numbers.cast(number, to).alias("#points"),
            f"#act.{act}",
            (pl.col("#item").cast(pl.Int64) + place * _ROOM).alias("#item"),
        )
        for place, (member, number) in enumerate(zip(members, points, strict=True))
    ]
    # The number says the place of the member, so it decides between a record's items under two criteria.
    return losing(pl.concat(every), act, (*ORDER, "#item")).collect().lazy()


def mark(items: Items, out: pl.LazyFrame, why: str) -> Items:
    """The items, with the reason for those that do not count."""
    marked = out.select(pl.col("#item").cast(pl.get_index_type()), pl.lit(why).alias("#reason"))
    frame = items.frame.join(marked, on="#item", how="left", maintain_order="left")
    frame = frame.with_columns(pl.coalesce("#why", "#reason").alias("#why")).drop("#reason")
    return attrs.evolve(items, frame=frame.collect().lazy())


def group_points(edition: Edition, totals: Mapping[str, Number], scope: Scope) -> dict[str, Number]:
    """What each group counts. `totals` holds the points of all criteria in groups."""
    parts: dict[str, Number] = dict(totals)
    for group in innermost_first(edition):
        found = _group(group, [parts[name] for name in group.members], scope)
        kept = scope.rows.keep(found, "group")
        assert isinstance(kept, Number)
        parts[group.name] = kept
    return {name: parts[name] for name in edition.groups}


def _group(group: Group, members: list[Number], scope: Scope) -> Number:
    points = members[0]
    for member in members[1:]:
        if group.best_of:  # of equal ones the first named
            larger = compare(ir.Relation.GREATER, numbers.magnitude(member), numbers.magnitude(points))
            points = numbers.choose(larger, member, points)
        else:
            points = numbers.add(points, member)
    if group.weight is not None:
        points = numbers.multiply(points, numbers.literal(group.weight))
    for bound in group.at_most:
        points = numbers.clamp(points, emit_number(bound, scope))
    for bound in group.at_least:
        points = numbers.most(points, emit_number(bound, scope))
    return points


__all__ = ["NUMBER", "acts_around", "give_way", "group_points", "mark"]
