"""Two editions without the criteria that are the same in both: what is left decides whether the sum differs.

The sum of a score is a sum, so what both add alike cancels out, however many records there are. A question about the
rest is small even if the rulebook is large. Rules that read earlier scores see all of it, so nothing is left out then.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

import attrs

from creditlang import ir
from creditlang.analysis.diff.effect import Same, member_meanings
from creditlang.analysis.diff.law import Law
from creditlang.ir import expressions as expr
from creditlang.types import Number, PointsUnit, Related


def reduced(law: Law, same: Same) -> tuple[ir.Edition, ir.Edition] | None:
    """The editions with the criteria and groups that differ; None where all must stay."""
    editions = tuple(meaning.edition for meaning in law.meanings)
    if any(_reads_the_whole(edition) for edition in editions):
        return None
    meanings = [member_meanings(law, side, same) for side in (0, 1)]
    shared = Counter(meanings[0].values()) & Counter(meanings[1].values())
    old, new = (_kept(edition, found, shared.copy()) for edition, found in zip(editions, meanings, strict=True))
    return old, new


def _kept(edition: ir.Edition, meanings: dict[str, Hashable], shared: Counter[Hashable]) -> ir.Edition:
    kept: list[str] = []
    for name, meaning in meanings.items():
        if shared[meaning]:
            shared[meaning] -= 1
        else:
            kept.append(name)
    inside = set(_within(edition, kept))
    return attrs.evolve(
        edition,
        criteria={name: criterion for name, criterion in edition.criteria.items() if name in inside},
        groups={name: group for name, group in edition.groups.items() if name in inside},
    )


def _within(edition: ir.Edition, names: Iterable[str]) -> Iterable[str]:
    for name in names:
        yield name
        if name in edition.groups:
            yield from _within(edition, edition.groups[name].members)


def _reads_the_whole(edition: ir.Edition) -> bool:
    """Whether the points of one criterion depend on others beside its group."""
    for criterion in edition.criteria.values():
        if criterion.fades:
            return True
        parts = [criterion.expires_after, criterion.counts_from, *(cap.amount for cap in criterion.caps)]
        if not isinstance(criterion.amount, ir.Assessed):
            parts.append(criterion.amount)
        match criterion.trigger:
            case ir.OnEvent(where=where):
                parts.append(where)
            case ir.While(condition=condition):
                parts.append(condition)
            case ir.Always():
                pass
        if any(isinstance(node, expr.EarlierPoints) for part in parts if part is not None for node in ir.walk(part)):
            return True
    return False


_REST = "the rest of the points"


def with_any_rest(
    editions: tuple[ir.Edition, ir.Edition], registry: ir.Registry
) -> tuple[tuple[ir.Edition, ir.Edition], ir.Registry] | None:
    """Reduced editions, and a fact of the subject that stands for whatever the criteria left out come to.

    What is impossible with any sum of the others is impossible. None where that sum may have any decimals.
    """
    scores = [edition.score for edition in editions]
    if scores[0] is None or scores[1] is None or scores[0].rounding or scores[1].rounding:
        return None
    if scores[0].decimals != scores[1].decimals:
        return None
    kind = Number(PointsUnit(), scores[0].decimals)
    subject = registry.subjects[editions[0].subject]
    fields = {**subject.fields, _REST: ir.Field(_REST, None, kind)}
    registry = attrs.evolve(
        registry, subjects={**registry.subjects, subject.name: attrs.evolve(subject, fields=fields)}
    )
    old, new = (_with_rest(edition, kind) for edition in editions)
    return (old, new), registry


def _with_rest(edition: ir.Edition, kind: Number) -> ir.Edition:
    who = expr.TheSubject(type=Related(edition.subject))
    text = ir.RuleText(name=_REST, span=edition.span)
    amount = expr.Read(who, _REST, type=kind)
    rest = ir.Criterion(text, ir.Always(), 1, amount, None, None, (), None, None)
    return attrs.evolve(edition, criteria={**edition.criteria, _REST: rest})
