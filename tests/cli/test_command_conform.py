"""`creditlang conform`."""

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]

CHARTER = """\
charter Fair "What any town owes"
    basis    "Code, art. 1"
    source   recalled

    require  basis on criteria
    require  expires after at most 6 months on deductions
             except Gone because "it was before"
    limit    deductions to 12 points per calendar year
    require  points never fall when Gift.amount rises
    require  consent for rulebooks of "platform"
"""


@pytest.fixture
def charter(town: Path) -> Path:
    file = Path("fair.credit")
    file.write_text(CHARTER, encoding="utf-8")
    return file


def test_the_report(run: Run, town: Path, charter: Path) -> None:
    result = run("conform", town, "--charter", charter)
    assert result.status == 1
    # Which fine the solver hits upon is its own affair.
    assert re.sub(r"fine \d+ EUR", "fine 1000 EUR", result.out) == (
        "Town points, edition 2020\n"
        "under Fair, What any town owes\n\n"
        "✓ holds       require basis on criteria\n"
        "              Code, art. 1 (recalled)\n"
        "              all 2 criteria have a basis, by the text\n\n"
        "✗ violated    require expires after at most 6 months on deductions\n"
        "              - the deduction `Offences` expires after 1 year, where 6 months are the most\n"
        "                town.credit:22\n\n"
        "✗ violated    limit deductions to 12 points per calendar year\n"
        "              - deductions may cost more than 12 points per calendar year (the deduction `Offences`\n"
        "                has no cap): 2 records together cost 20 points  town.credit:22\n"
        "                this scenario shows it, and passes when it is pasted into the rulebook:\n"
        '                  scenario "records of one period may cost more than 12 points"\n'
        "                      as of       2026-01-01\n"
        "                      Person      born 2000-01-01\n"
        "                      2026-01-01  Offence fine 1000 EUR\n"
        "                      2026-01-01  Offence fine 1000 EUR\n"
        "                      expect      points 80, grade B\n\n"
        "✓ holds       require points never fall when Gift.amount rises\n"
        "              no part of points can fall as `Gift.amount` rises, by bounds\n\n"
        "✓ holds       require consent\n"
        "              it is only for rulebooks of “platform”, by the text\n\n"
        "3 clauses hold, 2 are violated: the rulebook does not conform.\n"
    )


def test_the_charters_that_it_is_under(run: Run, town: Path) -> None:
    text = town.read_text(encoding="utf-8").replace("    records Records\n", "    records Records\n    under Mild\n")
    town.write_text(text + "\ncharter Mild\n    require basis on criteria\n", encoding="utf-8")
    result = run("conform", town)
    assert (result.status, result.out.splitlines()[-1]) == (0, "1 clause holds: the rulebook conforms.")


def test_as_json(run: Run, town: Path, charter: Path) -> None:
    result = run("conform", town, "--charter", charter, "--format", "json")
    assert result.status == 1
    report = json.loads(result.out)
    assert report["conforms"] is False
    (one,) = report["reports"]
    assert {k: one[k] for k in ("rulebook", "edition", "charter", "holds", "violated", "undecided")} == {
        "rulebook": "Town",
        "edition": "2020",
        "charter": "Fair",
        "holds": 3,
        "violated": 2,
        "undecided": 0,
    }
    clause = one["clauses"][1]
    assert (clause["clause"], clause["status"]) == ("require expires after at most 6 months on deductions", "violated")
    assert clause["findings"] == [
        {
            "rule": "Offences",
            "message": "the deduction `Offences` expires after 1 year, where 6 months are the most",
            "file": "town.credit",
            "line": 22,
            "chain": [],
            "case": None,
        }
    ]
    assert one["clauses"][2]["findings"][0]["case"]["scenario"].startswith("scenario ")


def test_the_page_needs_nothing_else_and_escapes(run: Run, town: Path, charter: Path) -> None:
    town.write_text(town.read_text(encoding="utf-8").replace("Town points", "<Town> & points"), encoding="utf-8")
    run("conform", town, "--charter", charter, "--html", "report.html")
    page = Path("report.html").read_text(encoding="utf-8")
    assert "&lt;Town&gt; &amp; points, edition 2020" in page
    assert "<code>Offences</code> expires after 1 year" in page
    assert "http" not in page.replace("http-equiv", "")


def test_without_the_solver_it_is_undecided(
    run: Run, town: Path, charter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    result = run("conform", town, "--charter", charter)
    assert result.status == 1
    assert "? undecided   limit deductions to 12 points per calendar year" in result.out
    assert "install `creditlang[verify]`" in " ".join(result.out.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "`Town` is under no charter: name one, such as charters/due-process.credit.md"),
        (["--charter", "Fiar"], "there is no charter `Fiar` in what town.credit holds or imports"),
        (["--charter", "town.credit"], "town.credit holds no charter"),
        (["--charter", "fair.credit", "--edition", "1999"], "there is no edition `1999`; there is 2020"),
    ],
)
def test_what_cannot_be_asked(run: Run, town: Path, charter: Path, arguments: list[str], message: str) -> None:
    result = run("conform", town, *arguments)
    assert result.status == 2
    assert message in " ".join(result.err.split())


def test_a_broken_rulebook_is_not_asked(run: Run, town: Path, charter: Path) -> None:
    town.write_text(town.read_text(encoding="utf-8").replace("between   0 and 120", "between   0 and x"), "utf-8")
    result = run("conform", town, "--charter", charter)
    assert (result.status, "error[" in result.err) == (2, True)


def test_a_charter_about_other_records_does_not_apply(run: Run, town: Path) -> None:
    Path("other.credit").write_text(
        "registry Elsewhere\nsubject Person\n    born : date\n\n"
        "charter Far\n    records Elsewhere\n    forbid cliffs\n",
        "utf-8",
    )
    result = run("conform", town, "--charter", "other.credit")
    assert result.status == 0
    assert result.out.splitlines()[-1] == (
        "the charter does not apply to this rulebook: it is about the records of Elsewhere"
    )
