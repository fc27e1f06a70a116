"""What documents record of a terminal is what one gets.

A `console` fence holds a command, which may go on in lines after a `\\`, and what it prints. A last line `…` stands for
the rest.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import attrs
import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "reference").glob("*.md"))]
_FENCE = re.compile(r"^```console\n\$ (creditlang (?:[^\n]*\\\n)*[^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@attrs.frozen
class Terminal:
    """A command and what it prints."""

    place: str
    words: tuple[str, ...]
    expected: str


def recorded() -> list[Terminal]:
    """All recordings of all pages."""
    return [
        Terminal(
            f"{page.relative_to(ROOT).as_posix()}:{text.count(chr(10), 0, found.start()) + 1}",
            tuple(shlex.split(found[1].replace("\\\n", " "))),
            found[2].rstrip(),
        )
        for page in PAGES
        for text in [page.read_text(encoding="utf-8")]
        for found in _FENCE.finditer(text)
    ]


@pytest.mark.parametrize("terminal", recorded(), ids=lambda terminal: terminal.place)
def test_recorded_terminal(terminal: Terminal) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "COLUMNS": "100"}
    result = subprocess.run(
        [sys.executable, "-m", *terminal.words],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    got = "\n".join(line.rstrip() for line in result.stdout.splitlines()).rstrip()
    if terminal.expected.endswith("\n…"):
        expected = terminal.expected.removesuffix("\n…").rstrip()
        got = got[: len(expected)]
    else:
        expected = terminal.expected
    assert expected == got, result.stderr
