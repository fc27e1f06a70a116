"""Every rulebook under `examples/rules` compiles, its scenarios hold, and each of its rules is reached by one."""

import json
from pathlib import Path

import pytest

from creditlang.cli.main import main
from creditlang.driver import find_units

RULES = Path(__file__).parents[2] / "examples" / "rules"
FOLDERS = sorted({unit[0].parent for unit in find_units([RULES])})


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.relative_to(RULES).as_posix())
def test_scenarios_hold_and_reach_every_rule(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["test", str(folder), "--format", "json"])
    report = json.loads(capsys.readouterr().out)
    assert report["diagnostics"] == []
    failed = [scenario["title"] for scenario in report["scenarios"] if not scenario["passed"]]
    assert failed == []
    assert [rule["name"] for rule in report["unreached"]] == []
    # A folder may hold only what others import.
    assert status == (0 if report["rules"] else 1)
