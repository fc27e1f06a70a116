"""What the README shows is what one gets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fences(kind: str) -> list[str]:
    """The blocks of a kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("block", fences("python"))
def test_python(block: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {})
    assert capsys.readouterr().out.startswith("70 C ['DrivingBan']\n")


def test_rules_shown_are_those_shipped() -> None:
    shipped = (ROOT / "examples/rules/teaching/harbourtown.credit").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```credit fragment\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    for line in shown.splitlines():
        assert line in shipped.splitlines()


def test_linked_files_exist() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
