"""Names that mean nothing, or two things."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label, listing
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class UnknownName(Diagnostic):
    """Nothing of this name can be used here."""

    code: ClassVar = "E0150"
    slug: ClassVar = "unknown-name"
    message: ClassVar = "{what} called `{name}` is not known here"

    what: str
    """Such as `a field or definition`, with its article."""
    name: str
    suggestion: str | None
    known: tuple[str, ...] = ()
    advice: str = ""
    carried_over: Span | None = None
    """Where a declaration that is carried over from another edition names it; None elsewhere."""

    def hint_text(self) -> str:
        if self.advice:
            return self.advice
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return f"there is {listing(self.known, 'and')}" if self.known else "there is none here yet"

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.carried_over, "what is carried over names it"),) if self.carried_over else ()


@attrs.frozen(kw_only=True)
class DuplicateName(Diagnostic):
    """One name is declared twice."""

    code: ClassVar = "E0151"
    slug: ClassVar = "duplicate-name"
    message: ClassVar = "`{name}` is declared twice"
    hint: ClassVar = "give one of the two another name"

    name: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "declared here first"),)


@attrs.frozen(kw_only=True)
class ReservedName(Diagnostic):
    """The name already has a meaning in the language."""

    code: ClassVar = "E0152"
    slug: ClassVar = "name-already-taken"
    message: ClassVar = "`{name}` already means something in the language"
    hint: ClassVar = "choose another name"

    name: str


@attrs.frozen(kw_only=True)
class UnknownMember(Diagnostic):
    """A choice has no such member."""

    code: ClassVar = "E0153"
    slug: ClassVar = "unknown-member"
    message: ClassVar = "`{name}` is not one of the values of {choice}"

    name: str
    choice: str
    suggestion: str | None
    members: tuple[str, ...]

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return f"it can be {listing(self.members)}"


@attrs.frozen(kw_only=True)
class NotUsableHere(Diagnostic):
    """The name means something, but not in this place."""

    code: ClassVar = "E0154"
    slug: ClassVar = "not-usable-here"
    message: ClassVar = "{what} cannot be used in {place}"

    what: str
    place: str
    advice: str = ""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class UnknownField(Diagnostic):
    """A record or subject has no such field."""

    code: ClassVar = "E0155"
    slug: ClassVar = "unknown-field"
    message: ClassVar = "{holder} has no field `{name}`"

    holder: str
    name: str
    suggestion: str | None
    fields: tuple[str, ...]

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return f"it has {listing(self.fields, 'and')}" if self.fields else "it has no fields"


@attrs.frozen(kw_only=True)
class WrongArguments(Diagnostic):
    """A table, parameter, define or built-in is asked with the wrong number of values."""

    code: ClassVar = "E0156"
    slug: ClassVar = "wrong-arguments"
    message: ClassVar = "`{name}` takes {wanted}, and here are {got}"

    name: str
    wanted: str
    got: int
    advice: str = ""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class Circular(Diagnostic):
    """Something depends on itself."""

    code: ClassVar = "E0157"
    slug: ClassVar = "circular"
    message: ClassVar = "`{name}` depends on itself: {circle}"
    hint: ClassVar = "one of these must be decided without the others"

    name: str
    circle: str


@attrs.frozen(kw_only=True)
class TwoMeanings(Diagnostic):
    """A name is a value of the wanted choice, and also a field or parameter that holds one."""

    code: ClassVar = "E0158"
    slug: ClassVar = "two-meanings"
    message: ClassVar = "`{name}` is a value of the choice, and also a field or parameter that holds such a value"
    hint: ClassVar = "give one of the two another name; a field of the record can be read as `this.{name}`"

    name: str
