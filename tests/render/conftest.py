"""Messages made by hand, for tests of how messages look."""

from types import SimpleNamespace
from typing import ClassVar

import attrs
import pytest

from creditlang.diagnostics import Diagnostic, Label, Severity
from creditlang.source import Source, Span


@attrs.frozen(kw_only=True)
class WrongField(Diagnostic):
    code: ClassVar = "E9999"
    slug: ClassVar = "wrong-field"
    message: ClassVar = "there is no field `{name}`"
    hint: ClassVar = "did you mean `{guess}`?"

    name: str
    guess: str = "offence"
    others: tuple[Label, ...] = ()

    def labels(self) -> tuple[Label, ...]:
        return self.others


@attrs.frozen(kw_only=True)
class Doubtful(Diagnostic):
    code: ClassVar = "W9999"
    slug: ClassVar = "doubtful"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "this looks odd"


def span_of(source: Source, words: str) -> Span:
    start = source.text.index(words)
    return Span(source, start, start + len(words))


@pytest.fixture
def messages() -> SimpleNamespace:
    """An error, a warning, and a way to point at words."""
    return SimpleNamespace(WrongField=WrongField, Doubtful=Doubtful, span_of=span_of)
