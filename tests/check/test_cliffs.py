"""Borders at which one step more loses more than it gains, and falls that are none."""

import pytest

from .texts import SCORE, findings, town

TABLE = """\
table Rebate by i : money(EUR) gives money(EUR)
    below 1_000 EUR                | 300 EUR
    from 1_000 EUR below 2_000 EUR | 100 EUR
    from 2_000 EUR                 | 0 EUR
"""
PARAMETER = """\
parameter Limit : money(EUR)
    from 2020-01-01 1_000 EUR
    from 2021-01-01 2_000 EUR
"""


def reward(condition: str, grant: str = "300 EUR", name: str = "R") -> str:
    return f'reward {name}\n    basis "b"\n    while {condition}\n    grant {grant}\n'


def falls(rule: str, before: str, after: str, border: str, loss: str) -> str:
    return f"{rule} falls from {before} to {after} at {border} EUR: 0.01 EUR more of `wealth` loses {loss}"


@pytest.mark.parametrize(
    ("condition", "marked", "border"),
    [
        ("wealth < 1_000 EUR", "wealth < 1_000 EUR", "1000"),
        ("wealth <= 1_000 EUR", "wealth <= 1_000 EUR", "1000.01"),
        ("1_000 EUR > wealth", "1_000 EUR > wealth", "1000"),
        ("not (wealth >= 1_000 EUR)", "wealth >= 1_000 EUR", "1000"),
        ("veteran and wealth < 1_000 EUR and children > 2", "wealth < 1_000 EUR", "1000"),
        ("wealth is between 500 EUR and 1_000 EUR", "wealth is between 500 EUR and 1_000 EUR", "1000.01"),
    ],
)
def test_a_condition_that_bounds_money_from_above(condition: str, marked: str, border: str) -> None:
    message = falls("the reward `R`", "300 EUR", "0 EUR", border, "300 EUR")
    assert findings(town(reward(condition))) == [("W0704", marked, message)]


@pytest.mark.parametrize(
    ("condition", "grant"),
    [
        ("wealth > 1_000 EUR", "300 EUR"),
        ("children < 3", "300 EUR"),
        ("wealth < 1_000 EUR", "300 USD"),
        ("wealth < 1_000 EUR", "0.01 EUR"),
        ("wealth < 1_000 EUR", '"free buses"'),
        ("wealth < 1_000 EUR", "children * 30 EUR"),
        ("veteran or wealth < 1_000 EUR", "300 EUR"),
        ("wealth < 1_000 EUR", "1_000 EUR - wealth"),
        ("yes", "max(0 EUR, 300 EUR - wealth / 2 rounded down)"),
        ("yes", "if wealth < 1_000 EUR then 100 EUR else 300 EUR"),
    ],
)
def test_what_is_no_cliff(condition: str, grant: str) -> None:
    assert findings(town(reward(condition, grant))) == []


def test_a_slope_that_breaks_off() -> None:
    message = falls("the reward `R`", "500.01 EUR", "0 EUR", "1000", "500.01 EUR")
    text = town(reward("wealth < 1_000 EUR", "1_500 EUR - wealth"))
    assert findings(text) == [("W0704", "wealth < 1_000 EUR", message)]


def test_in_the_grant_itself() -> None:
    grant = "if wealth < 1_000 EUR then 300 EUR else 200 EUR"
    message = falls("the reward `R`", "300 EUR", "200 EUR", "1000", "100 EUR")
    assert findings(town(reward("veteran", grant))) == [("W0704", "wealth < 1_000 EUR", message)]


def test_in_a_table_a_parameter_and_a_define() -> None:
    (table,) = findings(town(TABLE, reward("yes", "Rebate(wealth)")))
    assert table == ("W0704", "Rebate(wealth)", falls("the reward `R`", "300 EUR", "100 EUR", "1000", "200 EUR"))
    (parameter,) = findings(town(PARAMETER, reward("wealth < Limit")))
    assert parameter == ("W0704", "wealth < Limit", falls("the reward `R`", "300 EUR", "0 EUR", "2000", "300 EUR"))
    (define,) = findings(town("define Poor = wealth < 1_000 EUR\n", reward("Poor")))
    assert define == ("W0704", "reward R", falls("the reward `R`", "300 EUR", "0 EUR", "1000", "300 EUR"))


def test_another_reward_may_make_up_for_it() -> None:
    poor = reward("wealth < 1_000 EUR")
    assert findings(town(poor, reward("wealth >= 1_000 EUR", "300 EUR", "S"))) == []
    (partly,) = findings(town(poor, reward("wealth >= 1_000 EUR", "100 EUR", "S")))
    assert partly[2] == falls("the reward `R`", "300 EUR", "0 EUR", "1000", "200 EUR")
    assert findings(town(poor, reward("wealth >= 1_000 EUR", "children * 100 EUR", "S"))) == []
    assert len(findings(town(poor, reward("wealth < 5_000 EUR", "children * 100 EUR", "S")))) == 1


def test_a_fine_that_begins_at_a_border() -> None:
    sanction = """\
sanction S
    basis  "b"
    while  wealth > 1_000 EUR
    impose 300 EUR
    notice 10 days
    appeal to "x" within 10 days
"""
    message = "the sanction `S` rises from 0 EUR to 300 EUR at 1000.01 EUR: 0.01 EUR more of `wealth` loses 300 EUR"
    assert findings(town(sanction)) == [("W0704", "wealth > 1_000 EUR", message)]


def test_a_field_that_also_counts_through_the_score_is_left_alone() -> None:
    criterion = 'criterion C\n    basis "b"\n    award if wealth < 1_000 EUR then 3 else 30\n'
    assert findings(town(SCORE, criterion, reward("points > 3 and wealth < 1_000 EUR"))) == []


def award(amount: str, on: str = "on Gift") -> str:
    return f'criterion C\n    basis "b"\n    {on}\n    award {amount}\n'


def test_points_that_fall_at_one_border_and_else_rise() -> None:
    amount = "if amount < 500 EUR then 0 else if amount < 1_000 EUR then 5 else 2"
    message = "the criterion `C` falls from 5 points to 2 points at 1000 EUR: 0.01 EUR more of `amount` loses 3 points"
    assert findings(town(SCORE, award(amount))) == [("W0704", "amount < 1_000 EUR", message)]


@pytest.mark.parametrize(
    ("amount", "on"),
    [
        ("if amount < 500 EUR then 5 else 3", "on Gift"),
        ("if amount < 500 EUR then 0 else if amount < 1_000 EUR then 5 else 8", "on Gift"),
        ("if amount < 500 EUR then 0 else if amount < 1_000 EUR then 5 else 4", "on Gift"),
        # Another criterion may stand for the rest.
        ("5", "on Gift where amount >= 500 EUR and amount < 1_000 EUR"),
        ("if amount < 500 EUR then 0 else if amount < 1_000 EUR then 5 else 2", "on Gift where amount >= 700 EUR"),
        ("if veteran then 3 else if amount < 500 EUR then 0 else if amount < 1_000 EUR then 5 else 2", "on Gift"),
    ],
)
def test_points_without_a_cliff(amount: str, on: str) -> None:
    assert findings(town(SCORE, award(amount, on))) == []


def test_a_scale_by_age_is_no_cliff() -> None:
    table = """\
table Ages by age : number gives points
    below 18         | 0
    from 18 below 30 | 110
    from 30 below 40 | 80
    from 40          | 0
"""
    assert findings(town(SCORE, table, award("Ages(years between born and this.date)"))) == []


STRIKES = "grades\n    Good below 4\n    Bad  from 4\n"


def test_where_fewer_points_are_better_what_deducts_favours() -> None:
    amount = "if amount < 500 EUR then 0 else if amount < 1_000 EUR then 5 else 2"
    assert findings(town(SCORE, STRIKES, award(amount) + "    expires after 1 year\n")) == []
    message = (
        "the criterion `C` falls from 5 points to 2 points at 1000 EUR: 0.01 EUR more of `amount`"
        " loses a deduction of 3 points"
    )
    deducted = award(amount).replace("award", "deduct")
    assert findings(town(SCORE, STRIKES, deducted)) == [("W0704", "amount < 1_000 EUR", message)]


def test_what_deducts_is_no_award() -> None:
    amount = "if amount < 500 EUR then 0 else if amount < 1_000 EUR then 5 else 2"
    rule = award(amount).replace("award", "deduct") + "    expires after 1 year\n"
    assert findings(town(SCORE, rule)) == []
