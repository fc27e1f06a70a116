"""What stands in the text for a rule: its clauses, in the words of the drafter, each with its place.

The typed tree keeps what a rule means. How it was written is read again from its source, which a span leads to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Any

import attrs

from creditlang.diagnostics import Collector
from creditlang.source import Source, Span
from creditlang.syntax import nodes, parse

_PIECE = re.compile(r'"(?:\\.|[^"\\\n])*"|`[^`\n]*`|#[^\n]*|\s+')


def words(span: Span | None) -> str | None:
    """What is written there, in one line, without comments. Texts in quotation marks stay as they are."""
    if span is None:
        return None
    code = span.source.code[span.start : span.end]
    return _PIECE.sub(_piece, code).strip()


def _piece(found: re.Match[str]) -> str:
    text = found[0]
    return " " if text[0] == "#" or text.isspace() else text


@attrs.frozen(eq=False)
class Texts:
    """The written trees of sources, each read once."""

    _read: dict[Source, tuple[list[int], list[nodes.Node]]] = attrs.field(factory=dict, init=False)
    _parsed: dict[Source, nodes.Document] = attrs.field(factory=dict, init=False)

    def declaration(self, span: Span | None) -> Any:
        """The declaration, or the field of a registry, in which a span lies; None if there is none."""
        if span is None:
            return None
        starts, found = self._of(span.source)
        place = bisect_right(starts, span.start) - 1
        if place < 0 or found[place].span.end < span.end:
            return None
        return found[place]

    def rulebook(self, span: Span) -> nodes.Rulebook | None:
        """The rulebook that begins at a span."""
        books = self._document(span.source).rulebooks
        return next((book for book in books if book.span.start == span.start), None)

    def grades(self, span: Span, names: tuple[str, ...], others: Iterable[Source]) -> tuple[nodes.Grade, ...]:
        """The lines of the grades of these names: of the rulebook that begins at a span, else of one in these sources,
        for a rulebook may follow another and not write its grades anew. Empty if they are nowhere."""
        own = self.rulebook(span)
        first = [d for d in (own.declarations if own else ()) if isinstance(d, nodes.Grades)]
        rest = (d for source in others for d in self._of(source)[1] if isinstance(d, nodes.Grades))
        for found in (*first, *rest):
            if tuple(grade.name.text for grade in found.members) == names:
                return found.members
        return ()

    def clauses(self, span: Span | None, *kinds: type[nodes.Node]) -> tuple[nodes.Node, ...]:
        """The clauses of these kinds of the declaration in which a span lies."""
        written = self.declaration(span)
        return tuple(clause for clause in getattr(written, "clauses", ()) if isinstance(clause, kinds))

    def _document(self, source: Source) -> nodes.Document:
        if source not in self._parsed:
            self._parsed[source] = parse(source, Collector())
        return self._parsed[source]

    def _of(self, source: Source) -> tuple[list[int], list[nodes.Node]]:
        if source not in self._read:
            found = sorted(_declarations(self._document(source)), key=lambda node: node.span.start)
            self._read[source] = ([node.span.start for node in found], found)
        return self._read[source]


def _declarations(document: nodes.Document) -> Iterator[nodes.Node]:
    yield from document.library
    for book in document.rulebooks:
        yield from book.declarations
    for registry in document.registries:
        for declared in registry.declarations:
            if isinstance(declared, nodes.SubjectDeclaration | nodes.EventDeclaration):
                yield from declared.fields
