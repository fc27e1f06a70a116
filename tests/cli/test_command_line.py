"""The command line as a whole: help, versions, wrong usage, pipes, unexpected errors."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import creditlang
from creditlang.cli import main as main_module
from creditlang.cli.main import COMMANDS

LIGHT = """
import sys
from collections.abc import Callable
from creditlang.cli.main import main
try:
    main(["--version"])
except SystemExit:
    pass
print(sorted({name.partition(".")[0] for name in sys.modules} & {"attrs", "attr", "lark", "rich", "duckdb", "pyarrow"}))
"""


def test_version(run: Callable[..., Any]) -> None:
    result = run("--version")
    assert (result.status, result.out) == (0, f"creditlang {creditlang.__version__}\n")


def test_version_loads_nothing_heavy() -> None:
    done = subprocess.run([sys.executable, "-c", LIGHT], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_without_a_command_the_help_names_them_all(run: Callable[..., Any]) -> None:
    result = run()
    assert result.status == 0
    assert all(f"  {name} " in result.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(run: Callable[..., Any], name: str) -> None:
    result = run(name, "--help")
    assert result.status == 0
    assert "example:\n  creditlang " in result.out
    assert all(len(line) <= 120 for line in result.out.splitlines())


def test_a_misspelt_command_is_guessed(run: Callable[..., Any]) -> None:
    result = run("chekc")
    assert result.status == 2
    assert result.err == ("creditlang: there is no command `chekc`; did you mean `check`?\ntry `creditlang --help`\n")


@pytest.mark.parametrize("arguments", [["--nonsense"], ["check", "--nonsense"], ["check", "x", "--format", "xml"]])
def test_wrong_usage_is_one_message_on_stderr(run: Callable[..., Any], arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.status == 2
    assert result.out == ""
    assert len(result.err.splitlines()) == 2
    assert "try `creditlang" in result.err


def test_an_unexpected_error_is_called_our_bug(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(given: list[str]) -> int:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(main_module, "_dispatch", broken)
    result = run("check", "x")
    assert result.status == 2
    assert "this is a bug in creditlang" in result.err
    assert "ZeroDivisionError: oh" in result.err
    assert "Traceback" not in result.err
    assert "Traceback" in run("check", "x", "--debug").err


def test_control_c_is_quiet(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(given: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(main_module, "_dispatch", interrupted)
    result = run("check", "x")
    assert (result.status, result.out, result.err) == (130, "", "")


@pytest.mark.skipif(os.name == "nt", reason="POSIX pipes")
def test_a_closed_pipe_is_quiet(town: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "creditlang", "check", str(town)], stdout=writer, stderr=subprocess.PIPE, check=False
    )
    os.close(writer)
    assert done.returncode == 141
    assert done.stderr == b""


def test_a_pipe_gets_utf8_whatever_the_locale(town: Path) -> None:
    town.write_text(town.read_text().replace("fine >= 500", "罚款 >= 500"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "creditlang", "check", str(town)],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"},
    )
    assert done.stderr == b""
    assert "if 罚款 >= 500 EUR" in done.stdout.decode("utf-8")
