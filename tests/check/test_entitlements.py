"""Rewards and sanctions: when, and what."""

import pytest

from creditlang.ir import OnEvent, While
from creditlang.ir.expressions import Constant

from .texts import SCORE, edition, findings, hints, town

REWARD = 'reward Bus "Free buses"\n    basis "By-law, art. 4"\n    while veteran\n'
SANCTION = """\
sanction Fine
    basis  "By-law, art. 5"
    while  veteran
    notice 10 days
    appeal to "the town court" within 30 days
"""


def test_a_reward_is_a_name_and_what_it_grants() -> None:
    assert findings(town(REWARD)) == []
    bare = edition(town(REWARD)).rewards["Bus"]
    assert (bare.text.name, bare.text.shown, bare.grant) == ("Bus", "Free buses", None)
    assert isinstance(bare.trigger, While)
    granted = edition(town(REWARD + "    grant 300 EUR\n")).rewards["Bus"].grant
    assert isinstance(granted, Constant)
    assert granted.value == 300


def test_on_each_record_the_grant_may_read_it() -> None:
    rule = 'reward Match\n    basis "b"\n    on Gift where amount >= 10 EUR\n    grant amount / 2 rounded down\n'
    assert findings(town(rule)) == []
    reward = edition(town(rule)).rewards["Match"]
    assert isinstance(reward.trigger, OnEvent)
    assert reward.trigger.event == "Gift"


@pytest.mark.parametrize(
    ("grant", "finding"),
    [
        ("income", ("E0203", "income", "`income` may be unknown here")),
        (
            "children / 3",
            ("E0206", "children / 3", "`grant` needs a whole number, and this may need more decimals (a ratio)"),
        ),
        ("amount", ("E0154", "amount", "`amount` cannot be used in a reward")),
        ("children * 3 EUR + 5", ("E0201", "children * 3 EUR + 5", "money in EUR and a whole number cannot be added")),
    ],
)
def test_what_cannot_be_granted(grant: str, finding: tuple[str, str, str]) -> None:
    assert findings(town(REWARD + f"    grant {grant}\n")) == [finding]


def test_what_is_known_under_the_condition_is_known_in_the_grant() -> None:
    rule = REWARD.replace("while veteran", "while income is known") + "    grant income * 2\n"
    assert findings(town(rule)) == []


def test_one_grant() -> None:
    assert findings(town(REWARD + "    grant 3 EUR\n    grant 4 EUR\n")) == [
        ("E0401", "grant 4 EUR", "the reward `Bus` has `grant` twice")
    ]


def test_a_sanction_imposes() -> None:
    imposed = edition(town(SANCTION + '    impose "may not vote in the club"\n')).sanctions["Fine"].impose
    assert isinstance(imposed, Constant)
    assert imposed.value == "may not vote in the club"


def test_contexts_are_those_of_the_registry() -> None:
    rule = REWARD + "    in trafic\n"
    assert findings(town(rule)) == [("E0150", "trafic", "a context called `trafic` is not known here")]
    assert hints(town(rule)) == ["did you mean `traffic`?"]
    assert edition(town(REWARD + "    in traffic\n")).rewards["Bus"].text.context == "traffic"


def test_points_need_a_score() -> None:
    rule = REWARD.replace("veteran", "points >= 9")
    assert findings(town(rule)) == [("E0407", "points", "`points` needs a score, and this rulebook has none")]
    assert findings(town(SCORE, rule)) == []
