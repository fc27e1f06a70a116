"""What cannot be said in terms, and why."""

from __future__ import annotations

from creditlang.diagnostics import CreditlangError


class Unsupported(CreditlangError):  # noqa: N818 - a finding about a rulebook, not a failure
    """A construct that the encoder has no terms for. The question that needs it is left undecided.

    Attributes:
        reason: what it is, in the words of the language.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)
