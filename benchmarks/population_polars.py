"""A million people and twenty million records in Polars: our engine against what an expert writes by hand.

Both read the same Parquet files, which neither checks, and write the table of decisions. The tables must be equal
before either is timed; then they take turns, and the best run of each counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from population import AS_OF, EVENTS, PEOPLE, RULES, RUNS, data_folder
from populations import by_hand

from creditlang import load
from creditlang.backends.polars.evaluate import decide_all
from creditlang.backends.polars.frames import frames_of_contract
from creditlang.backends.polars.needs import fields_read
from creditlang.backends.polars.results import person_rows


def ours(data: Path, out: Path) -> None:
    """Load the rulebook, decide, write: everything but the start of Python."""
    series = load(RULES).series
    frames = frames_of_contract(data, series, fields_read(series))
    decided = decide_all(series, frames, AS_OF, None, lines=False)
    person_rows(decided, 0).drop("moves", "covered", "consent").sink_parquet(out)


def by_expert(data: Path, out: Path) -> None:
    """The query by hand."""
    by_hand.score(data).sink_parquet(out)


def seconds(work: Callable[[Path, Path], None], data: Path, out: Path) -> float:
    """How long it takes to decide on everyone and to write the table."""
    start = time.perf_counter()
    work(data, out)
    return time.perf_counter() - start


def against_hand(people: int = PEOPLE, events: int = EVENTS) -> float:
    """Our engine's time as a share of the hand-written query's."""
    data = data_folder(people, events)
    with TemporaryDirectory() as scratch:
        outs = {ours: Path(scratch, "ours.parquet"), by_expert: Path(scratch, "hand.parquet")}
        best = dict.fromkeys(outs, float("inf"))
        for turn in range(RUNS):
            for work, out in outs.items():
                best[work] = min(best[work], seconds(work, data, out))
            if turn == 0 and not pl.read_parquet(outs[ours]).equals(pl.read_parquet(outs[by_expert])):
                raise SystemExit("the answers differ")
    return best[ours] / best[by_expert]
