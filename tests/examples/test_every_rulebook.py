"""Every rulebook under `examples/rules` scores a generated population, by whichever engine, and explains a worked case.

What `build --sql` writes answers on the same files as `score` does; PostgreSQL and Spark are asked in the deep suite.

The Chinese localities and lists share one registry, so one data set serves them all.
"""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from properties.in_sql import Engine, InDuckDB, in_order, rows_by
from properties.servers import SPARK_WARNS, postgres, spark
from shipped import UNITS, compiled

import creditlang
from creditlang import ir
from creditlang.backends.sql.build import decisions_sql
from creditlang.backends.sql.support import Refused
from creditlang.cli.main import main
from creditlang.outputs import lines_path
from creditlang.types import ManyRelated, Related

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = date(2025, 12, 1)


def _rulebooks() -> list[tuple[Path, ir.Series]]:
    """Each rulebook with the folder or file that holds it, once."""
    found: dict[str, tuple[Path, ir.Series]] = {}
    for unit in UNITS:
        editions = len({file.parent for file in unit}) == 1 and unit[0].parent.name != "china"
        for path in [unit[0].parent] if editions else unit:
            for series in compiled(path).own_series:
                if any(edition.span.source.name.startswith(str(path)) for edition in series.editions):
                    found.setdefault(series.name, (path, series))
    return list(found.values())


BOOKS = _rulebooks()
IDS = [series.name for _, series in BOOKS]


def _day(series: ir.Series) -> date:
    """A day on which its last edition is in force."""
    last = series.editions[-1]
    if last.in_force is None or (last.in_force <= DAY and (last.ends is None or last.ends > DAY)):
        return DAY
    return last.in_force


def test_no_rulebook_is_left_out() -> None:
    written = {
        line.split()[1]
        for unit in UNITS
        for file in unit
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith("rulebook ") and line.endswith('"')
    }
    assert written == set(IDS)


Scored = Callable[[Path, ir.Series], tuple[Path, Path]]


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Scored:
    """A generated population, and what Python decides on it, made once for each rulebook."""

    @cache
    def made(path: Path, name: str, day: date) -> tuple[Path, Path]:
        folder, which = tmp_path_factory.mktemp("scored"), [str(path), "--rulebook", name]
        data, out = folder / "data", folder / "out.parquet"
        assert main(["generate", *which, "--people", "20", "--records", "8", "--out", str(data)]) == 0
        asked = ["score", *which, "--data", str(data), "--as-of", day.isoformat()]
        assert main([*asked, "--engine", "python", "--out", str(out)]) == 0
        return data, out

    return lambda path, series: made(path, series.name, _day(series))


@pytest.mark.parametrize(("path", "series"), BOOKS, ids=IDS)
def test_it_scores_a_generated_population(
    path: Path, series: ir.Series, scored: Scored, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, expected = scored(path, series)
    asked = ["score", str(path), "--rulebook", series.name, "--data", str(data), "--as-of", _day(series).isoformat()]
    assert main([*asked, "--out", str(tmp_path / "out.parquet")]) == 0
    assert "20 people" in capsys.readouterr().out
    for written, found in (
        (expected, tmp_path / "out.parquet"),
        (lines_path(expected), tmp_path / "out.lines.parquet"),
    ):
        assert in_order(pq.read_table(written).to_pylist()) == in_order(pq.read_table(found).to_pylist())


ENGINES = [
    pytest.param(InDuckDB, id="duckdb"),
    pytest.param(postgres, id="postgres", marks=pytest.mark.deep),
    pytest.param(spark, id="spark", marks=[pytest.mark.deep, pytest.mark.filterwarnings(*SPARK_WARNS)]),
]


def _refused(series: ir.Series, day: date, engine: Engine) -> str | None:
    """Why a dialect has no query for a rulebook; None if it has one."""
    try:
        decisions_sql(series, day, None, engine.dialect, 0)
    except Refused as refusal:
        return str(refusal)
    return None


LARGE = {"Flensburg", "ExpressEntry"}
"""Planning the queries of these takes DuckDB as long as those of all others together."""


@pytest.mark.parametrize("started", ENGINES)
@pytest.mark.parametrize(
    ("path", "series"),
    [pytest.param(p, s, id=s.name, marks=pytest.mark.deep if s.name in LARGE else ()) for p, s in BOOKS],
)
def test_its_query_answers_as_score_does(
    path: Path,
    series: ir.Series,
    started: Callable[[], Engine],
    scored: Scored,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    engine, which, day = started(), [str(path), "--rulebook", series.name], _day(series)
    build = ["build", *which, "--sql", engine.dialect.name, "--as-of", day.isoformat()]
    if refused := _refused(series, day, engine):
        assert main(build) == 2
        assert refused in capsys.readouterr().err
        return
    data, out = scored(path, series)
    engine.open(data, series.registry)
    edition = creditlang.load(path, rulebook=series.name).edition_on(day)
    for table, lines in ((out, []), (lines_path(out), ["--lines"])):
        if lines and not edition.criteria:
            continue  # nothing contributes to points
        assert main([*build, *lines, "--out", str(tmp_path / "query.sql")]) == 0
        query = (tmp_path / "query.sql").read_text(encoding="utf-8").rstrip().removesuffix(";")
        assert in_order(pq.read_table(table).to_pylist()) == in_order(rows_by(engine, query))


@pytest.mark.parametrize(("path", "series"), BOOKS, ids=IDS)
def test_it_explains_a_worked_case(path: Path, series: ir.Series, capsys: pytest.CaptureFixture[str]) -> None:
    rulebook = creditlang.load(path, rulebook=series.name)
    case = next(s for s in rulebook.scenarios if any(e.on or s.as_of for e in s.expectations))
    day = next(e.on or case.as_of for e in case.expectations)
    asked = ["--scenario", case.title, "--as-of", day.isoformat()]
    assert main(["explain", str(path), "--rulebook", series.name, *asked]) == 0
    shown = capsys.readouterr().out
    edition = rulebook.edition_on(day)
    assert (edition.title or edition.name) in shown
    assert f"Decided by {rulebook.digest[:12]}" in shown


RELATED = [
    pytest.param(path, series, id=series.name)
    for path, series in BOOKS
    if any(
        isinstance(f.type, Related | ManyRelated) for s in series.registry.subjects.values() for f in s.fields.values()
    )
]


@pytest.mark.parametrize(("path", "series"), RELATED)
def test_a_person_with_relations_is_explained_and_gets_a_letter(
    path: Path, series: ir.Series, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    which, data = [str(path), "--rulebook", series.name], tmp_path / "data"
    assert main(["generate", *which, "--people", "5", "--records", "3", "--out", str(data)]) == 0
    first = pq.read_table(data / f"{series.editions[-1].subject}.parquet").column("subject")[0].as_py()
    one = ["--data", str(data), "--as-of", _day(series).isoformat(), "--subject", first]
    for command, shown in (("explain", "Decided by"), ("notice", "How to check this decision")):
        assert main([command, *which, *one]) == 0
        assert shown in capsys.readouterr().out


CHINESE = [(path, series) for path, series in BOOKS if series.registry.name == "ChinaRecords"]


@pytest.mark.parametrize(("path", "series"), CHINESE, ids=[series.name for _, series in CHINESE])
def test_one_data_set_serves_every_chinese_rulebook(path: Path, series: ir.Series) -> None:
    rulebook = creditlang.load(path, rulebook=series.name)
    decisions = list(rulebook.decisions(EXAMPLES / "data" / "rongcheng", as_of=_day(series)))
    assert len(decisions) == 200
    assert any(d.rewards or d.sanctions or d.lists or d.points is not None for d in decisions)
    assert not any(d.incomplete for d in decisions)


def test_the_localities_are_all_there() -> None:
    assert {"Rongcheng", "Suining", "JudgmentDebtors", "CreditReference", "CreditRepair", "PersonalFile"} <= {
        series.name for _, series in CHINESE
    }
