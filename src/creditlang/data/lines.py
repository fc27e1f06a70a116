"""A file of bytes to lines of text, however long or broken the lines are.

Text files come in through Python and not through DuckDB's own readers, which guess, read numbers of JSON
as binary fractions and cannot say on which line a row stands. Memory stays bounded: a line that is too
long is cut while it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from creditlang.data.reasons import LARGEST_LINE

_BLOCK = 1 << 20
_KEPT = 1000
"""How many characters of a line that is too long are kept, for people to recognise it."""
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


def read_lines(path: Path, on_bytes: Callable[[int], None] | None = None) -> Iterator[list[Line]]:
    """The lines in blocks. A byte-order mark at the beginning is skipped; lines end with LF or CRLF.

    Args:
        on_bytes: told how many bytes were read, block by block.
    """
    number = 1
    for block in _blocks(path, on_bytes):
        lines = [Line(number + i, text, code) for i, (text, code) in enumerate(_decoded(block))]
        number += len(lines)
        yield lines


def _blocks(path: Path, on_bytes: Callable[[int], None] | None) -> Iterator[bytes]:
    """Whole lines, without the last line's end; a line that is too long stands alone, cut."""
    rest = b""
    with path.open("rb") as file:
        if file.read(len(_BOM)) != _BOM:
            file.seek(0)
        while block := file.read(_BLOCK):
            if on_bytes is not None:
                on_bytes(len(block))
            head, end, tail = block.rpartition(b"\n")
            if end:
                yield rest + head
                rest = tail
            else:
                rest += tail
                if len(rest) > LARGEST_LINE:
                    rest = rest[: LARGEST_LINE + 1]
    if rest:
        yield rest


def _decoded(block: bytes) -> Iterator[tuple[str, str | None]]:
    try:
        texts = block.decode().split("\n")
    except UnicodeDecodeError:
        for line in block.split(b"\n"):
            try:
                yield _checked(line.decode(), len(line))
            except UnicodeDecodeError:
                yield _checked(line.decode(errors="replace"), len(line), "not-utf8")
        return
    for text in texts:
        yield _checked(text, len(text) if 4 * len(text) <= LARGEST_LINE else len(text.encode()))


def _checked(text: str, length: int, code: str | None = None) -> tuple[str, str | None]:
    if length > LARGEST_LINE:
        return f"{text[:_KEPT]}…", "line-too-long"
    return text.removesuffix("\r"), code
