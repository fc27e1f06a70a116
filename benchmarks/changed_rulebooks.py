"""How long `diff` takes on 200 criteria: one border moved, and none but written otherwise."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from figures import Figure
from large_rulebooks import large_rulebook

_LINES = 1_920
"""So many hold 200 criteria."""


def _timed(old: str, new: str, *expected: str) -> float:
    """The seconds that `diff` takes; its output must hold what is expected."""
    with TemporaryDirectory() as folder:
        paths = [Path(folder, name) for name in ("old.credit", "new.credit")]
        for path, text in zip(paths, (old, new), strict=True):
            path.write_text(text, encoding="utf-8")
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "creditlang", "diff", *map(str, paths)],
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        seconds = time.perf_counter() - start
    if done.returncode or any(words not in done.stdout for words in expected):
        raise SystemExit(f"creditlang diff failed:\n{done.stdout}{done.stderr}")
    return seconds


def _boundary() -> float:
    old = large_rulebook(_LINES)
    assert old.count("\ncriterion ") == 200
    new = old.replace("fine > 75 CNY", "fine >= 75 CNY")
    assert new != old
    return _timed(old, new, "1 changed", "different in effect", "fine 75 CNY", "grade different")


def reordered(text: str, seed: int = 0) -> str:
    """The rules in another order and layout, with remarks, another order of clauses, and sums turned round."""
    draw = random.Random(seed)
    head, *rules = re.split(r"\n(?=criterion |define )", text)
    pieces: list[str] = []
    for rule in rules:
        first, *clauses = rule.strip("\n").split("\n")
        draw.shuffle(clauses)
        pieces.append("\n".join([first, *(f"  {clause.strip()}   # as before" for clause in clauses)]))
    draw.shuffle(pieces)
    again = "\n\n\n".join([head, *pieces]) + "\n"
    again = re.sub(
        r"offence is drunk_driving and fine > (\d+) CNY", r"\1 CNY < fine and offence is drunk_driving", again
    )
    return re.sub(r"then (\d+) \+ 5", r"then 5 + \1", again)


def _reordered() -> float:
    old = large_rulebook(_LINES)
    return _timed(old, reordered(old), "nothing changed", "equivalent, proved")


CHANGED = (
    Figure("diff-boundary", "`diff`: one border moved among 200 criteria is found and shown", 10.0, " s", _boundary),
    Figure(
        "diff-reordered", "`diff`: 200 criteria reordered and laid out anew are proved equal", 10.0, " s", _reordered
    ),
)
