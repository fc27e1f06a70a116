"""A rulebook as SQL text over tables with the names and columns of the data contract."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from creditlang import ir
from creditlang.backends.sql import trees
from creditlang.backends.sql.decisions import decisions
from creditlang.backends.sql.dialect import Dialect
from creditlang.backends.sql.duckdb import DuckDB
from creditlang.backends.sql.lines import LINE_COLUMNS, lines
from creditlang.backends.sql.postgres import Postgres
from creditlang.backends.sql.sources import Contract
from creditlang.backends.sql.spark import Spark
from creditlang.backends.sql.written import table_of_decisions

DIALECTS: Mapping[str, Dialect] = {"duckdb": DuckDB(), "spark": Spark(), "postgres": Postgres()}
"""The dialects by their names."""


def decisions_sql(
    series: ir.Series, as_of: date, as_known: date | None, dialect: Dialect, scale: int, *, pretty: bool = True
) -> str:
    """The query of the table of decisions.

    Args:
        scale: the decimals of its points.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
        Refused: the engine cannot decide by this rulebook.
    """
    found = decisions(series, as_of, as_known, Contract(series.registry), dialect)
    return table_of_decisions(found, dialect, scale).sql(dialect.name, pretty=pretty)


def lines_sql(
    series: ir.Series, as_of: date, as_known: date | None, dialect: Dialect, scale: int, *, pretty: bool = True
) -> str | None:
    """The query of the table of lines, likewise; None where there can be none."""
    found = lines(series, as_of, as_known, Contract(series.registry), dialect, scale)
    if found is None:
        return None
    # The place of a criterion, by which `score` sorts, is no column of the written table.
    written = [trees.column(name, "t") for name in ("subject", *LINE_COLUMNS)]
    return trees.select(written, found.subquery("t")).sql(dialect.name, pretty=pretty)
