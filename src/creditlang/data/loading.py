"""From a folder or a DuckDB file to a data set that meets the contract, or to what is wrong with it.

Every row of every table that is needed is checked. Either all are fine, or nothing is loaded and the
problems are told, or the bad rows are set aside in a quarantine file and whoever they concern is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from creditlang.data import json_lines, separated
from creditlang.data.admission import Typed, admit
from creditlang.data.columnar import LINE, text_of, unfit
from creditlang.data.crosschecks import check_across
from creditlang.data.dataset import Dataset, StoredTable, UnknownSubjectError
from creditlang.data.files import Format, TableFile
from creditlang.data.locating import columns_of, locate, source_of, unreadable
from creditlang.data.problems import InvalidDataError, Problem
from creditlang.data.setting_aside import check_quarantine, set_aside, write_quarantine
from creditlang.data.shards import Shard, check_shardable
from creditlang.data.staging import Staging, connect
from creditlang.data.tables import Relation, Table, all_relations, stored_name, tables_needed
from creditlang.diagnostics import closest, listing
from creditlang.diagnostics.space import is_disk_full
from creditlang.ir import Registry

Progress = Callable[[str, float], None]
"""Told the table that is being read and the share of it, from 0 to 1, that has been."""


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
        shard: only a part of the subjects, with their records; None for all. Of the other records only the ids are
            read, for each is used once in all parts.
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
        found = locate(path, registry, tables, connection)
        staging = Staging(connection, tables, found.files, shard)
        if quarantine is not None:
            check_quarantine(Path(quarantine), [file.path for file in staging.files.values()])
        staging.create()
        progress = on_progress or _silent
        admitted = not found.problems and admit(connection, _typed(staging), read, shard, progress)
        if not admitted:
            lost = [*found.problems, *_read(staging, progress)]
            staging = staging.without({problem.table for problem in lost})
            check_across(staging, read)
            staging.settle()
            if lost or (staging.total() and quarantine is None):
                raise _invalid(lost, staging, limit)
        unattributed = set_aside(staging, registry, read)
        if quarantine is not None:
            write_quarantine(staging, Path(quarantine))
        if not admitted:
            _store(staging)
        return _dataset(staging, registry, read, found.warnings, unattributed, folder)
    except BaseException:
        connection.close()
        folder.cleanup()
        raise


def _invalid(lost: Sequence[Problem], staging: Staging, limit: int) -> InvalidDataError:
    """What is wrong with tables as a whole, and with the rows of the others."""
    rows = [problem for problem, _ in staging.problems(max(limit - len(lost), 0))]
    order = [table.name for table in staging.tables]
    told = sorted([*lost, *rows], key=lambda problem: order.index(problem.table))
    return InvalidDataError(told[:limit], len(lost) + staging.total())


def _silent(_table: str, _share: float) -> None:
    """Tell nobody."""


def _read(staging: Staging, progress: Progress) -> list[Problem]:
    """Read every table once, and give the problems of those that cannot be read to their end."""
    lost = []
    for i, table in enumerate(staging.tables):
        if table.name not in staging.files:
            continue
        file = staging.files[table.name]
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
                lost += _read_columns(staging, i, table, file)
        progress(table.name, 1.0)
    return lost


def _meter(table: Table, file: TableFile, progress: Progress) -> Callable[[int], None]:
    size, done = file.path.stat().st_size, 0

    def count(read: int) -> None:
        nonlocal done
        done += read
        progress(table.name, min(done / size, 1.0))

    return count


def _typed(staging: Staging) -> tuple[Typed, ...]:
    """The tables with their types, if all of them have types of their own."""
    if any(file.format not in (Format.PARQUET, Format.DATABASE) for file in staging.files.values()):
        return ()
    typed = []
    for table in staging.tables:
        file = staging.files[table.name]
        found = columns_of(table, file, staging.connection)
        kinds = {name: kind for name, kind in found.items() if name not in unfit(table, found)}
        typed.append(Typed(table, source_of(table, file), kinds))
    return tuple(typed)


def _read_columns(staging: Staging, i: int, table: Table, file: TableFile) -> list[Problem]:
    """Read a typed table by the texts of its cells, or say why it cannot be read."""
    found = columns_of(table, file, staging.connection)
    nothing = unfit(table, found)
    cells = [
        text_of(column.name) if column.name in found and column.name not in nothing else "NULL::VARCHAR"
        for column in table.columns
    ]
    try:
        staging.add_relation(i, source_of(table, file), LINE, cells)
    except duckdb.Error as error:
        if is_disk_full(error):
            raise
        return [unreadable(table, file, error)]
    return []


def _store(staging: Staging) -> None:
    """Keep the valid rows and let the rest go."""
    run = staging.connection.execute
    for i, table in enumerate(staging.tables):
        target = stored_name(table, i)
        valid = f"(SELECT * EXCLUDE (line, bad) FROM t{i} WHERE line NOT IN (SELECT line FROM problem WHERE t = {i}))"
        if table.is_event:
            shown = "v.* REPLACE (coalesce(v.c3, v.c2) AS c3)"
            run(
                f"CREATE TABLE {target} AS SELECT n, {shown} FROM {valid} v"
                " JOIN (SELECT n, c0 AS id FROM subject_0) ON v.c1 = id"
            )
        else:
            run(f"CREATE TABLE {target} AS SELECT row_number() OVER (ORDER BY c0) - 1 AS n, * FROM {valid} ORDER BY c0")
        run(f"DROP TABLE t{i}")


def _dataset(
    staging: Staging,
    registry: Registry,
    relations: frozenset[Relation],
    warnings: tuple[str, ...],
    unattributed: int,
    folder: TemporaryDirectory[str],
) -> Dataset:
    """The data set whose valid rows are stored."""
    gone = staging.connection.execute("SELECT id FROM gone WHERE t = 0 ORDER BY id").fetchall()
    return Dataset(
        registry=registry,
        subject=staging.tables[0].name,
        connection=staging.connection,
        tables={
            table.name: StoredTable(
                table, stored_name(table, i), {column.name: f"c{j}" for j, column in enumerate(table.columns)}
            )
            for i, table in enumerate(staging.tables)
        },
        relations_read=relations,
        count=_count(staging, "SELECT count(*) FROM subject_0"),
        shard=staging.shard,
        incomplete_count=_count(staging, "SELECT count(*) FROM subject_0 SEMI JOIN incomplete ON c0 = id"),
        set_aside=_count(
            staging, f"SELECT count(*) FROM (SELECT DISTINCT t, line FROM problem WHERE {staging.told_here})"
        ),
        unscorable=tuple(row[0] for row in gone),
        unattributed=unattributed,
        warnings=warnings,
        folder=folder,
    )


def _count(staging: Staging, query: str) -> int:
    row = staging.connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])
