"""Findings as JSON, for editors and other programs. Members are added, never renamed or taken away."""

from __future__ import annotations

import json
from collections.abc import Iterable

from creditlang.diagnostics import Diagnostic
from creditlang.source import Source, Span


def dumps(value: object) -> str:
    """JSON as every command prints it: two spaces, letters of every script as they are."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def diagnostics_json(diagnostics: Iterable[Diagnostic]) -> list[dict[str, object]]:
    """All findings in the order of the text."""
    return [diagnostic_json(found) for found in diagnostics]


def diagnostic_json(found: Diagnostic) -> dict[str, object]:
    """One finding. `file`, `start` and `end` are null where there is no text to point at.

    Lines and columns count from 1, offsets from 0, both in characters; `end` is the first place after the span.
    """
    return {
        "code": found.code,
        "slug": found.slug,
        "severity": found.severity.value,
        "message": found.message_text(),
        "hint": found.hint_text() or None,
        **_place(found.span),
        "labels": [{**_place(label.span), "text": label.text} for label in found.labels()],
    }


def _place(span: Span | None) -> dict[str, object]:
    if span is None:
        return {"file": None, "start": None, "end": None}
    return {
        "file": span.source.name,
        "start": _position(span.source, span.start),
        "end": _position(span.source, span.end),
    }


def _position(source: Source, offset: int) -> dict[str, object]:
    position = source.position(offset)
    return {"line": position.line, "column": position.column, "offset": offset}
