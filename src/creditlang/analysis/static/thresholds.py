"""What one record can do to the score at most, and which rules it can therefore not bring about together.

A rule that holds exactly where the score lies below a number, or from it on, begins as the score passes that number.
Two that begin as it falls begin together only if it falls by more than what lies between their numbers; one that begins
as it falls and one that begins as it rises never do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import combinations

import attrs

from creditlang.analysis.static.flows import Records, flow_of
from creditlang.analysis.static.monotone import nested
from creditlang.analysis.static.points import amount_of
from creditlang.analysis.static.reading import limits_look_beyond, looks_beyond
from creditlang.analysis.static.targets import rules_of
from creditlang.ir import Criterion, Edition, Group, OnEvent, Series, While
from creditlang.ir import expressions as ir
from creditlang.ir.grades import compares
from creditlang.values import Exact, plain


@attrs.frozen
class Threshold:
    """A number that the score passes as a rule begins to hold; `falling` if it holds below it."""

    at: Exact
    falling: bool


def threshold_of(condition: ir.Expression, edition: Edition) -> Threshold | None:
    """The number that the score alone must pass for a condition to become true; None if that is not all there is."""
    match condition:
        case ir.CompareGrade():
            return None if edition.moves else _of_grades(condition, edition)
        case ir.Compare(relation=relation, left=ir.Points(), right=ir.Constant(value=value)):
            return _of_number(relation, value)
        case ir.Compare(relation=relation, left=ir.Constant(value=value), right=ir.Points()):
            return _of_number(relation.mirrored, value)
        case _:
            return None


def _of_number(relation: ir.Relation, value: object) -> Threshold | None:
    if not isinstance(value, Exact) or relation in (ir.Relation.EQUAL, ir.Relation.NOT_EQUAL):
        return None
    return Threshold(value, relation in (ir.Relation.LESS, ir.Relation.AT_MOST))


def _of_grades(condition: ir.CompareGrade, edition: Edition) -> Threshold | None:
    names = [grade.name for grade in edition.grades]
    named = names.index(condition.grade)
    holding = [
        grade
        for place, grade in enumerate(edition.grades)
        if grade.banded and compares(condition.relation, place, named)
    ]
    if not holding or len(holding) == sum(grade.banded for grade in edition.grades):
        return None
    ends = {grade.low for grade in holding} ^ {grade.below for grade in holding}
    # Bands that touch leave the two outer ends; a run with one open end is all scores beyond the other.
    if len(ends) != 2 or None not in ends:
        return None
    (at,) = ends - {None}
    assert at is not None
    return Threshold(at, any(grade.low is None for grade in holding))


def most_by_record(series: Series, event: str) -> Exact | None:
    """By how much one record of an event can move the score, up or down; None where nothing bounds it."""
    found = [_most(edition, event, series) for edition in series.editions]
    sizes = [size for size in found if size is not None]
    return plain(max(sizes)) if len(sizes) == len(found) else None


def _most(edition: Edition, event: str, series: Series) -> Fraction | None:
    score, consent = edition.score, edition.consent
    if score is None:
        return Fraction(0)
    if consent is not None and event in (consent.event, consent.ended_by):
        return None
    if looks_beyond(score.starts_at, edition) or (edition.covers is not None and looks_beyond(edition.covers, edition)):
        return None
    if any(_does_more(group, edition) for group in edition.groups.values()) or limits_look_beyond(edition):
        return None
    flow = flow_of(edition)
    moved = {1: Fraction(0), -1: Fraction(0)}
    one_way = not any(group.only_largest_per for group in edition.groups.values())
    for criterion in edition.criteria.values():
        if Records(event) not in flow.of_rule(criterion):
            continue
        high = amount_of(criterion).high
        # A record of one edition counts under what the criterion of its name says in the edition that decides.
        versions = [e.criteria[criterion.text.name] for e in series.editions if criterion.text.name in e.criteria]
        if high is None or not all(_by_itself(each) for each in versions) or looks_beyond(criterion, edition):
            return None
        if not (isinstance(criterion.trigger, OnEvent) and criterion.trigger.event == event):
            return None
        moved[criterion.sign] += Fraction(high) * Fraction(1 if criterion.weight is None else criterion.weight)
        one_way &= all(each.only_largest_per is None and nested(each.caps) for each in versions)
    step = 0 if score.rounding is None else Fraction(1, 10**score.decimals)
    # A record that takes another one's place can move the score against its own sign, by what that one counted.
    return (max(moved.values()) if one_way else sum(moved.values(), Fraction(0))) + step


def _does_more(group: Group, edition: Edition) -> bool:
    """Whether a group may turn one more line into more than the line: by its weight, or by what it puts in a place."""
    if group.weight is not None:
        return True
    names = list(_within(group, edition))
    inner = [edition.groups[name] for name in names if name in edition.groups]
    criteria = [edition.criteria[name] for name in names if name in edition.criteria]
    mixed = len({criterion.sign for criterion in criteria}) > 1
    if group.best_of and (mixed or any(one.at_least for one in inner)):
        return True
    choosers = [one.only_largest_per for one in inner] + [one.only_largest_per for one in criteria]
    return group.only_largest_per is not None and (mixed or any(choosers))


def _within(group: Group, edition: Edition) -> Iterator[str]:
    for name in group.members:
        yield name
        if name in edition.groups:
            yield from _within(edition.groups[name], edition)


def _by_itself(criterion: Criterion) -> bool:
    """Whether a record keeps no other from counting, but for one that it takes the place of. Caps leave less of it."""
    return criterion.once_in is None and not criterion.fades


_MOST = 12
"""Rules whose every combination is looked at."""


def at_most_together(names: Iterable[str], event: str, series: Series, edition: Edition) -> int | None:
    """How many of some rules one more record can bring about at the most; None where that does not follow.

    Rules on records of their own that look at nothing else are counted as if they always came together.
    """
    rules = rules_of(edition)
    listed = list(names)
    found: dict[str, Threshold] = {}
    for name in listed:
        trigger = rules[name].trigger
        if isinstance(trigger, While):
            threshold = threshold_of(trigger.condition, edition)
            if threshold is None:
                return None
            found[name] = threshold
        elif looks_beyond(rules[name], edition):
            return None
    most = most_by_record(series, event)
    if most is None or len(listed) > _MOST:
        return None
    for number in range(len(listed), 0, -1):
        for chosen in combinations(listed, number):
            passed = [found[name] for name in chosen if name in found]
            if all(_can_meet(one, other, most) for one, other in combinations(passed, 2)):
                return number
    return 0


def _can_meet(one: Threshold, other: Threshold, most: Exact) -> bool:
    return one.falling == other.falling and abs(Fraction(one.at) - Fraction(other.at)) <= Fraction(most)
