"""One message: its code, place, words and hint."""

import enum
from collections.abc import Hashable, Sequence
from typing import ClassVar

import attrs

from creditlang.source import Span


class Severity(enum.Enum):
    """Whether the file compiles all the same."""

    ERROR = "error"
    WARNING = "warning"


@attrs.frozen
class Label:
    """A second place that the message speaks of, with a few words about it."""

    span: Span
    text: str


@attrs.frozen(kw_only=True)
class Diagnostic:
    """A finding. Subclasses state their words as class attributes and their facts as fields.

    `message` and `hint` are templates filled from the fields by `str.format`. A message is one
    lower-case sentence without a final period, with what the drafter wrote in backticks; the hint
    says the fix and may be empty. A subclass whose hint depends on its facts overrides `hint_text`.
    """

    code: ClassVar[str]
    slug: ClassVar[str]
    severity: ClassVar[Severity] = Severity.ERROR
    message: ClassVar[str]
    hint: ClassVar[str] = ""

    span: Span | None
    """Where to look; None only where there is no text, as for a missing file."""

    def facts(self) -> dict[str, object]:
        """The fields that the templates may name."""
        return {a.name: getattr(self, a.name) for a in attrs.fields(type(self)) if a.name != "span"}

    def message_text(self) -> str:
        """The sentence that says what is wrong."""
        return self.message.format(**self.facts())

    def hint_text(self) -> str:
        """What to do about it; empty if there is nothing better to say than the message."""
        return self.hint.format(**self.facts())

    def labels(self) -> tuple[Label, ...]:
        """Other places in the text, such as the first of two equal names."""
        return ()

    of_the_keyboard: ClassVar[bool] = False
    """Whether a keyboard or an editor makes it everywhere in a file, so that many are better told as one."""

    def distinct(self) -> Hashable:
        """What sets it apart from others of its code at the same place; by default nothing does, and one is kept."""
        return None

    @property
    def is_error(self) -> bool:
        """Whether it keeps the file from compiling."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        place = f"{self.span.source.name}:{self.span.position.line}:{self.span.position.column}: " if self.span else ""
        return f"{place}{self.severity.value}[{self.code}]: {self.message_text()}"


class CreditlangError(Exception):
    """The root of every exception that creditlang raises on purpose."""


class DiagnosticsError(CreditlangError):
    """A rule file does not compile. Carries every finding, errors and warnings.

    Attributes:
        diagnostics: in the order of the text.
    """

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        errors = [d for d in self.diagnostics if d.is_error]
        super().__init__("\n".join(str(d) for d in errors))
