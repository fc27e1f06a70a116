"""The words for each kind of problem in a cell or a row.

One function for every format and for objects, so that the same mistake is told in the same words.
"""

from __future__ import annotations

import re
from functools import lru_cache

from creditlang.data.problems import clip
from creditlang.data.tables import Column, Role, Table
from creditlang.diagnostics import closest, listing
from creditlang.types import Boolean, Choice, Date, Number, Related, show_type
from creditlang.values import show_exact

LARGEST_DIGITS = 18
"""Numbers of at most so many digits, decimals included, fit into a 64-bit integer."""
LARGEST_TEXT = 100_000
"""The most characters that a text may have."""
LARGEST_LINE = 1 << 20
"""The most bytes that a line of a text file may have."""
LARGEST_RECORD = 200
"""The most lines that one row of a CSV file may stand on."""

BLANKS = " \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
"""The spaces of all scripts, of which alone no id can consist: those that DuckDB's `trim` takes away."""

_ROWS = {
    "not-utf8": "the line is not UTF-8 text: save the file as UTF-8",
    "line-too-long": f"the line has more than {LARGEST_LINE:,} bytes",
    "stray-return": "there is a carriage return inside the line: end lines with a line feed, or with both",
    "broken-quote": (
        "a quotation mark is not closed, or stands inside a cell without quotes: put the whole cell in quotes"
        " and write each quotation mark inside it twice"
    ),
    "not-json": "the line is not one JSON object",
    "json-array": "the file is one JSON array: write each object on a line of its own, without brackets and commas",
    "broken-text": "half a character: the text holds one of a pair of surrogates without the other",
}


def row_reason(code: str, detail: str | None) -> str:
    """Why a whole row cannot be read."""
    if code in _ROWS:
        return _ROWS[code]
    if code == "ragged-row":
        return f"the row has {detail}"
    if code == "duplicate-key":
        return f"the key `{detail}` stands twice in the object"
    raise AssertionError(code)


@lru_cache(maxsize=4096)
def cell_reason(table: Table, column: Column, code: str, value: str | None, detail: str | None = None) -> str:
    """Why a value cannot stand in a column.

    Args:
        detail: what else must be known: the other place of a duplicate, the subject of a relation.
    """
    shown = f"`{clip(value)}`" if value is not None else "nothing"
    match code:
        case "missing-value":
            return (
                "there is no value, and the field is not optional" if column.role is Role.FIELD else "there is no value"
            )
        case "empty-id":
            return "the id is blank"
        case "text-too-long":
            return f"the text has more than {LARGEST_TEXT:,} characters"
        case "wrong-type":
            return f"{shown} is {detail}, where {_wanted(column)} is expected"
        case "not-a-number":
            return f"{shown} is not a number{_number_advice(value or '')}"
        case "not-finite":
            return f"{shown} is not a finite number: leave an unknown value empty"
        case "too-large":
            return f"{shown} is too large: a number has at most {LARGEST_DIGITS} digits, decimals included"
        case "too-many-decimals":
            scale = column.type.scale if isinstance(column.type, Number) else 0
            return f"{shown} has more decimals than {show_type(column.type)}, which has {scale or 'none'}"
        case "out-of-bounds":
            return f"{shown} is {_outside(column)}"
        case "binary-float":
            return f"{shown} is a binary fraction, which cannot hold every decimal number: pass a Decimal or a str"
        case "moment":
            return f"{shown} is a moment, which is another day in another time zone: pass a date"
        case "not-a-date":
            return f"{shown} is not a date: write year-month-day, such as 2020-02-29"
        case "impossible-date":
            return f"there is no such day as {shown}"
        case "not-a-boolean":
            return f"{shown} is neither true nor false: write `true` or `false`"
        case "unknown-member":
            members = column.type.members if isinstance(column.type, Choice) else ()
            guess = closest(value or "", members)
            advice = f"did you mean `{guess}`?" if guess else f"one of {listing(members)} is expected"
            return f"{shown} is not a member: {advice}"
        case "unknown-column":
            guess = closest(value or "", table.names)
            advice = f"did you mean `{guess}`?" if guess else f"it has {listing(table.names, 'and')}"
            return f"`{table.name}` has no {shown}: {advice}"
        case "duplicate-subject":
            return f"the {table.name} {shown} stands in the table more than once: see also {detail}"
        case "duplicate-record":
            return f"the record id {shown} is used more than once: see also {detail}"
        case "unknown-subject":
            return f"there is no {table.about} with the id {shown}"
        case "unknown-related":
            return f"there is no {_related(column)} with the id {shown}"
        case "related-set-aside":
            return f"the row of the {_related(column)} {shown} was set aside, and the field is not optional"
        case _:
            raise AssertionError(code)


def _wanted(column: Column) -> str:
    return "an id, which is a text," if column.is_id else show_type(column.type)


def _related(column: Column) -> str:
    assert isinstance(column.type, Related)
    return column.type.subject


def _number_advice(value: str) -> str:
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", value) or re.fullmatch(r"-?\d+([ _'’]\d+)+(\.\d+)?", value):
        return ": write it without separators"
    if re.fullmatch(r"-?\d+,\d+", value):
        return ": write the decimal point as `.`"
    if re.fullmatch(r"[-+]?[\d.]+[eE][-+]?\d+", value):
        return " written out in digits"
    if value != value.strip():
        return ": there are spaces around it"
    return ": write only digits, such as 19.90, without unit or currency"


def _outside(column: Column) -> str:
    assert isinstance(column.type, Number)
    low, high = column.type.range.low, column.type.range.high
    if low is not None and high is not None:
        return f"not between {show_exact(low)} and {show_exact(high)}"
    return f"below {show_exact(low)}" if low is not None else f"above {show_exact(high or 0)}"


def type_in_words(column: Column) -> str:
    """What to cast a column of a typed file to."""
    match column.type:
        case Number(scale=scale):
            return f"DECIMAL({LARGEST_DIGITS}, {scale})" if scale else "BIGINT"
        case Date():
            return "DATE"
        case Boolean():
            return "BOOLEAN"
        case _:
            return "VARCHAR"
