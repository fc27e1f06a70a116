"""A whole population in Polars, part by part, so that memory stays bounded. Needs `creditlang[polars]`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from creditlang import ir
from creditlang.backends.polars.evaluate import Decided, decide_all
from creditlang.backends.polars.frames import frames_of
from creditlang.backends.polars.needs import fields_read
from creditlang.backends.polars.results import line_rows, person_rows
from creditlang.backends.polars.support import refuse_unsupported
from creditlang.data.dataset import Dataset
from creditlang.outputs import (
    copy_query,
    facts_of_table,
    line_columns,
    line_decimals,
    lines_path,
    score_decimals,
    subject_columns,
    writing,
)
from creditlang.semantics.series import edition_in_force
from creditlang.summary import Summary, Tally
from creditlang.values import plain

Progress = Callable[[str, int, int], None]


def decide_population(
    series: ir.Series,
    data: Dataset,
    as_of: date,
    as_known: date | None = None,
    *,
    out: Path | None = None,
    progress: Progress | None = None,
) -> Summary:
    """Decide on everyone in a data set, and write the two tables if `out` says where.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
        NotSupportedError: Polars cannot decide by this rulebook.
        UnknownFormatError: the ending of `out` is not one that can be written.
    """
    edition = edition_in_force(series, as_of)
    refuse_unsupported(series)
    tally = Tally()
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(TemporaryDirectory(prefix="creditlang-")))
        for number, frames in enumerate(frames_of(data, fields_read(series))):
            decided = decide_all(series, frames, as_of, as_known, lines=out is not None)
            _count(tally, decided)
            if out is not None:
                person_rows(decided, score_decimals(series)).sink_parquet(scratch / f"people{number:06}.parquet")
                told = line_rows(decided, line_decimals(series)).with_row_index("#place")
                told.collect().write_parquet(scratch / f"lines{number:06}.parquet")
            if progress is not None:
                progress("deciding", tally.people, data.count)
        if out is not None:
            facts = facts_of_table(series, data, as_of, as_known)
            _write(series, data, out, scratch, facts)
    return tally.summary(series, edition, as_of, as_known)


# --- tables ------------------------------------------------------------------------------------------


def _write(series: ir.Series, data: Dataset, out: Path, scratch: Path, facts: dict[str, str]) -> None:
    """Make one table of the parts of each."""
    tables = {out: ("people", subject_columns(series)), lines_path(out): ("lines", line_columns(series))}
    orders = {"people": "subject", "lines": 'filename, "#place"'}
    with writing(tables) as ready:
        for path, (name, columns) in tables.items():
            decimals = score_decimals(series) if name == "people" else line_decimals(series)
            numbers = ("points",) if name == "people" else ("points", "before_caps")
            exact = ", ".join(f"{_in_units(number, decimals)} AS {number}" for number in numbers)
            parts = f"read_parquet('{scratch / name}*.parquet', filename = true)"
            query = f"SELECT * REPLACE ({exact}) FROM {parts}"
            data.connection.execute(copy_query(query, ready[path], columns, facts, orders[name]))


def _in_units(column: str, decimals: int) -> str:
    """Whole numbers of smallest steps as decimals. The product of decimals is exact."""
    if decimals == 0:
        return column
    step = f"0.{'0' * (decimals - 1)}1"
    return f"CAST({column} AS DECIMAL({38 - decimals}, 0)) * CAST('{step}' AS DECIMAL({decimals}, {decimals}))"


# --- counts ------------------------------------------------------------------------------------------


def _count(tally: Tally, decided: Decided) -> None:
    """Add one part to the counts."""
    edition, frame = decided.edition, decided.rows.settle()
    scorable = pl.col(decided.scorable)
    reasons = [pl.when(~pl.col(decided.covered)).then(pl.lit("not covered"))] if decided.covered else []
    if decided.consent:
        withheld = pl.col(decided.consent) != "given"
        reasons.append(pl.when(withheld).then(pl.format("consent {}", decided.consent)))
    why = pl.coalesce(*reasons) if reasons else pl.lit(None, dtype=pl.String)
    tally.unscored.update({reason: count for reason, count in _counts(frame, why) if reason is not None})
    shown = frame.select(pl.len().alias("people"), pl.col("incomplete").sum()).collect().row(0)
    tally.people += shown[0]
    tally.incomplete += shown[1]
    frame = frame.filter(scorable)
    if decided.scored is not None:
        points = decided.scored.points
        found = _counts(frame, points.whole)
        tally.points += Counter({plain(Fraction(steps, points.divisor)): count for steps, count in found})
    if decided.place is not None:
        for place, count in _counts(frame, pl.col(decided.place)):
            tally.grades[edition.grades[place].name] += count
    holding = {name: pl.col(column).sum().alias(name) for name, column in decided.rules.items()}
    if holding:
        row = frame.select(**holding).collect().row(0, named=True)
        tally.rules += Counter({name: count for name, count in row.items() if count})
    if decided.scored is not None:
        _count_criteria(tally, decided, frame)


def _count_criteria(tally: Tally, decided: Decided, frame: pl.LazyFrame) -> None:
    scored = decided.scored
    assert scored is not None
    reached = {name: (pl.col(column) != 0).sum().alias(name) for name, column in scored.touched.items()}
    if not reached:
        return
    row = frame.select(**reached).collect().row(0, named=True)
    tally.criteria += Counter({name: count for name, count in row.items() if count})
    sums = {name: scored.totals[name].whole.cast(pl.Int128).sum().alias(name) for name in scored.touched}
    for name, steps in frame.select(**sums).collect().row(0, named=True).items():
        tally.sums[name] = plain(tally.sums.get(name, 0) + Fraction(steps, scored.totals[name].divisor))


def _counts(frame: pl.LazyFrame, key: pl.Expr) -> list[tuple[Any, int]]:
    """How many rows have each value."""
    return frame.select(key.alias("key")).group_by("key").agg(pl.len().alias("count")).collect().rows()
