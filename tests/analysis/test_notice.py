"""The letter about a decision."""

import attrs
from semantics.towns import compiled, day, decided, person, record, town

from creditlang.analysis.notice import notice
from creditlang.backends.python.decisions import Compiled
from creditlang.backends.python.functions import Functions
from creditlang.render.notice import notice_page, notice_text
from creditlang.semantics import announced, upcoming

TOWN = town(
    """
score points "Points"
    starts at 100

criterion Offences "Traffic offences"
    basis "By-law, art. 1"
    on Offence
    deduct 20
    at most 30 in total
    expires after 1 year

grades
    A "Good" from 100
    B "Poor" below 100

reward Pass "Free buses"
    basis "By-law, art. 2"
    while grade is A
    grant 30 EUR

sanction Ban "No driving"
    basis "Road Code, art. 3"
    on Offence where grave
    impose "may not drive"
    notice 10 days
    appeal to "the court" within 30 days
    lasts 6 months

sanction Course "A course"
    basis "Road Code, art. 4"
    while (count of Offence where grave) >= 2
    notice none
    appeal none because "it is no punishment"
""",
    """
event Offence "Traffic offence" from "Town police"
    grave : boolean
""",
    '    authority "Town council"\n',
)

HISTORY = person(
    record("Offence", "2020-01-10", "r1", grave=True, recorded="2020-01-15"),
    record("Offence", "2020-02-10", "r2", grave=True),
)


def letter(as_of="2020-03-01", history=HISTORY):
    decision = decided(TOWN, history, as_of)
    coming = announced(TOWN, history, decision)
    return notice(
        TOWN, attrs.evolve(decision, next_changes=upcoming(TOWN, history, decision), announced=coming), history
    )


def test_the_letter() -> None:
    digest = TOWN.digest[:16]
    assert (
        notice_text(letter())
        == f"""\
Town council

Town: decision on Person p1 as of 2020-03-01

What was decided
----------------
You have 70 points, and your grade is B (Poor).
Against you:
* No driving: may not drive, from 2020-01-25 until 2020-07-25. Law: Road Code, art. 3.
* No driving: may not drive, from 2020-02-20 until 2020-08-20. Law: Road Code, art. 3.
* A course, as long as its condition holds. Law: Road Code, art. 4.

How your points come about
--------------------------
The score starts at 100 points. To these come:
* Traffic offences: -30
Together 70 points.

Why it is not better
--------------------
These things stood against you, the most costly first:
* Traffic offences: -30 points. Records: r1, r2. Law: By-law, art. 1.

The records that it rests on
----------------------------
* Traffic offence, record r1 of 2020-01-10, recorded 2020-01-15, made by Town police:
  counts -20 points; sets off “No driving”; is looked at for “A course”.
* Traffic offence, record r2 of 2020-02-10, made by Town police: counts -10 of -20
  points; sets off “No driving”; is looked at for “A course”.
If one of them is wrong, tell the body that made it, and the authority that decided.

How you can object
------------------
* No driving: appeal to the court, at the latest on 2020-02-14 (that day has passed).
* No driving: appeal to the court, at the latest on 2020-03-11.
* A course: there is no appeal, because it is no punishment.
The rulebook does not say how you can object to your points. Ask Town council.

What changes by itself
----------------------
If nothing new is recorded:
* 2020-07-25: “No driving” (record r1) ends (then 70 points, grade B)
* 2020-08-20: “No driving” (record r2) ends (then 70 points, grade B)
* 2021-01-10: “Traffic offences” (record r1) expires; “Traffic offences” (record r2)
  counts -20 instead of -10 (then 80 points, grade B)
* 2021-02-10: “Traffic offences” (record r2) expires; “Free buses” begins (then 100
  points, grade A)

How to check this decision
--------------------------
Anyone who has the rules and your records can take this decision again: the rules have
the digest {digest}…, and it was taken as of 2020-03-01.
"""
    )


def test_a_clean_record() -> None:
    text = notice_text(letter(history=person()))
    assert "In your favour:\n* Free buses: 30 EUR, as long as its condition holds." in text
    assert "The score starts at 100 points, and nothing adds to it or takes from it." in text
    assert "Why it is not better" not in text
    assert "How you can object" not in text
    assert "The records that it rests on" not in text


SCHOOL = town(
    """
score points
    starts at 10
    at least 0

criterion Late "Late"
    basis "Rule 1"
    on Offence where not grave
    deduct 4

criterion Grave "Grave"
    basis "Rule 2"
    on Offence where grave
    deduct 9

group Conduct "Conduct"
    Late
    Grave
    at least -12

sanction Suspended "Suspended"
    basis "Rule 3"
    on Offence where grave
    notice none
    appeal to "the head" within 5 days
    lasts 1 month
    lifted when (count of Offence where not grave) >= 2
""",
    "event Offence\n    grave : boolean\n",
)


def test_the_points_add_up_to_the_end_and_what_lifts_a_sanction_is_said() -> None:
    history = person(
        record("Offence", "2020-01-10", "r1", grave=True), record("Offence", "2020-01-11", "r2", grave=False)
    )
    decision = decided(SCHOOL, history, "2020-01-20")
    text = notice_text(notice(SCHOOL, decision, history))
    assert "* Conduct: -12 (Late: -4, Grave: -9, kept within the bounds of the group: +1)\n" in text
    assert "* kept within the bounds of the score: +2\nTogether 0 points.\n" in text
    flat = " ".join(text.split())
    assert "It ends at once when, in the words of the rule, `(count of Offence where not grave) >= 2`." in flat


def test_the_page_says_the_same_and_escapes() -> None:
    page = notice_page(letter(history=person(record("Offence", "2020-01-10", "<r1>", grave=False))))
    assert "record &lt;r1&gt; of 2020-01-10, made by Town police: counts -20 points." in page
    assert "<p>The rulebook does not say how you can object to your points. Ask Town council.</p>" in page


def test_who_is_not_covered_or_did_not_consent_is_told_so() -> None:
    scheme = town(
        'reward Gift\n    basis "art. 1"\n    while as_of >= 2020-01-01', head="    covers born < 1970-01-01\n"
    )
    decision = decided(scheme, person(), "2020-03-01")
    text = notice_text(notice(scheme, decision, person()))
    assert "This rulebook is not about you on this day." in text


LISTS = town(
    """
reward Rebate "Lower fee"
    basis "art. 1"
    while exists Gift where large
    grant if born < 1970-01-01 then 35% else 12.5%

sanction `Higher fee`
    basis "art. 2"
    on Gift where not large
    impose 5%
    notice 1 month
    appeal to "the court" within 30 days
    lasts 1 year
""",
    "event Gift\n    large : boolean\n",
)


def told(history, as_of="2020-03-01"):
    decision = decided(LISTS, history, as_of)
    decision = attrs.evolve(decision, next_changes=upcoming(LISTS, history, decision))
    assert Compiled(LISTS, Functions(LISTS)).decide(history, decision.as_of, None).in_effect == decision.in_effect
    return notice_text(notice(LISTS, decision, history))


def test_a_letter_that_has_nothing_to_say_says_so() -> None:
    text = told(person())
    assert "The rulebook does not name the authority that decides.\nNothing is in effect, neither against you" in text
    assert "How you can object" not in text


def test_a_share_is_told_as_it_is_written() -> None:
    assert "* Lower fee: 12.5%, as long as" in told(person(record("Gift", "2020-01-10", "g1", large=True)))
    text = told(person(record("Gift", "2020-01-30", "g 1", large=False)), "2020-02-29")
    assert "* Higher fee: 5%, from 2020-02-29 until 2021-02-28." in text
    assert "* 2021-02-28: “Higher fee” (record g 1) ends" in text


def test_a_notice_on_29_february() -> None:
    leap = person(record("Gift", "2020-02-29", "g1", large=False))
    text = told(leap, "2020-03-29")
    assert "* Higher fee: 5%, from 2020-03-29 until 2021-03-29." in text
    assert "* Higher fee: appeal to the court, at the latest on 2020-03-30." in text


def test_a_record_that_a_sanction_on_another_one_counts_is_named() -> None:
    rules = """
sanction Ban "No driving"
    basis "Road Code, art. 3"
    on Offence where (count of Offence within 1 year) >= 2
    impose "may not drive"
    notice none
    appeal to "the court" within 30 days
    lasts 6 months
"""
    series = town(rules, 'event Offence "Traffic offence"\n    grave : boolean\n')
    history = person(
        record("Offence", "2018-01-10", "old", grave=True),
        record("Offence", "2020-01-10", "before", grave=True),
        record("Offence", "2020-02-10", "last", grave=True),
    )
    found = notice(series, decided(series, history, "2020-03-01"), history)
    assert [(used.id, used.sets_off, used.looked_at_by) for used in found.used] == [
        ("before", (), ("No driving",)),
        ("last", ("No driving",), ()),
    ]


def test_where_fewer_points_are_better_the_letter_tells_what_added_points() -> None:
    rules = """
score points
    starts at 0
criterion Crashes "Accidents"
    on Crash
    award 1
    expires after 1 year
criterion Long "Long service"
    while years between born and as_of >= 90
    deduct 1
criterion Courses
    on Course
    deduct 3
    expires after 1 year
grades
    Gold "Gold" below 1
    Red "Red" from 1
"""
    strikes = town(rules, "event Crash\nevent Course\n")
    history = person(record("Crash", "2020-02-01", "r1"))
    text = notice_text(notice(strikes, decided(strikes, history, "2020-03-01"), history))
    assert "You have 1 point, and your grade is Red." in text
    assert "* Accidents: +1 point. Records: r1. No law is named." in text
    assert "* Long service: 1 point more than need be. No law is named." in text
    course = person(record("Course", "2020-02-01", "r1"))
    decision = decided(strikes, course, "2020-03-01")
    assert [reason.code for reason in decision.reasons] == ["Long"]


def test_a_burden_is_told_from_the_day_of_its_notice_with_the_way_to_object() -> None:
    text = notice_text(letter("2020-01-20"))
    assert (
        """\
Announced to you, and not yet in effect:
* No driving: may not drive, from 2020-01-25 until 2020-07-25. Law: Road Code, art. 3.
"""
        in text
    )
    assert "* No driving: appeal to the court, at the latest on 2020-02-14." in text
    assert "sets off “No driving”" in text
    assert "Announced" not in notice_text(letter("2020-01-25"))


def test_what_is_recorded_later_is_not_announced() -> None:
    assert [part.since.isoformat() for part in letter("2020-02-12").announced] == ["2020-02-20"]
    assert letter("2020-02-09").announced == ()


AGAIN = town(
    """
score points "Points"
    starts at 100

criterion Offences "Traffic offences"
    basis "By-law, art. 1"
    on Offence where grave
    deduct if occurrence within 3 years >= 2 then 20 else 5
    expires after 1 year
""",
    """
event Offence "Traffic offence" from "Town police"
    grave : boolean
""",
)


def test_an_earlier_deed_that_makes_a_later_one_cost_more_is_among_the_records() -> None:
    history = person(
        record("Offence", "2016-01-10", "r0", grave=True),
        record("Offence", "2018-01-10", "r1", grave=True),
        record("Offence", "2019-01-10", "r2", grave=False),
        record("Offence", "2020-02-10", "r3", grave=True),
    )
    used = notice(AGAIN, decided(AGAIN, history, "2020-03-01"), history).used
    assert [(one.id, one.counts, one.looked_at_by) for one in used] == [
        ("r1", None, ("Traffic offences",)),
        ("r3", -20, ()),
    ]


EDITIONS = """
registry Records
subject Person
    born_on : date
event LateRepair "Late repair" from "Housing office"
event Survey from "Tenants"
    assessed : number optional
    reason   : text optional

rulebook Town
    edition  "1"
    in force from 2020-01-01
    records  Records
score points
    starts at 100
    at least 0
criterion Surveys "Good surveys"
    on Survey
    award assessed between 1 and 5
    expires after 2 years
criterion LateRepairs
    on LateRepair
    deduct 10
    expires after 1 year
grades
    good_standing "Good standing" from 100
    at_risk below 100
list BadNames
    kind black
    basis "By-law, art. 1"
    publishes born_on
    while grade is at_risk
    notice 28 days
    appeal to "the court" within 28 days
sanction Ban "No letting"
    basis "By-law, art. 2"
    on LateRepair
    notice 30 days
    appeal to "the court" within 28 days
    lasts 1 year
    lifted when (count of Survey) >= 5

rulebook Town
    edition  "2"
    in force from 2021-01-01
    records  Records
    follows  "1", without Surveys, Ban
    repealed criteria run out
sanction Suspension "Suspended"
    basis "By-law, art. 2 as amended"
    on LateRepair
    notice 30 days
    appeal to "the court" within 28 days
    lasts 1 year
    lifted when (count of Survey) >= 9
"""


def test_names_without_a_title_are_told_in_words_and_what_was_repealed_by_its_title() -> None:
    series = compiled(EDITIONS)
    history = person(
        record("LateRepair", "2021-01-10", "r1"),
        record("Survey", "2020-05-01", "s1", assessed=3, reason="all was well"),
        record("Survey", "2020-06-01", "s2", assessed=4, reason=None),
        record("Survey", "2020-07-01", "s3", assessed=9, reason="far too kind"),
        facts={"born_on": day("1980-01-01")},
    )
    decision = decided(series, history, "2021-02-01")
    decision = attrs.evolve(decision, next_changes=upcoming(series, history, decision))
    flat = " ".join(notice_text(notice(series, decision, history)).split())
    assert "You have 93 points, and your grade is at risk." in flat
    assert "* Bad Names: you are on a public black list that shows your “born on”" in flat
    assert "* Late Repairs: -10 * Good surveys: +3 Together 93 points." in flat
    assert "counts +3 points; assessed within 1 to 5: all was well." in flat
    assert "record s2 of 2020-06-01, made by Tenants: counts 0 points; not counted: no reason was given." in flat
    assert "counts 0 points; not counted: 9 assessed, outside 1 to 5." in flat
    assert "2022-05-01: “Good surveys” (record s1) expires (then 100 points, grade Good standing)" in flat
    assert "“Late Repairs” (record r1) expires" in flat


def test_a_state_of_affairs_is_objected_to_from_its_notice_which_may_be_the_letter() -> None:
    series = compiled(EDITIONS)
    history = person(record("LateRepair", "2020-05-10", "r1"), facts={"born_on": day("1980-01-01")})
    text = notice_text(notice(series, decided(series, history, "2020-06-01"), history))
    assert (
        """\
* Bad Names: appeal to the court within 28 days of the notice. If this letter is the
  notice, and counted from 2020-06-01, the last day is 2020-06-29.
"""
        in text
    )


def test_what_is_announced_under_a_later_edition_is_told_in_its_words() -> None:
    series = compiled(EDITIONS)
    history = person(record("LateRepair", "2020-12-10", "r1"), facts={"born_on": day("1980-01-01")})
    decision = decided(series, history, "2020-12-20")
    decision = attrs.evolve(decision, announced=announced(series, history, decision))
    text = notice_text(notice(series, decision, history))
    flat = " ".join(text.split())
    assert "* Suspended, from 2021-01-09 until 2022-01-09. It ends at once when" in flat
    assert "`(count of Survey) >= 9`. Law: By-law, art. 2 as amended." in flat
