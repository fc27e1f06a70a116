"""What changes next, and since when something has held: found from few days, and checked against every day."""

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import HEAD, People, compiled, day, decided, person, record, town

from creditlang.data.records import Facts
from creditlang.semantics import Decision, NotInForceError, decide, held_since, upcoming
from creditlang.semantics.candidates import candidate_days
from creditlang.values import Days, Months

OFFENCES = town(
    """
score points
    starts at 100
criterion Offences
    on       Offence
    deduct   30
    expires  after 2 years
grades
    A  from 90
    B  from 50
    C  below 50
sanction Ban
    basis   "By-law"
    on      Offence
    notice  10 days
    appeal  to "the court" within 10 days
    lasts   1 month
reward Bus
    while   grade is A
    grant   "free buses"
""",
    "event Offence\n",
)


def changes(series: Any, history: Any, as_of: str, as_known: str | None = None, **bounds: Any) -> list[tuple[Any, ...]]:
    found = upcoming(series, history, decided(series, history, as_of, as_known), **bounds)
    return [(str(change.on), change.points, change.grade, change.because) for change in found]


def test_what_expires_begins_and_ends_in_the_order_of_days() -> None:
    history = person(record("Offence", "2020-01-10", "r1"), record("Offence", "2020-03-01", "r2"))
    assert changes(OFFENCES, history, "2020-03-01") == [
        ("2020-03-11", 40, "C", ("Ban of r2 begins",)),
        ("2020-04-11", 40, "C", ("Ban of r2 ends",)),
        ("2022-01-10", 70, "B", ("Offences r1 expires",)),
        ("2022-03-01", 100, "A", ("Offences r2 expires", "Bus begins")),
    ]


def test_the_search_stops_at_its_limit_and_its_horizon() -> None:
    history = person(record("Offence", "2020-01-10", "r1"), record("Offence", "2020-03-01", "r2"))
    assert [change[0] for change in changes(OFFENCES, history, "2020-03-01", limit=2)] == ["2020-03-11", "2020-04-11"]
    assert [change[0] for change in changes(OFFENCES, history, "2020-03-01", horizon=Days(10))] == ["2020-03-11"]
    assert [change[0] for change in changes(OFFENCES, history, "2020-03-01", horizon=Days(9))] == []
    assert changes(OFFENCES, person(), "2020-03-01") == []
    assert changes(OFFENCES, history, "9999-12-31") == []


def test_records_that_are_not_seen_bring_no_change() -> None:
    history = person(
        record("Offence", "2020-01-10", "r1"),
        record("Offence", "2020-06-01", "later"),
        record("Offence", "2020-01-11", "unknown", recorded="2020-05-01"),
        record("Offence", "2020-01-12", "annulled", withdrawn="2020-01-20"),
    )
    because = [reason for change in changes(OFFENCES, history, "2020-02-15", "2020-02-15") for reason in change[3]]
    assert because == ["Ban of r1 ends", "Offences r1 expires", "Bus begins"]


def test_a_record_that_will_be_withdrawn_stays_as_it_is_known_today() -> None:
    history = person(record("Offence", "2020-01-10", "r1", withdrawn="2021-01-01"))
    assert [change[0] for change in changes(OFFENCES, history, "2020-06-01", "2020-06-01")] == ["2022-01-10"]


def test_a_change_without_effect_is_none() -> None:
    series = town(
        "score points\n    starts at 0\ncriterion Gifts\n    on Gift\n    award 10\n    expires after 1 year\n"
        "    at most 10 in total\n",
        "event Gift\n",
    )
    history = person(record("Gift", "2020-01-01", "a"), record("Gift", "2020-02-01", "b"))
    # On 1 January the second gift takes the place of the first under the cap.
    assert changes(series, history, "2020-06-01") == [("2021-02-01", 0, None, ("Gifts b expires",))]


EDITIONS = compiled(
    HEAD
    + """
event Offence
rulebook Town
    edition "2019"
    in force from 2019-01-01 until 2021-01-01
    records Records
score points
    starts at 100
criterion Offences
    on      Offence
    deduct  10
    expires never
rulebook Town
    edition "2022"
    in force from 2022-01-01
    sunset   2023-01-01
    records Records
    repealed criteria lapse
score points
    starts at 80
"""
)


def test_editions_that_end_and_begin() -> None:
    history = person(record("Offence", "2019-06-01", "r1"))
    assert changes(EDITIONS, history, "2019-06-01") == [
        ("2021-01-01", None, None, ("no edition is in force any more",)),
        ("2022-01-01", 80, None, ("edition 2022 comes into force",)),
        ("2023-01-01", None, None, ("no edition is in force any more",)),
    ]


def test_an_edition_that_follows_at_once_says_what_it_changes() -> None:
    text = (
        HEAD
        + "event Offence\n"
        + "".join(
            f"rulebook Town\n    in force from {year}-01-01\n    records Records\nscore points\n    starts at {start}\n"
            f"criterion {name}\n    on Offence\n    deduct 10\n    expires never\n"
            for year, start, name in ((2019, 100, "Old"), (2020, 90, "Old"), (2021, 90, "Old"))
        )
    )
    assert changes(compiled(text), person(record("Offence", "2019-06-01", "r1")), "2019-06-01") == [
        ("2020-01-01", 80, None, ("the edition of 2020-01-01 comes into force", "the score starts at 90")),
        ("2021-01-01", 80, None, ("the edition of 2021-01-01 comes into force",)),
    ]


CALENDAR = compiled(
    """
registry Records
subject Person
    born    : date
    moved   : date optional
    spouse  : Person optional
    home    : Home
subject Home
    members : many Person by home
event Offence of Person
    fine    : number between 0 and 1000
    paid    : date optional
event Gift of Person
    amount  : number between 0 and 1000
rulebook Town
    edition  "1"
    in force from 2010-01-01
    records  Records
    about    Person
parameter Bonus : number
    from 2010-01-01  1
    from 2021-02-28  2
table Length by fine : number between 0 and 1000 gives duration in months
    below 10   | 6 months
    from 10    | 18 months
define Since(d : date) = years between d and as_of
define Lately(d : date, p : duration in months) = d + p > as_of
define Before = 2 months ago
score points
    starts at  100
criterion Offences
    on           Offence
    deduct       fine / 100 rounded up
    expires      after Length(fine)
criterion Unpaid
    on           Offence where fine > 500
    deduct       1
    counts from  paid
    expires      after (1 year if fine > 700 else 1 month)
criterion Gifts
    on           Gift
    award        Bonus * 1 point
    at most      3 in the last 5 months
criterion Age
    while        Since(born) >= 40
    award        Since(born) * 1 point
criterion Newcomer
    while        moved is known and moved > 6 months ago
    award        1000
criterion Waiting
    while        moved is known and moved + 1 month > as_of - 3 months
    award        2000
criterion Months
    while        moved is known and months between moved and as_of >= 3
    award        3000
criterion Steady
    award        (count of Gift where date > Before within 4 months) * 1 point
reward Family
    while        spouse is known and years between spouse.born and as_of < 30
reward Elders
    while        exists home.members where years between born and as_of >= 60
reward Recent
    while        latest Gift.date is known and Lately(latest Gift.date, 3 months)
reward Dated
    while        as_of >= 2020-06-15 and as_of < 2020-08-01 or as_of is one of 2021-03-03, 2021-03-05
sanction Ban
    basis        "By-law"
    on           Offence where fine > 100
    notice       10 days
    appeal       to "the court" within 10 days
    lasts        Length(fine)
    lifted       when exists Gift within 3 weeks
rulebook Town
    edition  "2"
    in force from 2021-07-01
    records  Records
    about    Person
score points
    starts at  90
reward Pension
    while        years between born + 6 months and as_of >= 41
reward Child
    while        years between as_of and born + 50 years > 8
"""
)

DAYS = st.dates(date(2018, 1, 1), date(2020, 2, 29))
RECORDS = st.lists(
    st.one_of(
        st.builds(
            lambda on, late, fine, paid: ("Offence", on, on + timedelta(days=late), {"fine": fine, "paid": paid}),
            DAYS,
            st.sampled_from([0, 0, 3, 60]),
            st.sampled_from([0, 5, 120, 600, 900]),
            st.none() | st.dates(date(2018, 1, 1), date(2021, 6, 1)),
        ),
        st.builds(lambda on, amount: ("Gift", on, on, {"amount": amount}), DAYS, st.integers(0, 1000)),
    ),
    max_size=5,
)
BIRTHS = st.dates(date(1978, 1, 1), date(1982, 12, 31)) | st.just(date(1980, 2, 29))


def outcome(decision: Decision | None) -> Any:
    """All that must not change from one candidate day to the next."""
    return decision and attrs.evolve(decision, as_of=date.min)


@settings(max_examples=12, deadline=None)
@given(rows=RECORDS, born=BIRTHS, moved=st.none() | DAYS | st.just(date(2019, 8, 31)), spouse_born=st.none() | BIRTHS)
def test_between_candidate_days_nothing_changes(rows: Any, born: date, moved: Any, spouse_born: Any) -> None:
    """Every day of two years, decided one by one."""
    home = Facts("Home", "h", {})
    spouse = Facts(
        "Person",
        "p2",
        {"born": (spouse_born or born).replace(year=1991, day=1), "moved": None, "spouse": None, "home": "h"},
    )
    elder = Facts("Person", "p3", {"born": date(1960, 2, 29), "moved": None, "spouse": None, "home": "h"})
    own = Facts("Person", "p1", {"born": born, "moved": moved, "spouse": "p2" if spouse_born else None, "home": "h"})
    records = [
        attrs.evolve(record(e, str(on), f"r{n}", **values), recorded=r) for n, (e, on, r, values) in enumerate(rows)
    ]
    history = attrs.evolve(person(*records), facts=own, relations=People(own, spouse, elder, home))
    first, last = date(2020, 3, 1), date(2022, 3, 1)
    days = set(candidate_days(CALENDAR, history, (spouse, elder), first, last))
    before = outcome(decide(CALENDAR, history, first - timedelta(days=1)))
    changed = []
    for number in range((last - first).days + 1):
        on = first + timedelta(days=number)
        now = outcome(decide(CALENDAR, history, on))
        if now != before:
            changed.append(on)
        before = now
    assert set(changed) <= days
    assert len(days) < 400, "the days are found, not tried one by one"


def test_what_depends_on_every_day_is_asked_every_day() -> None:
    series = town(
        "reward Countdown\n    while days between born and as_of < 3\n    grant days between born and as_of\n"
    )
    history = person(facts={"born": day("2020-02-28")})
    assert [change[0] for change in changes(series, history, "2020-02-28")] == [
        "2020-02-29",
        "2020-03-01",
        "2020-03-02",
    ]


def test_the_dates_of_others_matter_once_they_are_read() -> None:
    """Only from her 20th birthday is the host's birthday read, which comes three days later."""
    series = compiled(
        "registry Records\nsubject Person\n    born : date\n    friend : Person optional\n"
        "rulebook Town\n    records Records\n"
        "reward Outing\n    while years between born and as_of >= 20 and friend is known"
        " and years between friend.born and as_of >= 30\n"
    )
    friend = Facts("Person", "p2", {"born": day("1991-06-04"), "friend": None})
    history = person(facts={"born": day("2001-06-01"), "friend": "p2"}, others=(friend,))
    assert changes(series, history, "2020-01-01") == [("2021-06-04", None, None, ("Outing begins",))]
    assert held_since(series, history, decided(series, history, "2025-01-01")) == {"Outing": day("2021-06-04")}


# --- since when ----------------------------------------------------------------------------------------

STATES = town(
    """
score points
    starts at 100
criterion Offences
    on       Offence
    deduct   30
    expires  after 1 year
reward Adult
    while  years between born and as_of >= 18
reward Clean
    while  not exists Offence within 2 years
reward Always
    while  years between born and as_of >= -5000
sanction Low
    basis   "By-law"
    while   points < 60
    notice  none
    appeal  to "the court" within 10 days
sanction Ban
    basis   "By-law"
    on      Offence
    notice  none
    appeal  to "the court" within 10 days
    lasts   1 year
""",
    "event Offence\n",
)


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("1998-05-03", {}),
        ("1998-05-04", {"Adult": "1998-05-04"}),
        ("2020-02-01", {"Adult": "1998-05-04"}),
        ("2020-02-02", {"Adult": "1998-05-04", "Low": "2020-02-02"}),
        ("2020-12-31", {"Adult": "1998-05-04", "Low": "2020-02-02"}),
        ("2021-01-01", {"Adult": "1998-05-04"}),
        ("2022-02-02", {"Adult": "1998-05-04", "Clean": "2022-02-02"}),
        ("2030-01-01", {"Adult": "1998-05-04", "Clean": "2022-02-02"}),
    ],
)
def test_since_when_a_state_of_affairs_has_held(as_of: str, expected: dict[str, str]) -> None:
    history = person(record("Offence", "2020-01-01", "a"), record("Offence", "2020-02-02", "b"))
    decision = decided(STATES, history, as_of)
    assert {name: str(since) for name, since in held_since(STATES, history, decision).items()} == expected


def test_a_state_begins_with_the_edition_that_knows_it() -> None:
    series = compiled(
        HEAD + "rulebook Town\n    in force from 2019-01-01\n    records Records\n"
        "reward Adult\n    while years between born and as_of >= 18\n"
    )
    assert held_since(series, person(), decided(series, person(), "2020-01-01")) == {"Adult": day("2019-01-01")}


def test_a_change_is_looked_for_with_the_knowledge_of_the_decision() -> None:
    history = person(record("Offence", "2020-01-01", "a", recorded="2020-06-01"), record("Offence", "2019-12-01", "b"))
    decision = decided(STATES, history, "2020-07-01", "2020-05-01")
    assert "Low" not in held_since(STATES, history, decision)
    assert decided(STATES, history, "2020-07-01").sanctions[0].name == "Low"


def test_the_day_before_and_after_agree_with_the_evaluator() -> None:
    history = person(record("Offence", "2020-01-10", "r1"))
    for change in upcoming(OFFENCES, history, decided(OFFENCES, history, "2020-01-10"), horizon=Months(60)):
        before = decide(OFFENCES, history, change.on - timedelta(days=1))
        after = decide(OFFENCES, history, change.on)
        assert (after.points, after.grade) == (change.points, change.grade)
        assert attrs.evolve(before, as_of=after.as_of) != after


def test_a_rulebook_that_is_not_in_force_has_no_decision_to_start_from() -> None:
    with pytest.raises(NotInForceError):
        decided(EDITIONS, person(), "2018-01-01")
