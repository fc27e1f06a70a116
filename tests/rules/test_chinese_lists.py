"""The lists and files of `examples/rules/china`: every scenario passes, and each rule is reached by one."""

from pathlib import Path

import pytest

from creditlang.cli.main import main

CHINA = Path(__file__).parents[2] / "examples" / "rules" / "china"


@pytest.mark.parametrize("name", ["credit-reference", "judgment-debtors"])
def test_every_scenario_passes_and_reaches_every_rule(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", str(CHINA / f"{name}.credit.md")]) == 0
    out = capsys.readouterr().out
    assert "no scenario reaches" not in out
    assert " passed; " in out
