"""The registry as an article: what is recorded, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from creditlang import ir
from creditlang.analysis.diff.articles import Article, ArticleKind, Bearing, Clause
from creditlang.analysis.diff.written import Texts, words
from creditlang.source import Span


def registry_article(edition: ir.Edition, texts: Texts) -> Article:
    """What is recorded about whom: each subject, event and field is a clause."""
    registry = edition.registry
    clauses = {clause.name: clause for clause in _clauses(registry, texts)}
    return Article(ArticleKind.REGISTRY, registry.name, registry.title, registry.span, clauses, registry)


def _clauses(registry: ir.Registry, texts: Texts) -> Iterator[Clause]:
    contexts = ", ".join(registry.contexts)
    yield Clause("contexts", frozenset(registry.contexts), f"contexts {contexts}", registry.span, Bearing.DATA)
    for subject in registry.subjects.values():
        name = f"subject {subject.name}"
        yield Clause(name, subject.title, _titled(name, subject.title), subject.span, Bearing.DATA)
        yield from _fields(subject.name, subject.fields, texts)
    for event in registry.events.values():
        name = f"event {event.name}"
        parts = [
            _titled(name, event.title),
            f"of {event.subject}",
            f"in {event.context}" if event.context else "",
            f'from "{event.issuer}"' if event.issuer else "",
        ]
        shown = " ".join(filter(None, parts)) + (", voluntary" if event.voluntary else "")
        meaning = (event.title, event.subject, event.context, event.issuer, event.voluntary)
        yield Clause(name, meaning, shown, event.span, Bearing.DATA)
        yield from _fields(event.name, event.fields, texts)


def _titled(name: str, title: str | None) -> str:
    return f'{name} "{title}"' if title else name


def _fields(holder: str, fields: Mapping[str, ir.Field], texts: Texts) -> Iterator[Clause]:
    for field in fields.values():
        written = texts.declaration(field.span)
        said = words(written.span) if written is not None else None
        place: Span | None = written.span if written is not None else field.span
        meaning = (field.title, field.type, field.optional, field.protected)
        yield Clause(f"{holder}.{field.name}", meaning, said or field.name, place, Bearing.DATA)
