"""What long work shows, and what it leaves behind when it cannot go on."""

import errno
import os
import pty
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from creditlang.cli import score

AS_OF = ("--as-of", "2025-06-01")


def test_progress_is_shown_on_a_terminal(town: Path, data: Path) -> None:
    """Where errors go to a pipe, tests of each command see that nothing is written there."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "creditlang", "score", str(town), "--data", str(data), *AS_OF]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=theirs) as process:
        os.close(theirs)
        shown = b""
        try:
            while block := os.read(ours, 1 << 16):
                shown += block
        except OSError:  # the other end was closed
            pass
    os.close(ours)
    assert process.returncode == 0
    assert any(word in shown for word in (b"reading", b"deciding"))


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)),
        duckdb.IOException('IO Error: Could not write file "a": No space left on device'),
        duckdb.OutOfMemoryException("Out of Memory Error: failed to offload data block (max_temp_directory_size)"),
    ],
    ids=["python", "duckdb", "duckdb-temporary"],
)
def test_a_full_disk_is_said_plainly(
    run: Callable[..., Any], town: Path, data: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(score, "_in_duckdb", fail)
    result = run("score", town, "--data", data, *AS_OF, "--out", "out.parquet")
    assert result.status == 2
    assert "there is no space left" in result.err
    assert "bug" not in result.err
    assert [path.name for path in Path().iterdir() if path.is_file()] == ["town.credit"]


def test_an_interruption_is_no_traceback_and_leaves_no_file(
    run: Callable[..., Any], town: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("creditlang.populations.copy_query", interrupted)
    result = run("score", town, "--data", data, *AS_OF, "--out", "out.parquet")
    assert (result.status, result.out, result.err) == (130, "", "")
    assert sorted(path.name for path in Path().iterdir()) == ["data", "town.credit"]
