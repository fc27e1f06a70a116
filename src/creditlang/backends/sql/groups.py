"""Groups: which records give way to a graver one of their act, and what bounds the sum of the members."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.acts import give_way
from creditlang.backends.sql.frames import Env, Frame
from creditlang.backends.sql.numbers import Number, Whole, constant
from creditlang.backends.sql.plan import Plan
from creditlang.backends.sql.rows import WHICH, Counted, row_columns
from creditlang.ir import Edition, Group
from creditlang.ir.limits import innermost_first
from creditlang.semantics.groups import criteria_in, direct_group


def acts_of(edition: Edition, name: str, own: str | None) -> list[str]:
    """The fields by which the groups around a criterion, and it itself, tell acts apart."""
    above, found = direct_group(edition), [own]
    while name in above:
        name = above[name]
        found.append(edition.groups[name].only_largest_per)
    return list(dict.fromkeys(field for field in found if field is not None))


def all_give_way(rows: Mapping[str, Counted], edition: Edition, plan: Plan) -> dict[str, Counted]:
    """The rows of all criteria, those marked that give way to a graver one of their act in a group."""
    found = dict(rows)
    for group in innermost_first(edition):
        members = criteria_in(edition, group)
        if group.only_largest_per is None or not all(name in found for name in members):
            continue
        fields = list(
            dict.fromkeys(
                field for name in members for field in acts_of(edition, name, edition.criteria[name].only_largest_per)
            )
        )
        together = _together([found[name] for name in members], members, fields, edition, plan)
        why = f"only the largest per {group.only_largest_per} counts in {group.title or group.name}"
        marked = give_way(together, group.only_largest_per, why, fields, plan, "ways", group.name)
        for which, name in enumerate(members):
            found[name] = attrs.evolve(found[name], table=marked.table, which=which, yielding=True)
    return found


def _together(rows: list[Counted], members: list[str], fields: list[str], edition: Edition, plan: Plan) -> Counted:
    """The rows of several criteria in one table, with the number of each. A column that one lacks is null."""
    queries = []
    for which, (one, name) in enumerate(zip(rows, members, strict=True)):
        has = row_columns(acts_of(edition, name, edition.criteria[name].only_largest_per), plan)
        if one.which is not None:
            has = row_columns(fields, plan)
        nothing = trees.cast(trees.null(), plan.dialect.text_type)
        cells = [
            trees.column(column) if column in has else trees.named(nothing.copy(), column)
            for column in row_columns(fields, plan)
        ]
        own = None if one.which is None else trees.equal(trees.column(WHICH), trees.whole(one.which))
        queries.append(
            trees.select([*cells, trees.named(trees.whole(which), WHICH)], trees.table(one.table), where=own)
        )
    table = plan.add(trees.union(queries), "together", *members[:1])
    return attrs.evolve(rows[0], table=table, which=-1)


def group_points(group: Group, members: list[Number], env: Env, frame: Frame) -> Number:
    """What a group counts on the rows of a frame."""
    arithmetic = frame.plan.arithmetic
    points = members[0]
    if group.best_of:
        for other in members[1:]:
            # Of equal ones the first named.
            a, b, _, _ = arithmetic.aligned(points, other)
            larger = trees.less(arithmetic.magnitude(a).tree, arithmetic.magnitude(b).tree)
            points = arithmetic.either(larger, other, points)
    else:
        for other in members[1:]:
            points = arithmetic.add(points, other)
    if group.weight is not None:
        points = arithmetic.multiply(points, constant(group.weight))
    for bound in group.at_most:
        limit = expressions.number(bound, env, frame)
        points = arithmetic.minimum(arithmetic.maximum(points, arithmetic.negate(limit)), limit)
    for bound in group.at_least:
        points = arithmetic.maximum(points, expressions.number(bound, env, frame))
    return points


def as_column(points: Number, name: str, table: str) -> Number:
    """The number once its steps stand in a column of a table."""
    return attrs.evolve(
        points, steps=Whole(trees.column(name, table), points.steps.low, points.steps.high, points.steps.wide)
    )
