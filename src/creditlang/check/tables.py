"""Tables: rows to patterns, and the proof that every case is answered once."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_never

import attrs

from creditlang.check import expressions
from creditlang.check.errors.definitions import OpenTable, OverlappingRows, WrongKey, WrongRow
from creditlang.check.scope import Scope
from creditlang.ir import Anything, HalfOpen, KeyPattern, Row, Values
from creditlang.source import Span
from creditlang.syntax import nodes
from creditlang.types import Boolean, Choice, Definite, Interval, Number, show_type
from creditlang.values import Exact, as_exact, show_exact


@attrs.frozen
class Key:
    """A key of a table, by which rows differ."""

    name: str
    kind: Choice | Boolean | Number


def key_of(name: nodes.Name, kind: Definite, scope: Scope) -> Key | None:
    """A key, if values of its type can be told apart in rows; otherwise reported."""
    if isinstance(kind, Choice | Boolean) or (isinstance(kind, Number) and kind.scale is not None):
        return Key(name.text, kind)
    scope.report(
        WrongKey(
            span=name.span,
            problem=f"`{name.text}` is {show_type(kind)}, and rows cannot tell such values apart",
            advice="a key is a choice, a yes or no, or a number",
        )
    )
    return None


def read_grid(
    grid: nodes.Grid, keys: Sequence[Key], gives: Definite, table: str, scope: Scope
) -> tuple[Row, ...] | None:
    """The rows; None after a report. Cases left open or answered twice are reported too."""
    if _head_of_another_key(grid, keys, table, scope):
        return None
    rows: list[Row] = []
    complete = True
    for written in grid.rows:
        found = _read_row(written, grid, keys, gives, table, scope)
        complete = complete and found is not None
        rows.extend(found or ())
    if not complete:
        return None
    # INVARIANT: a row's span names the written row; header columns share it.
    return tuple(rows) if _covers(rows, keys, table, grid.span, scope) else None


def _head_of_another_key(grid: nodes.Grid, keys: Sequence[Key], table: str, scope: Scope) -> bool:
    """Whether the header holds values of a key that is not the last one; then one report says so for all rows."""
    named = [
        value.path[0].text
        for key in grid.header
        if isinstance(key, nodes.ExactKey)
        for value in key.values
        if isinstance(value, nodes.Reference)
    ]
    if not named:
        return False
    for key in keys[:-1]:
        fits = isinstance(key.kind, Choice) and set(named) <= set(key.kind.members)
        last = keys[-1].kind
        if fits and not (isinstance(last, Choice) and set(named) & set(last.members)):
            order = ", ".join(f"`{other.name}`" for other in keys if other is not key)
            scope.report(
                WrongKey(
                    span=grid.header[0].span,
                    problem=f"the header row of `{table}` holds the values of its last key, and that is "
                    f"`{keys[-1].name}`, not `{key.name}`",
                    advice=f"behind `by`, name {order} first and `{key.name}` last",
                )
            )
            return True
    return False


def _read_row(
    written: nodes.Row, grid: nodes.Grid, keys: Sequence[Key], gives: Definite, table: str, scope: Scope
) -> list[Row] | None:
    columns = len(grid.header) or 1
    leading = len(keys) - (1 if grid.header else 0)
    if len(written.keys) != leading or len(written.cells) != columns:
        scope.report(
            WrongRow(
                span=written.span,
                name=table,
                got=_counted(len(written.keys) + len(written.cells), "column"),
                wanted=f"{_counted(leading, 'key')} and {_counted(columns, 'value')}",
            )
        )
        return None
    patterns = [_pattern(key, by, scope) for key, by in zip(written.keys, keys, strict=False)]
    heads: list[KeyPattern | None] = [_pattern(key, keys[-1], scope) for key in grid.header]
    cells = [expressions.check_constant(cell, scope, gives, "a value of a table") for cell in written.cells]
    found = [p for p in patterns if p is not None]
    columns_found = [h for h in heads if h is not None]
    values = [cell.value for cell in cells if cell is not None]
    if len(found) < len(patterns) or len(columns_found) < len(heads) or len(values) < len(cells):
        return None
    if not columns_found:
        return [Row(tuple(found), values[0], span=written.span)]
    return [Row((*found, head), value, span=written.span) for head, value in zip(columns_found, values, strict=True)]


def _counted(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _pattern(key: nodes.Key, by: Key, scope: Scope) -> KeyPattern | None:
    match key:
        case nodes.AnyKey():
            return Anything()
        case nodes.ExactKey(values=written):
            found = [
                expressions.check_constant(value, scope, _open(by.kind), f"the key `{by.name}`") for value in written
            ]
            values = [constant.value for constant in found if constant is not None]
            return Values(tuple(values)) if len(values) == len(found) else None
        case nodes.RangeKey():
            return _range(key, by, scope)
        case _:
            assert_never(key)


def _range(key: nodes.RangeKey, by: Key, scope: Scope) -> KeyPattern | None:
    if not isinstance(by.kind, Number):
        scope.report(
            WrongKey(
                span=key.span,
                problem=f"`{by.name}` is {show_type(by.kind)}, which has no ranges",
                advice="name its values, joined by `or`",
            )
        )
        return None
    ends = [
        None if end is None else expressions.check_constant(end, scope, _open(by.kind), f"the key `{by.name}`")
        for end in (key.low, key.below, key.to)
    ]
    if any(
        found is None and written is not None for found, written in zip(ends, (key.low, key.below, key.to), strict=True)
    ):
        return None
    low, below, to = (None if end is None else as_exact(end.value) for end in ends)
    if to is not None:
        below = to + _step(by.kind)
    if low is not None and below is not None and low >= below:
        scope.report(WrongKey(span=key.span, problem="this range holds no value", advice="swap its two ends"))
        return None
    return HalfOpen(low, below)


def _open(kind: Choice | Boolean | Number) -> Definite:
    """A key's type without its range: a row may speak of more than can occur."""
    return attrs.evolve(kind, range=Interval()) if isinstance(kind, Number) else kind


def _step(kind: Number) -> Exact:
    return Fraction(1, 10 ** (kind.scale or 0))


# --- every case once -------------------------------------------------------------------------------


def _covers(rows: Sequence[Row], keys: Sequence[Key], table: str, span: Span, scope: Scope) -> bool:
    """Whether every case has exactly one row. Cases are gone through key by key, in cells within which all
    rows agree; cells that leave the same rows are looked at once."""
    seen: set[tuple[int, tuple[int, ...]]] = set()

    def visit(depth: int, left: tuple[int, ...], case: tuple[str, ...]) -> bool:
        if (depth, left) in seen:
            return True
        seen.add((depth, left))
        if depth < len(keys):
            return all(
                visit(depth + 1, tuple(i for i in left if _matches(rows[i].patterns[depth], cell)), (*case, shown))
                for cell, shown in _cells([rows[i].patterns[depth] for i in left], keys[depth])
            )
        described = " and ".join(case) or "anything"
        if not left:
            scope.report(OpenTable(span=span, name=table, case=described))
        elif len(left) > 1:
            first, second = rows[left[0]], rows[left[1]]
            ranges = any(isinstance(key.kind, Number) for key in keys)
            scope.report(OverlappingRows(span=second.span, name=table, case=described, first=first.span, ranges=ranges))
        return len(left) == 1

    return visit(0, tuple(range(len(rows))), ())


def _cells(patterns: Sequence[KeyPattern], key: Key) -> list[tuple[object, str]]:
    """One value out of every cell of a key within which the patterns agree, and how to name the cell."""
    kind = key.kind
    if isinstance(kind, Boolean):
        return [(value, f"`{key.name}` {'yes' if value else 'no'}") for value in (True, False)]
    if isinstance(kind, Choice):
        return [(member, f"`{key.name}` {member}") for member in kind.members]
    step = _step(kind)
    cuts: set[Exact] = set()
    for pattern in patterns:
        if isinstance(pattern, HalfOpen):
            cuts |= {as_exact(end) for end in (pattern.low, pattern.below) if end is not None}
        elif isinstance(pattern, Values):
            cuts |= {end for value in pattern.values for end in (as_exact(value), as_exact(value) + step)}
    low, high = kind.range.low, kind.range.high
    inner = sorted(c for c in cuts if (low is None or c > low) and (high is None or c <= high))
    lowest = low if low is not None else (inner[0] - step if inner else 0)
    starts = [lowest, *inner]
    ends: list[Exact | None] = [*inner, None if high is None else high + step]
    return [
        (start, f"`{key.name}` {_show_cell(start, end, step, first=index == 0 and low is None)}")
        for index, (start, end) in enumerate(zip(starts, ends, strict=True))
    ]


def _show_cell(start: Exact, end: Exact | None, step: Exact, *, first: bool) -> str:
    if first:
        return "any number" if end is None else f"below {show_exact(end)}"
    if end is None:
        return f"from {show_exact(start)}"
    if end - start == step:
        return show_exact(start)
    return f"from {show_exact(start)} below {show_exact(end)}"


def _matches(pattern: KeyPattern, value: object) -> bool:
    match pattern:
        case Anything():
            return True
        case Values(values=values):
            return value in values
        case HalfOpen(low=low, below=below):
            number = as_exact(value)
            return (low is None or number >= as_exact(low)) and (below is None or number < as_exact(below))
        case _:
            assert_never(pattern)
