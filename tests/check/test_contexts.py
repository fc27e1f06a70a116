"""Detriments outside the context of their cause, however many rules lie between."""

import pytest

from .texts import GRADES, SCORE, findings, town

PROCESS = '    basis "b"\n    notice 10 days\n    appeal to "x" within 10 days\n'
CRITERION = 'criterion C\n    basis "b"\n    on Offence\n    deduct 5\n    expires after 1 year\n'


def sanction(effect: str, trigger: str, name: str = "S") -> str:
    return f"sanction {name}\n    in {effect}\n    {trigger}\n{PROCESS}"


def message(rule: str, cause: str, effect: str = "finance") -> str:
    return f"{rule} takes effect in `{effect}`, but its cause lies in {cause}"


@pytest.mark.parametrize(
    ("trigger", "rules", "cause"),
    [
        ("on Debt\n    lasts 1 year", (), "`justice`"),
        ("while exists Debt where owed > 9 EUR", (), "`justice`"),
        ("while exists Debt and count of Offence > 3", (), "`justice` and `traffic`"),
        ("while points < 900", (CRITERION,), "`traffic`"),
        ("while grade is B", (CRITERION,), "`traffic`"),
        ("while InDebt", ("define InDebt = exists Debt\n",), "`justice`"),
        (
            "while listed in L",
            (f"list L\n    kind black\n    on Debt\n    lasts 1 year\n{PROCESS}",),
            "`justice`",
        ),
        (
            "while grade is B",
            (f"downgrade D to B\n    on Debt\n    lasts 1 year\n{PROCESS}",),
            "`justice`",
        ),
    ],
)
def test_a_cause_elsewhere(trigger: str, rules: tuple[str, ...], cause: str) -> None:
    text = town(SCORE, GRADES, *rules, sanction("finance", trigger))
    assert findings(text) == [("W0702", "sanction S", message("the sanction `S`", cause))]


@pytest.mark.parametrize(
    ("effect", "trigger", "rules"),
    [
        ("justice", "on Debt\n    lasts 1 year", ()),
        ("finance", "while veteran", ()),
        ("traffic", "while points < 900", (CRITERION,)),
        # A criterion that says its own context counts in that one.
        ("finance", "while points < 900", (CRITERION + "    in finance\n",)),
        # What is awarded costs nobody anything.
        ("finance", "while points < 900", ('criterion C\n    basis "b"\n    on Offence\n    award 5\n',)),
    ],
)
def test_a_cause_in_the_same_context_or_in_none(effect: str, trigger: str, rules: tuple[str, ...]) -> None:
    assert findings(town(SCORE, *rules, sanction(effect, trigger))) == []


PENALTY = "grades\n    A below 900\n    B from 900\n"


def test_of_penalty_points_those_awarded_are_the_cause() -> None:
    awarded = 'criterion C\n    basis "b"\n    on Offence\n    award 5\n    expires after 1 year\n'
    rested = sanction("finance", "while grade is B")
    assert findings(town(SCORE, PENALTY, awarded, rested)) == [
        ("W0702", "sanction S", message("the sanction `S`", "`traffic`"))
    ]
    assert findings(town(SCORE, PENALTY, CRITERION, rested)) == []


def test_what_lifts_is_no_cause_and_what_keeps_from_lifting_is_one() -> None:
    assert findings(town(SCORE, sanction("justice", "on Debt\n    lifted when exists Offence"))) == []
    assert findings(town(SCORE, sanction("justice", "on Debt\n    lifted when not exists Offence"))) == [
        ("W0702", "sanction S", message("the sanction `S`", "`traffic`", "justice"))
    ]


def test_criteria_on_facts_take_the_context_of_what_they_count() -> None:
    criterion = 'criterion C\n    basis "b"\n    while exists Gift\n    deduct count of Offence * 5 points\n'
    text = town(SCORE, criterion, sanction("justice", "while points < 900"))
    assert findings(text) == [
        ("W0702", "sanction S", message("the sanction `S`", "`finance` and `traffic`", "justice"))
    ]


def test_black_lists_and_downgrades_too_but_no_rewards() -> None:
    listed = f"list L\n    in finance\n    kind black\n    on Debt\n    lasts 1 year\n{PROCESS}"
    moved = f"downgrade D to B\n    in finance\n    on Debt\n    lasts 1 year\n{PROCESS}"
    reward = 'reward R\n    basis "b"\n    in finance\n    while not exists Debt\n'
    assert findings(town(SCORE, GRADES, listed, moved, reward)) == [
        ("W0702", "list L", message("the list `L`", "`justice`")),
        ("W0702", "downgrade D to B", message("the downgrade `D`", "`justice`")),
    ]
