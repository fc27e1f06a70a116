"""Parquet files and DuckDB tables: columns that have types of their own.

A type that cannot hold the values exactly is refused for the whole column; what is left is read as the
texts that a CSV file would have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from creditlang.data.checks import literal, quoted
from creditlang.data.problems import Problem
from creditlang.data.reasons import cell_reason, type_in_words
from creditlang.data.tables import Column, Table
from creditlang.types import Boolean, Choice, Date, Number

WHOLE = frozenset(f"{sign}{size}INT" for sign in ("", "U") for size in ("TINY", "SMALL", "BIG", "HUGE")) | {
    "INTEGER",
    "UINTEGER",
}
LINE = '"#line"'
"""The number of a row, under a name that no field can have."""
_BINARY = frozenset(("FLOAT", "DOUBLE"))
TEXTS = frozenset(("VARCHAR", "UUID"))
_UNTYPED = '"NULL"'
"""The type of a column that holds nothing but unknown values."""


def parquet_source(path: str) -> str:
    """The rows of a Parquet file as a relation with their number, from 1, in the column `LINE`."""
    rows = f"read_parquet({literal(unglobbed(path))}, file_row_number = true)"
    return f"(SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {LINE} FROM {rows})"


def unglobbed(path: str) -> str:
    """A path in which no sign stands for others."""
    return re.sub(r"([*?\[])", r"[\1]", path)


def database_source(schema: str, table: str) -> str:
    """The rows of a table of an attached database, numbered likewise."""
    return f"(SELECT *, row_number() OVER () AS {LINE} FROM {schema}.main.{quoted(table)})"


def text_of(column: str) -> str:
    """The texts of a column; a collation of the database, which could take `A` for `a`, stays behind."""
    return f"CAST({quoted(column)} AS VARCHAR) COLLATE C"


def column_problems(table: Table, file: str, found: Mapping[str, str], empty: frozenset[str]) -> list[Problem]:
    """What is wrong with the columns as a whole: missing, unknown, or of a type that does not fit.

    Args:
        found: the names and types in the file.
        empty: columns that hold no value at all, whose type does not matter.
    """
    problems = name_problems(table, file, tuple(found), line=None)
    for column in table.columns:
        kind = found.get(column.name)
        if kind is not None and column.name not in empty:
            wrong = _wrong_type(column, kind)
            if wrong:
                problems.append(Problem(table.name, file, None, column.name, kind, *wrong))
    return problems


def name_problems(table: Table, file: str, names: tuple[str, ...], line: int | None) -> list[Problem]:
    """Columns that are missing, that nobody knows, or that are there twice."""
    problems = []
    for place, column in enumerate(names):
        known = next((c for c in table.columns if c.name == column), None)
        if known is None:
            reason = cell_reason(table, table.columns[0], "unknown-column", column)
            problems.append(Problem(table.name, file, line, column, column, "unknown-column", reason))
        elif column in names[:place]:
            reason = f"there are two columns `{column}`"
            problems.append(Problem(table.name, file, line, column, column, "duplicate-column", reason))
    for known in table.columns:
        if known.name not in names and not known.absent:
            reason = f"the column `{known.name}` is missing"
            if not known.required:
                reason += ": add it, and leave it empty where the value is unknown"
            problems.append(Problem(table.name, file, line, known.name, None, "missing-column", reason))
    return problems


def unfit(table: Table, found: Mapping[str, str]) -> tuple[str, ...]:
    """The columns whose type does not fit."""
    return tuple(c.name for c in table.columns if c.name in found and _wrong_type(c, found[c.name]))


def _wrong_type(column: Column, kind: str) -> tuple[str, str] | None:
    base = kind.partition("(")[0]
    if kind == _UNTYPED or base in ("VARCHAR", "ENUM"):
        return None
    match column.type:
        case Number():
            fits = base in WHOLE or base == "DECIMAL"
            if base in _BINARY:
                reason = (
                    f"the column is {kind}, a binary fraction, which cannot hold every decimal number:"
                    f" cast it to {type_in_words(column)}"
                )
                return "binary-float", reason
        case Date():
            fits = base == "DATE"
        case Boolean():
            fits = base == "BOOLEAN"
        case Choice():
            fits = False
        case _:
            fits = base in TEXTS
    return None if fits else ("wrong-column-type", f"the column is {kind}: cast it to {type_in_words(column)}")
