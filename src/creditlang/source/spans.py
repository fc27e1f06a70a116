"""A stretch of a source text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from creditlang.source.sources import Position, Source


@attrs.frozen
class Span:
    """The characters from `start` up to but not including `end` of `source`."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """What the author wrote there."""
        return self.source.text[self.start : self.end]

    @property
    def words(self) -> str:
        """What the author wrote there, on one line."""
        return " ".join(self.text.split())

    @property
    def position(self) -> Position:
        """The line and column, from 1, where the span starts."""
        return self.source.position(self.start)

    def to(self, other: Span) -> Span:
        """From the start of this span to the end of `other`, in the same source."""
        return Span(self.source, self.start, other.end)

    def __str__(self) -> str:
        return f"{self.source.name}:{self.position.line}"
