"""What the expressions of an edition read, through every define."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang.ir import (
    Edition,
    GradeMove,
    PublicList,
    Reward,
    Sanction,
    Series,
    walk,
)
from creditlang.ir import expressions as expr

Rule = GradeMove | Reward | Sanction | PublicList


def roots(rule: object) -> Iterator[expr.Expression]:
    """The expressions that a node of the typed tree holds, itself if it is one."""
    if isinstance(rule, expr.Expression):
        yield rule
    elif isinstance(rule, tuple):
        for item in rule:
            yield from roots(item)
    elif isinstance(rule, dict):
        for item in rule.values():
            yield from roots(item)
    elif attrs.has(kind := type(rule)):
        for field in attrs.fields(kind):
            if field.name not in ("span", "text", "registry"):
                yield from roots(getattr(rule, field.name))


def parts(rule: object, edition: Edition) -> Iterator[expr.Expression]:
    """Every expression in a rule and in the defines that it calls, once each."""
    waiting: list[expr.Expression] = list(roots(rule))
    called: set[str] = set()
    while waiting:
        for part in walk(waiting.pop()):
            yield part
            if isinstance(part, expr.CallDefine) and part.define not in called:
                called.add(part.define)
                waiting.append(edition.defines[part.define].body)


def looks_beyond(rule: object, edition: Edition) -> bool:
    """Whether a rule reads anything but the facts and its own record, so that others, of which a proof has only so
    many, can matter: other records, or related subjects that are counted."""
    beyond = (
        expr.Aggregate,
        expr.Occurrence,
        expr.EarlierPoints,
        expr.Points,
        expr.GradeOf,
        expr.CompareGrade,
        expr.Listed,
        expr.Holds,
    )
    return any(isinstance(part, beyond) for part in parts(rule, edition))


def rated_alone(edition: Edition) -> bool:
    """Whether the facts, and of consent one record of its own, decide who is rated, whatever else is on record."""
    covers, consent = edition.covers, edition.consent
    asked = [covers, None if consent is None else consent.where]
    return not any(part is not None and looks_beyond(part, edition) for part in asked)


def limits_look_beyond(edition: Edition) -> bool:
    """Whether the limit of a group counts records."""
    return any(
        looks_beyond(limit, edition) for group in edition.groups.values() for limit in (*group.at_most, *group.at_least)
    )


def stands_alone(name: str, series: Series, edition: Edition) -> bool:
    """Whether one record decides if a criterion counts or a rule takes effect, whatever else is on record.

    Consent is a record of its own, what fades needs one before it, and under a transition other editions judge too.
    """
    if edition.consent is not None or (edition.covers is not None and looks_beyond(edition.covers, edition)):
        return False
    rules: dict[str, Rule] = {**edition.moves, **edition.rewards, **edition.lists, **edition.sanctions}
    if name in rules:
        return not looks_beyond(rules[name], edition)
    versions = [(e.criteria[name], e) for e in series.editions if name in e.criteria]
    return not any(criterion.fades or looks_beyond(criterion, e) for criterion, e in versions)


def gives_way(member: str, edition: Edition) -> bool:
    """Whether a group around a criterion or group lets one record of an act count."""
    around = [group for group in edition.groups.values() if member in group.members]
    return any(group.only_largest_per is not None or gives_way(group.name, edition) for group in around)
