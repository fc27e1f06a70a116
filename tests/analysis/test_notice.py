"""The letter about a decision."""

import attrs
from semantics.towns import decided, person, record, town

from creditlang.analysis.notice import notice
from creditlang.render.notice import notice_page, notice_text
from creditlang.semantics import upcoming

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
    decision = attrs.evolve(decision, next_changes=upcoming(TOWN, history, decision))
    return notice(TOWN.editions[0], decision, history)


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

Why it is not better
--------------------
These things stood against you, the most costly first:
* Traffic offences: -30 points. Records: r1, r2. Law: By-law, art. 1. (code Offences)

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

What changes by itself
----------------------
If nothing new is recorded:
* 2020-07-25: “No driving” of r1 ends (then 70 points, grade B)
* 2020-08-20: “No driving” of r2 ends (then 70 points, grade B)
* 2021-01-10: “Traffic offences” r1 expires; “Traffic offences” r2 counts -20 instead of
  -10 (then 80 points, grade B)
* 2021-02-10: “Traffic offences” r2 expires; “Free buses” begins (then 100 points, grade
  A)

How to check this decision
--------------------------
Anyone who has the rules and your records can take this decision again: the rules have
the digest {digest}…, and it was taken as of 2020-03-01.
"""
    )


def test_a_clean_record() -> None:
    text = notice_text(letter(history=person()))
    assert "In your favour:\n* Free buses: 30 EUR, as long as its condition holds." in text
    assert "Why it is not better" not in text
    assert "The records that it rests on" not in text


def test_the_page_says_the_same_and_escapes() -> None:
    page = notice_page(letter(history=person(record("Offence", "2020-01-10", "<r1>", grave=False))))
    assert "record &lt;r1&gt; of 2020-01-10, made by Town police: counts -20 points." in page
    assert "<h2>How you can object</h2>" not in page


def test_who_is_not_covered_or_did_not_consent_is_told_so() -> None:
    scheme = town(
        'reward Gift\n    basis "art. 1"\n    while as_of >= 2020-01-01', head="    covers born < 1970-01-01\n"
    )
    decision = decided(scheme, person(), "2020-03-01")
    text = notice_text(notice(scheme.editions[0], decision, person()))
    assert "This rulebook is not about you on this day." in text
