"""Shards of `creditlang score` as processes of their own, some at a time, and their parts laid together.

What holds: if one fails, or the command is interrupted, the others are stopped and nothing is written.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from creditlang.decider import Progress
from creditlang.diagnostics import CreditlangError
from creditlang.parts import join_parts

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 10
"""How long a process that was asked to stop may tidy up."""


class ShardError(CreditlangError):
    """A process that decided on a part came to an end without doing so."""


def score_shards(
    arguments: Sequence[str], count: int, jobs: int, out: Path, progress: Progress | None
) -> tuple[int, list[str]]:
    """Decide on each part, and write the whole.

    Args:
        arguments: those of `creditlang score` without the shard and `--out`.
        count: how many parts.
        jobs: how many of them at once.

    Returns:
        The number of people, and what the processes remarked, each remark once.

    Raises:
        ShardError: a part could not be decided on; the text is what its process said.
    """
    with TemporaryDirectory(prefix=".creditlang-", dir=out.parent) as folder:
        parts = [Path(folder, f"{number}.parquet") for number in range(1, count + 1)]
        waiting = [[*arguments, "--shard", f"{n}/{count}", "--out", str(part)] for n, part in enumerate(parts, 1)]
        remarks = _run_all(waiting, jobs, Path(folder), progress)
        return join_parts(parts, out), remarks


def _run_all(waiting: list[list[str]], jobs: int, folder: Path, progress: Progress | None) -> list[str]:
    """Run commands, some at a time, and give what they said on stderr, each line once."""
    count, running, remarks = len(waiting), dict[subprocess.Popen[bytes], Path](), dict[str, None]()
    waiting = waiting[::-1]
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                said = folder / f"{len(waiting)}.txt"
                with said.open("wb") as errors:
                    command = [sys.executable, "-m", "creditlang", "score", *waiting.pop()]
                    process = subprocess.Popen(
                        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors
                    )
                running[process] = said
            for process in [one for one in running if one.poll() is not None]:
                text = running.pop(process).read_text(encoding="utf-8", errors="replace")
                if process.returncode:
                    raise ShardError(_told(text, process.returncode))
                remarks.update(dict.fromkeys(text.splitlines()))
            if progress is not None:
                progress("deciding part by part", count - len(waiting) - len(running), count)
            time.sleep(_POLL_SECONDS)
    finally:
        for process in running:
            process.send_signal(signal.SIGINT)  # as Ctrl-C does: it then takes its temporary files away
        for process in running:
            try:
                process.wait(_PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    return list(remarks)


def _told(text: str, status: int) -> str:
    """Why a part failed, in the words of its process."""
    reason = text.strip().removeprefix("error: ")
    if reason:
        return reason
    ended = f"was ended by signal {-status}" if status < 0 else f"ended with status {status}"
    return f"the process of a part {ended} and said nothing"
