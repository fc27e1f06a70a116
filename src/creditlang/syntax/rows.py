"""Grids: the rows of tables and of dated parameters, cut at their bars."""

import re
from collections.abc import Sequence

from creditlang.source import Span
from creditlang.syntax.build.definitions import key
from creditlang.syntax.build.expressions import expression
from creditlang.syntax.errors import EmptyCell, RowWidth
from creditlang.syntax.layout import Block, Line, blocks
from creditlang.syntax.nodes import Expression, Grid, Key, Row
from creditlang.syntax.reading import Reading

_BAR_OR_TEXT = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|`[^`\n]+`|\|')


def read_grid(reading: Reading, lines: Sequence[Line], keys: int) -> Grid:
    """The rows of a block.

    Args:
        reading: the source being read.
        lines: the block.
        keys: how many keys each case has. Where there is a header, the last one is spread over its columns.
    """
    header: tuple[Key, ...] = ()
    rows: list[Row] = []
    if lines and reading.code.startswith("|", lines[0].start):
        first = Block(lines[0], ())  # its bars stand above those of the rows, and so deeper than where they begin
        parts = [(start, end) for start, end in _parts(reading, first) if start < end]
        header, lines = _keys(reading, parts, first), lines[1:]
        if not parts:
            reading.report(EmptyCell(span=reading.between(first.start, first.end)))
    framed = False
    for block in blocks(lines, reading.source, reading.collector):
        parts = _parts(reading, block)
        before = keys - 1 if header else keys
        cells = len(header) or 1
        if len(parts) != before + cells:
            ends = _framed(reading, block)
            if not block.broken and not (ends and framed):  # the other rows of a table in such frames are alike
                reading.report(_wrong_width(reading, block, len(parts), before + cells, cells))
            framed = framed or ends
            continue
        for start, end in parts:
            if start == end:
                reading.report(
                    EmptyCell(span=reading.between(max(start - 1, block.start), max(start, block.start + 1)))
                )
        row_keys = _keys(reading, parts[:before], block)
        row_cells = _cells(reading, parts[before:], block)
        if len(row_keys) == before and len(row_cells) == cells:
            rows.append(Row(row_keys, row_cells, span=reading.between(block.start, block.end)))
    return Grid(header, tuple(rows), span=_span(reading, lines))


def _keys(reading: Reading, parts: list[tuple[int, int]], block: Block) -> tuple[Key, ...]:
    trees = [reading.tree_between(start, end, "key", silent=block.broken) for start, end in parts if start < end]
    return tuple(key(reading, tree) for tree in trees if tree is not None)


def _cells(reading: Reading, parts: list[tuple[int, int]], block: Block) -> tuple[Expression, ...]:
    trees = [reading.tree_between(start, end, "cell", silent=block.broken) for start, end in parts if start < end]
    return tuple(expression(reading, tree.children[0]) for tree in trees if tree is not None)


def _parts(reading: Reading, block: Block) -> list[tuple[int, int]]:
    """Where the parts between bars begin and end, without the white space around them."""
    bars = [at.start() for at in _BAR_OR_TEXT.finditer(reading.code, block.start, block.end) if at.group() == "|"]
    starts = [block.start, *(bar + 1 for bar in bars)]
    return [_stripped(reading.code, start, end) for start, end in zip(starts, [*bars, block.end], strict=True)]


def _stripped(code: str, start: int, end: int) -> tuple[int, int]:
    text = code[start:end]
    start += len(text) - len(text.lstrip())
    return start, max(start, start + len(text.strip()))


def _wrong_width(reading: Reading, block: Block, found: int, expected: int, cells: int) -> RowWidth:
    span = reading.between(block.start, block.end)
    words = f"{cells} values, one for each column of the first line" if cells > 1 else "one value"
    return RowWidth(span=span, found=found, expected=expected, cells=words, framed=_framed(reading, block))


def _framed(reading: Reading, block: Block) -> bool:
    """Whether a row begins and ends with a bar, as in Markdown."""
    return reading.code.startswith("|", block.start) and reading.code.endswith("|", block.start, block.end)


def _span(reading: Reading, lines: Sequence[Line]) -> Span:
    return reading.between(lines[0].start, lines[-1].end) if lines else reading.between(0, 0)
