"""Clauses that several kinds of rule share."""

from __future__ import annotations

import enum
from datetime import date

import attrs

from creditlang.syntax.nodes.base import Name, Node, Text
from creditlang.syntax.nodes.expressions import DurationLiteral, Expression


class SourceStatus(enum.Enum):
    """How the drafter knows that the law says so."""

    DOCUMENTED = "documented"
    REPORTED = "reported"
    RECALLED = "recalled"
    DISPUTED = "disputed"


@attrs.frozen
class Basis(Node):
    """`basis "Road Traffic Safety Law, art. 91"`."""

    text: Text


@attrs.frozen
class SourceClause(Node):
    """`source documented "where"`."""

    status: SourceStatus
    where: Text | None


@attrs.frozen
class Note(Node):
    """`note "…"`: a remark for readers, shown in explanations."""

    text: Text


@attrs.frozen
class InContext(Node):
    """`in utilities`."""

    context: Name


@attrs.frozen
class OnEvent(Node):
    """`on Donation where amount >= 500 CNY`."""

    event: Name
    where: Expression | None


@attrs.frozen
class While(Node):
    """`while grade is at least AA`."""

    condition: Expression


@attrs.frozen
class NoticePeriod(Node):
    """`notice 10 days`, or aloud `notice none`: `period` is None; `notice unstated` where the law read is silent."""

    period: DurationLiteral | None
    unstated: bool = False


@attrs.frozen
class Appeal(Node):
    """`appeal to "the enforcing court" within 10 days`."""

    to: Text
    within: DurationLiteral


@attrs.frozen
class NoAppeal(Node):
    """`appeal none because "…"`."""

    because: Text


@attrs.frozen
class AppealUnstated(Node):
    """`appeal unstated`: the law that was read does not say."""


@attrs.frozen
class Lasts(Node):
    """`lasts 2 years` (any expression of a duration), `lasts until ended + 5 years` (any expression of a date).

    Aloud `lasts without end`: both are None.
    """

    duration: Expression | None
    until: Expression | None = None

    @property
    def endless(self) -> bool:
        """Whether it says `lasts without end`."""
        return self.duration is None and self.until is None


@attrs.frozen
class Decided(Node):
    """`decided by "caseworker"`; `by` is None for `decided automatically`."""

    by: Text | None


@attrs.frozen
class Lifted(Node):
    """`lifted when settled is known`."""

    condition: Expression


@attrs.frozen
class EnactedClause(Node):
    """`enacted 2018-11-20 by "People's Congress", after 30 days of public comment`."""

    on: date
    by: Text | None
    comment_days: int | None
