"""Files, spans, the line index and the mapping of literate Markdown.

In comes a file's name and text; out comes a `Source` whose `code` has the same length and
line breaks as what the author sees, so that every offset is a place in the author's file.
"""

from creditlang.source.literate import RULE_SUFFIXES, is_literate
from creditlang.source.sources import Position, Source
from creditlang.source.spans import Span

__all__ = ["RULE_SUFFIXES", "Position", "Source", "Span", "is_literate"]
