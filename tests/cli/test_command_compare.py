"""The commands `compare` and `notice`."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]


@pytest.fixture
def other(town: Path) -> Path:
    file = Path("other.credit")
    text = town.read_text(encoding="utf-8")
    file.write_text(
        text.replace("rulebook Town", "rulebook Other").replace("then 10 else 5", "then 12 else 6"), encoding="utf-8"
    )
    return file


def test_a_table_and_where_standards_differ(run: Run, town: Path, other: Path) -> None:
    result = run("compare", town, other)
    assert result.status == 0
    lines = [line.rstrip() for line in result.out.splitlines()]
    assert lines[:8] == [
        "                  Town                      Other",
        "deed              starts at 100, 0 to 120   starts at 100, 0 to 120",
        "─" * 67,
        "Traffic offence   -10 to -5                 -12 to -6",
        "                  1 year                    1 year",
        "Gift              0 to +1000                0 to +1000",
        "                  1 year                    1 year",
        "",
    ]
    assert lines[8:] == [
        "Where the same deed meets different standards",
        "",
        "Traffic offence",
        "  moves the score by another share: Town -10 to -5 (-8.3 to -4.2 % of the scale);"
        " Other -12 to -6 (-10 to -5 % of the scale)",
    ]


def test_as_json(run: Run, town: Path, other: Path) -> None:
    found = json.loads(run("compare", town, other, "--format", "json").out)
    assert [locality["name"] for locality in found["localities"]] == ["Town", "Other"]
    deed = found["deeds"][0]
    assert (deed["event"], deed["case"], deed["differences"]) == ("Offence", {}, ["amount"])
    assert deed["standards"][0]["points"] == {"low": -10, "high": -5}
    assert deed["standards"][0]["consequences"][0]["way"] == "through the score"


def test_as_a_page(run: Run, town: Path, other: Path) -> None:
    assert run("compare", town, other, "--html", "deeds.html").status == 0
    page = Path("deeds.html").read_text(encoding="utf-8")
    assert '<div class="deed costs costs-3"><strong>-10 to -5</strong>' in page


def test_status_for_scripts(run: Run, town: Path, other: Path) -> None:
    assert run("compare", town, other, "--exit-code").status == 1
    other.write_text(town.read_text(encoding="utf-8").replace("rulebook Town", "rulebook Other"), encoding="utf-8")
    assert run("compare", town, other, "--exit-code").status == 0


def test_one_rulebook_is_not_enough(run: Run, town: Path) -> None:
    result = run("compare", town)
    assert (result.status, result.err) == (2, "error: to compare, name at least two rulebooks\n")


def test_a_letter(run: Run, town: Path, data: Path) -> None:
    result = run("notice", town, "--data", data, "--as-of", "2025-06-01", "--subject", "ann")
    assert result.status == 0
    assert "* Traffic offences: -15 points. Records: o1, o2. Law: By-law, art. 1.\n" in result.out
    assert (
        run("notice", town, "--data", data, "--as-of", "2025-06-01", "--subject", "ann", "--html", "l.html").out == ""
    )
    assert "<title>Town points" in Path("l.html").read_text(encoding="utf-8")


def test_a_letter_to_nobody(run: Run, town: Path, data: Path) -> None:
    result = run("notice", town, "--data", data, "--as-of", "2025-06-01", "--subject", "nobody")
    assert result.status == 2
    assert "there is no Person with the id `nobody`" in result.err
