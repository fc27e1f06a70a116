"""Scenarios that cannot be run."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label, Severity, listing
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class WhichRulebook(Diagnostic):
    """A scenario does not say which rulebook it tries."""

    code: ClassVar = "E0600"
    slug: ClassVar = "which-rulebook"
    message: ClassVar = "this scenario does not say which rulebook it tries"

    known: tuple[str, ...]

    def hint_text(self) -> str:
        if not self.known:
            return "import the file of the rulebook"
        return f"add `of {self.known[0]}`; there is {listing(self.known, 'and')}"


@attrs.frozen(kw_only=True)
class IncompleteScenario(Diagnostic):
    """A scenario lacks its day, its subject, or anything to expect."""

    code: ClassVar = "E0601"
    slug: ClassVar = "incomplete-scenario"
    message: ClassVar = "this scenario has no {what}"

    what: str
    advice: str

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class MissingValue(Diagnostic):
    """A required field of a given record or subject has no value."""

    code: ClassVar = "E0602"
    slug: ClassVar = "missing-value"
    message: ClassVar = "this `{holder}` has no {fields}"
    hint: ClassVar = "only a field that is declared `optional` may be left out"

    holder: str
    fields: str


@attrs.frozen(kw_only=True)
class WrongValue(Diagnostic):
    """A given value does not fit its field."""

    code: ClassVar = "E0603"
    slug: ClassVar = "wrong-value"
    message: ClassVar = "`{field}` is {wanted}, and this is {got}"

    field: str
    wanted: str
    got: str
    advice: str = ""
    declared: Span | None = None

    def hint_text(self) -> str:
        return self.advice

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.declared, "declared here"),) if self.declared else ()


@attrs.frozen(kw_only=True)
class RepeatedRecord(Diagnostic):
    """Two records of a scenario have one id."""

    code: ClassVar = "E0604"
    slug: ClassVar = "repeated-record"
    message: ClassVar = "two records are called `{id}`"
    hint: ClassVar = "each record needs an id of its own"

    id: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first one"),)


@attrs.frozen(kw_only=True)
class NotInForceThen(Diagnostic):
    """A scenario's day is one on which no edition is in force."""

    code: ClassVar = "E0605"
    slug: ClassVar = "not-in-force-then"
    message: ClassVar = "no edition of `{name}` is in force on {day}"
    hint: ClassVar = "it is in force {covered}"

    name: str
    day: str
    covered: str


@attrs.frozen(kw_only=True)
class CannotComeOut(Diagnostic):
    """Something is expected that no person can get."""

    code: ClassVar = "E0606"
    slug: ClassVar = "cannot-come-out"
    message: ClassVar = "`{expected}` cannot come out: {because}"

    expected: str
    because: str
    advice: str = ""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class ExpectedOtherwise(Diagnostic):
    """A name is expected in a way that does not fit what it stands for."""

    code: ClassVar = "E0607"
    slug: ClassVar = "expected-otherwise"
    message: ClassVar = "`{name}` is {what}, and cannot be expected like this"
    hint: ClassVar = "write {advice}"

    name: str
    what: str
    advice: str


@attrs.frozen(kw_only=True)
class NotInThisEdition(Diagnostic):
    """Something is expected of a rule that the edition in force on that day does not have."""

    code: ClassVar = "E0608"
    slug: ClassVar = "not-in-this-edition"
    message: ClassVar = "the edition in force on {day} has no {what} `{name}`"
    hint: ClassVar = "there is one in the edition in force {covered}"

    day: str
    what: str
    name: str
    covered: str


@attrs.frozen(kw_only=True)
class RecordTooLate(Diagnostic):
    """A record that no expectation can see."""

    code: ClassVar = "W0610"
    slug: ClassVar = "record-too-late"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "nothing that is expected can depend on this record: it is dated {dated}, after {last}"
    hint: ClassVar = "check its date, or expect something `on` a later day"

    dated: str
    last: str
