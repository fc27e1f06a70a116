"""Values in words, the same in every report."""

from __future__ import annotations

from datetime import date

from creditlang.semantics import Value
from creditlang.values import Days, Money, Months, show_duration, show_exact


def show_value(value: Value) -> str:
    """What is granted or imposed: `300 CNY`, `35/2`, `2 years`, or the text itself."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Money() | str():
            return str(value)
        case date():
            return value.isoformat()
        case Days() | Months():
            return show_duration(value)
        case _:
            return show_exact(value)
