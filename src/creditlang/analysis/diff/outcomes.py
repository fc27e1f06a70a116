"""What two decisions say, in one vocabulary: rules and grades of the new edition by their old names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from creditlang import ir
from creditlang.analysis.diff.articles import ArticleKind, Reference
from creditlang.analysis.diff.law import Law
from creditlang.semantics import Decision, ListPart, MovePart, RewardPart, SanctionPart
from creditlang.semantics.parts import RulePart
from creditlang.values import Exact

NOT_COVERED = "not covered"
NO_CONSENT = "no consent"
NO_GRADE = "no grade"

UNGRADED = (NOT_COVERED, NO_CONSENT, NO_GRADE)

Occasion = tuple[Any, Any, Any]
"""What a rule brings on one occasion, since when and until when."""


@attrs.frozen
class Outcome:
    """What was decided, without the words.

    Attributes:
        standing: the grade, or why there is none.
        in_effect: by kind and name, every occasion.
    """

    points: Exact | None
    standing: str
    in_effect: Mapping[Reference, frozenset[Occasion]]

    @property
    def is_decided(self) -> bool:
        """Whether anything is decided."""
        return self.standing not in (NOT_COVERED, NO_CONSENT)


def outcome_of_old(decision: Decision) -> Outcome:
    """What the old edition decided."""
    return _outcome(decision, None, {})


def outcome_of_new(decision: Decision, law: Law) -> Outcome:
    """What the new edition decided; what only it has bears names that nothing of the old one can have."""
    return _outcome(decision, law.old_names, {**{g.name: f"new {g.name}" for g in _grades(law)}, **law.grades})


def key_of_new(kind: ArticleKind, name: str, law: Law) -> str:
    """The name by which a rule of the new edition is counted."""
    return law.old_names.get((kind, name), f"new {name}")


def standing(decision: Decision) -> str:
    """The grade by its own name, or why there is none."""
    if not decision.covered:
        return NOT_COVERED
    if decision.consent in ("missing", "withdrawn"):
        return NO_CONSENT
    return decision.grade if decision.grade is not None else NO_GRADE


def kind_of(part: RulePart) -> ArticleKind:
    """What kind of article a part of a decision comes from."""
    match part:
        case MovePart(direction=direction):
            return ArticleKind.UPGRADE if direction == ir.Direction.UPGRADE.value else ArticleKind.DOWNGRADE
        case RewardPart():
            return ArticleKind.REWARD
        case SanctionPart():
            return ArticleKind.SANCTION
        case ListPart():
            return ArticleKind.LIST
        case _:
            raise AssertionError("a decision has no other parts")


def _grades(law: Law) -> tuple[ir.Grade, ...]:
    return law.meanings[1].edition.grades


def _outcome(decision: Decision, names: Mapping[Reference, str] | None, grades: Mapping[str, str]) -> Outcome:
    found: dict[Reference, set[Occasion]] = {}
    for part in decision.in_effect:
        kind = kind_of(part)
        name = part.name if names is None else names.get((kind, part.name), f"new {part.name}")
        found.setdefault((kind, name), set()).add((_value(part, grades), part.since, part.until))
    own = standing(decision)
    return Outcome(
        decision.points, grades.get(own, own), {key: frozenset(occasions) for key, occasions in found.items()}
    )


def _value(part: RulePart, grades: Mapping[str, str]) -> object:
    match part:
        case MovePart(to=to):
            return grades.get(to, to)
        case RewardPart(grant=value) | SanctionPart(impose=value):
            return value
        case _:
            return None
