"""Grades and what moves them."""

from __future__ import annotations

import enum

import attrs

from creditlang.syntax.nodes.base import Name, Node, Text
from creditlang.syntax.nodes.clauses import (
    Appeal,
    AppealUnstated,
    Basis,
    Decided,
    InContext,
    Lasts,
    Lifted,
    NoAppeal,
    Note,
    NoticePeriod,
    OnEvent,
    SourceClause,
    While,
)
from creditlang.syntax.nodes.expressions import Expression


@attrs.frozen
class Grade(Node):
    """`AA "Fair" from 1030`, `D below 600`, `B from 850 below 960`, `B from 850 to 959`, or `M by rule only`.

    Attributes:
        low: first score of the band, included; None if not written.
        below: first score above the band, excluded; None if not written.
        to: last score of the band, included; None if not written.
        by_rule_only: the grade has no band; only a downgrade or an upgrade leads there.
    """

    name: Name
    title: Text | None
    low: Expression | None
    below: Expression | None
    to: Expression | None
    by_rule_only: bool = False


@attrs.frozen
class Grades(Node):
    """`grades`, best first."""

    members: tuple[Grade, ...]


class Direction(enum.Enum):
    """Which way a rule moves a grade."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


MoveClause = (
    Basis
    | SourceClause
    | Note
    | InContext
    | OnEvent
    | While
    | NoticePeriod
    | Appeal
    | NoAppeal
    | AppealUnstated
    | Lasts
    | Lifted
    | Decided
)


@attrs.frozen
class GradeMove(Node):
    """`downgrade ContemptOfCourt "title" to D` or `upgrade …` with its clauses."""

    direction: Direction
    name: Name
    title: Text | None
    to: Name
    clauses: tuple[MoveClause, ...]
