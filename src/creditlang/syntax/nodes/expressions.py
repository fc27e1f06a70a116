"""Expressions: what a rule computes with."""

from __future__ import annotations

import enum
from datetime import date
from fractions import Fraction

import attrs

from creditlang.syntax.nodes.base import Name, Node, Text
from creditlang.values import Duration, Rounding


class ArithmeticOperator(enum.Enum):
    """`+`, `-`, `*`, `/`."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"


class ComparisonOperator(enum.Enum):
    """Comparisons; `is` writes EQUAL, `is not` NOT_EQUAL, `is at least` AT_LEAST and so on."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="


class AggregateKind(enum.Enum):
    """What is asked of many records or related subjects."""

    COUNT = "count of"
    SUM = "sum of"
    EXISTS = "exists"
    LATEST = "latest"
    EARLIEST = "earliest"
    LARGEST = "largest"
    SMALLEST = "smallest"


class CalendarUnit(enum.Enum):
    """What `years between`, `months between` and `days between` count."""

    YEARS = "years"
    MONTHS = "months"
    DAYS = "days"


@attrs.frozen
class NumberLiteral(Node):
    """`12`, `1_300`, `2.5`, and `35%` as 0.35. `scale` is the number of decimals written (of the value)."""

    value: Fraction
    scale: int


@attrs.frozen
class PointsLiteral(Node):
    """`5 points`, where a plain number would not do."""

    value: Fraction
    scale: int


@attrs.frozen
class MoneyLiteral(Node):
    """`500 CNY`. The currency is as written; whether it exists is for the checker."""

    value: Fraction
    scale: int
    currency: str


@attrs.frozen
class DurationLiteral(Node):
    """`10 days`, `2 years 6 months`."""

    value: Duration


@attrs.frozen
class DateLiteral(Node):
    """`2020-02-29`."""

    value: date


@attrs.frozen
class TextLiteral(Node):
    """A quoted text as a value."""

    value: str


@attrs.frozen
class TruthLiteral(Node):
    """`yes` or `no` (also `true`, `false`)."""

    value: bool


@attrs.frozen
class UnknownLiteral(Node):
    """`unknown`, only as a value in a scenario."""


@attrs.frozen
class Reference(Node):
    """A name or a path of names: `amount`, `spouse.born`, `this.date`, `Donation.amount`."""

    path: tuple[Name, ...]


@attrs.frozen
class Call(Node):
    """`min(a, b)`, `Age(born)`, `SpeedingPoints(over, inside)`: a built-in, a define, a table or a parameter."""

    function: Name
    arguments: tuple[Expression, ...]


@attrs.frozen
class Negate(Node):
    """`-a`."""

    operand: Expression


@attrs.frozen
class Not(Node):
    """`not a`."""

    operand: Expression


@attrs.frozen
class AllOf(Node):
    """`a and b and c`: two operands or more."""

    operands: tuple[Expression, ...]


@attrs.frozen
class AnyOf(Node):
    """`a or b or c`: two operands or more."""

    operands: tuple[Expression, ...]


@attrs.frozen
class Arithmetic(Node):
    """`a + b` and its like."""

    operator: ArithmeticOperator
    left: Expression
    right: Expression


@attrs.frozen
class Comparison(Node):
    """`a >= b`, `a is at least b`, `a is b`."""

    operator: ComparisonOperator
    left: Expression
    right: Expression


@attrs.frozen
class BetweenTest(Node):
    """`a is between low and high`, both ends included."""

    operand: Expression
    low: Expression
    high: Expression


@attrs.frozen
class MembershipTest(Node):
    """`a is one of x, y, z`."""

    operand: Expression
    options: tuple[Expression, ...]


@attrs.frozen
class KnownTest(Node):
    """`a is known` (`known` true) or `a is unknown`."""

    operand: Expression
    known: bool


@attrs.frozen
class Conditional(Node):
    """`if c then a else b`, also written `a if c else b`."""

    condition: Expression
    then: Expression
    otherwise: Expression


@attrs.frozen
class Rounded(Node):
    """`a rounded half up`, optionally `to 2 decimals` (`decimals`) or `to 100 CNY` (`step`)."""

    operand: Expression
    mode: Rounding
    decimals: int | None = None
    step: Expression | None = None


@attrs.frozen
class Aggregate(Node):
    """`count of Donation where amount > 5 CNY within 1 year`, `sum of members.income`, `latest Donation.date`.

    Attributes:
        of: the event or relation, with the field behind it where the kind needs one.
        where: the condition on each record, if written.
        within: the period, if written.
    """

    kind: AggregateKind
    of: Reference
    where: Expression | None
    within: DurationLiteral | None


@attrs.frozen
class Occurrence(Node):
    """`occurrence` or `occurrence within 3 years`: the ordinal of this record among the criterion's."""

    within: DurationLiteral | None


class ScoreMoment(enum.Enum):
    """At which moment an earlier score is wanted, seen from the rule's record."""

    BEFORE = "points before"
    KNOWN_BEFORE = "points known before"
    ON_ITS_DATE = "points on this.date"


@attrs.frozen
class EarlierPoints(Node):
    """`points before`, `points known before`, `points on this.date`. `path` holds what is written after `on`."""

    moment: ScoreMoment
    path: tuple[Name, ...] = ()


@attrs.frozen
class CountBetween(Node):
    """`years between a and b`."""

    unit: CalendarUnit
    start: Expression
    end: Expression


@attrs.frozen
class CalendarYearOf(Node):
    """`calendar year of cured`: the number of the year, such as 2024."""

    date: Expression


@attrs.frozen
class Ago(Node):
    """`3 years ago`."""

    duration: DurationLiteral


@attrs.frozen
class ListedTest(Node):
    """`listed in Defaulters`."""

    list_name: Name


@attrs.frozen
class HoldsTest(Node):
    """`holds FlightBan`: whether a reward or sanction is in effect."""

    rule: Name


Literal = (
    NumberLiteral
    | PointsLiteral
    | MoneyLiteral
    | DurationLiteral
    | DateLiteral
    | TextLiteral
    | TruthLiteral
    | UnknownLiteral
)
Test = Comparison | BetweenTest | MembershipTest | KnownTest | ListedTest | HoldsTest
Expression = (
    Literal
    | Reference
    | Call
    | Negate
    | Not
    | AllOf
    | AnyOf
    | Arithmetic
    | Test
    | Conditional
    | Rounded
    | Aggregate
    | Occurrence
    | EarlierPoints
    | CountBetween
    | CalendarYearOf
    | Ago
)
Title = Text | None
