"""Expressions: what is written to the node that is meant, and how tightly each binds."""

from fractions import Fraction

import pytest
from spanned import day, make, money, name, num, ref, value

from creditlang.syntax.nodes import (
    Aggregate,
    AggregateKind,
    Ago,
    AllOf,
    AnyOf,
    Arithmetic,
    ArithmeticOperator,
    BetweenTest,
    CalendarUnit,
    Call,
    Comparison,
    ComparisonOperator,
    Conditional,
    CountBetween,
    DateLiteral,
    DurationLiteral,
    HoldsTest,
    KnownTest,
    ListedTest,
    MembershipTest,
    MoneyLiteral,
    Negate,
    Not,
    NumberLiteral,
    Occurrence,
    PointsLiteral,
    Rounded,
    TextLiteral,
    TruthLiteral,
)
from creditlang.values import Days, Months, Rounding

A, B, C, D = ref("a"), ref("b"), ref("c"), ref("d")
PLUS, MINUS = ArithmeticOperator.ADD, ArithmeticOperator.SUBTRACT
TIMES, OVER = ArithmeticOperator.MULTIPLY, ArithmeticOperator.DIVIDE
IS, IS_NOT = ComparisonOperator.EQUAL, ComparisonOperator.NOT_EQUAL
LESS, AT_MOST = ComparisonOperator.LESS, ComparisonOperator.AT_MOST
MORE, AT_LEAST = ComparisonOperator.GREATER, ComparisonOperator.AT_LEAST


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("12", num("12")),
        ("1_300", num("1300")),
        ("2.50", make(NumberLiteral, Fraction("2.5"), 2)),
        ("35%", make(NumberLiteral, Fraction("0.35"), 2)),
        ("2.5 %", make(NumberLiteral, Fraction("0.025"), 3)),
        ("5 points", make(PointsLiteral, Fraction(5), 0)),
        ("1 point", make(PointsLiteral, Fraction(1), 0)),
        ("500 CNY", money("500")),
        ("500CNY", money("500")),
        ("1_500.25 EUR", make(MoneyLiteral, Fraction("1500.25"), 2, "EUR")),
        ("10 days", make(DurationLiteral, Days(10))),
        ("1 week 2 days", make(DurationLiteral, Days(9))),
        ("2 years 6 months", make(DurationLiteral, Months(30))),
        ("1 year", make(DurationLiteral, Months(12))),
        ("2020-02-29", make(DateLiteral, day("2020-02-29"))),
        ('"a text"', make(TextLiteral, "a text")),
        (r'"say \"no\" \\ maybe"', make(TextLiteral, 'say "no" \\ maybe')),
        ('"# ， （ are only text"', make(TextLiteral, "# ， （ are only text")),
        ("yes", make(TruthLiteral, True)),
        ("true", make(TruthLiteral, True)),
        ("no", make(TruthLiteral, False)),
        ("false", make(TruthLiteral, False)),
    ],
)
def test_literals(written: str, expected: object) -> None:
    assert expected == value(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("amount", ref("amount")),
        ("孝亲", ref("孝亲")),
        ("this.date", ref("this.date")),
        ("spouse.home.members", ref("spouse.home.members")),
        ("`red light`.`not`", ref("red light.not")),
        ("min(a, b)", make(Call, name("min"), (A, B))),
        ("f()", make(Call, name("f"), ())),
        ("f(if a then b else c)", make(Call, name("f"), (make(Conditional, A, B, C),))),
    ],
)
def test_names_and_calls(written: str, expected: object) -> None:
    assert expected == value(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a + b * c", make(Arithmetic, PLUS, A, make(Arithmetic, TIMES, B, C))),
        ("(a + b) * c", make(Arithmetic, TIMES, make(Arithmetic, PLUS, A, B), C)),
        ("a - b - c", make(Arithmetic, MINUS, make(Arithmetic, MINUS, A, B), C)),
        ("a / b / c", make(Arithmetic, OVER, make(Arithmetic, OVER, A, B), C)),
        ("-a * b", make(Arithmetic, TIMES, make(Negate, A), B)),
        ("a - -b", make(Arithmetic, MINUS, A, make(Negate, B))),
        ("-50", make(Negate, num("50"))),
        ("a + b rounded down", make(Rounded, make(Arithmetic, PLUS, A, B), Rounding.DOWN)),
        ("a rounded half up to 2 decimals", make(Rounded, A, Rounding.HALF_UP, 2)),
        ("a rounded half even to 1 decimal", make(Rounded, A, Rounding.HALF_EVEN, 1)),
        ("a rounded up to 100 CNY", make(Rounded, A, Rounding.UP, None, money("100"))),
        ("a rounded up to 5", make(Rounded, A, Rounding.UP, None, num("5"))),
        ("a rounded down = b", make(Comparison, IS, make(Rounded, A, Rounding.DOWN), B)),
    ],
)
def test_arithmetic_and_rounding(written: str, expected: object) -> None:
    assert expected == value(written)


@pytest.mark.parametrize(
    ("written", "operator"),
    [
        ("a = b", IS),
        ("a is b", IS),
        ("a != b", IS_NOT),
        ("a ≠ b", IS_NOT),
        ("a is not b", IS_NOT),
        ("a < b", LESS),
        ("a is less than b", LESS),
        ("a <= b", AT_MOST),
        ("a ≤ b", AT_MOST),
        ("a is at most b", AT_MOST),
        ("a > b", MORE),
        ("a is more than b", MORE),
        ("a >= b", AT_LEAST),
        ("a ≥ b", AT_LEAST),
        ("a is at least b", AT_LEAST),
        ("a is   at\n  least b", AT_LEAST),
    ],
)
def test_comparisons(written: str, operator: ComparisonOperator) -> None:
    assert make(Comparison, operator, A, B) == value(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("a is known", make(KnownTest, A, True)),
        ("a is unknown", make(KnownTest, A, False)),
        ("a is not known", make(KnownTest, A, False)),
        ("a is not unknown", make(KnownTest, A, True)),
        ("a is between b and c", make(BetweenTest, A, B, C)),
        ("a is not between b and c", make(Not, make(BetweenTest, A, B, C))),
        ("a is between b and c and d", make(AllOf, (make(BetweenTest, A, B, C), D))),
        ("a is one of b, c, d", make(MembershipTest, A, (B, C, D))),
        ("a is not one of b, c", make(Not, make(MembershipTest, A, (B, C)))),
        ("listed in Defaulters", make(ListedTest, name("Defaulters"))),
        ("not holds FlightBan", make(Not, make(HoldsTest, name("FlightBan")))),
        ("a or b and not c", make(AnyOf, (A, make(AllOf, (B, make(Not, C)))))),
        ("a or b or c", make(AnyOf, (A, B, C))),
        ("a and b and c", make(AllOf, (A, B, C))),
        ("(a or b) or c", make(AnyOf, (make(AnyOf, (A, B)), C))),
        ("not a = b", make(Not, make(Comparison, IS, A, B))),
    ],
)
def test_tests(written: str, expected: object) -> None:
    assert expected == value(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("if a then b else c", make(Conditional, A, B, C)),
        ("b if a else c", make(Conditional, A, B, C)),
        ("if a then b else if c then d else a", make(Conditional, A, B, make(Conditional, C, D, A))),
        ("b if a else d if c else a", make(Conditional, A, B, make(Conditional, C, D, A))),
        ("if a then b if c else d else a", make(Conditional, A, make(Conditional, C, B, D), A)),
    ],
)
def test_conditionals(written: str, expected: object) -> None:
    assert expected == value(written)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("count of Donation", AggregateKind.COUNT),
        ("exists Donation", AggregateKind.EXISTS),
        ("sum of Donation.amount", AggregateKind.SUM),
        ("latest Donation.amount", AggregateKind.LATEST),
        ("earliest Donation.amount", AggregateKind.EARLIEST),
        ("largest Donation.amount", AggregateKind.LARGEST),
        ("smallest Donation.amount", AggregateKind.SMALLEST),
    ],
)
def test_kinds_of_aggregate(written: str, kind: AggregateKind) -> None:
    assert make(Aggregate, kind, ref(written.split()[-1]), None, None) == value(written)


def counted(where: object = None, within: object = None) -> object:
    return make(Aggregate, AggregateKind.COUNT, ref("D"), where, within)


YEAR = make(DurationLiteral, Months(12))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("count of D within 1 year >= 2", make(Comparison, AT_LEAST, counted(None, YEAR), num("2"))),
        ("count of D where a and b or c", counted(make(AnyOf, (make(AllOf, (A, B)), C)))),
        ("count of D where a or b within 1 year", counted(make(AnyOf, (A, B)), YEAR)),
        (
            "count of D where a = b within 1 year >= 2",
            make(Comparison, AT_LEAST, counted(make(Comparison, IS, A, B), YEAR), num("2")),
        ),
        (
            "(count of D where a = b) >= 2",
            make(Comparison, AT_LEAST, counted(make(Comparison, IS, A, B)), num("2")),
        ),
        (
            "count of D where years between a and b >= 60",
            counted(make(Comparison, AT_LEAST, make(CountBetween, CalendarUnit.YEARS, A, B), num("60"))),
        ),
        (
            "min(count of D where a, b)",
            make(Call, name("min"), (counted(A), B)),
        ),
        ("occurrence", make(Occurrence, None)),
        ("occurrence within 1 year >= 2", make(Comparison, AT_LEAST, make(Occurrence, YEAR), num("2"))),
        ("months between a and b + c", make(CountBetween, CalendarUnit.MONTHS, A, make(Arithmetic, PLUS, B, C))),
        ("days between a and b", make(CountBetween, CalendarUnit.DAYS, A, B)),
        ("a > 1 year ago", make(Comparison, MORE, A, make(Ago, YEAR))),
    ],
)
def test_aggregates_and_dates(written: str, expected: object) -> None:
    assert expected == value(written)


def test_the_span_of_an_expression_takes_its_parentheses_in() -> None:
    found = value("  (a + b) * (c)  ")
    assert found.span.text == "(a + b) * (c)"


def test_the_spans_of_parts_are_what_the_author_wrote() -> None:
    found = value("if amount >= 500 CNY then 5 else -1")
    assert isinstance(found, Conditional)
    spans = [part.span.text for part in (found, found.condition, found.then, found.otherwise)]
    assert spans == ["if amount >= 500 CNY then 5 else -1", "amount >= 500 CNY", "5", "-1"]
