"""Criteria and groups: from records or facts to points."""

from __future__ import annotations

import enum

import attrs

from creditlang.ir.expressions import Expression
from creditlang.ir.rules import Always, OnEvent, RuleText, While
from creditlang.source import Span
from creditlang.values import Duration, Exact


@attrs.frozen
class Assessed:
    """An official's discretion: the record's field `assessed`, used only within the bounds and with a `reason`."""

    low: Exact
    high: Exact


class CalendarPeriod(enum.Enum):
    """The periods of a calendar cap."""

    YEAR = "calendar year"
    QUARTER = "calendar quarter"
    MONTH = "calendar month"


@attrs.frozen
class InTheLast:
    """The span of a rolling cap, up to as-of."""

    period: Duration


@attrs.frozen
class InTotal:
    """The span of a cap on everything."""


@attrs.frozen
class Cap:
    """A bound on the magnitude of what a criterion counts. `amount` is never negative, read on as-of."""

    amount: Expression
    span_of: CalendarPeriod | InTheLast | InTotal


@attrs.frozen
class Criterion:
    """From records or facts to points.

    Attributes:
        sign: +1 for `award`, -1 for `deduct`; `amount` itself is never negative.
        expires_after: a duration, judged per record; None for never.
        counts_from: the optional or definite date that expiry runs from (unknown: the clock has not
            started); None for the record's own date.
        only_largest_per: records that agree in this value count once; a record without it stands alone.
        weight: the share of the criterion's total that counts; None for all of it.
        expires_at_end_of: the record counts until the end of the period that its expiry falls into; without
            `expires_after`, of the period that expiry runs from.
        fades: a line is never larger than what is left of the lines of the records before it, so that what lowers
            (or raises) a score ends with what it lowered.
        once_in: a record counts only if none that counts lies in this time before it.
    """

    text: RuleText
    trigger: OnEvent | While | Always
    sign: int
    amount: Expression | Assessed
    expires_after: Expression | None
    counts_from: Expression | None
    caps: tuple[Cap, ...]
    only_largest_per: str | None
    weight: Exact | None
    expires_at_end_of: CalendarPeriod | None = None
    fades: bool = False
    once_in: Duration | None = None


@attrs.frozen
class Group:
    """Criteria and groups whose sum is bounded as one.

    Attributes:
        at_most: bounds the magnitude of the sum.
        at_least: the sum is never below.
        best_of: only the member of largest magnitude counts (of equal ones the first named).
        text: the law behind it.
    """

    name: str
    title: str | None
    members: tuple[str, ...]
    at_most: tuple[Expression, ...]
    at_least: tuple[Expression, ...]
    best_of: bool
    only_largest_per: str | None
    weight: Exact | None
    note: str | None
    text: RuleText | None = attrs.field(default=None, kw_only=True)
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)
