"""Which records a decision may see, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from creditlang.data.records import Record


def visible_records(records: Iterable[Record], as_of: date, as_known: date | None) -> dict[str, tuple[Record, ...]]:
    """The records of each event that had happened by `as_of` and were known, and not withdrawn, by `as_known`.

    They are ordered by date and, on one day, by record id, so that the order of rows never matters.
    """
    found: dict[str, list[Record]] = {}
    for record in sorted(records, key=lambda r: (r.date, r.id)):
        if record.date <= as_of and is_known(record, as_known):
            found.setdefault(record.event, []).append(record)
    return {event: tuple(listed) for event, listed in found.items()}


def is_known(record: Record, as_known: date | None) -> bool:
    """Whether a record was known and not withdrawn on a day; None means with today's knowledge."""
    if as_known is None:
        return record.withdrawn is None
    return record.recorded <= as_known and (record.withdrawn is None or record.withdrawn > as_known)
