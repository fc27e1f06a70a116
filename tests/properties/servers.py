"""The engines of the deep suite: a PostgreSQL server of our own, and Spark on two threads.

Each is started when a test first asks for it, and stops with the tests.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import subprocess
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest

from creditlang import ir
from creditlang.backends.sql.postgres import Postgres
from creditlang.backends.sql.spark import Spark
from creditlang.data.checks import quoted
from creditlang.data.tables import Column, Table
from creditlang.types import Boolean, Date, Number
from properties.generator import People
from properties.in_sql import contract_tables, tables_of

if TYPE_CHECKING:
    import psycopg

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from local_spark import local_spark

_SERVERS = Path("/usr/lib/postgresql")
_RUNNING = ExitStack()
atexit.register(_RUNNING.close)

SPARK_WARNS = ("ignore::FutureWarning", "ignore::ResourceWarning")
"""Warnings of Spark's own Python, which tests that use it must let pass."""


@cache
def postgres() -> InPostgres:
    """The server of this run of the tests; they are skipped where there is none."""
    programs = _postgres_folder()
    if programs is None:
        pytest.skip("there is no PostgreSQL server on this machine")
    return InPostgres(_RUNNING.enter_context(_postgres_server(programs)))


@cache
def spark() -> InSpark:
    """The session of this run of the tests; they are skipped where there is none."""
    pytest.importorskip("pyspark")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    with warnings.catch_warnings(action="ignore"):
        return InSpark(_RUNNING.enter_context(local_spark(_SPARK)))


# --- PostgreSQL --------------------------------------------------------------------------------------------

# Nothing here outlives the server, and every query is small: planning one is most of its time.
_POSTGRES = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c autovacuum=off -c jit=off"


def _postgres_folder() -> Path | None:
    """Where the programs of the newest installed server are; None without one."""
    found = sorted(_SERVERS.glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@contextmanager
def _postgres_server(programs: Path) -> Iterator[psycopg.Connection[Any]]:
    """A connection to a server in a temporary folder that only answers on a socket there."""
    import psycopg

    folder = mkdtemp()  # not one that Python takes away at its end, which comes before the server stops
    # The server refuses to run as the administrator.
    user = "postgres" if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user)
    data = Path(folder, "data")
    try:
        _run([programs / "initdb", "-D", data, "-A", "trust", "-U", "creditlang", "-E", "UTF8", "--no-sync"], user)
        options = f"-c listen_addresses='' -k {folder} {_POSTGRES}"
        _run([programs / "pg_ctl", "-D", data, "-w", "-l", Path(folder, "log"), "-o", options, "start"], user)
        connecting = f"host={folder} user=creditlang dbname=postgres"
        with psycopg.connect(connecting, prepare_threshold=None) as connection:
            yield connection
    finally:
        if (data / "postmaster.pid").exists():
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], user)
        shutil.rmtree(folder)


def _run(command: list[str | Path], user: str | None) -> None:
    entry = pwd.getpwnam(user) if user else None
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.STDOUT,
        user=entry.pw_uid if entry else None,
        group=entry.pw_gid if entry else None,
        cwd="/",
    )


class InPostgres:
    """A PostgreSQL server. People live in temporary tables of one transaction, which is never committed."""

    dialect = Postgres()

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def load(self, people: People) -> None:
        """Hold these people and no others."""
        self._hold(tables_of(people))

    def open(self, data: Path, registry: ir.Registry) -> None:
        """Hold a data set of Parquet files and nothing else."""
        self._hold((table, _parquet_rows(data, table)) for table in contract_tables(registry))

    def _hold(self, tables: Iterable[tuple[Table, list[list[object]]]]) -> None:
        self.connection.rollback()
        cursor = self.connection.cursor()
        for table, rows in tables:
            columns = ", ".join(f"{quoted(c.name)} {_postgres_type(c)}" for c in table.columns)
            cursor.execute(f"CREATE TEMP TABLE {quoted(table.name)} ({columns})".encode())
            if rows:
                with cursor.copy(f"COPY {quoted(table.name)} FROM STDIN".encode()) as copy:
                    for row in rows:
                        copy.write_row(row)

    def rows(self, query: str) -> list[tuple[list[str], tuple[Any, ...]]]:
        """The rows of a query."""
        cursor = self.connection.execute(query.encode())
        names = [column.name for column in cursor.description or ()]
        return [(names, row) for row in cursor.fetchall()]


def _parquet_rows(data: Path, table: Table) -> list[list[object]]:
    rows = pq.read_table(data / f"{table.name}.parquet").to_pylist()
    return [[row[name] for name in table.names] for row in rows]


def _postgres_type(column: Column) -> str:
    match column.type:
        case Number(scale=scale):
            return f"NUMERIC(18, {scale})"
        case Date():
            return "DATE"
        case Boolean():
            return "BOOLEAN"
        case _:
            return "TEXT"


# --- Spark -------------------------------------------------------------------------------------------------

# A program has a handful of rows, so that all its time is planning and compiling: one partition, a plan that is not
# changed on the way, expressions that are interpreted, and a Java compiler that does not try hard.
_SPARK = {
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
    # A machine that is put to sleep, or has no time for Spark, is no reason to give up its only executor.
    "spark.executor.heartbeatInterval": "600s",
    "spark.network.timeout": "3600s",
}


class InSpark:
    """Spark SQL on two threads of this machine. People are views of rows that are written out."""

    dialect = Spark()

    def __init__(self, session: Any) -> None:
        self.session = session
        self._views: list[str] = []

    def load(self, people: People) -> None:
        """Hold these people and no others."""
        self._hold((table, _spark_rows(table, rows)) for table, rows in tables_of(people))

    def open(self, data: Path, registry: ir.Registry) -> None:
        """Hold a data set of Parquet files and nothing else."""
        self._hold((t, f"SELECT * FROM PARQUET.`{data / t.name}.parquet`") for t in contract_tables(registry))

    def _hold(self, tables: Iterable[tuple[Table, str]]) -> None:
        while self._views:
            self.session.sql(f"DROP VIEW {self._views.pop()}")
        for table, query in tables:
            name = _spark_name(table.name)
            self.session.sql(f"CREATE TEMP VIEW {name} AS {query}")
            self._views.append(name)

    def rows(self, query: str) -> list[tuple[list[str], tuple[Any, ...]]]:
        """The rows of a query."""
        frame = self.session.sql(query)
        return [(frame.columns, tuple(row)) for row in frame.collect()]


def _spark_rows(table: Table, rows: list[list[object]]) -> str:
    """A query that gives these rows, in the types of the data contract."""
    names = [_spark_name(column.name) for column in table.columns]
    cells = [f"CAST({n} AS {_spark_type(c)}) AS {n}" for n, c in zip(names, table.columns, strict=True)]
    values = rows or [[None] * len(names)]
    written = ", ".join(f"({', '.join(map(_spark_literal, row))})" for row in values)
    none = "" if rows else " WHERE FALSE"
    return f"SELECT {', '.join(cells)} FROM VALUES {written} AS t({', '.join(names)}){none}"


def _spark_name(name: str) -> str:
    return f"`{name.replace('`', '``')}`"


def _spark_literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value)
        case Decimal():
            return f"'{value:f}'"
        case date():
            return f"DATE'{value}'"
        case str():
            escaped = value.replace("\\", "\\\\").replace("'", "\\'")
            return f"'{escaped}'"
    raise TypeError(f"{value!r} is no cell")


def _spark_type(column: Column) -> str:
    match column.type:
        case Number(scale=scale):
            return f"DECIMAL(18, {scale or 0})"
        case Date():
            return "DATE"
        case Boolean():
            return "BOOLEAN"
        case _:
            return "STRING"
