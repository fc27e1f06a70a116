"""Defines, tables and dated parameters."""

from __future__ import annotations

from datetime import date

import attrs

from creditlang.syntax.nodes.base import Name, Node, Text
from creditlang.syntax.nodes.expressions import Expression
from creditlang.syntax.nodes.registries import Bounds, TypeExpression


@attrs.frozen
class TypedName(Node):
    """`over : number between 0 and 200 optional`: a parameter of a define, or a key of a table."""

    name: Name
    type: TypeExpression
    bounds: Bounds | None
    optional: bool


@attrs.frozen
class Define(Node):
    """`define Age = years between born and as_of`, `define f(x : number) = x + 1`."""

    name: Name
    title: Text | None
    parameters: tuple[TypedName, ...]
    body: Expression


@attrs.frozen
class ExactKey(Node):
    """A single value, or several joined by `or`: `18`, `speeding or red_light`, `yes`."""

    values: tuple[Expression, ...]


@attrs.frozen
class RangeKey(Node):
    """`below 18`, `from 45`, `from 20 below 30`, `20 to 29` (`to` is included)."""

    low: Expression | None
    below: Expression | None
    to: Expression | None


@attrs.frozen
class AnyKey(Node):
    """`any`."""


Key = ExactKey | RangeKey | AnyKey


@attrs.frozen
class Row(Node):
    """`KEY | KEY | CELL | CELL`: one cell, or as many as the header has columns."""

    keys: tuple[Key, ...]
    cells: tuple[Expression, ...]


@attrs.frozen
class Grid(Node):
    """The rows of a table. `header` holds the last key's columns, empty if the table has none."""

    header: tuple[Key, ...]
    rows: tuple[Row, ...]


@attrs.frozen
class Table(Node):
    """`table AgePoints "…" by age : number, spouse : boolean gives points` with rows."""

    name: Name
    title: Text | None
    keys: tuple[TypedName, ...]
    gives: TypeExpression
    grid: Grid


@attrs.frozen
class DatedValue(Node):
    """`from 2020-10-01 680 USD`, or `from 2020-10-01` with rows below: one of `value` and `grid` is set."""

    starts: date
    value: Expression | None
    grid: Grid | None


@attrs.frozen
class Parameter(Node):
    """`parameter MaxAllotment "…" : money(USD) by size : number` with dated values."""

    name: Name
    title: Text | None
    type: TypeExpression
    keys: tuple[TypedName, ...]
    values: tuple[DatedValue, ...]


Definition = Define | Table | Parameter
