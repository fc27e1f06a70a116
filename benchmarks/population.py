"""A million people and twenty million records: the emitted query against what an expert writes by hand.

Both run in one DuckDB on the same Parquet files and must give the same table, row for row, before either is timed; then
they take turns, and the best run of each counts.
"""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

import duckdb
from figures import Figure
from populations.people import make_people

from creditlang import load
from creditlang.backends.sql.decisions import decisions
from creditlang.backends.sql.duckdb import DuckDB
from creditlang.backends.sql.lines import lines
from creditlang.backends.sql.sources import Contract
from creditlang.backends.sql.written import table_of_decisions
from creditlang.outputs import line_decimals, score_decimals

HERE = Path(__file__).parent / "populations"
RULES, BY_HAND = HERE / "town.credit", HERE / "by_hand.sql"
AS_OF = date(2025, 1, 1)
PEOPLE, EVENTS = 1_000_000, 20_000_000
MEMORY = "3GB"
RUNS = 5


def data_folder(people: int, events: int) -> Path:
    """The Parquet files, made once and kept in the folder for temporary files."""
    folder = Path(gettempdir(), f"creditlang-population-{people}-{events}")
    if not (folder / "done").exists():
        make_people(folder, people, events)
        (folder / "done").touch()
    return folder


@contextmanager
def opened(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A database over Parquet files, each a table with the file's name."""
    with TemporaryDirectory() as scratch, duckdb.connect() as connection:
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute(f"SET temp_directory = '{scratch}'")
        for path in data.glob("*.parquet"):
            connection.execute(f"CREATE VIEW \"{path.stem}\" AS FROM read_parquet('{path}')")
        yield connection


@functools.cache
def emitted(rules: Path = RULES) -> tuple[str, str]:
    """The query of decisions and that of lines."""
    series, dialect = load(rules).series, DuckDB()
    source = Contract(series.registry)
    found = decisions(series, AS_OF, None, source, dialect)
    told = lines(series, AS_OF, None, source, dialect, line_decimals(series))
    assert told is not None
    return table_of_decisions(found, dialect, score_decimals(series)).sql("duckdb"), told.sql("duckdb")


def seconds(connection: duckdb.DuckDBPyConnection, query: str, out: Path) -> float:
    """How long a query takes to write its table."""
    start = time.perf_counter()
    connection.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)")
    return time.perf_counter() - start


def _same(connection: duckdb.DuckDBPyConnection, one: Path, other: Path, rows: int) -> None:
    """Both tables have the same rows, or the benchmark ends."""
    row = connection.execute(
        f"SELECT (SELECT count(*) FROM (FROM '{one}' EXCEPT FROM '{other}')),"
        f" (SELECT count(*) FROM '{one}'), (SELECT count(*) FROM '{other}')"
    ).fetchone()
    if row != (0, rows, rows):
        raise SystemExit(f"the answers differ: {row} rows that one has alone, rows of one, rows of the other")


def against_hand(people: int = PEOPLE, events: int = EVENTS) -> float:
    """The emitted query's time as a share of the hand-written one's."""
    with opened(data_folder(people, events)) as connection, TemporaryDirectory() as scratch:
        queries = {Path(scratch, "ours.parquet"): emitted()[0], Path(scratch, "hand.parquet"): BY_HAND.read_text()}
        best = dict.fromkeys(queries, float("inf"))
        for turn in range(RUNS):
            for out, query in queries.items():
                best[out] = min(best[out], seconds(connection, query, out))
            if turn == 0:
                _same(connection, *queries, people)
        ours, hand = best.values()
    return ours / hand


def with_lines(people: int = PEOPLE, events: int = EVENTS) -> float:
    """The time of decisions with all their lines as a multiple of that of decisions alone."""
    with opened(data_folder(people, events)) as connection, TemporaryDirectory() as scratch:
        decided, told = emitted()
        out, lines_out = Path(scratch, "ours.parquet"), Path(scratch, "lines.parquet")
        alone = both = float("inf")
        for turn in range(RUNS):
            first = seconds(connection, decided, out)
            second = seconds(connection, told, lines_out)
            alone, both = min(alone, first), min(both, first + second)
            if turn == 0:
                _adds_up(connection, out, lines_out)
    return both / alone


def _adds_up(connection: duckdb.DuckDBPyConnection, decided: Path, told: Path) -> None:
    """The lines of everyone add up to the score: the start and their sum, within the bounds."""
    row = connection.execute(
        f"SELECT count(*) FROM '{decided}' LEFT JOIN"
        f" (SELECT subject, sum(points) AS sum FROM '{told}' GROUP BY subject)"
        " USING (subject) WHERE points <> least(greatest(1000 + coalesce(sum, 0), 0), 1300)"
    ).fetchone()
    if row != (0,):
        raise SystemExit(f"the lines of {row} people do not add up to their score")


def memory(people: int = PEOPLE, events: int = EVENTS) -> float:
    """The most memory, in GB, that `creditlang score` takes, with the checks of every row and all tables written."""
    with TemporaryDirectory() as scratch:
        child = subprocess.Popen(
            [sys.executable, "-m", "creditlang", "score", str(RULES), "--data", str(data_folder(people, events)),
             "--as-of", AS_OF.isoformat(), "--engine", "duckdb", "--out", str(Path(scratch, "out.parquet"))],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode:
            raise SystemExit("creditlang score failed")
    return usage.ru_maxrss / 1e6


POPULATION = (
    Figure(
        "population",
        "1 million people, 20 million records: the emitted query against hand-written DuckDB SQL",
        1.0,
        "x",
        against_hand,
    ),
    Figure(
        "population-lines", "the same with every line of every score, against the score alone", 3.0, "x", with_lines
    ),
    Figure("population-memory", "the most memory of `score` on the same, checks included", 4.0, " GB", memory),
)
