"""Rewards, sanctions and lists: what a person gets, suffers, or is published on."""

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


class ListKind(enum.Enum):
    """A list of honour is red; a list of dishonour is black."""

    RED = "red"
    BLACK = "black"


@attrs.frozen
class Grant(Node):
    """`grant 300 CNY`, `grant "priority at the counter"`."""

    value: Expression


@attrs.frozen
class Impose(Node):
    """`impose "may not buy air tickets"`, `impose 200 CNY`."""

    value: Expression


@attrs.frozen
class Publishes(Node):
    """`publishes name, address`: fields of the subject, or of the record after `on`."""

    fields: tuple[Name, ...]


@attrs.frozen
class ListKindClause(Node):
    """`kind black`."""

    kind: ListKind


RuleClause = (
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
RewardClause = RuleClause | Grant
SanctionClause = RuleClause | Impose
ListClause = RuleClause | Publishes | ListKindClause


@attrs.frozen
class Reward(Node):
    """`reward HeatingRebate "…"` with its clauses."""

    name: Name
    title: Text | None
    clauses: tuple[RewardClause, ...]


@attrs.frozen
class Sanction(Node):
    """`sanction FlightBan "…"` with its clauses."""

    name: Name
    title: Text | None
    clauses: tuple[SanctionClause, ...]


@attrs.frozen
class PublicList(Node):
    """`list Defaulters "…"` with its clauses."""

    name: Name
    title: Text | None
    clauses: tuple[ListClause, ...]
