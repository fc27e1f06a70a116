"""The score: rows of all criteria, their sums, groups, start, rounding and bounds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.acts import give_way, only_once
from creditlang.backends.sql.caps import capped
from creditlang.backends.sql.criteria import counted
from creditlang.backends.sql.fading import faded
from creditlang.backends.sql.frames import SUBJECT, Env, Frame, State, everything
from creditlang.backends.sql.groups import acts_of, all_give_way, as_column, group_points
from creditlang.backends.sql.numbers import Number, Whole, compared, constant
from creditlang.backends.sql.passes import Part, is_simple, passes
from creditlang.backends.sql.plan import MOST_RECORDS, N, Plan
from creditlang.backends.sql.rows import POINTS, Contribution, Counted
from creditlang.backends.sql.series import Judged, judge_all
from creditlang.backends.sql.support import MIXED_ACTS, Refused
from creditlang.backends.sql.trees import Sql
from creditlang.ir import Score
from creditlang.ir.expressions import Relation
from creditlang.ir.limits import innermost_first
from creditlang.semantics.acts import mixed_acts
from creditlang.semantics.groups import direct_group


def judged_criteria(plan: Plan) -> dict[str, Judged]:
    """Every criterion that can contribute on as-of.

    Raises:
        Refused: one of them asks for what a set of rows cannot be asked.
    """
    judged = judge_all(plan.series, plan.edition, plan.as_of)
    if mixed_acts(plan.series) is not None:
        raise Refused(MIXED_ACTS)
    return judged


def fades(judged: Mapping[str, Judged]) -> bool:
    """Whether lines may rest on those of other criteria."""
    return any(one.criterion.fades for one in judged.values())


def contributions(judged: Mapping[str, Judged], plan: Plan) -> dict[str, Contribution]:
    """What some criteria count on as-of, line by line; with one of a group all that share acts with it, and all
    criteria where one fades."""
    group_of = direct_group(plan.edition)
    rows = {name: _candidates(name, found, plan) for name, found in judged.items()}
    current = {name: found for name, found in rows.items() if judged[name].current}
    rows |= all_give_way(current, plan.edition, plan)
    found: dict[str, Contribution] = {}
    for name, one in judged.items():
        # A criterion that runs out stands outside groups, even if one now bears its name.
        group = group_of.get(name) if one.current else None
        found[name] = capped(name, rows[name], one, group, plan)
    return faded(found, plan)


def _acts(name: str, judged: Judged, plan: Plan) -> list[str]:
    own = judged.criterion.only_largest_per
    return acts_of(plan.edition, name, own) if judged.current else [own] if own else []


def _candidates(name: str, judged: Judged, plan: Plan) -> Counted:
    """The rows of a criterion, those marked that its own clauses leave out."""
    criterion, acts = judged.criterion, _acts(name, judged, plan)
    rows = counted(name, judged, acts, plan)
    if criterion.only_largest_per is not None:
        why = f"only the largest per {criterion.only_largest_per} counts"
        rows = give_way(rows, criterion.only_largest_per, why, acts, plan, "largest", name)
    if criterion.once_in is not None:
        rows = only_once(rows, criterion.once_in, acts, plan, name)
    return rows


# --- sums --------------------------------------------------------------------------------------------------


def score(judged: Mapping[str, Judged], parts: Sequence[Part], env: Env, plan: Plan, state: State) -> State:
    """Add up what counts: the state with the score."""
    edition = plan.edition
    assert edition.score is not None
    arithmetic = plan.arithmetic
    frame = Frame(plan, (env.subject,))
    members: dict[str, Number] = {}
    alone = constant(0)
    for part in parts:
        alias = frame.looked_up(part.table, [(N, frame.n)])
        column = trees.coalesce(trees.column(part.column, alias), trees.whole(0))
        points = Number(attrs.evolve(part.sum, tree=column), plan.denominator)
        one = judged[part.names[0]]
        if one.criterion.weight is not None:
            points = arithmetic.multiply(points, constant(one.criterion.weight))
        if _group_of(part.names[0], one, plan) is None:
            alone = arithmetic.add(alone, points)
        else:
            members[part.names[0]] = points
    group_of = direct_group(edition)
    starts = expressions.number(edition.score.starts_at, env, frame)
    carried = {_OUTSIDE: arithmetic.add(starts, alone), **members}
    for group in innermost_first(edition):
        # Groups are columns of their own, one after the other, so that none is written out twice.
        table, carried = _staged(frame, carried, plan)
        frame = Frame(plan, (attrs.evolve(env.subject, table=table),))
        inside = [carried[member] for member in group.members]
        carried = {name: number for name, number in carried.items() if name not in group.members}
        carried[group.name] = group_points(group, inside, env, frame)
    summed = carried[_OUTSIDE]
    for group in edition.groups.values():
        if group.name not in group_of:
            summed = arithmetic.add(summed, carried[group.name])
    points = _bounded(_rounded(summed, edition.score, plan), edition.score, plan)
    steps = arithmetic.over(_single(points, edition.score), plan.denominator)
    table = plan.add(frame.select([everything(), trees.named(steps.tree, SCORE)]), "scored")
    final = Number(Whole(trees.column(SCORE, SUBJECT), steps.low, steps.high, steps.wide), plan.denominator)
    return attrs.evolve(state, table=table, points=final)


SCORE = "_points"
"""The column of the score."""

_OUTSIDE = ""
"""What the start and everything outside groups make together; no criterion or group has this name."""


def _staged(frame: Frame, values: Mapping[str, Number], plan: Plan) -> tuple[str, dict[str, Number]]:
    """Numbers as columns of a new table; constants stay what they are."""
    found: dict[str, Number] = {}
    shown: list[Sql] = [everything()]
    for name, value in values.items():
        if value.steps.constant is not None and value.divisor is None:
            found[name] = value
            continue
        if value.divisor is not None:
            steps = value.steps
            divisor_name = plan.name("_by")
            shown.append(trees.named(value.divisor.tree, divisor_name))
            divisor = attrs.evolve(value.divisor, tree=trees.column(divisor_name, SUBJECT))
            value = attrs.evolve(value, steps=steps, divisor=divisor)
        column = plan.name("_p")
        shown.append(trees.named(value.steps.tree, column))
        found[name] = as_column(value, column, SUBJECT)
    return plan.add(frame.select(shown), "summed"), found


def _group_of(name: str, judged: Judged, plan: Plan) -> str | None:
    # A criterion that runs out stands outside groups, even if one now bears its name.
    return direct_group(plan.edition).get(name) if judged.current else None


def sums_of(judged: Mapping[str, Judged], plan: Plan, *, apart: bool) -> list[Part]:
    """The sums of all criteria by subject.

    Args:
        apart: whether each criterion is wanted by itself, and whether it counts anything.
    """
    simple = {} if fades(judged) else {n: one for n, one in judged.items() if is_simple(one, _acts(n, one, plan))}
    buckets: dict[str, object] = {
        name: name if apart or _group_of(name, one, plan) else one.criterion.weight for name, one in simple.items()
    }
    parts = passes(simple, buckets, plan)
    others = contributions({name: one for name, one in judged.items() if name not in simple}, plan)
    return [*parts, *_summed_lines(others, plan, apart=apart)]


def _summed_lines(found: Mapping[str, Contribution], plan: Plan, *, apart: bool) -> list[Part]:
    """The sums of lines, a column for each criterion."""
    queries = []
    for index, one in enumerate(found.values()):
        columns = [trees.column(N), trees.named(trees.whole(index), "which"), trees.column(POINTS)]
        queries.append(trees.select(columns, trees.table(one.table)))
    if not queries:
        return []
    shown: list[Sql] = [trees.column(N)]
    parts: list[Part] = []
    table = plan.name("sums")
    for index, (name, one) in enumerate(found.items()):
        low, high = min(one.points.low, 0) * MOST_RECORDS, max(one.points.high, 0) * MOST_RECORDS
        wide = not plan.arithmetic.fits(low, high)
        column, counts = plan.name("sum"), plan.name("counts") if apart else None
        mine = trees.equal(trees.column("which"), trees.whole(index))
        summed = trees.only_where(plan.dialect.total(trees.column(POINTS), wide=wide), mine)
        shown.append(trees.named(plan.dialect.wide(summed) if wide else plan.dialect.narrow(summed), column))
        if counts is not None:
            counted_ones = trees.both([mine, compared(Relation.NOT_EQUAL, trees.column(POINTS), trees.whole(0))])
            some = trees.less(trees.whole(0), trees.only_where(trees.count(), counted_ones))
            shown.append(trees.named(some, counts))
        parts.append(Part((name,), table, column, Whole(trees.null(), low, high, wide), counts))
    plan.queries[table] = trees.select(shown, trees.inner(trees.union(queries), "lines"), group=[trees.column(N)])
    return parts


def _rounded(total: Number, score: Score, plan: Plan) -> Number:
    if score.rounding is None:
        return total
    return plan.arithmetic.round(total, score.rounding, Fraction(1, 10**score.decimals))


def _bounded(points: Number, score: Score, plan: Plan) -> Number:
    if score.bounds.low is not None:
        points = plan.arithmetic.maximum(points, constant(score.bounds.low))
    return points if score.bounds.high is None else plan.arithmetic.minimum(points, constant(score.bounds.high))


def _single(points: Number, score: Score) -> Number:
    """The score, which where only one value is possible is that value."""
    if score.bounds.is_single and score.bounds.low is not None:
        return constant(score.bounds.low)
    return points
