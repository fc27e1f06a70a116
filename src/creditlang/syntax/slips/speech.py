"""Slips of those who write as they speak: `better than B`, `5% of income`, `on Warning or Work`, `unless`.

Each has one way to be said in the language. Where that can be tried, only what can then be read is offered.
"""

import re
from collections.abc import Callable
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.failures import Failure
from creditlang.syntax.slips.one_word import advised, reads_past

_NAME: Final = r"[^\W\d]\w*"
_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}|as_of"

_TERM: Final = rf"(?:[0-9][0-9_]*(?:\.[0-9]+)?(?:\s+[A-Z]{{3}}\b|\s*%)?|{_NAME}(?:\.{_NAME})*)"
_CALCULATED: Final = {"plus": "+", "minus": "-", "multiplied by": "*", "divided by": "/"}
_COMPARED: Final = {"after": ">", "since": ">=", "before": "<"}
_SAID: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (
        re.compile(rf"\bis\s+(?P<way>better|higher|worse|lower)\s+than\s+(?P<grade>{_NAME})"),
        lambda found: f"{'>' if found['way'] in ('better', 'higher') else '<'} {found['grade']}",
    ),
    (
        re.compile(rf"(?P<share>[0-9]+(?:\.[0-9]+)?\s?%)\s+of\s+(?P<whole>{_NAME}(?:\.{_NAME})*)"),
        lambda found: f"{found['whole']} * {found['share']}",
    ),
    (
        re.compile(rf"(?P<factor>[0-9]+(?:\.[0-9]+)?)\s+(?:x|times)\s+(?P<name>{_NAME}(?:\.{_NAME})*)"),
        lambda found: f"{found['factor']} * {found['name']}",
    ),
    (
        re.compile(rf"exists\s+(?P<event>{_NAME})\s+(?P<way>after|since|before)\s+(?P<day>{_DAY})"),
        lambda found: f"exists {found['event']} where date {_COMPARED[found['way']]} {found['day']}",
    ),
    (
        re.compile(rf"(?P<one>{_TERM})\s+(?P<way>plus|minus|multiplied\s+by|divided\s+by)\s+(?P<other>{_TERM})"),
        lambda found: f"{found['one']} {_CALCULATED[' '.join(found['way'].split())]} {found['other']}",
    ),
    (
        re.compile(
            r"(?P<sum>[0-9][0-9_]*(?:\.[0-9]+)?\s+[A-Z]{3})\s+(?:per|(?:for\s+)?(?:each|every))\s+(?P<event>[A-Z]\w*)"
        ),
        lambda found: f"{found['sum']} * count of {found['event']}",
    ),
    (re.compile(r",\s*(?:else|otherwise)\b"), lambda _: "else"),
    (
        re.compile(rf"(?P<rule>{_NAME})\s+is\s+(?P<negated>not\s+)?in\s+(?:effect|force)\b"),
        lambda found: f"{'not ' if found['negated'] else ''}holds {found['rule']}",
    ),
)
_OR_EVENT: Final = re.compile(rf"on\s+(?P<one>{_NAME})\s+(?:or|and)\s+(?P<other>{_NAME})")
_UNLESS: Final = re.compile(
    r"(?:lasts|until)\b.*?\b(?P<unless>unless|or\s+until)\s+(?P<condition>[^\n]+?)\s*$", re.MULTILINE
)


def said_otherwise(failed: Failure) -> Diagnostic | None:
    """`grade is better than B`, `5% of income`, `exists Work after 2025-01-01`."""
    for pattern, meant_by in _SAID:
        for found in pattern.finditer(failed.code, failed.start, failed.end):
            meant = " ".join(meant_by(found).split())
            if found.start() <= failed.at <= found.end() and reads_past(failed, *found.span(), meant):
                return advised(failed.between(*found.span()), f"write `{meant}`")
    return None


def none_of(failed: Failure) -> Diagnostic | None:
    """`points >= 90 and no Suspended`: whether nothing of a name is there."""
    if failed.previous not in ("no", "without") or not failed.word or failed.place == "scenario_clause":
        return None
    start, end, name = failed.previous_at, failed.at + len(failed.word), failed.word
    if not reads_past(failed, start, end, f"not holds {name}"):
        return None
    of_rule, of_records = f"`not holds {name}`", f"`not exists {name}`"
    declared = re.search(rf"^(?P<head>event|reward|sanction|list)\s+{re.escape(name)}(?!\w)", failed.code, re.MULTILINE)
    match declared and declared["head"]:
        case None:
            advice = f"write {of_rule} of a reward or sanction, or {of_records} of records"
        case "event":
            advice = f"write {of_records}"
        case "list":
            advice = f"write `not listed in {name}`"
        case _:
            advice = f"write {of_rule}"
    return advised(failed.between(start, end), advice)


def two_events(failed: Failure) -> Diagnostic | None:
    """`on Warning or Work`."""
    found = _OR_EVENT.match(failed.code, failed.start, failed.end)
    if found is None or not found.start() <= failed.at <= found.end():
        return None
    advice = (
        f"a rule is about records of one event: write one rule `on {found['one']}` and another `on {found['other']}`, "
        "and put them in a group if they share a limit"
    )
    return advised(failed.between(found.start("one"), found.end("other")), advice)


def lasts_unless(failed: Failure) -> Diagnostic | None:
    """`lasts 1 year unless paid is known`, `lasts 6 months or until paid is known`."""
    found = _UNLESS.match(failed.code, failed.start, failed.end)
    if found is None:
        return None
    start = found.start("unless")
    advice = f"what ends it earlier stands on a line of its own: `lifted when {' '.join(found['condition'].split())}`"
    return advised(failed.between(start, found.end()), advice)
