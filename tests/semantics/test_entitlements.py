"""Rewards, sanctions and lists: when they are in effect, what they bring, and what they may read."""

from fractions import Fraction
from typing import Any

import pytest
from towns import day, decided, in_effect, person, record, town

from creditlang.values import Days, Money, Months

EVENTS = """\
event Debt
    owed    : money(CNY) between 0 CNY and 1_000_000 CNY
    settled : date optional
event Gift
    amount  : money(CNY) between 0 CNY and 10_000 CNY
"""

BAN = """
sanction FlightBan "No air tickets"
    basis   "Provisions, art. 3"
    on      Debt where owed > 1_000 CNY
    impose  "may not buy air tickets"
    notice  10 days
    appeal  to "the enforcing court" within 15 days
    lasts   2 years
    lifted  when settled is known
"""


def debt(on: str, id: str = "r9", owed: int = 2000, settled: Any = None, **bookkeeping: Any) -> Any:
    return record("Debt", on, id, owed=owed, settled=settled, **bookkeeping)


def test_a_sanction_takes_effect_after_its_notice_and_shows_its_appeal() -> None:
    series = town(BAN, EVENTS)
    history = person(debt("2020-01-22"))
    assert in_effect(decided(series, history, "2020-01-31")) == set()
    (ban,) = decided(series, history, "2020-02-01").sanctions
    assert (ban.name, ban.title, ban.record, ban.impose, ban.basis) == (
        "FlightBan",
        "No air tickets",
        "r9",
        "may not buy air tickets",
        "Provisions, art. 3",
    )
    assert (ban.since, ban.until) == (day("2020-02-01"), day("2022-02-01"))
    assert ban.appeal is not None
    assert (ban.appeal.to, ban.appeal.by, ban.appeal.because) == ("the enforcing court", day("2020-02-06"), None)
    assert in_effect(decided(series, history, "2022-01-31")) == {"FlightBan"}
    assert in_effect(decided(series, history, "2022-02-01")) == set()


def test_notice_runs_from_the_day_on_which_the_deed_became_known() -> None:
    series = town(BAN, EVENTS)
    (ban,) = decided(series, person(debt("2020-01-22", recorded="2020-03-01")), "2020-06-01").sanctions
    assert (ban.since, ban.until, ban.appeal.by) == (day("2020-03-11"), day("2022-03-11"), day("2020-03-16"))
    # A record that was on file before the deed's date does not bring the sanction forward.
    (ban,) = decided(series, person(debt("2020-01-22", recorded="2020-01-01")), "2020-06-01").sanctions
    assert ban.since == day("2020-02-01")


def test_a_sanction_is_lifted_and_comes_back_with_its_condition() -> None:
    series = town(BAN.replace("settled is known", "exists Gift within 1 month"), EVENTS)
    history = person(debt("2020-01-22"), record("Gift", "2020-03-01", "g", amount=1))
    held = [in_effect(decided(series, history, on)) for on in ("2020-02-29", "2020-03-01", "2020-03-31", "2020-04-01")]
    assert held == [{"FlightBan"}, set(), set(), {"FlightBan"}]


def test_each_record_brings_a_sanction_of_its_own() -> None:
    series = town(BAN, EVENTS)
    history = person(
        debt("2020-01-22", "b"),
        debt("2020-01-22", "a"),
        debt("2020-03-01", "c", settled=day("2020-03-02")),
        debt("2019-01-01", "d", owed=1000),
        debt("2021-01-01", "e"),
    )
    sanctions = decided(series, history, "2021-02-01").sanctions
    assert [(ban.record, str(ban.until)) for ban in sanctions] == [
        ("a", "2022-02-01"),
        ("b", "2022-02-01"),
        ("e", "2023-01-11"),
    ]


ALOUD = """
sanction Forever
    basis   "Statute, art. 1"
    on      Debt
    notice  none
    appeal  none because "the statute gives none"
    lasts   without end
"""


def test_due_process_that_law_withholds_is_shown() -> None:
    (found,) = decided(town(ALOUD, EVENTS), person(debt("2020-01-22")), "2999-01-01").sanctions
    assert (found.since, found.until, found.endless, found.impose) == (day("2020-01-22"), None, True, None)
    assert found.appeal is not None
    assert (found.appeal.to, found.appeal.by, found.appeal.because) == (None, None, "the statute gives none")


VALUES = """
parameter Rate : money(CNY)
    from 2019-01-01  10 CNY
    from 2020-01-01  20 CNY
reward Money
    on     Gift
    grant  amount / 3 rounded down
reward Share
    while  exists Gift
    grant  35%
reward Word
    while  exists Gift
    grant  "free buses"
reward Length
    while  exists Gift
    grant  2 years 6 months
reward Until
    while  exists Gift
    grant  born + 65 years
reward Yes
    while  exists Gift
    grant  exists Debt
reward Bare
    while  exists Gift
reward OnTheDayOfTheGift
    on     Gift
    grant  Rate
    lasts  (3 years if amount > 100 CNY else 1 year)
reward OnTheDayOfTheDecision
    while  exists Gift
    grant  Rate
"""


def test_what_is_granted_is_computed_with_its_unit() -> None:
    series = town(VALUES, EVENTS)
    decision = decided(series, person(record("Gift", "2019-12-31", "g", amount=100)), "2020-06-01")
    assert {reward.name: reward.grant for reward in decision.rewards} == {
        "Money": Money(Fraction(3333, 100), "CNY"),
        "Share": Fraction(7, 20),
        "Word": "free buses",
        "Length": Months(30),
        "Until": day("2045-05-04"),
        "Yes": False,
        "Bare": None,
        "OnTheDayOfTheGift": Money(10, "CNY"),
        "OnTheDayOfTheDecision": Money(20, "CNY"),
    }
    kept = {reward.name: (reward.since, reward.until) for reward in decision.rewards}
    assert kept["OnTheDayOfTheGift"] == (day("2019-12-31"), day("2020-12-31"))
    assert kept["Money"] == (day("2019-12-31"), None)
    assert kept["OnTheDayOfTheDecision"] == (None, None)
    assert in_effect(decided(series, person(record("Gift", "2019-12-31", "g", amount=101)), "2022-12-30")) >= {
        "OnTheDayOfTheGift"
    }


LISTS = """
sanction Ban "reads the list and is written before it"
    basis   "Provisions, art. 3"
    while   listed in Defaulters
    notice  none
    appeal  to "the court" within 1 week
reward Trust "reads the sanction"
    while   not holds Ban and not listed in Defaulters
list Defaulters "Dishonest debtors"
    kind       black
    basis      "Provisions on lists"
    publishes  owed, born
    on         Debt where owed > 50_000 CNY
    notice     30 days
    appeal     to "the enforcing court" within 10 days
    lasts      2 years
list Donors
    kind       red
    publishes  born
    while      exists Gift
"""


def test_rules_are_decided_after_the_rules_that_they_read() -> None:
    series = town(LISTS, EVENTS)
    history = person(debt("2020-01-01", owed=80_000))
    assert in_effect(decided(series, history, "2020-01-30")) == {"Trust"}
    assert in_effect(decided(series, history, "2020-01-31")) == {"Defaulters", "Ban"}
    assert in_effect(decided(series, history, "2022-01-31")) == {"Trust"}


def test_an_entry_says_what_is_published() -> None:
    series = town(LISTS, EVENTS)
    history = person(debt("2020-01-01", owed=80_000), record("Gift", "2020-01-01", "g", amount=5))
    decision = decided(series, history, "2020-06-01")
    assert [(entry.name, entry.kind, entry.publishes, entry.record) for entry in decision.lists] == [
        ("Defaulters", "black", ("owed", "born"), "r9"),
        ("Donors", "red", ("born",), None),
    ]


def test_state_based_sanctions_say_how_long_an_appeal_may_take() -> None:
    series = town(LISTS, EVENTS)
    (ban,) = decided(series, person(debt("2020-01-01", owed=80_000)), "2020-06-01").sanctions
    assert ban.appeal is not None
    assert (ban.record, ban.since, ban.appeal.by, ban.appeal.within) == (None, None, None, Days(7))


@pytest.mark.parametrize("as_of", ["2020-01-21", "2019-12-31"])
def test_nothing_follows_from_a_record_that_is_not_there_yet(as_of: str) -> None:
    assert in_effect(decided(town(BAN, EVENTS), person(debt("2020-01-22")), as_of)) == set()
