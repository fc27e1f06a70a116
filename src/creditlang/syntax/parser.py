"""From a source to the written tree.

In comes any text; out comes a `Document` with everything in it that could be read, and a diagnostic for everything
that could not: one for each broken clause, whatever stands around it. Nothing here raises for any text. What is
left to others: whether names exist, clauses are missing or doubled, and types agree.
"""

from functools import lru_cache

from creditlang.diagnostics import Collector, Diagnostic
from creditlang.source import Source
from creditlang.syntax import units
from creditlang.syntax.build.expressions import expression
from creditlang.syntax.layout import read_layout
from creditlang.syntax.nodes import Document, Expression
from creditlang.syntax.reading import Reading


def parse(source: Source, collector: Collector) -> Document:
    """Read a whole file.

    Args:
        source: the file; of literate Markdown only its `credit` blocks count.
        collector: gets every finding. If it holds an error afterwards, parts of the document may be missing.
    """
    document, found = _read(source)
    for diagnostic in found:
        collector.report(diagnostic)
    return document


@lru_cache(maxsize=8)
def _read(source: Source) -> tuple[Document, tuple[Diagnostic, ...]]:
    """The document and every finding. The last few are kept: `diff` wants the words of what was just compiled."""
    collector = Collector()
    layout = read_layout(source, collector)
    document = units.read_document(Reading(source, layout.code, collector, layout.odd), layout.lines)
    return document, collector.sorted()


def parse_expression(source: Source, collector: Collector) -> Expression | None:
    """Read a source that is a single expression; None if it is wrong, which is reported."""
    layout = read_layout(source, collector)
    reading = Reading(source, layout.code, collector, layout.odd)
    if not layout.lines:
        first, last, broken = 0, len(layout.code), False
    else:
        first, last = layout.lines[0].start, layout.lines[-1].end
        broken = any(line.broken for line in layout.lines)
    tree = reading.tree_between(first, last, "expression", silent=broken)
    return None if tree is None else expression(reading, tree)
