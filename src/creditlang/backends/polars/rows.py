"""A table while columns are added to it: the people, the records of a rule, or the elements of an aggregate.

Columns are named by whose they are: `s` the person's, `r` the rule's record's, `e3` those of the third aggregate's
elements; `s.spouse.born` is a field behind a relation. What the engine adds begins with `#`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count

import attrs
import polars as pl

from creditlang.backends.polars.frames import NUMBER, Frames, prefixed
from creditlang.backends.polars.numbers import Number

Value = Number | pl.Expr
"""A column: numbers with their divisor; anything else (truths, texts, days, durations) as it stands."""

RECORD_COLUMNS = ("record", "date", "recorded")


def expressions_of(value: Value) -> tuple[pl.Expr, ...]:
    """The columns that a value is made of."""
    if isinstance(value, Number):
        return (value.whole,) if value.denominator is None else (value.whole, value.denominator)
    return (value,)


@attrs.define
class Rows:
    """A table and the columns that it has so far.

    Attributes:
        key: the column that tells its rows apart, once it has one.
        people: the table of people that it belongs to; None for that table itself.
        present: the names of columns that can be read.
    """

    frame: pl.LazyFrame
    frames: Frames
    key: str | None
    people: Rows | None = None
    present: set[str] = attrs.field(factory=set)
    names: count[int] = attrs.field(factory=count)
    answers: dict[object, Value] = attrs.field(factory=dict)

    @property
    def base(self) -> Rows:
        """The table of people."""
        return self.people or self

    def fresh(self, word: str) -> str:
        """A new name for a column or for those of a holder."""
        return f"#{word}{next(self.base.names)}"

    def filter(self, condition: pl.Expr) -> None:
        """Keep only some of the rows."""
        self.frame = self.frame.filter(condition)

    def keep(self, value: Value, word: str = "kept") -> Value:
        """The same value, computed once, as columns of their own."""
        names = [self.fresh(word) for _ in expressions_of(value)]
        self.add(dict(zip(names, expressions_of(value), strict=True)))
        columns = [pl.col(name) for name in names]
        if not isinstance(value, Number):
            return columns[0]
        return attrs.evolve(value, whole=columns[0], denominator=columns[1] if len(columns) > 1 else None)

    def add(self, columns: Mapping[str, pl.Expr]) -> None:
        """Add columns. Those of the people are computed at once, since many tables read them."""
        self.frame = self.frame.with_columns(**columns)
        self.present |= columns.keys()
        if self.people is None:
            self.settle()

    def attach(self, other: pl.LazyFrame, key: str, names: Iterable[str]) -> None:
        """Add columns of a table that has at most one row for each value of `key`; unknown where it has none."""
        if self.people is None:
            other = other.collect(engine="streaming").lazy()
        self.frame = self.frame.join(other, on=key, how="left", maintain_order="left")
        self.present.update(names)
        if self.people is None:
            self.settle()

    def settle(self) -> None:
        """Compute the table so far, so that what follows from it in several ways starts from one."""
        self.frame = self.frame.collect().lazy()

    def number_rows(self) -> str:
        """The column that tells rows apart."""
        if self.key is None:
            self.key = self.fresh("row")
            self.frame = self.frame.with_row_index(self.key)
            self.present.add(self.key)
            self.settle()
        return self.key

    def read(self, name: str) -> pl.Expr:
        """A column of this table, or of the people, which is then added."""
        if name not in self.present:
            assert self.people is not None, name
            self.bring([name])
        return pl.col(name)

    def bring(self, names: Iterable[str]) -> None:
        """Add columns of the people."""
        missing = [name for name in names if name not in self.present]
        if missing and self.people is not None:
            for name in missing:
                self.people.read(name)
            columns = self.people.frame.select(NUMBER, *missing)
            self.frame = self.frame.join(columns, on=NUMBER, how="left", maintain_order="left")
            self.present.update(missing)


def people_rows(frames: Frames) -> Rows:
    """The table of people."""
    people = frames.people
    fields = {name: f"s{name}" for name in people.columns if name.startswith(".")}
    frame = people.rename({**fields, "subject": "s.#id"})
    return Rows(frame.lazy(), frames, NUMBER, None, set(frame.columns))


def record_rows(visible: pl.LazyFrame, people: Rows, holder: str) -> Rows:
    """The visible records of an event."""
    found = _named(visible, holder)
    return Rows(found, people.frames, None, people, set(found.collect_schema().names()))


def _named(records: pl.LazyFrame, holder: str) -> pl.LazyFrame:
    """The columns of records under the name of who holds them."""
    names = records.collect_schema().names()
    own = {name: f"{holder}{name}" for name in names if name.startswith(".")}
    own |= {name: f"{holder}.#{name}" for name in RECORD_COLUMNS}
    return records.rename(own).drop("withdrawn", strict=False)


def with_records(outer: Rows, visible: pl.LazyFrame, holder: str) -> Rows:
    """One row for each row of a table and record of the same person.

    For the table of people these are the records themselves.
    """
    if outer.people is None:
        return record_rows(visible, outer, holder)
    outer.number_rows()
    inner = record_rows(visible, outer.base, holder)
    frame = outer.frame.join(inner.frame, on=NUMBER, how="inner")
    return Rows(frame, outer.frames, None, outer.base, outer.present | inner.present)


def with_related(outer: Rows, subject: str, by: str, own_id: pl.Expr, holder: str) -> Rows:
    """One row for each row of a table and subject whose field `by` holds its id."""
    outer.number_rows()
    table = outer.frames.subjects[subject]
    names = table.collect_schema().names()
    named = {name: f"{holder}{name}" for name in names if name.startswith(".")} | {"subject": f"{holder}.#id"}
    others = table.select(*(pl.col(name).alias(new) for name, new in named.items()), pl.col(prefixed(by)).alias("#by"))
    frame = outer.frame.with_columns(own_id.alias("#own")).join(others, left_on="#own", right_on="#by", how="inner")
    return Rows(frame.drop("#own"), outer.frames, None, outer.base, outer.present | set(named.values()))


def related_column(rows: Rows, subject: str, link: pl.Expr, path: str, field: str) -> pl.Expr:
    """A field of the subject whose id stands in `link`, under the name of the path that leads there."""
    name = f"{path}{field}"
    if name not in rows.present:
        source = rows.frames.subjects[subject].select(
            pl.col("subject").alias("#other"), pl.col("subject" if field == ".#id" else field).alias(name)
        )
        frame = rows.frame.with_columns(link.alias("#link"))
        rows.frame = frame.join(
            source, left_on="#link", right_on="#other", how="left", maintain_order="left"
        ).drop("#link")
        rows.present.add(name)
        if rows.people is None:
            rows.settle()
    return pl.col(name)
