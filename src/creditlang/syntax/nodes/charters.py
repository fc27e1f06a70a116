"""Charters: higher law. They parse; checking rulebooks against them is still to come."""

from __future__ import annotations

import attrs

from creditlang.syntax.nodes.base import Name, Node, Text


@attrs.frozen
class CharterClause(Node):
    """One clause, by its first word (`forbid`, `require` or `limit`) and the rest of its text."""

    verb: Name
    rest: str


@attrs.frozen
class Charter(Node):
    """`charter DueProcess "…"` with its clauses."""

    name: Name
    title: Text | None
    clauses: tuple[CharterClause, ...]
