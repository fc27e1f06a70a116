"""Defines, tables and dated parameters."""

from __future__ import annotations

from datetime import date

import attrs

from creditlang.ir.expressions import Expression
from creditlang.source import Span
from creditlang.types import Definite


@attrs.frozen
class Define:
    """A named expression. Parameters are name to (type, optional)."""

    name: str
    parameters: dict[str, tuple[Definite, bool]]
    body: Expression


@attrs.frozen
class HalfOpen:
    """A half-open range of numbers or dates: `low` included, `below` excluded, None without bound."""

    low: object
    below: object


@attrs.frozen
class Values:
    """Some members of a choice, truths, or single numbers."""

    values: tuple[object, ...]


@attrs.frozen
class Anything:
    """Every value."""


KeyPattern = HalfOpen | Values | Anything


@attrs.frozen
class Row:
    """One answer: the patterns of all keys in order, and the value. Rows of a table never overlap."""

    patterns: tuple[KeyPattern, ...]
    value: object
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen
class Table:
    """Look-ups by one or more keys. Every case is answered once."""

    name: str
    title: str | None
    keys: dict[str, Definite]
    gives: Definite
    rows: tuple[Row, ...]


@attrs.frozen
class DatedValue:
    """A parameter's rows from a day on; a parameter without keys has one row without patterns."""

    starts: date
    rows: tuple[Row, ...]


@attrs.frozen
class Parameter:
    """Values by date, earliest first. Before the first date the first value holds."""

    name: str
    title: str | None
    keys: dict[str, Definite]
    gives: Definite
    values: tuple[DatedValue, ...]
