"""Typed expressions: names are resolved, sugar is gone, every node knows its type.

A value is an `int` or `Fraction` (numbers, money in major units, points), `bool`, `str` (texts and
members of choices), `date`, `Days` or `Months`, a subject's id, or None where the type is optional and
the value unknown. Operands other than those of `Known`, `IsRecord…` and of calls to a define with an
optional parameter are never optional.
"""

from __future__ import annotations

import enum

import attrs

from creditlang.source import Span
from creditlang.types import Type
from creditlang.values import Duration, Exact, Rounding


@attrs.frozen
class TypedNode:
    """What every expression has. Equality ignores its place, and its type, which follows from the rest."""

    type: Type = attrs.field(kw_only=True, eq=False)
    span: Span | None = attrs.field(default=None, kw_only=True, eq=False, repr=False)


@attrs.frozen
class Constant(TypedNode):
    """A value written in the text."""

    value: object


@attrs.frozen
class AsOf(TypedNode):
    """The day that is decided for."""


@attrs.frozen
class TheSubject(TypedNode):
    """The subject that is decided on."""


@attrs.frozen
class TheRecord(TypedNode):
    """The record of the rule's `on`."""


@attrs.frozen
class Element(TypedNode):
    """The record or related subject that an aggregate looks at. `binder` is the aggregate's own number."""

    binder: int


@attrs.frozen
class Argument(TypedNode):
    """A parameter of the define that we are in."""

    name: str


Holder = TheSubject | TheRecord | Element


@attrs.frozen
class Read(TypedNode):
    """A field of a subject or record; through a relation where `of` is itself a `Read`."""

    of: Holder | Read
    field: str


@attrs.frozen
class Points(TypedNode):
    """The score."""


@attrs.frozen
class GradeOf(TypedNode):
    """The final grade."""


@attrs.frozen
class Listed(TypedNode):
    """Whether the subject is on a list."""

    name: str


@attrs.frozen
class Holds(TypedNode):
    """Whether a reward or sanction is in effect."""

    name: str


@attrs.frozen
class Negate(TypedNode):
    """The number with the other sign."""

    operand: Expression


class Operator(enum.Enum):
    """Arithmetic on two numbers."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    MINIMUM = "min"
    MAXIMUM = "max"


@attrs.frozen
class Arithmetic(TypedNode):
    """Two numbers to one, exactly. The divisor is proven not to be 0."""

    operator: Operator
    left: Expression
    right: Expression


@attrs.frozen
class Shift(TypedNode):
    """A date moved by a duration, back if `backwards`."""

    date: Expression
    duration: Expression
    backwards: bool


@attrs.frozen
class Round(TypedNode):
    """The multiple of `step` that the mode chooses. `step` is an exact number above 0."""

    operand: Expression
    mode: Rounding
    step: Exact


class Relation(enum.Enum):
    """How two values of one type compare."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="

    @property
    def mirrored(self) -> Relation:
        """The relation that holds of two values in the other order: `a < b` where `b > a`."""
        match self:
            case Relation.LESS:
                return Relation.GREATER
            case Relation.AT_MOST:
                return Relation.AT_LEAST
            case Relation.GREATER:
                return Relation.LESS
            case Relation.AT_LEAST:
                return Relation.AT_MOST
            case Relation.EQUAL | Relation.NOT_EQUAL:
                return self


@attrs.frozen
class Compare(TypedNode):
    """A comparison of two numbers, dates, texts, choices, truths or durations."""

    relation: Relation
    left: Expression
    right: Expression


@attrs.frozen
class CompareGrade(TypedNode):
    """The final grade against a named one. AT_LEAST means as good or better."""

    relation: Relation
    grade: str


@attrs.frozen
class Among(TypedNode):
    """Whether a value equals one of some constants."""

    operand: Expression
    values: tuple[object, ...]


@attrs.frozen
class Known(TypedNode):
    """Whether an optional value is known."""

    operand: Expression


@attrs.frozen
class Not(TypedNode):
    """The opposite truth."""

    operand: Expression


@attrs.frozen
class And(TypedNode):
    """All hold. Later operands may rely on earlier ones: evaluation stops at the first that fails."""

    operands: tuple[Expression, ...]


@attrs.frozen
class Or(TypedNode):
    """One holds. Later operands may rely on earlier ones being false."""

    operands: tuple[Expression, ...]


@attrs.frozen
class If(TypedNode):
    """One of two values. Only the chosen one is evaluated."""

    condition: Expression
    then: Expression
    otherwise: Expression


class CalendarUnit(enum.Enum):
    """What is counted between two dates."""

    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"


@attrs.frozen
class CountBetween(TypedNode):
    """Whole years, months or days from one date to another."""

    unit: CalendarUnit
    start: Expression
    end: Expression


@attrs.frozen
class Lookup(TypedNode):
    """A cell of a table."""

    table: str
    keys: tuple[Expression, ...]


@attrs.frozen
class ParameterValue(TypedNode):
    """A dated parameter, by its keys, on the anchor day (the record's in an `on` rule, else as-of)."""

    parameter: str
    keys: tuple[Expression, ...]


@attrs.frozen
class CallDefine(TypedNode):
    """A define with its arguments, which may be optional where its parameters are."""

    define: str
    arguments: tuple[Expression, ...]


@attrs.frozen
class EventRecords:
    """The visible records of an event about the subject (or, in `of`, about a related one: not yet written)."""

    event: str


@attrs.frozen
class RelatedSubjects:
    """The subjects behind a `many` relation of `of`."""

    of: Holder | Read
    field: str


class AggregateKind(enum.Enum):
    """What is asked of many elements."""

    COUNT = "count of"
    SUM = "sum of"
    EXISTS = "exists"
    LATEST = "latest"
    EARLIEST = "earliest"
    LARGEST = "largest"
    SMALLEST = "smallest"


@attrs.frozen
class Aggregate(TypedNode):
    """A value over many records or related subjects.

    Attributes:
        binder: the number by which `Element` nodes in `where` and `value` refer to the element.
        where: which elements take part; None for all.
        value: what is summed, or whose largest, smallest, latest or earliest is wanted; None for count and
            exists. LATEST and EARLIEST give the value on the record that is last or first by date and record
            id. Elements whose value is unknown take no part in LARGEST and SMALLEST; SUM's is never optional.
        within: only records dated within this duration up to the anchor day.
    The result of the last four kinds is optional: with no element it is unknown.
    """

    kind: AggregateKind
    source: EventRecords | RelatedSubjects
    binder: int
    where: Expression | None
    value: Expression | None
    within: Duration | None


@attrs.frozen
class Occurrence(TypedNode):
    """The ordinal, from 1, of the rule's record among the criterion's matching ones dated within the
    duration up to it (all of them up to it if None), by date and record id."""

    within: Duration | None


class ScoreMoment(enum.Enum):
    """At which moment an earlier score is wanted, seen from the rule's record."""

    BEFORE = "before"
    """On its date, from the records before it."""
    KNOWN_BEFORE = "known before"
    """On its date, from the records before it that were known when it was recorded."""
    ON_ITS_DATE = "on its date"
    """On its date, from all records of that date or before."""


@attrs.frozen
class EarlierPoints(TypedNode):
    """The score as it stood at the rule's record."""

    moment: ScoreMoment


Expression = (
    Constant
    | AsOf
    | TheSubject
    | TheRecord
    | Element
    | Argument
    | Read
    | Points
    | GradeOf
    | Listed
    | Holds
    | Negate
    | Arithmetic
    | Shift
    | Round
    | Compare
    | CompareGrade
    | Among
    | Known
    | Not
    | And
    | Or
    | If
    | CountBetween
    | Lookup
    | ParameterValue
    | CallDefine
    | Aggregate
    | Occurrence
    | EarlierPoints
)
