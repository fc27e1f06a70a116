"""Decisions on one person on many days, each taken once.

What is different meanwhile is asked day by day of two courses of decisions that mostly rest on the same records. Two
decisions of one day that can see the same records and facts are the same one, and are not taken at all where only
their difference counts. In: a person's history and the engine that decides. Out: pairs of decisions, day by day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cached_property

import attrs

from creditlang.data.fact_corrections import FactCorrection, with_facts
from creditlang.data.records import Facts, History, Record
from creditlang.ir import Series
from creditlang.ir.earlier import asks_known_before
from creditlang.semantics import Decision, decide
from creditlang.semantics.candidates import Watched, days_in_order
from creditlang.semantics.changes import Decide
from creditlang.semantics.records import is_known
from creditlang.semantics.series import edition_on


@attrs.frozen
class Basis:
    """What a decision rests on.

    Attributes:
        as_known: the last day of the knowledge of the records; None for all of it.
        facts: corrections of facts that are made first.
    """

    history: History
    as_known: date | None = None
    facts: tuple[FactCorrection, ...] = ()

    @cached_property
    def seen(self) -> _Seen:
        """What a decision can see."""
        records = self.history.records
        return tuple(record.id for record in records if is_known(record, self.as_known)), self.facts


_Seen = tuple[tuple[str, ...], tuple[FactCorrection, ...]]
"""All that a decision of a given day can see: ids of records, and corrections of facts."""


@attrs.frozen
class Pair:
    """What two courses decided on one day."""

    first: Decision
    second: Decision


class Courses:
    """By which rulebook decisions are taken, and by which engine."""

    def __init__(self, series: Series, deciding: Decide = decide) -> None:
        self.series = series
        self.deciding = deciding
        self.sees_the_past = asks_known_before(series)
        """Whether a rule sees records that have been withdrawn since, because it asks what was known earlier."""


class Days:
    """Decisions on one person, day by day.

    Attributes:
        history: the person's, which remembers whose facts have been read. Bases are this, with records left out or with
            another `withdrawn`, and nothing else.
    """

    def __init__(self, courses: Courses, history: History) -> None:
        self._courses = courses
        self._watched = Watched(history.relations)
        self.history = attrs.evolve(history, relations=self._watched)
        self._records = {record.id: not_withdrawn(record) for record in history.records}
        self._histories: dict[_Seen, History] = {}
        self._decided: dict[tuple[date, _Seen], Decision] = {}

    def in_order(
        self, history: History, first: date, last: date, further: Iterable[date] = (), also: Iterable[Facts] = ()
    ) -> Iterator[date]:
        """The days on which a decision can change (see `days_in_order`)."""
        return days_in_order(self._courses.series, history, self._watched, first, last, further, also)

    def pair(self, day: date, first: Basis, second: Basis) -> Pair | None:
        """The decisions of a day on two bases; None if none is in force, or if they see the same."""
        if edition_on(self._courses.series, day) is None:
            return None
        if self._courses.sees_the_past:
            one, other = (self._decide(day, with_facts(at.history, at.facts), at.as_known) for at in (first, second))
            return Pair(one, other)
        return None if first.seen == second.seen else Pair(self._once(day, first.seen), self._once(day, second.seen))

    def _once(self, day: date, seen: _Seen) -> Decision:
        if (day, seen) not in self._decided:
            if seen not in self._histories:
                ids, facts = seen
                records = tuple(self._records[id] for id in ids)
                self._histories[seen] = with_facts(attrs.evolve(self.history, records=records), facts)
            self._decided[day, seen] = self._decide(day, self._histories[seen], None)
        return self._decided[day, seen]

    def _decide(self, day: date, history: History, as_known: date | None) -> Decision:
        return self._courses.deciding(self._courses.series, history, day, as_known)


def not_withdrawn(record: Record) -> Record:
    """The record as if it had never been withdrawn."""
    return record if record.withdrawn is None else attrs.evolve(record, withdrawn=None)
