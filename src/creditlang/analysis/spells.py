"""Over which days two courses of decisions on one person differ, and in what.

A course is what is decided on each day under some assumption: with what was known then and with what is known now,
with a record and without it. Both are asked on every day on which either can change; between two such days neither
does.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction

import attrs

from creditlang.analysis.courses import Pair
from creditlang.ir import Edition, ListKind, Series, better_with_points
from creditlang.semantics import Decision, ListPart, MovePart, RewardPart, SanctionPart, Value
from creditlang.semantics.parts import RulePart
from creditlang.semantics.series import edition_on
from creditlang.values import Exact, Money, plain


class Kind(enum.Enum):
    """What differs."""

    POINTS = "points"
    GRADE = "grade"
    SANCTION = "sanction"
    REWARD = "reward"
    LIST = "list"
    DOWNGRADE = "downgrade"
    UPGRADE = "upgrade"


class Burden(enum.Enum):
    """For whom the first course was the worse one."""

    HARM = "harm"
    """The person had it worse than under the second course."""
    FAVOUR = "favour"
    """The person had it better."""
    OTHER = "other"
    """It was different, and nobody can say by that alone whether better or worse."""


@attrs.frozen
class Spell:
    """A stretch of days on which the courses differ in one thing.

    Attributes:
        name: of the rule; `points` or `grade` for these.
        title: of the rule, where it has one.
        since: the first day; `until` the first day on which they no longer differ in this way, or None if they still
            did on the last day that was looked at.
        first, second: the points of the first day, the grade, or what the rule brought, once for each entry; None where
            it was not in effect. The points of other days may be others: what stays is how far they lie apart.
    """

    kind: Kind
    name: str
    title: str | None
    burden: Burden
    since: date
    until: date | None
    first: object
    second: object

    @property
    def apart(self) -> Exact | None:
        """By how many points the first course has more than the second; None of all else, or where one has none."""
        one, other = self.first, self.second
        points = self.kind is Kind.POINTS and isinstance(one, int | Fraction) and isinstance(other, int | Fraction)
        return plain(one - other) if points else None  # type: ignore[operator]  # both are numbers by then


_Key = tuple[Kind, str]


@attrs.frozen
class _State:
    """What one thing is on one day: its title, what it brings, and how good that is (None: cannot be told)."""

    title: str | None
    value: object
    worth: Exact | None


def spells(series: Series, days: Iterable[tuple[date, Pair | None]]) -> tuple[Spell, ...]:
    """Every stretch on which two courses differ, in the order in which they begin.

    Args:
        days: every day on which one of them can change, in order, and what both decided; None where they cannot differ,
            or where no edition is in force, which ends all stretches.
    """
    open_: dict[_Key, Spell] = {}
    found: list[Spell] = []
    for day, pair in days:
        now = _differences(series, day, pair)
        for key, spell in list(open_.items()):
            fresh = now.get(key)
            if fresh is None or not _alike(spell, fresh):
                found.append(attrs.evolve(open_.pop(key), until=day))
        for key, spell in now.items():
            open_.setdefault(key, spell)
    return tuple(sorted([*found, *open_.values()], key=lambda spell: (spell.since, spell.kind.value, spell.name)))


def tell(series: Series, found: Iterable[Spell], day: date, pair: Pair | None) -> bool:
    """Whether stretches tell of a day what two courses decided on it."""
    now = _differences(series, day, pair)
    told = [spell for spell in found if spell.since <= day and (spell.until is None or day < spell.until)]
    return len(told) == len(now) and all((one := now.get((s.kind, s.name))) and _alike(s, one) for s in told)


def _alike(one: Spell, other: Spell) -> bool:
    if one.apart is not None and other.apart is not None:
        return (one.apart, one.burden) == (other.apart, other.burden)
    return (one.first, one.second) == (other.first, other.second)


def _differences(series: Series, day: date, pair: Pair | None) -> dict[_Key, Spell]:
    if pair is None:
        return {}
    edition = edition_on(series, day)
    assert edition is not None
    old, new = _states(edition, pair.first), _states(edition, pair.second)
    return {
        key: Spell(
            kind=key[0],
            name=key[1],
            title=(a or b or _NOTHING).title,
            burden=_burden(key[0], a, b),
            since=day,
            until=None,
            first=a and a.value,
            second=b and b.value,
        )
        for key in {**old, **new}
        if (a := old.get(key)) != (b := new.get(key))
    }


_NOTHING = _State(None, None, None)


def _states(edition: Edition, decision: Decision) -> Mapping[_Key, _State]:
    """The points, the grade and everything in effect. Several entries under one rule are one state."""
    states: dict[_Key, _State] = {}
    if decision.points is not None:
        rises = better_with_points(edition.grades)
        worth = None if rises is None else decision.points if rises else -decision.points
        states[Kind.POINTS, "points"] = _State(None, decision.points, worth)
    if decision.grade is not None:
        rank = [grade.name for grade in edition.grades].index(decision.grade)
        states[Kind.GRADE, "grade"] = _State(None, decision.grade, -rank)
    entries: dict[_Key, list[RulePart]] = {}
    for part in decision.in_effect:
        entries.setdefault((_kind(part), part.name), []).append(part)
    for key, parts in entries.items():
        values = tuple(_brings(part) for part in parts)
        states[key] = _State(parts[0].title, values, _worth(values))
    return states


def _kind(part: RulePart) -> Kind:
    match part:
        case MovePart(direction=direction):
            return Kind(direction)
        case RewardPart():
            return Kind.REWARD
        case SanctionPart():
            return Kind.SANCTION
        case ListPart():
            return Kind.LIST


def _brings(part: RulePart) -> object:
    match part:
        case RewardPart(grant=value) | SanctionPart(impose=value):
            return value
        case MovePart(to=to):
            return to
        case ListPart(kind=kind):
            return kind


def _worth(values: tuple[object, ...]) -> Exact | None:
    """The sum of what entries bring, where these are amounts of one currency or plain numbers."""
    if not all(isinstance(value, Money) for value in values) or len({v.currency for v in values}) != 1:  # type: ignore[attr-defined]  # all are Money by then
        return None
    return sum(value.amount for value in values if isinstance(value, Money))


def _burden(kind: Kind, first: _State | None, second: _State | None) -> Burden:
    """Whether the first state was worse for the person than the second."""
    if kind in (Kind.POINTS, Kind.GRADE):
        if first is None or second is None or first.worth is None or second.worth is None:
            return Burden.OTHER
        return Burden.HARM if first.worth < second.worth else Burden.FAVOUR
    good = _is_good(kind, first or second)
    if first is None or second is None:
        return Burden.HARM if (first is None) == good else Burden.FAVOUR
    if first.worth is None or second.worth is None or first.worth == second.worth:
        return Burden.OTHER
    return Burden.HARM if (first.worth < second.worth) == good else Burden.FAVOUR


def _is_good(kind: Kind, state: _State | None) -> bool:
    """Whether it is good for a person that this is in effect."""
    if kind is Kind.LIST:
        return state is not None and isinstance(state.value, tuple) and state.value[0] == ListKind.RED.value
    return kind in (Kind.REWARD, Kind.UPGRADE)


def shown_value(value: object) -> Value | None:
    """What a state of one entry brings; None where there are several or none."""
    if isinstance(value, tuple) and len(value) == 1:
        return value[0]  # type: ignore[no-any-return]  # what `_brings` gave
    return value if isinstance(value, str) else None
