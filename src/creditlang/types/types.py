"""The types of the language. Numbers carry their unit, their scale and their range."""

from __future__ import annotations

import enum

import attrs

from creditlang.types.intervals import EVERYTHING, Interval


@attrs.frozen
class Boolean:
    """Yes or no."""


@attrs.frozen
class Text:
    """Free text. It can be compared for equality and shown, never computed with."""


@attrs.frozen
class Date:
    """A calendar day."""


@attrs.frozen
class Choice:
    """One of some named members. Two choices are the same type if their members are, in the same order.

    `name` is the category's name where it has one, and only for messages.
    """

    members: tuple[str, ...]
    name: str | None = attrs.field(default=None, eq=False)


@attrs.frozen
class Plain:
    """The unit of counts, shares and measurements."""


@attrs.frozen
class PointsUnit:
    """The unit of the score."""


@attrs.frozen
class MoneyUnit:
    """The unit of amounts of money, one for each currency."""

    currency: str


Unit = Plain | PointsUnit | MoneyUnit


@attrs.frozen
class Number:
    """An exact number.

    Attributes:
        unit: what it counts.
        scale: its number of decimals; None for a ratio, which may need infinitely many.
        range: the values that it can take.
    """

    unit: Unit
    scale: int | None
    range: Interval = EVERYTHING


class DurationKind(enum.Enum):
    """Days and months never mix."""

    DAYS = "days"
    MONTHS = "months"


@attrs.frozen
class Duration:
    """A length of time, in whole days or in whole months."""

    kind: DurationKind


@attrs.frozen
class Related:
    """Another subject, reached through a relation."""

    subject: str


@attrs.frozen
class ManyRelated:
    """Any number of subjects, whose field `by` points back here."""

    subject: str
    by: str


@attrs.frozen
class Optional:
    """A value that may be unknown. It cannot be used before a guard has shown that it is known."""

    of: Definite


Definite = Boolean | Text | Date | Choice | Number | Duration | Related | ManyRelated
Type = Definite | Optional

INTEGER = Number(Plain(), 0)


def definite(of: Type) -> Definite:
    """The type without its `optional`."""
    return of.of if isinstance(of, Optional) else of
