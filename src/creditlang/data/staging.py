"""Rows on their way in: typed where they are fine, with a list of problems where they are not.

In: rows as texts. Out: for the table at place i, `t<i>(line, c0, c1, …, bad)` with typed columns, and one
table of problems for all. What holds then: a row of `t<i>` without a problem meets everything that can be
said about it alone. Rows that cannot be told apart into cells are only among the problems.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import duckdb

from creditlang.data import checks
from creditlang.data.batches import Batch, Fault
from creditlang.data.files import TableFile
from creditlang.data.problems import Problem, clip
from creditlang.data.reasons import cell_reason, row_reason
from creditlang.data.shards import Shard
from creditlang.data.tables import Role, Table

MEMORY = "1GB"
REPEATED = 5
"""How often one kind of problem in one column is told when there are too many to tell all."""
_SHIFT = 1 << 40
"""A place in the data set as one number: the table's place times this, plus the line."""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """A database in memory that moves to `folder` what does not fit."""
    connection = duckdb.connect()
    connection.execute(f"SET memory_limit = '{MEMORY}'")
    connection.execute(f"SET temp_directory = {checks.literal(str(folder))}")
    return connection


@attrs.frozen
class Staging:
    """The tables that are being loaded.

    Attributes:
        tables: the subject that histories are about first, then other subjects, then events.
        files: by the name of the table, where those are whose rows can be read.
        shard: only these subjects are wanted, with what is recorded about them; None for all.
    """

    connection: duckdb.DuckDBPyConnection
    tables: tuple[Table, ...]
    files: Mapping[str, TableFile]
    shard: Shard | None = None

    def without(self, names: Collection[str]) -> Staging:
        """The same without the rows of some tables."""
        return attrs.evolve(self, files={name: file for name, file in self.files.items() if name not in names})

    def create(self) -> None:
        """Make the empty tables: of rows, of problems, and of the ids of records that are in other shards."""
        self.connection.execute(
            "CREATE TABLE problem (source TINYINT, t INTEGER, line BIGINT, place INTEGER, col VARCHAR, code VARCHAR,"
            " value VARCHAR, detail VARCHAR, owner VARCHAR, row_json VARCHAR)"
        )
        self.connection.execute("CREATE TABLE elsewhere (id VARCHAR, place BIGINT)")
        for i, table in enumerate(self.tables):
            columns = "".join(f", c{j} {checks.sql_type(column)}" for j, column in enumerate(table.columns))
            self.connection.execute(f"CREATE TABLE t{i} (line BIGINT{columns}, bad BOOLEAN)")

    def add_batch(self, i: int, batch: Batch, unknown: str | None = None) -> None:
        """Take in what a reader of text files hands over.

        Args:
            unknown: a text that stands for an unknown value.
        """
        table = self.tables[i]
        if batch.rows:
            names = ["line BIGINT", *(f"c{j} VARCHAR" for j in range(len(table.columns)))]
            self._send("incoming", names, [batch.lines, *zip(*batch.rows, strict=True)])
            cells = [
                f"c{j}" if unknown is None else f"nullif(c{j}, {checks.literal(unknown)})"
                for j in range(len(table.columns))
            ]
            self.add_relation(i, "incoming", "line", cells)
        self._add_faults(i, batch.faults)

    def add_relation(self, i: int, relation: str, line: str, cells: Sequence[str]) -> None:
        """Take in the rows of a relation.

        Args:
            line: the expression for the row's number.
            cells: for each column the expression for its text, NULL where unknown.
        """
        columns = self.tables[i].columns
        texts = ", ".join(f"{cell} AS c{j}" for j, cell in enumerate(cells))
        raw = f"(SELECT {line} AS line, {texts} FROM {relation})"
        if self.shard is not None and self._is_cut(i):
            owner = "c1" if self.tables[i].is_event else "c0"
            if self.tables[i].is_event:
                # An id is used once in all parts.
                others = (
                    f"SELECT c0, {self.encode(i)} FROM {raw} WHERE c0 IS NOT NULL AND NOT {self.shard.holds(owner)}"
                )
                self.connection.execute(f"INSERT INTO elsewhere {others}")
            raw = f"(SELECT * FROM {raw} WHERE {self.shard.holds(owner)})"
        values = ", ".join(checks.typed(column, f"c{j}") for j, column in enumerate(columns))
        codes = [checks.problem(column, f"c{j}") for j, column in enumerate(columns)]
        bad = " OR ".join(f"{code} IS NOT NULL" for code in codes)
        self.connection.execute(f"INSERT INTO t{i} SELECT line, {values}, {bad} FROM {raw}")
        if self._take_news(i):
            self.connection.execute(f"CREATE OR REPLACE TEMP TABLE wrong AS SELECT * FROM {raw} WHERE {bad}")
            for j, code in enumerate(codes):
                self._add_problems(i, "wrong", 1, j, code, f"c{j}", [f"c{k}" for k in range(len(columns))])

    def _is_cut(self, i: int) -> bool:
        """Whether a shard takes only a part of a table, as it does of people and of what is recorded about them."""
        return i == 0 or self.tables[i].is_event

    @property
    def told_here(self) -> str:
        """The SQL condition that a problem is told by this shard: what every shard reads whole, the first one tells."""
        if self.shard is None or self.shard.number == 1:
            return "true"
        return f"t IN ({', '.join(str(i) for i in range(len(self.tables)) if self._is_cut(i))})"

    def _take_news(self, i: int) -> bool:
        """Whether rows that were just added have problems; the mark is taken off again."""
        found = self.connection.execute(f"UPDATE t{i} SET bad = false WHERE bad").fetchone()
        return found is not None and found[0] > 0

    def _add_problems(
        self,
        i: int,
        relation: str,
        source: int,
        j: int,
        code: str,
        value: str,
        cells: Sequence[str],
        detail: str = "NULL",
    ) -> None:
        table = self.tables[i]
        owner = "c1" if table.is_event else "c0"
        row = ", ".join(
            f"{checks.literal(column.name)}, {cell}" for column, cell in zip(table.columns, cells, strict=True)
        )
        self.connection.execute(
            f"INSERT INTO problem SELECT {source}, {i}, line, {j}, {checks.literal(table.columns[j].name)}, {code},"
            f" {value}, {detail}, {owner}, json_object({row}) FROM {relation} WHERE {code} IS NOT NULL"
        )

    def add_found(self, i: int, relation: str, j: int, code: str, detail: str = "NULL") -> None:
        """Note a problem of one column for rows of `t<i>` that a relation holds with all their columns."""
        cells = [checks.as_text(column, f"c{k}") for k, column in enumerate(self.tables[i].columns)]
        self._add_problems(i, relation, 2, j, checks.literal(code), cells[j], cells, detail)

    def _add_faults(self, i: int, faults: Sequence[Fault]) -> None:
        if not faults:
            return
        names = self.tables[i].names
        places = [names.index(f.column) if f.column in names else -1 for f in faults]
        types = [
            "line BIGINT",
            "place INTEGER",
            "col VARCHAR",
            "code VARCHAR",
            "value VARCHAR",
            "detail VARCHAR",
            "owner VARCHAR",
            "row_json VARCHAR",
        ]
        self._send(
            "faults",
            types,
            [
                [f.line for f in faults],
                places,
                [f.column for f in faults],
                [f.code for f in faults],
                [f.value for f in faults],
                [f.detail for f in faults],
                [f.owner for f in faults],
                [f.row for f in faults],
            ],
        )
        ours = f" WHERE {self.shard.holds('owner')}" if self.shard is not None and self._is_cut(i) else ""
        self.connection.execute(f"INSERT INTO problem SELECT 0, {i}, * FROM faults{ours}")

    def _send(self, target: str, columns: Sequence[str], values: Sequence[Sequence[object]]) -> None:
        """Hand columns of values to the database as JSON, which carries every text unchanged."""
        select = ", ".join(
            f"unnest(from_json(?, '[\"{kind}\"]')) AS {column}"
            for column, _, kind in (c.partition(" ") for c in columns)
        )
        texts = [json.dumps(list(column), ensure_ascii=False) for column in values]
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE {target} AS SELECT {select}", texts)

    def total(self) -> int:
        """How many problems there are."""
        row = self.connection.execute("SELECT count(*) FROM problem").fetchone()
        assert row is not None
        return int(row[0])

    def settle(self) -> None:
        """Keep one problem for each cell: what a reader said before what followed from it."""
        self.connection.execute(
            "CREATE OR REPLACE TABLE problem AS SELECT DISTINCT ON (t, line, col) * FROM problem ORDER BY source"
        )

    def problems(self, limit: int | None = None, among: str = "true") -> Iterator[tuple[Problem, str]]:
        """The problems with the row of each as text, by table and line.

        Args:
            limit: how many at most; if there are more, each kind in each column is shown only a few times.
            among: the SQL condition on those that are wanted.
        """
        few = limit is not None and self.total() > limit
        cursor = self.connection.cursor().execute(
            f"SELECT t, line, place, col, code, value, detail, row_json FROM problem WHERE {among}"
            + (f" QUALIFY row_number() OVER (PARTITION BY t, col, code ORDER BY line) <= {REPEATED}" if few else "")
            + " ORDER BY t, line, place, col"
            + (f" LIMIT {limit}" if few else "")
        )
        while rows := cursor.fetchmany(10_000):
            for t, line, place, column, code, value, detail, row in rows:
                table = self.tables[t]
                if column is None:
                    reason = row_reason(code, detail)
                else:
                    reason = cell_reason(table, table.columns[max(place, 0)], code, value, detail)
                shown = None if value is None else clip(value)
                yield Problem(table.name, self.files[table.name].name, line, column, shown, code, reason), row

    def place_of(self, encoded: str) -> str:
        """The expression that tells people a place in the data set, as `encode` gives it."""
        arms = " ".join(
            f"WHEN {i} THEN "
            + checks.literal(Problem(table.name, self.files[table.name].name, 0, None, None, "", "").place[:-1])
            for i, table in enumerate(self.tables)
            if table.name in self.files
        )
        return f"CASE {encoded} // {_SHIFT} {arms} END || ({encoded} % {_SHIFT})"

    @staticmethod
    def encode(i: int, line: str = "line") -> str:
        """A place in the data set as one number."""
        return f"({i * _SHIFT} + {line})"

    def events(self) -> Iterator[int]:
        """The places of the event tables whose rows can be read."""
        return (i for i, table in enumerate(self.tables) if table.is_event and table.name in self.files)

    def subjects(self) -> Iterator[int]:
        """The places of the subject tables whose rows can be read."""
        return (i for i, table in enumerate(self.tables) if not table.is_event and table.name in self.files)

    def key(self, i: int) -> str:
        """The name of the column that identifies a row of a table, which is its first."""
        assert self.tables[i].columns[0].role is Role.KEY
        return self.tables[i].columns[0].name
