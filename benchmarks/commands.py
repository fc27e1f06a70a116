"""How long the commands take, from the start of the process to its end."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from decision_with_events import DECISION
from figures import Figure
from large_rulebooks import large_rulebook

ROOT = Path(__file__).parent.parent
RONGCHENG = ROOT / "examples" / "rules" / "rongcheng"


def _timed(*arguments: str, expected: str, env: dict[str, str] | None = None) -> float:
    """The seconds that a command takes; its output must hold `expected`."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "creditlang", *arguments], capture_output=True, text=True, encoding="utf-8", env=env
    )
    seconds = time.perf_counter() - start
    if done.returncode or expected not in done.stdout:
        raise SystemExit(f"creditlang {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return seconds


def _best(times: int, *arguments: str, expected: str, env: dict[str, str] | None = None) -> float:
    """The shortest of some runs: what the machine does when nothing disturbs it."""
    return min(_timed(*arguments, expected=expected, env=env) for _ in range(times))


def _start() -> float:
    with TemporaryDirectory() as folder:
        return _best(10, "--version", expected="creditlang ", env=_installed(folder))


_LOAD = """\
import time
start = time.perf_counter()
import creditlang
town = creditlang.load({path!r})
taken = time.perf_counter() - start
import sys
print(taken, town.digest, "creditlang.driver" in sys.modules)
"""


def _cached_load() -> float:
    """The milliseconds from before `import creditlang` to after `load`, in new processes that find the cache filled."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "large.credit")
        path.write_text(large_rulebook(1_000), encoding="utf-8")
        places = dict.fromkeys(("XDG_STATE_HOME", "APPDATA"), str(Path(folder, "state")))
        own = {**_installed(folder), **places, "CREDITLANG_CACHE": str(Path(folder, "cache"))}
        runs = [
            subprocess.run(
                [sys.executable, "-c", _LOAD.format(path=str(path))],
                capture_output=True,
                text=True,
                check=True,
                env=own,
            ).stdout.split()
            for _ in range(25)
        ]
    (first, digest, parsed), *again = runs
    assert parsed == "True", "the first start did not compile"
    assert all((same, compiled) == (digest, "False") for _, same, compiled in again), "a later start compiled again"
    print(f"  compiled {float(first) * 1_000:.0f} ms, then from the cache; the start of the interpreter is not counted")
    return min(float(taken) for taken, _, _ in again) * 1_000


def _installed(folder: str) -> dict[str, str]:
    """The environment with the bytecode of modules kept in a folder, as it is kept wherever a package was installed."""
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**own, "PYTHONPYCACHEPREFIX": str(Path(folder, "bytecode"))}


def _check(lines: int) -> float:
    with TemporaryDirectory() as folder:
        path = Path(folder, "large.credit")
        path.write_text(large_rulebook(lines), encoding="utf-8")
        return _best(3, "check", str(path), expected="fine: 1 rulebook", env=_installed(folder))


def _score() -> float:
    with TemporaryDirectory() as folder:
        _timed("generate", str(RONGCHENG), "--people", "100000", "--seed", "1", "--out", folder, expected="")
        return _timed("score", str(RONGCHENG), "--data", folder, "--as-of", "2024-06-01", expected="100,000")


COMMANDS = (
    Figure("version", "`creditlang --version`", 0.15, " s", _start),
    Figure("start", "`load` of a cached rulebook of 1,000 lines, imports included", 20, " ms", _cached_load),
    Figure("check-1000", "`check` of a rulebook of 1,000 lines", 1.0, " s", lambda: _check(1_000)),
    Figure("check-10000", "`check` of a rulebook of 10,000 lines", 5.0, " s", lambda: _check(10_000)),
    Figure("score-100000", "`score` of 100,000 generated people of Rongcheng", 60.0, " s", _score),
    *DECISION,
)
