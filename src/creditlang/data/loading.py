"""From a folder or a DuckDB file to a data set that meets the contract, or to what is wrong with it.

Every row of every table that is needed is checked. Either all are fine, or nothing is loaded and the
problems are told, or the bad rows are set aside in a quarantine file and whoever they concern is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from creditlang.data import json_lines, separated
from creditlang.data.checks import literal, quoted
from creditlang.data.columnar import LINE, column_problems, database_source, name_problems, parquet_source, unfit
from creditlang.data.crosschecks import check_across
from creditlang.data.dataset import Dataset, StoredTable, UnknownSubjectError
from creditlang.data.files import DataFolderError, Format, TableFile, find_tables, missing_in_database
from creditlang.data.lines import is_utf16
from creditlang.data.problems import InvalidDataError, Problem
from creditlang.data.setting_aside import set_aside, write_quarantine
from creditlang.data.shards import Shard, check_shardable
from creditlang.data.staging import Staging, connect
from creditlang.data.tables import Relation, Table, all_relations, tables_needed
from creditlang.diagnostics import closest, listing
from creditlang.ir import Registry

Progress = Callable[[str, float], None]
"""Told the table that is being read and the share of it, from 0 to 1, that has been."""

_DATABASE = "source"


def load_dataset(
    path: str | Path,
    registry: Registry,
    subject: str,
    *,
    events: Collection[str] | None = None,
    relations: Collection[Relation] | None = None,
    quarantine: str | Path | None = None,
    shard: Shard | None = None,
    limit: int = 20,
    on_progress: Progress | None = None,
) -> Dataset:
    """Load and check what is recorded about the subjects of one kind.

    Args:
        path: a folder with one file for each table, or a DuckDB database file.
        subject: the kind of subject that histories are about.
        events: the events whose records are wanted; None for all about `subject`.
        relations: the relations that are read, each by the name of its subject or event and its field; None
            for all. Only these need the tables of other subjects, and only these spread incompleteness.
        quarantine: a file to which rows that break the contract are written; the rest is loaded. Without
            it such rows are an error.
        shard: only a part of the subjects, with their records; None for all. An id that is used twice is then
            found only where both rows are in the shard.
        limit: how many problems an error tells.
        on_progress: called while tables are read.

    Raises:
        DataFolderError: there is no data set at the path, or no place for the quarantine file.
        UnknownSubjectError: the registry has no such subject.
        NotShardableError: a shard is asked for, and a relation leads from one subject to another.
        InvalidDataError: the data break the contract. With `quarantine` only for whole tables: one that is
            missing, or whose columns are wrong.
    """
    path = Path(path)
    if subject not in registry.subjects:
        guess = closest(subject, registry.subjects)
        advice = f"did you mean `{guess}`?" if guess else f"there is {listing(registry.subjects, 'and')}"
        raise UnknownSubjectError(f"the registry `{registry.name}` has no subject `{subject}`: {advice}")
    if shard is not None:
        check_shardable(registry, subject)
    read = all_relations(registry) if relations is None else frozenset(relations)
    tables = tables_needed(registry, subject, events, read)
    folder = TemporaryDirectory(prefix="creditlang-")
    connection = connect(Path(folder.name))
    try:
        staging, warnings = _locate(path, registry, tables, connection, limit, shard)
        if quarantine is not None:
            _check_quarantine(Path(quarantine), staging)
        _read(staging, on_progress or _silent)
        check_across(staging, read)
        staging.settle()
        total = staging.total()
        if total and quarantine is None:
            raise InvalidDataError([problem for problem, _ in staging.problems(limit)], total)
        unattributed = set_aside(staging, registry, read)
        if quarantine is not None:
            write_quarantine(staging, Path(quarantine))
        return _store(staging, registry, read, warnings, unattributed, folder)
    except BaseException:
        connection.close()
        folder.cleanup()
        raise


def _check_quarantine(path: Path, staging: Staging) -> None:
    """Find out before hours of reading that the quarantine file cannot be written, or is data itself."""
    if any(path.resolve() == file.path.resolve() for file in staging.files):
        raise DataFolderError(f"`{path}` is a part of the data set: choose another file for the quarantine")
    if path.is_dir() or not path.parent.is_dir():
        raise DataFolderError(f"`{path}` cannot be written: it must be a file in a folder that is there")


def _silent(_table: str, _share: float) -> None:
    """Tell nobody."""


def _locate(
    path: Path,
    registry: Registry,
    tables: tuple[Table, ...],
    connection: duckdb.DuckDBPyConnection,
    limit: int,
    shard: Shard | None,
) -> tuple[Staging, tuple[str, ...]]:
    """Where each table is; its columns are right."""
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
        if table.name in files:
            problems += _column_problems(table, files[table.name], connection)
    if problems:
        order = [table.name for table in tables]
        problems.sort(key=lambda problem: order.index(problem.table))
        raise InvalidDataError(problems[:limit], len(problems))
    return Staging(connection, tables, tuple(files[table.name] for table in tables), shard), warnings


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
                found = _columns(table, file, connection)
                return column_problems(table, file.name, found, _empty(table, file, found, connection))
    except (OSError, duckdb.Error) as error:
        reason = f"the file cannot be read: {_first_line(error)}"
        return [Problem(table.name, file.name, None, None, None, "unreadable-file", reason)]


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


def _columns(table: Table, file: TableFile, connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = connection.execute(f"DESCRIBE SELECT * EXCLUDE ({LINE}) FROM {_source(table, file)}").fetchall()
    return {row[0]: row[1] for row in rows}


def _empty(
    table: Table, file: TableFile, found: dict[str, str], connection: duckdb.DuckDBPyConnection
) -> frozenset[str]:
    """The columns of an unfit type that hold no value at all."""
    doubtful = unfit(table, found)
    if not doubtful:
        return frozenset()
    counts = ", ".join(f"count({quoted(column)})" for column in doubtful)
    row = connection.execute(f"SELECT {counts} FROM {_source(table, file)}").fetchone()
    assert row is not None
    return frozenset(column for column, count in zip(doubtful, row, strict=True) if count == 0)


def _source(table: Table, file: TableFile) -> str:
    return database_source(_DATABASE, table.name) if file.format is Format.DATABASE else parquet_source(str(file.path))


def _read(staging: Staging, progress: Progress) -> None:
    """Read every table once."""
    staging.create()
    for i, (table, file) in enumerate(zip(staging.tables, staging.files, strict=True)):
        progress(table.name, 0.0)
        match file.format:
            case Format.CSV:
                header = separated.read_header(file.path)
                assert header is not None
                for batch in separated.read_rows(file.path, header[1], table.names, _meter(table, file, progress)):
                    staging.add_batch(i, batch)
            case Format.JSON_LINES:
                for batch in json_lines.read_rows(file.path, table.columns, _meter(table, file, progress)):
                    staging.add_batch(i, batch)
            case Format.PARQUET | Format.DATABASE:
                _read_columns(staging, i, table, file)
        progress(table.name, 1.0)


def _meter(table: Table, file: TableFile, progress: Progress) -> Callable[[int], None]:
    size, done = file.path.stat().st_size, 0

    def count(read: int) -> None:
        nonlocal done
        done += read
        progress(table.name, min(done / size, 1.0))

    return count


def _read_columns(staging: Staging, i: int, table: Table, file: TableFile) -> None:
    found = _columns(table, file, staging.connection)
    nothing = unfit(table, found)
    cells = [
        f"CAST({quoted(column.name)} AS VARCHAR)"
        if column.name in found and column.name not in nothing
        else "NULL::VARCHAR"
        for column in table.columns
    ]
    try:
        staging.add_relation(i, _source(table, file), LINE, cells)
    except duckdb.Error as error:
        reason = f"the file cannot be read: {_first_line(error)}"
        raise InvalidDataError([Problem(table.name, file.name, None, None, None, "unreadable-file", reason)]) from None


def _store(
    staging: Staging,
    registry: Registry,
    relations: frozenset[Relation],
    warnings: tuple[str, ...],
    unattributed: int,
    folder: TemporaryDirectory[str],
) -> Dataset:
    """Keep the valid rows, ordered by subject, and let the rest go."""
    run = staging.connection.execute
    stored: dict[str, StoredTable] = {}
    for i, table in enumerate(staging.tables):
        target = f"{'event' if table.is_event else 'subject'}_{i}"
        valid = f"(SELECT * EXCLUDE (line, bad) FROM t{i} WHERE line NOT IN (SELECT line FROM problem WHERE t = {i}))"
        if table.is_event:
            shown = "v.* REPLACE (coalesce(v.c3, v.c2) AS c3)"
            run(
                f"CREATE TABLE {target} AS SELECT n, {shown} FROM {valid} v"
                f" JOIN (SELECT n, c0 AS id FROM subject_0) ON v.c1 = id ORDER BY n"
            )
        else:
            run(f"CREATE TABLE {target} AS SELECT row_number() OVER (ORDER BY c0) - 1 AS n, * FROM {valid} ORDER BY c0")
        run(f"DROP TABLE t{i}")
        stored[table.name] = StoredTable(
            table, target, {column.name: f"c{j}" for j, column in enumerate(table.columns)}
        )
    return Dataset(
        registry=registry,
        subject=staging.tables[0].name,
        connection=staging.connection,
        tables=stored,
        relations_read=relations,
        count=_count(staging, "SELECT count(*) FROM subject_0"),
        incomplete_count=_count(staging, "SELECT count(*) FROM subject_0 SEMI JOIN incomplete ON c0 = id"),
        set_aside=_count(staging, "SELECT count(*) FROM (SELECT DISTINCT t, line FROM problem)"),
        unscorable=tuple(row[0] for row in run("SELECT id FROM gone WHERE t = 0 ORDER BY id").fetchall()),
        unattributed=unattributed,
        warnings=warnings,
        folder=folder,
    )


def _count(staging: Staging, query: str) -> int:
    row = staging.connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
