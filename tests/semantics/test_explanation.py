"""The explanation: at every level the children add up to their parent, and the law stands behind each line."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st
from towns import HEAD, compiled, day, decided, person, record, town

from creditlang.semantics import Decision, Step, explain_plainly, explain_score, held_since, upcoming

EVENTS = "".join(
    f"event {name}\n    n : number between 0 and 1000\n    act : text optional\n" for name in ("A", "B", "C", "D")
)
RULES = """
score points
    starts at  100
    between    -20 and 130
    decimals   1
    rounded    half even
criterion Gifts "Gifts to charity"
    basis      "By-law, art. 7"
    source     documented "gazette"
    on         A
    award      n
    at most    30 per calendar year
    at most    45 in the last 2 years
    weight     35%
    expires    after 3 years
criterion Offences
    on         B
    deduct     n
    expires    after 1 year
    only the largest per act
criterion Noise
    source     recalled
    on         C
    deduct     if occurrence within 1 year >= 2 then n else 1
    expires    after 2 years
criterion Adult
    while      years between born and as_of >= 18
    award      5
criterion Help
    on         D
    award      n
    expires    never
group Quiet "Peace and quiet" at least -25
    Offences, Noise
    only the largest per act
    weight     50%
group Best best of
    Help, Adult
group All "Everything" at most 60
    Quiet, Best, Gifts
"""
TOWN = town(RULES, EVENTS)
ROWS = st.lists(
    st.tuples(
        st.sampled_from("ABCD"),
        st.dates(date(2018, 1, 1), date(2021, 1, 1)),
        st.integers(0, 60),
        st.sampled_from(["x", "y", None]),
    ),
    max_size=9,
)


def steps(step: Step) -> list[Step]:
    return [step, *(found for child in step.children for found in steps(child))]


def check(decision: Decision) -> None:
    assert decision.score is not None
    tree = explain_score(decision.score)
    assert tree.points == decision.points
    for step in steps(tree):
        if step.children:
            assert step.points == sum(child.points for child in step.children), step.label
    shown = {line.record for line in decision.score.lines if line.record}
    told = " ".join(" ".join((step.label, *step.details)) for step in steps(tree))
    assert all(f" {record} of " in told for record in shown)


@settings(max_examples=60, deadline=None)
@given(rows=ROWS, as_of=st.dates(date(2018, 1, 1), date(2024, 1, 1)), born=st.dates(date(1990, 1, 1), date(2010, 1, 1)))
def test_children_add_up_to_their_parents(rows: Any, as_of: date, born: date) -> None:
    records = [record(event, str(on), f"r{n}", n=amount, act=act) for n, (event, on, amount, act) in enumerate(rows)]
    check(decided(TOWN, person(*records, facts={"born": born}), str(as_of)))


def test_lines_outside_the_groups_of_today_add_up_too() -> None:
    """What was a criterion is now a group, and what was in a group stands alone."""
    text = (
        HEAD
        + EVENTS
        + "rulebook Town\n    in force from 2019-01-01\n    records Records\nscore points\n    starts at 100\n"
        "criterion Traffic\n    on A\n    deduct 7\n    expires after 3 years\n"
        "criterion Noise\n    on B\n    deduct 2\n    expires after 3 years\n"
        "rulebook Town\n    in force from 2020-01-01\n    records Records\nscore points\n    starts at 100\n"
        "criterion Speed\n    on A\n    deduct 30\n    expires after 3 years\n"
        "group Traffic at most 20\n    Speed\n"
        "group Outer at most 15\n    Traffic\n"
    )
    history = person(
        record("A", "2019-06-01", "old", n=0, act=None),
        record("A", "2020-06-01", "new", n=0, act=None),
        record("B", "2019-06-01", "noise", n=0, act=None),
    )
    decision = decided(compiled(text), history, "2020-06-01")
    assert decision.points == 100 - 15 - 7 - 2
    check(decision)


def test_the_tree_names_the_law_the_record_and_the_steps() -> None:
    history = person(
        record("A", "2020-01-10", "gift", n=40, act=None),
        record("B", "2020-02-01", "b1", n=40, act="night"),
        record("C", "2020-02-01", "c1", n=1, act="night"),
        record("B", "2020-02-02", "b2", n=45, act=None),
    )
    decision = decided(TOWN, history, "2020-06-01")
    assert decision.score is not None
    assert explain_score(decision.score) == Step(
        "score",
        Fraction(905, 10),
        children=(
            Step("starts at", 100),
            Step(
                "Everything",
                Fraction(-95, 10),
                children=(
                    Step(
                        "Peace and quiet",
                        -25,
                        children=(
                            Step(
                                "Offences",
                                -85,
                                children=(
                                    Step("B b1 of 2020-02-01", -40, None, ("until 2021-02-01",)),
                                    Step("B b2 of 2020-02-02", -45, None, ("until 2021-02-02",)),
                                ),
                            ),
                            Step(
                                "Noise",
                                0,
                                "(recalled)",
                                (
                                    "C c1 of 2020-02-01",
                                    "until 2022-02-01",
                                    "-1 by itself",
                                    "only the largest per act counts in Peace and quiet",
                                ),
                            ),
                            Step("weight 50%", Fraction(85, 2)),
                            Step("kept within the bounds of the group", Fraction(35, 2)),
                        ),
                    ),
                    Step("Best", 5, children=(Step("Adult", 5, None, ("from the facts",)),)),
                    Step(
                        "Gifts to charity",
                        Fraction(105, 10),
                        "By-law, art. 7 (documented)",
                        (),
                        (
                            Step("A gift of 2020-01-10", 30, None, ("until 2023-01-10", "+40 before the cap")),
                            Step("weight 35%", Fraction(-195, 10)),
                        ),
                    ),
                ),
            ),
        ),
    )


PLAIN = town(
    """
score points
    starts at  100
criterion Offences "Traffic offences"
    basis      "By-law, art. 4"
    source     documented "gazette"
    on         Offence
    deduct     30
    expires    after 2 years
grades
    A  from 90
    B  below 90
downgrade Reckless "Reckless driving" to B
    basis      "By-law, art. 5"
    on         Offence
    notice     none
    appeal     none because "the police decide"
    lasts      without end
reward Bus
    while      grade is B
    grant      300 CNY
sanction Ban "May not drive"
    basis      "Road Code, art. 91"
    source     reported
    on         Offence
    impose     "may not drive in town"
    notice     14 days
    appeal     to "the county court" within 30 days
    lasts      6 months
list Poor
    kind       black
    basis      "By-law, art. 9"
    while      points < 80
    notice     none
    appeal     to "the town" within 1 week
""",
    "event Offence\n",
)


def test_the_whole_decision_in_plain_text() -> None:
    history = person(record("Offence", "2025-03-10", "r17"))
    decision = decided(PLAIN, history, "2025-06-01", "2025-06-02")
    held = held_since(PLAIN, history, decision)
    decision = attrs.evolve(decision, next_changes=upcoming(PLAIN, history, decision))
    assert held == {"Bus": day("2025-03-10"), "Poor": day("2025-03-10")}
    assert explain_plainly(decision, held).splitlines() == [
        "Town: p1 on 2025-06-01",
        "with what was known on 2025-06-02",
        "70  score",
        "  +100  starts at",
        "  -30  Traffic offences  [Offence r17 of 2025-03-10, until 2027-03-10, By-law, art. 4 (documented)]",
        "grade B, by points B",
        "Reckless driving (downgrade to B)  [by record r17, since 2025-03-10, without end, "
        "no appeal because the police decide, By-law, art. 5]",
        "reward Bus (300 CNY)  [since 2025-03-10]",
        "list Poor (black)  [since 2025-03-10, appeal to the town within 7 days, By-law, art. 9]",
        "sanction May not drive (may not drive in town)  [by record r17, since 2025-03-24, until 2025-09-24, "
        "appeal to the county court by 2025-04-09, Road Code, art. 91 (reported)]",
        "on 2025-09-24: Ban of r17 ends → 70 points, grade B",
        "on 2027-03-10: Offences r17 expires; Poor ends → 100 points, grade B",
    ]
    assert decision.explain().startswith("Town: p1 on 2025-06-01\n")


def test_a_decision_without_consent_says_so() -> None:
    series = town("reward Bus\n    while exists Yes\n", "event Yes\n", "    requires consent Yes\n")
    decision = decided(series, attrs.evolve(person(), incomplete=True), "2025-06-01")
    assert decision.explain().splitlines() == [
        "Town: p1 on 2025-06-01",
        "incomplete: a row about this subject was set aside as invalid",
        "consent is missing: nothing is scored, granted or imposed",
    ]


def test_the_day_after_the_last_expiry_only_the_start_is_left() -> None:
    history = person(record("Offence", "2025-03-10", "r17"))
    decision = decided(PLAIN, history, str(day("2027-03-10") + timedelta(days=1)))
    assert decision.score is not None
    assert explain_score(decision.score) == Step("score", 100, children=(Step("starts at", 100),))
