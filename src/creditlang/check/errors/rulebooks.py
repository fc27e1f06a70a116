"""Heads of rulebooks, editions and series."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label, Severity, listing
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class NoRegistry(Diagnostic):
    """A rulebook does not say whose records it reads, or no such registry is there."""

    code: ClassVar = "E0550"
    slug: ClassVar = "no-registry"
    message: ClassVar = "{problem}"

    problem: str
    suggestion: str | None = None
    known: tuple[str, ...] = ()

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        if self.known:
            return (
                f"write `records {self.known[0]}`" if len(self.known) == 1 else f"there is {listing(self.known, 'and')}"
            )
        return 'import the file that holds the registry: `import "registry.credit"`'


@attrs.frozen(kw_only=True)
class WhichSubject(Diagnostic):
    """A registry with several subjects, and the rulebook or event does not say which it is about."""

    code: ClassVar = "E0551"
    slug: ClassVar = "which-subject"
    message: ClassVar = "`{name}` does not say which subject it is about"

    name: str
    subjects: tuple[str, ...]
    advice: str

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class WrongDates(Diagnostic):
    """Dates that cannot both be."""

    code: ClassVar = "E0552"
    slug: ClassVar = "wrong-dates"
    message: ClassVar = "{problem}"
    hint: ClassVar = "compare the two dates with their source"

    problem: str


@attrs.frozen(kw_only=True)
class EditionsOverlap(Diagnostic):
    """Two editions of a rulebook are in force on one day."""

    code: ClassVar = "E0553"
    slug: ClassVar = "editions-overlap"
    message: ClassVar = "two editions of `{name}` come into force on {day}"
    hint: ClassVar = "each edition needs a day of its own: `in force from …`"

    name: str
    day: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "the other edition"),)


@attrs.frozen(kw_only=True)
class SameEdition(Diagnostic):
    """Two editions of a rulebook are called the same."""

    code: ClassVar = "E0557"
    slug: ClassVar = "same-edition"
    message: ClassVar = "two editions of `{name}` are called `{edition}`"
    hint: ClassVar = "a decision names its edition: give each a name of its own"

    name: str
    edition: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "the other edition"),)


@attrs.frozen(kw_only=True)
class UndatedEdition(Diagnostic):
    """Several editions, and one does not say when it is in force."""

    code: ClassVar = "E0554"
    slug: ClassVar = "undated-edition"
    message: ClassVar = "`{name}` has several editions, and this one does not say when it is in force"
    hint: ClassVar = "add `in force from 2019-01-01`"

    name: str


@attrs.frozen(kw_only=True)
class RegistriesDiffer(Diagnostic):
    """Editions of one rulebook read different registries or subjects."""

    code: ClassVar = "E0555"
    slug: ClassVar = "registries-differ"
    message: ClassVar = "the editions of `{name}` are not about the same records: `{one}` and `{other}`"
    hint: ClassVar = "editions of one rulebook share their registry and subject; otherwise give the rulebook a new name"

    name: str
    one: str
    other: str


@attrs.frozen(kw_only=True)
class UnknownCharter(Diagnostic):
    """`under` names a charter that is not there."""

    code: ClassVar = "E0556"
    slug: ClassVar = "unknown-charter"
    message: ClassVar = "there is no charter `{name}`"

    name: str
    suggestion: str | None

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return "import the file that holds it"


@attrs.frozen(kw_only=True)
class MilderUnclear(Diagnostic):
    """`transition the milder` where fewer points are better."""

    code: ClassVar = "E0558"
    slug: ClassVar = "milder-unclear"
    message: ClassVar = "`transition the milder` takes the edition that gives more points, and here fewer are better"
    hint: ClassVar = "name the edition that judges: `transition this edition`, or `transition the edition of its date`"


@attrs.frozen(kw_only=True)
class Retroactive(Diagnostic):
    """A rulebook is in force before it was enacted."""

    code: ClassVar = "W0561"
    slug: ClassVar = "retroactive"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "the rulebook is in force from {starts}, before it was enacted on {enacted}"
    hint: ClassVar = "check both dates: law that looks back judges people by what they could not know"

    starts: str
    enacted: str


@attrs.frozen(kw_only=True)
class EmptyRulebook(Diagnostic):
    """A rulebook decides nothing."""

    code: ClassVar = "W0562"
    slug: ClassVar = "empty-rulebook"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "the rulebook `{name}` has no rules"
    hint: ClassVar = "write them below it; what stands below another `rulebook` belongs to that one"

    name: str


@attrs.frozen(kw_only=True)
class DayWithoutEdition(Diagnostic):
    """An edition ends one day before the next begins, as if the day that is named were still one of its days."""

    code: ClassVar = "W0563"
    slug: ClassVar = "day-without-edition"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = (
        "nobody can be decided on {day}: the edition ends with the day before, and the next is in force from {starts}"
    )
    hint: ClassVar = "the day named is the first one without the edition; if it is meant as its last, write `{meant}`"

    day: str
    starts: str
    meant: str
    following: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.following, "the next edition"),)
