"""What can only be seen across rows: ids used twice, and ids that lead nowhere.

All rows that share an id are at fault, for nobody can say which is right, and the order of rows must not
decide it. An id that leads to a row with problems of its own is not at fault.
"""

from __future__ import annotations

from collections.abc import Collection

from creditlang.data.staging import Staging
from creditlang.data.tables import Relation


def check_across(staging: Staging, relations: Collection[Relation]) -> None:
    """Add the problems between rows. What would lead to a table that cannot be read is not looked at.

    Args:
        relations: those that are read; the others may lead to tables that are not loaded.
    """
    for i in staging.subjects():
        _duplicates(staging, [i], "duplicate-subject")
        staging.connection.execute(
            f"CREATE TABLE ids{i} AS SELECT DISTINCT c0 AS id FROM t{i} WHERE c0 IS NOT NULL"
            f" UNION SELECT owner FROM problem WHERE t = {i} AND owner IS NOT NULL"
        )
    _duplicates(staging, list(staging.events()), "duplicate-record", elsewhere="SELECT id, place FROM elsewhere")
    places = {staging.tables[i].name: i for i in staging.subjects()}
    for i in staging.events():
        if staging.tables[0].name in places:
            _dangling(staging, i, 1, 0, "unknown-subject")
    for i in (*staging.subjects(), *staging.events()):
        table = staging.tables[i]
        for j, column, subject in table.relations():
            if (table.name, column.name) in relations and subject in places:
                _dangling(staging, i, j, places[subject], "unknown-related")


def _duplicates(staging: Staging, tables: list[int], code: str, elsewhere: str | None = None) -> None:
    if not tables:
        return
    here = [f"SELECT c0 AS id, {staging.encode(i)} AS place FROM t{i} WHERE c0 IS NOT NULL" for i in tables]
    rows = " UNION ALL ".join([*here, elsewhere] if elsewhere else here)
    staging.connection.execute(
        f"CREATE OR REPLACE TEMP TABLE twice AS SELECT id, min(place) AS first, max(place) AS last FROM ({rows})"
        " GROUP BY id HAVING count(*) > 1"
    )
    for i in tables:
        other = f"CASE WHEN {staging.encode(i)} = first THEN last ELSE first END"
        staging.add_found(
            i, f"(SELECT t{i}.*, {other} AS other FROM t{i} JOIN twice ON c0 = id)", 0, code, staging.place_of("other")
        )


def _dangling(staging: Staging, i: int, j: int, target: int, code: str) -> None:
    staging.add_found(i, f"(SELECT * FROM t{i} ANTI JOIN ids{target} ON c{j} = id WHERE c{j} IS NOT NULL)", j, code)
