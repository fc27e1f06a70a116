"""What a figure of the benchmark is: a value measured here and now, held against a bar."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import attrs


@attrs.frozen
class Figure:
    """One thing that is measured.

    Attributes:
        name: how it is asked for.
        what: one line that says what is measured.
        bar: the value that it must not exceed (not fall below, where `more_is_better`).
        unit: what stands after the value, such as ` s`; ratios have `x`.
        measure: measures it, after it has checked that the answers are right.
    """

    name: str
    what: str
    bar: float
    unit: str
    measure: Callable[[], float] = attrs.field(repr=False)
    more_is_better: bool = False

    def told(self, value: float) -> str:
        """The line that ends a measurement."""
        holds = value >= self.bar if self.more_is_better else value <= self.bar
        bound = "at least " if self.more_is_better else ""
        return (
            f"{self.name}: {value:.3g}{self.unit} (bar {bound}{self.bar:g}{self.unit}): {'holds' if holds else 'short'}"
        )


def best_of(timed: Mapping[str, Callable[[], int]], *, seconds: float = 6.0, least: int = 3) -> dict[str, float]:
    """The seconds that one of something takes, by name, each at its best.

    All take turns, so that whatever else the machine does disturbs all alike.

    Args:
        timed: does it some times, and says how often.
        seconds: how long to go on.
        least: how many turns each has at least.
    """
    best: dict[str, float] = {}
    turns, end = 0, time.perf_counter() + seconds
    while turns < least or time.perf_counter() < end:
        turns += 1
        for name, run in timed.items():
            start = time.perf_counter()
            count = run()
            taken = (time.perf_counter() - start) / count
            best[name] = min(taken, best.get(name, taken))
    return best
