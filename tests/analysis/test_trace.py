"""What rests on one record."""

import pytest
from semantics.towns import day, person, record, town

from creditlang.analysis.courses import Courses
from creditlang.analysis.trace import trace

TOWN = town(
    """
score points
    starts at 100

criterion Offences "Offences"
    basis "art. 1"
    on Offence where not minor
    deduct 20
    expires after 1 year

grades
    A from 100
    B below 100

reward BusPass "Free buses"
    basis "art. 2"
    while grade is A

sanction Ban "No driving"
    basis "art. 3"
    while count of Offence >= 2
    notice none
    appeal to "the court" within 30 days
""",
    """
event Offence from "Town police"
    minor : boolean
""",
)

TWO = person(
    record("Offence", "2020-01-10", "r1", minor=False),
    record("Offence", "2020-02-10", "r2", minor=True),
)


def traced(history, id, as_of):
    return trace(Courses(TOWN), history, id, day(as_of))


def test_lines_that_name_it_and_what_follows() -> None:
    found = traced(TWO, "r1", "2020-06-01")
    assert [(line.criterion, line.points) for line in found.lines] == [("Offences", -20)]
    assert found.follows == ("BusPass ends", "Ban begins")
    assert (found.decision.grade, found.without.grade) == ("B", "A")


def test_a_condition_that_counts_it_rests_on_it_without_a_name() -> None:
    found = traced(TWO, "r2", "2020-06-01")
    assert (found.lines, found.set_off) == ((), ())
    assert found.rests_on == ("Ban begins",)
    assert [(s.name, str(s.since), s.until) for s in found.spells] == [("Ban", "2020-02-10", None)]


def test_what_has_other_grounds_does_not_rest_on_it() -> None:
    third = record("Offence", "2020-03-01", "r3", minor=True)
    found = traced(person(*TWO.records, third), "r2", "2020-06-01")
    assert found.rests_on == ()
    assert [(s.name, str(s.since), str(s.until)) for s in found.spells] == [("Ban", "2020-02-10", "2020-03-01")]
    assert found.matters


def test_a_record_that_nothing_rests_on() -> None:
    found = traced(person(record("Offence", "2020-01-10", "r1", minor=True)), "r1", "2020-06-01")
    assert found.visible
    assert not found.matters


def test_a_withdrawn_record_is_not_seen() -> None:
    found = traced(
        person(record("Offence", "2020-01-10", "r1", minor=False, withdrawn="2020-02-01")), "r1", "2020-06-01"
    )
    assert not found.visible
    assert not found.matters


def test_an_unknown_record() -> None:
    with pytest.raises(KeyError):
        traced(TWO, "r9", "2020-06-01")
