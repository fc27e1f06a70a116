"""One source text: its name, what the author sees, and the program in it."""

from bisect import bisect_right
from functools import cached_property

import attrs

from creditlang.source.literate import blank_prose, is_literate


@attrs.frozen
class Position:
    """A place in a text, both counted from 1; the column counts characters, not bytes."""

    line: int
    column: int


@attrs.frozen(slots=False, eq=False)
class Source:
    """A named text. Two sources are equal only if they are the same object.

    Attributes:
        name: how messages name it: a path as the user gave it, or `<text>`.
        text: the text as read, with its line ends.
    """

    name: str
    text: str = attrs.field(repr=False)

    @cached_property
    def code(self) -> str:
        """The program: the text itself, or for literate Markdown its `credit` blocks with all prose blanked."""
        return blank_prose(self.text) if is_literate(self.name) else self.text

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(index + 1 for index, char in enumerate(self.text) if char == "\n")]

    def position(self, offset: int) -> Position:
        """The line and column of an offset."""
        line = bisect_right(self._line_starts, offset)
        return Position(line, offset - self._line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """The text of a line, from 1, without its line end."""
        start = self._line_starts[number - 1]
        end = self._line_starts[number] if number < len(self._line_starts) else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    @property
    def line_count(self) -> int:
        """How many lines the text has; an empty text has one."""
        return len(self._line_starts)
