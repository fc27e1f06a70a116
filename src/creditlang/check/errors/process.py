"""Due process: what a sanction, a downgrade or a black list must say."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label, Severity, listing
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class NoBasis(Diagnostic):
    """A detriment without a law behind it."""

    code: ClassVar = "E0500"
    slug: ClassVar = "no-basis"
    message: ClassVar = "{rule} does not say which law it rests on"
    hint: ClassVar = 'add `basis "…"` with the law and its article'

    rule: str


@attrs.frozen(kw_only=True)
class NoNotice(Diagnostic):
    """A detriment of which nobody is told."""

    code: ClassVar = "E0501"
    slug: ClassVar = "no-notice"
    message: ClassVar = "{rule} does not say how long before it the person is told"
    hint: ClassVar = "add `notice 10 days`, or, if the law gives none, say it aloud: `notice none`"

    rule: str


@attrs.frozen(kw_only=True)
class NoAppealStated(Diagnostic):
    """A detriment against which nobody can object."""

    code: ClassVar = "E0502"
    slug: ClassVar = "no-appeal"
    message: ClassVar = "{rule} does not say to whom one can appeal"
    hint: ClassVar = (
        'add `appeal to "…" within 10 days`, or, if the law gives none, say it aloud: `appeal none because "…"`'
    )

    rule: str


@attrs.frozen(kw_only=True)
class NoEnd(Diagnostic):
    """A detriment that does not say when it ends."""

    code: ClassVar = "E0503"
    slug: ClassVar = "no-end"
    message: ClassVar = "{rule} does not say when it ends"
    hint: ClassVar = (
        "add `lasts 2 years` or `lifted when …`, or, if the law gives no end, say it aloud: `lasts without end`"
    )

    rule: str


@attrs.frozen(kw_only=True)
class BothWays(Diagnostic):
    """Two clauses contradict each other."""

    code: ClassVar = "E0504"
    slug: ClassVar = "both-ways"
    message: ClassVar = "{rule} says both {one} and {other}"
    hint: ClassVar = "keep the one that the law says"

    rule: str
    one: str
    other: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "here"),)


@attrs.frozen(kw_only=True)
class NeverLifted(Diagnostic):
    """`lifted when` names a condition that cannot come about."""

    code: ClassVar = "E0505"
    slug: ClassVar = "never-lifted"
    message: ClassVar = "{rule} can never be lifted: this condition never holds"
    hint: ClassVar = "compare it with the ranges and values that the registry allows"

    rule: str


@attrs.frozen(kw_only=True)
class Publishing(Diagnostic):
    """A list publishes a field that nobody has."""

    code: ClassVar = "E0506"
    slug: ClassVar = "publishing"
    message: ClassVar = "the list `{name}` publishes `{field}`, which is no field of {holders}"

    name: str
    field: str
    holders: str
    suggestion: str | None
    known: tuple[str, ...]

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return f"it can publish {listing(self.known)}" if self.known else "there are no fields to publish"


@attrs.frozen(kw_only=True)
class LiftedAtOnce(Diagnostic):
    """`lifted when` names a condition that holds from the start."""

    code: ClassVar = "E0507"
    slug: ClassVar = "lifted-at-once"
    message: ClassVar = "{rule} is lifted as soon as it begins: this condition holds wherever the rule applies"
    hint: ClassVar = "name what ends it, which is not yet so when it begins"

    rule: str


@attrs.frozen(kw_only=True)
class NoTime(Diagnostic):
    """A period of no days."""

    code: ClassVar = "E0508"
    slug: ClassVar = "no-time"
    message: ClassVar = "`{written}` is no time at all"
    hint: ClassVar = "{advice}"

    written: str
    advice: str


@attrs.frozen(kw_only=True)
class EmptyWords(Diagnostic):
    """Quotation marks with nothing between them where words are owed."""

    code: ClassVar = "E0509"
    slug: ClassVar = "empty-words"
    message: ClassVar = "{clause} says nothing"
    hint: ClassVar = "{advice}"

    clause: str
    advice: str


@attrs.frozen(kw_only=True)
class WithheldAloud(Diagnostic):
    """The law withholds notice, appeal or an end, and the text says so."""

    code: ClassVar = "W0510"
    slug: ClassVar = "withheld-aloud"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "{rule} gives no {what}"
    hint: ClassVar = "it compiles, stands in every explanation, and a charter can forbid it"

    rule: str
    what: str


@attrs.frozen(kw_only=True)
class Unstated(Diagnostic):
    """The law that was read does not say whether there is notice or appeal, and the text says so."""

    code: ClassVar = "W0511"
    slug: ClassVar = "unstated"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "{rule} leaves the {what} open: the law that was read does not say"
    hint: ClassVar = "fill it in once the law can be read; until then it stands in every explanation"

    rule: str
    what: str
