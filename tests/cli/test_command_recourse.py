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


LAW = """registry Records
subject Person
    born : date
event Offence
rulebook Town
    edition "1"
    in force from 2025-01-01
    {until}
    records Records
score points
    starts at 100
criterion Offences
    on Offence
    deduct 50
    expires after 2 years
grades
    A  from 100
    B  below 100
"""
NEXT = """rulebook Town
    edition "2"
    in force from 2026-06-01
    records Records
    follows "1"
"""


@pytest.mark.parametrize(
    ("law", "years", "status", "told"),
    [
        # A later edition goes on, so that waiting is looked for under it.
        (
            LAW.format(until="") + NEXT,
            "5",
            0,
            "2028-02-01 by waiting no way with up to 4 steps until 2026-05-31, the last",
        ),
        (LAW.format(until="") + NEXT, "1", 1, "waiting does not help until 2027-03-01; `--steps` and `--years` look"),
        (
            LAW.format(until="sunset 2027-01-01"),
            "5",
            1,
            "waiting does not help until 2026-12-31, the last day of the rulebook; `--steps` looks further",
        ),
    ],
)
def test_what_is_told_of_waiting_beyond_the_edition(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], law: str, years: str, status: int, told: str
) -> None:
    (tmp_path / "town.credit").write_text(law, encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "Person.csv").write_text("subject,born\np,1980-01-01\n", encoding="utf-8")
    offences = "record,subject,date,recorded,withdrawn\no1,p,2026-02-01,2026-02-01,\n"
    (tmp_path / "data" / "Offence.csv").write_text(offences, encoding="utf-8")
    given = ["recourse", str(tmp_path / "town.credit"), "--data", str(tmp_path / "data"), "--as-of", "2026-03-01"]
    assert main([*given, "--subject", "p", "--to-grade", "A", "--years", years]) == status
    assert told in " ".join(capsys.readouterr().out.split())


def test_an_unknown_grade_is_bad_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recourse", *WHO, "--subject", "p000", "--to-grade", "Z"]) == 2
    assert "there is no grade `Z` (there are: `A`, `B`, `C`, `D`)" in capsys.readouterr().err
