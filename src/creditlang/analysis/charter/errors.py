"""What keeps a rulebook from compiling under its charter."""

from __future__ import annotations

from collections.abc import Hashable
from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label, Severity
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class CharterViolated(Diagnostic):
    """A rulebook breaks a clause of a charter that it is under."""

    code: ClassVar = "E0810"
    slug: ClassVar = "charter-violated"
    message: ClassVar = "{finding}"

    finding: str
    rule: str | None
    charter: str
    clause: str
    declared: Span
    chain: tuple[Label, ...] = ()
    basis: str | None = None

    def hint_text(self) -> str:
        law = f"the clause rests on {self.basis}; " if self.basis else ""
        spare = f': `except {self.rule} because "…"`' if self.rule else ""
        return f"{law}change it, or have the charter spare it aloud{spare}"

    def labels(self) -> tuple[Label, ...]:
        return (*self.chain, Label(self.declared, f"the clause of `{self.charter}`"))

    def distinct(self) -> Hashable:
        return (self.finding, self.clause)


@attrs.frozen(kw_only=True)
class NameWithoutObject(Diagnostic):
    """A clause names what the rulebook's registry does not have, though it has something like it."""

    code: ClassVar = "W0811"
    slug: ClassVar = "name-without-object"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "the charter names `{name}`, and the rulebook `{rulebook}` has nothing of that name"
    hint: ClassVar = "did you mean `{suggestion}`? A clause about what is not there holds without effect"

    name: str
    rulebook: str
    suggestion: str

    def distinct(self) -> Hashable:
        return self.rulebook
