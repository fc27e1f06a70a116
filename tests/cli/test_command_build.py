"""`creditlang build`."""

from pathlib import Path

import duckdb
import pytest

from creditlang import load
from creditlang.cli.main import main
from creditlang.data.checks import sql_type
from creditlang.data.tables import event_table, subject_table

TEACHING = Path(__file__).parents[2] / "examples" / "rules" / "teaching"


def test_the_same_module_to_a_file_and_to_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(TEACHING), "--python"]) == 0
    shown = capsys.readouterr().out
    assert main(["build", str(TEACHING), "--python", "--out", str(tmp_path / "town.py")]) == 0
    assert shown == (tmp_path / "town.py").read_text(encoding="utf-8")
    compile(shown, "town.py", "exec")


def test_what_to_build_must_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["build", str(TEACHING)])
    assert left.value.code == 2
    assert "--python" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(TEACHING), "--python", "--out", str(tmp_path / "none" / "town.py")]) == 2
    assert "none" in capsys.readouterr().err


def test_a_query_gives_what_score_gives(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = TEACHING.parents[1] / "data" / "harbourtown"
    out, sql, lines = tmp_path / "out.parquet", tmp_path / "town.sql", tmp_path / "lines.sql"
    day = ("--as-of", "2025-12-31")
    assert main(["score", str(TEACHING), "--data", str(data), *day, "--engine", "python", "--out", str(out)]) == 0
    assert main(["build", str(TEACHING), "--sql", "duckdb", *day, "--out", str(sql)]) == 0
    assert main(["build", str(TEACHING), "--sql", "duckdb", *day, "--lines", "--out", str(lines)]) == 0
    registry = load(TEACHING).registry
    with duckdb.connect() as connection:
        for table in (
            *map(subject_table, registry.subjects.values()),
            *map(event_table, registry.events.values()),
        ):
            names = ", ".join(f"'{c.name}': '{sql_type(c)}'" for c in table.columns)
            connection.execute(
                f"CREATE VIEW \"{table.name}\" AS FROM read_csv('{data / table.name}.csv', columns={{{names}}})"
            )
        for query, path in ((sql, out), (lines, out.with_name("out.lines.parquet"))):
            asked, written = (
                (relation.columns, relation.fetchall())
                for relation in (
                    connection.sql(f"FROM ({query.read_text().rstrip()[:-1]}) ORDER BY ALL"),
                    connection.sql(f"FROM '{path}' ORDER BY ALL"),
                )
            )
            assert written[1]
            assert asked == written


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "postgres"])
def test_a_query_says_what_it_is(dialect: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(TEACHING), "--sql", dialect, "--as-of", "2025-12-31"]) == 0
    first, digest, *_ = capsys.readouterr().out.splitlines()
    assert "the decisions as of 2025-12-31" in first
    assert load(TEACHING).digest in digest


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--sql", "duckdb"], "say which with --as-of"),
        (["--python", "--as-of", "2025-12-31"], "belong to --sql"),
    ],
)
def test_options_that_do_not_fit(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(TEACHING), *arguments]) == 2
    assert said in capsys.readouterr().err
