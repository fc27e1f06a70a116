"""How many points there can be, for all people and histories: bounds by intervals and caps, without a solver."""

from __future__ import annotations

from fractions import Fraction

import attrs

from creditlang.analysis.static.lengths import days_of
from creditlang.ir import Assessed, CalendarPeriod, Criterion, Edition, Group, InTheLast, InTotal, OnEvent
from creditlang.ir import expressions as ir
from creditlang.ir.limits import at_least, at_most, together
from creditlang.types import Interval, Number, definite
from creditlang.values import Exact, round_exact

NONE = Interval.only(0)
Span = CalendarPeriod | InTheLast | InTotal


def amount_of(criterion: Criterion) -> Interval:
    """The size of one line of a criterion, never negative; before its sign and weight."""
    if isinstance(criterion.amount, Assessed):
        return Interval(criterion.amount.low, criterion.amount.high)
    return range_of(criterion.amount).meet(Interval(0, None))


def range_of(node: ir.Expression) -> Interval:
    """The range of a number, by its type."""
    kind = definite(node.type)
    return kind.range if isinstance(kind, Number) else Interval()


def line_of(criterion: Criterion) -> Interval:
    """What one line adds to the score: from 0 (there is none) to its most, with sign and weight. Its caps bound it."""
    size = Interval(0, amount_of(criterion).high)
    for cap in criterion.caps:
        # A rolling cap does not bound a record that has left its span and still counts.
        if not (isinstance(cap.span_of, InTheLast) and isinstance(criterion.trigger, OnEvent)):
            size = size.lower_of(Interval(0, range_of(cap.amount).high))
    if criterion.weight is not None:
        size = size * Interval.only(criterion.weight)
    return size if criterion.sign > 0 else -size


def total_of(criterion: Criterion, span: Span) -> Exact | None:
    """The most that the lines of records of one period count, as a size; None where nothing bounds it."""
    if not isinstance(criterion.trigger, OnEvent):
        return _weighted(criterion, amount_of(criterion).high)
    found = [range_of(cap.amount).high for cap in criterion.caps if _bounds(cap.span_of, span)]
    known = [high for high in found if high is not None]
    if criterion.only_largest_per is None and criterion.once_in is not None and (one := amount_of(criterion).high):
        number = _most_in(criterion, span)
        if number is not None:
            known.append(one * number)
    if amount_of(criterion).high == 0:
        known.append(0)
    return _weighted(criterion, min(known)) if known else None


def _weighted(criterion: Criterion, size: Exact | None) -> Exact | None:
    return size if size is None or criterion.weight is None else size * criterion.weight


def _bounds(cap: Span, span: Span) -> bool:
    """Whether what is counted in the span is always within one period of the cap."""
    if isinstance(cap, InTotal) or cap == span:
        return True
    return (cap is CalendarPeriod.YEAR and span in (CalendarPeriod.QUARTER, CalendarPeriod.MONTH)) or (
        cap is CalendarPeriod.QUARTER and span is CalendarPeriod.MONTH
    )


def _most_in(criterion: Criterion, span: Span) -> int | None:
    """How often a criterion can count in a calendar period that counts at most once in some time."""
    if not isinstance(span, CalendarPeriod) or criterion.once_in is None:
        return None
    longest = {CalendarPeriod.YEAR: 366, CalendarPeriod.QUARTER: 92, CalendarPeriod.MONTH: 31}[span]
    return -(-longest // max(days_of(criterion.once_in)[0], 1))


@attrs.frozen
class _Sum:
    """Bounds of what criteria and groups add, member by member."""

    edition: Edition
    lines: dict[str, Interval]

    def whole(self) -> Interval:
        """Of everything that stands in no group, and of the outermost groups."""
        inner = {member for group in self.edition.groups.values() for member in group.members}
        found = NONE
        for name in (*self.edition.criteria, *self.edition.groups):
            if name not in inner:
                found += self.member(name)
        return found

    def member(self, name: str) -> Interval:
        if name in self.lines:
            return self.lines[name]
        return self._group(self.edition.groups[name])

    def _group(self, group: Group) -> Interval:
        found = together(group, [self.member(name) for name in group.members])
        for limit in group.at_most:
            found = at_most(found, range_of(limit))
        for limit in group.at_least:
            found = at_least(found, range_of(limit))
        return found


def points_left(edition: Edition, *, facts_stay: bool = False) -> Interval:
    """Where the score may stay in the far future if nothing new is recorded: what expires has gone.

    Args:
        facts_stay: whether clocks that run from a field of the record, which may be unknown, may never start.
    """
    lines = {name: _left(criterion, edition, facts_stay) for name, criterion in edition.criteria.items()}
    return _clamped(edition, lines)


def points_possible(edition: Edition) -> Interval:
    """Beyond which no score of the edition alone goes, in any history."""
    lines = {}
    for name, criterion in edition.criteria.items():
        size = Interval(0, total_of(criterion, InTotal()))
        lines[name] = size if criterion.sign > 0 else -size
    return _clamped(edition, lines)


def _left(criterion: Criterion, edition: Edition, facts_stay: bool) -> Interval:
    if not isinstance(criterion.trigger, OnEvent):
        return line_of(criterion)
    starts = criterion.counts_from is None and not criterion.fades
    if facts_stay and not (starts and (criterion.expires_after or criterion.expires_at_end_of)):
        most = total_of(criterion, InTotal())
        return Interval(0, most) if criterion.sign > 0 else -Interval(0, most)
    if _expires(criterion) or (criterion.fades and fades_away(criterion, edition)):
        # A clock that runs from an unknown date has not started, and may never; that is the record's to end.
        return NONE
    most = total_of(criterion, InTotal())
    size = Interval(0, most)
    return size if criterion.sign > 0 else -size


def _expires(criterion: Criterion) -> bool:
    return criterion.expires_after is not None or criterion.expires_at_end_of is not None


def fades_away(criterion: Criterion, edition: Edition) -> bool:
    """Whether everything that a fading criterion can lower expires, so that it ends, too."""
    others = [other for other in edition.criteria.values() if other.sign != criterion.sign]
    return all(_expires(other) for other in others if isinstance(other.trigger, OnEvent) and not other.fades)


def _clamped(edition: Edition, lines: dict[str, Interval]) -> Interval:
    score = edition.score
    if score is None:
        return Interval()
    found = range_of(score.starts_at) + _Sum(edition, lines).whole()
    if (mode := score.rounding) is not None:
        found = found.map(lambda points: round_exact(points, mode, Fraction(1, 10**score.decimals)))
    low, high = score.bounds.low, score.bounds.high
    if low is not None:
        found = found.higher_of(Interval.only(low))
    return found if high is None else found.lower_of(Interval.only(high))


def most_together(edition: Edition, chosen: dict[str, Interval], sign: int) -> Exact | None:
    """The most that some criteria add together (of this sign, as a size), within the groups that bound them."""
    lines = {name: chosen.get(name, NONE) for name in edition.criteria}
    whole = _Sum(edition, lines).whole()
    return whole.high if sign > 0 else None if whole.low is None else -whole.low
