"""The score: lines, groups, start, rounding and bounds, every step kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

import attrs

from creditlang.ir import Criterion, Score
from creditlang.semantics.criteria import Counted, act_by, active, capped, only_largest, only_once
from creditlang.semantics.expressions import Environment, evaluate
from creditlang.semantics.fading import faded
from creditlang.semantics.groups import direct_group, give_way, group_parts
from creditlang.semantics.parts import Line, ScorePart
from creditlang.semantics.series import Judged
from creditlang.values import Exact, plain, round_exact, show_duration


def score(judged: Mapping[str, Judged], env: Environment) -> ScorePart:
    """Add up what counts on the as-of date."""
    edition = env.edition
    assert edition.score is not None
    chosen = {name: _chosen(j) for name, j in judged.items()}
    candidates = {name: kept for name, (kept, _) in chosen.items()}
    yielding = give_way(edition, candidates)
    for _, out in chosen.values():
        yielding |= out
    group_of = direct_group(edition)
    found_by_name: dict[str, list[Line]] = {}
    for name, j in judged.items():
        # A criterion that runs out stands outside groups, even if one now bears its name.
        group = group_of.get(name) if name in edition.criteria else None
        found_by_name[name] = _lines(j, active(j.counted, env.as_of), yielding, group, env)
    found_by_name = faded(found_by_name, judged, env)
    totals: dict[str, Exact] = {}
    alone: Exact = 0
    for name, j in judged.items():
        found = found_by_name[name]
        points = sum(line.points for line in found) * _share(j.criterion)
        if name not in edition.criteria or name not in group_of:
            alone += points
        else:
            totals[name] = plain(points)
    groups = group_parts(edition, totals, env)
    together = sum(part.points for part in groups if part.group not in group_of)
    starts_at = evaluate(edition.score.starts_at, env)
    total = plain(starts_at + alone + together)
    rounded = _rounded(total, edition.score)
    text = edition.score.text
    return ScorePart(
        starts_at,
        groups,
        tuple(line for found in found_by_name.values() for line in found),
        total,
        rounded,
        _bounded(rounded, edition.score),
        text.basis if text else None,
        text.source.value if text and text.source else None,
    )


def _chosen(judged: Judged) -> tuple[list[Counted], dict[Counted, str]]:
    """The records that can count under a criterion; and those that its own clauses leave out, and why."""
    criterion = judged.criterion
    largest = only_largest(judged.counted, act_by(criterion.only_largest_per))
    kept = only_once(largest, criterion.once_in)
    out = dict.fromkeys(set(judged.counted) - set(largest), f"only the largest per {criterion.only_largest_per} counts")
    if criterion.once_in is not None:
        why = f"counts at most once in {show_duration(criterion.once_in)}"
        out |= dict.fromkeys(set(largest) - set(kept), why)
    return kept, out


def _share(criterion: Criterion) -> Exact:
    return 1 if criterion.weight is None else criterion.weight


def _rounded(total: Exact, score: Score) -> Exact:
    return total if score.rounding is None else round_exact(total, score.rounding, Fraction(1, 10**score.decimals))


def _bounded(points: Exact, score: Score) -> Exact:
    low, high = score.bounds.low, score.bounds.high
    points = points if low is None else max(points, low)
    return plain(points if high is None else min(points, high))


def _lines(
    judged: Judged, counted: Sequence[Counted], yielding: Mapping[Counted, str], group: str | None, env: Environment
) -> list[Line]:
    """A line for each record that has not expired; those that give way to another of their act count 0."""
    counting = [item for item in counted if item not in yielding]
    under = env if judged.edition is env.edition else attrs.evolve(env, edition=judged.edition)
    points = dict(zip(counting, capped(counting, judged.criterion.caps, under), strict=True))
    return [_line(item, points.get(item, 0), judged.criterion, yielding.get(item), group) for item in counted]


def _line(item: Counted, points: Exact, criterion: Criterion, yields: str | None, group: str | None) -> Line:
    text, record = item.criterion.text, item.record
    remarks = [remark for remark in (item.remark, yields) if remark]
    return Line(
        criterion=text.name,
        title=text.title,
        points=points,
        before_caps=item.points,
        weight=criterion.weight,
        record=record.id if record else None,
        event=record.event if record else None,
        date=record.date if record else None,
        until=item.until,
        basis=text.basis,
        source=text.source.value if text.source else None,
        at=str(text.span),
        remark="; ".join(remarks) or None,
        group=group,
        edition=item.edition.edition,
        gives_way=yields is not None,
    )
