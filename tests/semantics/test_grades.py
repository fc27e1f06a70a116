"""Grades: the band of the score, and the rules that move it."""

from typing import Any

import pytest
from towns import decided, in_effect, person, record, town

EVENTS = "event Medal\nevent Honour\nevent Debt\n    settled : date optional\nevent Fraud\nevent Offence\n"
RULES = """
score points
    starts at 100
criterion Offences
    on       Offence
    deduct   10
    expires  never
grades
    A "Exemplary"  from 110
    B "Good"       from 90
    C "Fair"       from 70
    D "Poor"       below 70
    E "Barred"     by rule only
upgrade Hero to A
    on       Medal
    lasts    1 year
upgrade Helper to B
    on       Honour
downgrade UnpaidDebt "Debt to the court" to C
    basis   "By-law, art. 11"
    on      Debt
    notice  30 days
    appeal  to "the district court" within 30 days
    lasts   1 year
    lifted  when settled is known
downgrade Fraudster to E
    basis   "By-law, art. 12"
    while   exists Fraud within 5 years
    notice  none
    appeal  none because "the court has judged"
"""


def debt(on: str, id: str = "debt", settled: Any = None) -> Any:
    return record("Debt", on, id, settled=settled)


@pytest.mark.parametrize(
    ("records", "band", "grade", "moved_by"),
    [
        ([], "B", "B", []),
        ([record("Medal", "2020-01-01", "m")], "B", "A", ["Hero"]),
        # Of several upgrades the best wins; the lesser one is in effect all the same.
        ([record("Medal", "2020-01-01", "m"), record("Honour", "2020-01-01", "h")], "B", "A", ["Hero", "Helper"]),
        # An upgrade to what one has already changes nothing and holds the grade.
        ([record("Honour", "2020-01-01", "h")], "B", "B", ["Helper"]),
        ([debt("2020-01-01")], "B", "C", ["UnpaidDebt"]),
        # A downgrade wins over an upgrade.
        ([record("Medal", "2020-01-01", "m"), debt("2020-01-01")], "B", "C", ["Hero", "UnpaidDebt"]),
        # Of several downgrades the worst wins, though its grade has no band.
        ([debt("2020-01-01"), record("Fraud", "2019-01-01", "f")], "B", "E", ["UnpaidDebt", "Fraudster"]),
    ],
)
def test_what_moves_the_grade(records: Any, band: str, grade: str, moved_by: list[str]) -> None:
    decision = decided(town(RULES, EVENTS), person(*records), "2020-06-01")
    assert (decision.band, decision.grade) == (band, grade)
    assert [move.name for move in decision.moved_by] == moved_by


@pytest.mark.parametrize(("offences", "grade"), [(0, "B"), (1, "B"), (2, "C"), (3, "C"), (4, "D"), (20, "D")])
def test_every_score_has_the_grade_of_its_band(offences: int, grade: str) -> None:
    history = person(*(record("Offence", "2020-01-01", f"r{n}") for n in range(offences)))
    decision = decided(town(RULES, EVENTS), history, "2020-06-01")
    assert (decision.points, decision.grade) == (100 - 10 * offences, grade)


def test_a_downgrade_does_not_raise_a_worse_grade() -> None:
    history = person(debt("2020-01-01"), *(record("Offence", "2020-01-01", f"r{n}") for n in range(5)))
    assert decided(town(RULES, EVENTS), history, "2020-06-01").grade == "D"


def test_a_downgrade_begins_after_its_notice_and_ends_with_its_time_or_its_reason() -> None:
    series = town(RULES, EVENTS)
    history = person(debt("2020-01-10"))
    assert decided(series, history, "2020-02-08").grade == "B"
    decision = decided(series, history, "2020-02-09")
    (move,) = decision.moved_by
    assert (decision.grade, move.direction, move.to, move.record) == ("C", "downgrade", "C", "debt")
    assert (str(move.since), str(move.until), move.title, move.basis) == (
        "2020-02-09",
        "2021-02-09",
        "Debt to the court",
        "By-law, art. 11",
    )
    assert decided(series, history, "2021-02-08").grade == "C"
    assert decided(series, history, "2021-02-09").grade == "B"
    assert in_effect(decided(series, person(debt("2020-01-10", settled="known")), "2020-06-01")) == set()


def test_a_state_based_move_holds_while_its_condition_does() -> None:
    series = town(RULES, EVENTS)
    history = person(record("Fraud", "2015-03-01", "f"))
    decision = decided(series, history, "2020-02-29")
    assert decision.grade == "E"
    assert (decision.moved_by[0].record, decision.moved_by[0].since) == (None, None)
    assert decided(series, history, "2020-03-01").grade == "B"


READING = """
score points
    starts at 100
grades
    A  from 110
    B  from 90
    C  below 90
reward AtLeast
    while grade is at least B
reward AtMost
    while grade is at most B
reward Better
    while grade is more than B
reward Worse
    while grade is less than B
reward Same
    while grade is B
reward Other
    while grade is not B
reward OneOf
    while grade is one of A, C
downgrade Fall to C
    basis   "By-law, art. 12"
    on      Fraud
    notice  none
    appeal  to "the district court" within 30 days
    lasts   1 year
upgrade Rise to A
    on      Medal
"""


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("Medal", {"AtLeast", "Better", "Other", "OneOf"}),
        (None, {"AtLeast", "AtMost", "Same"}),
        ("Fraud", {"AtMost", "Worse", "Other", "OneOf"}),
    ],
)
def test_rules_read_the_final_grade_and_better_is_more(event: str | None, expected: set[str]) -> None:
    history = person(record(event, "2020-01-01")) if event else person()
    decision = decided(town(READING, EVENTS), history, "2020-06-01")
    assert {reward.name for reward in decision.rewards} == expected


def test_few_points_may_be_best() -> None:
    series = town(
        """
score points
    starts at  0
    at least   0
criterion Offences
    on       Offence
    award    3
    expires  after 5 years
grades
    clean   below 1
    warned  from 1 to 7
    banned  from 8
reward Insurance
    while  grade is at least warned
""",
        EVENTS,
    )
    grades = []
    for count in range(4):
        history = person(*(record("Offence", "2020-01-01", f"r{n}") for n in range(count)))
        decision = decided(series, history, "2020-06-01")
        grades.append((decision.grade, in_effect(decision)))
    assert grades == [("clean", {"Insurance"}), ("warned", {"Insurance"}), ("warned", {"Insurance"}), ("banned", set())]
