"""Slips in what is counted: records without `count of`, and days of a kind that the language does not know."""

import re
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.failures import Failure
from creditlang.syntax.slips.one_word import advised, reads_past

_SIGNS: Final = {"more than": ">", "over": ">", "at least": ">=", "fewer than": "<", "less than": "<", "at most": "<="}
_COUNTED: Final = re.compile(
    rf"(?P<words>{'|'.join(_SIGNS)})\s+(?P<number>[0-9][0-9_]*)\s+(?P<event>[^\W\d]\w*)"
    r"(?P<period>\s+within\s+(?:the\s+last\s+)?[0-9]+\s+(?:year|month|day)s?)?",
    re.IGNORECASE,
)
_DAYS: Final = re.compile(r"(?P<number>[0-9]+)\s+(?P<kind>working|business|work|week|calendar|school)[\s-]*days?\b")


def records_counted(failed: Failure) -> Diagnostic | None:
    """`where more than 2 LateReturn within 1 year`."""
    for found in _COUNTED.finditer(failed.code, failed.start, failed.end):
        if not found.start() <= failed.at < found.end():
            continue
        sign = _SIGNS[" ".join(found["words"].casefold().split())]
        meant = f"count of {found['event']}{found['period'] or ''} {sign} {found['number']}"
        if reads_past(failed, *found.span(), meant):
            return advised(failed.between(*found.span()), f"write `{' '.join(meant.split())}`")
    return None


def days_of_a_kind(failed: Failure) -> Diagnostic | None:
    """`notice 21 working days`."""
    for found in _DAYS.finditer(failed.code, failed.start, failed.end):
        if not found.start() <= failed.at < found.end():
            continue
        days = f"{found['number']} days"
        if not reads_past(failed, *found.span(), days):
            return None
        if found["kind"] == "calendar":
            advice = f"all days are days of the calendar: write `{days}`"
        else:
            advice = (
                f"days are days of the calendar, such as `{days}`; {found['kind']} days are not known here, for each "
                "place keeps its own holidays: write how many days of the calendar they come to, and say it in a `note`"
            )
        return advised(failed.between(*found.span()), advice)
    return None
