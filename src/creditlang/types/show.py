"""How a type is called in a message to a drafter."""

from typing import assert_never

from creditlang.types.types import (
    Boolean,
    Choice,
    Date,
    Duration,
    ManyRelated,
    MoneyUnit,
    Number,
    Optional,
    Plain,
    PointsUnit,
    Related,
    Text,
    Type,
)


def show_type(kind: Type) -> str:
    """The type in the drafter's words, with its article where it needs one: `a date`, `money in CNY`."""
    match kind:
        case Boolean():
            return "a yes or no"
        case Text():
            return "a text"
        case Date():
            return "a date"
        case Choice(members=members, name=name):
            return f"a {name}" if name else f"one of {', '.join(members[:4])}{', …' if len(members) > 4 else ''}"
        case Number():
            return _show_number(kind)
        case Duration(kind=unit):
            return f"a duration in {unit.value}"
        case Related(subject=subject):
            return f"a {subject}"
        case ManyRelated(subject=subject):
            return f"many {subject}"
        case Optional(of=inner):
            return f"{show_type(inner)} that may be unknown"
        case _:
            assert_never(kind)


def _show_number(number: Number) -> str:
    exact = number.scale is not None
    match number.unit:
        case Plain():
            if not exact:
                return "a ratio"
            return (
                "a whole number"
                if number.scale == 0
                else f"a number with {number.scale} decimal{'' if number.scale == 1 else 's'}"
            )
        case PointsUnit():
            return "points" if exact else "a ratio of points"
        case MoneyUnit(currency=currency):
            return f"money in {currency}" if exact else f"a ratio of money in {currency}"
        case _:
            assert_never(number.unit)
