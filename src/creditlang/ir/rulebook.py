"""A compiled rulebook: one edition's rules with typed expressions, and editions in series."""

from __future__ import annotations

import enum
from datetime import date
from typing import TYPE_CHECKING

import attrs

from creditlang.ir.expressions import Expression
from creditlang.ir.registry import Registry
from creditlang.source import Span
from creditlang.types import Definite, Interval
from creditlang.values import Duration, Exact, Rounding

if TYPE_CHECKING:
    from creditlang.ir.charter import Charter


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


# --- score -----------------------------------------------------------------------------------------


@attrs.frozen
class Score:
    """Where the sum starts and ends.

    Attributes:
        bounds: what the score is clamped to.
        decimals: how many the score has.
        rounding: how a weighted sum becomes points; None where nothing needs it.
        text: the law behind it.
    """

    title: str | None
    starts_at: Expression
    bounds: Interval
    decimals: int
    rounding: Rounding | None
    text: RuleText | None = attrs.field(default=None, kw_only=True)
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen
class Assessed:
    """An official's discretion: the record's field `assessed`, used only within the bounds and with a `reason`."""

    low: Exact
    high: Exact


class CalendarPeriod(enum.Enum):
    """The periods of a calendar cap."""

    YEAR = "calendar year"
    QUARTER = "calendar quarter"
    MONTH = "calendar month"


@attrs.frozen
class InTheLast:
    """The span of a rolling cap, up to as-of."""

    period: Duration


@attrs.frozen
class InTotal:
    """The span of a cap on everything."""


@attrs.frozen
class Cap:
    """A bound on the magnitude of what a criterion counts. `amount` is never negative, read on as-of."""

    amount: Expression
    span_of: CalendarPeriod | InTheLast | InTotal


@attrs.frozen
class Criterion:
    """From records or facts to points.

    Attributes:
        sign: +1 for `award`, -1 for `deduct`; `amount` itself is never negative.
        expires_after: a duration, judged per record; None for never.
        counts_from: the optional or definite date that expiry runs from (unknown: the clock has not
            started); None for the record's own date.
        only_largest_per: records that agree in this value count once; a record without it stands alone.
        weight: the share of the criterion's total that counts; None for all of it.
        expires_at_end_of: the record counts until the end of the period that its expiry falls into; without
            `expires_after`, of the period that expiry runs from.
        fades: a line is never larger than what is left of the lines of the records before it, so that what lowers
            (or raises) a score ends with what it lowered.
        once_in: a record counts only if none that counts lies in this time before it.
    """

    text: RuleText
    trigger: OnEvent | While | Always
    sign: int
    amount: Expression | Assessed
    expires_after: Expression | None
    counts_from: Expression | None
    caps: tuple[Cap, ...]
    only_largest_per: str | None
    weight: Exact | None
    expires_at_end_of: CalendarPeriod | None = None
    fades: bool = False
    once_in: Duration | None = None


@attrs.frozen
class Group:
    """Criteria and groups whose sum is bounded as one.

    Attributes:
        at_most: bounds the magnitude of the sum.
        at_least: the sum is never below.
        best_of: only the member of largest magnitude counts (of equal ones the first named).
        text: the law behind it.
    """

    name: str
    title: str | None
    members: tuple[str, ...]
    at_most: tuple[Expression, ...]
    at_least: tuple[Expression, ...]
    best_of: bool
    only_largest_per: str | None
    weight: Exact | None
    note: str | None
    text: RuleText | None = attrs.field(default=None, kw_only=True)
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


# --- grades ----------------------------------------------------------------------------------------


@attrs.frozen
class Grade:
    """A grade. `band` is None if only a move leads to it; else the scores are those from its low end
    (included) up to `below` (excluded); None is without bound. Grades stand best first."""

    name: str
    title: str | None
    low: Exact | None
    below: Exact | None
    banded: bool


class Direction(enum.Enum):
    """Which way a rule moves a grade."""

    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"


@attrs.frozen
class Appeal:
    """To whom and within which time after the notice; `to` None with a `because` where law gives none.

    All three are None where the law that was read does not say (`appeal unstated`).
    """

    to: str | None
    within: Duration | None
    because: str | None


@attrs.frozen
class Decided:
    """Who takes the decision; `by` None where nobody does: it follows automatically."""

    by: str | None


@attrs.frozen(kw_only=True)
class Process:
    """How a sanction, list or move begins and ends.

    Attributes:
        notice: the time between the notice and the effect; None where the law says none, or nothing.
        notice_unstated: whether the law that was read does not say; the rule is then in effect at once.
        appeal: None for rules that need none (rewards).
        lasts: a duration; None for without end or (state-based) while the condition holds.
        until: the date until which it lasts, instead of a duration.
        endless: whether the text says `lasts without end`.
        decided: None where the text does not say.
        lifted: a condition that ends it at once; None where not written.
    """

    notice: Duration | None = None
    notice_unstated: bool = False
    appeal: Appeal | None = None
    lasts: Expression | None = None
    until: Expression | None = None
    endless: bool = False
    decided: Decided | None = None
    lifted: Expression | None = None


@attrs.frozen
class GradeMove:
    """A downgrade or upgrade."""

    text: RuleText
    direction: Direction
    to: str
    trigger: OnEvent | While
    process: Process


# --- rewards, sanctions, lists ---------------------------------------------------------------------


@attrs.frozen
class Reward:
    """What a person gets. `grant` may be None where the reward is only its name."""

    text: RuleText
    trigger: OnEvent | While
    grant: Expression | None
    process: Process


@attrs.frozen
class Sanction:
    """What a person suffers."""

    text: RuleText
    trigger: OnEvent | While
    impose: Expression | None
    process: Process


class ListKind(enum.Enum):
    """Honour or dishonour."""

    RED = "red"
    BLACK = "black"


@attrs.frozen
class PublicList:
    """A public list. `publishes` names fields of the record (after `on`) or of the subject."""

    text: RuleText
    kind: ListKind
    trigger: OnEvent | While
    publishes: tuple[str, ...]
    process: Process


# --- definitions -----------------------------------------------------------------------------------


@attrs.frozen
class Define:
    """A named expression. Parameters are name to (type, optional)."""

    name: str
    parameters: dict[str, tuple[Definite, bool]]
    body: Expression


@attrs.frozen
class HalfOpen:
    """A half-open range of numbers or dates: `low` included, `below` excluded, None without bound."""

    low: object
    below: object


@attrs.frozen
class Values:
    """Some members of a choice, truths, or single numbers."""

    values: tuple[object, ...]


@attrs.frozen
class Anything:
    """Every value."""


KeyPattern = HalfOpen | Values | Anything


@attrs.frozen
class Row:
    """One answer: the patterns of all keys in order, and the value. Rows of a table never overlap."""

    patterns: tuple[KeyPattern, ...]
    value: object
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen
class Table:
    """Look-ups by one or more keys. Every case is answered once."""

    name: str
    title: str | None
    keys: dict[str, Definite]
    gives: Definite
    rows: tuple[Row, ...]


@attrs.frozen
class DatedValue:
    """A parameter's rows from a day on; a parameter without keys has one row without patterns."""

    starts: date
    rows: tuple[Row, ...]


@attrs.frozen
class Parameter:
    """Values by date, earliest first. Before the first date the first value holds."""

    name: str
    title: str | None
    keys: dict[str, Definite]
    gives: Definite
    values: tuple[DatedValue, ...]


# --- the whole -------------------------------------------------------------------------------------


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


# --- scenarios -------------------------------------------------------------------------------------


@attrs.frozen
class GivenRecord:
    """A record of a scenario, as the data contract has it: `values` holds `record`, `date`, `recorded`,
    `withdrawn` and every field (None for unknown)."""

    event: str
    values: dict[str, object]
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen
class ExpectPoints:
    """The score; None for none."""

    points: Exact | None


@attrs.frozen
class ExpectGrade:
    """The final grade; None for none."""

    grade: str | None


@attrs.frozen
class ExpectCovered:
    """Whether the rulebook is about the subject."""

    covered: bool


@attrs.frozen
class ExpectContribution:
    """What a criterion or group contributes in all."""

    name: str
    points: Exact


@attrs.frozen
class ExpectRule:
    """That a reward, sanction, list or move is in effect or not; with its value and dates where given."""

    name: str
    present: bool
    value: object
    since: date | None
    until: date | None


Expected = ExpectPoints | ExpectGrade | ExpectCovered | ExpectContribution | ExpectRule


@attrs.frozen
class Expectation:
    """One expectation, on a day of its own or (None) on the scenario's as-of."""

    on: date | None
    expected: Expected
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)


@attrs.frozen
class Scenario:
    """A worked case. `subject` holds the facts of the subject, relations as nested mappings or lists of them."""

    title: str
    as_of: date
    as_known: date | None
    subject: dict[str, object]
    records: tuple[GivenRecord, ...]
    expectations: tuple[Expectation, ...]
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)
