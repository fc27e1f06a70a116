"""A file of bytes to lines of text, however long or broken the lines are.

Text files come in through Python and not through DuckDB's own readers, which guess, read numbers of JSON
as binary fractions and cannot say on which line a row stands. Memory stays bounded: a line that is too
long is cut while it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from creditlang.data.reasons import LARGEST_LINE

_BLOCK = 1 << 20
_KEPT = 1000
"""How many bytes of a line that is too long are kept, for people to recognise it."""
_BOM = b"\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


class Line(NamedTuple):
    """A line without its end. `code` says what is wrong with it; then `text` is only an approximation."""

    number: int
    text: str
    code: str | None = None


def is_utf16(path: Path) -> bool:
    """Whether the file begins with the mark of UTF-16, as some spreadsheets save it."""
    with path.open("rb") as file:
        return file.read(2) in _UTF16


def first_line(path: Path) -> Line | None:
    """The first line; None if the file holds nothing."""
    with path.open("rb") as file:
        _skip_mark(file)
        line = file.readline(LARGEST_LINE + 1)
    return next(_lines(line.removesuffix(b"\n"), 1)) if line else None


def read_lines(path: Path, on_bytes: Callable[[int], None] | None = None) -> Iterator[list[Line]]:
    """The lines in blocks. A byte-order mark at the beginning is skipped; lines end with LF or CRLF.

    Args:
        on_bytes: told how many bytes were read, block by block.
    """
    number = 1
    for block in _blocks(path, on_bytes):
        lines = list(_lines(block, number))
        number += len(lines)
        yield lines


def _skip_mark(file: BinaryIO) -> None:
    if file.read(len(_BOM)) != _BOM:
        file.seek(0)


def _blocks(path: Path, on_bytes: Callable[[int], None] | None) -> Iterator[bytes]:
    """Whole lines, without the last line's end; a line that is too long stands alone, cut."""
    rest = b""
    with path.open("rb") as file:
        _skip_mark(file)
        while block := file.read(_BLOCK):
            if on_bytes is not None:
                on_bytes(len(block))
            head, end, tail = block.rpartition(b"\n")
            if end:
                yield rest + head
                rest = tail
            else:
                rest = (rest + tail)[: LARGEST_LINE + 1]
    if rest:
        yield rest


def _lines(block: bytes, number: int) -> Iterator[Line]:
    try:
        texts = block.decode().split("\n")
    except UnicodeDecodeError:
        texts = []
    if texts and 4 * max(map(len, texts)) <= LARGEST_LINE:
        yield from (Line(number + place, text.removesuffix("\r")) for place, text in enumerate(texts))
        return
    for place, line in enumerate(block.split(b"\n")):
        yield _line(line, number + place)


def _line(line: bytes, number: int) -> Line:
    """A line that may be too long, or no text."""
    if len(line) > LARGEST_LINE:
        return Line(number, f"{line[:_KEPT].decode(errors='replace')}…", "line-too-long")
    try:
        return Line(number, line.decode().removesuffix("\r"))
    except UnicodeDecodeError:
        return Line(number, line.decode(errors="replace").removesuffix("\r"), "not-utf8")
