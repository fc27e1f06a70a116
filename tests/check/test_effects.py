"""The order in which rules are decided, and circles among them."""

import pytest

from .texts import GRADES, SCORE, edition, findings, town


def reward(name: str, condition: str) -> str:
    return f'reward {name}\n    basis "b"\n    while {condition}\n'


def red(name: str, condition: str) -> str:
    return f'list {name}\n    kind red\n    basis "b"\n    while {condition}\n'


def upgrade(name: str, condition: str) -> str:
    return f'upgrade {name} to A\n    basis "b"\n    while {condition}\n'


def order(*rules: str) -> tuple[str, ...]:
    return edition(town(SCORE, GRADES, *rules)).evaluation_order


def test_each_rule_comes_after_what_it_reads() -> None:
    rules = (reward("Last", "holds Middle"), reward("Middle", "listed in First"), red("First", "veteran"))
    assert order(*rules) == order(*reversed(rules)) == ("First", "Middle", "Last")


def test_the_grade_comes_after_all_that_moves_it() -> None:
    rules = (reward("Bus", "grade is A"), upgrade("Hero", "listed in Heroes"), red("Heroes", "veteran"))
    assert order(*rules) == ("Heroes", "Hero", "Bus")


def test_through_defines() -> None:
    defines = "define Inner = holds Bus\ndefine Outer = Inner and veteran\n"
    assert order(reward("Late", "Outer"), reward("Bus", "veteran"), defines) == ("Bus", "Late")


def test_many_rules_in_a_chain_need_no_deep_stack() -> None:
    chain = [reward("R0", "veteran"), *(reward(f"R{n}", f"holds R{n - 1}") for n in range(1, 600))]
    assert order(*reversed(chain)) == tuple(f"R{n}" for n in range(600))


@pytest.mark.parametrize(
    ("rules", "marked", "message"),
    [
        ((reward("W", "not holds W"),), "reward W", "`W` depends on itself: W → W"),
        (
            (reward("W", "holds V"), reward("V", "holds W")),
            "reward W",
            "`W` depends on itself: W → V → W",
        ),
        (
            (upgrade("Hero", "listed in Heroes"), red("Heroes", "grade is A")),
            "upgrade Hero to A",
            "`Hero` depends on itself: Hero → Heroes → grade → Hero",
        ),
        (
            (reward("W", "Near"), "define Near = holds W and veteran\n"),
            "reward W",
            "`W` depends on itself: W → W",
        ),
    ],
)
def test_circles(rules: tuple[str, ...], marked: str, message: str) -> None:
    assert findings(town(SCORE, GRADES, *rules)) == [("E0157", marked, message)]


def test_rules_that_are_not_there() -> None:
    text = town(SCORE, GRADES, red("Heroes", "veteran"), reward("W", "holds Heroes or listed in Heros"))
    assert findings(text) == [
        ("E0150", "Heroes", "a reward or sanction called `Heroes` is not known here"),
        ("E0150", "Heros", "a list called `Heros` is not known here"),
    ]
