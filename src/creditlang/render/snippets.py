"""A stretch of a rule file with marks under what a message speaks of.

A line is shown as it stands in the file, tabs as four spaces, wide characters measured. Of a line that is too
long only the part around its mark is shown; of a span of many lines only its ends.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from rich.cells import cell_len
from rich.text import Text

from creditlang.render.signs import visible, width
from creditlang.source import Source, Span

_LONGEST = 6
"""A span of more lines than this is shown with its middle left out."""


@attrs.frozen
class Mark:
    """A span to be underlined, with a few words beside it.

    Attributes:
        style: of the underline and the words, as `rich` names styles.
        sign: what the underline is made of, one character.
    """

    span: Span
    text: str
    style: str
    sign: str = "^"


def snippet(marks: Sequence[Mark], room: int) -> Text:
    """The lines of one source that the marks lie on.

    Args:
        marks: at least one, all in the same source; the first is what the message is about.
        room: the width in cells that a line may take.
    """
    return _Snippet(tuple(marks), room).text()


def heading(span: Span, gutter: int) -> Text:
    """The line above a snippet that says where it stands."""
    position = span.position
    place = f"{visible(span.source.name)}:{position.line}:{position.column}"
    return Text.assemble(" " * gutter, (" ╭─ ", "frame"), (place, "place"))


def gutter_of(marks: Sequence[Mark]) -> int:
    """How many digits the line numbers of a snippet need."""
    return max(len(str(_last_line(mark.span))) for mark in marks)


class _Snippet:
    def __init__(self, marks: tuple[Mark, ...], room: int) -> None:
        self.source: Source = marks[0].span.source
        self.gutter = gutter_of(marks)
        # Only one span of several lines gets a bracket; the rare others are marked on their first line.
        self.bracket = next((m for m in marks if _first_line(m.span) != _last_line(m.span)), None)
        self.singles = [m for m in marks if m is not self.bracket]
        self.room = max(room - self.gutter - 3 - (2 if self.bracket else 0), 20)

    def text(self) -> Text:
        out: list[Text] = []
        previous = None
        for number in self._lines():
            if previous is not None and number > previous + 1:
                out.append(self._row("", Text("…", "frame"), self._below(previous)))
            out += self._line(number)
            previous = number
        return Text("\n").join(out)

    def _lines(self) -> list[int]:
        lines = {_first_line(m.span) for m in self.singles}
        if self.bracket:
            first, last = _first_line(self.bracket.span), _last_line(self.bracket.span)
            many = last - first >= _LONGEST
            lines.update((first, first + 1, first + 2, last) if many else range(first, last + 1))
        return sorted(lines)

    def _line(self, number: int) -> list[Text]:
        line = self.source.line(number)
        here = [m for m in self.singles if _first_line(m.span) == number]
        edges = [_columns(m.span, line) for m in here]
        start, end = _window(line, edges[0] if edges else (0, 0), self.room)
        shown = Text(("…" if start else "") + visible(line[start:end]) + ("…" if end < len(line) else ""))
        rows = [self._row(str(number), shown, self._bar(number))]
        for mark, (low, high) in zip(here, edges, strict=True):
            rows.append(self._row("", _underline(line, mark, (low, high), (start, end)), self._below(number)))
        if self.bracket and number == _last_line(self.bracket.span) and self.bracket.text:
            rows.append(self._row("", Text(self.bracket.text, self.bracket.style), Text("╰ ", self.bracket.style)))
        return rows

    def _bar(self, number: int) -> Text:
        """The bracket on the row of a line."""
        if self.bracket is None:
            return Text()
        first, last = _first_line(self.bracket.span), _last_line(self.bracket.span)
        if not first <= number <= last:
            return Text("  ")
        sign = "╭" if number == first else "╰" if number == last and not self.bracket.text else "│"
        return Text(f"{sign} ", self.bracket.style)

    def _below(self, number: int) -> Text:
        """The bracket on a row between a line and the next."""
        if self.bracket is None:
            return Text()
        first, last = _first_line(self.bracket.span), _last_line(self.bracket.span)
        goes_on = first <= number < last or (number == last and self.bracket.text)
        return Text("│ " if goes_on else "  ", self.bracket.style)

    def _row(self, number: str, code: Text, bar: Text) -> Text:
        row = Text.assemble((number.rjust(self.gutter), "number"), (" │ ", "frame"), bar, code)
        row.rstrip()
        return row


def _first_line(span: Span) -> int:
    return span.source.position(span.start).line


def _last_line(span: Span) -> int:
    text = span.source.text
    end = max(span.end, span.start + 1) - 1
    while end > span.start and text[end : end + 1].isspace():
        end -= 1
    return span.source.position(end).line


def _columns(span: Span, line: str) -> tuple[int, int]:
    """The characters of the line that the span covers, as offsets in it; at least one."""
    low = span.source.position(span.start).column - 1
    high = min(low + span.end - span.start, len(line))
    while high > low + 1 and line[high - 1].isspace():
        high -= 1
    return low, max(high, low + 1)


def _window(line: str, edge: tuple[int, int], room: int) -> tuple[int, int]:
    """Which characters of a line to show so that the mark is among them and the line fits."""
    if len(line) <= room and width(line) <= room:
        return 0, len(line)
    room -= 2  # for the dots at both ends
    low = min(edge[0], max(len(line) - 1, 0))
    start, end = low, low
    left, used = room // 3, 0
    while start > 0 and used < left:
        start -= 1
        used += width(line[start])
    while end < len(line) and used + width(line[end]) <= room:
        used += width(line[end])
        end += 1
    while start > 0 and used + width(line[start - 1]) <= room:
        start -= 1
        used += width(line[start])
    return start, end


def _underline(line: str, mark: Mark, edge: tuple[int, int], window: tuple[int, int]) -> Text:
    start, end = window
    low, high = max(edge[0], start), max(min(edge[1], max(end, edge[0] + 1)), edge[0])
    before = (1 if start else 0) + cell_len(visible(line[start:low]))
    length = max(cell_len(visible(line[low:high])), 1)
    return Text.assemble(
        " " * before, (mark.sign * length, mark.style), " " if mark.text else "", (mark.text, mark.style)
    )
