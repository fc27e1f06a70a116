"""The score, in terms: lines, groups, start, rounding and bounds, every step kept. Mirrors `semantics/scores.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

import attrs

from creditlang.backends.smt import terms, values
from creditlang.backends.smt.criteria import active, capped, only_largest, only_once
from creditlang.backends.smt.expressions import Environment, evaluate, rounded
from creditlang.backends.smt.fading import faded
from creditlang.backends.smt.groups import give_way, group_parts
from creditlang.backends.smt.lines import SymbolicLine
from creditlang.backends.smt.series import Judged
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.values import Amount, amount
from creditlang.ir import InTotal, Score
from creditlang.semantics.groups import direct_group
from creditlang.types import Interval


@attrs.frozen(eq=False)
class SymbolicScore:
    """How points come about.

    Attributes:
        lines: by criterion; without those that a loose world leaves open.
        criteria: what each criterion contributes in all, with its weight.
        groups: what each group counts.
        sum: `starts_at` and all that counts; `rounded`, then bounded, it is `points`.
    """

    starts_at: Amount
    lines: Mapping[str, tuple[SymbolicLine, ...]]
    criteria: Mapping[str, Amount]
    groups: Mapping[str, Amount]
    sum: Amount
    rounded: Amount
    points: Amount


def score(judged: Mapping[str, Judged], env: Environment) -> SymbolicScore:
    """Add up what counts on the as-of date."""
    edition, calendar = env.edition, env.world.calendar
    assert edition.score is not None
    chosen = {
        name: only_once(only_largest(j.counted, j.criterion.only_largest_per, calendar), j.criterion.once_in, calendar)
        for name, j in judged.items()
    }
    candidates = give_way(edition, chosen, env)
    found: dict[str, tuple[SymbolicLine, ...]] = {}
    for name, j in judged.items():
        counting = active(candidates[name], env.as_of, calendar)
        under = env if j.edition is env.edition else attrs.evolve(env, edition=j.edition)
        kept = capped(counting, j.criterion.caps, under)
        found[name] = tuple(SymbolicLine(*pair) for pair in zip(counting, kept, strict=True))
    found = faded(found, judged, env)
    group_of = direct_group(edition)
    totals = {name: _weighed(j, found[name]) for name, j in judged.items()}
    totals |= {name: _any_total(name, j, env) for name, j in judged.items() if j.open is not None}
    found = {name: lines for name, lines in found.items() if judged[name].open is None}
    alone = [total for name, total in totals.items() if name not in edition.criteria or name not in group_of]
    groups = group_parts(edition, totals, env)
    together = [part for name, part in groups.items() if name not in group_of]
    starts_at = amount(evaluate(edition.score.starts_at, env))
    everything = values.summed([starts_at, *alone, *together])
    points = _rounded(everything, edition.score)
    return SymbolicScore(starts_at, found, totals, groups, everything, points, _bounded(points, edition.score))


def _any_total(name: str, judged: Judged, env: Environment) -> Amount:
    """Whatever any number of records might come to: bounded by its kind and by its caps on everything."""
    assert env.edition.score is not None
    if env.edition.score.rounding is not None:
        raise Unsupported("any number of records under a score that is rounded")
    assert judged.open is not None
    scale = 10**env.edition.score.decimals
    low, high = judged.open.low, judged.open.high
    within = Interval(None if low is None else floor(low * scale), None if high is None else ceil(high * scale))
    found = Amount(env.world.number(f"any points of {name}", within), terms.whole(scale))
    for cap in judged.criterion.caps:
        if isinstance(cap.span_of, InTotal):
            limit = amount(evaluate(cap.amount, attrs.evolve(env, edition=judged.edition)))
            found = values.lower(values.higher(found, values.minus(limit)), limit)
    weight = judged.criterion.weight
    return found if weight is None else values.multiplied(found, values.amount_of(weight))


def _weighed(judged: Judged, lines: Sequence[SymbolicLine]) -> Amount:
    points = values.summed([line.points for line in lines])
    weight = judged.criterion.weight
    return points if weight is None else values.multiplied(points, values.amount_of(weight))


def _rounded(total: Amount, score: Score) -> Amount:
    return total if score.rounding is None else rounded(total, score.rounding, Fraction(1, 10**score.decimals))


def _bounded(points: Amount, score: Score) -> Amount:
    low, high = score.bounds.low, score.bounds.high
    if low is not None:
        points = values.higher(points, values.amount_of(low))
    return points if high is None else values.lower(points, values.amount_of(high))
