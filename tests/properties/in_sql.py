"""Drawn people in a database, and the decisions on all of them by the emitted queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import attrs
import duckdb

from creditlang import ir
from creditlang.backends.sql.build import decisions_sql, lines_sql
from creditlang.backends.sql.dialect import Dialect
from creditlang.backends.sql.duckdb import DuckDB
from creditlang.data import History
from creditlang.data.checks import quoted, sql_type
from creditlang.data.tables import Table, event_table, subject_table
from creditlang.outputs import line_decimals, line_rows, score_decimals, subject_row
from creditlang.semantics import Decision, decide
from creditlang.values import show_exact
from properties.generator import Case, People
from properties.populations import around, population

Rows = list[dict[str, Any]]


def tables_of(people: People) -> Iterator[tuple[Table, list[list[object]]]]:
    """Every table of the data contract with its rows."""
    for table in contract_tables(people.registry):
        if table.is_event:
            rows = [
                [r.id, id, r.date, r.recorded, r.withdrawn, *_cells(table, r.values)]
                for (_, id), found in people.records.items()
                for r in found
                if r.event == table.name
            ]
        else:
            rows = [[id, *_cells(table, f.values)] for (kind, id), f in people.facts.items() if kind == table.name]
        yield table, rows


def contract_tables(registry: ir.Registry) -> Iterator[Table]:
    """Every table of the data contract."""
    yield from map(subject_table, registry.subjects.values())
    yield from map(event_table, registry.events.values())


def _cells(table: Table, values: Any) -> list[object]:
    return [_cell(values[column.name]) for column in table.fields]


def _cell(value: object) -> object:
    if isinstance(value, Fraction):
        return Decimal(show_exact(value))
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def crowd(case: Case, count: int) -> People:
    """The people of a case, and so many others like the one it decides on, who have some of the same records."""
    facts, records = dict(case.people.facts), dict(case.people.records)
    for history in population(case, count):
        owner = (history.facts.subject, history.facts.id)
        facts[owner], records[owner] = history.facts, history.records
    return attrs.evolve(case.people, facts=facts, records=records)


def people_around(series: ir.Series, history: History) -> People:
    """The subject of a history and all whom its relations lead to."""
    everyone = {(facts.subject, facts.id): facts for facts in [history.facts, *around(history)]}
    return People(series.registry, everyone, {(history.facts.subject, history.facts.id): history.records})


def decide_as(engine: Engine, series: ir.Series, history: History, as_of: date, as_known: date | None) -> Decision:
    """The reference evaluator's decision, once an engine has given the same rows for it."""
    decision = decide(series, history, as_of, as_known)
    found = decided_by(engine, series, people_around(series, history), as_of, as_known)
    mine = tuple([row for row in rows if row["subject"] == decision.subject] for rows in found)
    assert rows_of(series, [decision]) == mine
    return decision


def decide_as_duckdb(series: ir.Series, history: History, as_of: date, as_known: date | None) -> Decision:
    """The reference evaluator's decision, once DuckDB has given the same rows for it."""
    return decide_as(InDuckDB(), series, history, as_of, as_known)


class Engine(Protocol):
    """A database that people are put into, one after the other."""

    dialect: Dialect

    def load(self, people: People) -> None:
        """Hold these people and no others."""

    def open(self, data: Path, registry: ir.Registry) -> None:
        """Hold a data set of Parquet files and nothing else."""

    def rows(self, query: str) -> list[tuple[list[str], tuple[Any, ...]]]:
        """The rows of a query, each with the names of the columns."""


class InDuckDB:
    """DuckDB in memory."""

    dialect = DuckDB()

    def load(self, people: People) -> None:
        """Hold these people and no others."""
        self.connection = duckdb.connect(config={"threads": 1})
        for table, rows in tables_of(people):
            columns = ", ".join(f"{quoted(c.name)} {sql_type(c)}" for c in table.columns)
            self.connection.execute(f"CREATE TABLE {quoted(table.name)} ({columns})")
            if rows:
                marks = ", ".join("?" for _ in table.columns)
                self.connection.executemany(f"INSERT INTO {quoted(table.name)} VALUES ({marks})", rows)

    def open(self, data: Path, registry: ir.Registry) -> None:
        """Hold a data set of Parquet files and nothing else."""
        self.connection = duckdb.connect(config={"threads": 1})
        for table in contract_tables(registry):
            self.connection.execute(f"CREATE VIEW {quoted(table.name)} AS FROM '{data / table.name}.parquet'")

    def rows(self, query: str) -> list[tuple[list[str], tuple[Any, ...]]]:
        """The rows of a query."""
        cursor = self.connection.execute(query)
        names = [column[0] for column in cursor.description or ()]
        return [(names, row) for row in cursor.fetchall()]


def decided_in_duckdb(series: ir.Series, people: People, as_of: date, as_known: date | None) -> tuple[Rows, Rows]:
    """The rows of both tables, by DuckDB."""
    return decided_by(InDuckDB(), series, people, as_of, as_known)


def decided_by(
    engine: Engine, series: ir.Series, people: People, as_of: date, as_known: date | None
) -> tuple[Rows, Rows]:
    """The rows of both tables, by subject."""
    whole = decisions_sql(series, as_of, as_known, engine.dialect, score_decimals(series), pretty=False)
    told = lines_sql(series, as_of, as_known, engine.dialect, line_decimals(series), pretty=False)
    engine.load(people)
    decided = rows_by(engine, whole)
    contributed = [] if told is None else rows_by(engine, told)
    return in_order(decided), in_order(contributed)


def rows_by(engine: Engine, query: str) -> Rows:
    """The rows of an emitted query, without the columns that are for the order of what is written."""
    rows = [dict(zip(names, row, strict=True)) for names, row in engine.rows(query)]
    return [{name: value for name, value in row.items() if not name.startswith("_")} for row in rows]


def in_order(rows: Rows) -> Rows:
    """Rows of either table as they are compared."""
    return sorted(rows, key=lambda row: (row["subject"], str(row.get("criterion")), str(row.get("record"))))


def decided_by_reference(
    series: ir.Series, subject: str, people: People, as_of: date, as_known: date | None
) -> tuple[Rows, Rows]:
    """The rows that the reference evaluator's decisions give."""
    every = [
        decide(series, people.history(subject, id), as_of, as_known) for kind, id in people.facts if kind == subject
    ]
    return rows_of(series, every)


def rows_of(series: ir.Series, every: list[Decision]) -> tuple[Rows, Rows]:
    """Decisions as rows with the values of a database."""
    decided = [_typed(subject_row(decision), score_decimals(series)) for decision in every]
    contributed = [_typed(row, line_decimals(series)) for decision in every for row in line_rows(decision)]
    return in_order(decided), in_order(contributed)


def _typed(row: dict[str, Any], decimals: int) -> dict[str, Any]:
    found = dict(row)
    for name in ("points", "before_caps"):
        if found.get(name) is not None:
            found[name] = Decimal(found[name]) if decimals else int(found[name])
    for name in ("date", "until"):
        if found.get(name) is not None:
            found[name] = date.fromisoformat(found[name])
    return found
