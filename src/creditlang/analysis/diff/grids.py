"""Tables as functions: what they answer, however they are cut into rows.

Two tables can be written differently and answer alike: `1 to 2` against `1` and `2`, rows in another order, a bound
that the key's range implies. So each key becomes an axis of cells in which neither table changes its answer, and the
answers are compared cell by cell.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

import attrs

from creditlang.analysis.diff.terms import tagged
from creditlang.ir import Anything, HalfOpen, KeyPattern, Row, Values
from creditlang.types import Boolean, Choice, Date, Definite, Number
from creditlang.values import plain

MOST_CELLS = 100_000
"""Of a larger table the rows are compared as they stand."""


@attrs.frozen
class Stretch:
    """Keys from `low` (included; None: from the beginning) to `below` (excluded; None: without end).

    Attributes:
        whole: whether only whole numbers are keys.
    """

    low: Any
    below: Any
    whole: bool = False


@attrs.frozen
class Single:
    """One key."""

    value: Any


@attrs.frozen
class AllOthers:
    """Every key that no row names."""


Cell = Stretch | Single | AllOthers


@attrs.frozen
class Difference:
    """A region in which two tables answer differently.

    Attributes:
        keys: for each key its cells in the region; empty where the region does not depend on that key.
        old, new: the answers; None where a table has no row for these keys.
        old_row, new_row: the rows that answer.
    """

    keys: tuple[tuple[Cell, ...], ...]
    old: Any
    new: Any
    old_row: Row | None
    new_row: Row | None


def canonical(rows: Sequence[Row], kinds: Sequence[Definite]) -> Hashable:
    """What a table answers, equal for tables that answer alike over the same keys."""
    axes = [_axis(index, [rows], kind) for index, kind in enumerate(kinds)]
    if prod(map(len, axes)) > MOST_CELLS:
        return frozenset((row.patterns, tagged(row.value)) for row in rows)
    answers = {places: _answer(rows, axes, places) for places in product(*(range(len(axis)) for axis in axes))}
    kept = [_needed(axis, index, answers) for index, axis in enumerate(axes)]
    named = tuple(_names(axis, places) for axis, places in zip(axes, kept, strict=True))
    return named, tuple(tagged(answers[places][0]) for places in product(*kept))


def differences(old: Sequence[Row], new: Sequence[Row], kinds: Sequence[Definite]) -> tuple[Difference, ...]:
    """Where two tables over the same kinds of key answer differently."""
    axes = [_axis(index, [old, new], kind) for index, kind in enumerate(kinds)]
    if prod(map(len, axes)) > MOST_CELLS:
        return _by_rows(old, new)
    found: dict[tuple[frozenset[int], ...], tuple[Any, Any, Row | None, Row | None]] = {}
    for places in product(*(range(len(axis)) for axis in axes)):
        before, after = _answer(old, axes, places), _answer(new, axes, places)
        if tagged(before[0]) != tagged(after[0]):
            found[tuple(frozenset((place,)) for place in places)] = (before[0], after[0], before[1], after[1])
    for index in reversed(range(len(axes))):
        found = _merged(found, index)
    return tuple(
        Difference(
            tuple(_cells(axis, places) for axis, places in zip(axes, region, strict=True)), before, after, row, other
        )
        for region, (before, after, row, other) in found.items()
    )


# --- axes ------------------------------------------------------------------------------------------------


@attrs.frozen
class _Place:
    """A cell of an axis, with one key that lies in it."""

    cell: Cell
    sample: Any


def _axis(index: int, tables: Sequence[Sequence[Row]], kind: Definite) -> tuple[_Place, ...]:
    patterns = [row.patterns[index] for rows in tables for row in rows]
    match kind:
        case Boolean():
            return (_Place(Single(True), True), _Place(Single(False), False))
        case Choice(members=members):
            return tuple(_Place(Single(member), member) for member in members)
        case Number(scale=scale, range=bounds):
            step: Any = None if scale is None else Fraction(1, 10**scale)
            return _ordered(patterns, step, bounds.low, bounds.high, 1)
        case Date():
            return _ordered(patterns, timedelta(days=1), None, None, timedelta(days=1))
        case _:
            named = sorted({v for p in patterns if isinstance(p, Values) for v in p.values}, key=repr)
            return (*(_Place(Single(value), value) for value in named), _Place(AllOthers(), None))


def _ordered(patterns: Iterable[KeyPattern], step: Any, least: Any, most: Any, back: Any) -> tuple[_Place, ...]:
    """Cells between the cuts. Where keys have no smallest step, a single key is a cell of its own."""
    cuts: set[tuple[Any, int]] = set()
    for pattern in patterns:
        match pattern:
            case HalfOpen():
                cuts |= {(end, 0) for end in (pattern.low, pattern.below) if end is not None}
            case Values(values=values):
                for value in values:
                    cuts |= {(value, 0), (value, 1) if step is None else (value + step, 0)}
            case Anything():
                pass
    inside = sorted(c for c in cuts if (least is None or c[0] > least) and (most is None or c[0] <= most))
    first: tuple[Any, int] | None = None if least is None else (least, 0)
    starts = [first, *inside]
    places = []
    for start, end in zip(starts, [*inside, None], strict=True):
        if start is None:
            sample = 0 if end is None and step != timedelta(days=1) else (end[0] - back if end else date(2000, 1, 1))
        elif start[1] == 0:
            sample = start[0]
        else:
            sample = start[0] + 1 if end is None else start[0] + Fraction(end[0] - start[0]) / 2
        exact = start is not None and end is not None and start[0] == end[0]
        low, below = (None if bound is None else _plain(bound[0]) for bound in (start, end))
        cell = Single(low) if exact else Stretch(low, below, step == 1)
        places.append(_Place(cell, sample))
    return tuple(places)


def _plain(value: Any) -> Any:
    return plain(value) if isinstance(value, Fraction) else value


def _answer(rows: Sequence[Row], axes: Sequence[Sequence[_Place]], places: Sequence[int]) -> tuple[Any, Row | None]:
    keys = [axis[place].sample for axis, place in zip(axes, places, strict=True)]
    for row in rows:
        if all(_fits(pattern, key) for pattern, key in zip(row.patterns, keys, strict=True)):
            return row.value, row
    return None, None


def _fits(pattern: KeyPattern, key: Any) -> bool:
    match pattern:
        case Anything():
            return True
        case Values(values=values):
            return key in values
        case HalfOpen(low=low, below=below):
            return (low is None or key >= low) and (below is None or key < below)


# --- regions ---------------------------------------------------------------------------------------------

_Answers = dict[tuple[int, ...], tuple[Any, Row | None]]


def _needed(axis: Sequence[_Place], index: int, answers: _Answers) -> list[int]:
    """The cells of an axis that begin a new answer somewhere; of unordered keys all."""
    if not isinstance(axis[0].cell, Stretch):
        return list(range(len(axis)))
    slices: list[list[object]] = [[] for _ in axis]
    for places, (value, _) in answers.items():  # in one order of the other keys for each cell
        slices[places[index]].append(tagged(value))
    return [place for place in range(len(axis)) if place == 0 or slices[place] != slices[place - 1]]


def _names(axis: Sequence[_Place], places: Sequence[int]) -> tuple[Hashable, ...]:
    """Where each kept cell begins; what bounds the axis as a whole does not matter."""
    found: list[Hashable] = []
    for place in places:
        cell = axis[place].cell
        match cell:
            case Stretch(low=low):
                found.append(("first",) if place == 0 else ("from", tagged(low)))
            case Single(value=value):
                found.append(("only", tagged(value)))
            case AllOthers():
                found.append(("others",))
    return tuple(found)


def _merged(
    found: dict[tuple[frozenset[int], ...], tuple[Any, Any, Row | None, Row | None]], index: int
) -> dict[tuple[frozenset[int], ...], tuple[Any, Any, Row | None, Row | None]]:
    """Regions that differ only along one key, put together."""
    regions: dict[object, tuple[frozenset[int], ...]] = {}
    answers: dict[object, tuple[Any, Any, Row | None, Row | None]] = {}
    for region, answer in found.items():
        rest = (region[:index], region[index + 1 :], tagged(answer[0]), tagged(answer[1]))
        if rest in regions:
            seen = regions[rest]
            regions[rest] = (*seen[:index], seen[index] | region[index], *seen[index + 1 :])
        else:
            regions[rest], answers[rest] = region, answer
    return {region: answers[rest] for rest, region in regions.items()}


def _cells(axis: Sequence[_Place], places: frozenset[int]) -> tuple[Cell, ...]:
    """The cells of a region along one key, neighbours put together; empty for all of them."""
    if len(places) == len(axis):
        return ()
    found: list[Cell] = []
    last = -1
    for place in sorted(places):
        cell = axis[place].cell
        before = found[-1] if found and last == place - 1 else None
        if isinstance(cell, Stretch) and isinstance(before, Stretch):
            found[-1] = Stretch(before.low, cell.below, cell.whole)
        else:
            found.append(cell)
        last = place
    return tuple(found)


def _by_rows(old: Sequence[Row], new: Sequence[Row]) -> tuple[Difference, ...]:
    """Row by row, for tables with too many cells: rows of equal keys belong together."""
    before, after = {row.patterns: row for row in old}, {row.patterns: row for row in new}
    found = []
    for patterns in before.keys() | after.keys():
        row, other = before.get(patterns), after.get(patterns)
        if row is None or other is None or tagged(row.value) != tagged(other.value):
            keys = tuple(_pattern_cells(pattern) for pattern in patterns)
            found.append(Difference(keys, row and row.value, other and other.value, row, other))
    return tuple(found)


def _pattern_cells(pattern: KeyPattern) -> tuple[Cell, ...]:
    match pattern:
        case Anything():
            return ()
        case Values(values=values):
            return tuple(Single(value) for value in values)
        case HalfOpen(low=low, below=below):
            return (Stretch(low, below),)


Show = Callable[[Any], str]
"""How a key is written."""


def show_cells(cells: Sequence[Cell], show: Show) -> str:
    """The cells as a drafter writes keys: `from 18 below 21`, `speeding or red_light`."""
    return " or ".join(_show_cell(cell, show) for cell in cells) or "any"


def _show_cell(cell: Cell, show: Show) -> str:
    match cell:
        case Single(value=value):
            return show(value)
        case AllOthers():
            return "any other"
        case Stretch(low=None, below=None):
            return "any"
        case Stretch(low=None, below=below):
            return f"below {show(below)}"
        case Stretch(low=low, below=None):
            return f"from {show(low)}"
        case Stretch(low=low, below=below, whole=True) if below == low + 1:
            return show(low)
        case Stretch(low=low, below=below):
            return f"from {show(low)} below {show(below)}"
