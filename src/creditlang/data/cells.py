"""What a value must look like, in Python: the same rules as `checks`, for values that come as objects.

In: a value of any class. Out: the typed value, or the code of what is wrong with it. Binary floats are
refused however whole they look, and so is a moment in time where a day is wanted.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import assert_never

import attrs

from creditlang.data.reasons import BLANKS, LARGEST_DIGITS, LARGEST_TEXT
from creditlang.data.tables import Column
from creditlang.types import Boolean, Choice, Date, Duration, ManyRelated, Number, Related, Text
from creditlang.values import plain

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?(nan|inf|infinity)", re.IGNORECASE)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TRUTHS = {"true": True, "false": False}


@attrs.frozen
class Wrong:
    """What is wrong with a value.

    Attributes:
        kind: for the code `wrong-type`, what the value is.
    """

    code: str
    kind: str | None = None


def read_value(column: Column, value: object) -> object:
    """The value as the evaluator reads it, None if it is unknown, or a `Wrong`."""
    if value is None:
        return Wrong("missing-value") if column.required else None
    return _reader(column)(column, value)


def _reader(column: Column) -> Callable[[Column, object], object]:
    match column.type:
        case Number():
            return _number
        case Date():
            return _day
        case Boolean():
            return _truth
        case Choice():
            return _member
        case Text() | Related():
            return _text
        case ManyRelated() | Duration():
            raise AssertionError(f"{column.name} is not stored")
        case _:
            assert_never(column.type)


def _number(column: Column, value: object) -> object:
    kind = column.type
    assert isinstance(kind, Number)
    assert kind.scale is not None
    if isinstance(value, float):
        return Wrong("binary-float")
    if isinstance(value, str):
        if _NOT_FINITE.fullmatch(value):
            return Wrong("not-finite")
        if not _NUMBER.fullmatch(value):
            return Wrong("not-a-number")
        value = Decimal(value)
    if isinstance(value, Decimal) and not value.is_finite():
        return Wrong("not-finite")
    if isinstance(value, Decimal) and value.adjusted() > LARGEST_DIGITS:
        return Wrong("too-large")
    if isinstance(value, bool) or not isinstance(value, int | Fraction | Decimal):
        return Wrong("wrong-type", _kind(value))
    number = Fraction(value)
    if abs(number) >= 10 ** (LARGEST_DIGITS - kind.scale):
        return Wrong("too-large")
    if (number * 10**kind.scale).denominator != 1:
        return Wrong("too-many-decimals")
    return plain(number) if kind.range.contains(number) else Wrong("out-of-bounds")


def _day(_column: Column, value: object) -> object:
    if isinstance(value, datetime):
        return Wrong("moment")
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return Wrong("wrong-type", _kind(value))
    if not _DAY.fullmatch(value):
        return Wrong("not-a-date")
    try:
        return date.fromisoformat(value)
    except ValueError:
        return Wrong("impossible-date")


def _truth(_column: Column, value: object) -> object:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str):
        return Wrong("wrong-type", _kind(value))
    return _TRUTHS.get(value, Wrong("not-a-boolean"))


def _member(column: Column, value: object) -> object:
    assert isinstance(column.type, Choice)
    members = column.type.members
    if isinstance(value, Enum):
        found = [text for text in (value.value, value.name) if isinstance(text, str) and text in members]
        return found[0] if found else Wrong("unknown-member")
    if not isinstance(value, str):
        return Wrong("wrong-type", _kind(value))
    return str(value) if value in members else Wrong("unknown-member")


def _text(column: Column, value: object) -> object:
    if not isinstance(value, str):
        return Wrong("wrong-type", _kind(value))
    if column.is_id and not value.strip(BLANKS):
        return Wrong("empty-id")
    return Wrong("text-too-long") if len(value) > LARGEST_TEXT else str(value)


def show_value(value: object) -> str | None:
    """A value as a message shows it."""
    if value is None or (isinstance(value, str) and not isinstance(value, Enum)):
        return value
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | int | Decimal | Fraction | float):
        return str(value)
    return repr(value)


def _kind(value: object) -> str:
    """What a value is, in words."""
    match value:
        case bool():
            return "a truth value"
        case int() | Decimal() | Fraction() | float():
            return "a number"
        case date():
            return "a date"
        case str():
            return "a text"
        case _:
            return f"a `{type(value).__name__}`"
