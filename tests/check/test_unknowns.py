"""What costs a person because a fact is unknown must say so."""

import pytest

from creditlang.driver import compile_text

from .texts import GRADES, SCORE, findings, town

PROCESS = '    basis "b"\n    notice 10 days\n    appeal to "x" within 10 days\n'


def said(rule: str) -> str:
    return f"{rule} would count against the person because `income` is unknown, without saying so"


@pytest.mark.parametrize(
    "condition",
    [
        "not (income is known and income > 500 EUR)",
        "veteran and not (income is known)",
        "not (veteran and (income is known and income > 500 EUR))",
    ],
)
def test_the_other_side_of_known(condition: str) -> None:
    expected = [("E0404", "income is known", said("the sanction `S`"))]
    assert findings(town(f"sanction S\n    while {condition}\n{PROCESS}")) == expected


@pytest.mark.parametrize(
    "condition",
    [
        "income is unknown",
        "income is known and income > 500 EUR",
        "veteran or income is unknown",
        "not (income is unknown)",
    ],
)
def test_what_is_said_aloud_or_rests_on_a_known_fact(condition: str) -> None:
    assert findings(town(f"sanction S\n    while {condition}\n{PROCESS}")) == []


def test_every_rule_that_costs() -> None:
    condition = "not (income is known and income > 500 EUR)"
    deduct = f'criterion C\n    basis "b"\n    while {condition}\n    deduct 5\n'
    award = f'criterion D\n    basis "b"\n    while {condition}\n    award 5\n'
    downgrade = f"downgrade E to B\n    while {condition}\n{PROCESS}"
    upgrade = f'upgrade F to A\n    basis "b"\n    while {condition}\n'
    black = f"list G\n    kind black\n    while {condition}\n{PROCESS}"
    red = f'list H\n    kind red\n    basis "b"\n    while {condition}\n'
    reward = f'reward I\n    basis "b"\n    while {condition}\n'
    text = town(SCORE, GRADES, deduct, award, downgrade, upgrade, black, red, reward)
    assert [message for code, _, message in findings(text) if code == "E0404"] == [
        said("the criterion `C`"),
        said("the downgrade `E`"),
        said("the list `G`"),
    ]


def test_where_fewer_points_are_better_what_awards_costs() -> None:
    strikes = "grades\n    Good below 4\n    Bad  from 4\n"
    condition = "not (income is known and income > 500 EUR)"
    deduct = f'criterion C\n    basis "b"\n    while {condition}\n    deduct 5\n'
    award = f'criterion D\n    basis "b"\n    while {condition}\n    award 5\n'
    amount = 'criterion E\n    basis "b"\n    while veteran\n    award if income is known then 0 else 5\n'
    found = findings(town(SCORE, strikes, deduct, award, amount))
    assert [message for code, _, message in found if code == "E0404"] == [
        said("the criterion `D`"),
        said("the criterion `E`"),
    ]


@pytest.mark.parametrize(
    ("amount", "silent"),
    [
        ("if income is known and income > 500 EUR then 0 else 5", True),
        ("if income is known and income > 500 EUR then 5 else 0", False),
        ("if income is unknown then 5 else 0", False),
        ("if not (income is known and income > 500 EUR) then 5 else 0", True),
        ("min(9, if income is known and income > 500 EUR then 1 else 5)", True),
    ],
)
def test_amounts(amount: str, silent: bool) -> None:
    rule = f'criterion C\n    basis "b"\n    while veteran\n    deduct {amount}\n'
    expected = [("E0404", "income is known", said("the criterion `C`"))] if silent else []
    assert findings(town(SCORE, rule)) == expected


def test_what_is_imposed() -> None:
    rule = f"sanction S\n    while veteran\n    impose if income is known then 0 EUR else 50 EUR\n{PROCESS}"
    assert findings(town(rule)) == [("E0404", "income is known", said("the sanction `S`"))]


def test_what_a_relation_is_followed_through_stays_known_when_it_is_asked_about_again() -> None:
    text = """
registry Records
subject Household
    spouse : Household optional
rulebook Town
    records Records
score points
    starts at 0
criterion Pairs
    basis "b"
    source documented
    while spouse is known
    award if spouse.spouse is unknown or spouse.spouse is known then 1 else 2
"""
    assert compile_text(text).errors == ()
    asked_twice = text.replace("spouse.spouse is unknown or spouse.spouse is known", "spouse.spouse.spouse is known")
    (error,) = compile_text(asked_twice).errors
    assert (error.code, error.span.text) == ("E0203", "spouse")


def test_a_quoted_name_is_quoted_once() -> None:
    rule = f"sanction S\n    while not (`land held` is known and `land held` > 500 EUR)\n{PROCESS}"
    text = town(rule).replace("income", "`land held`", 1)
    (found,) = [one for one in compile_text(text, "town.credit").errors if one.code == "E0404"]
    assert found.message_text() == said("the sanction `S`").replace("income", "land held")
    assert found.hint_text() == "if that is meant, say it aloud with `land held` is unknown"
