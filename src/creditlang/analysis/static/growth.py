"""Scores without an end: what every further record of a kind adds, whatever else is on record.

The argument, by induction over copies of one record, dated alike and told apart by their ids and acts. A criterion
*adds freely* if each of its records counts by itself: nothing in it looks at other records of the kind, and no cap,
choice or group keeps a line from counting whole; records of other kinds are what they are, however many copies there
are, and of records that share an act one counts, but each copy is an act of its own. Then each copy adds what the first
one added. Everything else that rests on records of the kind and moves the score the other way is bounded, however many
copies there are: by its caps in one month, for all copies are of one day; because its number of lines does not grow
with them; or because no record that it is on is there. So the sum of the free lines of one record, if it is not 0,
moves the score beyond every number, unless the score has a bound of its own there.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang.analysis.static.flows import Records, flow_of
from creditlang.analysis.static.points import amount_of, total_of
from creditlang.analysis.static.reading import limits_look_beyond, looks_beyond, parts
from creditlang.ir import CalendarPeriod, Criterion, Edition, Group, OnEvent, Registry, Series, Transition
from creditlang.ir import expressions as ir
from creditlang.types import Text


@attrs.frozen
class Growth:
    """The criteria by which each further record of an event moves the score.

    Attributes:
        along: by name, those that move it the way that is asked about, each line whole.
        against: those that move it the other way, line by line; groups may keep them smaller.
    """

    along: frozenset[str]
    against: frozenset[str]


def growth(
    series: Series, current: Edition, judging: Edition, event: str, sign: int, present: frozenset[str]
) -> Growth | None:
    """By which criteria records of an event can move the score without end; None where that does not follow.

    Args:
        current: the edition that decides.
        judging: the edition in force on the day of the records.
        sign: 1 for upwards, -1 for downwards.
        present: the events of which there are records.
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
    additive = {name: c for name, c in by.criteria.items() if _on(c, event) and _adds_freely(c, by, event)}
    along = {n for n, c in additive.items() if c.sign == sign and _whole(n, current, event)}
    against = {n for n, c in additive.items() if c.sign != sign}
    if any(group.weight is not None for name in against for group in _around(name, current)):
        return None
    others = [
        (c, e) for e in series.editions for c in e.criteria.values() if c.sign != sign and c.text.name not in against
    ]
    if not along or any(_unbounded(c, e, event) for c, e in others if _there(c, present)):
        return None
    return Growth(frozenset(along), frozenset(against))


def _on(criterion: Criterion, event: str) -> bool:
    return isinstance(criterion.trigger, OnEvent) and criterion.trigger.event == event


def _there(criterion: Criterion, present: frozenset[str]) -> bool:
    """Whether there is anything that a criterion can count."""
    return not isinstance(criterion.trigger, OnEvent) or criterion.trigger.event in present


def _adds_freely(criterion: Criterion, edition: Edition, event: str) -> bool:
    """Whether each record of an event counts by itself and whole."""
    act = criterion.only_largest_per
    if criterion.caps or criterion.once_in is not None or criterion.fades:
        return False
    if act is not None and not is_told_apart(edition.registry, event, act):
        return False
    return not any(_counts(part, event) for part in parts(criterion, edition))


def is_told_apart(registry: Registry, event: str, field: str) -> bool:
    """Whether any number of records of an event can be acts of their own, by a text or by a field that is unknown."""
    declared = registry.events[event].fields[field]
    return declared.optional or isinstance(declared.type, Text)


def _counts(part: ir.Expression, event: str) -> bool:
    """Whether something may come out otherwise because there is one more record of an event."""
    match part:
        case ir.Aggregate(source=ir.EventRecords(event=counted)):
            return counted == event
        case ir.Occurrence() | ir.EarlierPoints() | ir.Points() | ir.GradeOf() | ir.CompareGrade():
            return True
        case ir.Listed() | ir.Holds():
            return True
        case _:
            return False


def _whole(name: str, current: Edition, event: str) -> bool:
    """Whether the edition that decides counts every line of a criterion, whichever edition has judged its record."""
    own = current.criteria.get(name)
    return own is not None and _adds_freely(own, current, event) and not _held(name, current)


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


def _unbounded(criterion: Criterion, edition: Edition, event: str) -> bool:
    """Whether a criterion may move the score more with each copy of a record of an event."""
    if _on(criterion, event):
        return total_of(criterion, CalendarPeriod.MONTH) is None
    return Records(event) in flow_of(edition).of_rule(criterion) and amount_of(criterion).high is None
