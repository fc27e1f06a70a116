"""A charter: what higher law asks of every rulebook under it, with its values read.

Names stay names: a charter speaks of many rulebooks, and what a name means is asked of each rulebook's registry.
"""

from __future__ import annotations

import enum

import attrs

from creditlang.ir.criteria import CalendarPeriod, InTheLast, InTotal
from creditlang.ir.rules import SourceStatus
from creditlang.source import Span
from creditlang.types import Unit
from creditlang.values import Duration, Exact


class TargetKind(enum.Enum):
    """Kinds of rule, as a charter speaks of them."""

    RULES = "rules"
    CRITERIA = "criteria"
    AWARDS = "awards"
    DEDUCTIONS = "deductions"
    GRADES = "grades"
    DOWNGRADES = "downgrades"
    UPGRADES = "upgrades"
    REWARDS = "rewards"
    SANCTIONS = "sanctions"
    LISTS = "lists"
    RED_LISTS = "red lists"
    BLACK_LISTS = "black lists"
    DETRIMENTS = "detriments"
    """Deductions, downgrades, sanctions and black lists."""


@attrs.frozen
class Target:
    """The rules that a clause is about.

    Attributes:
        kind: None where one rule is named.
        context: only those that take effect in it.
    """

    kind: TargetKind | None
    name: str | None = None
    context: str | None = None
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


Targets = tuple[Target, ...]


@attrs.frozen
class Thing:
    """A field or event as written: `Petition`, `household_income`, `Donation.amount`."""

    path: tuple[str, ...]
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)

    @property
    def shown(self) -> str:
        """As the drafter wrote it."""
        return ".".join(self.path)


@attrs.frozen
class Lengths:
    """A duration from `low` to `high`, both included; None is without bound."""

    low: Duration | None = None
    high: Duration | None = None


@attrs.frozen
class Amount:
    """A number with its unit."""

    value: Exact
    unit: Unit
    written: str


class Unknowns(enum.Enum):
    """What a detriment may not rest on the lack of."""

    FACT = "a fact is unknown"
    FIELD = "a field is unknown"
    RECORD = "a record is missing"


class Readable(enum.Enum):
    """What `permit only` speaks of; the rest stays free."""

    EVERYTHING = "reading"
    EVENTS = "events"
    FACTS = "facts"


class Owed(enum.Enum):
    """What a rule must have, without a number to it."""

    BASIS = "basis"
    TITLE = "title"
    REASONS = "reasons"
    REPAIR = "repair"
    PERSON = "decided by a person"
    CAP = "a cap"


class OutcomeKind(enum.Enum):
    """What must not move."""

    POINTS = "points"
    GRADE = "grade"
    REWARDS = "rewards"
    SANCTIONS = "sanctions"


class Movement(enum.Enum):
    """How something moves."""

    FALLS = "falls"
    RISES = "rises"
    CHANGES = "changes"


# --- forbid and permit -----------------------------------------------------------------------------


@attrs.frozen
class ForbidProtected:
    """No protected fact or field may be read, through any chain."""

    targets: Targets


@attrs.frozen
class ForbidRelations:
    """Nothing may be read through a relation, nor that it exists."""

    targets: Targets


@attrs.frozen
class ForbidReading:
    """These events, facts and fields may not be read."""

    things: tuple[Thing, ...]
    targets: Targets


@attrs.frozen
class PermitReading:
    """Of everything, of events or of facts only these may be read."""

    readable: Readable
    things: tuple[Thing, ...]
    targets: Targets


@attrs.frozen
class RestrictContexts:
    """Records of these contexts, or of others, may not be read."""

    contexts: tuple[str, ...]
    targets: Targets
    permitted: bool


@attrs.frozen
class PermitIssuers:
    """Only records that these bodies make may be read."""

    issuers: tuple[str, ...]
    targets: Targets


@attrs.frozen
class ForbidOtherContexts:
    """A rule takes effect in the context of all records that it rests on."""

    targets: Targets


@attrs.frozen
class ForbidUnknown:
    """No rule may apply, or weigh more, because something is not known."""

    targets: Targets
    unknowns: Unknowns


@attrs.frozen
class RestrictPublishing:
    """Lists may not publish these fields, or only these."""

    fields: tuple[str, ...]
    permitted: bool


@attrs.frozen
class ForbidPublishingProtected:
    """Lists may not publish protected fields."""


@attrs.frozen
class ForbidPermanent:
    """Every rule of the kind has an end or expires."""

    targets: Targets


@attrs.frozen
class ForbidRetroactive:
    """No edition is in force before its enactment or judges what was done before it was in force."""


@attrs.frozen
class ForbidCliffs:
    """Nowhere does one more unit lose more than it gains."""


@attrs.frozen
class RestrictMeasures:
    """Sanctions may not impose these measures, or only these: named by name, title or words."""

    measures: tuple[str, ...]
    permitted: bool


@attrs.frozen
class ForbidTwice:
    """No record leads to two such rules in one context."""

    targets: Targets


@attrs.frozen
class ForbidRules:
    """There is no such rule."""

    targets: Targets


# --- require ---------------------------------------------------------------------------------------


@attrs.frozen
class RequireOwed:
    """Every such rule has it."""

    owed: Owed
    targets: Targets


@attrs.frozen
class RequireSource:
    """Every such rule's source is known at least so well."""

    status: SourceStatus
    targets: Targets


@attrs.frozen
class RequireNotice:
    """Every such rule gives notice, so long before."""

    at_least: Duration | None
    targets: Targets


@attrs.frozen
class RequireAppeal:
    """Every such rule can be appealed, so long after."""

    at_least: Duration | None
    targets: Targets


@attrs.frozen
class RequireLasts:
    """Every such rule lasts so long."""

    bounds: Lengths
    targets: Targets


@attrs.frozen
class RequireExpires:
    """Every such criterion's points expire, after so long."""

    bounds: Lengths
    targets: Targets


@attrs.frozen
class RequireEnactment:
    """How the rulebook must have come about.

    Attributes:
        comment_days: of public comment; None where the clause asks for none.
        sunset_within: of its first day in force.
    """

    comment_days: int | None
    sunset_within: Duration | None
    authority: bool
    date: bool


@attrs.frozen
class RequireConsent:
    """Nobody is scored without consent."""

    withdrawable: bool


@attrs.frozen
class RequireMilder:
    """Of two editions the milder judges."""


@attrs.frozen
class RequireMovement:
    """The outcome never moves so when the field does, all else being equal. A text is a rule's name."""

    outcome: OutcomeKind | str
    never: Movement
    field: Thing
    when: Movement


@attrs.frozen
class RequireEnding:
    """Every such rule ends, for everybody, by the mere passing of time or by what happens to its own record."""

    kind: TargetKind


# --- limit -----------------------------------------------------------------------------------------


@attrs.frozen
class LimitRecord:
    """All criteria together take, or give, at most so much for one record."""

    amount: Amount


@attrs.frozen
class LimitRecordSanctions:
    """One record leads to at most so many sanctions."""

    number: int


@attrs.frozen
class LimitDiscretion:
    """The widest range that an official may choose from."""

    amount: Amount


@attrs.frozen
class LimitValue:
    """One such rule takes or gives at most so much."""

    targets: Targets
    amount: Amount


@attrs.frozen
class LimitPeriod:
    """All such criteria together take or give at most so much for records of one period."""

    targets: Targets
    amount: Amount
    period: CalendarPeriod | InTheLast | InTotal


Body = (
    ForbidProtected
    | ForbidRelations
    | ForbidReading
    | PermitReading
    | RestrictContexts
    | PermitIssuers
    | ForbidOtherContexts
    | ForbidUnknown
    | RestrictPublishing
    | ForbidPublishingProtected
    | ForbidPermanent
    | ForbidRetroactive
    | ForbidCliffs
    | RestrictMeasures
    | ForbidTwice
    | ForbidRules
    | RequireOwed
    | RequireSource
    | RequireNotice
    | RequireAppeal
    | RequireLasts
    | RequireExpires
    | RequireEnactment
    | RequireConsent
    | RequireMilder
    | RequireMovement
    | RequireEnding
    | LimitRecord
    | LimitRecordSanctions
    | LimitDiscretion
    | LimitValue
    | LimitPeriod
)


@attrs.frozen
class Exemption:
    """A rule that a clause spares, and why."""

    rule: str
    because: str
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Demand:
    """One clause.

    Attributes:
        words: the clause as written, from its verb to the last word of its body, in one line.
        sectors: the rulebooks that it is for; empty for all.
        basis: the law that it repeats; of the charter where the clause names none.
        source: how its drafter knows that law.
    """

    words: str
    body: Body
    exemptions: tuple[Exemption, ...] = ()
    sectors: tuple[str, ...] = ()
    basis: str | None = None
    source: SourceStatus | None = None
    source_where: str | None = None
    because: str | None = None
    span: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(kw_only=True)
class Charter:
    """Its clauses in the order of the text.

    Attributes:
        registry: the registry whose names it uses, where it says so; a rulebook over another one is not under it.
        sectors: the rulebooks that it applies to; empty for all.
    """

    name: str
    title: str | None
    note: str | None
    registry: str | None
    sectors: tuple[str, ...]
    demands: tuple[Demand, ...]
    span: Span = attrs.field(eq=False, repr=False)

    @property
    def shown(self) -> str:
        """The title, or the name where there is none."""
        return self.title or self.name
