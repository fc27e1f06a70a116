"""Where each table of a data set is, and whether its columns are right as a whole.

In: a path and the tables that are needed. Out: the files whose rows can be read, and what is wrong with the others:
missing, there twice, not to be opened, or with columns that are missing, unknown or of a type that does not fit.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
import duckdb

from creditlang.data import separated
from creditlang.data.checks import literal, quoted
from creditlang.data.columnar import LINE, column_problems, database_source, name_problems, parquet_source, unfit
from creditlang.data.files import DataFolderError, Format, TableFile, find_tables, missing_in_database
from creditlang.data.lines import is_utf16
from creditlang.data.problems import Problem
from creditlang.data.tables import Table
from creditlang.diagnostics import closest
from creditlang.ir import Registry

_DATABASE = "source"


@attrs.frozen
class Located:
    """What is found of the tables that are needed.

    Attributes:
        files: by the name of the table, those whose columns are right.
        problems: what is wrong with the other tables as a whole.
        warnings: what was odd about the files, in sentences.
    """

    files: Mapping[str, TableFile]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]


def locate(path: Path, registry: Registry, tables: tuple[Table, ...], connection: duckdb.DuckDBPyConnection) -> Located:
    """Find the tables.

    Raises:
        DataFolderError: there is no data set at the path.
    """
    if path.is_dir():
        try:
            found = find_tables(path, tables, (*registry.subjects, *registry.events))
        except OSError as error:
            raise DataFolderError(f"`{path}` cannot be read: {error.strerror}") from None
        files, problems, warnings = dict(found.files), list(found.problems), found.warnings
    elif path.is_file():
        files, problems, warnings = *_database(path, tables, connection), ()
    else:
        names = [neighbour.name for neighbour in path.parent.iterdir()] if path.parent.is_dir() else []
        guess = closest(path.name, names)
        raise DataFolderError(f"there is no data set at `{path}`" + (f": did you mean `{guess}`?" if guess else ""))
    for table in tables:
        if table.name in files and (wrong := _column_problems(table, files[table.name], connection)):
            problems += wrong
            del files[table.name]
    return Located(files, tuple(problems), tuple(warnings))


def _database(
    path: Path, tables: tuple[Table, ...], connection: duckdb.DuckDBPyConnection
) -> tuple[dict[str, TableFile], list[Problem]]:
    try:
        connection.execute(f"ATTACH {literal(str(path))} AS {_DATABASE} (READ_ONLY)")
        rows = connection.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_catalog = ? AND table_schema = 'main'",
            [_DATABASE],
        ).fetchall()
    except duckdb.Error as error:
        raise DataFolderError(
            f"`{path}` is neither a folder nor a DuckDB database that can be opened: {_first_line(error)}"
        ) from None
    there = [row[0] for row in rows]
    file = TableFile(path, Format.DATABASE)
    missing = [missing_in_database(table, path.name, there) for table in tables if table.name not in there]
    return {table.name: file for table in tables if table.name in there}, missing


def _column_problems(table: Table, file: TableFile, connection: duckdb.DuckDBPyConnection) -> list[Problem]:
    try:
        match file.format:
            case Format.CSV:
                return _header_problems(table, file)
            case Format.JSON_LINES:
                return _encoding_problems(table, file)
            case Format.PARQUET | Format.DATABASE:
                found = columns_of(table, file, connection)
                return column_problems(table, file.name, found, _empty(table, file, found, connection))
    except (OSError, duckdb.Error) as error:
        return [unreadable(table, file, error)]


def _header_problems(table: Table, file: TableFile) -> list[Problem]:
    wrong = _encoding_problems(table, file)
    if wrong:
        return wrong
    header = separated.read_header(file.path)
    if header is None:
        reason = f"the file is empty: its first line must name the columns, `{','.join(table.names)}`"
        return [Problem(table.name, file.name, None, None, None, "empty-file", reason)]
    line, cells = header
    if not cells:
        reason = "the first line, which names the columns, cannot be read"
        return [Problem(table.name, file.name, line.number, None, None, "bad-header", reason)]
    for separator, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(cells) == 1 and separator in cells[0]:
            reason = f"the columns are separated by {called}: separate them by commas"
            return [Problem(table.name, file.name, line.number, None, None, "wrong-separator", reason)]
    return name_problems(table, file.name, tuple(cells), line.number)


def _encoding_problems(table: Table, file: TableFile) -> list[Problem]:
    if not is_utf16(file.path):
        return []
    return [Problem(table.name, file.name, None, None, None, "not-utf8", "the file is UTF-16: save it as UTF-8")]


def columns_of(table: Table, file: TableFile, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The names and types of the columns of a typed table."""
    rows = connection.execute(f"DESCRIBE SELECT * EXCLUDE ({LINE}) FROM {source_of(table, file)}").fetchall()
    return {row[0]: row[1] for row in rows}


def _empty(
    table: Table, file: TableFile, found: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> frozenset[str]:
    """The columns of an unfit type that hold no value at all."""
    doubtful = unfit(table, found)
    if not doubtful:
        return frozenset()
    counts = ", ".join(f"count({quoted(column)})" for column in doubtful)
    row = connection.execute(f"SELECT {counts} FROM {source_of(table, file)}").fetchone()
    assert row is not None
    return frozenset(column for column, count in zip(doubtful, row, strict=True) if count == 0)


def source_of(table: Table, file: TableFile) -> str:
    """The rows of a typed table as a relation with their number in the column `LINE`."""
    return database_source(_DATABASE, table.name) if file.format is Format.DATABASE else parquet_source(str(file.path))


def unreadable(table: Table, file: TableFile, error: Exception) -> Problem:
    """A file that cannot be read to its end."""
    reason = f"the file cannot be read: {_first_line(error)}"
    return Problem(table.name, file.name, None, None, None, "unreadable-file", reason)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
