"""Quarantine: rows that break the contract leave the data set, and everyone they may concern is marked.

What holds afterwards: every relation leads to a row that is there; `incomplete(id)` holds each subject
that lost a record, or from which a relation that is read leads to a row that was set aside.
"""

from __future__ import annotations

import csv
import heapq
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import attrs

from creditlang.data.files import DataFolderError
from creditlang.data.staging import Staging
from creditlang.data.tables import Relation
from creditlang.ir import Registry
from creditlang.types import ManyRelated

HEADER = ("table", "file", "line", "column", "value", "code", "reason", "row")
"""The columns of a quarantine file: one line for each problem, with the whole row as JSON."""

_LONGEST_CELL = 2**31 - 1
"""How long a cell may be that is read again, in characters: the most that `csv` takes everywhere."""


@attrs.frozen
class SetAside:
    """What was set aside for decisions on a data set, or on a part of one.

    Attributes:
        rows: how many rows.
        people: how many people are not decided on, because it was their own row.
        unattributed: how many of the rows name nobody whose decision they could concern.
    """

    rows: int = 0
    people: int = 0
    unattributed: int = 0

    def __add__(self, other: SetAside) -> SetAside:
        return SetAside(self.rows + other.rows, self.people + other.people, self.unattributed + other.unattributed)


def set_aside(staging: Staging, registry: Registry, relations: Collection[Relation]) -> int:
    """Find all rows that have to leave and all subjects that this concerns.

    Returns:
        How many rows have to leave of which nobody can say whom they concern.
    """
    if staging.total() == 0:
        staging.connection.execute("CREATE TABLE gone (t INTEGER, id VARCHAR)")
        staging.connection.execute("CREATE TABLE incomplete (id VARCHAR)")
        return 0
    while True:
        _find_gone(staging)
        before = staging.total()
        _follow_required(staging, relations)
        if staging.total() == before:
            break
    _mark(staging, registry, relations)
    _forget_optional(staging, relations)
    return _count_unattributed(staging, registry, relations)


def _find_gone(staging: Staging) -> None:
    """The subjects all of whose rows have problems."""
    gone = " UNION ".join(
        f"SELECT {i} AS t, id FROM ids{i} WHERE id NOT IN"
        f" (SELECT c0 FROM t{i} WHERE c0 IS NOT NULL AND line NOT IN (SELECT line FROM problem WHERE t = {i}))"
        for i in staging.subjects()
    )
    staging.connection.execute(f"CREATE OR REPLACE TABLE gone AS {gone}")


def check_quarantine(path: Path, data: Iterable[Path]) -> None:
    """Find out before hours of reading that the quarantine file cannot be written, or is data itself.

    Args:
        data: the files of the data set.

    Raises:
        DataFolderError: it cannot, or it is.
    """
    if any(path.resolve() == file.resolve() for file in data):
        raise DataFolderError(f"`{path}` is a part of the data set: choose another file for the quarantine")
    if path.is_dir() or not path.parent.is_dir():
        raise DataFolderError(f"`{path}` cannot be written: it must be a file in a folder that is there")


def write_quarantine(staging: Staging, path: Path) -> None:
    """Write the problems, with their rows, for people to mend; of a shard those that no other one tells."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        for p, row in staging.problems(among=staging.told_here):
            writer.writerow((p.table, p.file, p.line, p.column, p.value, p.code, p.reason, row))


def join_quarantines(parts: Sequence[Path], out: Path, tables: Sequence[str]) -> None:
    """Lay the quarantine files of all shards together: the file that one run would have written.

    Args:
        parts: one file for each shard.
        tables: the names of the tables in the order of the data set.
    """
    order = {name: place for place, name in enumerate(tables)}
    longest = csv.field_size_limit(_LONGEST_CELL)
    try:
        with ExitStack() as stack:
            readers: list[Iterator[list[str]]] = [
                csv.reader(stack.enter_context(path.open(encoding="utf-8", newline=""))) for path in parts
            ]
            writer = csv.writer(stack.enter_context(out.open("w", encoding="utf-8", newline="")), lineterminator="\n")
            for reader in readers:
                assert tuple(next(reader)) == HEADER
            writer.writerow(HEADER)
            # What is wrong with one row is told by one shard, in order.
            rows = heapq.merge(*readers, key=lambda row: (order[row[0]], int(row[2])))
            writer.writerows(rows)
    finally:
        csv.field_size_limit(longest)


def _forward(staging: Staging, relations: Collection[Relation]) -> list[tuple[int, int, int, bool]]:
    """The relations to one that are read: holder's table, column, other's table, whether required."""
    places = {staging.tables[i].name: i for i in staging.subjects()}
    return [
        (i, j, places[subject], column.required)
        for i, table in enumerate(staging.tables)
        for j, column, subject in table.relations()
        if (table.name, column.name) in relations
    ]


def _inverses(staging: Staging, registry: Registry, relations: Collection[Relation]) -> list[tuple[int, int, int]]:
    """The relations to many that are read: holder's table, other's table, and its column that points back."""
    places = {staging.tables[i].name: i for i in staging.subjects()}
    return [
        (
            places[subject.name],
            places[field.type.subject],
            staging.tables[places[field.type.subject]].place(field.type.by),
        )
        for subject in registry.subjects.values()
        for field in subject.fields.values()
        if isinstance(field.type, ManyRelated) and (subject.name, field.name) in relations and subject.name in places
    ]


def _follow_required(staging: Staging, relations: Collection[Relation]) -> None:
    """A row whose relation must be known leaves with the row that it leads to."""
    for i, j, other, required in _forward(staging, relations):
        if required:
            lost = f"(SELECT id FROM gone WHERE t = {other})"
            known = f"(SELECT line FROM problem WHERE t = {i})"
            staging.add_found(
                i, f"(SELECT * FROM t{i} WHERE c{j} IN {lost} AND line NOT IN {known})", j, "related-set-aside"
            )


def _mark(staging: Staging, registry: Registry, relations: Collection[Relation]) -> None:
    """Who is incomplete: those who lost a record, and those whom a relation leads to what is gone."""
    edges = []
    for i, j, other, _ in _forward(staging, relations):
        holder, owner = (0, "c1") if staging.tables[i].is_event else (i, "c0")
        edges.append(
            f"SELECT {holder} AS t, {owner} AS id, {other} AS other_t, c{j} AS other FROM t{i} WHERE c{j} IS NOT NULL"
        )
    for holder, other, j in _inverses(staging, registry, relations):
        edges.append(
            f"SELECT {holder} AS t, c{j} AS id, {other} AS other_t, c0 AS other FROM t{other} WHERE c{j} IS NOT NULL"
        )
    events = ", ".join(str(i) for i in staging.events()) or "-1"
    subjects = ", ".join(str(i) for i in staging.subjects())
    direct = f"SELECT DISTINCT owner FROM problem WHERE t IN ({events})"
    edges = edges or ["SELECT 0 AS t, NULL AS id, 0 AS other_t, NULL AS other WHERE false"]
    staging.connection.execute(
        f"CREATE TABLE incomplete AS WITH RECURSIVE edge AS ({' UNION '.join(edges)}),"
        f" concerned AS (SELECT t, owner AS id FROM problem WHERE t IN ({subjects}) AND owner IS NOT NULL"
        " UNION SELECT edge.t, edge.id FROM edge"
        " JOIN concerned ON edge.other_t = concerned.t AND edge.other = concerned.id)"
        f" SELECT id FROM ids0 WHERE id IN (SELECT id FROM concerned WHERE t = 0) OR id IN ({direct})"
    )


def _forget_optional(staging: Staging, relations: Collection[Relation]) -> None:
    """A relation that may be unknown is so when the row that it leads to is gone."""
    for i, j, other, required in _forward(staging, relations):
        if not required:
            staging.connection.execute(
                f"UPDATE t{i} SET c{j} = NULL WHERE c{j} IN (SELECT id FROM gone WHERE t = {other})"
            )


def _count_unattributed(staging: Staging, registry: Registry, relations: Collection[Relation]) -> int:
    """How many rows name nobody who is there, or cannot tell where they belong."""
    parts = [f"SELECT t, line FROM problem ANTI JOIN ids0 ON owner = id WHERE t = {i}" for i in staging.events()]
    parts += [f"SELECT t, line FROM problem WHERE t = {i} AND owner IS NULL" for i in staging.subjects()]
    for _, inner, j in _inverses(staging, registry, relations):
        parts.append(
            f"SELECT p.t, p.line FROM problem p LEFT JOIN t{inner} USING (line)"
            f" WHERE p.t = {inner} AND c{j} IS NULL AND (t{inner}.line IS NULL OR p.place = {j})"
        )
    told = f"SELECT count(*) FROM ({' UNION '.join(parts)}) WHERE {staging.told_here}"
    row = staging.connection.execute(told).fetchone()
    assert row is not None
    return int(row[0])
