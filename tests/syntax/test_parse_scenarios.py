"""Scenarios."""

from typing import Any

import pytest
from spanned import day, make, money, name, num, ref, sound

from creditlang.syntax.nodes import (
    AsKnown,
    AsOf,
    Assignment,
    DateLiteral,
    Expect,
    ExpectCriterion,
    ExpectGrade,
    ExpectPoints,
    ExpectRule,
    GivenRecord,
    GivenSubject,
    Negate,
    OfRulebook,
    TextLiteral,
    TruthLiteral,
    UnknownLiteral,
)


def clause(written: str) -> Any:
    (scenario,) = sound(f'scenario "s"\n    {written}').scenarios
    (found,) = scenario.clauses
    return found


def fact(field: str, value: Any = None, nested: Any = None) -> Assignment:
    return make(Assignment, name(field), value, nested)


def date_of(written: str) -> DateLiteral:
    return make(DateLiteral, day(written))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("of Rongcheng", make(OfRulebook, name("Rongcheng"))),
        ("as of 2020-06-01", make(AsOf, day("2020-06-01"))),
        ("as known 2020-05-01", make(AsKnown, day("2020-05-01"))),
        ("Person", make(GivenSubject, name("Person"), ())),
        (
            "Person born 1980-05-04, veteran yes, income unknown",
            make(
                GivenSubject,
                name("Person"),
                (
                    fact("born", date_of("1980-05-04")),
                    fact("veteran", make(TruthLiteral, True)),
                    fact("income", make(UnknownLiteral)),
                ),
            ),
        ),
        (
            "Person spouse (born 1981-01-01, home (size 2)), friend ()",
            make(
                GivenSubject,
                name("Person"),
                (
                    fact(
                        "spouse",
                        None,
                        (fact("born", date_of("1981-01-01")), fact("home", None, (fact("size", num("2")),))),
                    ),
                    fact("friend", None, ()),
                ),
            ),
        ),
        (
            '2020-01-10 Offence kind drunk_driving, fine -5 CNY, recorded 2020-01-12, record "r17"',
            make(
                GivenRecord,
                day("2020-01-10"),
                name("Offence"),
                (
                    fact("kind", ref("drunk_driving")),
                    fact("fine", make(Negate, money("5"))),
                    fact("recorded", date_of("2020-01-12")),
                    fact("record", make(TextLiteral, "r17")),
                ),
            ),
        ),
        ("2020-01-10 Medal", make(GivenRecord, day("2020-01-10"), name("Medal"), ())),
    ],
)
def test_what_is_given(written: str, expected: Any) -> None:
    assert expected == clause(written)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("points 950", make(ExpectPoints, num("950"))),
        ("points -5", make(ExpectPoints, make(Negate, num("5")))),
        ("no points", make(ExpectPoints, None)),
        ("grade B", make(ExpectGrade, name("B"))),
        ("no grade", make(ExpectGrade, None)),
        ("Giving points -50", make(ExpectCriterion, name("Giving"), make(Negate, num("50")))),
        ("Rebate", make(ExpectRule, name("Rebate"), True, None, None, None)),
        ("no Rebate", make(ExpectRule, name("Rebate"), False, None, None, None)),
        ("Rebate 300 CNY", make(ExpectRule, name("Rebate"), True, money("300"), None, None)),
        (
            "Ban since 2020-01-20 until 2022-01-20",
            make(ExpectRule, name("Ban"), True, None, day("2020-01-20"), day("2022-01-20")),
        ),
    ],
)
def test_what_is_expected(written: str, expected: Any) -> None:
    assert make(Expect, None, (expected,)) == clause(f"expect {written}")


def test_several_expectations_on_a_day() -> None:
    expected = (make(ExpectPoints, num("1000")), make(ExpectGrade, name("A")))
    assert make(Expect, day("2022-01-10"), expected) == clause("expect on 2022-01-10 points 1000, grade A")
