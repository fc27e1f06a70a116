"""Scores without an end: what every further record of a kind adds, whatever else is on record.

The argument, by induction over copies of one record, dated alike and told apart by their ids and acts. A criterion
*adds freely* if each of its records counts by itself: nothing in it looks at other records, no cap, choice or group
keeps a line from counting whole. Then each copy adds what the first one added. Everything else that rests on records of
the kind and moves the score the other way is bounded, however many copies there are: by its caps in one month, for all
copies are of one day, or because its number of lines does not grow with them. So the sum of the free lines of one
record, if it is not 0, moves the score beyond every number, unless the score has a bound of its own there.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang.analysis.static.flows import Records, flow_of
from creditlang.analysis.static.points import amount_of, total_of
from creditlang.analysis.static.reading import limits_look_beyond, looks_beyond
from creditlang.ir import CalendarPeriod, Criterion, Edition, Group, OnEvent, Series, Transition


@attrs.frozen
class Growth:
    """The criteria by which each further record of an event moves the score.

    Attributes:
        along: by name, those that move it the way that is asked about, each line whole.
        against: those that move it the other way, line by line; groups may keep them smaller.
    """

    along: frozenset[str]
    against: frozenset[str]


def growth(series: Series, current: Edition, judging: Edition, event: str, sign: int) -> Growth | None:
    """By which criteria records of an event can move the score without end; None where that does not follow.

    Args:
        current: the edition that decides.
        judging: the edition in force on the day of the records.
        sign: 1 for upwards, -1 for downwards.
    """
    score = current.score
    if score is None or (score.bounds.high if sign > 0 else score.bounds.low) is not None:
        return None
    if current.transition is Transition.MILDER or looks_beyond(score.starts_at, current) or limits_look_beyond(current):
        return None
    if current.covers is not None and looks_beyond(current.covers, current):
        return None
    if current.consent is not None and event in (current.consent.event, current.consent.ended_by):
        return None
    by = current if current.transition is Transition.THIS_EDITION else judging
    additive = {name: c for name, c in by.criteria.items() if _on(c, event) and _adds_freely(c, by)}
    along = {n for n, c in additive.items() if c.sign == sign and _whole(n, current)}
    against = {n for n, c in additive.items() if c.sign != sign}
    if any(group.weight is not None for name in against for group in _around(name, current)):
        return None
    if not along or any(_unbounded(c, e, event, sign, against) for e in series.editions for c in e.criteria.values()):
        return None
    return Growth(frozenset(along), frozenset(against))


def _on(criterion: Criterion, event: str) -> bool:
    return isinstance(criterion.trigger, OnEvent) and criterion.trigger.event == event


def _adds_freely(criterion: Criterion, edition: Edition) -> bool:
    """Whether each record counts by itself and whole."""
    chooses = criterion.only_largest_per is not None or criterion.once_in is not None or criterion.fades
    return not (criterion.caps or chooses or looks_beyond(criterion, edition))


def _whole(name: str, current: Edition) -> bool:
    """Whether the edition that decides counts every line of a criterion, whichever edition has judged its record."""
    own = current.criteria.get(name)
    return own is not None and _adds_freely(own, current) and not _held(name, current)


def _held(name: str, edition: Edition) -> bool:
    """Whether a group around a criterion may keep its lines from counting whole."""
    return any(
        bool(group.at_most or group.at_least or group.best_of) or (group.only_largest_per, group.weight) != (None, None)
        for group in _around(name, edition)
    )


def _around(name: str, edition: Edition) -> Iterator[Group]:
    for outer, group in edition.groups.items():
        if name in group.members:
            yield group
            yield from _around(outer, edition)


def _unbounded(criterion: Criterion, edition: Edition, event: str, sign: int, known: set[str]) -> bool:
    """Whether a criterion may move the score the other way, more with each copy, in a way that is not counted."""
    if criterion.sign == sign or criterion.text.name in known:
        return False
    if _on(criterion, event):
        return total_of(criterion, CalendarPeriod.MONTH) is None
    return Records(event) in flow_of(edition).of_rule(criterion) and amount_of(criterion).high is None
