"""`creditlang test`: scenarios, what failed and why, what none of them reached."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_scenarios_that_pass(run: Callable[..., Any], tried: Path) -> None:
    result = run("test", tried)
    assert result.status == 0
    assert result.err == ""
    assert result.out == (
        "town.credit\n"
        "  pass  a fine of 500 euros\n"
        "\n"
        "no scenario reaches\n"
        "  criterion Gifts  town.credit:30\n"
        "\n"
        "1 scenario: 1 passed; 2 of 3 rules reached\n"
    )


def test_a_failure_shows_what_came_out_below_what_was_expected(run: Callable[..., Any], tried: Path) -> None:
    text = tried.read_text().replace("points 90, grade B", "points 95, grade A")
    tried.write_text(text.replace("on 2026-01-10 points 100", "on 2026-01-10 points 99"), encoding="utf-8")
    result = run("test", tried)
    assert result.status == 1
    assert "  FAIL  a fine of 500 euros\n" in result.out
    assert "1 scenario: 0 passed, 1 failed;" in result.out
    lines = result.out.splitlines()
    shown = lines[lines.index("failed: a fine of 500 euros") :][:8]
    assert [line.partition("│ ")[2] for line in shown[2:]] == [
        "    expect      points 95, grade A, no BusPass",
        "                ^^^^^^^^^ got points 90",
        "                           ^^^^^^^ got grade B",
        "…",
        '    expect      on 2026-01-10 points 99, BusPass "free buses"',
        "                              ^^^^^^^^^ on 2026-01-10: got points 100",
    ]


@pytest.mark.parametrize(
    ("written", "expected", "got"),
    [
        ("Offences points -10", "Offences points -5", "got Offences points -10"),
        ("no BusPass", "BusPass", "got no BusPass"),
        ('BusPass "free buses"', "no BusPass", 'got BusPass "free buses"'),
    ],
)
def test_what_came_out_is_said_in_the_words_of_the_language(
    run: Callable[..., Any], tried: Path, written: str, expected: str, got: str
) -> None:
    tried.write_text(tried.read_text().replace(written, expected), encoding="utf-8")
    result = run("test", tried)
    assert result.status == 1
    assert f"{got}\n" in result.out


def test_a_grant_that_differs(run: Callable[..., Any], tried: Path) -> None:
    tried.write_text(tried.read_text().replace('BusPass "free buses"', 'BusPass "free trams"'), encoding="utf-8")
    assert 'on 2026-01-10: got BusPass "free buses"\n' in run("test", tried).out


def test_since_when_a_state_has_held(run: Callable[..., Any], tried: Path) -> None:
    text = tried.read_text()
    tried.write_text(text + "    expect      on 2026-03-01 BusPass since 2026-01-10\n", encoding="utf-8")
    assert run("test", tried).status == 0
    tried.write_text(text + "    expect      on 2026-03-01 BusPass since 2026-01-11\n", encoding="utf-8")
    assert "got BusPass since 2026-01-10" in run("test", tried).out


def test_explain_shows_how_it_was_decided(run: Callable[..., Any], tried: Path) -> None:
    tried.write_text(tried.read_text().replace("points 90,", "points 95,"), encoding="utf-8")
    result = run("test", tried, "--explain")
    assert "Resident of the scenario, as of 2025-06-01" in result.out
    assert "Traffic offence r17 of 2025-01-10, until 2026-01-10" in result.out


def test_json(run: Callable[..., Any], tried: Path) -> None:
    tried.write_text(tried.read_text().replace("points 90,", "points 95,"), encoding="utf-8")
    result = run("test", tried, "--format", "json")
    assert result.status == 1
    report = json.loads(result.out)
    assert (report["passed"], report["failed"], report["rules"]) == (0, 1, 3)
    (scenario,) = report["scenarios"]
    assert (scenario["rulebook"], scenario["title"], scenario["file"]) == ("Town", "a fine of 500 euros", "town.credit")
    assert [(e["expected"], e["met"], e["got"]) for e in scenario["expectations"]] == [
        ("points 95", False, "points 90"),
        ("grade B", True, "grade B"),
        ("no BusPass", True, "no BusPass"),
        ("Offences points -10", True, "Offences points -10"),
        ("points 100", True, "points 100"),
        ('BusPass "free buses"', True, 'BusPass "free buses"'),
    ]
    assert report["unreached"] == [
        {
            "kind": "criterion",
            "name": "Gifts",
            "rulebook": "Town",
            "edition": "2020",
            "file": "town.credit",
            "line": 30,
        }
    ]


def test_rules_that_do_not_compile_fail(run: Callable[..., Any], tried: Path) -> None:
    tried.write_text(tried.read_text().replace("fine >= 500", "fien >= 500"), encoding="utf-8")
    result = run("test", tried)
    assert result.status == 1
    assert "error[" in result.out


def test_no_scenarios_are_not_a_pass(run: Callable[..., Any], town: Path) -> None:
    result = run("test", town)
    assert result.status == 1
    assert result.out.startswith("no scenarios: ")


def test_missing_files_are_bad_input(run: Callable[..., Any], town: Path) -> None:
    assert run("test", "nowhere").status == 2
    assert run("test").status == 2


def test_folders_are_searched_and_scenarios_that_two_files_share_run_once(run: Callable[..., Any], tried: Path) -> None:
    folder = Path("more")
    folder.mkdir()
    Path("creditlang.toml").touch()
    (folder / "cases.credit").write_text(
        'import "../town.credit"\n\nscenario "nothing"\n    as of   2025-01-01\n    Person  born 1980-01-01\n'
        "    expect  points 100\n",
        encoding="utf-8",
    )
    result = run("test", ".")
    assert result.status == 0, result.out
    assert result.out.count("a fine of 500 euros") == 1
    assert "2 scenarios: 2 passed" in result.out


STATES = """
rulebook Base
    records Records
score points
    starts at 0
criterion Gifts
    source   documented
    on       Gift where amount >= least
    award    1
define least = 10 EUR
rulebook State
    records  Records
    follows  Base
define least = 20 EUR
scenario "a gift in the state"
    of          State
    as of       2020-06-01
    Person      born 1980-01-01
    2020-01-01  Gift amount 15 EUR
    2020-02-01  Gift amount 25 EUR
    expect      points 1
"""


def test_a_rule_that_several_rulebooks_carry_over_is_reached_in_one_of_them(
    run: Callable[..., Any], tried: Path
) -> None:
    registry = tried.read_text(encoding="utf-8").partition("rulebook ")[0]
    tried.write_text(registry + STATES, encoding="utf-8")
    report = json.loads(run("test", tried, "--format", "json").out)
    assert report["unreached"] == []
    assert report["rules"] == 1


@pytest.mark.parametrize(
    ("slip", "broken"),
    [
        ("gone", "    expect      points 100 gone\n"),
        ("one of two", "    expect points: 100\n    expect points 100\n"),
        ("unknown grade", "    expect      grade Z\n"),
        ("empty", ""),
    ],
)
def test_a_scenario_with_an_error_is_counted_as_not_run(
    run: Callable[..., Any], tried: Path, slip: str, broken: str
) -> None:
    head = f'\nscenario "{slip}"\n    as of       2025-06-01\n    Person      born 1980-01-01\n'
    tried.write_text(tried.read_text() + head + broken, encoding="utf-8")
    result = run("test", tried)
    assert result.status == 1
    assert "\n2 scenarios: 1 passed, 1 not run; 2 of 3 rules reached\n" in result.out
    assert json.loads(run("test", tried, "--format", "json").out)["not_run"] == 1


def test_where_no_scenario_can_run_all_are_counted(run: Callable[..., Any], tried: Path) -> None:
    tried.write_text(tried.read_text().replace("records Records", "records Nothing"), encoding="utf-8")
    assert run("test", tried).out.endswith("\n1 scenario: 0 passed, 1 not run; 0 of 0 rules reached\n")
