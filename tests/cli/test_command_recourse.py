"""`creditlang recourse`."""

import json
from pathlib import Path

import pytest

from creditlang.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
WHO = [str(EXAMPLES / "rules" / "teaching"), "--data", str(EXAMPLES / "data" / "harbourtown"), "--as-of", "2026-03-01"]


def test_the_way_up_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recourse", *WHO, "--subject", "p000", "--to-grade", "A"]) == 0
    shown = capsys.readouterr().out
    assert "The way to grade A\n  2026-03-01    with one step, proven:" in shown
    assert "- on 2026-03-01: Gift to a registered charity, amount 600 EUR" in shown


def test_the_goals_are_found_where_none_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recourse", *WHO, "--subject", "p004", "--format", "json"]) == 0
    goals = json.loads(capsys.readouterr().out)["goals"]
    assert [goal["goal"] for goal in goals] == ["out of UnpaidCourtDebt", "grade B"]
    assert [step["values"] for step in goals[0]["ways"][0]["steps"]] == [{"settled": "2026-03-01"}]


def test_no_way_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rules, data = tmp_path / "town.credit", tmp_path / "data"
    rules.write_text(
        "registry Records\nsubject Person\n    born : date\n\nrulebook Town\n    records Records\n\n"
        "score points\n    starts at 100\n    between 0 and 200\n\n"
        "criterion Young\n    while  years between born and as_of < 200\n    deduct 50\n\n"
        "grades\n    A  from 100\n    B  below 100\n",
        encoding="utf-8",
    )
    data.mkdir()
    (data / "Person.csv").write_text("subject,born\np,1980-01-01\n", encoding="utf-8")
    given = ["recourse", str(rules), "--data", str(data), "--as-of", "2026-03-01", "--subject", "p"]
    assert main([*given, "--to-grade", "A"]) == 1
    shown = " ".join(capsys.readouterr().out.split())
    assert "no way with up to 4 steps until 2031-03-01" in shown
    assert "`--steps` and `--years` look further" in shown


def test_an_unknown_grade_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recourse", *WHO, "--subject", "p000", "--to-grade", "Z"]) == 2
    assert "there is no grade `Z` (there are: `A`, `B`, `C`, `D`)" in capsys.readouterr().err
