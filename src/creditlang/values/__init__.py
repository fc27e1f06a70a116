"""Exact points, money, ratios, dates, durations and rounding.

Nothing here knows about text, types or rules. No value is ever a binary float.
"""

from creditlang.values.currencies import CURRENCIES, CURRENCY_NAMES, minor_digits
from creditlang.values.dates import add, days_between, months_between, subtract, within, years_between
from creditlang.values.durations import Days, Duration, Months, show_duration
from creditlang.values.exact import Exact, NotExactError, as_exact, exact, magnitude, plain, show_exact, show_points
from creditlang.values.money import Money
from creditlang.values.rounding import Rounding, round_exact

__all__ = [
    "CURRENCIES",
    "CURRENCY_NAMES",
    "Days",
    "Duration",
    "Exact",
    "Money",
    "Months",
    "NotExactError",
    "Rounding",
    "add",
    "as_exact",
    "days_between",
    "exact",
    "magnitude",
    "minor_digits",
    "months_between",
    "plain",
    "round_exact",
    "show_duration",
    "show_exact",
    "show_points",
    "subtract",
    "within",
    "years_between",
]
