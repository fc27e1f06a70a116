"""Words that drafters bring along from other languages and from life, and how the same is said here."""

from __future__ import annotations

from typing import Final

from creditlang.syntax.words import NUMBERS

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

FUNCTIONS: Final = {
    **dict.fromkeys(("round", "int"), "write `… rounded half up`, after what is rounded"),
    "floor": "write `… rounded down`, after what is rounded",
    **dict.fromkeys(("ceil", "ceiling"), "write `… rounded up`, after what is rounded"),
    "abs": "write `max(x, -x)`",
    "count": "write `count of EVENT`",
    "sum": "write `sum of EVENT.FIELD`",
    "if": "write `if CONDITION then VALUE else OTHER VALUE`",
    "today": "the day that is decided for is `as_of`",
    "now": "the day that is decided for is `as_of`",
    "age": "whole years are counted by `years between born and as_of`, from any date",
    **dict.fromkeys(
        ("datediff", "date_diff", "days", "months", "years"),
        "the time between two dates is `days between A and B`, `months between A and B` or `years between A and B`",
    ),
}
"""Names of functions elsewhere, and what to write."""

NAMES: Final = {
    **{word: f"write the number in digits: `{number}`" for word, number in NUMBERS.items()},
    **dict.fromkeys(("today", "now", "current_date", "sysdate"), "the day that is decided for is `as_of`"),
    **dict.fromkeys(FOR_UNKNOWN, "ask `is unknown` or `is known`: what is not known is compared with nothing"),
    **dict.fromkeys(("forever", "permanent", "indefinite"), "say it aloud: `lasts without end`, `expires never`"),
    "first": "which record of its kind this one is says `occurrence`: write `occurrence = 1`",
    "second": "which record of its kind this one is says `occurrence`: write `occurrence = 2`",
    "age": "whole years are counted by `years between born and as_of`, from any date",
    "count": "write `count of EVENT`",
    "sum": "write `sum of EVENT.FIELD`",
}
"""Names of values elsewhere, and what to write."""
