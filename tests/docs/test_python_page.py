"""What `docs/reference/python.md` shows of Python runs, and prints what it shows.

The `python` fences run one after the other in one namespace; a `text` fence right after one is what it prints. The
fence that imports a generated module is a fragment for a type checker, which `tests/backends` runs.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "reference" / "python.md"
_FENCE = re.compile(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


def test_examples(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    names: dict[str, object] = {}
    shown = _FENCE.findall(PAGE.read_text(encoding="utf-8"))
    run = [(code, text) for code, text in shown if "from harbourtown import" not in code]
    assert len(run) == len(shown) - 1 >= 4
    for code, text in run:
        exec(compile(code, str(PAGE), "exec"), names)
        assert text == capsys.readouterr().out
