"""Editions of one rulebook, put in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import attrs

from creditlang.check.arithmetic import show_range
from creditlang.check.errors.rulebooks import (
    DayWithoutEdition,
    EditionsOverlap,
    RegistriesDiffer,
    SameEdition,
    UndatedEdition,
)
from creditlang.check.errors.types import OutOfRange
from creditlang.diagnostics import Collector
from creditlang.ir import Edition
from creditlang.ir.earlier import earlier_points
from creditlang.syntax import nodes
from creditlang.types import Interval, Number, definite


def order_editions(editions: Sequence[Edition], collector: Collector) -> tuple[Edition, ...] | None:
    """The editions, earliest first, each ending where the next begins; None after a report."""
    sound = True
    name = editions[0].name
    if len(editions) > 1:
        for edition in editions:
            if edition.in_force is None:
                collector.report(UndatedEdition(span=edition.span, name=name))
                sound = False
    first = editions[0]
    for edition in editions[1:]:
        one, other = (f"{each.subject} in {each.registry.name}" for each in (first, edition))
        if one == other:  # two registries of one name
            one, other = (f"{called} of {each.span.source.name}" for called, each in ((one, first), (other, edition)))
        if edition.registry is not first.registry or edition.subject != first.subject:
            collector.report(RegistriesDiffer(span=edition.span, name=name, one=one, other=other))
            sound = False
    called: dict[str, Edition] = {}
    for edition in editions:
        if edition.edition is None:
            continue
        other_one = called.setdefault(edition.edition, edition)
        if other_one is not edition:
            collector.report(SameEdition(span=edition.span, name=name, edition=edition.edition, first=other_one.span))
            sound = False
    if not sound:
        return None
    ordered = sorted(editions, key=lambda e: (e.in_force is not None, e.in_force and e.in_force.toordinal()))
    for earlier, later in pairwise(ordered):
        assert later.in_force is not None
        if earlier.in_force == later.in_force:
            day = later.in_force.isoformat()
            collector.report(EditionsOverlap(span=later.span, name=name, day=day, first=earlier.span))
            return None
    if not _earlier_scores_fit(ordered, collector):
        return None
    starts = [edition.in_force for edition in ordered[1:]]
    return tuple(_until(edition, start) for edition, start in zip(ordered, [*starts, None], strict=True))


def check_days_between(heads: Sequence[tuple[Edition, nodes.Rulebook]], collector: Collector) -> None:
    """Warn of a single day between two editions: the end was meant as a last day, and is the first one without."""
    ordered = sorted(heads, key=lambda head: head[0].in_force or date.min)
    for (edition, written), (following, _) in pairwise(ordered):
        starts = following.in_force
        if edition.ends is None or starts is None or starts - edition.ends != timedelta(days=1):
            continue
        for clause in written.clauses:
            match clause:
                case nodes.Sunset(on=edition.ends):
                    meant = f"sunset {starts}"
                case nodes.InForce(ends=edition.ends):
                    meant = f"in force from {clause.starts} until {starts}"
                case _:
                    continue
            collector.report(
                DayWithoutEdition(
                    span=clause.span,
                    day=edition.ends.isoformat(),
                    starts=starts.isoformat(),
                    meant=meant,
                    following=following.span,
                )
            )


def _earlier_scores_fit(editions: Sequence[Edition], collector: Collector) -> bool:
    """Whether no edition asks for an earlier score that another may have given beyond the bounds of its own."""
    sound = True
    for edition in editions:
        for asked in earlier_points(edition):
            own = definite(asked.type)
            assert isinstance(own, Number)
            for other in editions:
                score = other.score
                scale = own.scale or 0
                if score is None or (own.range.encloses(score.bounds) and score.decimals <= scale):
                    continue
                name = f"the edition `{other.edition}`" if other.edition else f"the edition from {other.in_force}"
                collector.report(
                    OutOfRange(
                        span=asked.span,
                        place="a score",
                        wanted=_kind(own.range, scale),
                        got=f"one of {name}: {_kind(score.bounds, score.decimals)}",
                        advice="let the scores of all editions have the same bounds and decimals",
                    )
                )
                sound = False
                break
    return sound


def _kind(bounds: Interval, decimals: int) -> str:
    return (
        f"{show_range(bounds)}, with {decimals} decimal{'' if decimals == 1 else 's'}"
        if decimals
        else show_range(bounds)
    )


def _until(edition: Edition, next_start: date | None) -> Edition:
    ends = [day for day in (edition.ends, next_start) if day is not None]
    return attrs.evolve(edition, ends=min(ends, default=None))
