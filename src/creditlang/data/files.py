"""Which file holds which table: a folder of files, or one DuckDB database.

In: a path and the names of tables. Out: where each table is, or what keeps it from being read.
"""

from __future__ import annotations

import enum
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path

import attrs

from creditlang.data.problems import Problem
from creditlang.data.tables import Table
from creditlang.diagnostics import CreditlangError, closest, listing


class Format(enum.Enum):
    """How a table is written."""

    PARQUET = ".parquet"
    CSV = ".csv"
    JSON_LINES = ".jsonl"
    DATABASE = ".duckdb"


SUFFIXES = tuple(f.value for f in Format if f is not Format.DATABASE)
_NEARLY = {
    ".pq": ".parquet",
    ".parq": ".parquet",
    ".tsv": ".csv",
    ".txt": ".csv",
    ".xlsx": ".csv",
    ".xls": ".csv",
    ".json": ".jsonl",
    ".ndjson": ".jsonl",
    ".gz": ".csv",
}
"""Suffixes of files that hold data too, with the one that is read instead."""


class DataFolderError(CreditlangError):
    """A path holds no data set at all."""


@attrs.frozen
class TableFile:
    """Where a table is."""

    path: Path
    format: Format

    @property
    def name(self) -> str:
        """The file's name, for messages."""
        return self.path.name


@attrs.frozen
class Found:
    """What a folder holds.

    Attributes:
        files: by the name of the table.
        problems: tables that are missing or there twice.
        warnings: files that look like data and belong to no table.
    """

    files: Mapping[str, TableFile]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]


def find_tables(folder: Path, needed: Iterable[Table], known: Iterable[str]) -> Found:
    """The files of the tables that are needed.

    Args:
        known: the names of all tables of the registry, needed or not.
    """
    by_table: dict[str, list[TableFile]] = {}
    strangers: list[str] = []
    names = {_composed(name): name for name in known}
    for path in sorted(folder.iterdir()):
        table, suffix = names.get(_composed(path.stem)), path.suffix
        if suffix in SUFFIXES and table is not None:
            by_table.setdefault(table, []).append(TableFile(path, Format(suffix)))
        elif suffix.lower() in (*SUFFIXES, *_NEARLY) and not path.name.startswith("."):
            strangers.append(path.name)
    files, problems = {}, []
    for needed_table in needed:
        found = by_table.get(needed_table.name, [])
        if len(found) == 1:
            files[needed_table.name] = found[0]
        else:
            problems.append(_twice(needed_table, found) if found else _missing(needed_table, strangers))
    return Found(files, tuple(problems), tuple(_warning(stranger, names) for stranger in strangers))


def missing_in_database(table: Table, file: str, tables: Iterable[str]) -> Problem:
    """A database that lacks a table."""
    guess = closest(table.name, tables)
    if guess:
        advice = f"did you mean `{guess}`? Rename it"
    elif table.is_event:
        advice = f"if there are no such records, add an empty table `{table.name}`"
    else:
        advice = f"add one with a row for each {table.name}"
    return Problem(table.name, file, None, None, None, "missing-table", f"there is no table `{table.name}`: {advice}")


def _composed(name: str) -> str:
    """A name in the one of its spellings in Unicode that file systems do not agree on."""
    return unicodedata.normalize("NFC", name)


def _twice(table: Table, found: Iterable[TableFile]) -> Problem:
    names = listing((file.name for file in found), "and")
    reason = f"the table `{table.name}` is there more than once, as {names}: keep one"
    return Problem(table.name, None, None, None, None, "duplicate-table", reason)


def _missing(table: Table, strangers: Iterable[str]) -> Problem:
    stems = {name.partition(".")[0]: name for name in strangers}
    guess = closest(table.name, stems)
    if guess:
        file = Path(stems[guess])
        wanted = file.suffix.lower() if file.suffix.lower() in SUFFIXES else _NEARLY[file.suffix.lower()]
        verb = "rename" if file.suffix.lower() in SUFFIXES or wanted == ".jsonl" else "convert"
        advice = f"{verb} `{file.name}` to `{table.name}{wanted}` if it is the one"
    else:
        advice = _empty_one(table)
    reason = f"there is no file for `{table.name}`: {advice}"
    return Problem(table.name, None, None, None, None, "missing-table", reason)


def _empty_one(table: Table) -> str:
    if not table.is_event:
        return f"add `{table.name}.csv`, `.jsonl` or `.parquet` with one row for each {table.name}"
    header = ",".join(column.name for column in table.columns if not column.absent)
    return f"if there are no such records, add a `{table.name}.csv` that holds only the line `{header}`"


def _warning(stranger: str, names: Iterable[str]) -> str:
    guess = closest(stranger.partition(".")[0], names)
    advice = f": did you mean `{guess}`?" if guess else ""
    return f"`{stranger}` belongs to no table and is not read{advice}"
