"""CSV as RFC 4180 has it: commas, cells in quotes where needed, a header. Nothing is guessed.

In: a file. Out: its header, and batches of rows with the line that each begins on. A row whose cells
cannot be told apart is a fault, and reading goes on with the line after the one it began on.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from creditlang.data.batches import BATCH, Batch, Cells, Fault
from creditlang.data.lines import Line, first_line, read_lines
from creditlang.data.reasons import LARGEST_LINE, LARGEST_RECORD

_CELL = re.compile(r'(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\Z)')


def read_header(path: Path) -> tuple[Line, list[str]] | None:
    """The first line and its cells; None if the file holds no line. No cells if the line cannot be read."""
    line = first_line(path)
    return None if line is None else (line, (None if line.code else split_cells(line.text)) or [])


def read_rows(
    path: Path, header: Sequence[str], wanted: Sequence[str], on_bytes: Callable[[int], None] | None = None
) -> Iterator[Batch]:
    """The rows below the header.

    Args:
        wanted: the columns to hand over, in this order; those that the header lacks are unknown in every row.
    """
    places = [header.index(name) if name in header else None for name in wanted]
    owner = header.index("subject") if "subject" in header else 0
    batch = Batch()
    for line, text, cells, code in _records(path, on_bytes):
        if cells is not None and len(cells) == len(header):
            batch.lines.append(line)
            batch.rows.append([None if place is None else cells[place] or None for place in places])
        else:
            detail = None if cells is None else f"{_cells(len(cells))}, and the header has {len(header)}"
            guess = _guess(text if cells is None else cells, owner)
            batch.faults.append(Fault(line, code or "ragged-row", text, guess, value=text, detail=detail))
        if len(batch) >= BATCH:
            yield batch
            batch = Batch()
    yield batch


def split_cells(record: str) -> list[str] | None:
    """The cells of a row; None if its quotation marks make no sense."""
    if '"' not in record and "\r" not in record:
        return record.split(",")
    cells, place = [], 0
    while True:
        match = _CELL.match(record, place)
        if match is None:
            return None
        quoted, bare, end = match.groups()
        cells.append(bare if quoted is None else quoted.replace('""', '"'))
        if not end:
            return cells
        place = match.end()


def _records(
    path: Path, on_bytes: Callable[[int], None] | None
) -> Iterator[tuple[int, str, list[str] | None, str | None]]:
    """Line, text, cells and code of each row below the header; blank lines are no rows."""
    waiting: deque[Line] = deque()
    header = True
    for block in read_lines(path, on_bytes):
        waiting.extend(block)
        if header:
            waiting.popleft()
            header = False
        yield from _complete(waiting, more=True)
    yield from _complete(waiting, more=False)


def _complete(waiting: deque[Line], more: bool) -> Iterator[tuple[int, str, list[str] | None, str | None]]:
    """The rows that can be told from the lines at hand, which are taken away.

    A row with an odd number of quotation marks goes on in the next line.
    """
    while waiting:
        line = waiting[0]
        if line.code is not None:
            waiting.popleft()
            yield line.number, line.text, None, line.code
        elif '"' not in line.text:
            waiting.popleft()
            if "\r" in line.text:
                yield line.number, line.text, None, "stray-return"
            elif line.text:
                yield line.number, line.text, line.text.split(","), None
        else:
            record = _record(waiting)
            if record is None and more and len(waiting) < LARGEST_RECORD:
                return
            cells = split_cells("\n".join(record)) if record else None
            for _ in record if cells is not None and record else (line,):
                waiting.popleft()
            yield line.number, line.text, cells, None if cells is not None else "broken-quote"


def _record(waiting: deque[Line]) -> list[str] | None:
    """The lines of the first row; None if its last quotation mark is not in sight."""
    found: list[str] = []
    marks = size = 0
    for line in waiting:
        if line.code is not None or len(found) == LARGEST_RECORD or size > LARGEST_LINE:
            return []
        found.append(line.text)
        marks += line.text.count('"')
        size += len(line.text)
        if marks % 2 == 0:
            return found
    return None


def _guess(text: str | Cells | list[str], owner: int) -> str | None:
    """The subject that an unreadable row seems to be about."""
    cells = text.split(",") if isinstance(text, str) else text
    return (cells[owner] or "").strip(' "') or None if owner < len(cells) else None


def _cells(count: int) -> str:
    return "1 cell" if count == 1 else f"{count} cells"
