"""The commands `rescore` and `trace`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def corrections(data: Path) -> Path:
    folder = Path("corrections")
    folder.mkdir()
    (folder / "withdrawals.csv").write_text("record,withdrawn\no1,2025-05-01\n", encoding="utf-8")
    return folder


def test_people_whose_decision_changes(run: Run, town: Path, data: Path, corrections: Path) -> None:
    result = run("rescore", town, "--data", data, "--corrections", corrections, "--as-of", "2025-06-01")
    assert result.status == 0
    assert result.out == (
        "1 of 1 whom the corrections concern are decided on otherwise; 1 had it worse meanwhile than they should have"
        " had.\n\n"
        "ann  85 points, grade B → 95 points, grade B\n"
        "  through    Offence o1 of 2025-01-10, withdrawn 2025-05-01\n"
        "  changes    Offences o1 no longer counts\n"
        "  suffered   grade: was B, should have been A, from 2025-01-12 until 2025-03-01\n"
        "             points: 10 fewer than there should have been, from 2025-01-12 until 2025-05-01\n"
        "             Free buses: was not in effect, should have been, from 2025-01-12 until 2025-03-01\n"
        "  tell       ann, the person\n"
        "             the authority that decided\n"
        "             the body that made the record\n"
    )


def test_corrections_that_are_in_the_data_already(run: Run, town: Path, data: Path) -> None:
    result = run(
        "rescore", town, "--data", data, "--known-before", "2025-04-01", "--as-of", "2025-06-01", "--format", "json"
    )
    found = json.loads(result.out)
    assert found["concerned"] == 2
    assert [(one["subject"], one["before"]["points"], one["after"]["points"]) for one in found["rescored"]] == [
        ("ben", 100, 95),
        ("cleo", 90, 100),
    ]
    assert found["rescored"][1]["corrections"] == [
        {
            "kind": "withdrawn",
            "event": "Offence",
            "record": "o4",
            "date": "2025-02-02",
            "on": "2025-05-01",
            "issuer": None,
            "cause": True,
        }
    ]
    assert found["rescored"][1]["meanwhile"][0] == {
        "kind": "grade",
        "name": "grade",
        "title": None,
        "burden": "harm",
        "since": "2025-02-02",
        "until": "2025-05-01",
        "was": "B",
        "due": "A",
    }


def test_status_for_scripts(run: Run, town: Path, data: Path, corrections: Path) -> None:
    given = ("rescore", town, "--data", data, "--as-of", "2025-06-01", "--exit-code")
    assert run(*given, "--corrections", corrections).status == 1
    assert run(*given, "--known-before", "2026-01-01").status == 0


def test_what_is_corrected_must_be_said(run: Run, town: Path, data: Path) -> None:
    result = run("rescore", town, "--data", data, "--as-of", "2025-06-01")
    assert (result.status, result.err) == (
        2,
        "error: say what is corrected: a folder of --corrections, or what was --known-before\n",
    )


def test_what_rests_on_a_record(run: Run, town: Path, data: Path) -> None:
    result = run("trace", "o2", town, "--data", data, "--as-of", "2025-06-01")
    assert result.status == 0
    assert result.out == (
        "Offence o2 of 2025-03-01, about ann\n\n"
        "Town points\n"
        "  with it       85 points, grade B\n"
        "  without it    90 points, grade B\n"
        "  counts        -5 Traffic offences, until 2026-03-01, By-law, art. 1 (town.credit:22)\n"
        "  so far        points: 5 fewer with it than without it, from 2025-03-01 to the day decided for\n"
    )


def test_every_rulebook_that_is_given(run: Run, town: Path, data: Path) -> None:
    other = Path("other.credit")
    other.write_text(town.read_text(encoding="utf-8").replace("deduct   if", "award if"), encoding="utf-8")
    result = run("trace", "o1", town, other, "--data", data, "--as-of", "2025-06-01", "--format", "json")
    found = json.loads(result.out)
    assert (found["record"], found["subject"], len(found["rulebooks"])) == ("o1", "ann", 2)
    assert [rulebook["lines"][0]["points"] for rulebook in found["rulebooks"]] == [-10, 10]


def test_a_record_that_is_not_there(run: Run, town: Path, data: Path) -> None:
    result = run("trace", "o9", town, "--data", data, "--as-of", "2025-06-01")
    assert result.status == 2
    assert result.err == "error: there is no record with the id `o9`\n"


def test_a_day_without_law(run: Run, town: Path, data: Path) -> None:
    result = run("trace", "o1", town, "--data", data, "--as-of", "2019-06-01")
    assert result.status == 2
    assert "no edition of `Town` is in force on 2019-06-01" in result.err


def test_explaining_and_tracing_with_corrections(run: Run, town: Path, data: Path, corrections: Path) -> None:
    (corrections / "Gift.csv").write_text(
        "record,subject,date,recorded,withdrawn,amount\ng9,ann,2025-02-01,2025-05-10,,50\n", encoding="utf-8"
    )
    asked = ("--data", data, "--as-of", "2025-06-01", "--format", "json")
    before = json.loads(run("explain", town, *asked, "--subject", "ann").out)
    after = json.loads(run("explain", town, *asked, "--subject", "ann", "--corrections", corrections).out)
    assert (before["points"], after["points"]) == (85, 100)
    assert sorted(line["record"] for line in after["score"]["lines"]) == ["g9", "o2"]
    assert run("trace", "g9", town, *asked).status == 2
    result = run("trace", "g9", town, *asked, "--corrections", corrections)
    (traced,) = json.loads(result.out)["rulebooks"]
    assert (traced["without"]["points"], traced["decision"]["points"]) == (95, 100)
