"""Criteria and groups: from records or facts to points."""

from __future__ import annotations

import enum

import attrs

from creditlang.syntax.nodes.base import Name, Node, Text
from creditlang.syntax.nodes.clauses import Basis, InContext, Note, OnEvent, SourceClause, While
from creditlang.syntax.nodes.expressions import DurationLiteral, Expression, NumberLiteral, Reference


class Effect(enum.Enum):
    """Whether points are given or taken."""

    AWARD = "award"
    DEDUCT = "deduct"


class CalendarPeriod(enum.Enum):
    """The periods of a calendar cap."""

    YEAR = "calendar year"
    QUARTER = "calendar quarter"
    MONTH = "calendar month"


@attrs.frozen
class Points(Node):
    """`award EXPRESSION` or `deduct EXPRESSION`."""

    effect: Effect
    amount: Expression


@attrs.frozen
class AssessedPoints(Node):
    """`deduct assessed between 5 and 50`: an official's discretion, within bounds."""

    effect: Effect
    low: Expression
    high: Expression


@attrs.frozen
class Expires(Node):
    """`expires after 2 years` (any expression of a duration), or aloud `expires never`: `after` is None.

    With `at_end_of`, `expires at end of calendar year`, and with both, `… calendar year after 1 year`. With
    `with_earlier`, `expires with earlier records`.
    """

    after: Expression | None
    at_end_of: CalendarPeriod | None = None
    with_earlier: bool = False

    @property
    def never(self) -> bool:
        """Whether it says `expires never`."""
        return self.after is None and self.at_end_of is None and not self.with_earlier


@attrs.frozen
class CountsFrom(Node):
    """`counts from settled`: the date that expiry runs from."""

    start: Expression


@attrs.frozen
class OnceIn(Node):
    """`at most once in 5 years`: a record counts only if none that counts lies in the time before it."""

    period: DurationLiteral


@attrs.frozen
class CapPerCalendar(Node):
    """`per calendar year`."""

    period: CalendarPeriod


@attrs.frozen
class CapInTheLast(Node):
    """`in the last 2 years`."""

    period: DurationLiteral


@attrs.frozen
class CapInTotal(Node):
    """`in total`."""


@attrs.frozen
class Cap(Node):
    """`at most 30 per calendar year`."""

    amount: Expression
    span_of: CapPerCalendar | CapInTheLast | CapInTotal


@attrs.frozen
class OnlyLargest(Node):
    """`only the largest per act`."""

    field: Reference


@attrs.frozen
class Weight(Node):
    """`weight 35%`."""

    share: NumberLiteral


CriterionClause = (
    Basis
    | SourceClause
    | Note
    | InContext
    | OnEvent
    | While
    | Points
    | AssessedPoints
    | Expires
    | OnceIn
    | CountsFrom
    | Cap
    | OnlyLargest
    | Weight
)


@attrs.frozen
class Criterion(Node):
    """`criterion DrunkDriving "Driving under the influence"` with its clauses."""

    name: Name
    title: Text | None
    clauses: tuple[CriterionClause, ...]


@attrs.frozen
class GroupMembers(Node):
    """`Giving, BloodDonation`: criteria or groups by name."""

    names: tuple[Name, ...]


@attrs.frozen
class GroupAtMost(Node):
    """`at most 100`: bounds the magnitude of the group's sum."""

    amount: Expression


@attrs.frozen
class GroupAtLeast(Node):
    """`at least -50`: the group's sum never falls below."""

    amount: Expression


@attrs.frozen
class BestOf(Node):
    """`best of`: only the largest member counts."""


GroupClause = GroupMembers | GroupAtMost | GroupAtLeast | BestOf | OnlyLargest | Weight | Basis | SourceClause | Note


@attrs.frozen
class Group(Node):
    """`group CivicVirtue "Civic virtue" at most 100` with members. Clauses of the head come first in `clauses`."""

    name: Name
    title: Text | None
    clauses: tuple[GroupClause, ...]
