"""Charters: what higher law asks of every rulebook under it.

A clause is a demand: its body says what is forbidden, permitted, required or limited, its parts whom it spares and
which law it repeats.
"""

from __future__ import annotations

import enum

import attrs

from creditlang.syntax.nodes.base import Name, Node, Text
from creditlang.syntax.nodes.clauses import Basis, Note, SourceClause, SourceStatus
from creditlang.syntax.nodes.criteria import CapInTheLast, CapInTotal, CapPerCalendar
from creditlang.syntax.nodes.expressions import DurationLiteral, Literal, NumberLiteral, Reference


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


@attrs.frozen
class KindTarget(Node):
    """`sanctions`, or those `in travel`."""

    kind: TargetKind
    context: Name | None


@attrs.frozen
class NamedTarget(Node):
    """One rule by its name."""

    rule: Name


Targets = tuple[KindTarget | NamedTarget, ...]


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


# --- forbid and permit -----------------------------------------------------------------------------


@attrs.frozen
class ForbidProtected(Node):
    """`forbid protected facts in criteria`."""

    targets: Targets


@attrs.frozen
class ForbidRelations(Node):
    """`forbid relations in sanctions`."""

    targets: Targets


@attrs.frozen
class ForbidReading(Node):
    """`forbid reading Petition, household_income in criteria`."""

    things: tuple[Reference, ...]
    targets: Targets


@attrs.frozen
class PermitReading(Node):
    """`permit only reading TrafficOffence, born in criteria`, or only of events, or of facts."""

    readable: Readable
    things: tuple[Reference, ...]
    targets: Targets


@attrs.frozen
class RestrictContexts(Node):
    """`forbid contexts politics in criteria`, or `permit only` these."""

    contexts: tuple[Name, ...]
    targets: Targets
    permitted: bool


@attrs.frozen
class PermitIssuers(Node):
    """`permit only records from "Traffic police" in criteria`."""

    issuers: tuple[Text, ...]
    targets: Targets


@attrs.frozen
class ForbidOtherContexts(Node):
    """`forbid sanctions outside the context of their cause`."""

    targets: Targets


@attrs.frozen
class ForbidUnknown(Node):
    """`forbid sanctions because a fact is unknown`."""

    targets: Targets
    unknowns: Unknowns


@attrs.frozen
class RestrictPublishing(Node):
    """`forbid publishing id_number`, or `permit only` this."""

    fields: tuple[Name, ...]
    permitted: bool


@attrs.frozen
class ForbidPublishingProtected(Node):
    """`forbid publishing protected facts`."""


@attrs.frozen
class ForbidPermanent(Node):
    """`forbid permanent deductions`."""

    targets: Targets


@attrs.frozen
class ForbidRetroactive(Node):
    """`forbid retroactive rules`."""


@attrs.frozen
class ForbidCliffs(Node):
    """`forbid cliffs`."""


@attrs.frozen
class RestrictMeasures(Node):
    """`permit only measures "may not fly", FlightBan`, or `forbid` them."""

    measures: tuple[Text | Name, ...]
    permitted: bool


@attrs.frozen
class ForbidTwice(Node):
    """`forbid two sanctions in one context for one record`."""

    targets: Targets


@attrs.frozen
class ForbidRules(Node):
    """`forbid black lists`."""

    targets: Targets


# --- require ---------------------------------------------------------------------------------------


@attrs.frozen
class RequireOwed(Node):
    """`require basis on criteria`."""

    owed: Owed
    targets: Targets


@attrs.frozen
class RequireSource(Node):
    """`require source at least reported on rules`."""

    status: SourceStatus
    targets: Targets


@attrs.frozen
class RequireNotice(Node):
    """`require notice at least 7 days on sanctions`."""

    at_least: DurationLiteral | None
    targets: Targets


@attrs.frozen
class RequireAppeal(Node):
    """`require appeal within at least 10 days on sanctions`."""

    at_least: DurationLiteral | None
    targets: Targets


@attrs.frozen
class Lengths(Node):
    """`at most 2 years`, `at least 3 months`, `between 3 months and 1 year`."""

    at_least: DurationLiteral | None
    at_most: DurationLiteral | None


@attrs.frozen
class RequireLasts(Node):
    """`require lasts at most 2 years on sanctions`."""

    bounds: Lengths
    targets: Targets


@attrs.frozen
class RequireExpires(Node):
    """`require expires after at most 5 years on deductions`."""

    bounds: Lengths | None
    targets: Targets


@attrs.frozen
class PublicComment(Node):
    """`public comment of at least 30 days`."""

    at_least: DurationLiteral


@attrs.frozen
class SunsetWithin(Node):
    """`a sunset within 5 years`."""

    within: DurationLiteral


@attrs.frozen
class AnAuthority(Node):
    """`an authority`."""


@attrs.frozen
class ADateOfEnactment(Node):
    """`a date of enactment`."""


Enactment = PublicComment | SunsetWithin | AnAuthority | ADateOfEnactment


@attrs.frozen
class RequireEnactment(Node):
    """`require public comment of at least 30 days, a sunset within 5 years`."""

    enactments: tuple[Enactment, ...]


@attrs.frozen
class RequireConsent(Node):
    """`require consent`, or `consent that can be withdrawn`."""

    withdrawable: bool


@attrs.frozen
class RequireMilder(Node):
    """`require the milder law`."""


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


@attrs.frozen
class RequireMovement(Node):
    """`require points never fall when Donation.amount rises`. An outcome may be a rule's name."""

    outcome: OutcomeKind | Name
    never: Movement
    field: Reference
    when: Movement


@attrs.frozen
class RequireEnding(Node):
    """`require every sanction can end without a new record`."""

    kind: TargetKind


# --- limit -----------------------------------------------------------------------------------------


@attrs.frozen
class LimitRecord(Node):
    """`limit one record to 100 points`."""

    amount: Literal


@attrs.frozen
class LimitRecordSanctions(Node):
    """`limit one record to 2 sanctions`."""

    number: NumberLiteral


@attrs.frozen
class LimitDiscretion(Node):
    """`limit discretion to 20 points`: the width of what an official may choose from."""

    amount: Literal


@attrs.frozen
class LimitValue(Node):
    """`limit sanctions to 500 CNY`: what one of them may cost."""

    targets: Targets
    amount: Literal


@attrs.frozen
class LimitPeriod(Node):
    """`limit deductions to 300 points per calendar year`: all of them together."""

    targets: Targets
    amount: Literal
    period: CapPerCalendar | CapInTheLast | CapInTotal


Forbid = (
    ForbidProtected
    | ForbidRelations
    | ForbidReading
    | RestrictContexts
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
)
Permit = PermitReading | PermitIssuers
Require = (
    RequireOwed
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
)
Limit = LimitRecord | LimitRecordSanctions | LimitDiscretion | LimitValue | LimitPeriod
DemandBody = Forbid | Permit | Require | Limit


# --- the parts of every demand ---------------------------------------------------------------------


@attrs.frozen
class Exempt(Node):
    """`except FlightBan because "Provisions (2015), art. 3"`."""

    rules: tuple[Name, ...]
    because: Text


@attrs.frozen
class OnlySectors(Node):
    """`for rulebooks of "platform"`."""

    sectors: tuple[Text, ...]


@attrs.frozen
class Reason(Node):
    """`because "…"`."""

    text: Text


DemandPart = Exempt | OnlySectors | Reason | Basis | SourceClause


@attrs.frozen
class Demand(Node):
    """One clause."""

    body: DemandBody
    parts: tuple[DemandPart, ...]


@attrs.frozen
class CharterRecords(Node):
    """`records CivicRecords`: the registry whose names the clauses use."""

    registry: Name


@attrs.frozen
class AppliesTo(Node):
    """`applies to rulebooks of "platform"`."""

    sectors: tuple[Text, ...]


CharterClause = Demand | CharterRecords | AppliesTo | Basis | SourceClause | Note


@attrs.frozen
class Charter(Node):
    """`charter DueProcess "…"` with its clauses."""

    name: Name
    title: Text | None
    clauses: tuple[CharterClause, ...]
