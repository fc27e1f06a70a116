"""`creditlang score`: everyone in a data set, as a summary and as tables."""

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

RULES = Path(__file__).parents[2] / "examples" / "rules"
AS_OF = ("--as-of", "2025-06-01")
DECISIONS = [
    ("ann", 85, "B", [], [], [], False),
    ("ben", 95, "B", [], [], [], False),
    ("cleo", 100, "A", ["BusPass"], [], [], False),
    ("dan", 115, "A", ["BusPass"], [], [], False),
]
LINES = [
    ("ann", "Offences", -10, -10, "o1", "2025-01-10", "2026-01-10"),
    ("ann", "Offences", -5, -5, "o2", "2025-03-01", "2026-03-01"),
    ("ben", "Offences", -5, -5, "o3", "2024-12-24", "2025-12-24"),
    ("dan", "Gifts", 15, 19, "g1", "2025-04-01", "2026-04-01"),
]


def test_the_summary(run: Callable[..., Any], town: Path, data: Path) -> None:
    result = run("score", town, "--data", data, *AS_OF)
    assert (result.status, result.err) == (0, "")
    *shown, last = result.out.splitlines()
    assert shown == [
        "Town points, edition 2020, as of 2025-06-01",
        "4 people",
        "",
        "Points",
        "  lowest 85  █       █   █          █  highest 115, median 95",
        "",
        "Grades",
        "  A Good            2   50.0%  ███████████████",
        "  B Poor            2   50.0%  ███████████████",
        "",
        "Criteria                                                       points in all",
        "  Traffic offences  2   50.0%  ███████████████                           -20",
        "  Gifts             1   25.0%  ███████▌                                  +15",
        "",
        "Rewards",
        "  Free buses        2   50.0%  ███████████████",
        "",
    ]
    assert last.startswith("Decided by ")


def test_the_summary_as_json(run: Callable[..., Any], town: Path, data: Path) -> None:
    report = json.loads(run("score", town, "--data", data, *AS_OF, "--format", "json").out)
    assert len(report.pop("rulebook_digest")) == 64
    assert report == {
        "rulebook": "Town",
        "edition": "2020",
        "as_of": "2025-06-01",
        "as_known": None,
        "people": 4,
        "incomplete": 0,
        "unscored": {},
        "points": {"lowest": 85, "median": 95, "highest": 115},
        "grades": {"A": 2, "B": 2},
        "criteria": {"Offences": {"people": 2, "points": -20}, "Gifts": {"people": 1, "points": 15}},
        "moves": {},
        "rewards": {"BusPass": 2},
        "sanctions": {},
        "lists": {},
    }


def test_decisions_as_parquet(run: Callable[..., Any], town: Path, data: Path) -> None:
    result = run("score", town, "--data", data, *AS_OF, "--out", "out.parquet")
    assert result.status == 0
    assert result.out == "4 people decided: out.parquet, and what contributed to their points: out.lines.parquet\n"
    with duckdb.connect() as connection:
        assert connection.execute("FROM 'out.parquet'").fetchall() == DECISIONS
        columns = "subject, criterion, points, before_caps, record, date::VARCHAR, until::VARCHAR"
        assert connection.execute(f"SELECT {columns} FROM 'out.lines.parquet'").fetchall() == LINES
        facts = dict(
            connection.execute("SELECT decode(key), decode(value) FROM parquet_kv_metadata('out.parquet')").fetchall()
        )
        assert (facts["rulebook"], facts["as_of"], facts["edition"]) == ("Town", "2025-06-01", "2020")


def test_decisions_as_csv(run: Callable[..., Any], town: Path, data: Path) -> None:
    run("score", town, "--data", data, *AS_OF, "--out", "out.csv")
    with Path("out.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["subject"] for row in rows] == ["ann", "ben", "cleo", "dan"]
    assert rows[3] == {
        "subject": "dan",
        "points": "115",
        "grade": "A",
        "rewards": "BusPass",
        "sanctions": "",
        "lists": "",
        "incomplete": "false",
    }
    assert len(Path("out.lines.csv").read_text().splitlines()) == 1 + len(LINES)


def test_decisions_as_json_lines(run: Callable[..., Any], town: Path, data: Path) -> None:
    run("score", town, "--data", data, *AS_OF, "--out", "out.jsonl")
    rows = [json.loads(line) for line in Path("out.jsonl").read_text().splitlines()]
    assert [tuple(row.values()) for row in rows] == DECISIONS


def test_points_with_decimals_stay_exact(run: Callable[..., Any], town: Path, data: Path) -> None:
    text = town.read_text().replace("between   0 and 120", "decimals  1\n    rounded   half up")
    text = text.replace("amount / 10 EUR rounded down", "amount / 10 EUR rounded down to 1 decimals")
    town.write_text(text.replace("    at most  15 per calendar year\n", ""), encoding="utf-8")
    result = run("score", town, "--data", data, *AS_OF, "--out", "out.parquet")
    assert result.status == 0, result.err
    with duckdb.connect() as connection:
        found = connection.execute("SELECT typeof(points), points::VARCHAR FROM 'out.parquet' WHERE subject = 'dan'")
        assert found.fetchall() == [("DECIMAL(38,1)", "119.9")]


def test_known_then(run: Callable[..., Any], town: Path, data: Path) -> None:
    report = json.loads(run("score", town, "--data", data, *AS_OF, "--as-known", "2025-04-15", "--format", "json").out)
    assert report["as_known"] == "2025-04-15"
    assert report["criteria"]["Offences"] == {"people": 2, "points": -25}


def test_an_invalid_row_stops_everything_and_leaves_no_file(run: Callable[..., Any], town: Path, data: Path) -> None:
    with (data / "Offence.csv").open("a") as file:
        file.write("o5,dan,2025-02-30,,,70\n")
    result = run("score", town, "--data", data, *AS_OF, "--out", "out.parquet")
    assert result.status == 2
    assert result.out == ""
    assert "Offence.csv, line 6, column `date`" in result.err
    assert [path.name for path in Path().iterdir() if path.is_file()] == ["town.credit"]


def test_quarantine_sets_rows_aside_and_marks_whom_they_concern(
    run: Callable[..., Any], town: Path, data: Path
) -> None:
    with (data / "Offence.csv").open("a") as file:
        file.write("o5,dan,2025-02-30,,,70\n")
    result = run("score", town, "--data", data, *AS_OF, "--quarantine", "bad.csv", "--out", "out.jsonl")
    assert result.status == 0
    assert "1 row set aside in bad.csv" in result.err
    rows = {row["subject"]: row for row in map(json.loads, Path("out.jsonl").read_text().splitlines())}
    assert [name for name, row in rows.items() if row["incomplete"]] == ["dan"]
    assert "2025-02-30" in Path("bad.csv").read_text()
    shown = run("score", town, "--data", data, *AS_OF, "--quarantine", "bad.csv").out
    assert "4 people, 1 incomplete: a row was set aside" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--data", "data"), "--as-of"),
        (AS_OF, "--data"),
        (("--data", "nowhere", *AS_OF), "nowhere"),
        (("--data", "data", *AS_OF, "--out", "out.xlsx"), "`out.xlsx` does not end in .parquet, .csv or .jsonl"),
        (("--data", "data", *AS_OF, "--out", "nowhere/out.csv"), "there is no folder `nowhere` to write to"),
        (("--data", "data", *AS_OF, "--engine", "abacus"), "abacus"),
        (("--data", "data", "--as-of", "2019-01-01"), "no edition of `Town` is in force on 2019-01-01"),
    ],
)
def test_wrong_input_is_one_message(
    run: Callable[..., Any], town: Path, data: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run("score", town, *arguments)
    assert result.status == 2
    assert said in result.err
    assert result.out == ""


def test_several_rulebooks_must_be_told_apart(run: Callable[..., Any], town: Path, data: Path) -> None:
    Path("other.credit").write_text(
        'import "town.credit"\n\nrulebook Other\n    records Records\n\nscore points\n    starts at 7\n',
        encoding="utf-8",
    )
    result = run("score", ".", "--data", data, *AS_OF)
    assert result.status == 2
    assert "holds several rulebooks: `Other` and `Town`" in result.err or "`Town` and `Other`" in result.err
    chosen = run("score", ".", "--rulebook", "Other", "--data", data, *AS_OF, "--format", "json")
    assert json.loads(chosen.out)["points"] == {"lowest": 7, "median": 7, "highest": 7}


def test_a_registry_alone_decides_nothing(run: Callable[..., Any], town: Path, data: Path) -> None:
    town.write_text(town.read_text().partition("rulebook")[0], encoding="utf-8")
    result = run("score", town, "--data", data, *AS_OF)
    assert result.status == 2
    assert "there is no rulebook in `town.credit`" in result.err


@pytest.mark.parametrize("ending", ["parquet", "csv", "jsonl"])
def test_polars_writes_the_same_tables(
    run: Callable[..., Any], town: Path, data: Path, tmp_path: Path, ending: str
) -> None:
    for engine in ("python", "polars"):
        out = tmp_path / f"{engine}.{ending}"
        assert run("score", town, "--data", data, *AS_OF, "--engine", engine, "--out", out).status == 0
    for name in ("python", "python.lines"):
        other = f"{name.replace('python', 'polars')}.{ending}"
        if ending == "parquet":
            tables = [duckdb.sql(f"FROM '{tmp_path / file}'") for file in (f"{name}.{ending}", other)]
            expected, found = ((table.columns, table.types, table.fetchall()) for table in tables)
            assert expected == found
        else:
            assert (tmp_path / f"{name}.{ending}").read_bytes() == (tmp_path / other).read_bytes()


def test_columns_do_not_depend_on_the_engine_or_on_what_the_rules_leave_empty(
    run: Callable[..., Any], tmp_path: Path
) -> None:
    """Names, types, order and whether there may be nulls. DuckDB declares what it sees to be full."""
    read = pytest.importorskip("pyarrow.parquet").read_schema
    found: dict[str, set[str]] = {}
    for rules, day in {"teaching": "2025-06-01", "suining": "2014-06-01", "rongcheng": "2020-06-01"}.items():
        assert run("generate", RULES / rules, "--people", 30, "--out", tmp_path / rules).status == 0
        for engine in ("python", "duckdb", "polars"):
            out = tmp_path / f"{rules}-{engine}.parquet"
            given = ("--data", tmp_path / rules, "--as-of", day, "--engine", engine, "--out", out)
            assert run("score", RULES / rules, *given).status == 0
            for name in (out, out.with_suffix(".lines.parquet")):
                columns = read(name).remove_metadata()
                assert all(column.nullable for column in columns), columns
                found.setdefault("lines" if "lines" in name.name else "people", set()).add(str(columns))
    assert {name: len(columns) for name, columns in found.items()} == {"lines": 1, "people": 1}, found


def test_engines_that_can_decide_are_named(run: Callable[..., Any], data: Path) -> None:
    given = ("--data", data, "--as-of", "2020-06-01", "--engine", "polars")
    result = run("score", RULES / "flensburg", *given)
    assert result.status == 2
    assert "(criterion `OldEntryDeleted`); use `--engine duckdb` or `--engine python`" in result.err


def test_polars_gives_the_same_summary(run: Callable[..., Any], town: Path, data: Path) -> None:
    expected, found = (run("score", town, "--data", data, *AS_OF, "--engine", e).out for e in ("python", "polars"))
    assert expected == found


def test_without_polars_it_says_what_to_install(
    run: Callable[..., Any], town: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [
        n for n in sys.modules if n.startswith(("creditlang.backends.polars", "creditlang.populations_polars"))
    ]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "polars", None)
    result = run("score", town, "--data", data, *AS_OF, "--engine", "polars")
    assert result.status == 2
    assert "the engine `polars` needs Polars: install `creditlang[polars]`" in result.err


@pytest.mark.parametrize("engine", ["python", "duckdb", "polars"])
def test_shards_together_are_the_whole(
    run: Callable[..., Any], town: Path, data: Path, tmp_path: Path, engine: str
) -> None:
    parts: list[tuple[Any, ...]] = []
    lines: list[tuple[Any, ...]] = []
    sizes = []
    for number in (1, 2, 3):
        out = tmp_path / f"{number}.parquet"
        arguments = ("--engine", engine, "--shard", f"{number}/3", "--out", out)
        result = run("score", town, "--data", data, *AS_OF, *arguments)
        assert result.status == 0, result.err
        own = duckdb.sql(f"FROM '{out}'").fetchall()
        sizes.append(len(own))
        parts += own
        shown = "subject, criterion, points, before_caps, record, date::VARCHAR, until::VARCHAR"
        lines += duckdb.sql(f"SELECT {shown} FROM '{tmp_path / f'{number}.lines.parquet'}'").fetchall()
    assert max(sizes) < len(DECISIONS)
    assert sorted(DECISIONS) == sorted(parts)
    assert sorted(LINES) == sorted(lines)


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("0/4", "there is no part 0 of 4: the first is 1/4"),
        ("5/4", "there is no part 5 of 4"),
        ("half", "`half` is not a part and the number of parts, such as 1/4"),
    ],
)
def test_a_shard_that_there_is_not(run: Callable[..., Any], town: Path, data: Path, given: str, says: str) -> None:
    result = run("score", town, "--data", data, *AS_OF, "--shard", given)
    assert result.status == 2
    assert says in result.err


def test_people_who_are_related_are_not_cut_apart(
    run: Callable[..., Any], town: Path, data: Path, tmp_path: Path
) -> None:
    rules = tmp_path / "related.credit"
    rules.write_text(
        "registry R\nsubject Person\n    spouse : Person optional\nrulebook Town\n    records R\n"
        'reward Gift\n    basis "b"\n    while spouse is known\n',
        encoding="utf-8",
    )
    result = run("score", rules, "--data", data, *AS_OF, "--shard", "1/2")
    assert result.status == 2
    assert "`spouse` of `Person` leads to a Person, who may be in another one" in result.err
