"""Decisions taken again when records turn out to be wrong or late."""

from datetime import date

import attrs
import pytest
from semantics.towns import day, person, record, town

from creditlang.analysis.courses import Courses
from creditlang.analysis.rescore import CorrectionKind, Role, rescore
from creditlang.analysis.spells import Burden, Kind
from creditlang.data.fact_corrections import FactCorrection, in_effect, with_facts
from creditlang.data.records import Facts
from creditlang.render.meanwhile import AS_IT_WAS, spell_texts
from creditlang.semantics import decide

REGISTRY = """
event Offence from "Town police"
    grave : boolean
event Gift
"""

RULES = """
score points
    starts at 100

criterion Offences "Offences"
    basis "art. 1"
    on Offence
    deduct 20
    expires after 1 year

grades
    A from 100
    B from 80
    C below 80

reward BusPass "Free buses"
    basis "art. 2"
    while grade is A
    grant 30 EUR

sanction Ban "No driving"
    basis "art. 3"
    on Offence where grave
    impose "may not drive"
    decided by "the road office"
    notice 10 days
    appeal to "the court" within 30 days
    lasts 6 months
"""

TOWN = town(RULES, REGISTRY, '    authority "Town council"\n')


def rescored(history, as_of, known_before=None, *, new=None, as_known=None):
    return rescore(
        Courses(TOWN),
        history,
        new or history,
        day(as_of),
        known_before=day(known_before) if known_before else None,
        as_known=day(as_known) if as_known else None,
    )


def stretches(found):
    return [(s.kind, s.name, s.burden, str(s.since), s.until and str(s.until), s.first, s.second) for s in found.spells]


WRONG = person(record("Offence", "2020-01-10", "r1", grave=True, withdrawn="2020-03-01"))


def test_a_withdrawn_record_was_suffered_until_it_was_withdrawn() -> None:
    found = rescored(WRONG, "2020-06-01", "2020-02-01")
    assert found is not None
    assert (found.before.points, found.after.points) == (80, 100)
    assert [(cause.kind, cause.record.id, cause.on, cause.issuer) for cause in found.causes] == [
        (CorrectionKind.WITHDRAWN, "r1", date(2020, 3, 1), "Town police")
    ]
    assert stretches(found) == [
        (Kind.GRADE, "grade", Burden.HARM, "2020-01-10", "2020-03-01", "B", "A"),
        (Kind.POINTS, "points", Burden.HARM, "2020-01-10", "2020-03-01", 80, 100),
        (Kind.REWARD, "BusPass", Burden.HARM, "2020-01-10", "2020-03-01", None, found.spells[2].second),
        (Kind.SANCTION, "Ban", Burden.HARM, "2020-01-20", "2020-03-01", ("may not drive",), None),
    ]


PENALTIES = """
score points
    starts at 0
criterion Offences
    on Offence
    award 20
    expires after 1 month
criterion Grave
    on Offence where grave
    award 5
"""

GRADES = """
grades
    A below 100
    B from 100
"""


@pytest.mark.parametrize(("grades", "burden"), [("", Burden.FAVOUR), (GRADES, Burden.HARM)])
def test_points_alone_are_told_by_the_way_the_grades_point(grades: str, burden: Burden) -> None:
    courses = Courses(town(PENALTIES + grades, REGISTRY))
    found = rescore(courses, WRONG, WRONG, day("2020-06-01"), known_before=day("2020-02-01"))
    assert found is not None
    assert stretches(found) == [
        (Kind.POINTS, "points", burden, "2020-01-10", "2020-02-10", 25, 0),
        (Kind.POINTS, "points", burden, "2020-02-10", "2020-03-01", 5, 0),
    ]
    # Adjoining stretches are told in one line.
    assert list(spell_texts(found.spells, AS_IT_WAS)) == [
        "points: 5 to 25 more than there should have been, from 2020-01-10 until 2020-03-01"
    ]


def test_everyone_concerned_is_told() -> None:
    found = rescored(WRONG, "2020-02-15", "2020-02-01")
    assert found is not None
    assert [(told.role, told.who) for told in found.notifications] == [
        (Role.PERSON, "p1"),
        (Role.AUTHORITY, "Town council"),
        (Role.ISSUER, "Town police"),
        (Role.IMPOSER, "the road office"),
    ]
    assert found.notifications[2].about == ("Offence r1 was withdrawn on 2020-03-01: every copy of it must follow",)


def test_a_record_that_came_late_was_a_favour_meanwhile() -> None:
    late = person(record("Offence", "2020-01-10", "r1", grave=False, recorded="2020-02-20"))
    found = rescored(late, "2020-06-01", "2020-02-01")
    assert found is not None
    assert [cause.kind for cause in found.causes] == [CorrectionKind.ADDED]
    assert [spell.burden for spell in found.spells] == [Burden.FAVOUR, Burden.FAVOUR, Burden.FAVOUR]
    assert found.suffered == ()


def test_a_decision_that_is_the_same_by_now_still_tells_what_was_suffered() -> None:
    found = rescored(WRONG, "2022-01-01", "2020-02-01")
    assert found is not None
    assert found.because == ()
    assert [spell.name for spell in found.suffered] == ["grade", "points", "BusPass", "Ban"]


def test_nothing_known_otherwise_changes_nothing() -> None:
    assert rescored(WRONG, "2020-06-01", "2020-03-01") is None
    assert rescored(person(), "2020-06-01", "2020-03-01") is None


def test_a_correction_that_makes_no_difference_is_not_told() -> None:
    history = person(record("Gift", "2020-01-10", "r1", recorded="2020-03-01"))
    assert rescored(history, "2020-06-01", "2020-02-01") is None


def test_the_cause_is_the_record_that_made_the_difference() -> None:
    history = person(
        record("Gift", "2019-12-24", "g1", recorded="2020-03-01"),
        record("Offence", "2020-01-10", "r1", grave=False, withdrawn="2020-03-01"),
    )
    found = rescored(history, "2020-06-01", "2020-02-01")
    assert found is not None
    assert [correction.record.id for correction in found.corrections] == ["g1", "r1"]
    assert [cause.record.id for cause in found.causes] == ["r1"]


def test_a_corrected_record_is_a_withdrawal_and_a_new_one() -> None:
    old = person(record("Offence", "2020-01-10", "r1", grave=True))
    new = attrs.evolve(
        old,
        records=(
            attrs.evolve(old.records[0], withdrawn=day("2020-03-01")),
            record("Offence", "2020-01-10", "r2", grave=False, recorded="2020-03-01"),
        ),
    )
    found = rescored(old, "2020-06-01", new=new)
    assert found is not None
    assert (found.before.points, found.after.points) == (80, 80)
    assert [spell.name for spell in found.spells] == ["Ban"]
    assert [cause.record.id for cause in found.causes] == ["r1", "r2"]


def test_past_knowledge_can_be_compared_with_later_past_knowledge() -> None:
    history = person(
        record("Offence", "2020-01-10", "r1", grave=False, recorded="2020-02-01"),
        record("Offence", "2020-01-11", "r2", grave=False, recorded="2020-05-01"),
    )
    found = rescored(history, "2020-06-01", "2020-01-15", as_known="2020-03-01")
    assert found is not None
    assert (found.before.points, found.after.points) == (100, 80)


def test_a_lower_rebate_is_a_harm_and_a_dearer_one_a_favour() -> None:
    scheme = town(
        """
reward Rebate
    basis "art. 1"
    while as_of >= 2020-01-01
    grant if exists Offence where grave then 10 EUR else 30 EUR
""",
        REGISTRY,
    )
    found = rescore(Courses(scheme), WRONG, WRONG, day("2020-02-15"), known_before=day("2020-02-01"))
    assert found is not None
    assert [(spell.name, spell.burden) for spell in found.spells] == [("Rebate", Burden.HARM)]


def test_what_came_late_and_is_no_correction_is_not_laid_to_it() -> None:
    late = record("Offence", "2020-01-05", "late", grave=False, recorded="2020-01-25")
    wrong = record("Offence", "2020-01-10", "r1", grave=False, withdrawn="2020-03-01")
    found = rescored(person(late, wrong), "2020-06-01", "2020-02-01")
    assert found is not None
    assert [cause.record.id for cause in found.causes] == ["r1"]
    assert stretches(found)[0] == (Kind.GRADE, "grade", Burden.HARM, "2020-01-10", "2020-01-25", "B", "A")
    assert stretches(found)[-1] == (Kind.GRADE, "grade", Burden.HARM, "2020-01-25", "2020-03-01", "C", "B")


def test_a_record_that_came_and_was_annulled_in_between_was_believed_meanwhile() -> None:
    history = person(record("Offence", "2020-01-10", "r1", grave=False, recorded="2020-02-01", withdrawn="2020-03-01"))
    found = rescored(history, "2020-06-01", "2020-01-15")
    assert found is not None
    assert (found.because, found.before.points, found.after.points) == ((), 100, 100)
    assert stretches(found)[0] == (Kind.GRADE, "grade", Burden.HARM, "2020-02-01", "2020-03-01", "B", "A")
    assert [cause.kind for cause in found.causes] == [CorrectionKind.WITHDRAWN]
    assert rescored(history, "2020-06-01", "2020-03-01") is None
    assert rescored(history, "2020-06-01", "2020-01-15", as_known="2020-01-20") is None


# --- facts -----------------------------------------------------------------------------------------------

FAMILY = """    income : money(EUR) between 0 EUR and 1_000_000 EUR optional
    spouse : Person optional
"""

ALLOWANCE = """
reward Allowance
    basis "art. 1"
    while years between born and as_of >= 65
    grant 30 EUR

reward Relief
    basis "art. 2"
    while spouse is known and years between spouse.born and as_of >= 65
    grant 20 EUR

sanction Levy
    basis "art. 3"
    while income is known and income > 500 EUR
    impose 10 EUR
    notice 10 days
    appeal to "the court" within 30 days
"""


def aged(born: str, **facts: object):
    everything = {"born": day(born), "income": None, "spouse": None, **facts}
    spouse = Facts("Person", "p2", {"born": day("1960-02-29"), "income": None, "spouse": None})
    return person(facts=everything, others=[spouse])


FAMILY_TOWN = town(ALLOWANCE, FAMILY, "    in force from 2020-01-01\n")


def fact(field: str, was: object, right: object, known: str, since: str | None = None, id: str = "p1"):
    return FactCorrection("Person", id, field, was, right, day(since) if since else None, day(known))


def with_corrected_facts(history, *facts: FactCorrection, as_of: str = "2026-01-01", as_known: str | None = None):
    known = day(as_known) if as_known else None
    return rescore(Courses(FAMILY_TOWN), history, history, day(as_of), as_known=known, facts=facts)


def test_a_fact_that_was_never_right() -> None:
    born = fact("born", day("1965-06-01"), day("1956-02-29"), "2025-03-01")
    found = with_corrected_facts(aged("1965-06-01"), born)
    assert found is not None
    assert [part.name for part in found.before.rewards] == []
    assert [part.name for part in found.after.rewards] == ["Allowance"]
    # A birthday on 29 February is on 28 February in other years (`years between`).
    assert [(s.name, s.burden, str(s.since), str(s.until)) for s in found.spells] == [
        ("Allowance", Burden.HARM, "2021-02-28", "2025-03-01")
    ]
    assert found.causes == (born,)
    assert [(told.role, told.about) for told in found.notifications][-1] == (
        Role.KEEPER,
        ("born of p1: always 1956-02-29, and not 1965-06-01; known since 2025-03-01: every copy of it must follow",),
    )


def test_a_change_of_life_was_right_until_then() -> None:
    income = fact("income", 1000, 400, "2025-09-01", since="2025-05-01")
    found = with_corrected_facts(aged("1990-01-01", income=1000), income)
    assert found is not None
    assert [(s.name, s.burden, str(s.since), str(s.until)) for s in found.spells] == [
        ("Levy", Burden.HARM, "2025-05-01", "2025-09-01")
    ]
    assert with_corrected_facts(aged("1990-01-01", income=1000), income, as_of="2025-04-30") is None
    assert with_corrected_facts(aged("1990-01-01", income=1000), income, as_known="2025-08-31") is None


def test_a_change_that_was_known_in_time_wronged_nobody() -> None:
    income = fact("income", 1000, 400, "2025-04-01", since="2025-05-01")
    found = with_corrected_facts(aged("1990-01-01", income=1000), income)
    assert found is not None
    assert found.because == ("Levy ends",)
    assert found.spells == ()


def test_somebody_elses_fact() -> None:
    born = fact("born", day("1960-02-29"), day("1970-02-28"), "2025-06-01", id="p2")
    found = with_corrected_facts(aged("1990-01-01", spouse="p2"), born)
    assert found is not None
    assert [(s.name, s.burden, str(s.since), str(s.until)) for s in found.spells] == [
        ("Relief", Burden.FAVOUR, "2025-02-28", "2025-06-01")
    ]


def test_the_fact_that_made_the_difference() -> None:
    income = fact("income", 1000, 800, "2025-09-01")
    born = fact("born", day("1965-06-01"), day("1950-06-01"), "2025-03-01")
    found = with_corrected_facts(aged("1965-06-01", income=1000), income, born)
    assert found is not None
    assert found.corrections == (income, born)
    assert found.causes == (born,)


def test_what_was_suffered_is_what_differs_day_by_day() -> None:
    history = aged("1959-11-30", income=1000, spouse="p2")
    facts = (
        fact("born", day("1959-11-30"), day("1957-03-31"), "2024-08-15"),
        fact("income", 1000, 400, "2025-02-01", since="2024-02-29"),
        fact("born", day("1960-02-29"), day("1958-12-31"), "2025-04-30", id="p2"),
    )
    found = with_corrected_facts(history, *facts)
    assert found is not None
    for number in range(day("2020-01-01").toordinal(), day("2026-01-02").toordinal()):
        on = date.fromordinal(number)
        believed = decide(FAMILY_TOWN, with_facts(history, in_effect(facts, on, on)), on)
        due = decide(FAMILY_TOWN, with_facts(history, in_effect(facts, on)), on)
        expected = {p.name for p in believed.in_effect} ^ {p.name for p in due.in_effect}
        told = {s.name for s in found.spells if s.since <= on and (s.until is None or on < s.until)}
        assert told == expected, on
