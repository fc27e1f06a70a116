"""Law in time: which criteria can contribute on the day of the decision, and which edition judges their records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from creditlang.ir import Criterion, Edition, OnEvent, Repealed, Series, Transition
from creditlang.semantics.groups import direct_group


@attrs.frozen
class Judge:
    """An edition's criterion, and the days whose records it judges (None: without bound)."""

    criterion: Criterion
    edition: Edition
    first: date | None = None
    end: date | None = None

    @property
    def event(self) -> str:
        """The event of its records."""
        assert isinstance(self.criterion.trigger, OnEvent)
        return self.criterion.trigger.event


@attrs.frozen
class Entry:
    """A criterion that can contribute on the day of the decision.

    Attributes:
        criterion: as it stands in `edition`, which says its caps and weight.
        own: who judges records by their own date.
        this: the current edition as judge of all records, under `transition the milder`.
        on_facts: whether it (also) gives points without a record.
        group: the group that it stands in.
        milder: whether a record counts only if the current edition, which may not judge it at all, is not better.
    """

    criterion: Criterion
    edition: Edition
    own: tuple[Judge, ...]
    this: Judge | None
    on_facts: bool
    group: str | None
    milder: bool = False

    @property
    def name(self) -> str:
        """The criterion's."""
        return self.criterion.text.name

    @property
    def judges(self) -> tuple[Judge, ...]:
        """All of them."""
        return self.own if self.this is None else (*self.own, self.this)

    @property
    def one_sign(self) -> bool:
        """Whether all its lines are awards, or all deductions: an edition may have turned one into the other."""
        return len({self.criterion.sign, *(judge.criterion.sign for judge in self.judges)}) == 1


def entries(series: Series, current: Edition) -> tuple[Entry, ...]:
    """Every criterion that can contribute: those of the current edition, and repealed ones that run out."""
    groups = direct_group(current)
    found = {name: _entry(series, current, criterion, groups.get(name)) for name, criterion in current.criteria.items()}
    if current.repealed is Repealed.RUN_OUT:
        before = series.editions[: series.editions.index(current)]
        for edition in reversed(before):
            for name, criterion in edition.criteria.items():
                if name not in found and isinstance(criterion.trigger, OnEvent):
                    own = tuple(_by_own_date(series, current, name))
                    found[name] = Entry(criterion, edition, own, None, False, None)
    return tuple(found.values())


def _entry(series: Series, current: Edition, criterion: Criterion, group: str | None) -> Entry:
    on_event = isinstance(criterion.trigger, OnEvent)
    own = tuple(_by_own_date(series, current, criterion.text.name))
    this = Judge(criterion, current) if on_event else None
    match current.transition:
        case Transition.OWN_DATE:
            return Entry(criterion, current, own, None, not on_event, group)
        case Transition.THIS_EDITION:
            return Entry(criterion, current, (this,) if this else (), None, not on_event, group)
        case Transition.MILDER:
            return Entry(criterion, current, own, this, not on_event, group, milder=True)


def _by_own_date(series: Series, current: Edition, name: str) -> Iterator[Judge]:
    """The editions that judge records of their own time: none later than the current one has begun."""
    for edition in series.editions[: series.editions.index(current) + 1]:
        criterion = edition.criteria.get(name)
        if criterion is not None and isinstance(criterion.trigger, OnEvent):
            yield Judge(criterion, edition, edition.in_force, None if edition is current else edition.ends)
