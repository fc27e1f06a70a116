"""The lists and files of `examples/rules/china`: every scenario passes, and each rule is reached by one."""

import re
from pathlib import Path

import pytest

from creditlang.cli.main import main

EXAMPLES = Path(__file__).parents[2] / "examples"
CHINA = EXAMPLES / "rules" / "china"
LISTS = ["credit-reference", "judgment-debtors", "train-bans", "credit-repair", "personal-file", "serious-offenders"]


def codes(shown: str) -> list[str]:
    """The codes of the findings, in the order in which they are shown."""
    return re.findall(r"^(?:error|warning)\[(\w+)\]", shown, re.MULTILINE)


@pytest.mark.parametrize("name", LISTS)
def test_every_scenario_passes_and_reaches_every_rule(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(CHINA / f"{name}.credit.md")]) == 0
    out = capsys.readouterr().out
    assert "no scenario reaches" not in out
    assert " passed; " in out


def test_the_personal_file_as_it_was_lived_does_not_compile(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(EXAMPLES / "faulty" / "personal-file.credit.md")]) != 0
    shown = capsys.readouterr()
    assert codes(shown.out + shown.err) == ["E0500", "E0501", "E0502", "E0503"]


def test_the_personal_file_said_aloud_compiles_with_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(CHINA / "personal-file.credit.md")]) == 0
    shown = capsys.readouterr()
    told = shown.out + shown.err
    assert set(codes(told)) == {"W0510"}
    for missing in ("no notice", "no appeal", "no end"):
        assert f"the sanction `HeldAgainst` gives {missing}" in told


def test_a_list_tells_what_its_law_leaves_open(capsys: pytest.CaptureFixture[str]) -> None:
    book, case = str(CHINA / "credit-reference.credit.md"), "an unpaid debt stays"
    assert main(["explain", book, "--scenario", case, "--as-of", "2026-06-01"]) == 0
    shown = capsys.readouterr().out
    assert "since 2014-01-01, without end, set off by record r1" in shown
    assert "appeal unstated: the law that was read does not say" in shown
    assert "notice unstated: the law that was read does not say" in shown
