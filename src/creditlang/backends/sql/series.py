"""Law in time: which editions judge the records of a criterion, and what becomes of repealed ones.

The same choices as in `semantics.series`; the as-of date is known when the query is written, so that they are made here
and only the days of the records are left to the engine.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import takewhile

import attrs

from creditlang.ir import Criterion, Edition, OnEvent, Repealed, Series, Transition


@attrs.frozen
class Judge:
    """A criterion of an edition and the days whose records it judges (None: without bound)."""

    criterion: Criterion
    edition: Edition
    first: date | None = None
    end: date | None = None


@attrs.frozen
class Judged:
    """A criterion as it bounds its lines on as-of.

    Attributes:
        judges: who judges its records by their own dates.
        milder: whether of two judges the better one for the person counts.
        this: the current edition, where it judges beside those of the records' dates.
        on_facts: whether it also speaks of facts.
        current: whether it stands in the edition in force; else it runs out.
    """

    criterion: Criterion
    edition: Edition
    judges: tuple[Judge, ...]
    milder: bool
    this: Judge | None
    on_facts: bool
    current: bool


def judge_all(series: Series, current: Edition, as_of: date) -> dict[str, Judged]:
    """Every criterion that can still contribute."""
    found: dict[str, Judged] = {}
    for name, criterion in current.criteria.items():
        on_facts = not isinstance(criterion.trigger, OnEvent)
        own = tuple(_by_own_date(name, series, as_of))
        this = None if on_facts else Judge(criterion, current)
        milder = current.transition is Transition.MILDER
        if current.transition is Transition.THIS_EDITION:
            own = (this,) if this else ()
        found[name] = Judged(criterion, current, own, milder, this if milder else None, on_facts, True)
    if current.repealed is Repealed.RUN_OUT:
        for edition in list(takewhile(lambda one: one is not current, series.editions))[::-1]:
            for name, criterion in edition.criteria.items():
                if name not in found and isinstance(criterion.trigger, OnEvent):
                    own = tuple(_by_own_date(name, series, as_of))
                    found[name] = Judged(criterion, edition, own, False, None, False, False)
    return found


def _by_own_date(name: str, series: Series, as_of: date) -> Iterator[Judge]:
    for edition in series.editions:
        criterion = edition.criteria.get(name)
        begun = edition.in_force is None or edition.in_force <= as_of
        if criterion is not None and isinstance(criterion.trigger, OnEvent) and begun:
            yield Judge(criterion, edition, edition.in_force, edition.ends)
