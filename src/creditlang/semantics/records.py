"""Which records a decision may see, in which order, and which of them lie in a period."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date

from creditlang.data.records import Record
from creditlang.values import Duration, add


def order(record: Record) -> tuple[date, str]:
    """What records are ordered by, everywhere: the date and, on one day, the record id."""
    return record.date, record.id


def visible_records(records: Iterable[Record], as_of: date, as_known: date | None) -> dict[str, tuple[Record, ...]]:
    """The records of each event that had happened by `as_of` and were known, and not withdrawn, by `as_known`.

    They are put in order, so that the order of rows never matters.
    """
    found: dict[str, list[Record]] = {}
    for record in sorted(records, key=order):
        if record.date <= as_of and is_known(record, as_known):
            found.setdefault(record.event, []).append(record)
    return {event: tuple(listed) for event, listed in found.items()}


def is_known(record: Record, as_known: date | None) -> bool:
    """Whether a record was known and not withdrawn on a day; None means with today's knowledge."""
    if as_known is None:
        return record.withdrawn is None
    return record.recorded <= as_known and (record.withdrawn is None or record.withdrawn > as_known)


def in_period(records: tuple[Record, ...], day: date, period: Duration) -> tuple[Record, ...]:
    """Of ordered records, those inside a period on a day: `date <= day < date + period`.

    A later record's period never ends before an earlier one's, so these are neighbours.
    """
    first = bisect_right(records, day, key=lambda r: add(r.date, period))
    after = bisect_right(records, day, key=lambda r: r.date)
    return records[first:after]
