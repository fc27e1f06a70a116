"""What an expert in Polars writes for `town.credit` on 2025-01-01: it knows the rules and the data, and checks neither.

One lazy scan of each table where that can be, days compared with constants so that whole row groups are skipped, money
as its stored digits, yearly sums in one grouping, everything in one streaming query.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

TODAY = date(2025, 1, 1)
DAY, YEAR = pl.col("date"), pl.col("date").dt.year().alias("year")


def score(folder: Path) -> pl.LazyFrame:
    """The table of decisions, in the order of ids."""
    offences, gifts = _read(folder, "TrafficOffence"), _read(folder, "Donation")
    parts = [
        _repeated(
            offences.filter(pl.col("offence") == "drunk_driving"), date(2020, 1, 1), date(2023, 1, 1), 1, "3y", 100, 50
        ).agg(-pl.col("points").sum()),
        _by_year(
            _repeated(
                offences.filter(pl.col("offence") == "red_light"),
                date(2022, 1, 1),
                date(2023, 1, 1),
                2,
                "1y",
                20,
                10,
                YEAR,
            ),
            60,
            sign=-1,
        ),
        _offences(offences),
        _giving(gifts),
        _by_year(_repeated(gifts, date(2023, 1, 1), date(2024, 1, 1), 2, "1y", 2, 1, YEAR), 12),
        _hours(_read(folder, "Volunteering")),
        _payments(_read(folder, "LatePayment")),
        _court(_read(folder, "CourtDefault")),
    ]
    extra = {"recent": pl.Int64, "banned": pl.Boolean}
    summed = (
        pl.concat([part.select("subject", pl.col("points").cast(pl.Int64), *_rest(part, extra)) for part in parts])
        .group_by("subject")
        .agg(pl.col("points").sum(), pl.col("recent").sum(), pl.col("banned").any())
    )
    people = pl.scan_parquet(folder / "Person.parquet").select("subject", "income").sort("subject")
    scored = people.join(summed, on="subject", how="left", maintain_order="left").with_columns(
        (pl.col("points").fill_null(0) + 1000).clip(0, 1300),
        pl.col("recent").fill_null(0),
        pl.col("banned").fill_null(False),
    )
    return _decided(scored)


def _read(folder: Path, event: str) -> pl.LazyFrame:
    return pl.scan_parquet(folder / f"{event}.parquet").filter(pl.col("withdrawn").is_null() & (DAY <= TODAY))


def _rest(part: pl.LazyFrame, extra: dict[str, type[pl.DataType]]) -> list[pl.Expr]:
    there = part.collect_schema().names()
    return [pl.col(name) if name in there else pl.lit(None, dtype=kind).alias(name) for name, kind in extra.items()]


def _repeated(
    records: pl.LazyFrame, first: date, counted: date, back: int, period: str, more: int, less: int, *keys: pl.Expr
) -> pl.LazyFrame | pl.lazyframe.group_by.LazyGroupBy:
    """Points of records: `more` where the one `back` before it lies in the period, else `less`."""
    ordered = records.filter(first < DAY).select("subject", "date", "record").sort("subject", "date", "record")
    earlier = pl.when(pl.col("subject").shift(back) == pl.col("subject")).then(DAY.shift(back))
    points = pl.when(earlier.dt.offset_by(period) > DAY).then(more).otherwise(less).alias("points")
    return ordered.with_columns(points).filter(counted < DAY).group_by("subject", *keys)


def _by_year(groups, limit: int, sign: int = 1) -> pl.LazyFrame:  # type: ignore[no-untyped-def]  # typing it would say nothing
    """The points of each year, kept within a limit, added up."""
    years = groups.agg(pl.col("points").sum().clip(upper_bound=limit))
    return years.group_by("subject").agg((pl.col("points").sum() * sign).alias("points"))


def _cents(column: str) -> pl.Expr:
    return pl.col(column).to_physical().cast(pl.Int64)


def _offences(records: pl.LazyFrame) -> pl.LazyFrame:
    kind, fine = pl.col("offence"), _cents("fine")
    return (
        records.filter((date(2024, 1, 1) < DAY) & (kind.is_in(["speeding", "parking"]) | (fine >= 200_000)))
        .group_by("subject", YEAR)
        .agg(
            ((kind == "speeding").sum() * 5).clip(upper_bound=30).alias("speeding"),
            ((kind == "parking") & (date(2024, 7, 1) < DAY)).sum().clip(upper_bound=10).alias("parking"),
            pl.when(fine >= 200_000).then(fine // 100_000).otherwise(0).sum().alias("heavy"),
        )
        .group_by("subject")
        .agg(-(pl.col("speeding") + pl.col("parking") + pl.col("heavy")).sum().cast(pl.Int64).alias("points"))
    )


def _giving(records: pl.LazyFrame) -> pl.LazyFrame:
    amount = _cents("amount")
    return _by_year(
        records.filter((date(2023, 1, 1) < DAY) & (amount >= 50_000))
        .select("subject", "date", (amount // 50_000).alias("points"))
        .group_by("subject", YEAR),
        30,
    )


def _hours(records: pl.LazyFrame) -> pl.LazyFrame:
    hours, recent = pl.col("hours"), date(2024, 1, 1) < DAY
    return (
        records.filter(date(2023, 1, 1) < DAY)
        .group_by("subject", YEAR)
        .agg(
            # A third of a whole number is never in the middle between two, so this is rounding to the nearer one.
            ((hours + 1) // 3).sum().clip(upper_bound=40).alias("hours"),
            (((hours >= 8) & recent).sum().cast(pl.Int64) * 2).clip(upper_bound=10).alias("long"),
            ((hours >= 4) & recent).sum().cast(pl.Int64).alias("recent"),
        )
        .group_by("subject")
        .agg((pl.col("hours") + pl.col("long")).sum().alias("points"), pl.col("recent").sum())
    )


def _payments(records: pl.LazyFrame) -> pl.LazyFrame:
    amount = _cents("amount")
    arrears = pl.when(pl.col("settled").is_null()).then((amount + 99_999) // 100_000).otherwise(0).sum()
    return (
        records.filter(date(2022, 1, 1) < DAY)
        .group_by("subject", YEAR)
        .agg(
            ((date(2024, 1, 1) < DAY).sum().cast(pl.Int64) * 3).clip(upper_bound=15).alias("late"),
            arrears.clip(upper_bound=40).alias("arrears"),
        )
        .group_by("subject")
        .agg(-(pl.col("late") + pl.col("arrears")).sum().alias("points"))
    )


def _court(records: pl.LazyFrame) -> pl.LazyFrame:
    begins = pl.max_horizontal("date", "recorded") + pl.duration(days=10)
    banned = pl.col("settled").is_null() & (begins <= TODAY) & (begins > date(2023, 1, 1))
    return (
        records.filter(date(2020, 1, 1) < DAY)
        .group_by("subject", YEAR)
        .agg((pl.len().cast(pl.Int64) * 100).clip(upper_bound=200).alias("points"), banned.any().alias("banned"))
        .group_by("subject")
        .agg(-pl.col("points").sum(), pl.col("banned").any())
    )


def _decided(scored: pl.LazyFrame) -> pl.LazyFrame:
    points = pl.col("points")
    grade = pl.lit("D")
    for name, least in (("C", 600), ("B", 850), ("A", 960), ("AA", 1030), ("AAA", 1060)):
        grade = pl.when(points >= least).then(pl.lit(name)).otherwise(grade)
    rewards = {
        "BusPass": points >= 960,
        "HeatingRebate": (points >= 1030) & (_cents("income") < 6_000_000),
        "Library": pl.col("recent") >= 3,
    }
    return scored.select(
        "subject",
        "points",
        grade.alias("grade"),
        _names(rewards).alias("rewards"),
        _names({"FlightBan": pl.col("banned")}).alias("sanctions"),
        _names({"Honour": points >= 1060}).alias("lists"),
        pl.lit(False).alias("incomplete"),
    )


def _names(conditions: dict[str, pl.Expr]) -> pl.Expr:
    """Taken from the lists that there can be, which is far quicker than to make each anew."""
    lists = [[n for bit, n in enumerate(conditions) if code >> bit & 1] for code in range(2 ** len(conditions))]
    code = pl.sum_horizontal(test.cast(pl.UInt32) * 2**bit for bit, test in enumerate(conditions.values()))
    return pl.lit(pl.Series(lists, dtype=pl.List(pl.String))).gather(code)
