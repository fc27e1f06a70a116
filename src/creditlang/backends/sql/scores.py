"""The score: rows of all criteria, their sums, groups, start, rounding and bounds."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import attrs

from creditlang.backends.sql import expressions, trees
from creditlang.backends.sql.criteria import POINTS, Counted, capped, counted, give_way, only_once
from creditlang.backends.sql.frames import SUBJECT, Env, Frame, State
from creditlang.backends.sql.groups import acts_of, all_give_way, as_column, group_points
from creditlang.backends.sql.numbers import Number, Whole, constant
from creditlang.backends.sql.plan import MOST_RECORDS, N, Plan
from creditlang.backends.sql.series import Judged, judge_all
from creditlang.backends.sql.support import FADES, Refused
from creditlang.backends.sql.trees import Sql
from creditlang.ir import Score
from creditlang.semantics.groups import direct_group, innermost_first


@attrs.frozen(eq=False)
class Contribution:
    """The lines of a criterion.

    Attributes:
        table: its active rows, with `points` as they count.
        points: a row's points with their bounds.
        group: the group that it counts in, or None.
    """

    name: str
    judged: Judged
    rows: Counted
    table: str
    points: Whole
    group: str | None


def contributions(plan: Plan) -> dict[str, Contribution]:
    """What each criterion counts on as-of, by name."""
    judged = judge_all(plan.series, plan.edition, plan.as_of)
    if any(found.criterion.fades for found in judged.values()):
        raise Refused(FADES)
    group_of = direct_group(plan.edition)
    rows = {name: _candidates(name, found, plan) for name, found in judged.items()}
    current = {name: found for name, found in rows.items() if judged[name].current}
    rows |= all_give_way(current, plan.edition, plan)
    found: dict[str, Contribution] = {}
    for name, one in judged.items():
        table, points = capped(name, rows[name], one, plan)
        # A criterion that runs out stands outside groups, even if one now bears its name.
        group = group_of.get(name) if one.current else None
        found[name] = Contribution(name, one, rows[name], table, points, group)
    return found


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


@attrs.frozen(eq=False)
class Scored:
    """The state after the score.

    Attributes:
        state: with the score as a column.
        points: the score, as a column of the state.
    """

    state: State
    points: Number


def score(found: Mapping[str, Contribution], env: Env, plan: Plan, state: State) -> Scored:
    """Add up what counts, as columns of a state."""
    edition = plan.edition
    assert edition.score is not None
    sums, totals = _sums(found, plan)
    arithmetic = plan.arithmetic
    frame = Frame(plan, (env.subject,))
    alias = frame.looked_up(sums, [(N, frame.n)]) if sums else ""
    members: dict[str, Number] = {}
    alone = constant(0)
    for name, one in found.items():
        points = _total(totals[name], alias, plan.denominator) if name in totals else constant(0)
        weight = one.judged.criterion.weight
        if weight is not None:
            points = arithmetic.multiply(points, constant(weight))
        if one.group is None:
            alone = arithmetic.add(alone, points)
        else:
            members[name] = points
    # Groups are columns of their own, one after the other, so that none is written out twice.
    columns: list[Sql] = [trees.named(frame.n, N)]
    carried: dict[str, Number] = {}
    group_of = direct_group(edition)
    starts = expressions.number(edition.score.starts_at, env, frame)
    carried["_alone"] = alone
    carried["_starts"] = starts
    for name, points in members.items():
        carried[name] = points
    table, carried = _staged(frame, columns, carried, plan)
    for group in innermost_first(edition):
        stage = Frame(plan, (attrs.evolve(env.subject, table=table),))
        points = group_points(group, [carried[member] for member in group.members], env, stage)
        table, carried = _staged(stage, [trees.named(stage.n, N)], {**carried, group.name: points}, plan)
    last = Frame(plan, (attrs.evolve(env.subject, table=table),))
    summed = arithmetic.add(carried["_starts"], carried["_alone"])
    for group in edition.groups.values():
        if group.name not in group_of:
            summed = arithmetic.add(summed, carried[group.name])
    points = _bounded(_rounded(summed, edition.score, plan), edition.score, plan)
    steps = arithmetic.over(_single(points, edition.score), plan.denominator)
    query = last.select([trees.named(last.n, N), trees.named(steps.tree, POINTS)])
    name = plan.add(query, "scored")
    column = Number(Whole(trees.column(POINTS, SUBJECT), steps.low, steps.high, steps.wide), plan.denominator)
    return Scored(attrs.evolve(state, table=name, points=column), column)


def _staged(frame: Frame, columns: list[Sql], values: Mapping[str, Number], plan: Plan) -> tuple[str, dict[str, Number]]:
    """Numbers as columns of a new table; constants stay what they are."""
    found: dict[str, Number] = {}
    shown = list(columns)
    for name, value in values.items():
        if value.steps.constant is not None and value.divisor is None:
            found[name] = value
            continue
        if value.divisor is not None:
            steps = value.steps
            divisor_name = plan.name("by")
            shown.append(trees.named(value.divisor.tree, divisor_name))
            divisor = attrs.evolve(value.divisor, tree=trees.column(divisor_name, SUBJECT))
            value = attrs.evolve(value, steps=steps, divisor=divisor)
        column = plan.name("p")
        shown.append(trees.named(value.steps.tree, column))
        found[name] = as_column(value, column, SUBJECT)
    return plan.add(frame.select(shown), "summed"), found


def _total(total: Whole, alias: str, denominator: int) -> Number:
    """The sum of a criterion's lines; without any it is 0."""
    column = trees.column(total.tree.name, alias)
    return Number(attrs.evolve(total, tree=trees.coalesce(column, trees.whole(0))), denominator)


def _sums(found: Mapping[str, Contribution], plan: Plan) -> tuple[str | None, dict[str, Whole]]:
    """The sums of all criteria by subject, a column for each."""
    queries = []
    for index, one in enumerate(found.values()):
        columns = [trees.column(N), trees.named(trees.whole(index), "which"), trees.column(POINTS)]
        queries.append(trees.select(columns, trees.table(one.table)))
    if not queries:
        return None, {}
    every = trees.union(queries)
    shown: list[Sql] = [trees.column(N)]
    totals: dict[str, Whole] = {}
    for index, (name, one) in enumerate(found.items()):
        low, high = min(one.points.low, 0) * MOST_RECORDS, max(one.points.high, 0) * MOST_RECORDS
        wide = not plan.arithmetic.fits(low, high)
        column = f"sum_{index}"
        mine = trees.equal(trees.column("which"), trees.whole(index))
        total = trees.only_where(trees.total(trees.column(POINTS)), mine)
        total = plan.dialect.wide(total) if wide else plan.dialect.narrow(total)
        shown.append(trees.named(total, column))
        totals[name] = Whole(trees.column(column), low, high, wide)
    return plan.add(trees.select(shown, trees.inner(every, "lines"), group=[trees.column(N)]), "sums"), totals


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
