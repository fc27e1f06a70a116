"""Values written as other places write them, or as nobody could."""

import attrs

from creditlang.diagnostics import Diagnostic


@attrs.frozen(kw_only=True)
class ImpossibleDate(Diagnostic):
    """A date that no calendar has."""

    code = "E0030"
    slug = "impossible-date"
    message = "there is no day `{written}`"

    written: str
    last: str | None
    """The last day of that month, as a date is written, where year and month exist."""

    def hint_text(self) -> str:
        """The nearest thing that exists."""
        return (
            f"the last day of that month is {self.last}"
            if self.last
            else "write the year, the month (01 to 12) and the day"
        )


@attrs.frozen(kw_only=True)
class DateFormat(Diagnostic):
    """A date not written as year-month-day."""

    code = "E0031"
    slug = "date-format"
    message = "`{written}` is not how a date is written"
    hint = "write the year, the month and the day with hyphens: {meant}"

    written: str
    meant: str


@attrs.frozen(kw_only=True)
class MoneyFormat(Diagnostic):
    """An amount of money with a sign, or with its currency in front."""

    code = "E0032"
    slug = "money-format"
    message = "`{written}` is not how an amount of money is written"
    hint = "write the number, then the currency's three letters: `{meant}`"

    written: str
    meant: str


@attrs.frozen(kw_only=True)
class CommaInNumber(Diagnostic):
    """A comma inside a number."""

    code = "E0033"
    slug = "comma-in-number"
    message = "`{written}` has a comma inside a number"
    hint = "write `{meant}`: a point begins the decimals, and `_` may group the digits of a large number"

    written: str
    meant: str


@attrs.frozen(kw_only=True)
class MixedDuration(Diagnostic):
    """A duration of months and days."""

    code = "E0034"
    slug = "mixed-duration"
    message = "`{written}` mixes months and days"
    hint = "a month has no fixed number of days: write years and months, or weeks and days"

    written: str


@attrs.frozen(kw_only=True)
class BrokenDuration(Diagnostic):
    """A duration that is not a whole number of days or months."""

    code = "E0035"
    slug = "broken-duration"
    message = "`{written}` is not a whole number of days or months"
    hint = "write it in a smaller unit, such as `18 months` for one and a half years"

    written: str


@attrs.frozen(kw_only=True)
class CommentInMonths(Diagnostic):
    """A period of public comment that is not counted in days."""

    code = "E0036"
    slug = "comment-in-months"
    message = "a period of public comment is counted in days, not as `{written}`"
    hint = "write it in days or weeks, such as `30 days`"

    written: str
