"""Consent: without it there is no decision, and its state is said."""

from typing import Any

import pytest
from towns import decided, person, record, town

SHOP = town(
    """
score points
    starts at 300
criterion Purchases
    on     Purchase
    award  1
grades
    good  from 0
    bad   below 0
reward Voucher
    while  exists Purchase
sanction Barred
    basis   "Terms, no. 3"
    while   points < 0
    notice  none
    appeal  to "the shop" within 1 week
list Regulars
    kind    red
    while   exists Purchase
""",
    "event Consent\n    ticked_by : one of person, default\nevent ConsentWithdrawal\nevent Purchase\n",
    "    requires consent Consent where ticked_by is person, ended by ConsentWithdrawal\n",
)


def given(on: str, id: str = "c", by: str = "person") -> Any:
    return record("Consent", on, id, ticked_by=by)


def withdrawn(on: str, id: str = "w") -> Any:
    return record("ConsentWithdrawal", on, id)


@pytest.mark.parametrize(
    ("records", "consent"),
    [
        ([], "missing"),
        ([given("2020-01-01", by="default")], "missing"),
        ([withdrawn("2020-01-01")], "missing"),
        ([given("2020-06-02")], "missing"),
        ([given("2020-06-01")], "given"),
        ([given("2020-01-01"), withdrawn("2020-02-01")], "withdrawn"),
        ([given("2020-01-01", "z"), withdrawn("2020-01-01", "a")], "withdrawn"),
        ([given("2020-01-01", "a"), withdrawn("2020-02-01"), given("2020-03-01", "b")], "given"),
        ([given("2020-01-01", "a"), withdrawn("2020-02-01"), given("2020-03-01", "b", by="default")], "withdrawn"),
        ([given("2020-01-01"), withdrawn("2020-06-02")], "given"),
    ],
)
def test_the_last_record_decides_and_on_one_day_the_end(records: Any, consent: str) -> None:
    decision = decided(SHOP, person(record("Purchase", "2019-01-01", "p"), *records), "2020-06-01")
    assert decision.consent == consent
    if consent == "given":
        assert (decision.points, decision.grade) == (301, "good")
        assert (len(decision.rewards), len(decision.lists)) == (1, 1)
    else:
        assert (decision.points, decision.grade, decision.band, decision.score) == (None, None, None, None)
        assert (decision.rewards, decision.sanctions, decision.lists, decision.moved_by) == ((), (), (), ())


def test_a_withdrawal_that_was_not_known_yet_is_ignored_as_known() -> None:
    history = person(given("2020-01-01"), record("ConsentWithdrawal", "2020-02-01", "w", recorded="2020-09-01"))
    assert decided(SHOP, history, "2020-06-01", "2020-06-01").consent == "given"
    assert decided(SHOP, history, "2020-06-01").consent == "withdrawn"


def test_a_rulebook_that_asks_no_consent_says_nothing_of_it() -> None:
    assert (
        decided(town("reward Bus\n    while years between born and as_of > 9\n"), person(), "2020-06-01").consent
        is None
    )
