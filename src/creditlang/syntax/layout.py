"""Lines and blocks: the text as logical lines with their indentation.

In comes a source, out come its lines without blank and comment-only ones, and its code with every odd character
replaced by a plain one of the same length. A line that begins inside parentheses is a part of the line that opened them
as long as it is indented deeper or begins with the closing parenthesis. Whether a deeper line is a clause of a
block or goes on with the clause above is for the parser to say: `blocks` is asked only for what is a block.
"""

import re
from collections.abc import Iterator, Sequence

import attrs

from creditlang.diagnostics import Collector
from creditlang.source import Source, Span
from creditlang.syntax.characters import BLANK, WIDE_SPACE, Characters
from creditlang.syntax.errors import TabIndentation, UnclosedParenthesis, UnevenIndentation
from creditlang.syntax.words import HEADS, first_word

_LINE = re.compile(r"[^\n]+")
_TAB_WIDTH = 4


@attrs.frozen
class Line:
    """A logical line: the offsets of its program, its indentation in columns, and whether it is beyond reading
    because of an error that has been reported."""

    start: int
    end: int
    indent: int
    broken: bool


@attrs.frozen
class Block:
    """A line and the deeper lines under it."""

    line: Line
    deeper: Sequence[Line]

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.line.start

    @property
    def end(self) -> int:
        """Where its last line ends."""
        return self.deeper[-1].end if self.deeper else self.line.end

    @property
    def broken(self) -> bool:
        """Whether any of its lines is."""
        return self.line.broken or any(line.broken for line in self.deeper)


@attrs.frozen
class Layout:
    """The lines of a source, and its program with plain characters only.

    Attributes:
        odd: the offsets at which a character was replaced, and reported, in rising order.
    """

    source: Source
    code: str = attrs.field(repr=False)
    lines: tuple[Line, ...]
    odd: tuple[int, ...] = attrs.field(repr=False)


def read_layout(source: Source, collector: Collector) -> Layout:
    """Cut a source into logical lines, and report whatever is wrong with characters, quotes and parentheses."""
    reader = _Reader(source, collector)
    start = 1 if source.code.startswith("\ufeff") else 0
    for found in _LINE.finditer(source.code, start):
        reader.physical(found.start(), found.end())
    reader.finish()
    return Layout(source, reader.characters.mended(), tuple(reader.lines), tuple(reader.characters.odd))


def blocks(lines: Sequence[Line], source: Source, collector: Collector) -> Iterator[Block]:
    """The lines that stand at the indentation of the first one, each with the deeper ones under it."""
    reported = False
    first = 0
    while first < len(lines):
        indent = lines[0].indent
        if lines[first].indent < indent and not reported and first_word(source.code, lines[first].start) not in HEADS:
            reported = True
            span = Span(source, lines[first].start, lines[first].end)
            collector.report(UnevenIndentation(span=span, found=lines[first].indent, expected=indent))
        after = first + 1
        while after < len(lines) and lines[after].indent > indent:
            after += 1
        yield Block(lines[first], lines[first + 1 : after])
        first = after


class _Reader:
    def __init__(self, source: Source, collector: Collector) -> None:
        self.characters = Characters(source, collector)
        self.lines: list[Line] = []
        self._source = source
        self._collector = collector
        self._tab_seen = False

    def physical(self, start: int, end: int) -> None:
        """Add one line of the file."""
        code = self._source.code
        if end > start and code[end - 1] == "\r":
            end -= 1
        margin = BLANK.match(code, start, end)
        assert margin is not None  # the pattern matches nothing at all, too
        first = margin.end()
        if first == end or code[first] == "#":
            self.characters.read(start, end)
            return
        indent = self._indent(margin.group(), start)
        if self.characters.opened and not self._goes_on(first, indent):
            self.finish()
        inside = bool(self.characters.opened)
        stop, whole = self.characters.read(start, end)
        if inside:
            opener = self.lines[-1]
            self.lines[-1] = attrs.evolve(opener, end=stop, broken=opener.broken or not whole)
        else:
            self.lines.append(Line(first, stop, indent, not whole))

    def finish(self) -> None:
        """Report a parenthesis that is still open."""
        if self.characters.opened and not self.lines[-1].broken:
            at = self.characters.opened[-1]
            self._collector.report(UnclosedParenthesis(span=Span(self._source, at, at + 1)))
            self._break()
        self.characters.opened.clear()

    def _break(self) -> None:
        self.lines[-1] = attrs.evolve(self.lines[-1], broken=True)

    def _goes_on(self, first: int, indent: int) -> bool:
        return indent > self.lines[-1].indent or self._source.code.startswith((")", "）"), first)

    def _indent(self, margin: str, start: int) -> int:
        if "\t" in margin and not self._tab_seen:
            self._tab_seen = True
            at = start + margin.index("\t")
            self._collector.report(TabIndentation(span=Span(self._source, at, at + 1)))
        return len(margin) + margin.count("\t") * (_TAB_WIDTH - 1) + margin.count(WIDE_SPACE)
