"""Files, spans, the line index and the mapping of literate Markdown.

In comes a file's name and text; out comes a `Source` whose `code` has the same length and
line breaks as what the author sees, so that every offset is a place in the author's file.
"""

from creditlang.source.literate import is_literate
from creditlang.source.sources import Position, Source
from creditlang.source.spans import Span

__all__ = ["Position", "Source", "Span", "is_literate"]
