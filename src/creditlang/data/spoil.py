"""Rows that break the contract on purpose, in the ways in which real data do.

In: the rows of a synthetic data set in the database. Out: chosen rows spoilt, some in the database, some
afterwards in the text of the file. What holds: exactly the chosen rows are reported when the data are
loaded, for no spoilt row makes another one wrong.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor
from pathlib import Path

import attrs
import duckdb

from creditlang.data.checks import literal, sql_type
from creditlang.data.draws import FULL, fixed_draw
from creditlang.data.reasons import LARGEST_DIGITS
from creditlang.data.separated import split_cells
from creditlang.data.tables import Role, Table
from creditlang.types import Boolean, Choice, Date, Number, Related
from creditlang.values import show_exact

NOBODY = "nobody"
"""An id that no synthetic subject has."""


@attrs.frozen
class Spoilt:
    """A row that breaks the contract on purpose: its place, and the code of the problem that it has."""

    table: str
    line: int
    code: str


@attrs.frozen
class Way:
    """A way to break a row.

    Attributes:
        column: the place of the cell to break; None for the whole row.
        value: for a way in the database, an SQL expression; for one in the text, what is put there.
    """

    code: str
    column: int | None = None
    value: str = ""


Edits = dict[int, Way]
"""What to do to the text of rows, by their place from 0."""


def spoil_rows(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    among: Iterable[int],
    count: int,
    file_format: str,
    seed: int,
) -> tuple[tuple[Spoilt, ...], dict[int, Edits]]:
    """Spoil rows of the tables `g<number>`.

    Args:
        among: the numbers of the tables whose rows are chosen from.

    Returns:
        All spoilt rows, and what is still to be done to the text of each table, by its number.

    Raises:
        ValueError: there are not so many rows that can be spoilt.
    """
    stored = {n: list(_stored_ways(tables[n])) for n in among}
    textual = {n: list(_textual_ways(tables[n], file_format)) for n in stored}
    sizes = {n: count_rows(connection, n) for n in stored if stored[n] or textual[n]}
    if count > sum(sizes.values()):
        raise ValueError(f"there are only {sum(sizes.values())} rows that can be spoilt")
    first = 2 if file_format == "csv" else 1
    spoilt: list[Spoilt] = []
    edits: dict[int, Edits] = {}
    for n, rows in _chosen(sizes, count, seed).items():
        for way, group in _shared_out(rows, [*stored[n], *textual[n]], fixed_draw(seed, tables[n].name, "ways")):
            spoilt += [Spoilt(tables[n].name, row + first, way.code) for row in group]
            if way in textual[n]:
                edits.setdefault(n, {}).update(dict.fromkeys(group, way))
            else:
                _update(connection, n, way, group)
    return tuple(sorted(spoilt, key=lambda row: (row.table, row.line))), edits


def spoil_text(path: Path, table: Table, edits: Edits) -> None:
    """Spoil rows of a text file."""
    is_csv = path.suffix == ".csv"
    spoilt = path.with_name(f".{path.name}.spoilt")
    with path.open("rb") as old, spoilt.open("wb") as new:
        for place, line in enumerate(old, start=-1 if is_csv else 0):
            way = edits.get(place)
            new.write(line if way is None else _spoilt_line(line.rstrip(b"\r\n").decode(), table, way, is_csv) + b"\n")
    spoilt.replace(path)


def count_rows(connection: duckdb.DuckDBPyConnection, n: int) -> int:
    """How many rows a generated table has."""
    row = connection.execute(f"SELECT count(*) FROM g{n}").fetchone()
    assert row is not None
    return int(row[0])


def _chosen(sizes: dict[int, int], count: int, seed: int) -> dict[int, list[int]]:
    """Rows spread over all tables, by the number of the table."""
    total = sum(sizes.values())
    chosen: dict[int, list[int]] = {}
    for j in range(count):
        low, high = j * total // count, (j + 1) * total // count
        row = low + fixed_draw(seed, "bad", j) * (high - low) // FULL
        for n, size in sizes.items():
            if row < size:
                chosen.setdefault(n, []).append(row)
                break
            row -= size
    return chosen


def _shared_out(rows: list[int], ways: list[Way], start: int) -> Iterator[tuple[Way, list[int]]]:
    """Each way with its rows. A duplicate takes two, so one that is left over takes another way."""
    groups: dict[Way, list[int]] = {way: [] for way in ways}
    for turn, row in enumerate(rows):
        groups[ways[(start + turn) % len(ways)]].append(row)
    for way, group in groups.items():
        if way.code == "duplicate-record" and len(group) % 2:
            groups[ways[0]].append(group.pop())
    return ((way, group) for way, group in groups.items() if group)


def _update(connection: duckdb.DuckDBPyConnection, n: int, way: Way, rows: list[int]) -> None:
    connection.execute(
        f"UPDATE g{n} SET c{way.column} = {way.value}"
        f" FROM (SELECT unnest(?::BIGINT[]) AS spoilt, unnest(range(?)) AS turn)"
        f" WHERE g{n}.rowid = spoilt",
        [rows, len(rows)],
    )


def _stored_ways(table: Table) -> Iterator[Way]:
    """The ways that every format can hold. The first one fits a single row."""
    if table.is_event:
        yield Way("unknown-subject", 1, literal(NOBODY))
        yield Way("missing-value", 2, "NULL")
        yield Way("duplicate-record", 0, f"{literal(f'{table.name}-twice-')} || (turn // 2)")
    for place, column in enumerate(table.columns):
        if column.role is not Role.FIELD:
            continue
        if column.required:
            yield Way("missing-value", place, "NULL")
        match column.type:
            case Choice(members=members):
                stranger = "no_such_thing"
                while stranger in members:
                    stranger += "_"
                yield Way("unknown-member", place, literal(stranger))
            case Related():
                yield Way("unknown-related", place, literal(NOBODY))
            case Number():
                outside = _outside(column.type, sql_type(column))
                if outside is not None:
                    yield Way("out-of-bounds", place, outside)


def _outside(kind: Number, stored: str) -> str | None:
    """A number that can be stored and is not within the bounds."""
    assert kind.scale is not None
    limit = 10**LARGEST_DIGITS
    for end, step, settle in ((kind.range.high, 1, floor), (kind.range.low, -1, ceil)):
        if end is not None:
            outside = settle(end * 10**kind.scale) + step
            if abs(outside) < limit:
                return f"CAST('{show_exact(Fraction(outside, 10**kind.scale))}' AS {stored})"
    return None


def _textual_ways(table: Table, file_format: str) -> Iterator[Way]:
    """The ways that only a text file can hold."""
    if file_format == "parquet":
        return
    yield Way("not-utf8")
    if file_format == "csv":
        yield Way("ragged-row")
        yield Way("broken-quote")
    else:
        yield Way("not-json")
        yield Way("unknown-column")
    for place, column in enumerate(table.columns):
        if column.role in (Role.KEY, Role.OWNER) or column.absent:
            continue
        if file_format == "jsonl":
            yield Way("wrong-type", place)
        match column.type:
            case Date():
                yield Way("impossible-date", place, "2023-02-30")
                yield Way("not-a-date", place, "30.02.2023")
            case Boolean():
                yield Way("not-a-boolean", place, "maybe")
            case Number(scale=scale):
                yield Way("not-a-number", place, "a lot")
                yield Way("not-finite", place, "NaN")
                yield Way("too-large", place, "9" * (LARGEST_DIGITS + 1))
                yield Way("too-many-decimals", place, f"0.{'0' * (scale or 0)}1")


def _spoilt_line(line: str, table: Table, way: Way, is_csv: bool) -> bytes:
    match way.code:
        case "not-utf8":
            return line.encode() + b"\xff"
        case "ragged-row":
            return f"{line},surplus".encode()
        case "broken-quote":
            return f'"{line}'.encode()
        case "not-json":
            return line[:-1].encode()
    if is_csv:
        cells = split_cells(line)
        assert cells is not None
        assert way.column is not None
        cells[way.column] = way.value
        text = io.StringIO()
        csv.writer(text, lineterminator="").writerow(cells)
        return text.getvalue().encode()
    values = json.loads(line, parse_float=str)
    if way.column is None:
        values["surplus"] = 1
    else:
        values[table.columns[way.column].name] = way.value or []
    return json.dumps(values, ensure_ascii=False).encode()
