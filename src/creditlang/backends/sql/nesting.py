"""Tables that are read once stand where they are read, in a query that names so many that it is planned slowly.

DuckDB looks through all that follows for each common table expression, so its time of planning grows with the square of
their number. Nothing else changes: engines take a table that is read once for a nested query anyway.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlglot import exp

from creditlang.backends.sql import trees

MOST_NAMED = 60
"""How many tables a query may name. Up to that it is easier to read with them."""

DEEPEST = 12
"""How deep queries may be nested that had names: engines go only so deep."""

MOST_READ = 20
"""How often a table of the data is read anew. DuckDB looks through the whole query for each reading, and reading from
memory is faster in the end than opening the files again."""


def readings(queries: Iterable[exp.Expr]) -> Counter[str]:
    """How often queries read each table."""
    return Counter(table.name for query in queries for table in query.find_all(exp.Table))


def nested(result: exp.Query, tables: Mapping[str, exp.Query], times: Mapping[str, int]) -> dict[str, exp.Query]:
    """The tables that keep their names; the others are moved, in place, into what reads them.

    Args:
        result: reads the tables.
        tables: each reads only those before it, or itself.
        times: how often each is read, also by others.
    """
    if len(tables) <= MOST_NAMED:
        return dict(tables)
    depths: dict[str, int] = {}
    moved: set[str] = set()
    for name, query in {**tables, "": result}.items():
        once = [table for table in query.find_all(exp.Table) if table.name in tables and times[table.name] == 1]
        inside = [table.name for table in once if depths[table.name] < DEEPEST]
        for table in once:
            if table.name in inside:
                table.replace(trees.inner(tables[table.name], table.alias or table.name))
        depths[name] = 1 + max((depths[table] for table in inside), default=0)
        moved.update(inside)
    return {name: query for name, query in tables.items() if name not in moved}
