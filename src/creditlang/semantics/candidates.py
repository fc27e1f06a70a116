"""The days on which a decision can change while no record is added.

A decision reads the calendar in few ways only: records come, expire and leave periods; rules on events begin and
end; parameters and editions change; and expressions compare as-of with other dates or count the years, months or
days in between. For each of these the days are found on which its answer can change. Between two such days every
comparison gives one answer, so the decision stays the same. A day too many costs time, a day too few would be an
error: where the days cannot be told beforehand, every day is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from creditlang.data.records import Facts, History, Relations
from creditlang.ir import Criterion, InTheLast, OnEvent, Series
from creditlang.ir import expressions as ir
from creditlang.semantics.criteria import expiry
from creditlang.semantics.moments import Moments, Move, Reader, Rule, rules_of, value_of
from creditlang.types import Date, definite
from creditlang.values import Days, Duration, Months, add

CLAMPED = 4
"""By how many days at most moving a date by months and back can miss it, as months differ in length."""


class Watched:
    """Relations that remember whose facts have been read."""

    def __init__(self, relations: Relations) -> None:
        self._relations = relations
        self.seen: dict[tuple[str, str], Facts] = {}

    def one(self, subject: str, id: str) -> Facts:
        """The facts of the subject with this id."""
        return self._remember(self._relations.one(subject, id))

    def many(self, subject: str, by: str, id: str) -> tuple[Facts, ...]:
        """The subjects whose field `by` holds this id."""
        return tuple(self._remember(facts) for facts in self._relations.many(subject, by, id))

    def around(self, facts: Facts) -> tuple[Facts, ...]:
        """Everyone whom one relation of this subject leads to."""
        return self._relations.around(facts)

    def _remember(self, facts: Facts) -> Facts:
        self.seen[facts.subject, facts.id] = facts
        return facts


def candidate_days(series: Series, history: History, others: Iterable[Facts], first: date, last: date) -> list[date]:
    """The days from `first` to `last` on which a decision can differ from the day before, in order.

    `others` are the subjects whose facts rules read through relations.
    """
    fields = _dates_by_field(history, others)
    days: set[date] = set()
    for edition in series.editions:
        found = _Edition(Reader(edition, fields), history, first, last)
        days |= found.days()
        if found.every_day:
            return [date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1)]
    return sorted(day for day in days if first <= day <= last)


def days_in_order(
    series: Series,
    history: History,
    watched: Watched,
    first: date,
    last: date,
    further: Iterable[date] = (),
    also: Iterable[Facts] = (),
) -> Iterator[date]:
    """The candidate days from `first` to `last`, earliest first, and further ones among them.

    Each must be decided on before the next is asked for: that may read the facts of others, whose dates are
    candidates from then on. `also` are facts whose dates count although none of the subjects read has them.
    """
    after = first.toordinal()
    while after <= last.toordinal():
        known = len(watched.seen)
        first = date.fromordinal(after)
        found = {*candidate_days(series, history, (*watched.seen.values(), *also), first, last), *further}
        for day in sorted(day for day in found if first <= day <= last):
            yield day
            if len(watched.seen) > known:
                after = day.toordinal() + 1
                break
        else:
            return


def _dates_by_field(history: History, others: Iterable[Facts]) -> Mapping[str, frozenset[date]]:
    """Every date on record, by the name of the field that it stands in, whosesoever it is."""
    found: dict[str, set[date]] = {}
    for record in history.records:
        found.setdefault("date", set()).add(record.date)
        found.setdefault("recorded", set()).add(record.recorded)
    everything = [history.facts.values, *(facts.values for facts in others), *(r.values for r in history.records)]
    for field, value in (item for values in everything for item in values.items()):
        if isinstance(value, date):
            found.setdefault(field, set()).add(value)
    return {field: frozenset(dates) for field, dates in found.items()}


class _Edition:
    """The candidate days of one edition. `every_day` is set where they cannot be told beforehand."""

    def __init__(self, reader: Reader, history: History, first: date, last: date) -> None:
        self.reader = reader
        self.history = history
        self.first, self.last = first, last
        self.every_day = False

    def days(self) -> set[date]:
        edition = self.reader.edition
        days = {day for day in (edition.in_force, edition.ends) if day is not None}
        days |= {value.starts for parameter in edition.parameters.values() for value in parameter.values}
        days |= {record.date for record in self.history.records}
        for criterion in edition.criteria.values():
            days |= self._of_criterion(criterion)
        for rule in rules_of(edition):
            days |= self._of_rule(rule)
        for inside, part in self.reader.parts:
            days |= self._of_part(part, inside)
        return days

    # --- what happens to records ------------------------------------------------------------------------

    def _dates(self, event: str) -> set[date]:
        return {record.date for record in self.history.records if record.event == event}

    def _of_criterion(self, criterion: Criterion) -> set[date]:
        """When records expire, and when they leave a rolling cap."""
        if not isinstance(criterion.trigger, OnEvent):
            return set()
        dates = self._dates(criterion.trigger.event)
        days = {
            add(day, cap.span_of.period)
            for cap in criterion.caps
            if isinstance(cap.span_of, InTheLast)
            for day in dates
        }
        if criterion.expires_after is not None or criterion.expires_at_end_of is not None:
            if criterion.counts_from is not None:
                dates |= self.reader.moments(criterion.counts_from).fixed
            after = criterion.expires_after
            steps = frozenset[Duration]({Days(0)}) if after is None else self.reader.durations(after)
            days |= {expiry(day, step, criterion.expires_at_end_of) for day in dates for step in steps}
        return days

    def _of_rule(self, rule: Rule) -> set[date]:
        """When a rule on an event begins and ends; and whether what it brings is another on each day."""
        value = value_of(rule)
        if value is not None and isinstance(definite(value.type), Date):
            self._give_up_if(bool(self.reader.moments(value).moving), self.reader.moments(value))
        if not isinstance(rule.trigger, OnEvent):
            return set()
        records = [record for record in self.history.records if record.event == rule.trigger.event]
        begins = {add(max(r.date, r.recorded), rule.process.notice or Days(0)) for r in records}
        lasts = frozenset[Duration]() if rule.process.lasts is None else self.reader.durations(rule.process.lasts)
        until = Moments() if rule.process.until is None else self.reader.moments(rule.process.until)
        self._give_up_if(bool(until.moving), until)
        return begins | until.fixed | {add(day, step) for day in begins for step in lasts}

    # --- what expressions ask of the calendar -----------------------------------------------------------

    def _of_part(self, part: ir.Expression, inside: str | None) -> set[date]:
        match part:
            case ir.Aggregate(source=ir.EventRecords(event=event), within=period) if period is not None:
                return {add(day, period) for day in self._dates(event)}
            case ir.Compare(left=left, right=right) if isinstance(definite(left.type), Date):
                return self._of_comparison(self.reader.moments(left, inside), self.reader.moments(right, inside))
            case ir.Among(operand=operand, values=values) if isinstance(definite(operand.type), Date):
                days = frozenset(value for value in values if isinstance(value, date))
                return self._of_comparison(self.reader.moments(operand, inside), Moments(days))
            case ir.CountBetween(unit=unit, start=start, end=end):
                return self._of_count(unit, self.reader.moments(start, inside), self.reader.moments(end, inside))
            case _:
                return set()

    def _of_comparison(self, left: Moments, right: Moments) -> set[date]:
        """As-of meets a fixed date on the day that the undone moves lead to, and has passed it on the next."""
        self._give_up_if(bool(left.moving and right.moving), left, right)
        met = [*product(left.fixed, right.moving), *product(right.fixed, left.moving)]
        return {near for day, moves in met for near in _near(_undone(day, moves), CLAMPED * len(moves), after=1)}

    def _of_count(self, unit: ir.CalendarUnit, start: Moments, end: Moments) -> set[date]:
        """A count of years or months changes on the anniversaries of the date that stands still."""
        daily = unit is ir.CalendarUnit.DAYS
        self._give_up_if(bool(start.moving and end.moving) or (daily and bool(start.moving or end.moving)), start, end)
        if daily:
            return set()
        step = 12 if unit is ir.CalendarUnit.YEARS else 1
        days: set[date] = set()
        for day, moves in product(start.fixed, end.moving):
            days |= self._recurring(_undone(day, moves), step, CLAMPED * len(moves))
        for day, moves in product(end.fixed, start.moving):
            days |= self._recurring(_undone(day, moves), step, CLAMPED * (len(moves) + 1))
        return days

    def _give_up_if(self, unforeseeable: bool, *moments: Moments) -> None:
        self.every_day = self.every_day or unforeseeable or any(moment.any for moment in moments)

    def _recurring(self, origin: date, step: int, slack: int) -> set[date]:
        """The days every `step` months before and after `origin`. Counting back from a date may clamp."""
        first = (self.first.year - origin.year - 1) * 12 // step
        last = (self.last.year - origin.year + 1) * 12 // step
        days: set[date] = set()
        for count in range(first, last + 1):
            days.update(_near(add(origin, Months(count * step)), slack if count > 0 else max(slack, CLAMPED)))
        return days


def _undone(day: date, moves: tuple[Move, ...]) -> date:
    for move in reversed(moves):
        day = move.undo(day)
    return day


def _near(day: date, slack: int, after: int = 0) -> Iterator[date]:
    """The days around a day, `after` more on its far side."""
    for offset in range(-slack, slack + after + 1):
        if date.min.toordinal() <= day.toordinal() + offset <= date.max.toordinal():
            yield day + timedelta(days=offset)
