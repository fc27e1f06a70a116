"""Grades that do not cover every score exactly once."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label, Severity, listing
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class GradeGap(Diagnostic):
    """Some score has no grade."""

    code: ClassVar = "E0450"
    slug: ClassVar = "grade-gap"
    message: ClassVar = "a score {scores} has no grade"
    hint: ClassVar = "{advice}"

    scores: str
    advice: str


@attrs.frozen(kw_only=True)
class GradeOverlap(Diagnostic):
    """Some score has two grades."""

    code: ClassVar = "E0451"
    slug: ClassVar = "grade-overlap"
    message: ClassVar = "a score of {score} would be both `{one}` and `{other}`"
    hint: ClassVar = "let one grade end where the other begins: {advice}"

    score: str
    one: str
    other: str
    advice: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, f"`{self.one}`"),)


@attrs.frozen(kw_only=True)
class GradeOrder(Diagnostic):
    """Grades do not stand in the order of their scores."""

    code: ClassVar = "E0452"
    slug: ClassVar = "grade-order"
    message: ClassVar = "`{name}` stands out of order: its scores lie {side} those of `{other}`, which stands before it"
    hint: ClassVar = "list the grades from the best to the worst, so that scores rise or fall throughout"

    name: str
    side: str
    other: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, f"`{self.other}`"),)


@attrs.frozen(kw_only=True)
class GradeUnreachable(Diagnostic):
    """No score within the bounds gives the grade."""

    code: ClassVar = "E0453"
    slug: ClassVar = "grade-unreachable"
    message: ClassVar = "no score can be `{name}`: {because}"
    hint: ClassVar = "{advice}"

    name: str
    because: str
    advice: str


@attrs.frozen(kw_only=True)
class UnknownGrade(Diagnostic):
    """There is no such grade."""

    code: ClassVar = "E0454"
    slug: ClassVar = "unknown-grade"
    message: ClassVar = "there is no grade `{name}`"

    name: str
    suggestion: str | None
    grades: tuple[str, ...]

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return f"the grades are {listing(self.grades, 'and')}" if self.grades else "this rulebook declares no grades"


@attrs.frozen(kw_only=True)
class PointlessMove(Diagnostic):
    """A downgrade to the best grade, or an upgrade to the worst."""

    code: ClassVar = "E0455"
    slug: ClassVar = "pointless-move"
    message: ClassVar = "{rule} changes nothing: `{grade}` is the {end} grade"
    hint: ClassVar = "grades stand best first; name a {wanted} one"

    rule: str
    grade: str
    end: str
    wanted: str


@attrs.frozen(kw_only=True)
class GradesReversed(Diagnostic):
    """Grades stand worst first, as their letters or the sanctions show."""

    code: ClassVar = "W0460"
    slug: ClassVar = "grades-reversed"
    severity: ClassVar = Severity.WARNING
    message: ClassVar = "`{first}` stands first, so it is the best grade and `{last}` the worst{yet}"
    hint: ClassVar = "grades stand best first: if `{last}` is meant to be the best, turn the list round"

    first: str
    last: str
    yet: str = ""
