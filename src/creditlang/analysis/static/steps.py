"""One step of a chain of reasons."""

from __future__ import annotations

import attrs

from creditlang.source import Span


@attrs.frozen
class Step:
    """One link of the chain that leads from a rule to what it rests on."""

    text: str
    span: Span | None = attrs.field(default=None, eq=False, repr=False)
