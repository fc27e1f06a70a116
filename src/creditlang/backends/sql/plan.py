"""One query in the making: the tables that it reads, and its common table expressions in the order of their needs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import ceil
from typing import ClassVar, Protocol

import attrs
from sqlglot import exp

from creditlang import ir
from creditlang.backends.sql import trees
from creditlang.backends.sql.dialect import Dialect
from creditlang.backends.sql.nesting import MOST_READ, nested, readings
from creditlang.backends.sql.numbers import Arithmetic
from creditlang.backends.sql.support import Refused
from creditlang.backends.sql.trees import Sql
from creditlang.ir.expressions import ScoreMoment
from creditlang.types import Definite, Number

N, ID, RECORD, DATE, RECORDED = "_n", "_id", "_record", "_date", "_recorded"
"""The columns of a table of the plan beside its fields: the subject's key, its id; a record's id and days."""

AS_OF, KNOWN = "_as_of", "_known"
"""The columns of a plan of moments besides: the day of each, and the day whose knowledge counts."""

MOST_RECORDS = 10**9
"""How many records one subject can have: with more of them a sum might leave its type, and engines then stop."""

LARGEST_QUERY = 60_000
"""How many parts of rules are written out; more than that no engine plans in reasonable time."""


@attrs.frozen
class Stored:
    """A table of the data contract in an engine.

    Attributes:
        source: what stands in `FROM`.
        columns: the expression of each column of the contract; `recorded` may be null.
        key: the subject's key: its id, or a number that stands for it.
        scaled: whether numbers are stored as their smallest steps already.
    """

    source: exp.Table | exp.Subquery
    columns: Mapping[str, Sql]
    key: Sql
    scaled: bool = False


LARGEST_STORED = 10**18 - 1
"""The most smallest steps of a stored number, by the data contract."""


class Source(Protocol):
    """Where the tables of a data set are."""

    def subject(self, name: str) -> Stored:
        """The table of a subject."""

    def event(self, name: str) -> Stored:
        """The table of an event."""


@attrs.define(eq=False)
class Read:
    """A table that the plan reads, with the fields that it turned out to need."""

    table: str
    stored: Stored
    fields: dict[str, str] = attrs.field(factory=dict)
    taken: set[str] = attrs.field(factory=set)


@attrs.frozen(eq=False)
class Today:
    """The as-of date where something is asked.

    Attributes:
        day: the date, where it is known when the query is written.
        tree: what it is in SQL.
    """

    day: date | None
    tree: Sql


@attrs.define(eq=False)
class Asked:
    """What the rules of a query ask of earlier scores; all its plans share it.

    Attributes:
        by_criteria: of which events the records ask, and for which moment, in rules that the score rests on.
        by_rules: likewise in rules that rest on the score.
        before: the table of scores before records, by `_record` and `_known`.
        on_day: the table of scores at the end of days, by `_n` and `_date`.
    """

    before: str
    on_day: str
    by_criteria: dict[tuple[str, ScoreMoment], None] = attrs.field(factory=dict)
    by_rules: dict[tuple[str, ScoreMoment], None] = attrs.field(factory=dict)


@attrs.define(eq=False)
class Plan:
    """A query in the making.

    Attributes:
        edition: in force on `as_of`.
        asked: what it asks of earlier scores.
        denominator: points of lines and sums are counted in parts of it.
        recursive: whether a common table expression reads itself.
        queries: its common table expressions beside the tables that it reads.
        first: those that stand before all others, ready made.
        answers: the tables of answers to aggregates, by question.
        names: what is taken as a name, in small letters, each with the last number that was given to it.
    """

    of_moments: ClassVar[bool] = False
    """Whether it decides on moments and not on people today: see `moments`."""

    series: ir.Series
    edition: ir.Edition
    as_of: date
    as_known: date | None
    source: Source
    dialect: Dialect
    names: dict[str, int] = attrs.field(factory=dict)
    asked: Asked = attrs.field()
    arithmetic: Arithmetic = attrs.field(init=False)
    denominator: int = attrs.field(init=False)
    recursive: bool = False
    queries: dict[str, exp.Query] = attrs.field(factory=dict)
    first: list[exp.CTE] = attrs.field(factory=list)
    answers: dict[object, str] = attrs.field(factory=dict)
    _subjects: dict[str, Read] = attrs.field(factory=dict)
    _events: dict[str, Read] = attrs.field(factory=dict)
    _size: int = 0

    @asked.default
    def _nothing_asked(self) -> Asked:
        return Asked(self.name("scores_before"), self.name("scores_on"))

    def __attrs_post_init__(self) -> None:
        self.arithmetic = Arithmetic(self.dialect)
        self.denominator = 10 ** max((e.score.decimals for e in self.series.editions if e.score), default=0)

    @property
    def registry(self) -> ir.Registry:
        """What is recorded."""
        return self.series.registry

    def grow(self) -> None:
        """Count one more part of a rule."""
        self._size += 1
        if self._size > LARGEST_QUERY:
            raise Refused("its rules, with all definitions written out, are too large for one query")

    # --- names ---------------------------------------------------------------------------------------------

    def name(self, *words: str) -> str:
        """A name that nothing else has, whatever the engine makes of capital letters."""
        wanted = "_".join(words)
        if len(wanted.encode()) > self.dialect.longest_name - 8:
            wanted = words[0]
        found, number = wanted, self.names.get(wanted.casefold(), 0) + 1
        if number > 1:
            found = f"{wanted}_{number}"
        while found.casefold() in self.names:
            number += 1
            found = f"{wanted}_{number}"
        self.names[wanted.casefold()] = number
        self.names.setdefault(found.casefold(), 1)
        return found

    def add(self, query: exp.Query, *words: str) -> str:
        """Add a common table expression; its name."""
        name = self.name(*words)
        self.queries[name] = query
        return name

    # --- time ----------------------------------------------------------------------------------------------

    @property
    def moment(self) -> tuple[str, ...]:
        """The columns that rows of people and records carry to say of which moment they are."""
        return ()

    def today(self, table: str | None = None) -> Today:  # noqa: ARG002 - moments read it
        """The as-of date on rows, of a table if one is named."""
        return Today(self.as_of, trees.day(self.as_of))

    def known(self, table: str | None = None) -> Sql:  # noqa: ARG002 - moments read it
        """The day whose knowledge counts on rows: one after all others where all that is known now does."""
        return always() if self.as_known is None else trees.day(self.as_known)

    # --- tables --------------------------------------------------------------------------------------------

    def people(self) -> str:
        """The table of the subjects that are decided on."""
        return self.subject(self.edition.subject)

    def keys_are_ids(self) -> bool:
        """Whether a subject's key is its id, so that nobody need look it up."""
        self.people()
        stored = self._subjects[self.edition.subject].stored
        return stored.key == stored.columns[ir.SUBJECT_KEY]

    def subject(self, name: str) -> str:
        """The table of a kind of subject."""
        if name not in self._subjects:
            self._subjects[name] = Read(self.name("all", name), self.source.subject(name))
        return self._subjects[name].table

    def event(self, name: str) -> str:
        """The table of the visible records of an event."""
        if name not in self._events:
            self._events[name] = Read(self.name("seen", name), self.source.event(name))
        return self._events[name].table

    def field(self, holder: str, field: str) -> str:
        """The column of a field of a subject or event, which is read from now on."""
        read = self._events.get(holder) or self._subjects[holder]
        if field not in read.fields:
            column = field
            if field.startswith("_") or field.casefold() in read.taken:
                column = f"{field}_{len(read.fields)}"
            if len(column.encode()) > self.dialect.longest_name:
                column = f"field_{len(read.fields)}"
            read.fields[field] = column
            read.taken.add(column.casefold())
        return read.fields[field]

    def kind(self, holder: str, field: str) -> Definite:
        """The type of a field."""
        owner = self.registry.events.get(holder) or self.registry.subjects[holder]
        return owner.fields[field].type

    # --- the whole -----------------------------------------------------------------------------------------

    def finished(self, result: exp.Select) -> exp.Select:
        """A query over the tables, with all that it needs before it."""
        found = result.copy()
        times = readings([found, *self.queries.values(), *self.first])
        hints = self.dialect.hints_materialization and not self.of_moments
        read = [
            with_name(name, query, held=times[name] > MOST_READ if hints else None)
            for name, query in self._read().items()
        ]
        made = [with_name(name, query) for name, query in nested(found, self.queries, times).items()]
        if expressions := [*self.first, *read, *made]:
            found.set("with_", exp.With(expressions=expressions, recursive=self.recursive))
        return found

    def _read(self) -> dict[str, exp.Select]:
        """The tables that are read, by name."""
        people = {read.table: self._subject(name, read) for name, read in self._subjects.items()}
        return people | {read.table: self._event(name, read) for name, read in self._events.items()}

    def _subject(self, name: str, read: Read) -> exp.Select:
        stored = read.stored
        columns = [trees.named(stored.key, N), trees.named(stored.columns[ir.SUBJECT_KEY], ID)]
        return trees.select([*columns, *self._fields(name, read)], stored.source)

    def _event(self, name: str, read: Read) -> exp.Select:
        """The records that had happened by as-of and were known, and not withdrawn, by as-known."""
        stored = read.stored
        date_, recorded, withdrawn = (stored.columns[key] for key in ("date", "recorded", "withdrawn"))
        recorded = trees.coalesce(recorded, date_)
        columns = [
            trees.named(stored.key, N),
            trees.named(self.dialect.record_order(stored.columns["record"]), RECORD),
            trees.named(date_, DATE),
            trees.named(recorded, RECORDED),
        ]
        seen: list[Sql | None] = [trees.at_most(date_, trees.day(self.as_of))]
        if self.as_known is None:
            seen.append(trees.unknown(withdrawn))
        else:
            seen.append(is_known(recorded, withdrawn, trees.day(self.as_known)))
        return trees.select([*columns, *self._fields(name, read)], stored.source, where=trees.both(seen))

    def _fields(self, holder: str, read: Read) -> list[Sql]:
        found: list[Sql] = []
        for field, column in read.fields.items():
            kind, tree = self.kind(holder, field), read.stored.columns[field]
            if isinstance(kind, Number) and not read.stored.scaled:
                tree = self.dialect.number_from(tree, kind.scale or 0, _largest(kind))
            found.append(trees.named(tree, column))
        return found


def with_name(name: str, query: exp.Query, *, held: bool | None = None) -> exp.CTE:
    """A common table expression.

    Args:
        held: whether the engine computes it once and holds it, or anew where it is read; None if that is its choice.
    """
    alias = exp.TableAlias(this=exp.to_identifier(name, quoted=True))
    return exp.CTE(this=query, alias=alias, materialized=held)


def always() -> Sql:
    """A day after all others."""
    return trees.cast(trees.text("infinity"), "DATE")


def is_known(recorded: Sql, withdrawn: Sql, day: Sql) -> Sql:
    """Whether a record was known, and not withdrawn, on a day."""
    stands = trees.either([trees.unknown(withdrawn), trees.less(day, withdrawn)])
    found = trees.both([trees.at_most(recorded, day), stands])
    assert found is not None
    return found


def _largest(kind: Number) -> int:
    """The most smallest steps of a stored number."""
    low, high = kind.range.low, kind.range.high
    if low is None or high is None:
        return LARGEST_STORED
    steps: int = 10 ** (kind.scale or 0)
    return min(ceil(max(-low, high) * steps), LARGEST_STORED)
