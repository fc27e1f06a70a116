"""Slips in how much and how often: limits in time, what is weighed, ratios, and amounts that differ by group."""

import re
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.failures import Failure
from creditlang.syntax.slips.one_word import advised, reads
from creditlang.syntax.words import NUMBERS

_OFTEN: Final = re.compile(
    r"at\s+most\s+(?P<amount>once|one\s+time|[0-9][0-9_.]*)(?:\s+points?)?,?\s+"
    rf"(?P<how>(?:(?:in|within|during|per|for)\s+)?(?:(?:each|every|any|the\s+last|per|an?)\s+)?"
    rf"(?:(?P<number>[0-9]+|{'|'.join(NUMBERS)})\s+)?(?P<unit>year|month|week|day)s?)\s*",
    re.IGNORECASE,
)


def limit_in_time(failed: Failure) -> Diagnostic | None:
    """`at most once every 3 years`, `at most 10 per 2 years`."""
    found = _OFTEN.fullmatch(failed.code, failed.start, failed.end)
    if found is None:
        return None
    once, written = not found["amount"][0].isdigit(), (found["number"] or "1").casefold()
    number = NUMBERS.get(written) or int(written)
    if not once and number == 1:
        return None  # as likely a calendar year, which is offered elsewhere
    period = f"{number} {found['unit'].casefold()}{'' if number == 1 else 's'}"
    meant = f"at most once in {period}" if once else f"at most {found['amount']} in the last {period}"
    if not reads(failed, *found.span(), meant):
        return None
    return advised(failed.between(*found.span("how")), f"write `{meant}`")
