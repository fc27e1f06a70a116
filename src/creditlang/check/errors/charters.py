"""Clauses of charters that ask for what cannot be."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label, Severity
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class WrongTarget(Diagnostic):
    """A clause asks of a kind of rule what such rules do not have."""

    code: ClassVar = "E0800"
    slug: ClassVar = "wrong-target"
    message: ClassVar = "`{kind}` have no {what}"
    hint: ClassVar = "{advice}"

    kind: str
    what: str
    advice: str


@attrs.frozen(kw_only=True)
class WrongLimit(Diagnostic):
    """A limit in a unit that the thing limited is not counted in."""

    code: ClassVar = "E0801"
    slug: ClassVar = "wrong-limit"
    message: ClassVar = "{what} is counted in {wanted}, and `{written}` is {got}"
    hint: ClassVar = "{advice}"

    what: str
    wanted: str
    written: str
    got: str
    advice: str


@attrs.frozen(kw_only=True)
class WrongSpan(Diagnostic):
    """Two lengths of time between which nothing lies, or that cannot be compared."""

    code: ClassVar = "E0802"
    slug: ClassVar = "wrong-span"
    message: ClassVar = "{problem}"
    hint: ClassVar = "name the shorter time first, and both in days and weeks or both in months and years"

    problem: str


@attrs.frozen(kw_only=True)
class WrongMovement(Diagnostic):
    """A clause on movements that says nothing."""

    code: ClassVar = "E0803"
    slug: ClassVar = "wrong-movement"
    message: ClassVar = "{problem}"
    hint: ClassVar = "{advice}"

    problem: str
    advice: str


@attrs.frozen(kw_only=True)
class OtherRegistry(Diagnostic):
    """A rulebook is under a charter that speaks of another registry."""

    code: ClassVar = "E0804"
    slug: ClassVar = "other-registry"
    message: ClassVar = "the charter `{charter}` is about the records of `{wanted}`, and this rulebook reads `{got}`"
    hint: ClassVar = (
        "a charter without `records` speaks of any registry; one with it can only bind rulebooks over that registry"
    )

    charter: str
    wanted: str
    got: str
    declared: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.declared, "said here"),)


@attrs.frozen(kw_only=True)
class EmptyCharter(Diagnostic):
    """A charter asks for nothing."""

    code: ClassVar = "W0805"
    slug: ClassVar = "empty-charter"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "the charter `{name}` asks for nothing"
    hint: ClassVar = "write its clauses below it, indented: `forbid …`, `permit only …`, `require …` or `limit …`"

    name: str
