"""How time grows with records and with criteria; writes `docs/performance.md` and its picture."""

from __future__ import annotations

import resource
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import duckdb
from figures import Figure
from population import AS_OF, EVENTS, PEOPLE, RULES, data_folder, emitted, opened

from creditlang import ir
from creditlang.backends.sql.build import DIALECTS, decisions_sql, lines_sql
from creditlang.driver import compile_text
from creditlang.outputs import line_decimals, score_decimals
from creditlang.populations import DEPTH

ROOT = Path(__file__).parent.parent
PAGE, PICTURE = ROOT / "docs" / "performance.md", ROOT / "docs" / "pictures" / "growth.svg"
MILLIONS = (1, 2, 5, 10, 20)
CRITERIA = (10, 50, 200, 1_000)
RUNS = 3


@attrs.frozen
class Point:
    """One measurement.

    Attributes:
        size: millions of records, or how many criteria.
        cpu: the best of some runs, in processor seconds of all cores.
    """

    size: int
    cpu: float


def measured(size: int, work: Callable[[], object]) -> Point:
    """The best of some runs."""
    cpu = float("inf")
    for _ in range(RUNS):
        used = _cpu()
        work()
        cpu = min(cpu, _cpu() - used)
    return Point(size, cpu)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def by_records(scale: float = 1.0) -> list[Point]:
    """The decisions of the benchmark's rulebook on more and more records of a million people."""
    people = int(PEOPLE * scale)
    points = []
    for millions in MILLIONS:
        data = data_folder(people, int(millions * EVENTS / MILLIONS[-1] * scale))
        with opened(data) as connection, TemporaryDirectory() as scratch:
            query = f"COPY ({emitted()[0]}) TO '{Path(scratch, 'out.parquet')}' (FORMAT parquet)"
            points.append(measured(millions, lambda: connection.execute(query)))  # noqa: B023 - called at once
    return points


def by_criteria(scale: float = 1.0) -> list[Point]:
    """A rulebook with more and more criteria on a tenth of the records, planning included."""
    data = data_folder(int(PEOPLE * scale / 10), int(EVENTS * scale / 10))
    points = []
    for count in CRITERIA:
        (series,) = compile_text(many_criteria(count)).series
        query = decisions_sql(series, AS_OF, None, DIALECTS["duckdb"], score_decimals(series))
        with opened(data) as connection, TemporaryDirectory() as scratch:
            copied = f"COPY ({query}) TO '{Path(scratch, 'out.parquet')}' (FORMAT parquet)"
            points.append(measured(count, lambda: connection.execute(copied)))  # noqa: B023 - called at once
    return points


def lines_by_criteria(scale: float = 1.0) -> list[Point]:
    """The query of all lines of the same rulebooks on a hundredth of the records: writing it, planning and running."""
    data = data_folder(int(PEOPLE * scale / 100), int(EVENTS * scale / 100))
    points = []
    for count in CRITERIA:
        (series,) = compile_text(many_criteria(count)).series
        with opened(data) as connection, TemporaryDirectory() as scratch:
            connection.execute(f"SET max_expression_depth = {DEPTH}")
            out = Path(scratch, "out.parquet")
            points.append(measured(count, lambda: _tell(connection, series, out)))  # noqa: B023 - called at once
    return points


def _tell(connection: duckdb.DuckDBPyConnection, series: ir.Series, out: Path) -> None:
    query = lines_sql(series, AS_OF, None, DIALECTS["duckdb"], line_decimals(series), pretty=False)
    connection.execute(f"COPY ({query}) TO '{out}' (FORMAT parquet)")


def many_criteria(count: int) -> str:
    """The benchmark's registry and a rulebook of so many criteria, a third of them with a yearly cap."""
    registry = RULES.read_text(encoding="utf-8").partition("rulebook Town")[0]
    rules = [
        "rulebook Many\n    records CivicRecords\n\nscore points\n    starts at 1000\n",
        *(_criterion(number) for number in range(count)),
    ]
    return registry + "\n".join(rules)


def _criterion(number: int) -> str:
    conditions = (
        f"TrafficOffence where fine >= {number % 40}00 CNY and offence is speeding",
        f"Donation where amount >= {number % 50}0 CNY",
        f"LatePayment where amount >= {number % 70}0 CNY",
    )
    effect = "award" if number % 3 == 1 else "deduct"
    cap = "    at most 20 per calendar year\n" if number % 9 < 3 else ""
    return (
        f'criterion C{number}\n    basis "s. {number}"\n    on {conditions[number % 3]}\n'
        f"    {effect} {1 + number % 5}\n    expires after {1 + number % 2} years\n{cap}"
    )


def slope(points: Sequence[Point], of: Callable[[Point], float]) -> tuple[float, float]:
    """The straight line of least squares: what is needed in any case, and what one more of the size needs."""
    middle = sum(p.size for p in points) / len(points)
    level = sum(map(of, points)) / len(points)
    rise = sum((p.size - middle) * (of(p) - level) for p in points) / sum((p.size - middle) ** 2 for p in points)
    return level - rise * middle, rise


def off_the_line(points: Sequence[Point]) -> float:
    """The last point over what the straight line through the others says: more than 1 is faster than linear growth."""
    fixed, rise = slope(points[:-1], lambda p: p.cpu)
    return points[-1].cpu / (fixed + rise * points[-1].size)


def write_page(records: Sequence[Point], criteria: Sequence[Point], told: Sequence[Point]) -> None:
    """The page and its picture."""
    fixed, rise = slope(records, lambda p: p.cpu)
    PICTURE.write_text(picture(records, criteria), encoding="utf-8")
    lines = [
        "# Performance",
        "",
        "`python benchmarks/run.py growth` measures this and writes the page. The work is the one query that",
        "`creditlang build --sql duckdb` emits, on Parquet, without the checks of the data that `creditlang score`",
        "makes before. A time is the best of three runs in processor seconds, which add up all cores: two cores need",
        "about half as long. Unlike the time on the wall they hardly depend on what else a machine does.",
        "",
        "![Time against records, and against criteria](pictures/growth.svg)",
        "",
        "## Records",
        "",
        f"{PEOPLE:,} people, twelve criteria, five entitlements (`benchmarks/populations/town.credit`).",
        "",
        "| million records | processor seconds |",
        "|---:|---:|",
        *(f"| {p.size} | {p.cpu:.2f} |" for p in records),
        "",
        f"The line through these: {fixed:.1f} processor seconds for the people, and {rise:.2f} for each million",
        f"records. A billion records of fifty million people need {rise * 1000 + fixed * 50:,.0f} processor seconds",
        "at this slope.",
        "",
        "## Criteria",
        "",
        "A third of the criteria has a yearly cap. The decisions are those of a tenth of the people and records; the",
        "lines those of a hundredth, with the time that creditlang needs to write the query. A thousand of these",
        "criteria make some twenty lines of each record.",
        "",
        "| criteria | decisions: processor seconds | lines: processor seconds |",
        "|---:|---:|---:|",
        *(f"| {p.size:,} | {p.cpu:.2f} | {one.cpu:.2f} |" for p, one in zip(criteria, told, strict=True)),
        "",
        "## Against hand-written SQL",
        "",
        "`python benchmarks/run.py population` compares the query with one that an expert wrote by hand. It needs",
        "about four fifths of its time. The goal was half of it, and is not reached. What was tried, and was slower: a",
        "column for each year instead of grouping by the year, ordered lists instead of windows, left joins instead of",
        "a union of the passes, and whole numbers as the keys of people instead of their ids.",
        "",
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


def picture(records: Sequence[Point], criteria: Sequence[Point]) -> str:
    """Both curves side by side as SVG."""
    charts = [
        _chart(records, "million records", 0),
        _chart(criteria, "criteria", 400),
    ]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 300" font-family="sans-serif" font-size="12"'
        ' role="img" aria-label="Processor seconds against records and against criteria">'
        '<rect width="800" height="300" fill="#fff"/>' + "".join(charts) + "</svg>\n"
    )


def _chart(points: Sequence[Point], what: str, left: int) -> str:
    width, height = points[-1].size, max(p.cpu for p in points) * 1.1
    fixed, rise = slope(points, lambda p: p.cpu)

    def at(size: float, seconds: float) -> str:
        return f"{left + 50 + 320 * size / width:.1f},{250 - 220 * seconds / height:.1f}"

    dots = "".join(
        f'<circle cx="{at(p.size, p.cpu).split(",")[0]}" cy="{at(p.size, p.cpu).split(",")[1]}" r="4" fill="#1f5f8b"/>'
        f'<text x="{at(p.size, 0).split(",")[0]}" y="268" text-anchor="middle" fill="#333">{p.size:,}</text>'
        for p in points
    )
    return (
        f'<polyline points="{at(0, height)} {at(0, 0)} {at(width, 0)}" fill="none" stroke="#333"/>'
        f'<polyline points="{at(0, max(fixed, 0))} {at(width, fixed + rise * width)}" stroke="#c0602b"'
        f' stroke-dasharray="5 4" fill="none"/>{dots}'
        f'<text x="{left + 210}" y="290" text-anchor="middle" fill="#111">{what}</text>'
        f'<text x="{left + 50}" y="20" text-anchor="middle" fill="#111">processor seconds</text>'
        f'<text x="{left + 45}" y="{250 - 220 / 1.1:.1f}" text-anchor="end" fill="#333">{height / 1.1:.1f}</text>'
        f'<text x="{left + 45}" y="254" text-anchor="end" fill="#333">0</text>'
    )


def growth(scale: float = 1.0) -> float:
    """How far the largest sizes lie above the straight lines through the smaller ones; writes the page."""
    records, criteria, told = by_records(scale), by_criteria(scale), lines_by_criteria(scale)
    write_page(records, criteria, told)
    return max(map(off_the_line, (records, criteria, told)))


GROWTH = (
    Figure(
        "growth",
        "the largest number of records and criteria against the line through fewer; writes docs/performance.md",
        1.25,
        "x",
        growth,
    ),
)
