"""Spark SQL in ANSI mode, in which a number that leaves its type is an error and never wraps."""

from __future__ import annotations

from typing import ClassVar

from sqlglot import exp

from creditlang.backends.sql import trees
from creditlang.backends.sql.dialect import NARROW, SPACES, Dialect
from creditlang.backends.sql.trees import Sql


class Spark(Dialect):
    """Spark 4. Wide numbers are decimals without decimals; `DIV` answers in 64 bits."""

    name: ClassVar[str] = "spark"
    title: ClassVar[str] = "Spark"
    wide_type: ClassVar[str] = "DECIMAL(38, 0)"
    widest: ClassVar[int | None] = 10**38 - 1
    widest_quotient: ClassVar[int | None] = 10**32 - 1  # six of the 38 digits of a quotient are decimals
    hints_materialization: ClassVar[bool] = False
    looks_back: ClassVar[bool] = False

    def quotient(self, left: Sql, right: Sql, *, wide: bool, wide_result: bool) -> Sql:
        """Where the answer may not fit into 64 bits, what is left over is taken off first, so that `/` is exact."""
        if not (wide and wide_result):
            return exp.IntDiv(this=trees.closed(left), expression=trees.closed(right))
        even = exp.Sub(this=trees.closed(left), expression=trees.closed(self.remainder(left, right)))
        divided = exp.Div(this=exp.Paren(this=even), expression=trees.closed(right), typed=True, safe=False)
        return self.wide(divided)

    def total(self, tree: Sql, *, wide: bool, high: int = NARROW) -> Sql:  # noqa: ARG002 - as declared
        """A sum has the type of what is summed."""
        return trees.total(self.wide(tree) if wide else tree)

    def add_days(self, day: Sql, count: Sql) -> Sql:
        """A date some days on."""
        return self.bounded(trees.call("DATE_ADD", day, trees.cast(count, "INTEGER")))

    def add_months(self, day: Sql, count: Sql) -> Sql:
        """A date some months on, on the last day of a shorter month."""
        return self.bounded(trees.call("ADD_MONTHS", day, trees.cast(count, "INTEGER")))

    def days_between(self, start: Sql, end: Sql) -> Sql:
        """Days from one date to another."""
        return trees.cast(trees.call("DATEDIFF", end, start), "BIGINT")

    def first_of(self, unit: str, day: Sql) -> Sql:
        """The first day of a date's year, quarter or month."""
        return trees.call("TRUNC", day, trees.text(unit))

    def stripped(self, text: Sql) -> Sql:
        """A text without blanks around it."""
        return exp.Trim(this=text, expression=trees.text(SPACES), position="BOTH")

    def joined(self, *texts: Sql) -> Sql:
        """Texts one after the other."""
        return trees.call("CONCAT", *texts)

    def without_zeros(self, digits: Sql) -> Sql:
        """Digits without zeros at their end."""
        return exp.Trim(this=digits, expression=trees.text("0"), position="TRAILING")

    def names(self, names: list[tuple[Sql, str]]) -> Sql:
        """The list of the names whose condition holds."""
        nothing = trees.cast(trees.null(), "TEXT")
        cells = [trees.chosen([(test, trees.text(name))], nothing) for test, name in names]
        if not cells:
            return trees.cast(trees.call("ARRAY"), "ARRAY<TEXT>")
        return trees.call("ARRAY_COMPACT", trees.call("ARRAY", *cells))
