"""Whom a data set holds which records about: the subject of a record, and subjects of whom more is known since.

Only ids come out; histories are read one by one for those whom they concern.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from creditlang.data.dataset import Dataset
from creditlang.diagnostics import CreditlangError, closest

_RECORD, _SUBJECT, _DATE, _RECORDED, _WITHDRAWN = "c0", "c1", "c2", "c3", "c4"
"""The columns that every stored event table begins with (`tables.event_table`)."""


class UnknownRecordError(CreditlangError):
    """A data set has no such record."""


def subject_of(data: Dataset, record: str) -> str:
    """The id of the subject that a record is about.

    Raises:
        UnknownRecordError: there is no record with this id.
    """
    found = _select(data, _SUBJECT, f"{_RECORD} = ?", [record])
    if not found:
        like = f"(SELECT {_RECORD} FROM {{}} ORDER BY damerau_levenshtein({_RECORD}, ?) LIMIT 5)"
        near = [id for (id,) in _union(data, like, [record])]
        guess = closest(record, near)
        advice = f": did you mean `{guess}`?" if guess else ""
        raise UnknownRecordError(f"there is no record with the id `{record}`{advice}")
    return found[0]


def known_differently(data: Dataset, as_of: date, before: date, after: date | None) -> list[str]:
    """The ids, in order, of the subjects with a record dated by `as_of` of which something else is known on two days.

    It was known on one of them only, or it came and was annulled in between.

    Args:
        after: None for all that is known now.
    """
    then, values = _known(before)
    now, more = _known(after)
    between = f"{_RECORDED} > ? AND {_WITHDRAWN} IS NOT NULL"
    last = [] if after is None else [after, after]
    between += "" if after is None else f" AND {_RECORDED} <= ? AND {_WITHDRAWN} <= ?"
    condition = f"{_DATE} <= ? AND (({then}) <> ({now}) OR ({between}))"
    return _select(data, _SUBJECT, condition, [as_of, *values, *more, before, *last])


def everybody_with_records(data: Dataset) -> list[str]:
    """The ids, in order, of the subjects with any record."""
    return _select(data, _SUBJECT, "true", [])


def records_among(data: Dataset, records: Sequence[str]) -> dict[str, str]:
    """Of some record ids those that the data set has, with the subject that each is about."""
    rows = _union(
        data,
        f"(SELECT {_RECORD}, {_SUBJECT} FROM {{}} WHERE {_RECORD} IN (SELECT unnest(?::VARCHAR[])))",
        [list(records)],
    )
    return dict(rows)


def times_of(data: Dataset, records: Sequence[str]) -> list[tuple[str, date, date | None]]:
    """Of some record ids those that the data set has, with the days on which each became known and was withdrawn."""
    columns = f"{_RECORD}, {_RECORDED}, {_WITHDRAWN}"
    return _union(
        data, f"(SELECT {columns} FROM {{}} WHERE {_RECORD} IN (SELECT unnest(?::VARCHAR[])))", [list(records)]
    )


def _known(day: date | None) -> tuple[str, list[date]]:
    """The condition that a record is known on a day (`semantics.records.is_known`)."""
    if day is None:
        return f"{_WITHDRAWN} IS NULL", []
    return f"{_RECORDED} <= ? AND ({_WITHDRAWN} IS NULL OR {_WITHDRAWN} > ?)", [day, day]


def _select(data: Dataset, column: str, condition: str, values: Sequence[object]) -> list[str]:
    rows = _union(data, f"(SELECT DISTINCT {column} FROM {{}} WHERE {condition})", values)
    return sorted({row[0] for row in rows})


def _union(data: Dataset, query: str, values: Sequence[object]) -> list[Any]:
    """A query on every event table; `{}` stands for the table."""
    tables = [stored.name for stored in data.tables.values() if stored.table.is_event]
    if not tables:
        return []
    text = " UNION ALL ".join(query.format(name) for name in tables)
    return data.ask(text, [*values] * len(tables))
