"""Small draws that everything else is made of. The first option is what a failing example shrinks to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

import attrs
from hypothesis import strategies as st

T = TypeVar("T")
Draw = st.DrawFn


@attrs.frozen
class Size:
    """How large programs grow: the most of each kind, and how deep expressions nest."""

    fields: int = 3
    events: int = 2
    definitions: int = 2
    criteria: int = 4
    effects: int = 2
    editions: int = 2
    depth: int = 2
    people: int = 2
    records: int = 8


SMALL = Size()
LARGE = Size(fields=6, events=4, definitions=5, criteria=8, effects=5, editions=3, depth=3, people=3, records=12)


def chance(draw: Draw, percent: int) -> bool:
    """Yes in about so many of a hundred cases."""
    return draw(st.integers(0, 99)) >= 100 - percent


def pick(draw: Draw, options: Sequence[T]) -> T:
    """One of the options."""
    return options[draw(st.integers(0, len(options) - 1))] if len(options) > 1 else options[0]


def maybe(draw: Draw, percent: int, make: Callable[[], T]) -> T | None:
    """Something in about so many of a hundred cases, else nothing."""
    return make() if chance(draw, percent) else None


def count(draw: Draw, low: int, high: int) -> int:
    """A whole number, both ends included."""
    return draw(st.integers(low, high)) if high > low else low


def several(draw: Draw, low: int, high: int, make: Callable[[], T]) -> list[T]:
    """So many of something."""
    return [make() for _ in range(count(draw, low, high))]


def some_of(draw: Draw, options: Sequence[T], low: int = 1) -> list[T]:
    """At least `low` of the options, each at most once, in their order."""
    chosen = [option for option in options if chance(draw, 50)]
    for option in options:
        if len(chosen) >= low:
            break
        if option not in chosen:
            chosen.append(option)
    return sorted(chosen, key=options.index)


def shuffled(draw: Draw, items: Sequence[T]) -> list[T]:
    """The items in some order."""
    rest, found = list(items), []
    while rest:
        found.append(rest.pop(count(draw, 0, len(rest) - 1)))
    return found
