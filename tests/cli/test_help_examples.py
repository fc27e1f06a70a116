"""Every example in the help of a command runs as it stands there."""

import re
import shlex
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from creditlang.cli.main import COMMANDS

_REMARK = re.compile(r"   +[^-\s].*$", re.MULTILINE)
"""What follows a command after a wide gap is said to readers."""

_SAY_NO = {"conform"}
"""The commands whose examples end with status 1, for the answer is no: the teaching rulebook breaks two clauses."""


def _examples(name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The arguments of each example of a command, run from a folder of its own."""
    monkeypatch.chdir(folder)
    epilog = import_module(f"creditlang.cli.{name}").arguments().epilog
    assert epilog is not None
    lines = re.sub(r"\\\n\s*", "", epilog.removeprefix("example:\n")).split("\n")
    commands = [shlex.split(_REMARK.sub("", line.strip())) for line in lines if line.strip()]
    assert commands
    assert all(command[0] == "creditlang" for command in commands), lines
    return [command[1:] for command in commands]


_SHORTER = {"diff": ["--seconds", "1"]}
"""What is added, by command, so that a test does not wait for all that a solver could find."""


_LONG = {"diff", "score"}
"""The commands whose examples take longer than those of all others together; the deep suite runs them."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.deep if name in _LONG else ()) for name in COMMANDS]
)
def test_the_examples_run(name: str, run: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = _examples(name, tmp_path, monkeypatch)
    assert any(arguments[0] == name for arguments in examples)
    for arguments in examples:
        result = run(*arguments, *_SHORTER.get(arguments[0], ()))
        assert result.status == int(name in _SAY_NO), (arguments, result.out, result.err)
        assert result.out or result.err, arguments
        written = [value for option, value in pairwise(arguments) if option in ("--out", "--html")]
        assert all(Path(value).exists() for value in written), arguments
