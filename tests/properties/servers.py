"""The engines of the deep suite: a PostgreSQL server of our own, and Spark on two threads."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from creditlang.backends.sql.postgres import Postgres
from creditlang.backends.sql.spark import Spark
from creditlang.data.checks import quoted
from creditlang.data.tables import Column
from creditlang.types import Boolean, Date, Number
from properties.generator import People
from properties.in_sql import tables_of

_SERVERS = Path("/usr/lib/postgresql")


def postgres_folder() -> Path | None:
    """Where the programs of the newest installed server are; None without one."""
    found = sorted(_SERVERS.glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    there = shutil.which("initdb")
    return Path(there).parent if there else None


@contextmanager
def postgres_server(programs: Path) -> Iterator[str]:
    """A server in a temporary folder that only answers on a socket there; gives how to connect to it."""
    with TemporaryDirectory() as folder:
        # The server refuses to run as the administrator.
        user = "postgres" if os.geteuid() == 0 else None
        if user is not None:
            shutil.chown(folder, user)
        data = Path(folder, "data")
        _run([programs / "initdb", "-D", data, "-A", "trust", "-U", "creditlang", "-E", "UTF8"], user)
        options = f"-c listen_addresses='' -k {folder} -c fsync=off"
        _run([programs / "pg_ctl", "-D", data, "-w", "-l", Path(folder, "log"), "-o", options, "start"], user)
        try:
            yield f"host={folder} user=creditlang dbname=postgres"
        finally:
            _run([programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"], user)


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
    """A PostgreSQL server."""

    dialect = Postgres()

    def __init__(self, connecting: str) -> None:
        import psycopg

        self.connection = psycopg.connect(connecting, autocommit=True, prepare_threshold=None)

    def load(self, people: People) -> None:
        """Hold these people and no others."""
        cursor = self.connection.cursor()
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
        for table, rows in tables_of(people):
            columns = ", ".join(f"{quoted(c.name)} {_postgres_type(c)}" for c in table.columns)
            cursor.execute(f"CREATE TABLE {quoted(table.name)} ({columns})".encode())
            if rows:
                marks = ", ".join("%s" for _ in table.columns)
                name = quoted(table.name).replace("%", "%%")
                cursor.executemany(f"INSERT INTO {name} VALUES ({marks})".encode(), rows)

    def rows(self, query: str) -> list[tuple[list[str], tuple[Any, ...]]]:
        """The rows of a query."""
        cursor = self.connection.execute(query.encode())
        names = [column.name for column in cursor.description or ()]
        return [(names, row) for row in cursor.fetchall()]


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


class InSpark:
    """Spark SQL on two threads of this machine."""

    dialect = Spark()

    def __init__(self) -> None:
        from pyspark.sql import SparkSession

        settings = {
            "spark.sql.ansi.enabled": "true",
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2",
            "spark.default.parallelism": "2",
            "spark.sql.session.timeZone": "UTC",
            "spark.log.level": "ERROR",
        }
        builder = SparkSession.builder.master("local[2]").appName("creditlang")
        for name, value in settings.items():
            builder = builder.config(name, value)
        self.session = builder.getOrCreate()

    def load(self, people: People) -> None:
        """Hold these people and no others."""
        from pyspark.sql.types import StructField, StructType

        for table, rows in tables_of(people):
            schema = StructType([StructField(c.name, _spark_type(c), True) for c in table.columns])
            cells = [tuple(row) for row in rows]
            self.session.createDataFrame(cells, schema).createOrReplaceTempView(f"`{table.name.replace('`', '``')}`")

    def rows(self, query: str) -> list[tuple[list[str], tuple[Any, ...]]]:
        """The rows of a query."""
        frame = self.session.sql(query)
        return [(frame.columns, tuple(row)) for row in frame.collect()]


def _spark_type(column: Column) -> Any:
    from pyspark.sql import types

    match column.type:
        case Number(scale=scale):
            return types.DecimalType(18, scale or 0)
        case Date():
            return types.DateType()
        case Boolean():
            return types.BooleanType()
        case _:
            return types.StringType()
