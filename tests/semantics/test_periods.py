"""Periods: one half-open window that looks forward from the record, for expiry, `occurrence`, `within` and caps."""

import pytest
from towns import counted, decided, person, points, record, town

EXPIRING = """
score points
    starts at 100
criterion Offences
    on       Offence
    deduct   10
    expires  after {period}
"""


@pytest.mark.parametrize(
    ("period", "dated", "last_day", "first_day_without"),
    [
        ("2 years", "2020-01-10", "2022-01-09", "2022-01-10"),
        ("1 year", "2020-02-29", "2021-02-27", "2021-02-28"),
        ("4 years", "2020-02-29", "2024-02-28", "2024-02-29"),
        ("1 month", "2021-01-31", "2021-02-27", "2021-02-28"),
        ("1 month", "2020-01-31", "2020-02-28", "2020-02-29"),
        ("6 months", "2021-08-31", "2022-02-27", "2022-02-28"),
        ("1 week 2 days", "2021-02-24", "2021-03-04", "2021-03-05"),
        ("1 day", "2021-12-31", "2021-12-31", "2022-01-01"),
    ],
)
def test_expiry_is_half_open(period: str, dated: str, last_day: str, first_day_without: str) -> None:
    series = town(EXPIRING.format(period=period), "event Offence\n")
    history = person(record("Offence", dated))
    assert points(series, history, dated) == 90
    assert points(series, history, last_day) == 90
    assert points(series, history, first_day_without) == 100
    (line,) = decided(series, history, last_day).score.lines
    assert str(line.until) == first_day_without


def test_the_calendar_ends_and_nothing_fails() -> None:
    series = town(EXPIRING.format(period="9000 years"), "event Offence\n")
    assert points(series, person(record("Offence", "2020-01-10")), "9999-12-30") == 90
    assert points(series, person(record("Offence", "0001-01-01")), "0001-01-01") == 90


OCCURRENCE = """
score points
    starts at 100
criterion Offences
    on       Offence
    deduct   occurrence {within} * 1 point
    expires  never
"""


def test_occurrence_counts_from_one() -> None:
    series = town(OCCURRENCE.format(within=""), "event Offence\n")
    history = person(record("Offence", "2019-01-01", "a"), record("Offence", "2021-01-01", "b"))
    assert counted(decided(series, history, "2021-06-01")) == [("Offences", "a", -1), ("Offences", "b", -2)]


def test_occurrence_within_looks_forward_from_the_earlier_record() -> None:
    series = town(OCCURRENCE.format(within="within 1 year"), "event Offence\n")
    history = person(
        record("Offence", "2020-02-29", "a"),
        record("Offence", "2021-02-27", "b"),  # the last day of a's year
        record("Offence", "2021-02-28", "c"),  # a's anniversary: only b is within the year
    )
    lines = counted(decided(series, history, "2021-06-01"))
    assert lines == [("Offences", "a", -1), ("Offences", "b", -2), ("Offences", "c", -2)]


def test_records_of_one_day_are_ordered_by_record_id() -> None:
    series = town(OCCURRENCE.format(within="within 1 day"), "event Offence\n")
    history = person(*(record("Offence", "2020-03-01", id) for id in ("r2", "r10", "r1")))
    lines = counted(decided(series, history, "2020-03-01"))
    assert lines == [("Offences", "r1", -1), ("Offences", "r10", -2), ("Offences", "r2", -3)]


def test_occurrence_counts_matching_records_only() -> None:
    series = town(
        """
score points
    starts at 100
criterion Grave
    on       Offence where grave
    deduct   if occurrence within 3 years >= 2 then 50 else 5
    expires  never
""",
        "event Offence\n    grave : boolean\n",
    )
    history = person(
        record("Offence", "2020-01-01", "a", grave=False),
        record("Offence", "2020-02-01", "b", grave=True),
        record("Offence", "2020-03-01", "c", grave=False),
        record("Offence", "2020-04-01", "d", grave=True),
    )
    assert counted(decided(series, history, "2020-06-01")) == [("Grave", "b", -5), ("Grave", "d", -50)]


ANCHORS = """
score points
    starts at 0
criterion Steady "Anchored at each record"
    on     Gift where (count of Gift within 30 days) >= 2
    award  1
criterion Recent "Anchored at the day of the decision"
    award  (count of Gift within 30 days) * 100 points
define Lately = count of Gift within 30 days
criterion ThroughADefine
    on     Gift where Lately >= 2
    award  10000
"""


def test_within_looks_back_from_the_record_in_an_on_rule_and_from_as_of_elsewhere() -> None:
    series = town(ANCHORS, "event Gift\n")
    history = person(*(record("Gift", on, on) for on in ("2020-01-01", "2020-01-30", "2020-01-31")))
    # 1 January is within 30 days on 30 January, and no more on the 31st; by then the 30th is.
    assert counted(decided(series, history, "2020-01-31")) == [
        ("Steady", "2020-01-30", 1),
        ("Steady", "2020-01-31", 1),
        ("Recent", None, 200),
        ("ThroughADefine", "2020-01-30", 10000),
        ("ThroughADefine", "2020-01-31", 10000),
    ]
    assert ("Recent", None, 200) in counted(decided(series, history, "2020-02-28"))
    assert ("Recent", None, 100) in counted(decided(series, history, "2020-02-29"))
    assert not any(name == "Recent" for name, _, _ in counted(decided(series, history, "2020-03-01")))


COUNTS_FROM = """
score points
    starts at 100
criterion Debt
    on           CourtDefault
    deduct       30
    counts from  settled
    expires      after 1 year
"""


def test_expiry_counts_from_another_date_and_not_at_all_while_it_is_unknown() -> None:
    series = town(COUNTS_FROM, "event CourtDefault\n    settled : date optional\n")
    unpaid = person(record("CourtDefault", "2015-01-10", settled=None))
    paid = person(record("CourtDefault", "2015-01-10", settled=record("", "2020-02-29").date))
    assert points(series, unpaid, "2099-01-01") == 70
    assert decided(series, unpaid, "2099-01-01").score.lines[0].until is None
    assert points(series, paid, "2021-02-27") == 70
    assert points(series, paid, "2021-02-28") == 100


def test_a_record_counts_before_the_day_from_which_its_expiry_runs() -> None:
    """A debt that is known to have been paid in 2020 was still a debt in 2016."""
    series = town(COUNTS_FROM, "event CourtDefault\n    settled : date optional\n")
    paid = person(record("CourtDefault", "2015-01-10", settled=record("", "2020-02-29").date))
    assert points(series, paid, "2016-01-01") == 70
    assert points(series, paid, "2015-01-09") == 100


def test_expiry_may_differ_from_record_to_record() -> None:
    series = town(
        """
score points
    starts at 100
criterion Offences
    on       Offence
    deduct   10
    expires  after (5 years if fine > 1_000 EUR else 2 years)
""",
        "event Offence\n    fine : money(EUR) between 0 EUR and 10_000 EUR\n",
    )
    history = person(record("Offence", "2020-01-10", "a", fine=1001), record("Offence", "2020-01-10", "b", fine=1000))
    assert points(series, history, "2022-01-09") == 80
    assert points(series, history, "2022-01-10") == 90
    assert points(series, history, "2025-01-10") == 100
