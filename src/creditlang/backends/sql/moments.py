"""Moments: subjects as they stood at a record, decided on like so many people, each on a day of its own.

A moment is a row of a table: its number, of whom it is, its day, the day whose knowledge counts, and the record before
which it lies, or null for the end of the day. A plan of moments is emitted by the same code as one of people. What it
calls a person is a moment, with the person's facts; what it sees of an event are pairs of a moment and a record that
was there by then. So as-of is a column, and the bounds on days that rest on a known one fall away.
"""

from __future__ import annotations

from typing import ClassVar

import attrs
from sqlglot import exp

from creditlang.backends.sql import trees
from creditlang.backends.sql.plan import AS_OF, DATE, ID, KNOWN, RECORD, RECORDED, N, Plan, Read, Today, is_known
from creditlang.backends.sql.trees import Sql

OF, UPTO, WITHDRAWN = "_of", "_upto", "_withdrawn"
"""The key of whom a moment is about, and the record before which it lies; when a record was withdrawn."""


@attrs.define(eq=False)
class MomentsPlan(Plan):
    """A query about moments.

    Attributes:
        as_of: no moment is later.
        moments: their table, with the columns `_n`, `_of`, `_as_of`, `_known`, `_upto`.
    """

    moments: str = attrs.field(kw_only=True)
    _people: str | None = None

    of_moments: ClassVar[bool] = True

    @property
    def moment(self) -> tuple[str, ...]:
        """Rows carry the day."""
        return (AS_OF,)

    def today(self, table: str | None = None) -> Today:
        """A column."""
        return Today(None, trees.column(AS_OF, table))

    def known(self, table: str | None = None) -> Sql:
        """A column."""
        return trees.column(KNOWN, table)

    def people(self) -> str:
        """The table of the moments, with the facts of whom they are about."""
        if self._people is None:
            self.subject(self.edition.subject)
            self._people = self.name("people")
        return self._people

    def _read(self) -> dict[str, exp.Select]:
        facts = self.subject(self.edition.subject)
        return super()._read() | {self.people(): self._moments(facts)}

    def _moments(self, facts: str) -> exp.Select:
        fields = self._subjects[self.edition.subject].fields.values()
        shown = [trees.column(name, "m") for name in (N, AS_OF, KNOWN)]
        shown += [trees.column(name, "f") for name in (ID, *fields)]
        same = trees.equal(trees.column(N, "f"), trees.column(OF, "m"))
        return trees.select(shown, trees.table(self.moments, "m"), [trees.join(trees.table(facts, "f"), same)])

    def _event(self, name: str, read: Read) -> exp.Select:
        """The records that had happened, and were known, by each moment."""
        found = records(self, name, self._fields(name, read))
        shown = [trees.column(column, "m") for column in (N, AS_OF, KNOWN)]
        shown += [trees.column(column, "r") for column in (RECORD, DATE, RECORDED, *read.fields.values())]
        day, upto = trees.column(AS_OF, "m"), trees.column(UPTO, "m")
        date, record, recorded, withdrawn = (trees.column(c, "r") for c in (DATE, RECORD, RECORDED, WITHDRAWN))
        before = trees.either([trees.unknown(upto), trees.less(date, day), trees.less(record, upto)])
        tests = [
            trees.equal(trees.column(OF, "r"), trees.column(OF, "m")),
            trees.at_most(date, day),
            before,
            is_known(recorded, withdrawn, trees.column(KNOWN, "m")),
        ]
        seen = trees.both(tests)
        assert seen is not None
        return trees.select(shown, trees.table(self.moments, "m"), [trees.join(trees.inner(found, "r"), seen)])


def records(plan: Plan, event: str, fields: list[Sql]) -> exp.Select:
    """All records of an event that had happened by the plan's as-of, whatever was known of them."""
    stored = plan.source.event(event)
    date = stored.columns["date"]
    shown = [
        trees.named(stored.key, OF),
        trees.named(plan.dialect.record_order(stored.columns["record"]), RECORD),
        trees.named(date, DATE),
        trees.named(trees.coalesce(stored.columns["recorded"], date), RECORDED),
        trees.named(stored.columns["withdrawn"], WITHDRAWN),
        *fields,
    ]
    return trees.select(shown, stored.source, where=trees.at_most(date, trees.day(plan.as_of)))
