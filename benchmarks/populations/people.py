"""Synthetic people and records as Parquet, made by DuckDB: the same each time, in the order of their days."""

from __future__ import annotations

from pathlib import Path

import duckdb

SHARES = {"TrafficOffence": 0.4, "Donation": 0.2, "Volunteering": 0.2, "LatePayment": 0.175, "CourtDefault": 0.025}
"""Which part of all records each event has."""

FIRST, DAYS = "2015-01-01", 3653
"""The first day of the records, and how many days they cover: ten years up to the end of 2024."""

_FIELDS = {
    "TrafficOffence": "['speeding', 'parking', 'red_light', 'drunk_driving', 'speeding', 'parking', 'parking',"
    " 'speeding', 'parking', 'speeding'][1 + a % 10] AS offence, CAST(100 * (b % 40) AS DECIMAL(18, 2)) AS fine",
    "Donation": "CAST(50 * (a % 60) + 0.50 AS DECIMAL(18, 2)) AS amount",
    "Volunteering": "CAST(1 + a % 12 AS BIGINT) AS hours",
    "LatePayment": "CAST(37 * (a % 200) AS DECIMAL(18, 2)) AS amount,"
    " CASE WHEN b % 4 <> 0 THEN day + CAST(b % 300 AS INTEGER) END AS settled",
    "CourtDefault": "CAST(1000 + a % 900000 AS DECIMAL(18, 2)) AS owed,"
    " CASE WHEN b % 3 = 0 THEN day + CAST(b % 700 AS INTEGER) END AS settled",
}


def make_people(folder: Path, people: int, events: int) -> None:
    """Write the tables of a data set, about `events` records in all."""
    folder.mkdir(parents=True, exist_ok=True)
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 'p' || lpad(CAST(i AS VARCHAR), 8, '0') AS subject,"
            " DATE '1940-01-01' + CAST(hash(i) % 24000 AS INTEGER) AS born,"
            " CAST(hash(i + 1000000000) % 200000 AS DECIMAL(18, 2)) AS income"
            f" FROM range({people}) t(i)) TO '{folder / 'Person.parquet'}' (FORMAT parquet)"
        )
        for number, (event, share) in enumerate(SHARES.items()):
            rows = int(events * share)
            salt = f"i + {number + 2} * 10000000000"
            connection.execute(
                f"COPY (SELECT '{event[0].lower()}' || lpad(CAST(i AS VARCHAR), 9, '0') AS record,"
                f" 'p' || lpad(CAST(hash({salt}) % {people} AS VARCHAR), 8, '0') AS subject, day AS date,"
                " day + CAST(CASE WHEN c % 5 = 0 THEN c % 60 ELSE 0 END AS INTEGER) AS recorded,"
                " CASE WHEN c % 101 = 0 THEN day + 90 END AS withdrawn,"
                f" {_FIELDS[event]} FROM (SELECT i, DATE '{FIRST}' + CAST(i * {DAYS} // {rows} AS INTEGER) AS day,"
                f" {_drawn(salt, 1)} AS a, {_drawn(salt, 2)} AS b, {_drawn(salt, 3)} AS c"
                f" FROM range({rows}) t(i))) TO '{folder / f'{event}.parquet'}' (FORMAT parquet)"
            )


def _drawn(salt: str, number: int) -> str:
    return f"CAST(hash({salt} + {number}) // 7 AS BIGINT)"
