"""What compiles and still deserves a second look; conditions that never or always hold."""

import pytest

from .texts import GRADES, SCORE, edition, findings, hints, town

CRITERION = 'criterion C "Debts"\n    basis "b"\n    on Debt\n    deduct 10\n    expires after 2 years\n'


def reward(condition: str) -> str:
    return f'reward R\n    basis "b"\n    while {condition}\n'


def test_unused_definitions() -> None:
    definitions = """\
define Limit = 3
define Twice(x : number) = x * 2
table T by n : number gives points
    any | 3
parameter P : number
    from 2020-01-01 5
"""
    assert findings(town(definitions, SCORE, CRITERION)) == [
        ("W0700", "Limit", "the define `Limit` is never used"),
        ("W0700", "Twice", "the define `Twice` is never used"),
        ("W0700", "T", "the table `T` is never used"),
        ("W0700", "P", "the parameter `P` is never used"),
    ]


def test_used_definitions_also_by_one_another() -> None:
    definitions = "define Limit = 3\ndefine Twice(x : number) = x * Limit\n"
    assert findings(town(definitions, reward("Twice(children) > 3"))) == []


def test_a_define_that_only_an_unused_one_uses_is_named_once() -> None:
    definitions = "define Inner = 3\ndefine Outer = Inner + 1\n"
    assert findings(town(definitions, SCORE)) == [("W0700", "Outer", "the define `Outer` is never used")]


def test_deductions_that_never_expire() -> None:
    silent = CRITERION.replace("    expires after 2 years\n", "")
    assert findings(town(SCORE, silent)) == [("W0701", "C", "the deduction `C` never expires")]
    assert findings(town(SCORE, silent + "    expires never\n")) == []
    assert findings(town(SCORE, silent.replace("deduct", "award"))) == []
    strikes = "grades\n    A below 100\n    B from 100\n"
    bad = [("W0701", "C", "the award `C` never expires, and here fewer points are better")]
    assert findings(town(SCORE, strikes, silent.replace("deduct", "award"))) == bad
    assert findings(town(SCORE, strikes, silent)) == []
    assert findings(town(SCORE, silent.replace("on Debt", "while veteran"))) == []


@pytest.mark.parametrize(
    ("rule", "name"),
    [
        ("criterion C\n    while veteran\n    award 3\n", "the criterion `C`"),
        ("reward C\n    while veteran\n", "the reward `C`"),
        ("list C\n    kind red\n    while veteran\n", "the list `C`"),
        ("upgrade C to A\n    while veteran\n", "the upgrade `C`"),
    ],
)
def test_rules_without_a_law(rule: str, name: str) -> None:
    assert findings(town(SCORE, GRADES, rule)) == [("W0703", "C", f"{name} does not say which law it rests on")]


@pytest.mark.parametrize(
    "condition",
    [
        "children > 20",
        "children >= 3 and children < 3",
        "veteran and not veteran",
        "grade is more than A",
        "grade is less than B",
    ],
)
def test_conditions_that_never_hold(condition: str) -> None:
    message = "the reward `R` can never apply: this condition never holds"
    assert findings(town(SCORE, GRADES, reward(condition))) == [("E0403", condition, message)]


@pytest.mark.parametrize(
    "condition",
    [
        "children >= 0",
        "children < 3 or children >= 3",
        "veteran or not veteran",
        "grade is at least B",
        "grade is at most A",
    ],
)
def test_conditions_that_always_hold(condition: str) -> None:
    message = "the reward `R` asks for nothing: this condition always holds"
    assert findings(town(SCORE, GRADES, reward(condition))) == [("W0705", condition, message)]


@pytest.mark.parametrize(
    "condition", ["yes", "children >= 1", "grade is at least A", "grade is B", "points >= 0 and veteran"]
)
def test_conditions_that_ask_for_something(condition: str) -> None:
    assert findings(town(SCORE, GRADES, reward(condition))) == []
    assert edition(town(SCORE, GRADES, reward(condition))).rewards["R"].text.name == "R"


def test_a_where_that_always_holds() -> None:
    rule = CRITERION.replace("on Debt", "on Debt where owed >= 0 EUR")
    assert findings(town(SCORE, rule)) == [
        ("W0705", "owed >= 0 EUR", "the criterion `C` asks for nothing: this condition always holds")
    ]
    assert hints(town(SCORE, rule)) == [
        "if every record is meant, leave `where` out; if not, compare it with the ranges in the registry"
    ]


AWARD = 'criterion C\n    basis "b"\n    on Gift\n    award 10\n'
FACT = 'criterion F\n    basis "b"\n    award 10\n'


@pytest.mark.parametrize("span", ["per calendar year", "per calendar month", "in total"])
def test_caps_that_let_nothing_count(span: str) -> None:
    message = "with this limit, the criterion `C` always comes to 0: nothing in it can count"
    assert findings(town(SCORE, AWARD + f"    at most 0 {span}\n")) == [("W0706", "0", message)]
    assert findings(town(SCORE, AWARD + f"    at most 1 {span}\n")) == []


def test_a_rolling_cap_of_nothing_only_delays() -> None:
    assert findings(town(SCORE, AWARD + "    at most 0 in the last 1 year\n")) == []


def test_caps_that_may_be_nothing() -> None:
    assert findings(town(SCORE, AWARD + "    at most children in total\n")) == []


def comes_to(points: int, members: str) -> str:
    return f"with this limit, the group `G` always comes to {points}: its members total {members}"


@pytest.mark.parametrize(
    ("members", "limit", "marked", "message"),
    [
        (CRITERION, "at least 80", "80", comes_to(80, "0 or less")),
        (CRITERION, "at least 0", "0", comes_to(0, "0 or less")),
        (AWARD + "    at most 30 in total\n", "at least 30", "30", comes_to(30, "from 0 to 30")),
        (AWARD + "    weight 50%\n    at most 30 in total\n", "at least 15", "15", comes_to(15, "from 0 to 15")),
        (FACT, "at most 5", "5", comes_to(5, "10")),
        (FACT.replace("award", "deduct"), "at most 5", "5", comes_to(-5, "-10")),
        (AWARD, "at most 0", "0", "with this limit, the group `G` always comes to 0: nothing in it can count"),
    ],
)
def test_limits_of_groups_that_everybody_is_at(members: str, limit: str, marked: str, message: str) -> None:
    name = members.split()[1]
    score = SCORE + "    rounded   half up\n" if "weight" in members else SCORE
    assert findings(town(score, members, f"group G {limit}\n    {name}\n")) == [("W0706", marked, message)]


@pytest.mark.parametrize(
    ("members", "limit"),
    [
        (CRITERION, "at least -80"),
        (CRITERION, "at most 80"),
        (AWARD, "at least 80"),
        (AWARD + "    at most 30 in total\n", "at least 29"),
        (AWARD + "    at most 30 in the last 1 year\n", "at least 80"),
        (FACT.replace("award", "while veteran\n    award"), "at most 5"),
        (FACT, "at least 10"),
    ],
)
def test_limits_of_groups_that_not_everybody_is_at(members: str, limit: str) -> None:
    name = members.split()[1]
    assert findings(town(SCORE, members, f"group G {limit}\n    {name}\n")) == []


def test_a_floor_over_an_inner_group() -> None:
    groups = "group Inner at most 20\n    C\ngroup G at least 25\n    Inner, D\n"
    deduction = CRITERION.replace("criterion C", "criterion D")
    assert findings(town(SCORE, AWARD, deduction, groups)) == [("W0706", "25", comes_to(25, "20 or less"))]
    assert hints(town(SCORE, CRITERION, "group G at least 25\n    C\n")) == [
        "what only deducts has a floor below 0: `at least -25`"
    ]
