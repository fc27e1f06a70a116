"""Limits that leave nothing to decide: whatever is recorded, a criterion or group counts the same points.

A cap of 0 lets nothing count. A floor that the members of a group never exceed lifts everybody to it, and a limit
that they never stay within brings everybody down to it. Bounds come from types, signs and caps, so a warning is
given only where no record of the edition can make a difference.
"""

from __future__ import annotations

from creditlang.check.arithmetic import show_range
from creditlang.check.errors.warnings import LimitDecides
from creditlang.check.facts import NOTHING, range_of
from creditlang.diagnostics import Collector
from creditlang.ir import Always, Assessed, Cap, Criterion, Edition, Group, InTheLast, InTotal, OnEvent
from creditlang.ir import expressions as ir
from creditlang.ir.limits import at_least, at_most, innermost_first, together
from creditlang.types import Interval, Optional

ZERO = Interval.only(0)


def check_limits(edition: Edition, collector: Collector) -> None:
    """Warn of every limit that leaves one number of points."""
    bounds: dict[str, Interval] = {}
    for name, criterion in edition.criteria.items():
        bounds[name] = _of_criterion(criterion)
        for cap in criterion.caps:
            if _lets_nothing_count(criterion, cap):
                _report_nothing(f"the criterion `{name}`", cap.amount, collector)
                break
    for group in innermost_first(edition):
        found = together(group, [bounds[member] for member in group.members])
        for limit in group.at_most:
            found = _limited(group, found, at_most(found, range_of(limit, NOTHING)), limit, collector)
        for limit in group.at_least:
            found = _limited(group, found, at_least(found, range_of(limit, NOTHING)), limit, collector)
        bounds[group.name] = found


def _of_criterion(criterion: Criterion) -> Interval:
    """What a criterion counts, over all people and records."""
    size = Interval(0, None)
    if not isinstance(criterion.trigger, OnEvent) and not isinstance(criterion.amount, Assessed):
        size = size.meet(range_of(criterion.amount, NOTHING))
        if not isinstance(criterion.trigger, Always) or isinstance(criterion.amount.type, Optional):
            size = size.hull(ZERO)
    for cap in criterion.caps:
        if isinstance(cap.span_of, InTotal):
            size = size.lower_of(range_of(cap.amount, NOTHING))
        elif _lets_nothing_count(criterion, cap):
            size = ZERO
    if criterion.weight is not None:
        size = size * Interval.only(criterion.weight)
    return size if criterion.sign > 0 else -size


def _lets_nothing_count(criterion: Criterion, cap: Cap) -> bool:
    # A record that has left the span of a rolling cap counts again, so such a cap of 0 only delays.
    rolling = isinstance(cap.span_of, InTheLast) and isinstance(criterion.trigger, OnEvent)
    return range_of(cap.amount, NOTHING) == ZERO and not rolling


def _limited(group: Group, before: Interval, after: Interval, limit: ir.Expression, collector: Collector) -> Interval:
    """The bounds within a limit; reported where it alone decides."""
    if after.is_single and after != before:
        rule = f"the group `{group.name}`"
        if limit in group.at_most and after == ZERO:
            _report_nothing(rule, limit, collector)
        else:
            collector.report(
                LimitDecides(
                    span=limit.span,
                    rule=rule,
                    points=show_range(after),
                    because=f"its members total {show_range(before)}",
                    advice=_advice(before, after),
                )
            )
    return after


def _advice(before: Interval, after: Interval) -> str:
    if after.low is not None and after.low > 0 and before.high is not None and before.high <= 0:
        return f"what only deducts has a floor below 0: `at least {show_range(-after)}`"
    return "compare it with what the members can count"


def _report_nothing(rule: str, limit: ir.Expression, collector: Collector) -> None:
    collector.report(
        LimitDecides(
            span=limit.span,
            rule=rule,
            points="0",
            because="nothing in it can count",
            advice="write the number that the law sets, or take the rule out",
        )
    )
