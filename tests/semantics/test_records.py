"""Which records a decision sees: what has happened, what was known, what was annulled; in rows of any order."""

from itertools import permutations

import attrs
import pytest
from towns import counted, day, decided, person, points, record, town

from creditlang.data.records import History

TOWN = town(
    "score points\n    starts at 100\ncriterion Offences\n    on Offence\n    deduct 5\n    expires never\n",
    "event Offence\n",
)


@pytest.mark.parametrize(
    ("as_of", "as_known", "expected"),
    [
        ("2025-01-09", None, 100),
        ("2025-01-10", None, 95),
        ("2025-03-01", "2025-01-11", 100),  # not yet recorded
        ("2025-03-01", "2025-01-12", 95),
        ("2025-03-01", "2025-12-31", 95),
        ("2025-01-09", "2025-12-31", 100),  # known later, but it had not happened
    ],
)
def test_a_record_is_there_once_it_has_happened_and_is_known(as_of: str, as_known: str | None, expected: int) -> None:
    assert points(TOWN, person(record("Offence", "2025-01-10", recorded="2025-01-12")), as_of, as_known) == expected


@pytest.mark.parametrize(
    ("as_known", "expected"),
    [("2025-01-09", 100), ("2025-01-10", 95), ("2025-03-31", 95), ("2025-04-01", 100), (None, 100)],
)
def test_a_withdrawn_record_is_as_if_it_had_never_been_once_the_withdrawal_is_known(
    as_known: str | None, expected: int
) -> None:
    history = person(record("Offence", "2025-01-10", withdrawn="2025-04-01"))
    assert points(TOWN, history, "2025-03-01", as_known) == expected


def test_a_record_known_beforehand_waits_for_its_date() -> None:
    history = person(record("Offence", "2025-01-10", recorded="2024-12-01"))
    assert points(TOWN, history, "2025-01-09", "2025-01-09") == 100
    assert points(TOWN, history, "2025-01-10", "2025-01-10") == 95


def test_aggregates_see_the_same_records() -> None:
    series = town("reward Clean\n    while not exists Offence\n", "event Offence\n")
    history = person(record("Offence", "2025-01-10", recorded="2025-01-12", withdrawn="2025-04-01"))
    known = {
        k: len(decided(series, history, "2025-02-01", k).rewards) for k in ("2025-01-11", "2025-01-12", "2025-04-01")
    }
    assert known == {"2025-01-11": 1, "2025-01-12": 0, "2025-04-01": 1}


def test_the_order_of_rows_never_matters() -> None:
    series = town(
        """
score points
    starts at 100
criterion Giving
    on       Gift
    award    if occurrence within 2 days = 1 then amount * 1 point else 1
    at most  10 in total
    only the largest per cause
reward Last
    while  latest Gift.amount is known and latest Gift.amount = 3
""",
        "event Gift\n    amount : number between 0 and 9\n    cause : text optional\n",
    )
    rows = [
        record("Gift", "2025-01-01", "b", amount=3, cause="x"),
        record("Gift", "2025-01-01", "a", amount=3, cause="x"),
        record("Gift", "2025-01-02", "d", amount=7, cause=None),
        record("Gift", "2025-01-02", "c", amount=3, cause="y"),
    ]
    expected = decided(series, person(*rows), "2025-06-01")
    assert counted(expected) == [("Giving", "a", 3), ("Giving", "b", 0), ("Giving", "c", 1), ("Giving", "d", 1)]
    for order in permutations(rows):
        history: History = attrs.evolve(person(), records=tuple(order))
        assert decided(series, history, "2025-06-01") == expected


def test_a_decision_names_what_it_rests_on() -> None:
    decision = decided(TOWN, attrs.evolve(person(id="p7"), incomplete=True), "2025-06-01", "2025-05-01")
    assert (decision.rulebook, decision.edition, decision.subject) == ("Town", None, "p7")
    assert (decision.as_of, decision.as_known, decision.incomplete) == (day("2025-06-01"), day("2025-05-01"), True)
    assert decision.rulebook_digest == TOWN.digest
