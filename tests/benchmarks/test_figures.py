"""The benchmark command: what it can measure, and that its large rulebooks are sound. Nothing is timed here."""

import subprocess
import sys
from pathlib import Path

import pytest

import creditlang

ROOT = Path(__file__).parents[2]
RUN = ROOT / "benchmarks" / "run.py"
sys.path.insert(0, str(RUN.parent))

from changed_rulebooks import reordered  # noqa: E402 - after the path is set
from large_rulebooks import large_rulebook  # noqa: E402 - after the path is set


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(RUN), *arguments], capture_output=True, text=True, encoding="utf-8")


def test_it_lists_what_it_can_measure() -> None:
    listed = run("--list")
    assert listed.returncode == 0
    assert {"start", "check-1000"} <= {line.split()[0] for line in listed.stdout.splitlines()}


def test_an_unknown_name_is_refused() -> None:
    refused = run("strat")
    assert refused.returncode == 2
    assert "strat" in refused.stderr


@pytest.mark.parametrize("lines", [0, 1_000])
def test_the_large_rulebooks_are_sound(lines: int) -> None:
    text = large_rulebook(lines)
    assert abs(text.count("\n") - max(lines, 25)) < 20
    assert creditlang.loads(text).name == "Large"


def test_the_reordered_rulebook_is_another_text_of_the_same_rules() -> None:
    text = large_rulebook(200)
    again = reordered(text)
    assert again != text
    names = [set(creditlang.loads(each).editions[0].criteria) for each in (text, again)]
    assert names[0] == names[1]
    assert list(creditlang.loads(again).editions[0].criteria) != list(creditlang.loads(text).editions[0].criteria)
