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

import attrs

from creditlang.cli.remarks import aside_remarks
from creditlang.data.setting_aside import join_quarantines
from creditlang.decider import Progress
from creditlang.diagnostics import CreditlangError
from creditlang.parts import Joined, join_parts

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 10
"""How long a process that was asked to stop may tidy up."""


class ShardError(CreditlangError):
    """A process that decided on a part came to an end without doing so."""


@attrs.frozen
class Quarantine:
    """Where invalid rows of all parts go.

    Attributes:
        path: the CSV file.
        tables: the names of the tables in the order of the data set.
    """

    path: Path
    tables: Sequence[str]


def score_shards(
    arguments: Sequence[str],
    count: int,
    jobs: int,
    out: Path,
    quarantine: Quarantine | None = None,
    progress: Progress | None = None,
) -> tuple[Joined, list[str]]:
    """Decide on each part, and write the whole.

    Args:
        arguments: those of `creditlang score` without the shard, `--out` and `--quarantine`.
        count: how many parts.
        jobs: how many of them at once.
        quarantine: None if an invalid row is an error.

    Returns:
        How many people there are, and what the processes remarked beside what they set aside, each remark once.

    Raises:
        ShardError: a part could not be decided on; the text is what its process said.
    """
    with TemporaryDirectory(prefix=".creditlang-", dir=out.parent) as folder:
        parts = [Path(folder, f"{number}.parquet") for number in range(1, count + 1)]
        waiting = [[*arguments, "--shard", f"{n}/{count}", "--out", str(part)] for n, part in enumerate(parts, 1)]
        aside = [part.with_suffix(".csv") for part in parts] if quarantine else []
        for command, file in zip(waiting, aside, strict=False):
            command += ["--quarantine", str(file)]
        remarks = _run_all(waiting, jobs, Path(folder), progress)
        if quarantine:
            join_quarantines(aside, quarantine.path, quarantine.tables)
        joined = join_parts(parts, out)
        own = {line for one, file in zip(joined.aside, aside, strict=False) for line in aside_remarks(one, file)}
        return joined, [remark for remark in remarks if remark not in own]


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
