"""What compiles and still deserves a second look."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Severity


@attrs.frozen(kw_only=True)
class Unused(Diagnostic):
    """A definition that nothing reads."""

    code: ClassVar = "W0700"
    slug: ClassVar = "unused"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "{what} `{name}` is never used"
    hint: ClassVar = "use it or take it out"

    what: str
    name: str


@attrs.frozen(kw_only=True)
class PermanentDeduction(Diagnostic):
    """A deduction, or where fewer points are better an award, that never expires and does not say so."""

    code: ClassVar = "W0701"
    slug: ClassVar = "permanent-deduction"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "the {what} `{name}` never expires{bad}"
    hint: ClassVar = "add `expires after 2 years`, or, if the law means it, say it aloud: `expires never`"

    what: str
    name: str
    bad: str


@attrs.frozen(kw_only=True)
class OtherContext(Diagnostic):
    """An effect in one sphere of life for a cause in another."""

    code: ClassVar = "W0702"
    slug: ClassVar = "other-context"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "{rule} takes effect in `{effect}`, but its cause lies in {cause}"
    hint: ClassVar = "effects outside the context of their cause need a reason in law; a charter can forbid them"

    rule: str
    effect: str
    cause: str


@attrs.frozen(kw_only=True)
class NoBasisWarning(Diagnostic):
    """A criterion, reward or list of honour that does not say which law it rests on."""

    code: ClassVar = "W0703"
    slug: ClassVar = "criterion-without-basis"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "{rule} does not say which law it rests on"
    hint: ClassVar = 'add `basis "…"` with the law and its article'

    rule: str


@attrs.frozen(kw_only=True)
class AlwaysHolds(Diagnostic):
    """A condition that all valid data meet."""

    code: ClassVar = "W0705"
    slug: ClassVar = "always-holds"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "{rule} asks for nothing: this condition always holds"
    hint: ClassVar = "{advice}"

    rule: str
    advice: str


@attrs.frozen(kw_only=True)
class Cliff(Diagnostic):
    """One step more of a number loses more than it gains."""

    code: ClassVar = "W0704"
    slug: ClassVar = "cliff"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "{rule} {moves} from {before} to {after} at {border}: {step} more of `{name}` loses {loss}"
    hint: ClassVar = "check that the law means it; a value that changes little by little has no such border"

    rule: str
    moves: str
    before: str
    after: str
    border: str
    step: str
    name: str
    loss: str


@attrs.frozen(kw_only=True)
class LimitDecides(Diagnostic):
    """A limit that leaves one number of points, whatever is recorded."""

    code: ClassVar = "W0706"
    slug: ClassVar = "limit-decides"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "with this limit, {rule} always comes to {points}: {because}"
    hint: ClassVar = "{advice}"

    rule: str
    points: str
    because: str
    advice: str
