"""Criteria: which records count, for how much, and what their caps leave."""

from typing import Any

import pytest
from towns import counted, decided, person, points, record, town

GIFT = "event Gift\n    amount : number between 0 and 1000\n"
ACTS = "event Offence\n    act : text optional\n    points_lost : number between 0 and 100\n"


def giving(*caps: str, verb: str = "award", more: str = "") -> Any:
    clauses = "".join(f"    {cap}\n" for cap in (*caps, more) if cap)
    return town(f"score points\n    starts at 1000\ncriterion Giving\n    on Gift\n    {verb} amount\n{clauses}", GIFT)


def gifts(*given: tuple[str, int]) -> Any:
    return person(*(record("Gift", on, f"r{n}", amount=amount) for n, (on, amount) in enumerate(given, 1)))


def kept(series: Any, history: Any, as_of: str) -> list[int]:
    return [amount for _, _, amount in counted(decided(series, history, as_of))]


@pytest.mark.parametrize("verb", ["award", "deduct"])
@pytest.mark.parametrize(
    ("cap", "expected"),
    [
        ("at most 30 per calendar year", [20, 10, 0, 20, 10]),
        ("at most 30 per calendar quarter", [20, 10, 20, 20, 10]),
        ("at most 30 per calendar month", [20, 20, 20, 20, 10]),
        ("at most 30 in total", [20, 10, 0, 0, 0]),
        ("at most 0 in total", [0, 0, 0, 0, 0]),
        ("at most 1000 in total", [20, 20, 20, 20, 20]),
    ],
)
def test_a_cap_bounds_the_magnitude_and_the_record_that_reaches_it_counts_in_part(
    verb: str, cap: str, expected: list[int]
) -> None:
    history = gifts(("2020-02-28", 20), ("2020-03-31", 20), ("2020-12-31", 20), ("2021-01-01", 20), ("2021-01-31", 20))
    sign = 1 if verb == "award" else -1
    decision = decided(giving(cap, verb=verb), history, "2022-01-01")
    assert [line.points for line in decision.score.lines] == [sign * amount for amount in expected]
    assert [line.before_caps for line in decision.score.lines] == [sign * 20] * 5
    assert decision.points == 1000 + sign * sum(expected)


def test_a_rolling_cap_bounds_only_the_records_of_its_window() -> None:
    series = giving("at most 30 in the last 1 year")
    history = gifts(("2020-02-29", 20), ("2020-06-01", 20), ("2021-02-28", 20))
    assert kept(series, history, "2021-02-27") == [20, 10]
    # On its anniversary the first gift has left the window: it counts in full and takes no room from the others.
    assert kept(series, history, "2021-02-28") == [20, 20, 10]
    assert kept(series, history, "2021-06-01") == [20, 20, 20]
    assert kept(series, history, "2022-02-28") == [20, 20, 20]


def test_caps_apply_in_the_order_written() -> None:
    history = gifts(("2020-01-01", 25), ("2020-02-01", 25), ("2021-01-01", 25))
    yearly, in_total = "at most 30 per calendar year", "at most 40 in total"
    assert kept(giving(yearly, in_total), history, "2022-01-01") == [25, 5, 10]
    # The other way round the total is used up first, and the year takes from what is left.
    assert kept(giving(in_total, yearly), history, "2022-01-01") == [25, 5, 0]


def test_expired_records_leave_room_under_a_cap() -> None:
    series = giving("at most 30 in total", more="expires after 1 year")
    history = gifts(("2020-01-01", 25), ("2020-06-01", 25))
    assert kept(series, history, "2020-12-31") == [25, 5]
    assert kept(series, history, "2021-01-01") == [25]


def test_a_cap_may_depend_on_the_person() -> None:
    series = town(
        """
score points
    starts at 0
criterion Giving
    on       Gift
    award    amount
    at most  (20 if years between born and as_of >= 40 else 10) per calendar year
""",
        GIFT,
    )
    history = gifts(("2019-01-01", 15), ("2020-01-01", 15))
    assert kept(series, history, "2020-05-03") == [10, 10]
    assert kept(series, history, "2020-05-04") == [15, 15]


def test_a_capped_criterion_on_facts() -> None:
    series = town(
        "score points\n    starts at 0\ncriterion Age\n    award max(0, years between born and as_of) * 1 point\n"
        "    at most 30 in total\n"
    )
    (line,) = decided(series, person(), "2020-06-01").score.lines
    assert (line.points, line.before_caps, line.record, line.until) == (30, 40, None, None)


def acts(*given: tuple[str, str | None, int], id: str = "r") -> Any:
    return person(
        *(record("Offence", on, f"{id}{n}", act=act, points_lost=lost) for n, (on, act, lost) in enumerate(given, 1))
    )


LARGEST = """
score points
    starts at 1000
criterion Offences
    on       Offence
    deduct   points_lost
    expires  after 1 year
    only the largest per act
"""


def test_only_the_largest_record_of_one_act_counts() -> None:
    series = town(LARGEST, ACTS)
    history = acts(("2020-01-01", "a", 5), ("2020-01-02", "a", 9), ("2020-01-03", "a", 7), ("2020-01-04", "b", 1))
    assert counted(decided(series, history, "2020-06-01")) == [
        ("Offences", "r1", 0),
        ("Offences", "r2", -9),
        ("Offences", "r3", 0),
        ("Offences", "r4", -1),
    ]


def test_of_equal_ones_the_earliest_and_unknown_acts_stand_alone() -> None:
    series = town(LARGEST, ACTS)
    history = acts(("2020-01-02", "a", 5), ("2020-01-01", "a", 5), ("2020-01-03", None, 5), ("2020-01-04", None, 5))
    lines = counted(decided(series, history, "2020-06-01"))
    assert lines == [("Offences", "r2", -5), ("Offences", "r1", 0), ("Offences", "r3", -5), ("Offences", "r4", -5)]


def test_the_lesser_offence_does_not_return_when_the_greater_expires() -> None:
    series = town(LARGEST, ACTS)
    history = acts(("2020-01-01", "a", 9), ("2020-06-01", "a", 5))
    assert points(series, history, "2020-12-31") == 991
    assert points(series, history, "2021-01-01") == 1000


def test_a_record_that_came_to_nothing_keeps_its_line_and_a_fact_does_not() -> None:
    series = town(
        """
score points
    starts at 0
criterion Giving
    on     Gift
    award  amount
criterion Young
    while  years between born and as_of < 18
    award  10
criterion Nothing
    award  max(0, 18 - years between born and as_of) * 1 point
""",
        GIFT,
    )
    assert counted(decided(series, gifts(("2020-01-01", 0)), "2020-06-01")) == [("Giving", "r1", 0)]


ASSESSED = """
score points
    starts at 1000
criterion BadFaith
    on      Fraud
    deduct  assessed between 5 and 50
"""


@pytest.mark.parametrize(
    ("assessed", "reason", "expected", "remark"),
    [
        (20, "sold a repaired car as new", -20, "sold a repaired car as new"),
        (5, "first time", -5, "first time"),
        (50, "gravest", -50, "gravest"),
        (4, "too little", 0, "4"),
        (51, "too much", 0, "51"),
        (-20, "negative", 0, "-20"),
        (None, "no points", 0, "no points"),
        (20, None, 0, "no reason"),
        (20, "", 0, "no reason"),
        (20, " \t\n\u3000", 0, "no reason"),
    ],
)
def test_discretion_counts_only_within_the_law_and_with_a_reason(
    assessed: int | None, reason: str | None, expected: int, remark: str
) -> None:
    series = town(ASSESSED, "event Fraud\n    assessed : number optional\n    reason : text optional\n")
    (line,) = decided(
        series, person(record("Fraud", "2020-01-01", assessed=assessed, reason=reason)), "2020-06-01"
    ).score.lines
    assert line.points == expected
    assert remark in line.remark
    assert ("not counted" in line.remark) == (expected == 0)


def test_a_line_names_its_law_and_its_place() -> None:
    series = town(
        """
score points
    starts at 100
criterion Speeding "Too fast"
    basis    "Road Code, art. 7"
    source   reported "a7"
    on       Gift
    deduct   amount
    expires  after 1 month
""",
        GIFT,
    )
    (line,) = decided(series, gifts(("2020-01-31", 3)), "2020-02-01").score.lines
    assert (line.criterion, line.title, line.basis, line.source) == (
        "Speeding",
        "Too fast",
        "Road Code, art. 7",
        "reported",
    )
    assert (line.event, line.record, str(line.date), str(line.until)) == ("Gift", "r1", "2020-01-31", "2020-02-29")
    place, number = line.at.split(":")
    assert place == "town.credit"
    assert series.editions[0].span.source.line(int(number)).startswith("criterion Speeding")
