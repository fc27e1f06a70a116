"""What was different over a stretch of days, for people and for programs: shared by `rescore` and `trace`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import attrs

from creditlang.analysis.spells import Burden, Kind, Spell, shown_value
from creditlang.semantics import Decision, show_value
from creditlang.values import Money, magnitude, show_exact, show_points


@attrs.frozen
class Wording:
    """How two courses are told apart: the words for a value under each, and for being in effect under one only."""

    values: str
    only_first: str
    only_second: str
    points: str


AS_IT_WAS = Wording(
    "was {first}, should have been {second}",
    "was in effect, should not have been",
    "was not in effect, should have been",
    "{change} than there should have been",
)
"""For what was decided and what should have been."""

WITH_AND_WITHOUT = Wording(
    "with it {first}, without it {second}",
    "in effect because of it",
    "not in effect because of it",
    "{change} with it than without it",
)
"""For a record that is there and one that is not."""


def spell_texts(found: Iterable[Spell], wording: Wording) -> Iterator[str]:
    """Stretches in words, such as `grade: was C, should have been B, from 2020-01-10 until 2020-06-01`.

    Points that differ by more one day and by less another, as where they fade, are told in one line.
    """
    joined: list[list[Spell]] = []
    points: dict[Burden, list[Spell]] = {}
    for spell in found:
        before = points.get(spell.burden)
        if spell.apart is not None and before and before[-1].until == spell.since and _way(before[-1]) == _way(spell):
            before.append(spell)
            continue
        joined.append([spell])
        if spell.apart is not None:
            points[spell.burden] = joined[-1]
    return (_text(group, wording) for group in joined)


def _way(spell: Spell) -> bool:
    return spell.apart is not None and spell.apart > 0


def _text(group: list[Spell], wording: Wording) -> str:
    spell, until = group[0], group[-1].until
    period = f"from {spell.since} until {until}" if until else f"from {spell.since} to the day decided for"
    name = spell.title or spell.name
    if spell.apart is not None:
        sizes = sorted({magnitude(one.apart) for one in group if one.apart is not None})
        change = " to ".join(show_exact(size) for size in dict.fromkeys((sizes[0], sizes[-1])))
        change += " more" if _way(spell) else " fewer"
        return f"{name}: {wording.points.format(change=change)}, {period}"
    if spell.kind not in (Kind.POINTS, Kind.GRADE) and spell.second is None:
        return f"{name}: {wording.only_first}, {period}"
    if spell.kind not in (Kind.POINTS, Kind.GRADE) and spell.first is None:
        return f"{name}: {wording.only_second}, {period}"
    return f"{name}: {wording.values.format(first=_shown(spell.first), second=_shown(spell.second))}, {period}"


def _shown(value: object) -> str:
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return show_exact(value)
    one = shown_value(value)
    if one is not None:
        return show_value(one)
    return f"{len(value)} entries" if isinstance(value, tuple) else "none" if value is None else "in effect"


def spell_json(spell: Spell) -> dict[str, object]:
    """One stretch as plain data."""
    return {
        "kind": spell.kind.value,
        "name": spell.name,
        "title": spell.title,
        "burden": spell.burden.value,
        "since": spell.since.isoformat(),
        "until": spell.until.isoformat() if spell.until else None,
        "first": _data(spell.first),
        "second": _data(spell.second),
    }


def _data(value: object) -> object:
    if isinstance(value, tuple):
        return [_data(item) for item in value]
    if isinstance(value, Money):
        return {"amount": show_exact(value.amount), "currency": value.currency}
    return value if value is None or isinstance(value, str | bool) else show_value(value)  # type: ignore[arg-type]  # what a rule brings


def outcome_text(decision: Decision) -> str:
    """The result in a few words: `950 points, grade B`."""
    parts = [show_points(decision.points)] if decision.points is not None else []
    parts += [f"grade {decision.grade}"] if decision.grade is not None else []
    if not decision.covered:
        parts.append("not covered")
    elif decision.consent in ("missing", "withdrawn"):
        parts.append(f"consent {decision.consent}")
    return ", ".join(parts) or "no score"
