"""Words that drafters bring along from other languages and from life, and how the same is said here."""

from __future__ import annotations

from typing import Final

TYPES: Final = {
    **dict.fromkeys(("integer", "int", "count", "whole"), "number"),
    **dict.fromkeys(("string", "str", "char", "varchar", "name"), "text"),
    **dict.fromkeys(("bool", "flag", "logical"), "boolean"),
    **dict.fromkeys(("float", "double", "real", "numeric"), "decimal(2)"),
    **dict.fromkeys(("datetime", "timestamp", "day"), "date"),
    **dict.fromkeys(("enum", "choice", "option"), "one of …"),
    **dict.fromkeys(("currency", "amount", "price"), "money(CNY)"),
}
"""Names of types elsewhere, and the type that is meant."""

FOR_UNKNOWN: Final = frozenset(("null", "none", "nil", "nothing", "missing", "empty", "na", "undefined", "blank"))
"""What other languages call a value that is not there."""

NAMES: Final = {
    **dict.fromkeys(("today", "now", "current_date", "sysdate"), "the day that is decided for is `as_of`"),
    **dict.fromkeys(FOR_UNKNOWN, "ask `is unknown` or `is known`: what is not known is compared with nothing"),
    **dict.fromkeys(("forever", "permanent", "indefinite"), "say it aloud: `lasts without end`, `expires never`"),
    "age": "whole years are counted by `years between born and as_of`, from any date",
    "count": "write `count of EVENT`",
    "sum": "write `sum of EVENT.FIELD`",
}
"""Names of values elsewhere, and what to write."""
