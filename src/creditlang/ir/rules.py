"""What all rules share: their text and their law, and when they apply."""

from __future__ import annotations

import enum

import attrs

from creditlang.ir.expressions import Expression
from creditlang.source import Span


class SourceStatus(enum.Enum):
    """How the drafter knows that the law says so."""

    DOCUMENTED = "documented"
    REPORTED = "reported"
    RECALLED = "recalled"
    DISPUTED = "disputed"


@attrs.frozen(kw_only=True)
class RuleText:
    """What every rule says about itself beside what it does.

    Attributes:
        context: the sphere of life of its effect; None where not written.
        source: how the drafter knows, and where (both None where not written).
    """

    name: str
    title: str | None = None
    basis: str | None = None
    source: SourceStatus | None = None
    source_where: str | None = None
    context: str | None = None
    note: str | None = None
    span: Span = attrs.field(eq=False, repr=False)

    @property
    def shown(self) -> str:
        """The title, or the name where there is none."""
        return self.title or self.name


@attrs.frozen
class OnEvent:
    """The rule speaks of each record of an event that meets a condition (None: every record)."""

    event: str
    where: Expression | None


@attrs.frozen
class While:
    """The rule holds while a condition does."""

    condition: Expression


@attrs.frozen
class Always:
    """The rule always holds (a criterion on facts without `while`)."""
