"""The questions of `creditlang.audit`: the same answers as the commands give, typed, and loaded when first asked."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import attrs
import pytest

import creditlang
from creditlang import audit
from creditlang.analysis.rescore import Correction
from creditlang.backends.smt.solving import NoSolverError
from creditlang.cli.main import main

ROOT = Path(__file__).parents[2]
RULES, DATA = "examples/rules/teaching", "examples/data/harbourtown"
CHARTER, CORRECTIONS = "examples/charters/due-process.credit.md", "examples/corrections/harbourtown"
DAY = date(2025, 12, 31)
PATIENT = ("--seconds", "300")
"""What a solver does not find in time must not make two runs differ."""


@pytest.fixture(autouse=True)
def _from_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture
def harbour() -> creditlang.Rulebook:
    return creditlang.load(RULES)


def history(rulebook: creditlang.Rulebook, subject: str):
    with rulebook.open_data(DATA) as data:
        return data.history(subject)


SAME: dict[str, tuple[tuple[str, ...], Callable[[creditlang.Rulebook], audit.Report]]] = {
    "compare": (
        ("examples/rules/rongcheng", "examples/rules/suining"),
        lambda _: audit.compare(map(creditlang.load, ("examples/rules/rongcheng", "examples/rules/suining"))),
    ),
    "conform": ((RULES, "--charter", CHARTER), lambda _: audit.conform(RULES, [CHARTER])),
    "diff": (
        (RULES, RULES, "--data", DATA, "--as-of", "2025-12-31", "--by", "children"),
        lambda town: audit.diff(town, town, data=DATA, as_of=DAY, by=["children"]),
    ),
    "notice": (
        (RULES, "--data", DATA, "--as-of", "2025-12-31", "--subject", "p004"),
        lambda town: audit.notice(town, history(town, "p004"), as_of=DAY),
    ),
    "prove": ((RULES, "--only", "extent"), lambda town: audit.prove(town, only=["extent"])),
    "recourse": (
        (RULES, "--data", DATA, "--as-of", "2026-03-01", "--subject", "p001", "--to-grade", "A", *PATIENT),
        lambda town: audit.recourse(town, history(town, "p001"), as_of=date(2026, 3, 1), to_grade="A", seconds=300),
    ),
    "rescore": (
        (RULES, "--data", DATA, "--corrections", CORRECTIONS, "--as-of", "2025-12-31"),
        lambda town: audit.rescore(town, DATA, as_of=DAY, corrections=CORRECTIONS),
    ),
    "trace": (
        ("e0-26-14", RULES, "--data", DATA, "--as-of", "2025-03-31"),
        lambda town: audit.trace("e0-26-14", [town], DATA, as_of=date(2025, 3, 31)),
    ),
}


@pytest.mark.parametrize("command", SAME)
def test_the_command_prints_the_same(
    command: str, harbour: creditlang.Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments, ask = SAME[command]
    report = ask(harbour)
    main([command, *arguments, "--format", "json"])
    assert report.to_json() + "\n" == capsys.readouterr().out
    main([command, *arguments])
    assert report.to_text() + "\n" == capsys.readouterr().out


def test_every_command_that_analyses_has_its_function() -> None:
    assert set(SAME) == {name for name in audit.__all__ if name.islower()}


def test_answers_cannot_be_changed(harbour: creditlang.Rulebook) -> None:
    letter = audit.notice(harbour, history(harbour, "p004"), as_of=DAY)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        letter.notice = letter.notice  # type: ignore[misc]  # frozen, which is what is tested


def test_a_letter_about_somebody_who_is_in_no_data_set(harbour: creditlang.Rulebook) -> None:
    person = harbour.history(
        {"born": date(1980, 5, 4), "children": 2}, {"BloodDonation": [{"record": "b1", "date": date(2025, 5, 2)}]}
    )
    letter = audit.notice(harbour, person, as_of=DAY)
    assert [(used.id, used.counts) for used in letter.notice.used] == [("b1", 5)]
    assert "<h1>" in letter.to_html()


BACKWARDS = {"known_before": date(2025, 6, 1), "as_known": date(2025, 1, 1)}


def test_rescoring_with_the_knowledge_of_a_day_begins_with_no_more(harbour: creditlang.Rulebook) -> None:
    found = audit.rescore(harbour, DATA, as_of=DAY, corrections=CORRECTIONS, as_known=date(2025, 12, 15))
    assert found.known_before == date(2025, 12, 15)
    known = [one for person in found.rescored for one in person.corrections]
    assert known
    assert all(isinstance(one, Correction) and one.on <= date(2025, 12, 15) for one in known)


def test_what_cannot_be_asked_is_said(harbour: creditlang.Rulebook) -> None:
    wrong: list[tuple[str, Callable[[], object]]] = [
        ("at least two rulebooks", lambda: audit.compare([harbour])),
        ("at least one rulebook", lambda: audit.trace("r", [], DATA, as_of=DAY)),
        ("say what is corrected", lambda: audit.rescore(harbour, DATA, as_of=DAY)),
        ("is more than what is known on 2025-01-01", lambda: audit.rescore(harbour, DATA, as_of=DAY, **BACKWARDS)),
        ("a day that is decided for", lambda: audit.diff(harbour, harbour, data=DATA)),
        ("speak of people", lambda: audit.diff(harbour, harbour, as_of=DAY)),
        ("`extend` is not one of", lambda: audit.prove(harbour, only=["extend"])),  # type: ignore[list-item]  # wrong on purpose
        ("no charter `Fairnes`", lambda: audit.conform(RULES, ["Fairnes"])),
        ("no grade `Z`", lambda: audit.recourse(harbour, history(harbour, "p001"), as_of=DAY, to_grade="Z")),
    ]
    for words, ask in wrong:
        with pytest.raises(audit.QuestionError, match=words):
            ask()


def test_a_missing_solver_is_named(harbour: creditlang.Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    with pytest.raises(NoSolverError, match=r"install `creditlang\[verify\]`"):
        audit.prove(harbour)


def test_naming_the_module_loads_nothing() -> None:
    code = (
        "import creditlang, sys; creditlang.audit.__all__;"
        "print([m for m in ('attrs', 'lark', 'rich', 'duckdb', 'z3') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert set(audit.__all__) <= set(dir(audit))
    with pytest.raises(AttributeError, match="has no attribute 'compar'"):
        audit.compar  # type: ignore[attr-defined]  # noqa: B018 - reading it raises
