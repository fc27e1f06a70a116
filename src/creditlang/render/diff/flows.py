"""Who goes from which grade to which, as drawings: a matrix of shades, and bands that flow from left to right."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import attrs
from rich.cells import cell_len, set_cell_size

from creditlang.analysis.diff.population import Population
from creditlang.render.page import tag

_BETWEEN, _BAR, _GAP, _TOP = 240, 12, 8, 26
_LETTER = 7.7
"""How wide a letter of a label is, in the units of the picture; a Chinese one takes two."""
_LONGEST = 24
_SHOWN = 660
_HEIGHT = 260
_THINNEST = 1.5
"""A band is never thinner than this, so that one person among a million is seen."""

_SHADES = {-1: "#2f8f58", 0: "#9aa7b3", 1: "#c2453a"}
"""Better, the same, worse. The words and numbers beside say it as well."""


@attrs.frozen
class _Stack:
    """The standings of one side, from top to bottom: where each begins, and how high it is."""

    starts: dict[str, float]
    heights: dict[str, float]


def sankey(population: Population) -> Element:
    """Bands from the old grades on the left to the new ones on the right, as thick as people are many."""
    before = {name: sum(n for (old, _), n in population.moves.items() if old == name) for name in population.old_grades}
    after = {name: sum(n for (_, new), n in population.moves.items() if new == name) for name in population.new_grades}
    shown = (
        {name: number for name, number in before.items() if number},
        {name: number for name, number in after.items() if number},
    )
    room = _room(shown)
    width = 2 * (room + _BAR) + _BETWEEN
    scale = _HEIGHT / population.people
    left, right = _stacked(shown[0], scale), _stacked(shown[1], scale)
    height = _TOP + max(_bottom(left), _bottom(right)) + 8
    drawn = [
        tag("text", "before", x=room, y=14, text_anchor="end", class_="quiet"),
        tag("text", "after", x=width - room, y=14, class_="quiet"),
        *_bands(population, left, right, scale, room),
        *_side(left, shown[0], room, "end"),
        *_side(right, shown[1], width - room - _BAR, "start"),
    ]
    description = "; ".join(f"{old} to {new}: {number}" for (old, new), number in population.moves.items() if number)
    return tag(
        "svg",
        tag("title", "People by grade before and after"),
        tag("desc", description),
        *drawn,
        viewBox=f"0 0 {width} {height:.0f}",
        width=_SHOWN,
        role="img",
        aria_label=f"People by grade before and after. {description}",
        style="font-size:14px",
    )


def _stacked(numbers: dict[str, int], scale: float) -> _Stack:
    starts: dict[str, float] = {}
    heights: dict[str, float] = {}
    y = float(_TOP)
    for name, number in numbers.items():
        starts[name], heights[name] = y, max(number * scale, _THINNEST)
        y += max(heights[name], 16) + _GAP
    return _Stack(starts, heights)


def _bottom(stack: _Stack) -> float:
    return max((stack.starts[name] + max(stack.heights[name], 16) for name in stack.starts), default=0.0) - _TOP


def _room(shown: tuple[dict[str, int], dict[str, int]]) -> int:
    """How wide the labels of the wider side are."""
    labels = [f"{_short(name)}  {number:,}" for numbers in shown for name, number in numbers.items()]
    return round(max(map(cell_len, labels), default=0) * _LETTER) + 10


def _short(name: str) -> str:
    return name if cell_len(name) <= _LONGEST else f"{set_cell_size(name, _LONGEST - 1).rstrip()}…"


def _bands(population: Population, left: _Stack, right: _Stack, scale: float, room: int) -> Iterator[Element]:
    used: dict[tuple[int, str], float] = {}
    order = sorted(
        population.moves.items(),
        key=lambda move: (population.old_grades.index(move[0][0]), population.new_grades.index(move[0][1])),
    )
    for (old, new), number in order:
        if not number:
            continue
        thick = max(number * scale, _THINNEST)
        start, end = left.starts[old] + used.get((0, old), 0.0), right.starts[new] + used.get((1, new), 0.0)
        used[0, old], used[1, new] = used.get((0, old), 0.0) + number * scale, used.get((1, new), 0.0) + number * scale
        x, x2 = room + _BAR, room + _BAR + _BETWEEN
        middle = (x + x2) / 2
        low, below = start + thick, end + thick
        path = (
            f"M{x} {start:.1f}C{middle:.1f} {start:.1f} {middle:.1f} {end:.1f} {x2} {end:.1f}"
            f"V{below:.1f}C{middle:.1f} {below:.1f} {middle:.1f} {low:.1f} {x} {low:.1f}Z"
        )
        shade = _SHADES[population.direction(old, new)]
        words = tag("title", f"{old} to {new}: {number:,}")
        yield tag("path", words, d=path, fill=shade, fill_opacity="0.45")


def _side(stack: _Stack, numbers: dict[str, int], x: int, anchor: str) -> Iterator[Element]:
    for name, number in numbers.items():
        y, height = stack.starts[name], stack.heights[name]
        yield tag("rect", x=x, y=f"{y:.1f}", width=_BAR, height=f"{height:.1f}", fill="#33414e")
        place = x - 8 if anchor == "end" else x + _BAR + 8
        label = f"{_short(name)}  {number:,}" if anchor == "end" else f"{number:,}  {_short(name)}"
        yield tag("text", label, x=place, y=f"{y + max(height, 8) / 2 + 5:.1f}", text_anchor=anchor)
