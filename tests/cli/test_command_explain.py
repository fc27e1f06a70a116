"""`creditlang explain`: one decision."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

AS_OF = ("--as-of", "2025-06-01")


def test_a_decision_as_a_tree(run: Callable[..., Any], town: Path, data: Path) -> None:
    result = run("explain", town, "--data", data, "--subject", "ann", *AS_OF)
    assert (result.status, result.err) == (0, "")
    *shown, last = result.out.splitlines()
    assert shown == [
        "Town points, edition 2020",
        "Resident ann, as of 2025-06-01",
        "",
        "  85 points, grade B Poor",
        "",
        "  85  score",
        "  ├─ 100  starts at",
        "  └─ -15  Traffic offences   By-law, art. 1 (documented)",
        "       ├─ -10  Traffic offence o1 of 2025-01-10, until 2026-01-10",
        "       └─  -5  Traffic offence o2 of 2025-03-01, until 2026-03-01",
        "",
        "Grade",
        "  B Poor, by the points",
        "",
        "What changes if nothing new is recorded",
        "  2026-01-10  95 B   “Traffic offences” (record o1) expires",
        "  2026-03-01  100 A  “Traffic offences” (record o2) expires; “Free buses” begins",
        "",
    ]
    assert last.startswith("Decided by ")


def test_a_cap_and_a_reward(run: Callable[..., Any], town: Path, data: Path) -> None:
    shown = run("explain", town, "--data", data, "--subject", "dan", *AS_OF).out
    assert "+19 before the cap" in shown
    assert "  115 points, grade A Good" in shown
    assert "Rewards\n  Free buses" in shown
    assert "    free buses\n    since 2020-01-01, for as long as its condition holds\n" in shown


def test_with_what_was_known_then(run: Callable[..., Any], town: Path, data: Path) -> None:
    now = run("explain", town, "--data", data, "--subject", "ben", *AS_OF).out
    then = run("explain", town, "--data", data, "--subject", "ben", *AS_OF, "--as-known", "2025-06-01").out
    assert "95 points" in now
    assert "100 points" in then
    assert "with what was known on 2025-06-01" in then


def test_json_is_the_decision(run: Callable[..., Any], town: Path, data: Path) -> None:
    result = run("explain", town, "--data", data, "--subject", "ann", *AS_OF, "--format", "json")
    decision = json.loads(result.out)
    assert (decision["subject"], decision["points"], decision["grade"]) == ("ann", 85, "B")
    assert [line["record"] for line in decision["score"]["lines"]] == ["o1", "o2"]
    assert decision["next_changes"][0] == {
        "on": "2026-01-10",
        "points": 95,
        "grade": "B",
        "because": ["Offences o1 expires"],
    }


def test_a_scenario_by_the_start_of_its_title(run: Callable[..., Any], tried: Path) -> None:
    result = run("explain", tried, "--scenario", "a fine")
    assert result.status == 0
    assert "Resident of the scenario, as of 2025-06-01" in result.out
    later = run("explain", tried, "--scenario", "a fine", "--as-of", "2026-01-10")
    assert "100 points, grade A" in later.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--scenario", "a fnie of 500 euros"), "did you mean `a fine of 500 euros`?"),
        (("--scenario", "a fine", "--subject", "ann"), "leave out --data, --subject and --corrections"),
        (("--subject", "ann"), "--data, --as-of missing"),
        (("--data", "data", "--subject", "anne", *AS_OF), "ann"),
        (("--data", "nowhere", "--subject", "ann", *AS_OF), "nowhere"),
        (
            ("--data", "data", "--subject", "ann", "--as-of", "2019-12-31"),
            "no edition of `Town` is in force on 2019-12-31",
        ),
        (("--data", "data", "--subject", "ann", "--as-of", "2025-02-30"), "`2025-02-30` is not a date such as"),
        (("--data", "data", "--subject", "ann", "--as-of", "20250230"), "`20250230` is not a date such as"),
        (("--rulebook", "Twon", "--subject", "ann"), "did you mean `Town`?"),
    ],
)
def test_wrong_input_is_one_message(
    run: Callable[..., Any], tried: Path, data: Path, arguments: tuple[str, ...], said: str
) -> None:
    result = run("explain", tried, *arguments)
    assert result.status == 2
    assert said in result.err
    assert result.out == ""
    assert "Traceback" not in result.err


def test_rules_that_do_not_compile_are_shown(run: Callable[..., Any], town: Path, data: Path) -> None:
    town.write_text(town.read_text().replace("fine >= 500", "fien >= 500"), encoding="utf-8")
    result = run("explain", town, "--data", data, "--subject", "ann", *AS_OF)
    assert result.status == 2
    assert result.err.startswith("error[")
    assert result.out == ""
