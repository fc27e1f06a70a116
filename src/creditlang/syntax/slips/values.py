"""Slips inside values, many of them habits from other languages."""

import re
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.errors import (
    BrokenDuration,
    ChainedComparison,
    CommaInNumber,
    ElseIf,
    ForeignOperator,
    MissingElse,
    MissingRounding,
    MissingThen,
    MoneyFormat,
    NotAssessed,
    PointsFormat,
    RangeWithHyphen,
    RoundedInside,
    UnexpectedText,
)
from creditlang.syntax.errors.words import shown
from creditlang.syntax.expectations import nearest
from creditlang.syntax.failures import Failure
from creditlang.values import CURRENCIES, CURRENCY_NAMES

_OPERATORS: Final = {
    **{"===": "=", "!==": "!=", "==": "=", "<>": "!=", "=>": ">=", "=<": "<=", ":=": "="},
    **{"&&": "and", "||": "or", "&": "and", "!": "not"},
    **{"//": "#", "/*": "#", "--": "#"},
}
_OPERATOR: Final = re.compile("|".join(map(re.escape, sorted(_OPERATORS, key=len, reverse=True))))
_COMMA: Final = re.compile(r"[0-9][0-9_]*(?:,[0-9]+)+(?:\.[0-9]+)?")
_THOUSANDS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_NUMBER_BEFORE: Final = re.compile(r"[0-9][0-9_]*(?:\.[0-9]+)?\s*$")
_COMPARED: Final = re.compile(r"[<>=≤≥≠]|\bis\b")
_ROUNDED: Final = re.compile(r"rounded\s+(?:half\s+)?[a-z]+(?:\s+to\s+[^+\-*/]+)?$")
_BETWEEN: Final = re.compile(r"(?P<clause>(?P<effect>award|deduct)\s+between)\s+(?P<rest>.+)", re.DOTALL)
_MEMBERS: Final = re.compile(r"(?P<not>not\s+)?in\s*[(\[{](?P<members>[^()\[\]{}]*)[)\]}]")
_NUMBER: Final = r"[0-9][0-9_]*(?:\.[0-9]+)?(?:\s+[A-Z]{3})?"
_HYPHEN: Final = re.compile(rf"\bbetween\s+(?P<range>(?P<low>{_NUMBER})\s*-\s*(?P<high>{_NUMBER}))")
_BAND: Final = re.compile(rf"(?P<low>{_NUMBER})\s*-\s*(?P<high>{_NUMBER})\s*")
_POINTS: Final = re.compile(rf"(?P<number>-?{_NUMBER})\s+points\b")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ON: Final = re.compile(rf"(?P<low>{_NUMBER})\s*(?P<plus>\+)\s*")
_LAST: Final = re.compile(r"(?:in|within|over|during)\s+the\s+(?:last|past)\s+(?P<period>[0-9]+\s+[a-z]+)\b")
_UNIT: Final = re.compile(r"(?:year|month|week|day)s?\b")


def foreign_operator(failed: Failure) -> Diagnostic | None:
    """`==`, `&&` and their like."""
    for start in (failed.at, failed.at - 1):
        found = _OPERATOR.match(failed.code, max(start, failed.start), failed.end)
        if found and found.end() > failed.at:
            span = failed.between(found.start(), found.end())
            return ForeignOperator(span=span, written=found.group(), meant=_OPERATORS[found.group()])
    return None


def else_if(failed: Failure) -> Diagnostic | None:
    """`elif`."""
    if failed.word.casefold() in ("elif", "elseif", "elsif", "elsewhen"):
        return ElseIf(span=failed.here(), written=failed.word)
    return None


def comma_in_number(failed: Failure) -> Diagnostic | None:
    """`1,300` or `2,5`: the parser stops at the comma, or where a comma is in order, behind it."""
    for found in _COMMA.finditer(failed.code, failed.start, failed.end):
        if found.start() < failed.at < found.end():
            digits = found.group()
            meant = digits.replace(",", "_") if _THOUSANDS.fullmatch(digits) else digits.replace(",", ".", 1)
            return CommaInNumber(span=failed.between(found.start(), found.end()), written=digits, meant=meant)
    return None


def currency_word(failed: Failure) -> Diagnostic | None:
    """`500 cny` or `500 yuan`."""
    before = _NUMBER_BEFORE.search(failed.code[failed.start : failed.at])
    word = failed.word
    if before is None or not word:
        return None
    folded = word.casefold()
    currency = word.upper() if word.upper() in CURRENCIES else CURRENCY_NAMES.get(folded.removesuffix("s"))
    if currency is None:
        return None
    start = failed.start + before.start()
    span = failed.between(start, failed.at + len(word))
    return MoneyFormat(span=span, written=span.text, meant=f"{before.group().strip()} {currency}")


def broken_duration(failed: Failure) -> Diagnostic | None:
    """`2.5 years`."""
    before = _NUMBER_BEFORE.search(failed.code[failed.start : failed.at])
    unit = _UNIT.match(failed.code, failed.at, failed.end)
    if before is None or unit is None or "." not in before.group():
        return None
    span = failed.between(failed.start + before.start(), unit.end())
    return BrokenDuration(span=span, written=span.text)


def chained_comparison(failed: Failure) -> Diagnostic | None:
    """`a < b < c`."""
    compares = failed.piece in ("<", ">", "<=", ">=", "=", "!", "≤", "≥", "≠") or failed.word == "is"
    if compares and "COMPARISON" not in failed.expected.terminals and _COMPARED.search(failed.read):
        return ChainedComparison(span=failed.here())
    return None


def missing_rounding(failed: Failure) -> Diagnostic | None:
    """`rounded` with nothing that says how."""
    modes = ("down", "up", "half up", "half even")
    if "half up" in failed.expected.words and nearest(failed.rest, modes) is None and failed.previous == "rounded":
        return MissingRounding(span=failed.between(failed.before - len("rounded"), failed.before))
    return None


def points_format(failed: Failure) -> Diagnostic | None:
    """`points 5`, `count of Gift points`, `expect points = 5`."""
    number = failed.piece if failed.piece[:1].isdigit() else ""
    if failed.previous == "points" and number and failed.place != "expectation":
        advice = f"write `{number} points`, or only `{number}`"
    elif failed.previous == "points" and failed.piece in ("=", "is", "are", "of", "to"):
        advice = "write the number right after it: `points 5`"
    elif failed.word == "points" and not failed.previous[:1].isdigit() and failed.expected.complete:
        advice = "leave `points` out: where points are wanted, a number counts as points"
    else:
        return None
    start = failed.previous_at if failed.previous == "points" else failed.at
    return PointsFormat(span=failed.between(start, failed.at + max(len(failed.piece), 1)), advice=advice)


def not_assessed(failed: Failure) -> Diagnostic | None:
    """`award between 5 and 10`."""
    found = _BETWEEN.fullmatch(failed.code, failed.start, failed.end)
    if found is None:
        return None
    return NotAssessed(span=failed.between(*found.span("clause")), effect=found["effect"], rest=found["rest"].strip())


def rounded_inside(failed: Failure) -> Diagnostic | None:
    """`a / 2 rounded down + b`."""
    found = _ROUNDED.search(failed.read)
    if found is None or failed.piece not in ("+", "-", "*", "/"):
        return None
    start = failed.start + found.start()
    written = " ".join(found.group().split())
    return RoundedInside(span=failed.between(start, failed.at + 1), written=written, sign=failed.piece)


def band_with_hyphen(failed: Failure) -> Diagnostic | None:
    """`B 850-959` among the grades."""
    found = _BAND.fullmatch(failed.code, failed.at, failed.end) if failed.place == "grade_clause" else None
    if found is None:
        return None
    span = failed.between(failed.at, found.end("high"))
    return RangeWithHyphen(span=span, written=span.text, low=f"from {found['low']}", high=found["high"])


def wrong_way_round(failed: Failure) -> Diagnostic | None:
    """`expect 950 points`, `Offence 2020-01-10 …`: in a scenario, two words that should change places."""
    if failed.place != "scenario_clause":
        return None
    number = _POINTS.match(failed.code, failed.at, failed.end)
    if number is not None and "points" in failed.expected.words:
        span, meant = failed.between(*number.span()), f"`points {number['number']}`"
    elif _DAY.fullmatch(failed.piece) and failed.words_read == 1:
        span = failed.between(failed.start, failed.at + len(failed.piece))
        meant = f"the day first: `{failed.piece} {failed.previous} …`"
    else:
        return None
    return UnexpectedText(span=span, written=shown(span.text), meant=None, words=(), things=(), advice=f"write {meant}")


def last_period(failed: Failure) -> Diagnostic | None:
    """`count of Offence in the last 3 years`."""
    found = _LAST.match(failed.code, failed.at, failed.end) if failed.behind_name else None
    if found is None:
        return None
    span = failed.between(*found.span())
    advice = f"write `within {' '.join(found['period'].split())}`"
    return UnexpectedText(span=span, written=shown(span.text), meant=None, words=(), things=(), advice=advice)


def membership(failed: Failure) -> Diagnostic | None:
    """`offence in (speeding, red_light)`."""
    found = _MEMBERS.match(failed.code, failed.at, failed.end)
    if found is None or failed.words_read < 2:
        return None
    members = " ".join(found["members"].split())
    advice = f"write `{'is not' if found['not'] else 'is'} one of {members}`"
    span = failed.between(*found.span())
    return UnexpectedText(span=span, written=shown(span.text), meant=None, words=(), things=(), advice=advice)


def hyphen_between(failed: Failure) -> Diagnostic | None:
    """`between 0-100`."""
    found = _HYPHEN.search(failed.code, failed.start, failed.end)
    if found is None or failed.at < found.end("range"):
        return None
    span = failed.between(*found.span("range"))
    return RangeWithHyphen(span=span, written=span.text, low=found["low"], high=found["high"], joiner="and")


def from_number_on(failed: Failure) -> Diagnostic | None:
    """`65+` as the key of a table or the band of a grade."""
    start = {"key": failed.start, "grade_clause": failed.at}.get(failed.place)
    found = None if start is None else _ON.fullmatch(failed.code, start, failed.end)
    if found is None:
        return None
    span = failed.between(found.start(), found.end("plus"))
    advice = f"write `from {found['low']}`"
    return UnexpectedText(span=span, written=span.text, meant=None, words=(), things=(), advice=advice)


def fixed_parameter(failed: Failure) -> Diagnostic | None:
    """`parameter P = 5`."""
    if failed.place != "parameter_head" or failed.piece != "=":
        return None
    advice = (
        f"a value that never changes is a `define {failed.previous} = …`; a parameter has a type after `:`, "
        "and its values on lines such as `from 2020-01-01 5` below it"
    )
    return UnexpectedText(span=failed.here(), written="=", meant=None, words=(), things=(), advice=advice)


def unit_missing(failed: Failure) -> Diagnostic | None:
    """`notice 10`."""
    if "DURATION" not in failed.expected.terminals or "NUMBER" in failed.expected.terminals:
        return None
    number = failed.piece
    if not number.isdecimal() or failed.rest.strip() != number:
        return None
    advice = f"write `{number} days`, `{number} months` or `{number} years`"
    return UnexpectedText(span=failed.here(), written=number, meant=None, words=(), things=(), advice=advice)


def missing_then(failed: Failure) -> Diagnostic | None:
    """`if a else 5`."""
    return _missing(failed, "then", MissingThen)


def missing_else(failed: Failure) -> Diagnostic | None:
    """`if a then 5`."""
    return _missing(failed, "else", MissingElse)


def _missing(failed: Failure, keyword: str, kind: type[MissingThen] | type[MissingElse]) -> Diagnostic | None:
    if keyword not in failed.expected.words or failed.expected.complete:
        return None
    if re.search(rf"\b{keyword}\b", failed.rest) or nearest(failed.rest, (keyword,)):
        return None
    if failed.ended or failed.word in ("else", "then"):
        opening = [found.start() for found in re.finditer(r"\bif\b", failed.read)]
        at = failed.start + opening[-1] if opening else failed.start
        return kind(span=failed.between(at, at + 2))
    return kind(span=failed.here()) if failed.piece[:1].isalnum() else None
