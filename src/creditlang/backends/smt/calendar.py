"""Days as terms: a year, a month from 0 and a day of the month, or a number of days since the first day of year 1.

Order and months need the former, whole days the latter; each is derived from the other when it is first asked for.
Mirrors `values/dates.py`, whose every rule (clamping to the month's last day, the calendar's two ends) holds here.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import attrs

from creditlang.backends.smt import terms
from creditlang.backends.smt.nodes import FALSE, Number, Truth, Unknown, below
from creditlang.backends.smt.terms import ONE, ZERO, whole
from creditlang.types import DurationKind, Interval
from creditlang.values import Duration, Months

_YEARS_PLAIN = Interval(1901, 2099)
"""The years in which every fourth one is a leap year."""

LAST_DAY = date.max.toordinal()


@attrs.frozen
class Civil:
    """A day as people write it. `month` is 0 for January. In every model the day exists."""

    year: Number
    month: Number
    day: Number

    @property
    def place(self) -> Number:
        """A number that orders days as the calendar does."""
        return terms.total((terms.scaled(384, self.year), terms.scaled(32, self.month), self.day))


@attrs.frozen
class Moment:
    """A day in one of the two forms, or in both."""

    civil: Civil | None = None
    ordinal: Number | None = None


@attrs.frozen
class Span:
    """A duration: whole days, or whole months."""

    kind: DurationKind
    count: Number


def moment_of(day: date) -> Moment:
    """A day that is known."""
    civil = Civil(whole(day.year), whole(day.month - 1), whole(day.day))
    return Moment(civil, whole(day.toordinal()))


def span_of(duration: Duration) -> Span:
    """A duration that is known."""
    kind = DurationKind.MONTHS if isinstance(duration, Months) else DurationKind.DAYS
    return Span(kind, whole(duration.count))


def is_leap(year: Number) -> Truth:
    """Whether a year has a 29 February."""
    fourth = terms.equal(terms.remainder(year, 4), ZERO)
    if _YEARS_PLAIN.encloses(year.range):
        return fourth
    century = terms.equal(terms.remainder(year, 100), ZERO)
    fourth_century = terms.equal(terms.remainder(year, 400), ZERO)
    return terms.every(fourth, terms.any_of(terms.negated(century), fourth_century))


def days_in_month(year: Number, month: Number) -> Number:
    """How many days a month has."""
    short = terms.any_of(*(terms.equal(month, whole(m)) for m in (3, 5, 8, 10)))
    february = terms.choose(is_leap(year), whole(29), whole(28))
    return terms.choose(terms.equal(month, ONE), february, terms.choose(short, whole(30), whole(31)))


def exists(civil: Civil) -> Truth:
    """Whether there is such a day, given that the month is one and the day from 1 to 31."""
    return terms.at_most(civil.day, days_in_month(civil.year, civil.month))


def ordinal_of(civil: Civil) -> Number:
    """The number of the day, 1 for the first day of year 1."""
    before = terms.sub(civil.year, ONE)
    if _YEARS_PLAIN.encloses(civil.year.range):
        leaps = terms.sub(terms.divided(before, whole(4)), whole(15))
    else:
        centuries = terms.sub(terms.divided(before, whole(100)), terms.divided(before, whole(400)))
        leaps = terms.sub(terms.divided(before, whole(4)), centuries)
    # Days before a month, as if February had 30: 0, 31, 61, 92, …
    months = terms.divided(terms.plus(terms.scaled(367, civil.month), whole(5)), whole(12))
    short = terms.choose(is_leap(civil.year), ONE, whole(2))
    missing = terms.choose(terms.at_most(whole(2), civil.month), short, ZERO)
    return terms.total((terms.scaled(365, before), leaps, months, terms.scaled(-1, missing), civil.day))


class Calendar:
    """Days with whole days added: their dates are new unknowns, each with the truths that define it."""

    def __init__(self, define: Callable[[str, Interval], Number], say: Callable[[Number, Truth], None]) -> None:
        """`define` makes an unknown of a range, `say` promises what holds of it."""
        self._define, self._say = define, say
        self._civil: dict[Number, Civil] = {}
        self._ordinal: dict[Civil, Number] = {}

    @property
    def derived(self) -> tuple[tuple[Number, Civil], ...]:
        """The numbers of days whose dates are unknowns of their own, in the order in which they were asked for."""
        return tuple(self._civil.items())

    def ordinal(self, moment: Moment) -> Number:
        """The number of the day."""
        if moment.ordinal is not None:
            return moment.ordinal
        assert moment.civil is not None
        if moment.civil not in self._ordinal:
            self._ordinal[moment.civil] = ordinal_of(moment.civil)
        return self._ordinal[moment.civil]

    def civil(self, moment: Moment) -> Civil:
        """The date of the day."""
        if moment.civil is not None:
            return moment.civil
        number = moment.ordinal
        assert number is not None
        if (value := terms.constant(number)) is not None:
            found = moment_of(date.fromordinal(value)).civil
            assert found is not None
            return found
        if number not in self._civil:
            self._civil[number] = self._dated(number)
        return self._civil[number]

    def _dated(self, number: Number) -> Civil:
        low = date.fromordinal(max(1, int(number.range.low or 1)))
        high = date.fromordinal(min(LAST_DAY, int(number.range.high or LAST_DAY)))
        name = f"day {len(self._civil)}"
        civil = self.some(name, low.year, high.year)
        self._promise(civil, terms.equal(ordinal_of(civil), number))
        return civil

    def some(self, name: str, first: int, last: int) -> Civil:
        """An unknown day in some years. A year is four times one unknown and another one, for that tells leap years."""
        fours = self._define(f"{name} fours", Interval(first // 4, last // 4))
        years = self._define(f"{name} years", Interval(0, 3))
        year = terms.plus(terms.scaled(4, fours), years)
        civil = Civil(
            year, self._define(f"{name} month", Interval(0, 11)), self._define(f"{name} day", Interval(1, 31))
        )
        self._promise(civil, exists(civil))
        if first % 4:
            self._promise(civil, terms.at_most(whole(first), year))
        if last % 4 != 3:
            self._promise(civil, terms.at_most(year, whole(last)))
        return civil

    def _promise(self, civil: Civil, truth: Truth) -> None:
        for part in below([civil.year, civil.month, civil.day]):
            if isinstance(part, Unknown):
                self._say(part, truth)

    def add(self, moment: Moment, span: Span) -> Moment:
        """The day moved on; months clamp to the last day of the month, and the calendar has two ends."""
        if span.count is ZERO:
            return moment
        if span.kind is DurationKind.DAYS:
            number = terms.plus(self.ordinal(moment), span.count)
            return Moment(ordinal=terms.lower(terms.higher(number, ONE), whole(LAST_DAY)))
        civil = self.civil(moment)
        months = terms.plus(civil.month, span.count)
        over = terms.divided(months, whole(12))
        year, month = terms.plus(civil.year, over), terms.sub(months, terms.scaled(12, over))
        if month is civil.month:
            # Whole years: only 29 February can be missing.
            gone = terms.every(terms.equal(month, ONE), terms.equal(civil.day, whole(29)), terms.negated(is_leap(year)))
            day = terms.choose(gone, whole(28), civil.day)
        else:
            day = terms.lower(civil.day, days_in_month(year, month))
        return Moment(_ended(year, Civil(year, month, day)))

    def at_most(self, left: Moment, right: Moment) -> Truth:
        """Whether a day is not after another."""
        return terms.at_most(*self._alike(left, right))

    def less(self, left: Moment, right: Moment) -> Truth:
        """Whether a day is before another."""
        return terms.less(*self._alike(left, right))

    def equal(self, left: Moment, right: Moment) -> Truth:
        """Whether two days are the same."""
        return terms.equal(*self._alike(left, right))

    def _alike(self, left: Moment, right: Moment) -> tuple[Number, Number]:
        """Both in one form: as dates, if they are dates already."""
        if left.civil is not None and right.civil is not None:
            return left.civil.place, right.civil.place
        return self.ordinal(left), self.ordinal(right)

    def within(self, day: Moment, start: Moment, span: Span) -> Truth:
        """Whether a day lies in the half-open span from a start on."""
        return terms.every(self.at_most(start, day), self.less(day, self.add(start, span)))

    def choose(self, condition: Truth, then: Moment, otherwise: Moment) -> Moment:
        """One of two days."""
        if then == otherwise:
            return then
        if then.civil is not None and otherwise.civil is not None:
            return Moment(
                Civil(
                    terms.choose(condition, then.civil.year, otherwise.civil.year),
                    terms.choose(condition, then.civil.month, otherwise.civil.month),
                    terms.choose(condition, then.civil.day, otherwise.civil.day),
                )
            )
        return Moment(ordinal=terms.choose(condition, self.ordinal(then), self.ordinal(otherwise)))

    def later(self, left: Moment, right: Moment) -> Moment:
        """The later of two days."""
        return self.choose(self.at_most(left, right), right, left)

    def days_between(self, start: Moment, end: Moment) -> Number:
        """Days from one day to another."""
        return terms.sub(self.ordinal(end), self.ordinal(start))

    def months_between(self, start: Moment, end: Moment) -> Number:
        """Whole months from one day to another; negative, and counted the same way back, if the end is earlier."""
        return self._counted(start, end, lambda months: months)

    def years_between(self, start: Moment, end: Moment) -> Number:
        """Whole years from one day to another."""
        return self._counted(start, end, lambda months: terms.divided(months, whole(12)))

    def _counted(self, start: Moment, end: Moment, measure: Callable[[Number], Number]) -> Number:
        first, last = self.civil(start), self.civil(end)
        forward = measure(_months(first, last))
        backward = terms.scaled(-1, measure(_months(last, first)))
        return terms.choose(terms.less(last.place, first.place), backward, forward)


def _months(first: Civil, last: Civil) -> Number:
    """Whole months from one day to a later one."""
    months = terms.total(
        (
            terms.scaled(12, terms.sub(last.year, first.year)),
            last.month,
            terms.scaled(-1, first.month),
        )
    )
    reached = terms.at_most(terms.lower(first.day, days_in_month(last.year, last.month)), last.day)
    return terms.sub(months, terms.choose(reached, ZERO, ONE))


def _ended(year: Number, civil: Civil) -> Civil:
    """The day, or the calendar's first or last one if it lies outside."""
    early, late = terms.less(year, ONE), terms.less(whole(date.max.year), year)
    if early is FALSE and late is FALSE:
        return civil

    def kept(inside: Number, first: int, last: int) -> Number:
        return terms.choose(early, whole(first), terms.choose(late, whole(last), inside))

    return Civil(kept(civil.year, 1, date.max.year), kept(civil.month, 0, 11), kept(civil.day, 1, 31))
