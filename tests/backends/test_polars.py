"""What the Polars engine lowers itself: the calendar, and numbers with their rounding."""

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditlang.backends.polars import dates, numbers
from creditlang.backends.polars.criteria import MONTHS, SPACES, digits
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.support import NotSupportedError
from creditlang.ir import CalendarPeriod
from creditlang.semantics.criteria import expiry
from creditlang.types import Interval
from creditlang.values import (
    Days,
    Duration,
    Months,
    Rounding,
    add,
    days_between,
    months_between,
    round_exact,
    show_exact,
    within,
    years_between,
)

EDGES = [date(1, 1, 1), date(1900, 2, 28), date(2000, 2, 29), date(2024, 2, 29), date(2023, 12, 31), date(9999, 12, 31)]
DAYS = [
    date.fromordinal(min(max(day.toordinal() + n, 1), date.max.toordinal()))
    for day in EDGES
    for n in (-31, -30, -1, 0, 1, 2, 28, 29, 30, 31, 59, 365)
]
PERIODS: list[Duration] = [Days(1), Days(30), Days(0), Months(1), Months(0), Months(11), Months(12), Months(48)]


def of_days(days: Sequence[date]) -> pl.Series:
    return pl.Series("day", [dates.number(day) for day in days], dtype=dates.DAY)


def as_day(number: int) -> date:
    return date.fromordinal(number + dates.EPOCH)


@pytest.mark.parametrize("length", [*PERIODS, Months(-1), Days(-400), Months(10**6), Days(-(10**9))], ids=str)
def test_days_move_as_the_evaluator_moves_them(length: Duration) -> None:
    found = of_days(DAYS).to_frame().select(dates.moved(pl.col("day"), length)).to_series()
    assert [add(day, length) for day in DAYS] == [as_day(number) for number in found]


def test_time_between_days_is_counted_as_the_evaluator_counts_it() -> None:
    pairs = [(a, b) for a in DAYS for b in DAYS]
    frame = pl.DataFrame({"a": of_days([a for a, _ in pairs]), "b": of_days([b for _, b in pairs])})
    a, b = pl.col("a"), pl.col("b")
    for count, lowered in (
        (years_between, dates.years_between),
        (months_between, dates.months_between),
        (days_between, dates.days_between),
    ):
        assert [count(*pair) for pair in pairs] == frame.select(lowered(a, b)).to_series().to_list()


@pytest.mark.parametrize("period", list(CalendarPeriod), ids=lambda period: period.value)
def test_a_period_ends_on_the_day_that_the_evaluator_says(period: CalendarPeriod) -> None:
    found = of_days(DAYS).to_frame().select(dates.end_of(pl.col("day"), MONTHS[period])).to_series()
    assert [expiry(day, Days(0), period) for day in DAYS] == [as_day(number) for number in found]


@pytest.mark.parametrize("period", PERIODS, ids=str)
def test_the_first_day_inside_a_period(period: Duration) -> None:
    """For each day, and for one day known beforehand: no earlier day is inside, and it is, unless none is."""
    found = of_days(DAYS).to_frame().select(dates.first_inside(pl.col("day"), period)).to_series()
    for day, number in zip(DAYS, found, strict=True):
        first = dates.first_after(day, lambda start: add(start, period))
        assert (dates.LAST + 1 if first is None else first) == number or min(first or 0, number) > dates.number(day)
        if number <= dates.number(day):
            assert within(day, as_day(number), period)
            assert number == dates.FIRST or not within(day, as_day(number) - timedelta(days=1), period)


# --- numbers -----------------------------------------------------------------------------------------

whole = st.integers(-(10**12), 10**12)


def value_of(number: Number, frame: pl.DataFrame) -> Fraction:
    upper = frame.select(number.whole).item()
    lower = 1 if number.denominator is None else frame.select(number.denominator).item()
    assert number.low <= upper <= number.high
    assert 1 <= lower <= number.most
    return Fraction(upper, number.divisor * lower)


@given(whole, whole.filter(bool), st.sampled_from(Rounding), st.sampled_from([1, Fraction(1, 100), 5, Fraction(3, 2)]))
def test_numbers_are_exact(a: int, b: int, mode: Rounding, step: Fraction) -> None:
    frame = pl.DataFrame({"a": [a], "b": [b]})
    x = numbers.column(pl.col("a"), 2, Interval(-(10**10), 10**10))
    y = numbers.column(pl.col("b"), 1, Interval(-(10**11), 10**11))
    v, w = Fraction(a, 100), Fraction(b, 10)
    for expected, number in (
        (v + w, numbers.add(x, y)),
        (v * w, numbers.multiply(x, y)),
        (v / w, numbers.divide(x, y)),
        (v / w + v, numbers.add(numbers.divide(x, y), x)),
        (min(v, w), numbers.least(x, y)),
        (max(v, w), numbers.most(x, y)),
        (-v, numbers.negate(x)),
        (Fraction(round_exact(v, mode, step)), numbers.round_to(x, mode, step)),
        (Fraction(round_exact(v / w, mode, step)), numbers.round_to(numbers.divide(x, y), mode, step)),
        (min(max(v, -abs(w)), abs(w)), numbers.clamp(x, numbers.magnitude(y))),
    ):
        assert expected == value_of(number, frame)


def test_a_number_takes_128_bits_only_if_its_range_needs_them() -> None:
    narrow = numbers.column(pl.col("a"), 0, Interval(0, 10**9))
    wide = numbers.multiply(narrow, numbers.column(pl.col("b"), 0, Interval(0, 10**10)))
    assert (pl.Int64, pl.Int128) == (narrow.type, wide.type)
    assert pl.DataFrame({"a": [2 * 10**9], "b": [10**10]}).select(wide.whole).item() == 2 * 10**19


def test_a_number_beyond_128_bits_is_refused() -> None:
    number = numbers.column(pl.col("a"), 0, Interval())
    with pytest.raises(NotSupportedError, match="more than 128 bits"):
        numbers.multiply(numbers.multiply(number, number), number)


@given(st.integers(-(10**15), 10**15), st.integers(0, 4))
def test_digits_are_those_that_people_are_shown(number: int, scale: int) -> None:
    assert show_exact(Fraction(number, 10**scale)) == pl.select(digits(pl.lit(number, dtype=pl.Int64), scale)).item()


def test_blank_is_what_python_takes_for_blank() -> None:
    assert {chr(n) for n in range(0x110000) if chr(n).isspace()} == set(SPACES)
