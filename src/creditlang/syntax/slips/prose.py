"""Slips that come from writing as one speaks: numbers and dates in words, comparisons in words, articles.

What is offered has been read in place of what stands there, so that no hint leads to another mistake.
"""

import re
from datetime import date
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.errors import DateFormat, UnexpectedText
from creditlang.syntax.errors.words import shown
from creditlang.syntax.failures import Failure
from creditlang.syntax.slips.one_word import advised, reads, reads_past
from creditlang.syntax.words import NUMBERS

_COUNTED: Final = re.compile(
    rf"(?<![\w-])(?:for\s+)?(?P<number>{'|'.join(NUMBERS)})\s+(?P<unit>year|month|week|day|point)s?\b", re.IGNORECASE
)
_HALF_A_YEAR: Final = re.compile(r"\bhalf\s+a\s+year\b")
_OVER: Final = r"over|above|more\s+than|greater\s+than|higher\s+than|exceeds"
_UNDER: Final = r"under|below|less\s+than|fewer\s+than|lower\s+than|smaller\s+than"
_NOT: Final = r"not|no"
_COMPARED: Final = re.compile(
    rf"(?P<left>[^\W\d][\w.]*|\))\s+(?P<words>(?:is\s+)?(?:(?P<negated>{_NOT})\s+)?(?:(?P<over>{_OVER})|(?P<under>{_UNDER})))"
    r"\s+(?P<right>[0-9][\w.]*(?:\s+(?:[A-Z]{3}|points?|(?:year|month|week|day)s?)\b)?|[^\W\d][\w.]*)",
)
_COMPARED_WORD: Final = re.compile(
    rf"(?P<words>(?:(?P<negated>{_NOT})\s+)?(?:(?P<over>{_OVER})|(?P<under>{_UNDER})))(?!\w)"
)
_DATED: Final = re.compile(
    r"(?P<left>[^\W\d][\w.]*|\))\s+(?P<words>(?:is\s+|are\s+)?(?:(?P<since>on\s+or\s+after|since)|(?P<until>on\s+or\s+before|until)"
    r"|(?P<before>before|earlier\s+than)|(?P<after>after|later\s+than)))\s+(?P<right>[0-9]{4}-[0-9]{2}-[0-9]{2}|[^\W\d][\w.]*)"
)
_DATED_SIGNS: Final = {"since": ">=", "until": "<=", "before": "<", "after": ">"}
_SIGNS: Final = {("over", False): ">", ("over", True): "<=", ("under", False): "<", ("under", True): ">="}
_WHOLE: Final = re.compile(r"(?:\b(?:while|where|if|or|not|covers|when)|\(|=|(?<!\w)and)\s*\Z")
"""What stands before a value that is compared as a whole, not as the last part of another."""
_BETWEEN: Final = re.compile(r"\bbetween\b")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH: Final = "|".join(f"{month}|{month[:3]}t?\\.?" for month in _MONTHS)
_DAY: Final = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
_IN_WORDS: Final = tuple(
    re.compile(rf"(?<!\w){form}(?!\w)", re.IGNORECASE)
    for form in (
        rf"{_DAY}\s+(?:of\s+)?(?P<month>{_MONTH}),?\s+(?P<year>[0-9]{{4}})",
        rf"(?P<month>{_MONTH})\s+{_DAY},?\s+(?P<year>[0-9]{{4}})",
    )
)
_INCOMPLETE: Final = re.compile(rf"(?:(?:{_MONTH})\s+)?[0-9]{{4}}(?![\w-])", re.IGNORECASE)
_BEFORE_EVENT: Final = re.compile(
    r"\b(?:on|(?<!one )of|exists|latest|earliest)\s+(?P<article>an?|the|any|each|every)\Z"
)
_BEFORE_VALUE: Final = ("then", "else", "points", "+", "-", "*", "/", "(", ",", "<", ">", "=", "<=", ">=")
_EFFECT: Final = re.compile(r"(?P<effect>award|deduct)\s+(?P<amount>[0-9][0-9_.]*)(?:\s+points?)?\s*")
_RATE: Final = re.compile(
    r"(?:per|for\s+each|for\s+every|each|every)\s+(?P<calendar>calendar\s+)?"
    r"(?P<counted>[^\W\d]\w*(?:[ \t]+[^\W\d]\w*)*)\s*"
)
_APIECE: Final = re.compile(r"(?:each|apiece|every time|each time|per record)\s*")
_BEHIND_EVENT: Final = re.compile(
    r"(?P<condition>with|when|if|unless|except|over|above|under|below|more|less)\b|(?P<period>within|for|in|during)\b"
)
_ON_EVENT: Final = re.compile(r"on\s+(?:[^\W\d]\w*|`[^`\n]+`)\s*")
_UNLESS: Final = re.compile(r"unless\s+(?P<condition>\S.*?)\s*", re.DOTALL)
_STATE_LAST: Final = re.compile(r"(?P<name>[^\W\d]\w*)\s+is\s+known\s*\Z")
_ISSUER: Final = re.compile(r"\w+\s+(?P<text>\"[^\"\n]*\")")
_RECORD: Final = re.compile(r"(?:[0-9-]{10}\s+)?(?!expect\b)(?:[^\W\d]\w*|`[^`\n]+`)")
_COUNT: Final = re.compile(r"(?P<number>[0-9]+)\s+(?P<noun>[^\W\dA-Z]\w*)\s*(?=,|\Z)")
_AMOUNT: Final = r"[0-9][0-9_]*(?:\.[0-9]+)?(?:\s+(?:[A-Z]{3}|(?:point|year|month|week|day)s?)\b)?"
_ENDS: Final = r"(?![\w.-])(?!\s+(?!to\b|below\b)[^\W\d])"
_FROM: Final = "write `from {low}`, which takes in {low} itself"
_BEYOND: Final = "`from {low}` takes in {low} itself; write `from` and the lowest value that belongs"
_BELOW: Final = "write `below {high}`, which leaves out {high} itself"
_UP_TO: Final = (
    "`below {high}` leaves out {high} itself; with it, say where the range begins, such as `from 0 to {high}`"
)
_BOTH: Final = "write `from {low} to {high}` with {high} itself, or `from {low} below {high}` without it"
_RANGES: Final = tuple(
    (re.compile(form.replace("LOW", rf"(?P<low>{_AMOUNT})").replace("HIGH", rf"(?P<high>{_AMOUNT})") + _ENDS), advice)
    for form, advice in (
        (r"between\s+LOW\s+and\s+HIGH", _BOTH),
        (r"(?:from\s+)?LOW\s+(?:until|up\s+to|till|below|under)\s+HIGH", _BOTH),
        (r"LOW\s+(?:and|or)\s+(?:over|above|more|higher|up|older)\b", _FROM),
        (r"LOW\s+(?:and|or)\s+(?:under|below|less|lower|fewer)\b", _UP_TO.replace("high", "low")),
        (r"(?:at\s+least|not\s+less\s+than|no\s+less\s+than|>=)\s*LOW", _FROM),
        (r"(?:over|above|more\s+than|greater\s+than|>)\s*LOW", _BEYOND),
        (r"(?:less\s+than|fewer\s+than|<(?!=))\s*HIGH", _BELOW),
        (r"(?:to|up\s+to|at\s+most|until|not\s+more\s+than|no\s+more\s+than|<=)\s*HIGH", _UP_TO),
    )
)


def number_in_words(failed: Failure) -> Diagnostic | None:
    """`notice one week`, `expires after a year`, `award five points`."""
    half = _HALF_A_YEAR.search(failed.code, failed.start, failed.end)
    if half and half.start() <= failed.at < half.end() and reads_past(failed, *half.span(), "6 months"):
        return advised(failed.between(*half.span()), "write `6 months`")
    for found in _COUNTED.finditer(failed.code, failed.start, failed.end):
        if not found.start() <= failed.at < found.end():
            continue
        number, unit = NUMBERS[found["number"].casefold()], found["unit"].casefold()
        if unit == "week":
            number, unit = 7 * number, "day"
        meant = f"{number} {unit}{'' if number == 1 else 's'}"
        if reads_past(failed, found.start(), found.end(), f" {meant} "):
            return advised(failed.between(*found.span()), f"write the number in digits: `{meant}`")
    return None


def comparison_in_words(failed: Failure) -> Diagnostic | None:
    """`points under 10`, `amount over 500 CNY`, `points not more than 10`."""
    for found in _COMPARED.finditer(failed.code, failed.start, failed.end):
        if not found.start() <= failed.at <= found.start("right"):
            continue
        sign = _SIGNS["over" if found["over"] else "under", bool(found["negated"])]
        if not reads_past(failed, *found.span("words"), sign):
            continue
        before = failed.code[failed.start : found.start()]
        whole = _WHOLE.search(before) and not _BETWEEN.search(before) and found["left"] != ")"
        example = f": `{found['left']} {sign} {' '.join(found['right'].split())}`" if whole else ""
        return advised(failed.between(*found.span("words")), f"write `{sign}`{example}")
    return None


def date_compared(failed: Failure) -> Diagnostic | None:
    """`born before 1960-01-01`, `born is on or after 1960-01-01`."""
    for found in _DATED.finditer(failed.code, failed.start, failed.end):
        if not found.start() <= failed.at <= found.start("right"):
            continue
        sign = _DATED_SIGNS[next(way for way in _DATED_SIGNS if found[way])]
        if found["left"] == "points" or not reads_past(failed, *found.span("words"), sign):
            continue
        meant = f"{found['left']} {sign} {found['right']}"
        return advised(
            failed.between(*found.span("words")), f"write `{sign}`" + (f": `{meant}`" if found["left"] != ")" else "")
        )
    return None


def date_in_words(failed: Failure) -> Diagnostic | None:
    """`born 4 May 1980`, `in force from 2019`."""
    for found in (found for form in _IN_WORDS for found in form.finditer(failed.code, failed.start, failed.end)):
        meant = f"{found['year']}-{_month(found['month']):02}-{int(found['day']):02}"
        if found.start() <= failed.at < found.end() and reads_past(failed, *found.span(), meant):
            span = failed.between(*found.span())
            if not _exists(meant):
                return advised(span, "there is no such day; dates are written `2020-01-31`")
            return DateFormat(span=span, written=shown(span.text), meant=meant)
    year_only = _INCOMPLETE.match(failed.code, failed.at, failed.end)
    if year_only is None or "DATE" not in failed.expected.terminals or "NUMBER" in failed.expected.terminals:
        return None
    span = failed.between(*year_only.span())
    return advised(span, f"write the whole date, year, month and day, such as `{year_only.group()[-4:]}-01-31`")


def needless_plus(failed: Failure) -> Diagnostic | None:
    """`award +5`."""
    opens = failed.words_read == 1 or failed.previous in _BEFORE_VALUE
    if failed.piece != "+" or not opens or not reads(failed, failed.at, failed.at + 1):
        return None
    rest = failed.rest[1:].strip()
    whole = failed.words_read == 1 and "\n" not in rest
    return advised(failed.here(), f"write `{failed.previous} {rest}`" if whole else "delete `+`")


def article(failed: Failure) -> Diagnostic | None:
    """`on a LateReturn`, `exists a Donation`."""
    if not failed.word:
        return None
    found = _BEFORE_EVENT.search(failed.read)
    start = failed.start + found.start("article") if found else 0
    if found is None or not reads_past(failed, start, failed.before, ""):
        return None
    return advised(failed.between(start, failed.before), f"leave out `{found['article']}`: write `{failed.word}`")


def rate(failed: Failure) -> Diagnostic | None:
    """`deduct 1 per day`."""
    effect = _EFFECT.fullmatch(failed.read) if failed.place == "criterion_clause" else None
    if effect and _APIECE.fullmatch(failed.rest):
        return advised(
            failed.between(failed.at, failed.at + len(failed.rest.rstrip())),
            f"leave it out: `{effect['effect']}` counts once for each record",
        )
    found = _RATE.fullmatch(failed.code, failed.at, failed.end)
    if effect is None or found is None:
        return None
    span = failed.between(failed.at, found.end("counted"))
    if found["calendar"]:
        advice = (
            f"`{effect['effect']}` counts for each record; "
            f"a limit is a clause of its own, such as `at most {effect['amount']} per calendar year`"
        )
    else:
        advice = (
            f"`{effect['effect']}` counts once for each record; where it grows with a number of the record, "
            f"multiply by that field: `{effect['effect']} {effect['amount']} * FIELD`"
        )
    return advised(span, advice)


def condition_behind_event(failed: Failure) -> Diagnostic | None:
    """`on Donation within 10 days`, `on Donation if amount > 5 EUR`: what belongs in another place."""
    found = _BEHIND_EVENT.match(failed.code, failed.at, failed.end)
    if found is None or not _ON_EVENT.fullmatch(failed.read):
        return None
    event = failed.previous
    if found["period"]:
        advice = (
            f"`on {event}` looks at each record by itself; how long one counts is a clause of its own, such as "
            f"`expires after 2 years`, and a condition stands behind `where`: `on {event} where FIELD > 5`"
        )
    elif found["condition"] in ("unless", "except"):
        condition = failed.code[found.end() : failed.end].strip() or "CONDITION"
        advice = f"write a condition behind `where`: `on {event} where not ({shown(condition)})`"
    elif found["condition"] in ("with", "when", "if") and reads(failed, failed.at, found.end(), "where"):
        advice = f"write `where`: `on {event} where …`"
    else:
        advice = f"write a condition behind `where`: `on {event} where FIELD > 5`"
    return advised(failed.between(*found.span()), advice)


def unless(failed: Failure) -> Diagnostic | None:
    """`award 5 unless settled is known`."""
    found = _UNLESS.fullmatch(failed.code, failed.at, failed.end)
    effect = _EFFECT.fullmatch(failed.read)
    if found is None:
        return None
    condition = " ".join(found["condition"].split())
    advice = f"write `not` before a condition: `not ({condition})`"
    if reads(failed, failed.at, failed.end, f"and not ({condition})"):
        advice = f"write `and not ({condition})`"
    if effect and reads(failed, failed.start, failed.end, f"{effect['effect']} if {condition} then 0 else 1"):
        advice = f"write `{effect['effect']} if {condition} then 0 else {effect['amount']}`"
    return advised(failed.between(failed.at, failed.at + len("unless")), advice)


def state_and_more(failed: Failure) -> Diagnostic | None:
    """`owed is known over 5 EUR`: what is known is one condition, how much it is another."""
    found = _COMPARED_WORD.match(failed.code, failed.at, failed.end)
    state = _STATE_LAST.search(failed.read)
    if found is None or state is None:
        return None
    name, sign = state["name"], _SIGNS["over" if found["over"] else "under", bool(found["negated"])]
    if not reads_past(failed, *found.span("words"), f" and {name} {sign} "):
        return None
    return advised(failed.between(*found.span("words")), f"that is another condition: `and {name} {sign} …`")


def issuer(failed: Failure) -> Diagnostic | None:
    """`event LateReturn in lending by "Library"`."""
    if failed.place != "event_head" or '"' not in failed.rest:
        return None
    for start, word in ((failed.at, failed.word), (failed.previous_at, failed.previous)):
        text = _ISSUER.match(failed.code, start, failed.end)
        if word in ("by", "of", "at") and text and reads_past(failed, start, start + len(word), "from"):
            return advised(failed.between(start, start + len(word)), f"write `from {text['text']}`")
    return None


def field_missing(failed: Failure) -> Diagnostic | None:
    """`2020-01-10 LateReturn 10 days`: a value in a scenario without the field that holds it."""
    if failed.place != "scenario_clause" or failed.ended or not failed.piece[:1].isdigit():
        return None
    another = failed.read.endswith(",") and failed.at > failed.before and not failed.read.startswith("expect")
    awaited = another or _RECORD.fullmatch(failed.read)
    if not awaited or not reads_past(failed, failed.at, failed.at, "f "):
        return None
    count = _COUNT.match(failed.code, failed.at, failed.end)
    example = f"`{count['noun']} {count['number']}`" if count else "`amount 500 CNY`"
    return advised(failed.here(), f"a value stands behind the name of its field, such as {example}")


def key_in_words(failed: Failure) -> Diagnostic | None:
    """`to 10`, `over 10`, `at least 10`, `between 0 and 10`: a range of a table or of the grades."""
    start = {"key": failed.start, "grade_clause": failed.at}.get(failed.place)
    if start is None:
        return None
    for form, advice in _RANGES:
        found = form.match(failed.code, start, failed.end)
        if found is None or not found.start() <= failed.at < found.end():
            continue
        span = failed.between(*found.span())
        return UnexpectedText(
            span=span,
            written=shown(span.text),
            meant=None,
            words=(),
            things=(),
            advice=advice.format(**{name: text for name, text in found.groupdict().items() if text}),
        )
    return None


def _exists(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True


def _month(written: str) -> int:
    return next(n for n, month in enumerate(_MONTHS, 1) if month.startswith(written.casefold()[:3]))
