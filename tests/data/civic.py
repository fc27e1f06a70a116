"""A small registry built in Python, and data sets for it that are right until a test breaks them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import duckdb
import pytest

from creditlang.data import Dataset, InvalidDataError, Problem, load_dataset
from creditlang.ir import Event, Field, Registry, Subject
from creditlang.types import (
    INTEGER,
    Boolean,
    Choice,
    Date,
    Definite,
    Interval,
    ManyRelated,
    MoneyUnit,
    Number,
    Plain,
    Related,
    Text,
)

Row = Mapping[str, object]


def fields(**types: Definite | tuple[Definite]) -> dict[str, Field]:
    """Fields by name; a type in a tuple of one is optional."""
    return {
        name: Field(name, None, kind[0] if isinstance(kind, tuple) else kind, isinstance(kind, tuple))
        for name, kind in types.items()
    }


MONEY = Number(MoneyUnit("EUR"), 2)
FINE = Number(MoneyUnit("EUR"), 2, Interval(0, 50_000))
HEIGHT = Number(Plain(), 3, Interval(Fraction(1, 2), Fraction(5, 2)))

TOWN = Registry(
    "Town",
    None,
    {"traffic": None},
    {
        "Person": Subject(
            "Person",
            None,
            fields(
                born=Date(),
                income=(MONEY,),
                height=(HEIGHT,),
                veteran=Boolean(),
                home=(Related("Household"),),
                spouse=(Related("Person"),),
            ),
        ),
        "Household": Subject("Household", None, fields(members=ManyRelated("Person", "home"), size=INTEGER)),
    },
    {
        "Offence": Event(
            "Offence",
            None,
            "Person",
            "traffic",
            None,
            False,
            fields(kind=Choice(("parking", "speeding", "drunk_driving")), fine=FINE, note=(Text(),), settled=(Date(),)),
        ),
        "Donation": Event("Donation", None, "Person", None, None, True, fields(amount=MONEY)),
        "Medal": Event("Medal", None, "Person", None, None, True, {}),
    },
)


def _rows(header: str, *lines: str) -> tuple[Row, ...]:
    names = header.split()
    return tuple(
        {name: None if cell == "-" else cell.replace("_", " ") for name, cell in zip(names, line.split(), strict=True)}
        for line in lines
    )


PEOPLE = _rows(
    "subject born       income   height veteran home spouse",
    "p1      1980-05-04 84000.50 1.825  true    h1   p2",
    "p2      1981-02-28 -        -      false   h1   p1",
    "p3      2000-02-29 0.10     0.5    false   -    -",
)
HOUSEHOLDS = _rows("subject size", "h1 2")
OFFENCES = _rows(
    "record subject date       recorded   withdrawn  kind     fine    note     settled",
    "o1     p1      2020-03-02 2020-03-05 -          parking  20      blue_car -",
    "o2     p1      2020-01-10 -          2021-01-01 speeding 1999.99 -        2020-02-01",
)
DONATIONS: tuple[Row, ...] = (
    {"record": "d1", "subject": "p1", "date": "2020-03-02", "amount": "0.1"},
    {"record": "d2", "subject": "p3", "date": "2019-12-31", "amount": "12345678901234.56"},
)
MEDALS: tuple[Row, ...] = ({"record": "m1", "subject": "p3", "date": "2020-01-01"},)

TABLES: dict[str, tuple[Row, ...]] = {
    "Person": PEOPLE,
    "Household": HOUSEHOLDS,
    "Offence": OFFENCES,
    "Donation": DONATIONS,
    "Medal": MEDALS,
}

TYPES = {
    "born": "DATE",
    "date": "DATE",
    "recorded": "DATE",
    "withdrawn": "DATE",
    "settled": "DATE",
    "income": "DECIMAL(18, 2)",
    "fine": "DECIMAL(18, 2)",
    "amount": "DECIMAL(18, 2)",
    "height": "DECIMAL(6, 3)",
    "veteran": "BOOLEAN",
    "size": "INTEGER",
}
"""The types of columns in typed files; the others are VARCHAR."""

TEXT_FORMATS = ("csv", "jsonl")
FORMATS = ("csv", "jsonl", "parquet", "duckdb")


def write(folder: Path, form: str = "csv", **changed: Sequence[Row]) -> Path:
    """Write the data set, with some tables changed, and give its path."""
    tables = {**TABLES, **changed}
    for name, rows in tables.items():
        if form == "csv":
            write_csv(folder / f"{name}.csv", rows, TABLES[name])
        elif form == "jsonl":
            write_json(folder / f"{name}.jsonl", rows)
        else:
            write_typed(folder, name, rows, form)
    return folder / "town.duckdb" if form == "duckdb" else folder


def write_csv(path: Path, rows: Sequence[Row], model: Sequence[Row]) -> None:
    names = list(rows[0] if rows else model[0])
    lines = [",".join(names), *(",".join(_cell(row[name]) for name in names) for row in rows)]
    path.write_bytes("".join(f"{line}\n" for line in lines).encode())


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return '"' + text.replace('"', '""') + '"' if set(text) & set(',"\n') else text


def write_json(path: Path, rows: Sequence[Row]) -> None:
    """Numbers and truths are written bare, as JSON has them."""
    path.write_text("".join("{" + ", ".join(map(_pair, row.items())) + "}\n" for row in rows), encoding="utf-8")


def _pair(item: tuple[str, object]) -> str:
    name, value = item
    bare = TYPES.get(name, "VARCHAR").startswith(("DEC", "INT", "BOOL")) and _is_bare(value)
    return f"{json.dumps(name)}: {value if bare else json.dumps(value)}"


def _is_bare(value: object) -> bool:
    try:
        json.loads(str(value))
    except ValueError:
        return False
    return isinstance(value, str)


def write_typed(
    folder: Path, table: str, rows: Sequence[Row], form: str, types: Mapping[str, str] | None = None
) -> None:
    """Write a table with types of its own, to a Parquet file or into a database."""
    names = list(rows[0] if rows else TABLES[table][0])
    kinds = {**TYPES, **(types or {})}
    shown = ", ".join(f'CAST("{name}" AS {kinds.get(name, "VARCHAR")}) AS "{name}"' for name in names)
    connection = _writer()
    columns = ", ".join(f'"{name}" VARCHAR' for name in names)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE raw ({columns})")
    if rows:
        values = [[None if row[name] is None else str(row[name]) for name in names] for row in rows]
        connection.executemany(f"INSERT INTO raw VALUES ({', '.join('?' for _ in names)})", values)
    query = f"SELECT {shown} FROM raw"
    if form == "duckdb":
        connection.execute(f"ATTACH '{folder / 'town.duckdb'}' AS town")
        try:
            connection.execute(f'CREATE OR REPLACE TABLE town."{table}" AS {query}')
        finally:
            connection.execute("DETACH town")
    else:
        connection.execute(f"COPY ({query}) TO '{folder / table}.parquet' (FORMAT parquet)")


@cache
def _writer() -> duckdb.DuckDBPyConnection:
    """One connection for all: opening one takes longer than what it writes."""
    return duckdb.connect()


def load(path: Path, **options: object) -> Dataset:
    return load_dataset(path, TOWN, "Person", **options)  # type: ignore[arg-type]  # any value, as callers give it


def problems(path: Path, **options: object) -> tuple[Problem, ...]:
    """What is wrong with a data set; at least one thing is."""
    with pytest.raises(InvalidDataError) as caught:
        load(path, **options).close()
    return caught.value.problems


def places(found: Sequence[Problem]) -> list[tuple[str, int | None, str | None, str]]:
    """Table, line, column and code of each problem."""
    return [(problem.table, problem.line, problem.column, problem.code) for problem in found]


def changed(rows: Sequence[Row], place: int, **values: object) -> tuple[Row, ...]:
    """The rows, one of them with other values."""
    return tuple({**row, **values} if i == place else row for i, row in enumerate(rows))
