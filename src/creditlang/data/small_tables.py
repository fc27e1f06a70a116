"""Small tables that are no part of a data set, such as withdrawals: read whole, into memory.

In: a file in any of the formats, and the columns that it must have. Out: its rows as texts, each with the line that it
begins on, and what cannot be read. Values are for the caller to check.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from creditlang.data import json_lines, separated
from creditlang.data.batches import Batch, Cells
from creditlang.data.checks import literal, quoted
from creditlang.data.files import Format
from creditlang.data.problems import InvalidDataError, Problem
from creditlang.data.reasons import cell_reason, row_reason
from creditlang.data.tables import Table
from creditlang.diagnostics import listing


def read_small_table(path: Path, table: Table) -> tuple[list[tuple[int, Cells]], list[Problem]]:
    """The rows, and what is wrong with those that cannot be read.

    Raises:
        InvalidDataError: it has other columns.
    """
    _check_columns(path, table)
    rows: list[tuple[int, Cells]] = []
    problems: list[Problem] = []
    for batch in _batches(path, table):
        rows += zip(batch.lines, batch.rows, strict=True)
        for fault in batch.faults:
            reason = row_reason(fault.code, fault.detail) if fault.column is None else None
            problems.append(
                Problem(table.name, path.name, fault.line, fault.column, fault.value, fault.code, reason)
                if reason
                else problem_of(table, path, fault.line, fault.column or "", fault.value, fault.code, fault.detail)
            )
    return rows, problems


def problem_of(
    table: Table, path: Path, line: int | None, column: str, value: str | None, code: str, detail: str | None
) -> Problem:
    """What is wrong with the value of a column, in the words of the data contract."""
    known = column if column in table.names else table.names[0]
    reason = cell_reason(table, table.columns[table.place(known)], code, value, detail)
    return Problem(table.name, path.name, line, column, value, code, reason)


def _check_columns(path: Path, table: Table) -> None:
    """The columns are there and no others."""
    if path.suffix == Format.JSON_LINES.value:
        return
    if path.suffix == Format.CSV.value:
        header = separated.read_header(path)
        names = header[1] if header else []
    else:
        with duckdb.connect() as connection:
            rows = connection.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(str(path))})").fetchall()
        names = [row[0] for row in rows]
    if sorted(names) != sorted(table.names):
        reason = f"its columns are {', '.join(names) or 'none'}, and must be {listing(table.names, 'and')}"
        raise InvalidDataError([Problem(table.name, path.name, None, None, None, "wrong-columns", reason)])


def _batches(path: Path, table: Table) -> Iterator[Batch]:
    if path.suffix == Format.CSV.value:
        header = separated.read_header(path)
        assert header is not None
        yield from separated.read_rows(path, header[1], table.names)
    elif path.suffix == Format.JSON_LINES.value:
        yield from json_lines.read_rows(path, table.columns)
    else:
        with duckdb.connect() as connection:
            columns = ", ".join(f"CAST({quoted(name)} AS VARCHAR)" for name in table.names)
            rows = connection.execute(f"SELECT {columns} FROM read_parquet({literal(str(path))})").fetchall()
        yield Batch(list(range(1, len(rows) + 1)), [list(row) for row in rows])
