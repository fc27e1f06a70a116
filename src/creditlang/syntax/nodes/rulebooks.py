"""Rulebooks and whole files."""

from __future__ import annotations

import enum
from datetime import date

import attrs

from creditlang.source import Span
from creditlang.syntax.nodes.base import Name, Node, Text
from creditlang.syntax.nodes.charters import Charter
from creditlang.syntax.nodes.clauses import EnactedClause, Note, SourceClause
from creditlang.syntax.nodes.criteria import Criterion, Group
from creditlang.syntax.nodes.definitions import Definition
from creditlang.syntax.nodes.entitlements import PublicList, Reward, Sanction
from creditlang.syntax.nodes.expressions import Expression
from creditlang.syntax.nodes.grades import GradeMove, Grades
from creditlang.syntax.nodes.registries import Registry
from creditlang.syntax.nodes.scenarios import Scenario
from creditlang.syntax.nodes.scores import Score


class Transition(enum.Enum):
    """Which edition judges a record from before this one."""

    OWN_DATE = "the edition of its date"
    THIS_EDITION = "this edition"
    MILDER = "the milder"


class Repealed(enum.Enum):
    """What becomes of records under a criterion that this edition no longer has."""

    RUN_OUT = "run out"
    LAPSE = "lapse"


@attrs.frozen
class Authority(Node):
    """`authority "Rongcheng Social Credit Management Office"`."""

    text: Text


@attrs.frozen
class EditionClause(Node):
    """`edition "2019"`."""

    text: Text


@attrs.frozen
class InForce(Node):
    """`in force from 2019-01-01`, optionally `until 2021-07-01` (excluded)."""

    starts: date
    ends: date | None


@attrs.frozen
class Sunset(Node):
    """`sunset 2024-01-01`: the first day on which the edition is no longer in force unless enacted anew."""

    on: date


@attrs.frozen
class Records(Node):
    """`records CivicRecords`: the registry."""

    registry: Name


@attrs.frozen
class About(Node):
    """`about Person`: the subject that is decided on, where the registry has several."""

    subject: Name


@attrs.frozen
class Covers(Node):
    """`covers years between born and as_of >= 18`: whom the rulebook is about."""

    condition: Expression


@attrs.frozen
class Under(Node):
    """`under DueProcess, NationalGuidance`."""

    charters: tuple[Name, ...]


@attrs.frozen
class Sector(Node):
    """`sector "platform"`: what kind of body runs the scheme."""

    text: Text


@attrs.frozen
class TransitionClause(Node):
    """`transition the milder`."""

    transition: Transition


@attrs.frozen
class RepealedClause(Node):
    """`repealed criteria lapse`."""

    repealed: Repealed


@attrs.frozen
class Follows(Node):
    """`follows "2016", source disputed "not read again", without PlacedInD`: what is not written anew is as there.

    Attributes:
        rulebook: None for the same one.
        edition: None for the only one.
        source: what the rules that are carried over say instead of their own.
        without: the names of what is not carried over.
    """

    rulebook: Name | None
    edition: Text | None
    source: SourceClause | None
    without: tuple[Name, ...]


@attrs.frozen
class RequiresConsent(Node):
    """`requires consent Consent where ticked_by is person, ended by ConsentWithdrawal`."""

    event: Name
    where: Expression | None
    ended_by: Name | None


RulebookClause = (
    Authority
    | EditionClause
    | InForce
    | EnactedClause
    | Sunset
    | Records
    | About
    | Covers
    | Under
    | Sector
    | TransitionClause
    | RepealedClause
    | Follows
    | RequiresConsent
    | SourceClause
    | Note
)
RulebookDeclaration = Definition | Score | Criterion | Group | Grades | GradeMove | Reward | Sanction | PublicList


@attrs.frozen
class Rulebook(Node):
    """A `rulebook` with the clauses of its head, all that is declared under it, and its scenarios."""

    name: Name
    title: Text | None
    clauses: tuple[RulebookClause, ...]
    declarations: tuple[RulebookDeclaration, ...]
    scenarios: tuple[Scenario, ...]


@attrs.frozen
class Import(Node):
    """`import "../registry.credit"`."""

    path: Text


@attrs.frozen
class Document(Node):
    """One file.

    Attributes:
        library: defines, tables and parameters that stand before any unit, for others to import.
        scenarios: those that have no rulebook above them.
        unread: the declarations of which something could not be read, from head to last clause. That has been reported;
            what else is wrong inside them, or with a name that stands in them, may only follow from it.
    """

    imports: tuple[Import, ...]
    registries: tuple[Registry, ...]
    rulebooks: tuple[Rulebook, ...]
    charters: tuple[Charter, ...]
    library: tuple[Definition, ...]
    scenarios: tuple[Scenario, ...]
    unread: tuple[Span, ...] = attrs.field(default=(), kw_only=True, eq=False, repr=False)

    @property
    def is_blank(self) -> bool:
        """Whether nothing but remarks is written."""
        parts = (self.imports, self.registries, self.rulebooks, self.charters, self.library, self.scenarios)
        return not any((*parts, self.unread))
