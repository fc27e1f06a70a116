"""Slips in how much and how often: limits in time, what is weighed, ratios, and amounts that differ by group."""

import re
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.failures import Failure
from creditlang.syntax.slips.one_word import advised, reads
from creditlang.syntax.words import NUMBERS
from creditlang.values import CURRENCIES

_CONDITION: Final = "CONDITION"
_OFTEN: Final = re.compile(
    r"at\s+most\s+(?P<amount>once|one\s+time|[0-9][0-9_.]*)(?:\s+points?)?,?\s+"
    rf"(?P<how>(?:(?:in|within|during|per|for)\s+)?(?:(?:each|every|any|the\s+last|per|an?)\s+)?"
    rf"(?:(?P<number>[0-9]+|{'|'.join(NUMBERS)})\s+)?(?P<unit>year|month|week|day)s?)\s*",
    re.IGNORECASE,
)

_AMOUNT: Final = r"[0-9][0-9_]*(?:\.[0-9]+)?"
_VALUE: Final = rf"{_AMOUNT}(?:\s+[A-Z]{{3}})?"
_POINTS: Final = r"(?:\s+points?)?"
_WEIGHED: Final = re.compile(
    rf"(?P<effect>award|deduct)\s+(?:(?:from\s+)?(?P<low>{_AMOUNT}){_POINTS}\s+(?:to|until|up\s+to)|up\s+to)"
    rf"\s+(?P<high>{_AMOUNT}){_POINTS}\s*"
)
_RATIO: Final = re.compile(
    rf"(?P<effect>award|deduct)\s+(?P<points>{_AMOUNT}){_POINTS}\s+(?P<how>(?:per|for\s+each|for\s+every|each|every)\s+"
    rf"(?P<step>{_AMOUNT})\s+(?P<unit>[^\W\d]\w*))\s*"
)
_BY_GROUP: Final = re.compile(
    rf"(?P<lead>starts\s+at|award|deduct|grant)\s+(?P<one>{_VALUE}|\"[^\"\n]*\"){_POINTS}\s+(?P<groups>for\s+(?P<group>[^\W\d]\w*)"
    rf",?\s+(?:and\s+|or\s+)?(?P<other>{_VALUE}|\"[^\"\n]*\"){_POINTS}\s+for\s+[^\W\d][\w ]*)\s*"
)
_IF_FIRST: Final = re.compile(
    r"(?P<whole>(?:if|when)\s+(?P<condition>.+?)\s*(?:\bthen\b|,|:)\s*(?P<effect>award|deduct)\s+(?P<one>.+?)"
    r"(?:\s+(?:else|otherwise)\s+(?:(?P=effect)\s+)?(?P<other>.+?))?)\s*",
    re.DOTALL,
)
_IF_HELD: Final = re.compile(
    r"(?:if|when)\s+(?P<condition>.+?)\s*(?:\bthen\b|,|:)\s*(?P<clause>(?:impose|grant)\b.*\S)\s*", re.DOTALL
)
_BOUNDS: Final = re.compile(
    rf"(?P<whole>(?:ranges?\s+)?(?:from\s+)?(?P<low>-?{_AMOUNT})\s+(?:to|until|up\s+to)\s+(?P<high>-?{_AMOUNT}){_POINTS})\s*"
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


def weighed_between(failed: Failure) -> Diagnostic | None:
    """`deduct 2 to 15 points`, `deduct up to 15 points`: how many is weighed in the single case."""
    found = _WEIGHED.fullmatch(failed.code, failed.start, failed.end)
    if found is None:
        return None
    meant = f"{found['effect']} assessed between {found['low'] or 0} and {found['high']}"
    return _instead(failed, found.start(), found.end(), meant)


def ratio(failed: Failure) -> Diagnostic | None:
    """`award 1 point per 2 hours`."""
    found = _RATIO.fullmatch(failed.code, failed.start, failed.end)
    if found is None:
        return None
    money = found["unit"] in CURRENCIES
    field, step = ("FIELD", f"{found['step']} {found['unit']}") if money else (found["unit"], found["step"])
    steps = f"{field} / {step} rounded down"
    if found["points"] != "1":
        steps = f"{found['points']} * ({steps})"
    meant = f"{found['effect']} {steps}"
    if not reads(failed, *found.span(), meant):
        return None
    what = "is the field that holds the amount" if money else "is a number that is known of the record"
    return advised(failed.between(*found.span("how")), f"write `{meant}`, where `{field}` {what}")


def amount_by_group(failed: Failure) -> Diagnostic | None:
    """`starts at 60 for guests, 100 for others`."""
    found = _BY_GROUP.fullmatch(failed.code, failed.start, failed.end)
    if found is None:
        return None
    condition = _belonging(failed, found["group"])
    meant = f"{' '.join(found['lead'].split())} if {condition} then {found['one']} else {found['other']}"
    if not reads(failed, *found.span(), meant):
        return None
    told = "" if condition != _CONDITION else f", where `{condition}` is true of {found['group']}"
    return advised(failed.between(*found.span("groups")), f"write `{meant}`{told}")


def condition_first(failed: Failure) -> Diagnostic | None:
    """`if status is student then award 6`."""
    found = _IF_FIRST.fullmatch(failed.code, failed.start, failed.end)
    if found is None:
        return None
    parts = {name: " ".join((text or "0").split()) for name, text in found.groupdict().items()}
    meant = f"{parts['effect']} if {parts['condition']} then {parts['one']} else {parts['other']}"
    return _instead(failed, *found.span("whole"), meant)


def condition_of_effect(failed: Failure) -> Diagnostic | None:
    """`if points < 5 then impose "a fine"`: the condition is a clause of its own."""
    found = _IF_HELD.fullmatch(failed.code, failed.start, failed.end)
    if found is None:
        return None
    meant, effect = (" ".join(text.split()) for text in (f"while {found['condition']}", found["clause"]))
    if not (reads(failed, *found.span(), meant) and reads(failed, *found.span(), effect)):
        return None
    return advised(failed.between(found.start(), found.end("clause")), f"write `{meant}` and below it `{effect}`")


def score_bounds(failed: Failure) -> Diagnostic | None:
    """`from 0 to 130` in a score."""
    found = _BOUNDS.fullmatch(failed.code, failed.start, failed.end) if failed.place == "score_clause" else None
    if found is None:
        return None
    return _instead(failed, *found.span("whole"), f"between {found['low']} and {found['high']}")


def _instead(failed: Failure, start: int, end: int, meant: str) -> Diagnostic | None:
    return advised(failed.between(start, end), f"write `{meant}`") if reads(failed, start, end, meant) else None


def _belonging(failed: Failure, group: str) -> str:
    """The test of a field that is declared in the same file as a choice of that group; else a place-holder."""
    for member in (group, group.removesuffix("s")):
        declared = re.search(
            rf"^\s+(?P<field>[^\W\d]\w*)[^:\n]*:\s*one\s+of\b[^\n]*\b{member}\b", failed.code, re.MULTILINE
        )
        if declared is not None:
            return f"{declared['field']} is {member}"
    return _CONDITION
