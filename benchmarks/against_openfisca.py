"""A million people under a scheme on facts alone: the Polars engine against OpenFisca.

Both begin with the facts in memory, each as it likes them best, and end with columns in memory: points, the place of
the grade, and whether each reward is in effect. The answers must be equal before either is timed; then they take turns,
and the best run of each counts.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from creditlang import load
from creditlang.backends.polars.evaluate import decide_all
from creditlang.backends.polars.frames import Frames

RULES = Path(__file__).parent / "populations" / "welfare.credit"
AS_OF = date(2025, 6, 1)
PEOPLE, RUNS, CENTS = 1_000_000, 7, 100
REGIONS = ("city", "suburb", "country", "island")


def facts(people: int) -> pl.DataFrame:
    """Made-up people, the same each time; money in whole euros."""
    drawn = pl.DataFrame({"n": pl.int_range(people, eager=True)})

    def below(limit: int, salt: int) -> pl.Expr:
        return (pl.col("n").hash(seed=salt) % limit).cast(pl.Int32)

    return drawn.select(
        age=below(111, 1),
        income=below(120_001, 2),
        rent=below(3_001, 3),
        children=below(9, 4),
        hours=below(501, 5),
        disabled=below(10, 6) == 0,
        student=below(6, 7) == 0,
        region=below(4, 8),
    )


def ours(people: pl.DataFrame) -> Callable[[], dict[str, Any]]:
    """Our engine, its facts as its tables have them: money in cents, regions by name."""
    series = load(RULES).series
    regions = pl.col("region").replace_strict(list(range(4)), REGIONS, return_dtype=pl.String)
    money = [(pl.col(name).cast(pl.Int64) * CENTS).alias(name) for name in ("income", "rent")]
    numbers = [pl.col(name).cast(pl.Int64) for name in ("age", "children", "hours")]
    table = people.with_columns(*money, *numbers, regions.alias("region")).rename(lambda name: f".{name}")
    number = pl.int_range(pl.len(), dtype=pl.Int64)
    id = pl.format("p{}", number.cast(pl.String).str.zfill(8))
    table = table.with_columns(number.alias("n"), id.alias("subject"), pl.lit(False).alias("incomplete"))
    frames = Frames(table, {"Person": table.lazy()}, {})

    def decide() -> dict[str, Any]:
        decided = decide_all(series, frames, AS_OF, None, lines=False)
        assert decided.scored is not None
        assert decided.place is not None
        columns = {"points": decided.scored.points.whole, "grade": pl.col(decided.place)}
        columns |= {name: pl.col(column) for name, column in decided.rules.items()}
        found = decided.rows.settle().select(**columns).collect()
        return {name: found[name] for name in found.columns}

    return decide


def openfisca(people: pl.DataFrame) -> Callable[[], dict[str, Any]]:
    """OpenFisca, its facts as arrays."""
    import openfisca_welfare as welfare

    rules = welfare.system()
    inputs = {name: people[name].to_numpy() for name in people.columns}
    regions = list(welfare.Regions)
    inputs["region"] = welfare.Regions.encode([regions[0]]).__class__(inputs["region"].astype("int16"), welfare.Regions)
    return lambda: welfare.decide(rules, inputs)


def _same(mine: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Everybody has the same points, grade and rewards, or the benchmark ends."""
    import openfisca_welfare as welfare

    expected = {"points": "points", "grade": "grade", **welfare.REWARDS}
    if not all((mine[name].to_numpy() == theirs[variable]).all() for name, variable in expected.items()):
        raise SystemExit("the answers differ")


def against_openfisca(people: int = PEOPLE) -> float:
    """How many times as long OpenFisca takes."""
    everyone = facts(people)
    engines = {"ours": ours(everyone), "openfisca": openfisca(everyone)}
    _same(engines["ours"](), engines["openfisca"]())
    best = dict.fromkeys(engines, float("inf"))
    for _ in range(RUNS):
        for name, decide in engines.items():
            start = time.perf_counter()
            decide()
            best[name] = min(best[name], time.perf_counter() - start)
    return best["openfisca"] / best["ours"]
