"""Clauses that once "held", and questions that once were "proved", of rulebooks that a case contradicts."""

from __future__ import annotations

import attrs
import pytest

from creditlang.analysis.charter import Status, conform
from creditlang.analysis.charter.answers import Answer
from creditlang.analysis.charter.solver import Solver
from creditlang.analysis.proofs import Proved, Refuted
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.report import prove
from creditlang.backends.smt.nodes import Unknown
from creditlang.backends.smt.worlds import World
from creditlang.driver import compile_text
from creditlang.types import Interval

REGISTRY = """
registry Records
contexts traffic, finance

subject House
    zone    : number between 0 and 9, protected

subject Person
    born    : date
    income  : money(EUR) between 0 EUR and 1_000_000 EUR optional
    kids    : number between 0 and 20
    faith   : one of north, south optional, protected
    house   : House optional
    guide   : Person optional, protected
    wards   : many Person by guide

event Offence of Person in traffic
    size    : number between 0 and 9
    act     : number between 0 and 9
    kind    : one of parking, speeding
    settled : date optional
event Default of Person in finance
    act     : number between 0 and 9
event Course of Person in traffic
"""
SCORE = """
score points
    rounded down
    starts at 100
    between   0 and 200
"""


def criterion(name: str, *clauses: str) -> str:
    return f'criterion {name}\n    basis "law"\n' + "".join(f"    {clause}\n" for clause in clauses) + "\n"


def sanction(trigger: str, name: str = "Ban", impose: str = '"may not drive"', more: str = "") -> str:
    process = 'notice 10 days\n    appeal to "court" within 1 month'
    return (
        f'sanction {name}\n    basis "law"\n    in traffic\n    {trigger}\n    impose {impose}\n    {process}\n{more}\n'
    )


@attrs.frozen
class Town:
    """A rulebook with what contradicts a clause, and what it took to see that."""

    clause: str
    rules: str
    head: str = ""


REWARD = 'reward Gift\n    basis "law"\n    while kids >= 0\n    grant 500 EUR\n\n'
LATER = "define Limit = as_of + 1 year\n\n"
SOON = "define soon(d : date) = (days between d and as_of) < 10\n\n"
EACH_KID = criterion("Kids", "award kids * 1 point")
ONE_ACT = criterion("A", "on Offence where kind is speeding", "deduct 50", "expires after 1 year") + criterion(
    "B", "on Offence where kind is parking", "award 30", "expires after 1 year"
)
THRESHOLDS = sanction("while points < 120") + sanction("while points < 55", "Ban2")
ON_FAITH = "faith is unknown"
PENALTIES = "grades\n    Clean below 105\n    Bad from 105\n\n"
COMMUNITY = "define other(b : boolean) = b\n\n"
TOWNS = {
    "consent": Town("require points never change when kids changes", EACH_KID, "requires consent Course"),
    "covers": Town("require points never change when kids changes", EACH_KID, "covers exists Course"),
    "who is rated": Town("require points never change when faith changes", EACH_KID, "covers faith is known"),
    "what is granted": Town(
        "require Gift never changes when kids changes",
        REWARD.replace("500 EUR", "kids * 10 EUR").replace("kids >= 0", "born < 2000-01-01"),
    ),
    "not covered without records": Town(
        "forbid two sanctions in one context for one record",
        sanction("on Offence where size > 5\n    lasts 1 year") + sanction("on Offence\n    lasts 1 year", "Ban2"),
        "covers count of Course is 2",
    ),
    "an older record": Town(
        "forbid two sanctions in one context for one record",
        sanction("on Offence where kind is parking and (count of Offence) >= 2\n    lasts 1 year")
        + sanction("on Offence where kind is speeding\n    lasts 1 year", "Ban2"),
    ),
    "acts of a group": Town(
        "require points never fall when Offence.act rises",
        criterion("A", "on Offence", "award 10")
        + criterion("B", "on Default", "award 7")
        + "group G\n    A, B\n    only the largest per act\n",
    ),
    "penalty points": Town(
        "require grade never falls when Offence.size rises",
        criterion("A", "on Offence", "award size * 1 point") + "grades\n    Clean below 105\n    Bad from 105\n",
    ),
    "a rolling cap that has rolled on": Town(
        "limit one record to 50 points",
        criterion("A", "on Offence", "deduct 100", "expires after 3 years", "at most 30 in the last 1 year"),
    ),
    "weight": Town("limit awards to 50 points", criterion("A", "on Offence", "award 40", "weight 200%")),
    "an act that displaces": Town(
        "limit one record to 1 sanction", ONE_ACT + "group G\n    A, B\n    only the largest per act\n\n" + THRESHOLDS
    ),
    "the best of two signs": Town(
        "limit one record to 1 sanction", ONE_ACT + "group G\n    A, B\n    best of\n\n" + THRESHOLDS
    ),
    "a day behind a define": Town(
        "require every sanction can end without a new record", LATER + sanction("while as_of < Limit")
    ),
    "a day behind an argument": Town(
        "require every sanction can end without a new record", SOON + sanction("while soon(as_of)")
    ),
    "one fact on both sides": Town(
        "require every sanction can end without a new record", sanction("while born + 1 year <= born + 2 years")
    ),
    "a range that always holds": Town(
        "require every sanction can end without a new record", sanction("while kids >= 0")
    ),
    "what fades with what stays": Town(
        "require every sanction can end without a new record",
        criterion("A", "on Course", "award 10")
        + criterion("B", "on Offence", "deduct 5", "expires with earlier records")
        + sanction("while points < 98"),
    ),
    "fading has an end": Town(
        "require expires after at most 5 years on deductions",
        criterion("A", "on Course", "award 10")
        + criterion("B", "on Offence", "deduct 5", "expires with earlier records"),
    ),
    "a clock that may not start": Town(
        "require expires after at most 5 years on deductions",
        criterion("A", "on Offence", "deduct 5", "counts from settled", "expires after 2 years"),
    ),
    "no longer covered": Town("forbid cliffs", REWARD, "covers income is known and income < 20_000 EUR"),
    "whom a protected relation names": Town(
        "forbid protected facts in criteria", criterion("A", "award (count of wards) * 1 point")
    ),
    "a table": Town(
        "forbid detriments because a fact is unknown",
        "table Rate by south : boolean gives points\n    yes | 0\n    no | 10\n\n"
        + criterion("A", "deduct Rate(faith is known and faith is south)"),
    ),
    "an argument": Town(
        "forbid detriments because a fact is unknown",
        COMMUNITY + criterion("A", f"while other({ON_FAITH})", "deduct 5"),
    ),
    "not on a list": Town(
        "forbid detriments because a fact is unknown",
        'list Red\n    kind red\n    basis "law"\n    while faith is known\n\n' + sanction("while not listed in Red"),
    ),
    "through the points": Town(
        "forbid sanctions because a fact is unknown",
        criterion("A", f"while {ON_FAITH}", "deduct 50") + sanction("while points < 60"),
    ),
    "through the grade": Town(
        "forbid sanctions because a fact is unknown",
        f'downgrade Down to Low\n    basis "law"\n    while {ON_FAITH}\n    notice 1 day\n'
        '    appeal to "court" within 1 month\n\ngrades\n    Good from 50\n    Low below 50\n\n'
        + sanction("while grade is Low"),
    ),
    "what is never lifted": Town(
        "forbid sanctions because a fact is unknown", sanction("on Offence\n    lifted when faith is known")
    ),
    "what lasts longer": Town(
        "forbid deductions because a fact is unknown",
        criterion("A", "on Offence", "deduct 20", "expires after if faith is known then 1 year else 3 years"),
    ),
    "a missing record among those that count": Town(
        "forbid sanctions because a field is unknown",
        sanction("while (count of Offence where settled is known) < 3"),
    ),
    "a state may end soon": Town("require lasts at least 3 months on sanctions", sanction("while kids > 3")),
    "one of two measures": Town(
        'permit only measures "warning"',
        sanction("while kids > 3", impose='if kids > 5 then "warning" else "flogging"'),
    ),
    "a measure in a table": Town(
        'forbid measures "flogging"',
        'table Measure by k : number gives text\n    below 5 | "warning"\n    from 5 | "flogging"\n\n'
        + sanction("while kids > 3", impose="Measure(kids)"),
    ),
    "penalty points of another context": Town(
        "forbid sanctions outside the context of their cause",
        criterion("A", "on Default", "award 60") + PENALTIES + sanction("while grade is Bad"),
    ),
    "penalty points without a title": Town(
        "require reasons on detriments",
        criterion("A", "on Offence", "award 60")
        + PENALTIES
        + sanction("while grade is Bad").replace("sanction Ban", 'sanction Ban "A ban"'),
    ),
    "what keeps a sanction from being lifted": Town(
        "forbid sanctions outside the context of their cause",
        sanction("on Offence\n    lifted when exists Course and not exists Default"),
    ),
    "a record that takes an award away": Town(
        "limit one record to 50 points", criterion("A", "while not exists Course", "award 60")
    ),
    "a law of no known day": Town("forbid retroactive rules", EACH_KID),
}


@pytest.mark.parametrize("town", TOWNS.values(), ids=TOWNS)
def test_a_clause_that_a_case_contradicts_does_not_hold(town: Town) -> None:
    head = f"rulebook Town\n    in force from 2025-01-01\n    records Records\n    about Person\n    {town.head}\n"
    compiled = compile_text(f"{REGISTRY}\ncharter C\n    {town.clause}\n\n{head}{SCORE}\n{town.rules}")
    assert compiled.errors == ()
    (series,) = compiled.series
    edition = series.editions[0]
    (answer,) = conform(compiled.charters[0], edition, Solver(series, edition)).answers
    assert answer.status is not Status.HOLDS


def answered(clause: str, rules: str) -> Answer:
    compiled = compile_text(
        f"{REGISTRY}\ncharter C\n    {clause}\n\nrulebook Town\n    in force from 2025-01-01\n    records Records\n"
        f"    about Person\n{SCORE}\n{rules}"
    )
    assert compiled.errors == ()
    edition = compiled.series[0].editions[0]
    (answer,) = conform(compiled.charters[0], edition, Solver(compiled.series[0], edition)).answers
    return answer


def test_the_case_of_a_record_is_about_a_record_of_that_event() -> None:
    awarded = criterion("A", "while not exists Course", "award 60")
    (finding,) = answered("limit one record to 50 points", awarded).findings
    assert finding.message.startswith("one record of `Course` may move the score by more than 50 points")
    assert "without the record `r1` 60 points more are awarded" in finding.message
    assert finding.witness is not None
    assert "  Course" in finding.witness.scenario


@pytest.mark.parametrize(
    "lifted",
    ["exists Default where act > 3", "(count of Default) >= 2 or 3 < (sum of Default.act)", "grade is Clean"],
)
def test_what_lifts_a_sanction_is_no_cause_of_it(lifted: str) -> None:
    # Of penalty points an award stands against the person, a deduction does not.
    rules = criterion("A", "on Offence", "award 60") + criterion("B", "on Default", "deduct 60") + PENALTIES
    clause = "forbid sanctions outside the context of their cause"
    answer = answered(clause, rules + sanction(f"on Offence\n    lifted when {lifted}"))
    assert answer.status is Status.HOLDS


def asked(rules: str, kind: Kind, head: str = "") -> dict[str, Finding]:
    written = f"rulebook Town\n    in force from 2025-01-01\n    records Records\n    about Person\n    {head}\n"
    compiled = compile_text(f"{REGISTRY}\n{written}{SCORE}\n{rules}")
    assert compiled.errors == ()
    return {finding.question: finding for finding in prove(compiled.series[0], kinds=(kind,))}


def is_proved(finding: Finding) -> bool:
    return isinstance(finding.answer, Proved) and finding.answer.bounds is None


@pytest.mark.parametrize(
    "rules",
    [
        LATER + sanction("while as_of < Limit"),
        SOON + sanction("while soon(as_of)"),
        criterion("A", "on Offence", "deduct 1", "weight 50%", "at most 1 in total") + sanction("while points <= 99"),
        sanction("while calendar year of as_of <= 5000"),
    ],
    ids=["a day behind a define", "a day behind an argument", "a score rounded down", "a year that nobody waits for"],
)
def test_a_burden_that_goes_on_is_not_proved_to_end(rules: str) -> None:
    (finding,) = asked(rules, Kind.ENDING).values()
    assert not is_proved(finding)


@pytest.mark.parametrize(("years", "refuted"), [(30, True), (40, False)])
def test_nobody_is_burdened_anew_when_the_edition_is_over(years: int, refuted: bool) -> None:
    rules = sanction(f"while years between 2000-01-01 and as_of >= {years}")
    (finding,) = asked(rules, Kind.ENDING, "sunset 2034-01-01").values()
    assert isinstance(finding.answer, Refuted) == refuted
    assert (finding.shown is not None) == refuted


IN_ORDER = ("on Offence", "deduct size", "expires after 1 year")


@pytest.mark.parametrize(
    ("rules", "refuted"),
    [
        (criterion("A", *IN_ORDER, "only the largest per act"), True),
        (criterion("A", "on Offence where size > 2", *IN_ORDER[1:], "at most once in 5 years"), True),
        (
            criterion("A", *IN_ORDER)
            + criterion("B", "on Default", "deduct 5", "expires after 3 years")
            + "group G\n    A, B\n    only the largest per act\n",
            True,
        ),
        (criterion("A", *IN_ORDER, "at most 12 in total", "at most 8 per calendar year"), False),
    ],
    ids=["an act that has expired", "once in some years", "an act of a group", "what one year leaves another"],
)
def test_what_takes_the_place_of_another_is_not_proved_to_move_one_way(rules: str, refuted: bool) -> None:
    found = asked(rules, Kind.MONOTONE)["more Offence.size always moves the points of A one way"]
    assert not is_proved(found)
    assert isinstance(found.answer, Refuted) or not refuted


def test_a_cap_that_moves_with_the_amount_is_not_left_out() -> None:
    capped = criterion("A", "on Offence", "deduct kids * 1 point", "at most (21 - kids) * 1 point in total")
    found = asked(capped, Kind.MONOTONE)["more Person.kids always moves the points of A one way"]
    assert isinstance(found.answer, Refuted)


def test_a_criterion_beside_a_group_moves_one_way() -> None:
    rules = criterion("A", *IN_ORDER) + criterion("B", "on Default", "deduct 5")
    found = asked(rules + "group G\n    B\n    only the largest per act\n", Kind.MONOTONE)
    assert is_proved(found["more Offence.size always moves the points of A one way"])


def test_facts_of_others_are_protected_too() -> None:
    guided = "guide is known and guide.faith is known and guide.faith is north"
    housed = "if house is known then house.zone * 1 point else 0"
    found = asked(criterion("A", f"while {guided}", "award 5") + criterion("B", f"award {housed}"), Kind.PROTECTED)
    assert not is_proved(found["Person.faith never changes points"])
    assert not is_proved(found["House.zone never changes points"])


def test_a_relation_to_many_is_a_fact() -> None:
    found = asked(criterion("A", "award (count of wards) * 1 point"), Kind.PROTECTED)
    assert not any(is_proved(finding) for question, finding in found.items() if question.startswith("Person.guide"))


def test_who_is_no_longer_rated_falls_off_a_cliff() -> None:
    (finding,) = asked(REWARD, Kind.CLIFF, "covers income is known and income < 20_000 EUR").values()
    assert not is_proved(finding)


def test_what_is_defined_has_a_name_of_its_own_in_each_variation() -> None:
    """Two questions about one person took over each other's definitions of what fades, and proved what is not so."""
    series = compile_text(REGISTRY + "rulebook Town\n    records Records\n    about Person\n" + SCORE).series[0]
    world = World(series.registry, "Person")
    numbers = [one.fresh("left", Interval()) for one in (world, world.varied({}), world.varied({}), world)]
    assert len({number.name for number in numbers if isinstance(number, Unknown)}) == len(numbers)


def test_who_is_rated_at_all_is_a_matter_of_the_grade() -> None:
    rules = "grades\n    High from 100\n    Low below 100\n\n" + criterion("A", "on Offence", "deduct 1")
    found = asked(rules, Kind.PROTECTED, "covers faith is unknown")
    assert not is_proved(found["Person.faith never changes grade"])


def test_two_people_who_differ_in_a_fact_of_a_relative_keep_the_relative() -> None:
    """Made small, one of the two lost the relative altogether, which is another difference than the one asked about."""
    text = """
registry Records
subject Person
    fine   : number between 0 and 99, protected
    spouse : Person optional
rulebook Town
    records Records
score points
    starts at 10
    between 0 and 50
criterion Household
    basis "art. 1"
    award if spouse is known then (if spouse.fine > 50 then 4 else 2) else 0
"""
    (series,) = compile_text(text, "town.credit").series
    (found,) = [f for f in prove(series, series.editions[0]) if f.kind is Kind.PROTECTED and "points" in f.question]
    assert isinstance(found.answer, Refuted)
    assert found.answer.case is not None
    assert found.answer.other is not None
    relatives = [case.subject["spouse"] for case in (found.answer.case, found.answer.other)]
    assert all(isinstance(one, dict) for one in relatives), relatives


def test_one_unit_more_is_of_an_amount_that_is_known_of_both() -> None:
    """Made small, the amount of one of the two was unknown, and one unit more than that is nothing."""
    text = """
registry Records
contexts aid
subject Person
    income : money(JPY) between 0 JPY and 999 JPY optional
rulebook Town
    records Records
sanction Fee
    in aid
    basis "art. 1"
    while income is known and income >= 500 JPY
    impose 300 JPY
    notice none
    appeal none because "it is small"
"""
    (series,) = compile_text(text, "town.credit").series
    (found,) = [f for f in prove(series, series.editions[0]) if f.kind is Kind.CLIFF]
    assert isinstance(found.answer, Refuted)
    assert found.answer.case is not None
    assert found.answer.other is not None
    assert [case.subject["income"] for case in (found.answer.case, found.answer.other)] == [499, 500]
