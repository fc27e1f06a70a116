"""A whole population at once: one query decides on everyone, in DuckDB, and writes the tables itself."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import duckdb
from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import trees
from creditlang.backends.sql.decisions import CONSENT, COVERED, PLACE, Decisions, decisions
from creditlang.backends.sql.duckdb import DuckDB
from creditlang.backends.sql.lines import WHICH, line_shares, lines
from creditlang.backends.sql.sources import Checked, Contract
from creditlang.backends.sql.support import Refused
from creditlang.backends.sql.written import table_of_decisions
from creditlang.data.dataset import Dataset
from creditlang.diagnostics import CreditlangError
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
from creditlang.values import Exact, plain

if TYPE_CHECKING:
    import pyarrow

Progress = Callable[[str, int, int], None]
_DIALECT = DuckDB()
_DECIDED, _TOLD = "decided_on", "told"
_POLL_SECONDS = 0.2

MEMORY = "3GB"
"""What DuckDB may hold in memory; what is more goes to disk."""


@attrs.frozen(eq=False)
class Population:
    """The queries of one day over a checked data set.

    Attributes:
        found: the query of decisions.
    """

    series: ir.Series
    as_of: date
    as_known: date | None
    data: Dataset
    found: Decisions

    def decide(self, progress: Progress | None = None) -> None:
        """Decide on everyone, into a table of the data set's database."""
        self._run(f"CREATE OR REPLACE TEMP TABLE {_DECIDED} AS {_sql(self.found.query)}", "deciding", progress)

    def write(self, out: Path, progress: Progress | None = None) -> None:
        """Write the table of subjects and that of lines; both appear whole or not at all. Call `decide` before.

        Raises:
            UnknownFormatError: the ending is not one that can be written.
        """
        table = self._table_of_decisions()
        told = self._lines(progress)
        facts = facts_of_table(self.series, self.data, self.as_of, self.as_known)
        columns = {out: subject_columns(self.series), lines_path(out): line_columns(self.series)}
        told = told if told is not None else _nothing(columns[lines_path(out)])
        queries = {out: _sql(table), lines_path(out): _sql(told)}
        orders = {out: "subject", lines_path(out): f"subject, {WHICH}, date NULLS FIRST, record"}
        with writing(columns) as ready:
            for path, query in queries.items():
                what = "writing decisions" if path == out else "writing lines"
                copied = copy_query(query, ready[path], columns[path], facts, orders[path])
                self._run(copied, what, progress)

    def _lines(self, progress: Progress | None) -> exp.Select | None:
        """The query of lines; where there are many criteria, over a table into which they are told share by share."""
        shares = line_shares(self.series, self.as_of) if self.found.edition.score is not None else []
        wanted: list[Collection[str] | None] = [*shares] if len(shares) > 1 else [None]
        scale, source = line_decimals(self.series), Checked(self.data)
        queries = [lines(self.series, self.as_of, self.as_known, source, _DIALECT, scale, one) for one in wanted]
        if len(queries) == 1:
            return queries[0]
        for number, query in enumerate(query for query in queries if query is not None):
            start = f"INSERT INTO {_TOLD}" if number else f"CREATE OR REPLACE TEMP TABLE {_TOLD} AS"
            self._run(f"{start} {_sql(query)}", "telling lines", progress)
        return _everything(_TOLD)

    def table(self) -> pyarrow.Table:
        """The decisions as an Arrow table. Call `decide` before. Needs pyarrow."""
        from creditlang.arrow import subject_schema

        table = self._table_of_decisions()
        found: Any = self.data.connection.sql(f"{_sql(table)} ORDER BY subject").to_arrow_table()
        schema = subject_schema(self.series)
        shown: pyarrow.Table = found.select(schema.names).cast(schema).replace_schema_metadata(schema.metadata)
        return shown

    def _table_of_decisions(self) -> exp.Select:
        decided = attrs.evolve(self.found, query=_everything(_DECIDED))
        incomplete = "incomplete" if self.data.incomplete_count else None
        return table_of_decisions(decided, _DIALECT, score_decimals(self.series), incomplete)

    def _run(self, query: str, what: str, progress: Progress | None) -> None:
        """Run a query, and tell meanwhile how far it is."""
        connection = self.data.connection
        failed: list[Exception] = []

        def work() -> None:
            try:
                connection.execute(query)
            except Exception as error:
                failed.append(error)

        worker = threading.Thread(target=work)
        worker.start()
        try:
            while worker.is_alive():
                if progress is not None:
                    progress(what, max(int(connection.query_progress()), 0), 100)
                worker.join(_POLL_SECONDS)
        except BaseException:
            connection.interrupt()
            worker.join()
            raise
        for error in failed:
            if isinstance(error, duckdb.Error):
                reason = str(error).strip().splitlines()[0]
                raise CreditlangError(f"DuckDB stopped while {what}: {reason}") from error
            raise error

    def summary(self) -> Summary:
        """Counts over all decisions. Call `decide` before, with totals."""
        edition, found = self.found.edition, self.found
        live = COVERED if edition.consent is None else f"({COVERED} AND {CONSENT} = 'given')"
        tally = Tally()
        tally.people = self._one(f"SELECT count(*) FROM {_DECIDED}")
        tally.incomplete = self.data.incomplete_count
        tally.unscored = Counter(
            {
                why: count
                for why, count in self._pairs(
                    f"CASE WHEN NOT {COVERED} THEN 'not covered' WHEN {CONSENT} = 'missing' THEN 'consent missing'"
                    f" WHEN {CONSENT} = 'withdrawn' THEN 'consent withdrawn' END"
                )
                if why is not None
            }
        )
        if edition.score is not None:
            scores = self._pairs(f"CASE WHEN {live} THEN points END")
            tally.points = Counter({self._exact(steps): n for steps, n in scores if steps is not None})
            if edition.grades:
                places = self._pairs(f"CASE WHEN {live} THEN {PLACE} END")
                tally.grades = Counter({edition.grades[p].name: n for p, n in places if p is not None})
        counts = {name: f"count(*) FILTER ({live} AND {_name(column)})" for name, column in found.flags.items()}
        tally.rules = Counter({name: int(n) for name, n in self._row(counts).items() if n})
        reached = {n: f"count(*) FILTER ({live} AND {_name(total.counts)})" for n, total in found.totals.items()}
        sums = {n: f"sum({_name(total.points)}) FILTER ({live})" for n, total in found.totals.items()}
        tally.criteria = Counter({name: int(n) for name, n in self._row(reached).items() if n})
        tally.sums = {name: self._exact(steps) for name, steps in self._row(sums).items() if steps is not None}
        return tally.summary(self.series, edition, self.as_of, self.as_known)

    def _exact(self, steps: int) -> Exact:
        return plain(Fraction(int(steps), self.found.denominator))

    def _one(self, query: str) -> int:
        row = self.data.connection.execute(query).fetchone()
        assert row is not None
        return int(row[0])

    def _pairs(self, key: str) -> list[tuple[Any, int]]:
        rows: list[tuple[Any, int]] = self.data.connection.execute(
            f"SELECT {key} AS key, count(*) FROM {_DECIDED} GROUP BY key"
        ).fetchall()
        return rows

    def _row(self, columns: Mapping[str, str]) -> dict[str, Any]:
        """The values of some aggregates over all decisions, by name."""
        if not columns:
            return {}
        row = self.data.connection.execute(f"SELECT {', '.join(columns.values())} FROM {_DECIDED}").fetchone()
        assert row is not None
        return dict(zip(columns, row, strict=True))


DEPTH = 10_000
"""How deep DuckDB may go into a query; each part of a long one counts as a step down."""


def population(
    series: ir.Series, data: Dataset, as_of: date, as_known: date | None = None, *, totals: bool = True
) -> Population:
    """What decides on everyone in a data set.

    Args:
        totals: whether a summary is wanted, which asks what each criterion counts.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
        Refused: DuckDB cannot decide by this rulebook.
    """
    found = decisions(series, as_of, as_known, Checked(data), _DIALECT, totals=totals)
    data.connection.execute(f"SET memory_limit = '{MEMORY}'")
    data.connection.execute(f"SET max_expression_depth = {DEPTH}")
    if found.looks_back:
        _plan_faster(data.connection)
    return Population(series, as_of, as_known, data, found)


SLOW_TO_PLAN = "projection_pullup"
"""A step of DuckDB 2.0 that takes most of the time of its planning where a query holds earlier scores."""


def _plan_faster(connection: duckdb.DuckDBPyConnection) -> None:
    """Spare DuckDB that step, where its version has it."""
    if connection.execute("SELECT 1 FROM duckdb_optimizers() WHERE name = ?", [SLOW_TO_PLAN]).fetchone():
        connection.execute(f"SET disabled_optimizers = '{SLOW_TO_PLAN}'")


def refusal(series: ir.Series, as_of: date, as_known: date | None = None) -> str | None:
    """Why DuckDB cannot decide by a rulebook; None if it can.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
    """
    edition_in_force(series, as_of)
    try:
        decisions(series, as_of, as_known, Contract(series.registry), _DIALECT)
    except Refused as error:
        return str(error)
    return None


def _sql(query: exp.Query) -> str:
    return query.sql(_DIALECT.name)


def _everything(table: str) -> exp.Select:
    return trees.select([exp.Star()], trees.table(table))


def _nothing(columns: Mapping[str, str]) -> exp.Select:
    """No row of some columns."""
    cells = [trees.named(trees.cast(trees.null(), kind), name) for name, kind in {**columns, WHICH: "INTEGER"}.items()]
    return trees.select(cells, where=trees.truth(False))


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
