"""Slips between names that stand side by side: a comma, brackets or an `or` that is left out or is another sign.

Each is offered only where the clause can be read with it.
"""

import re
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.failures import Failure
from creditlang.syntax.slips.one_word import advised, reads, reads_past

_LOOKUP: Final = re.compile(r"(?P<table>[^\W\d]\w*)\s+(?:(?:of|for|by)\s+)?(?P<key>[^\W\d]\w*)")

_LEFT_OUT: Final = re.compile(
    r"without\s+(?P<names>[^\W\d]\w*(?:(?:\s*,\s*|\s+)(?:(?:and|or)\s+)?(?:without\s+)?[^\W\d]\w*)+)\s*"
)
_BETWEEN_LEFT_OUT: Final = re.compile(r"(?:\s*,\s*(?:and\s+)?|\s+and\s+)(?:without\s+)?|\s+without\s+")


def left_out_one_by_one(failed: Failure) -> Diagnostic | None:
    """`follows "2024", without A, without B`, `without A and B`."""
    found = _LEFT_OUT.search(failed.code, failed.start, failed.end) if failed.place == "rulebook_clause" else None
    if found is None or found.end() != failed.end:
        return None
    meant = f"without {', '.join(_BETWEEN_LEFT_OUT.split(found['names']))}"
    if not reads(failed, *found.span(), meant):
        return None
    return advised(failed.between(found.start(), found.end("names")), f"write `{meant}`")


def members_without_comma(failed: Failure) -> Diagnostic | None:
    """`Giving BloodDonor`, `Giving and BloodDonor` in a group: two members without a comma between them."""
    if failed.place != "group_clause" or not failed.word or not failed.behind_name:
        return None
    if failed.word in ("and", "or"):
        joined = reads_past(failed, failed.at, failed.at + len(failed.word), ",")
        return advised(failed.here(), f"write a comma instead of `{failed.word}`") if joined else None
    if not reads_past(failed, failed.at, failed.at, ", "):
        return None
    return advised(failed.here(), f"write a comma between two members: `{failed.previous}, {failed.word}`")


def values_without_comma(failed: Failure) -> Diagnostic | None:
    """`Landlord born 1970-02-28 dwellings 2` in a scenario: fields with their values, a comma between two."""
    if failed.place != "scenario_clause" or not failed.word or failed.read.startswith(("expect", "as", "of")):
        return None
    if not reads_past(failed, failed.at, failed.at, ", "):
        return None
    return advised(failed.here(), f"write a comma before `{failed.word}`")


def lookup_without_brackets(failed: Failure) -> Diagnostic | None:
    """`deduct OffencePoints offence`, `OffencePoints of offence`: what is looked up in a table stands in brackets."""
    found = _LOOKUP.match(failed.code, failed.previous_at, failed.end) if failed.behind_name else None
    if found is None or not found["table"][0].isupper() or found["key"][0].isupper():
        return None
    meant = f"{found['table']}({found['key']})"
    if not reads(failed, *found.span(), meant):
        return None
    return advised(failed.between(*found.span()), f"to look up in a table, write `{meant}`")


def keys_with_comma(failed: Failure) -> Diagnostic | None:
    """`speeding, red_light | 5`: values that share a row of a table."""
    if failed.place != "key" or failed.piece != "," or not reads_past(failed, failed.at, failed.at + 1, " or "):
        return None
    return advised(failed.here(), "write `or` between values that share a row, not a comma")
