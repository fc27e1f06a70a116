"""How Spark's time grows with records, on two threads of this machine; writes `docs/spark.md`. Needs Linux and Java.

DuckDB decides on the same Parquet files first, and the answers must be equal, row for row. The time is that of the
Java process in processor seconds, as the operating system counts them.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from figures import Figure
from growth import MILLIONS, ROOT, Point, off_the_line
from local_spark import local_spark
from population import AS_OF, PEOPLE, RULES, data_folder, emitted, opened

from creditlang import load
from creditlang.backends.sql.build import DIALECTS, decisions_sql
from creditlang.outputs import score_decimals

PAGE = ROOT / "docs" / "spark.md"
RUNS = 3
_TICKS = os.sysconf("SC_CLK_TCK")
_SETTINGS = {"spark.driver.memory": "4g", "spark.sql.shuffle.partitions": "4"}


def _cpu(spark: Any) -> float:
    """What the Java process has used so far."""
    stat = Path(f"/proc/{spark.sparkContext._gateway.proc.pid}/stat").read_text(encoding="ascii")
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _same(data: Path, spark_out: Path, scratch: Path) -> None:
    out = scratch / "duckdb.parquet"
    with opened(data) as connection:
        connection.execute(f"COPY ({emitted()[0]}) TO '{out}' (FORMAT parquet)")
        theirs = f"read_parquet('{spark_out}/*.parquet')"
        row = connection.execute(
            f"SELECT (SELECT count(*) FROM (FROM '{out}' EXCEPT ALL FROM {theirs})),"
            f" (SELECT count(*) FROM (FROM {theirs} EXCEPT ALL FROM '{out}'))"
        ).fetchone()
    if row != (0, 0):
        raise SystemExit(f"Spark and DuckDB differ: {row} rows that one has alone")


def by_records(people: int = PEOPLE, millions: tuple[int, ...] = MILLIONS) -> list[tuple[Point, float]]:
    """The decisions on more and more records of the same people: processor seconds, and seconds on the wall."""
    series = load(RULES).series
    query = decisions_sql(series, AS_OF, None, DIALECTS["spark"], score_decimals(series)).rstrip().removesuffix(";")
    found = []
    with local_spark(_SETTINGS) as spark:
        for size in millions:
            data = data_folder(people, size * 1_000_000)
            for path in data.glob("*.parquet"):
                spark.read.parquet(str(path)).createOrReplaceTempView(f"`{path.stem}`")
            best_cpu = best_wall = float("inf")
            with TemporaryDirectory() as scratch:
                for turn in range(RUNS + 1):  # the first warms the machine that Java is up
                    out, used, start = Path(scratch, f"out{turn}"), _cpu(spark), time.perf_counter()
                    spark.sql(query).write.parquet(str(out))
                    wall, cpu = time.perf_counter() - start, _cpu(spark) - used
                    if turn == 0:
                        _same(data, out, Path(scratch))
                    else:
                        best_cpu, best_wall = min(best_cpu, cpu), min(best_wall, wall)
            found.append((Point(size, best_cpu), best_wall))
    return found


def write_page(found: list[tuple[Point, float]]) -> None:
    """The table, and what follows from it."""
    *_, before, last = (point for point, _ in found)
    # Of few records Spark's time is nearly all its own start; what more of them need shows between the largest sizes.
    rise = (last.cpu - before.cpu) / (last.size - before.size)
    lines = [
        "# Spark, measured",
        "",
        "`python benchmarks/run.py spark-growth` measures this and writes the page: the query of",
        "`creditlang build --sql spark` on folders of Parquet, `local[2]`, ANSI mode, after its answers were compared",
        f"with DuckDB's, row for row. {PEOPLE:,} people, twelve criteria, five entitlements",
        "(`benchmarks/populations/town.credit`). Each the best of three runs after one that warms up.",
        "",
        "| million records | processor seconds | seconds on two threads |",
        "|---:|---:|---:|",
        *(f"| {point.size} | {point.cpu:.1f} | {wall:.1f} |" for point, wall in found),
        "",
        f"Of few records most of the time is Spark's own start. From {before.size} to {last.size} million each million",
        f"more needs {rise:.2f} processor seconds: a billion {rise * 1000:,.0f}, or {rise / 3.6:.2f} hours of one",
        "core. What a cluster sends over its network, and waits for, comes on top.",
        "",
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


def growth() -> float:
    """How far the largest number of records lies above the line through the smaller ones; writes the page."""
    found = by_records()
    write_page(found)
    return off_the_line([point for point, _ in found])


SPARK = (
    Figure(
        "spark-growth",
        "Spark on two threads: most records against the line through fewer; writes docs/spark.md (needs pyspark, Java)",
        1.25,
        "x",
        growth,
    ),
)
