"""What compiled rulebooks call. Standard library only: `creditlang build --python` copies this file into its module.

Values are those of the reference evaluator, but for durations: a number of days or of months, whose unit the emitted
code knows. A subject is a mapping of its fields, a relation to one another such mapping, a relation to many a list of
them, ordered by id. A record is a mapping of its fields and of `record`, `date`, `recorded` and `withdrawn`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from operator import itemgetter
from typing import Any

Record = Mapping[str, Any]
Counted = tuple[Any, "date | None", "Record | None", int, "str | None"]
"""What one record is worth under a criterion: points, the first day on which it no longer counts, the record (None for
facts), the number of the criterion in its edition, and a remark."""

_DATE = itemgetter("date")
_ORDER = itemgetter("date", "record")


class NotInForce(ValueError):  # noqa: N818 - it is an answer about law, told as one
    """No edition is in force on the day that is asked for."""


class Outcome(tuple[Any, ...]):
    """A decision without its explanation: points, grade, rewards, sanctions and lists.

    Rewards, sanctions and lists are tuples of name and value of each one in effect, in the order of the text, its
    occasions by date and record id. The value is None where it is only its name. It is made of a tuple: a `NamedTuple`
    takes longer.
    """

    __slots__ = ()

    @property
    def points(self) -> Any:
        """The score; None where the rulebook has none or is not about the subject, or consent is missing."""
        return self[0]

    @property
    def grade(self) -> str | None:
        """The grade; None likewise."""
        return self[1]  # type: ignore[no-any-return]  # by position the type is lost

    @property
    def rewards(self) -> tuple[tuple[str, Any], ...]:
        """What is granted."""
        return self[2]  # type: ignore[no-any-return]  # by position the type is lost

    @property
    def sanctions(self) -> tuple[tuple[str, Any], ...]:
        """What is imposed."""
        return self[3]  # type: ignore[no-any-return]  # by position the type is lost

    @property
    def lists(self) -> tuple[tuple[str, Any], ...]:
        """The public lists with an entry."""
        return self[4]  # type: ignore[no-any-return]  # by position the type is lost

    def __repr__(self) -> str:
        named = zip(("points", "grade", "rewards", "sanctions", "lists"), self, strict=True)
        return f"Outcome({', '.join(f'{name}={value!r}' for name, value in named)})"


def visible(records: Mapping[str, Iterable[Record]], event: str, as_of: date, as_known: date | None) -> list[Record]:
    """The records of an event that had happened by `as_of` and were known by `as_known`, not withdrawn, in order."""
    try:
        given = records.get(event)
    except AttributeError:
        raise TypeError(
            "records must be a mapping from the name of an event to its records, each a mapping with `record`, `date`"
            f" and `recorded`, and are a `{type(records).__name__}`; `decide` takes other objects"
        ) from None
    if not given:
        return []
    if as_known is None:
        found = [r for r in given if r["date"] <= as_of and r.get("withdrawn") is None]
    else:
        found = [
            r
            for r in given
            if r["date"] <= as_of
            and r["recorded"] <= as_known
            and ((withdrawn := r.get("withdrawn")) is None or withdrawn > as_known)
        ]
    if len(found) > 1:
        found.sort(key=_ORDER)
    return found


def add_days(day: date, days: int) -> date:
    """A date moved by days, kept within the calendar."""
    return date.fromordinal(min(max(day.toordinal() + days, 1), 3652059))


def add_months(day: date, months: int) -> date:
    """A date moved by months, clamped to the last day of the month and kept within the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year < 1:
        return date.min
    if year > 9999:
        return date.max
    month += 1
    last = day.day
    return date(year, month, last if last < 29 else min(last, monthrange(year, month)[1]))


class _AfterAll:
    """A day after the last one of the calendar: none is on or after it."""

    def __gt__(self, _day: object) -> bool:
        return True

    __ge__ = __gt__

    def __lt__(self, _day: object) -> bool:
        return False

    __le__ = __lt__


@lru_cache(maxsize=4096)
def first_days(day: date, days: int) -> Any:
    """The first day from which a period of so many days includes `day`: later starts do too, earlier ones do not.

    To ask it once is to ask of every record whether `day < add_days(record's day, days)`, in one comparison each.
    """
    number = day.toordinal() - days + 1
    if day == date.max or number > 3652059:
        return _AfterAll()
    return date.fromordinal(max(number, 1))


@lru_cache(maxsize=4096)
def first_months(day: date, months: int) -> Any:
    """The same for a number of months."""
    if day == date.max:
        return _AfterAll()
    found = add_months(day, -months)
    # Several days can lead to the last one of a shorter month; all of them are before the day that is looked for.
    while add_months(found, months) <= day:
        if found == date.max:
            return _AfterAll()
        found = add_days(found, 1)
    return found


FIRST: dict[Callable[[date, int], date], Callable[[date, int], Any]] = {
    add_days: first_days,
    add_months: first_months,
}
"""For each way to add a period the way to find its first day."""


def days_between(start: date, end: date) -> int:
    """Days from `start` to `end`."""
    return end.toordinal() - start.toordinal()


def months_between(start: date, end: date) -> int:
    """Whole months from `start` to `end`."""
    if end < start:
        return -months_between(end, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    if end.day >= start.day or end.day == monthrange(end.year, end.month)[1]:
        return months
    return months - 1


def years_between(start: date, end: date) -> int:
    """Whole years from `start` to `end`."""
    months = months_between(start, end)
    return months // 12 if months >= 0 else -(-months // 12)


def plain(number: Any) -> Any:
    """A number as an `int` if it is whole."""
    return number.numerator if number.__class__ is Fraction and number.denominator == 1 else number


def in_period(records: Sequence[Record], day: date, add: Callable[[date, int], date], length: int) -> Sequence[Record]:
    """Of ordered records, those whose period of this length includes the day."""
    first = bisect_left(records, FIRST[add](day, length), key=_DATE)
    return records[first : bisect_right(records, day, lo=first, key=_DATE)]


def ordinal(records: Sequence[Record], record: Record, add: Callable[[date, int], date] | None, length: int) -> int:
    """Which one a record is, from 1, among ordered ones dated up to it, within a period where `add` is given."""
    upto = bisect_right(records, _ORDER(record), key=_ORDER)
    if add is None:
        return upto
    return upto - bisect_left(records, FIRST[add](record["date"], length), hi=upto, key=_DATE)


def assessed(record: Record, low: Any, high: Any) -> tuple[Any, str]:
    """What an official set, if it lies within bounds and has a reason; and the remark that tells so."""
    points, reason = record["assessed"], record["reason"]
    if points is None:
        return 0, "not counted: no points were assessed"
    allowed = f"{shown(low)} to {shown(high)}"
    if not low <= points <= high:
        return 0, f"not counted: {shown(points)} assessed, outside {allowed}"
    if reason is None or not reason.strip():
        return 0, "not counted: no reason was given"
    return points, f"assessed within {allowed}: {reason.strip()}"


def shown(number: Any) -> str:
    """An exact number's digits, or a fraction such as `1/3`."""
    number = Fraction(number)
    rest, places = number.denominator, 0
    for prime in (2, 5):
        power = 0
        while rest % prime == 0:
            rest, power = rest // prime, power + 1
        places = max(places, power)
    if rest != 1:
        return f"{number.numerator}/{number.denominator}"
    if not places:
        return str(number.numerator)
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    return f"{'-' if number < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def place(item: Counted) -> tuple[date, str]:
    """Records are counted in their order, facts before them."""
    return (date.min, "") if item[2] is None else _ORDER(item[2])


def only_largest(items: Iterable[Counted], field: str) -> list[Counted]:
    """Of those that share an act, the one of largest magnitude (of equal ones the earliest)."""
    items = list(items)
    best: dict[Any, Counted] = {}
    for item in sorted(items, key=place):
        act = None if item[2] is None else item[2].get(field)
        if act is not None and (act not in best or abs(item[0]) > abs(best[act][0])):
            best[act] = item
    keep = {id(item) for item in best.values()}
    return [item for item in items if item[2] is None or item[2].get(field) is None or id(item) in keep]


def milder(own: Sequence[Counted], this: Iterable[Counted]) -> list[Counted]:
    """Each record by the edition of its date or the current one, whichever is better for the person."""
    by_own = {place(item): item for item in own if item[2] is not None}
    by_this = {place(item): item for item in this}
    found = [item for item in own if item[2] is None]
    for key in sorted(by_own.keys() | by_this.keys()):
        first, second = by_own.get(key), by_this.get(key)
        better = (second[0] if second else 0) > (first[0] if first else 0)
        if judged := second if better else first:
            found.append(judged)
    return found


def active(items: Iterable[Counted], as_of: date) -> list[Counted]:
    """Those that have not expired."""
    return [item for item in items if item[1] is None or as_of < item[1]]


def keep(points: list[Any], items: Sequence[Counted], limit: Any, period: Callable[[date], Any], as_of: date) -> None:
    """Cap the running sum in each period: the record that reaches the cap counts in part, later ones not at all.

    `period` gives None for a day that the cap says nothing about.
    """
    sums: dict[Any, Any] = {}
    for index, item in enumerate(items):
        span = period(as_of if item[2] is None else item[2]["date"])
        if span is None:
            continue
        before = sums.get(span, 0)
        after = min(max(before + points[index], -limit), limit)
        points[index], sums[span] = after - before, after


def year(day: date) -> int:
    """The calendar year."""
    return day.year


def quarter(day: date) -> tuple[int, int]:
    """The calendar quarter."""
    return day.year, (day.month - 1) // 3


def month(day: date) -> tuple[int, int]:
    """The calendar month."""
    return day.year, day.month


def total(_day: date) -> int:
    """One period for everything."""
    return 0


def half_even(number: Any) -> int:
    """The nearer whole number, the middle to the even one."""
    return round(Fraction(number))


def largest(values: Iterable[Any]) -> Any:
    """The largest known value; None if there is none."""
    return max((value for value in values if value is not None), default=None)


def smallest(values: Iterable[Any]) -> Any:
    """The smallest known value; None if there is none."""
    return min((value for value in values if value is not None), default=None)


def the_last(as_of: date, add: Callable[[date, int], date], length: int) -> Callable[[date], int | None]:
    """One period for the days whose span of this length includes `as_of`; None for earlier ones."""
    return lambda day: 0 if day <= as_of < add(day, length) else None


def give_way(every: Iterable[Counted], kept: Iterable[Counted], why: str) -> dict[int, str]:
    """The items that are not kept, by identity, and why."""
    keeping = {id(item) for item in kept}
    return {id(item): why for item in every if id(item) not in keeping}


def consent_state(given: Sequence[date], ended: Sequence[date]) -> str:
    """`given`, `withdrawn` or `missing`. On one day the end wins: a consent is only what is plainly wanted."""
    if not given:
        return "missing"
    return "withdrawn" if ended and max(ended) >= max(given) else "given"


def end_of(day: date, months: int) -> date:
    """The first day after the calendar year (12 months), quarter (3) or month (1) of a day."""
    return add_months(date(day.year, (day.month - 1) // months * months + 1, 1), months)


def only_once(items: Iterable[Counted], add: Callable[[date, int], date], length: int) -> list[Counted]:
    """Those before which, in the period, none counts. A record worth nothing stands in nobody's way."""
    kept: list[Counted] = []
    last: date | None = None
    for item in sorted(items, key=place):
        if item[2] is not None and item[0]:
            day = item[2]["date"]
            if last is not None and last <= day < add(last, length):
                continue
            last = day
        kept.append(item)
    return kept


def fade(parts: Sequence[tuple[Sequence[Counted], list[Any], bool, bool]]) -> dict[int, str]:
    """Keep the points of fading criteria, in place, to what is left of the lines of the records before them.

    Args:
        parts: for each criterion its items, their points, whether it fades, and whether only records known by then
            stand before its own.

    Returns:
        the items that were kept to less, by identity, and why.
    """
    found = sorted(
        (place(item), part, index)
        for part, (items, _, fades, _) in enumerate(parts)
        if fades
        for index, item in enumerate(items)
        if item[2] is not None
    )
    less: dict[int, str] = {}
    for key, part, index in found:
        items, points, _, by_known = parts[part]
        record = items[index][2]
        assert record is not None
        known = record["recorded"] if by_known else None
        left = 0
        for others, theirs, _, _ in parts:
            for other, worth in zip(others, theirs, strict=True):
                if other[2] is not None and place(other) < key and (known is None or other[2]["recorded"] <= known):
                    left += worth
        worth = points[index]
        kept = max(worth, -max(left, 0)) if worth < 0 else min(worth, max(-left, 0))
        if kept != worth:
            points[index] = kept
            less[id(items[index])] = "no more than what is left of the records before it"
    return less


def earlier(
    points_on: Callable[..., Any],
    facts: Mapping[str, Any],
    records: Mapping[str, Iterable[Record]],
    record: Record,
    moment: str,
    as_known: date | None,
    memo: dict[Any, Any],
) -> Any:
    """The score on a record's date: `before` it, `known before` it, or `on its date` from all records of the day."""
    day, key = record["date"], _ORDER(record)
    if moment == "known before":
        as_known = record["recorded"]
    upto = None if moment == "on its date" else key
    question = (day, as_known, upto)
    if question not in memo:
        if upto is not None:
            records = {event: [r for r in listed if _ORDER(r) < upto] for event, listed in records.items()}
        memo[question] = points_on(facts, records, day, as_known, memo)
    return memo[question]
