"""A table while columns are added to it: the people, the records of a rule, or the elements of an aggregate.

Columns are named by whose they are: `s` the person's, `r` the rule's record's, `e3` those of the third aggregate's
elements; `s.spouse.born` is a field behind a relation. What the engine adds begins with `#`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Final

import attrs
import polars as pl

from creditlang.backends.polars import dates
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
    settled: bool = False

    @property
    def base(self) -> Rows:
        """The table of people."""
        return self.people or self

    def fresh(self, word: str) -> str:
        """A new name for a column or for those of a holder."""
        return f"#{word}{next(self.base.names)}"

    def filter(self, condition: pl.Expr) -> None:
        """Keep only some of the rows."""
        self.become(self.frame.filter(condition))

    def once(self, value: Value) -> Value:
        """The same value in columns that can be mentioned often: an operation may repeat its operands, and nested
        ones would repeat theirs."""
        if all(part.meta.is_column() or part.meta.is_literal() for part in expressions_of(value)):
            return value
        return self.keep(value)

    def keep(self, value: Value, word: str = "kept") -> Value:
        """The same value, computed once, as columns of their own; one that is the same everywhere stays as it is."""
        if isinstance(value, Number) and value.constant is not None and value.denominator is None:
            return value
        names = [self.fresh(word) for _ in expressions_of(value)]
        self.add(dict(zip(names, expressions_of(value), strict=True)))
        columns = [pl.col(name) for name in names]
        if not isinstance(value, Number):
            return columns[0]
        return attrs.evolve(value, whole=columns[0], denominator=columns[1] if len(columns) > 1 else None)

    def add(self, columns: Mapping[str, pl.Expr]) -> None:
        """Add columns."""
        self.become(self.frame.with_columns(**columns))
        self.present |= columns.keys()

    def attach(self, other: pl.LazyFrame, key: str, names: Iterable[str], without: int | None = None) -> None:
        """Add columns of a table that has at most one row for each value of `key`.

        Args:
            without: what stands where it has none, or an unknown value; by default unknown.
        """
        listed = list(names)
        if self.people is None and key == NUMBER:
            self._place(other.collect(engine="streaming"), listed, without)
        else:
            self.become(self.frame.join(other, on=key, how="left", maintain_order="left"))
            if without is not None:
                self.become(self.frame.with_columns(pl.col(listed).fill_null(without)))
        self.present.update(listed)

    def _place(self, other: pl.DataFrame, names: Iterable[str], without: int | None) -> None:
        """Add columns of a table about some of the people. Their numbers are places, so nothing has to be looked up."""
        people = self.settle().collect()
        if people.is_empty():
            frame = people.lazy().join(other.lazy(), on=NUMBER, how="left", maintain_order="left")
            self.become(frame)
            return
        places = other[NUMBER] - people[NUMBER][0]
        if without is not None and all(other[name].dtype in _SCATTERED for name in names):
            found = [_scattered(other[name], places, people.height, without) for name in names]
        else:
            nowhere = pl.Series([None], dtype=pl.get_index_type()).new_from_index(0, people.height)
            where = nowhere.scatter(places, pl.int_range(other.height, dtype=pl.get_index_type(), eager=True))
            found = [other[name].gather(where) for name in names]
            if without is not None:
                found = [column.fill_null(pl.lit(without, dtype=column.dtype)) for column in found]
        self.become(people.with_columns(found).lazy())

    def become(self, frame: pl.LazyFrame) -> None:
        """Go on with another table, which has all columns of this one."""
        self.frame, self.settled = frame, False

    def settle(self) -> pl.LazyFrame:
        """Compute the table so far, so that what follows from it in several ways starts from one."""
        if not self.settled:
            self.frame, self.settled = self.frame.collect().lazy(), True
        return self.frame

    def number_rows(self) -> str:
        """The column that tells rows apart."""
        if self.key is None:
            self.key = self.fresh("row")
            self.become(self.frame.with_row_index(self.key))
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
            columns = self.people.settle().select(NUMBER, *missing)
            self.become(self.frame.join(columns, on=NUMBER, how="left", maintain_order="left"))
            self.present.update(missing)


_SCATTERED: Final = (pl.Int32, pl.Int64)
"""The types of columns that can be put into place as they are."""


def _scattered(values: pl.Series, places: pl.Series, height: int, without: int) -> pl.Series:
    """A column of everyone: the values at their places, and the same everywhere else."""
    everywhere = pl.Series(values.name, [without], dtype=values.dtype).new_from_index(0, height)
    return everywhere.scatter(places, values.fill_null(without))


def people_rows(frames: Frames) -> Rows:
    """The table of people."""
    people = frames.people
    fields = {name: f"s{name}" for name in people.columns if name.startswith(".")}
    frame = people.rename({**fields, "subject": "s.#id"})
    return Rows(frame.lazy(), frames, NUMBER, None, set(frame.columns))


def record_rows(visible: pl.LazyFrame, people: Rows, holder: str, first: int | None = None) -> Rows:
    """The visible records of an event, from the day `first` on."""
    if first is not None:
        visible = visible.filter(dates.not_before(pl.col("date"), first))
    names = visible.collect_schema().names()
    own = {name: f"{holder}{name}" for name in names if name.startswith(".")}
    own |= {name: f"{holder}.#{name}" for name in RECORD_COLUMNS}
    days = {name: pl.col(name).cast(dates.DAY) for name in ("date", "recorded")}
    found = visible.select(NUMBER, *(days.get(name, pl.col(name)).alias(new) for name, new in own.items()))
    return Rows(found, people.frames, None, people, {NUMBER, *own.values()})


def with_records(outer: Rows, visible: pl.LazyFrame, holder: str, first: int | None = None) -> Rows:
    """One row for each row of a table and record of the same person, from the day `first` on.

    For the table of people these are the records themselves.
    """
    if outer.people is None:
        return record_rows(visible, outer, holder, first)
    outer.number_rows()
    inner = record_rows(visible, outer.base, holder, first)
    frame = outer.settle().join(inner.frame, on=NUMBER, how="inner")
    return Rows(frame, outer.frames, None, outer.base, outer.present | inner.present)


def with_related(outer: Rows, subject: str, by: str, own_id: pl.Expr, holder: str) -> Rows:
    """One row for each row of a table and subject whose field `by` holds its id."""
    outer.number_rows()
    table = outer.frames.subjects[subject]
    names = table.collect_schema().names()
    named = {name: f"{holder}{name}" for name in names if name.startswith(".")} | {"subject": f"{holder}.#id"}
    others = table.select(*(pl.col(name).alias(new) for name, new in named.items()), pl.col(prefixed(by)).alias("#by"))
    frame = outer.settle().with_columns(own_id.alias("#own")).join(others, left_on="#own", right_on="#by", how="inner")
    return Rows(frame.drop("#own"), outer.frames, None, outer.base, outer.present | set(named.values()))


def related_column(rows: Rows, subject: str, link: pl.Expr, path: str, field: str) -> pl.Expr:
    """A field of the subject whose id stands in `link`, under the name of the path that leads there."""
    name = f"{path}{field}"
    if name not in rows.present:
        source = rows.frames.subjects[subject].select(
            pl.col("subject").alias("#other"), pl.col("subject" if field == ".#id" else field).alias(name)
        )
        frame = rows.frame.with_columns(link.alias("#link"))
        joined = frame.join(source, left_on="#link", right_on="#other", how="left", maintain_order="left")
        rows.become(joined.drop("#link"))
        rows.present.add(name)
    return pl.col(name)
