"""The score: lines, groups, start, rounding and bounds, every step kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from creditlang.ir import Criterion, Edition, Group
from creditlang.semantics.criteria import Counted, act_under, active, capped, only_largest
from creditlang.semantics.decision import GroupPart, Line, ScorePart
from creditlang.semantics.expressions import Environment, evaluate
from creditlang.semantics.series import Judged
from creditlang.values import Exact, magnitude, plain, round_exact


def score(judged: Mapping[str, Judged], env: Environment) -> ScorePart:
    """Add up what counts on the as-of date."""
    edition = env.edition
    assert edition.score is not None
    counting = {name: only_largest(j.counted, act_under(j.criterion)) for name, j in judged.items()}
    for group in edition.groups.values():
        if group.only_largest_per is not None:
            _largest_in_group(group, counting, edition)
    directly_in = {member: group.name for group in edition.groups.values() for member in group.members}
    lines: list[Line] = []
    totals: dict[str, Exact] = {}
    for name, j in judged.items():
        found = _lines(j.criterion, active(counting[name], env.as_of), env, directly_in.get(name))
        lines += found
        totals[name] = plain(sum(line.points for line in found) * (j.criterion.weight or 1))
    groups = _groups(edition, totals, env)
    starts_at = evaluate(edition.score.starts_at, env)
    top = [points for name, points in totals.items() if name not in directly_in]
    total = plain(starts_at + sum(top))
    rounded = total
    if edition.score.rounding is not None:
        rounded = round_exact(total, edition.score.rounding, Fraction(1, 10**edition.score.decimals))
    bounds = edition.score.bounds
    bounded = rounded if bounds.low is None else max(rounded, bounds.low)
    bounded = bounded if bounds.high is None else min(bounded, bounds.high)
    return ScorePart(starts_at, groups, tuple(lines), total, plain(rounded), plain(bounded))


def _lines(criterion: Criterion, counted: Sequence[Counted], env: Environment, group: str | None) -> list[Line]:
    points = capped(counted, criterion.caps, env)
    return [_line(item, after, criterion, group) for item, after in zip(counted, points, strict=True)]


def _line(item: Counted, after: Exact, criterion: Criterion, group: str | None) -> Line:
    text, record = item.criterion.text, item.record
    return Line(
        criterion=text.name,
        title=text.title,
        points=after,
        before_caps=item.points,
        weight=criterion.weight,
        record=record.id if record else None,
        event=record.event if record else None,
        date=record.date if record else None,
        until=item.until,
        basis=text.basis,
        source=text.source.value if text.source else None,
        at=str(text.span),
        remark=item.remark,
        group=group,
        edition=item.edition.edition,
    )


def _largest_in_group(group: Group, counting: dict[str, list[Counted]], edition: Edition) -> None:
    """Of the records of one act, whatever criteria of the group they fall under, let one count."""
    inside = [name for name in _criteria_in(group, edition) if name in counting]
    field = group.only_largest_per
    every = [item for name in inside for item in counting[name]]
    kept = only_largest(every, lambda c: c.record.values[field] if c.record and field else None)
    for name in inside:
        counting[name] = [item for item in counting[name] if any(item is k for k in kept)]


def _criteria_in(group: Group, edition: Edition) -> Iterable[str]:
    for member in group.members:
        if member in edition.groups:
            yield from _criteria_in(edition.groups[member], edition)
        else:
            yield member


def _groups(edition: Edition, totals: dict[str, Exact], env: Environment) -> tuple[GroupPart, ...]:
    """The groups, inner ones first; their points are added to `totals`."""
    parts: list[GroupPart] = []

    def total_of(name: str) -> Exact:
        if name not in totals:
            part = _group(edition.groups[name], [total_of(m) for m in edition.groups[name].members], env)
            parts.append(part)
            totals[name] = part.points
        return totals[name]

    for name in edition.groups:
        total_of(name)
    return tuple(parts)


def _group(group: Group, members: Sequence[Exact], env: Environment) -> GroupPart:
    magnitudes = [magnitude(points) for points in members]
    best = members[magnitudes.index(max(magnitudes))]  # of equal ones the first
    total = best if group.best_of else sum(members)
    points: Exact = total * (group.weight or 1)
    for bound in group.at_most:
        limit = evaluate(bound, env)
        points = min(max(points, -limit), limit)
    for bound in group.at_least:
        points = max(points, evaluate(bound, env))
    chosen = group.members[magnitudes.index(max(magnitudes))] if group.best_of else None
    return GroupPart(group.name, group.title, group.members, plain(total), plain(points), group.weight, chosen)
