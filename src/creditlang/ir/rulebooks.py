"""Editions of a rulebook, and editions in series."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

import attrs

from creditlang.ir.criteria import Criterion, Group
from creditlang.ir.definitions import Define, Parameter, Table
from creditlang.ir.entitlements import PublicList, Reward, Sanction
from creditlang.ir.expressions import Expression
from creditlang.ir.grades import Grade, GradeMove
from creditlang.ir.registry import Registry
from creditlang.ir.rules import SourceStatus
from creditlang.ir.scenarios import Scenario
from creditlang.ir.scores import Score
from creditlang.source import Span

if TYPE_CHECKING:
    from creditlang.ir.charter import Charter


@attrs.frozen
class Consent:
    """An opt-in: the latest of the records of `event` that meet `where` and those of `ended_by` decides.

    On one day, the end wins. Without consent nothing is scored, granted or imposed.
    """

    event: str
    where: Expression | None
    ended_by: str | None


class Transition(enum.Enum):
    """Which edition judges a record dated before this edition."""

    OWN_DATE = "the edition of its date"
    THIS_EDITION = "this edition"
    MILDER = "the milder"


class Repealed(enum.Enum):
    """What becomes of records under a criterion that this edition no longer has."""

    RUN_OUT = "run out"
    LAPSE = "lapse"


@attrs.frozen
class Enacted:
    """When, by whom and after how many days of public comment."""

    on: date
    by: str | None
    comment_days: int | None


@attrs.frozen(kw_only=True)
class Edition:
    """One edition of a rulebook.

    Attributes:
        in_force: its first day; None means since always (a rulebook that names no date).
        ends: the first day on which it is no longer in force (`until`, sunset or the next edition); None for open.
        charters: the higher law that it is under.
        covers: whom it is about, asked on as-of; None for everybody.
        evaluation_order: downgrades, upgrades, lists, rewards, sanctions by name, so that each comes after
            what it reads; the score, when a rule reads it, is known before all of them.
    """

    name: str
    title: str | None
    authority: str | None
    edition: str | None
    sector: str | None
    note: str | None
    source: SourceStatus | None
    source_where: str | None
    in_force: date | None
    ends: date | None
    sunset: date | None
    enacted: Enacted | None
    registry: Registry
    subject: str
    charters: tuple[Charter, ...]
    transition: Transition
    repealed: Repealed
    consent: Consent | None
    covers: Expression | None = None
    score: Score | None
    criteria: dict[str, Criterion]
    groups: dict[str, Group]
    grades: tuple[Grade, ...]
    moves: dict[str, GradeMove]
    rewards: dict[str, Reward]
    sanctions: dict[str, Sanction]
    lists: dict[str, PublicList]
    defines: dict[str, Define]
    tables: dict[str, Table]
    parameters: dict[str, Parameter]
    evaluation_order: tuple[str, ...]
    span: Span = attrs.field(eq=False, repr=False)

    @property
    def called(self) -> str:
        """How it is called: by its name, else by its first day."""
        if self.edition is not None:
            return self.edition
        return str(self.in_force) if self.in_force else "without a date"


@attrs.frozen
class Series:
    """The editions of one rulebook, earliest first, over one registry."""

    name: str
    editions: tuple[Edition, ...]
    scenarios: tuple[Scenario, ...]
    digest: str

    @property
    def registry(self) -> Registry:
        """The registry of the latest edition."""
        return self.editions[-1].registry
