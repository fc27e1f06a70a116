"""What this engine can do: constructs that columns say directly, those that are lowered first, and what is refused."""

from __future__ import annotations

from creditlang.backends.polars.needs import expressions_of
from creditlang.diagnostics import CreditlangError
from creditlang.ir import Series, walk
from creditlang.ir.expressions import EarlierPoints
from creditlang.semantics.acts import mixed_acts

SIMPLE = (
    "facts, records, relations to one",
    "comparisons, `and`, `or`, `not`, `if`, `is known`",
    "defines, tables, parameters",
    "awards and deductions on facts and on records, weights",
    "`starts at`, `between`, grades, upgrades and downgrades",
    "`covers`, `requires consent`",
    "state-based and event-based rewards, sanctions and lists",
)
"""What a column says as it stands."""

LOWERED = {
    "numbers": "whole numbers of their smallest step, in 64 or 128 bits by their proven range",
    "ratios": "a numerator and a denominator above 0",
    "rounding": "floor division with the remainder looked at",
    "dates": "days since 1970-01-01; months are added by the calendar and clamped to the month's last day",
    "periods up to the day of the decision": "a first day that is still inside, found when the plan is made",
    "`occurrence within`": "places among sorted records, and the place of the first day inside the period",
    "caps": "a running sum in each period, bounded; without the lines only its total",
    "`only the largest per`": "the first of each act, by size, date and record id",
    "`at most once in`": "one round for each record that can count",
    "`transition the milder`": "both editions' points side by side",
    "aggregates about another record": "pairs of records of one person",
}
"""What is brought to a simpler form first, and to which."""

REFUSED = {
    "points before, points known before, points on this.date": "each record would need a score of its own day, and"
    " those scores rest on one another",
    "expires with earlier records": "each line rests on the lines before it under every criterion",
    "numbers that may need more than 128 bits": "Polars wraps silently beyond; `between` on a field makes ranges small",
    "sums and extremes of quotients": "a column has one denominator",
    "only the largest per fields of different types": "their values are not of one column",
}
"""What is left to the other engines, and why."""


class NotSupportedError(CreditlangError):
    """A rulebook uses what this engine refuses; nothing has been computed."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(f"the engine `polars` cannot compute {what}")


def refuse_unsupported(series: Series) -> None:
    """Say before anything is read what cannot be computed; numbers that are too large show while plans are made.

    Raises:
        NotSupportedError: a rulebook uses what this engine refuses.
    """
    if (act := mixed_acts(series)) is not None:
        raise NotSupportedError(f"`only the largest per {act}`, where that field is of different types")
    for edition in series.editions:
        for criterion in edition.criteria.values():
            if criterion.fades:
                raise NotSupportedError(f"`expires with earlier records` (criterion `{criterion.text.name}`)")
        for name, node in expressions_of(edition):
            if any(isinstance(part, EarlierPoints) for part in walk(node)):
                raise NotSupportedError(f"an earlier score, such as `points before` (in `{name}`)")
