"""`creditlang generate`: data for any registry, which `score` then reads."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_a_town_that_can_be_scored(run: Callable[..., Any], town: Path) -> None:
    made = run("generate", town, "--people", 50, "--out", "made", "--format", "csv", "--seed", 3)
    assert (made.status, made.err) == (0, "")
    assert made.out.splitlines()[-1] == "written to made"
    assert "Person          50 rows" in made.out
    scored = run("score", town, "--data", "made", "--as-of", "2025-06-01")
    assert scored.status == 0
    assert "50 people" in scored.out


def test_rows_that_are_spoilt_are_named_as_score_names_them(run: Callable[..., Any], town: Path) -> None:
    made = run("generate", town, "--people", 200, "--out", "made", "--format", "csv", "--bad-rows", 4)
    spoilt = [line.split(": ")[1] for line in made.out.splitlines() if "spoilt on purpose" in line]
    assert len(spoilt) == 4
    scored = run("score", town, "--data", "made", "--as-of", "2025-06-01")
    assert scored.status == 2
    assert "4 problems in the data" in scored.err
    assert all(f"{place}" in scored.err for place in spoilt)
    aside = run("score", town, "--data", "made", "--as-of", "2025-06-01", "--quarantine", "bad.csv")
    assert aside.status == 0
    assert "4 rows set aside in bad.csv" in aside.err


def test_who_must_consent_has_consented(run: Callable[..., Any], town: Path) -> None:
    text = town.read_text(encoding="utf-8").replace(
        "    records Records\n", "    records Records\n    requires consent Gift\n"
    )
    town.write_text(text, encoding="utf-8")
    run("generate", town, "--people", 20, "--out", "made")
    scored = run("score", town, "--data", "made", "--as-of", "2026-01-01")
    assert "not scored" not in scored.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--people", "0"], "--people"),
        (["--people", "many"], "--people"),
        (["--people", "5", "--bad-rows", "-1"], "--bad-rows"),
        (["--people", "5", "--format", "xls"], "--format"),
        (["--people", "5", "--until", "2023-02-30"], "2023-02-30"),
        (["--people", "5", "--rulebook", "Twon"], "did you mean `Town`?"),
    ],
)
def test_wrong_use_is_one_message(run: Callable[..., Any], town: Path, arguments: list[str], said: str) -> None:
    found = run("generate", town, "--out", "made", *arguments)
    assert (found.status, found.out) == (2, "")
    assert said in found.err
    assert not Path("made").exists()


def test_rules_with_errors_make_nothing(run: Callable[..., Any], town: Path) -> None:
    town.write_text(town.read_text(encoding="utf-8").replace("born : date", "born : dat"), encoding="utf-8")
    found = run("generate", town, "--people", 5, "--out", "made")
    assert found.status in (1, 2)
    assert "did you mean `date`?" in found.err + found.out
    assert not Path("made").exists()


def test_data_that_are_there_are_not_written_over(run: Callable[..., Any], town: Path) -> None:
    given = ("generate", town, "--people", 5, "--out", "made")
    assert run(*given).status == 0
    again = run(*given)
    assert again.status == 2
    assert again.err == "error: `made` holds `Gift.parquet` already: choose another folder, or say --replace\n"
    assert run(*given, "--replace").status == 0
