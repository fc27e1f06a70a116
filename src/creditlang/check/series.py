"""Editions of one rulebook, put in the order of time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import attrs

from creditlang.check.errors.rulebooks import EditionsOverlap, RegistriesDiffer, SameEdition, UndatedEdition
from creditlang.diagnostics import Collector
from creditlang.ir import Edition


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
        one = f"{first.subject} in {first.registry.name}"
        other = f"{edition.subject} in {edition.registry.name}"
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
    starts = [edition.in_force for edition in ordered[1:]]
    return tuple(_until(edition, start) for edition, start in zip(ordered, [*starts, None], strict=True))


def _until(edition: Edition, next_start: date | None) -> Edition:
    ends = [day for day in (edition.ends, next_start) if day is not None]
    return attrs.evolve(edition, ends=min(ends, default=None))
