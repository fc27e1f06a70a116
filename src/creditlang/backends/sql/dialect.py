"""What the engines write differently, and what they can hold.

The lowering is one; a dialect says only how a whole number is divided, how a date is moved, and how wide numbers may
be. What is written here is written for DuckDB and overridden where another engine differs.
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from sqlglot import exp

from creditlang.backends.sql import trees
from creditlang.backends.sql.trees import Sql

NARROW = 2**63 - 1
"""The largest number of a 64-bit integer."""

DIGITS = 38
"""Of the widest decimal that is written."""

SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
"""The characters that are blank, so that a reason made of them is none."""


class Dialect:
    """DuckDB, and what the other engines have in common with it."""

    name: ClassVar[str] = "duckdb"
    title: ClassVar[str] = "DuckDB"
    wide_type: ClassVar[str] = "HUGEINT"
    widest: ClassVar[int | None] = 2**127 - 1
    """The largest number that can be computed with; None for any."""
    widest_quotient: ClassVar[int | None] = None
    """The largest number that a division can give, where that is less."""
    hints_materialization: ClassVar[bool] = True
    text_type: ClassVar[str] = "TEXT"
    looks_back: ClassVar[bool] = True
    """Whether a query can rest the answer about a record on those about earlier ones."""
    longest_name: ClassVar[int] = 120
    """The most bytes of a name."""

    def wide(self, tree: Sql) -> Sql:
        """A whole number in the type that holds the widest ones."""
        return trees.cast(tree, self.wide_type)

    def narrow(self, tree: Sql) -> Sql:
        """A whole number as 64 bits."""
        return trees.cast(tree, "BIGINT")

    def quotient(self, left: Sql, right: Sql, *, wide: bool, wide_result: bool) -> Sql:  # noqa: ARG002 - others need it
        """Whole numbers divided, the fraction cut off."""
        return exp.IntDiv(this=trees.closed(left), expression=trees.closed(right))

    def remainder(self, left: Sql, right: Sql) -> Sql:
        """What the division leaves, with the sign of the left number."""
        return exp.Mod(this=trees.closed(left), expression=trees.closed(right))

    def total(self, tree: Sql, *, wide: bool, high: int = NARROW) -> Sql:
        """A sum, as an aggregate that a window or a filter can follow.

        Args:
            wide: whether it can leave 64 bits.
            high: the largest magnitude of what is summed.
        """
        # Sums of 32-bit numbers are kept in 64 bits, which is faster than in 128.
        return trees.total(trees.cast(tree, "INTEGER") if high < 2**31 and not wide else tree)

    def sum(self, tree: Sql, *, wide: bool, high: int = NARROW) -> Sql:
        """A sum in the wide type, or as 64 bits where that is proven to be enough."""
        total = self.total(tree, wide=wide, high=high)
        return self.wide(total) if wide else self.narrow(total)

    # --- dates ---------------------------------------------------------------------------------------------

    def add_days(self, day: Sql, count: Sql) -> Sql:
        """A date some days on, kept in the calendar's years 1 to 9999."""
        return self.bounded(exp.Add(this=trees.closed(day), expression=trees.closed(trees.cast(count, "INTEGER"))))

    def add_months(self, day: Sql, count: Sql) -> Sql:
        """A date some months on, on the last day of a shorter month, kept in the calendar."""
        months = trees.call("TO_MONTHS", trees.cast(count, "INTEGER"))
        return self.bounded(trees.cast(exp.Add(this=trees.closed(day), expression=months), "DATE"))

    def bounded(self, day: Sql) -> Sql:
        """A date, kept in the calendar."""
        return trees.least(trees.greatest(day, trees.day(date.min)), trees.day(date.max))

    def days_between(self, start: Sql, end: Sql) -> Sql:
        """Days from one date to another as a whole number of 64 bits."""
        return trees.cast(exp.Sub(this=trees.closed(end), expression=trees.closed(start)), "BIGINT")

    def part(self, unit: str, day: Sql) -> Sql:
        """The year, month, quarter or day of a date as a whole number of 64 bits."""
        return trees.cast(exp.Extract(this=exp.var(unit), expression=day), "BIGINT")

    def last_day(self, day: Sql) -> Sql:
        """The last day of a date's month."""
        return trees.call("LAST_DAY", day)

    def first_of(self, unit: str, day: Sql) -> Sql:
        """The first day of a date's year, quarter or month."""
        return trees.cast(trees.call("DATE_TRUNC", trees.text(unit), day), "DATE")

    # --- texts and lists -----------------------------------------------------------------------------------

    def stripped(self, text: Sql) -> Sql:
        """A text without blanks around it."""
        return trees.call("TRIM", text, trees.text(SPACES))

    def joined(self, *texts: Sql) -> Sql:
        """Texts one after the other; none of them is null."""
        found = texts[0]
        for other in texts[1:]:
            found = exp.DPipe(this=trees.closed(found), expression=trees.closed(other), safe=False)
        return found

    def as_text(self, tree: Sql) -> Sql:
        """A whole number in digits."""
        return trees.cast(tree, self.text_type)

    def without_zeros(self, digits: Sql) -> Sql:
        """Digits without zeros at their end."""
        return trees.call("RTRIM", digits, trees.text("0"))

    def names(self, names: list[tuple[Sql, str]]) -> Sql:
        """The list of the names whose condition holds."""
        if not names:
            return trees.cast(trees.call("LIST_VALUE"), "VARCHAR[]")
        cells = [trees.chosen([(test, trees.text(name))], trees.null()) for test, name in names]
        rest = exp.Lambda(this=trees.known(trees.column("name")), expressions=[exp.to_identifier("name", quoted=True)])
        return trees.call("LIST_FILTER", trees.call("LIST_VALUE", *cells), rest)

    def decimal(self, tree: Sql, scale: int) -> Sql:
        """A number of smallest steps as a decimal, by an exact product."""
        step = trees.cast(trees.text("0." + "0" * (scale - 1) + "1"), f"DECIMAL({scale + 1}, {scale})")
        held = trees.cast(tree, f"DECIMAL({DIGITS - scale - 2}, 0)")
        return trees.cast(exp.Mul(this=held, expression=step), f"DECIMAL({DIGITS}, {scale})")

    def record_order(self, record: Sql) -> Sql:
        """A record's id as it is ordered: by the code points of its characters."""
        return record

    def number_from(self, tree: Sql, scale: int, high: int) -> Sql:
        """A stored decimal, of at most `high` smallest steps, as their number in 64 bits."""
        if not scale:
            return self.narrow(tree)
        digits = len(str(high)) + scale + 1
        # Up to 18 digits a decimal is a 64-bit integer to the engine.
        held = trees.cast(tree, f"DECIMAL({digits if digits <= 18 else 38}, {scale})")
        if digits <= 18:
            held = trees.cast(tree, f"DECIMAL({len(str(high))}, {scale})")
        return self.narrow(exp.Mul(this=held, expression=trees.whole(10**scale)))
