"""PostgreSQL: whole numbers of any size, its own dates, and text in an order that must be asked for."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlglot import exp

from creditlang.backends.sql import trees
from creditlang.backends.sql.dialect import NARROW, SPACES, Dialect
from creditlang.backends.sql.trees import Sql


class Postgres(Dialect):
    """PostgreSQL 13 and later. `NUMERIC` without decimals computes with whole numbers of any size."""

    name: ClassVar[str] = "postgres"
    title: ClassVar[str] = "PostgreSQL"
    wide_type: ClassVar[str] = "NUMERIC"
    widest: ClassVar[int | None] = None
    hints_materialization: ClassVar[bool] = False
    looks_back: ClassVar[bool] = False
    longest_name: ClassVar[int] = 63

    def quotient(self, left: Sql, right: Sql, *, wide: bool, wide_result: bool) -> Sql:  # noqa: ARG002 - as declared
        """`/` cuts off between integers and `DIV` between numerics."""
        if wide:
            return trees.call("DIV", left, right)
        return exp.Div(this=trees.closed(left), expression=trees.closed(right), typed=True, safe=False)

    def total(self, tree: Sql, *, wide: bool, high: int = NARROW) -> Sql:  # noqa: ARG002 - as declared
        """The sum of 64-bit numbers is a numeric already."""
        return trees.total(tree)

    def add_days(self, day: Sql, count: Sql) -> Sql:
        """A day before the calendar's first may be one that there is no type for."""
        if not _is_forward(count):
            first = exp.Sub(this=trees.day(date.min), expression=trees.closed(day))
            count = trees.greatest(count, exp.Sub(this=exp.Paren(this=first), expression=trees.whole(1)))
        return super().add_days(day, count)

    def add_months(self, day: Sql, count: Sql) -> Sql:
        """An interval of months stops at the last day of a shorter month."""
        if not _is_forward(count):
            years = exp.Mul(this=trees.whole(-12), expression=self.part("YEAR", day))
            count = trees.greatest(count, years)
        month = exp.Interval(this=exp.Literal.string("1"), unit=exp.var("MONTH"))
        months = exp.Mul(this=trees.cast(count, "INTEGER"), expression=month)
        return self.bounded(trees.cast(exp.Add(this=trees.closed(day), expression=months), "DATE"))

    def last_day(self, day: Sql) -> Sql:
        """The day before the first of the next month."""
        month = exp.Interval(this=exp.Literal.string("1"), unit=exp.var("MONTH"))
        following = exp.Add(this=self.first_of("month", day), expression=month)
        return exp.Sub(this=trees.cast(following, "DATE"), expression=trees.whole(1))

    def first_of(self, unit: str, day: Sql) -> Sql:
        """By way of a timestamp that knows no time zone."""
        moment = trees.cast(day, "TIMESTAMP")
        return trees.cast(trees.call("DATE_TRUNC", trees.text(unit), moment), "DATE")

    def stripped(self, text: Sql) -> Sql:
        """A text without blanks around it."""
        return trees.call("BTRIM", text, trees.text(SPACES))

    def names(self, names: list[tuple[Sql, str]]) -> Sql:
        """The list of the names whose condition holds."""
        nothing = trees.cast(trees.null(), "TEXT")
        cells = [trees.chosen([(test, trees.text(name))], nothing) for test, name in names]
        listed = trees.cast(exp.Array(expressions=cells), "TEXT[]")
        return trees.call("ARRAY_REMOVE", listed, nothing)

    def record_order(self, record: Sql) -> Sql:
        """Ordered by code points, whatever the language of the database."""
        return exp.Collate(this=record, expression=exp.to_identifier("C", quoted=True))


def _is_forward(count: Sql) -> bool:
    """Whether a count is written out and not negative."""
    return isinstance(count, exp.Literal)
