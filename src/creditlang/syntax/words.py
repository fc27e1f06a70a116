"""The words that begin the parts of a file, and finding the first word of a line."""

import re
from typing import Final

UNITS: Final = ("import", "registry", "rulebook", "charter")
OF_REGISTRIES: Final = ("contexts", "category", "subject", "event")
DEFINITIONS: Final = ("define", "table", "parameter")
OF_RULEBOOKS: Final = ("score", "criterion", "group", "grades", "downgrade", "upgrade", "reward", "sanction", "list")
HEADS: Final = (*UNITS, *OF_REGISTRIES, *DEFINITIONS, *OF_RULEBOOKS, "scenario")
"""The words that a line at the left margin may begin with."""

CLAUSE_PLACES: Final = {
    "rulebook": "rulebook_clause",
    "subject": "field_clause",
    "event": "field_clause",
    "parameter": "dated_value_clause",
    "table": "key",
    "score": "score_clause",
    "criterion": "criterion_clause",
    "group": "group_clause",
    "grades": "grade_clause",
    "downgrade": "move_clause",
    "upgrade": "move_clause",
    "reward": "reward_clause",
    "sanction": "sanction_clause",
    "list": "list_clause",
    "charter": "charter_clause",
    "scenario": "scenario_clause",
}
"""The grammar's rule for the lines under each head that has a block."""

_ONES: Final = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_TEENS: Final = ("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
NUMBERS: Final = {
    **dict.fromkeys(("a", "an", "one"), 1),
    **{word: number for number, word in enumerate((*_ONES, *_TEENS), 2)},
    **{word: 10 * tens for tens, word in enumerate(_TENS, 2)},
    **{
        f"{ten}-{one}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, 2)
        for ones, one in enumerate(("one", *_ONES[:8]), 1)
    },
}
"""Numbers in words, which the language writes in digits."""

_WORD: Final = re.compile(r"[^\W\d]\w{0,99}|\S")
_NAMED: Final = re.compile(r"\w+\s+(?:[^\W\d]\w*|`[^`\n]+`)")


def first_word(code: str, start: int) -> str:
    """The word at an offset, or the sign that stands there; of a word longer than any, the beginning."""
    found = _WORD.match(code, start)
    return found.group() if found else ""


def name_after(code: str, start: int, end: int) -> int | None:
    """Where the name after the first word of a line ends."""
    found = _NAMED.match(code, start, end)
    return found.end() if found else None
