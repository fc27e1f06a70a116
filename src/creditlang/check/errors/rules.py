"""Clauses that are missing, repeated or at odds."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class MissingClause(Diagnostic):
    """A rule lacks what makes it one."""

    code: ClassVar = "E0400"
    slug: ClassVar = "missing-clause"
    message: ClassVar = "{rule} has no {clause}"

    rule: str
    clause: str
    advice: str

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class RepeatedClause(Diagnostic):
    """A clause that may stand once stands twice."""

    code: ClassVar = "E0401"
    slug: ClassVar = "repeated-clause"
    message: ClassVar = "{rule} has {clause} twice"
    hint: ClassVar = "{advice}"

    rule: str
    clause: str
    first: Span
    advice: str = "keep one of them"

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first one"),)


@attrs.frozen(kw_only=True)
class MisplacedClause(Diagnostic):
    """A clause makes no sense beside the others of its rule."""

    code: ClassVar = "E0402"
    slug: ClassVar = "clause-without-effect"
    message: ClassVar = "{clause} means nothing here: {because}"

    clause: str
    because: str
    advice: str = ""
    about: str = ""
    """The rule that lacks what the clause rests on, if it stands elsewhere."""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class NeverApplies(Diagnostic):
    """A condition that no valid data can meet."""

    code: ClassVar = "E0403"
    slug: ClassVar = "never-applies"
    message: ClassVar = "{rule} can never apply: this condition never holds"
    hint: ClassVar = "compare it with the ranges and values that the registry allows"

    rule: str


@attrs.frozen(kw_only=True)
class UnknownCostsSilently(Diagnostic):
    """Something costs the person because a fact is unknown, without the text saying so."""

    code: ClassVar = "E0404"
    slug: ClassVar = "unknown-costs-silently"
    message: ClassVar = "{rule} would count against the person because {shown} is unknown, without saying so"

    rule: str
    name: str
    """As it is written, with back-quotes where it has some."""

    def facts(self) -> dict[str, object]:
        return {**super().facts(), "shown": self.name if "`" in self.name else f"`{self.name}`"}

    def hint_text(self) -> str:
        written = f"{self.name} is unknown"
        return f"if that is meant, say it aloud with {written if '`' in written else f'`{written}`'}"


@attrs.frozen(kw_only=True)
class AssessedFields(Diagnostic):
    """Discretion without fields that hold the points and the reason."""

    code: ClassVar = "E0405"
    slug: ClassVar = "assessed-fields"
    message: ClassVar = "the records of `{event}` have no field `{field}` to hold {what}"
    hint: ClassVar = "points set by an official need `assessed : number` and `reason : text` in the event"

    event: str
    field: str
    what: str


@attrs.frozen(kw_only=True)
class GroupMember(Diagnostic):
    """A criterion or group stands in two groups, or a group in itself."""

    code: ClassVar = "E0406"
    slug: ClassVar = "group-member"
    message: ClassVar = "`{name}` is already in the group `{group}`"
    hint: ClassVar = "each criterion counts in one group only; take it out of one of them"

    name: str
    group: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "here"),)


@attrs.frozen(kw_only=True)
class NoScore(Diagnostic):
    """Points are given or read in a rulebook without a score."""

    code: ClassVar = "E0407"
    slug: ClassVar = "no-score"
    message: ClassVar = "{what} needs a score, and this rulebook has none"
    hint: ClassVar = "add one: `score points` with `starts at 100` below it"

    what: str


@attrs.frozen(kw_only=True)
class WeightNeedsRounding(Diagnostic):
    """Weights make fractions of points and nothing says how to round them."""

    code: ClassVar = "E0408"
    slug: ClassVar = "weight-needs-rounding"
    message: ClassVar = "weights make fractions of points, and the score does not say how they are rounded"
    hint: ClassVar = "add `rounded half up` (or another way) to the score"

    weight: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.weight, "a weight"),)
