"""Clauses of charters at their edges: what they catch, what they leave alone, and what they say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import attrs
import pytest

from creditlang.analysis.charter import Answer, Status, conform
from creditlang.analysis.charter.prover import Never, Shown
from creditlang.analysis.charter.solver import Solver
from creditlang.analysis.static.lengths import at_least, at_most
from creditlang.backends.smt.cases import Case
from creditlang.driver import compile_paths, compile_text
from creditlang.values import Days, Months

EXAMPLES = Path(__file__).parents[2] / "examples"

REGISTRY = """
registry Records
contexts traffic, finance, travel

subject Person
    born    : date
    income  : money(EUR) between 0 EUR and 1_000_000 EUR optional
    faith   : one of north, south optional, protected
    spouse  : Person optional
    wards   : many Person by spouse

event Offence in traffic from "Police"
    fine    : money(EUR) between 0 EUR and 5_000 EUR
    kind    : one of parking, speeding
    settled : date optional
event Default in finance from "Bank"
event Course in traffic from "School", voluntary
"""
HEAD = """
rulebook Town
    in force from 2025-01-01
    records  Records
"""
SCORE = """
score points
    starts at 100
    between   0 and 200
"""
SANCTION = """
sanction Ban
    basis    "law"
    in       traffic
    {}
    impose   "may not drive"
    notice   10 days
    appeal   to "court" within 1 month
"""


def answered(clause: str, rules: str, head: str = "", *, solver: bool = False, registry: str = REGISTRY) -> Answer:
    """The answer to one clause for a rulebook."""
    compiled = compile_text(f"{registry}\ncharter C\n    {clause}\n{HEAD}{head}{SCORE}{rules}")
    assert compiled.errors == ()
    (series,) = compiled.series
    (edition,) = series.editions
    found = conform(compiled.charters[0], edition, Solver(series, edition) if solver else None)
    return found.answers[0]


def messages(answer: Answer) -> list[str]:
    return [finding.message for finding in answer.findings]


# --- flow ---------------------------------------------------------------------------------------------------

THROUGH = """
define southern = faith is known and faith is south

table Rate by direction : boolean gives points
    yes | 10
    no  | 0

list Seen
    kind   red
    basis  "law"
    while  southern

criterion Talk "Talk"
    basis  "law"
    deduct Rate(southern)
"""


def test_a_protected_fact_is_found_through_a_list_and_a_define() -> None:
    answer = answered("forbid protected facts in sanctions", THROUGH + SANCTION.format("while listed in Seen"))
    assert messages(answer) == ["the sanction `Ban` rests on `faith` of `Person`, which is protected"]
    assert [step.text for step in answer.findings[0].chain] == [
        "the sanction `Ban` asks whether the person is on the list `Seen`",
        "the red list `Seen` uses the define `southern`",
        "the define `southern` reads `faith`",
    ]


def test_a_protected_fact_is_found_through_a_table_and_the_score() -> None:
    answer = answered("forbid protected facts in sanctions", THROUGH + SANCTION.format("while points < 100"))
    assert [step.text for step in answer.findings[0].chain] == [
        "the sanction `Ban` reads the points",
        "the score counts the deduction `Talk`",
        "the deduction `Talk` uses the define `southern`",
        "the define `southern` reads `faith`",
    ]


def test_a_protected_fact_is_found_that_tells_acts_of_a_group_apart() -> None:
    late = 'criterion {}\n    basis "law"\n    on Offence\n    deduct {}\n    expires after 1 year\n'
    rules = late.format("A", 5) + late.format("B", 10) + "group G\n    A, B\n    only the largest per kind\n"
    secret = REGISTRY.replace("one of parking, speeding", "one of parking, speeding, protected")
    answer = answered(
        "forbid protected facts in sanctions", rules + SANCTION.format("while points < 50"), registry=secret
    )
    assert [step.text for step in answer.findings[0].chain] == [
        "the sanction `Ban` reads the points",
        "the score counts one per `kind`",
    ]
    assert answered("forbid protected facts in sanctions", rules, registry=secret).status is Status.HOLDS


def test_whom_a_rulebook_covers_counts_once() -> None:
    answer = answered("forbid protected facts in rules", "", "    covers faith is known and faith is north\n")
    assert messages(answer) == ["the rulebook's `covers` rests on `faith` of `Person`, which is protected"]


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("spouse is known", True),
        ("count of wards >= 2", True),
        ("spouse is known and spouse.born < as_of", True),
        ("income is known and income < 5 EUR", False),
    ],
)
def test_relations(condition: str, found: bool) -> None:
    answer = answered("forbid relations in sanctions", SANCTION.format(f"while {condition}"))
    assert found == (answer.status is Status.VIOLATED)


def test_a_criterion_cannot_move_its_records_to_another_sphere() -> None:
    rules = 'criterion Late\n    basis "law"\n    in traffic\n    on Default\n    deduct 5\n    expires after 1 year\n'
    answer = answered("forbid deductions outside the context of their cause", rules)
    assert messages(answer) == [
        "the deduction `Late` takes effect in `traffic`, and its cause, records of `Default`, lies in `finance`"
    ]


def test_awards_are_no_cause_of_a_detriment() -> None:
    rules = 'criterion Good\n    basis "law"\n    on Default\n    award 5\n' + SANCTION.format("while points < 100")
    assert answered("forbid sanctions outside the context of their cause", rules).status is Status.HOLDS


def test_permit_only_some_fields_of_an_event() -> None:
    rules = SANCTION.format("on Offence where fine > 5 EUR and kind is parking\n    lasts 1 year")
    clause = "permit only reading Offence.fine in sanctions"
    assert messages(answered(clause, rules)) == ["the sanction `Ban` rests on `kind` of `Offence`, which is not listed"]


# --- the lack of something ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("income is unknown", True),
        ("income is known and income < 5 EUR", False),
        ("income is unknown or income < 5 EUR", True),
        ("not (income is unknown or income > 5 EUR)", False),
        ("if income is known then income < 5 EUR else no", False),
        ("if income is known then income < 5 EUR else yes", True),
        ("points < (if income is known then 100 else 50)", False),
        ("points < (if income is known then 50 else 100)", True),
    ],
)
def test_a_fact_that_is_unknown(condition: str, found: bool) -> None:
    answer = answered("forbid sanctions because a fact is unknown", SANCTION.format(f"while {condition}"))
    assert found == (answer.status is Status.VIOLATED), messages(answer)


def test_a_field_is_no_fact_and_a_missing_record_is_neither() -> None:
    rules = SANCTION.format("on Offence where settled is unknown\n    lasts 1 year")
    assert answered("forbid sanctions because a fact is unknown", rules).status is Status.HOLDS
    assert answered("forbid sanctions because a field is unknown", rules).status is Status.VIOLATED
    rules = SANCTION.format("while not exists Course")
    assert answered("forbid sanctions because a field is unknown", rules).status is Status.HOLDS
    assert answered("forbid sanctions because a record is missing", rules).status is Status.VIOLATED
    rules = SANCTION.format("while count of Course < 2")
    assert answered("forbid sanctions because a record is missing", rules).status is Status.VIOLATED


# --- ends ---------------------------------------------------------------------------------------------------

GOING = 'criterion Fine\n    basis "law"\n    on Offence\n    deduct 60\n    expires after 1 year\n'
STAYING = 'criterion Fine\n    basis "law"\n    on Offence\n    deduct 60\n    expires never\n'


@pytest.mark.parametrize(
    ("rules", "trigger", "ends"),
    [
        ("", "on Offence\n    lasts 99 years", True),
        ("", "on Offence\n    lasts without end", False),
        ("", "on Offence\n    lifted when settled is known", True),
        ("", "on Offence\n    lifted when settled is known and as_of >= settled + 1 year", True),
        ("", "on Offence\n    lifted when exists Course", False),
        ("", "while exists Offence within 2 years", True),
        ("", "while exists Offence", False),
        ("", "while exists Offence where settled is unknown", True),
        ("", "while count of Offence within 1 year >= 3", True),
        ("", "while income is known and income < 5 EUR", True),
        ("", "while faith is known and faith is north", False),
        ("", "while years between born and as_of < 18", True),
        ("", "while years between born and as_of >= 18", False),
        (GOING, "while points < 100", True),
        (STAYING, "while points < 100", False),
        (STAYING, "while points < 0 or points < 10", False),
    ],
)
def test_whether_a_sanction_can_end(rules: str, trigger: str, ends: bool) -> None:
    answer = answered("require every sanction can end without a new record", rules + SANCTION.format(trigger))
    assert ends == (answer.status is Status.HOLDS), messages(answer)


@pytest.mark.parametrize(
    ("length", "other", "least", "most"),
    [
        (Months(1), Days(28), True, False),
        (Months(1), Days(29), False, False),
        (Months(1), Days(31), False, True),
        (Months(12), Days(365), True, False),
        (Months(12), Days(366), False, True),
        (Days(7), Days(7), True, True),
        (Months(2), Months(3), False, True),
    ],
)
def test_lengths_of_days_and_of_months(length: Months | Days, other: Months | Days, least: bool, most: bool) -> None:
    assert (least, most) == (at_least(length, other), at_most(length, other))


def test_every_length_that_a_table_gives() -> None:
    rules = (
        "table Term by kind : Offence.kind gives duration in months\n    parking  | 6 months\n    speeding | 3 years\n"
    )
    rules += SANCTION.format("on Offence\n    lasts Term(kind)")
    answer = answered("require lasts between 1 year and 2 years on sanctions", rules)
    assert messages(answer) == [
        "the sanction `Ban` lasts 6 months, where 1 year are the least",
        "the sanction `Ban` lasts 3 years, where 2 years are the most",
    ]


STRIKE = 'criterion Fine\n    basis "law"\n    on Offence\n    {} 60\n    expires never\n'
FEWER_ARE_BETTER = "grades\n    A below 150\n    B from 150\n"


@pytest.mark.parametrize(
    ("grades", "effect", "against"),
    [
        ("", "deduct", True),
        ("", "award", False),
        (FEWER_ARE_BETTER, "deduct", False),
        (FEWER_ARE_BETTER, "award", True),
    ],
)
def test_a_criterion_is_a_detriment_where_it_leads_to_worse_grades(grades: str, effect: str, against: bool) -> None:
    answer = answered("forbid permanent detriments", STRIKE.format(effect) + grades)
    assert messages(answer) == [f"the {'award' if effect == 'award' else 'deduction'} `Fine` never expires"] * against
    literal = answered("forbid permanent deductions", STRIKE.format(effect) + grades)
    assert (literal.status is Status.VIOLATED) == (effect == "deduct")


def test_reasons_are_owed_for_what_counts_against_the_person_in_the_score() -> None:
    rules = FEWER_ARE_BETTER + STRIKE.format("award") + SANCTION.format("while points > 150")
    answer = answered("require reasons on sanctions", rules.replace("sanction Ban", 'sanction Ban "Ban"'))
    assert messages(answer) == [
        "the sanction `Ban` rests on the score, in which the award `Fine` has no words to be told in"
    ]


# --- numbers ------------------------------------------------------------------------------------------------

TWO = """
criterion One
    basis "law"
    on Offence where kind is parking
    deduct 30
    expires after 1 year
    at most 60 per calendar year
criterion Other
    basis "law"
    on Offence where kind is speeding
    deduct if occurrence within 1 year >= 3 then 40 else 10
    expires after 1 year
    at most 80 per calendar year
"""


def test_two_criteria_never_speak_of_one_record_at_once() -> None:
    assert answered("limit one record to 45 points", TWO).status is Status.UNDECIDED
    proven = answered("limit one record to 45 points", TWO, solver=True)
    assert proven.status is Status.UNDECIDED
    assert "proven for histories with up to 3 records of each event, not for all" in messages(proven)[0]
    shown = answered("limit one record to 35 points", TWO, solver=True)
    assert shown.status is Status.VIOLATED
    assert "costs 40 points" in messages(shown)[0]


def test_without_occurrence_one_record_is_all_there_is() -> None:
    rules = TWO.replace("if occurrence within 1 year >= 3 then 40 else 10", "20")
    proven = answered("limit one record to 45 points", rules, solver=True)
    assert (proven.status, proven.bound) == (Status.HOLDS, None)


def test_caps_prove_for_a_year_what_they_say() -> None:
    assert answered("limit deductions to 140 points per calendar year", TWO).status is Status.HOLDS
    assert answered("limit deductions to 139 points per calendar year", TWO).status is Status.UNDECIDED
    assert answered("limit deductions to 140 points per calendar month", TWO).status is Status.HOLDS
    assert answered("limit deductions to 140 points in total", TWO).status is Status.UNDECIDED
    shown = answered("limit deductions to 130 points per calendar year", TWO, solver=True)
    assert shown.status is Status.VIOLATED


@pytest.mark.parametrize(
    ("amount", "clause", "status"),
    [
        ("fine / 100 EUR rounded down", "points never rise when Offence.fine rises", Status.HOLDS),
        ("fine / 100 EUR rounded down", "points never fall when Offence.fine rises", Status.VIOLATED),
        ("if fine > 50 EUR then 20 else 10", "points never rise when Offence.fine rises", Status.HOLDS),
        ("if fine > 50 EUR then 10 else 20", "points never rise when Offence.fine rises", Status.VIOLATED),
        ("50 - fine / 100 EUR rounded down", "points never fall when Offence.fine rises", Status.HOLDS),
        ("if fine = 50 EUR then 0 else 10", "points never rise when Offence.fine rises", Status.VIOLATED),
        ("10", "points never change when Offence.fine changes", Status.HOLDS),
        ("if kind is parking then 5 else 10", "points never change when Offence.kind changes", Status.VIOLATED),
    ],
)
def test_movements(amount: str, clause: str, status: Status) -> None:
    rules = f'criterion Fine\n    basis "law"\n    on Offence\n    deduct {amount}\n    expires after 1 year\n'
    answer = answered(f"require {clause}", rules, solver=True)
    assert status is answer.status, messages(answer)
    assert all(finding.witness is not None for finding in answer.findings)


def test_one_record_and_two_sanctions() -> None:
    one = SANCTION.format("on Offence where kind is parking\n    lasts 1 year")
    other = SANCTION.replace("Ban", "Tow").format("on Offence where kind is speeding\n    lasts 1 year")
    both = SANCTION.replace("Ban", "Tow").format("on Offence where fine > 100 EUR\n    lasts 1 year")
    clause = "forbid two sanctions in one context for one record"
    assert answered(clause, one + other).status is Status.HOLDS
    shown = answered(clause, one + both, solver=True)
    assert shown.status is Status.VIOLATED
    assert "one record brings about Ban and Tow" in messages(shown)[0]
    elsewhere = both.replace("traffic", "travel")
    assert answered(clause, one + elsewhere).status is Status.HOLDS
    assert answered("limit one record to 1 sanction", one + elsewhere, solver=True).status is Status.VIOLATED
    assert answered("limit one record to 1 sanction", one + other, solver=True).status is Status.HOLDS


@pytest.mark.parametrize(
    ("lifted", "holds"),
    [
        ("exists Course where date >= this.date", True),
        ("(count of Course) >= 2 or exists Course", True),
        ("not (exists Course)", False),
        ("(count of Course) < 3", False),
    ],
)
def test_what_only_lifts_two_sanctions_brings_about_neither(lifted: str, holds: bool) -> None:
    """Of any number of records, and without a solver: each comes with a record of its own kind alone."""
    one = SANCTION.format(f"on Offence where kind is parking\n    lasts without end\n    lifted when {lifted}")
    other = one.replace("Ban", "Tow").replace("parking", "speeding")
    found = answered("forbid two sanctions in one context for one record", one + other)
    assert (found.status is Status.HOLDS) == holds


@pytest.mark.parametrize("clause", ["limit one record to 20 points", "limit deductions to 20 points per calendar year"])
def test_what_grows_with_many_other_records_is_shown_by_a_case(clause: str) -> None:
    """It takes more of what is lowered than a solver looks at."""
    rules = """
criterion Lateness
    basis "law"
    on    Default
    award 4
    expires after 5 years

criterion Lowered
    basis "law"
    on    Course where points before > 100
    deduct max(0, points before - 100)
    expires with earlier records
"""
    shown = answered(clause, rules, solver=True)
    assert shown.status is Status.VIOLATED, messages(shown)
    assert shown.findings[0].witness is not None
    assert shown.findings[0].witness.scenario.count("Default") >= 6


# --- parts of a clause --------------------------------------------------------------------------------------


def test_an_exception_spares_its_rule_only_and_is_told() -> None:
    rules = SANCTION.format("on Default\n    lasts 1 year")
    rules += SANCTION.replace("Ban", "Tow").format("on Default\n    lasts 1 year")
    clause = 'forbid sanctions outside the context of their cause except Ban because "art. 3"'
    answer = answered(clause, rules)
    assert [finding.rule for finding in answer.findings] == ["Tow"]
    assert [(e.finding.rule, e.exemption.because) for e in answer.excused] == [("Ban", "art. 3")]


def test_a_clause_for_some_sectors() -> None:
    clause = 'require consent for rulebooks of "platform", "bank"'
    assert answered(clause, "", '    sector "city"\n').status is Status.HOLDS
    assert answered(clause, "", '    sector "bank"\n').status is Status.VIOLATED


def test_several_findings_at_one_place_are_all_told() -> None:
    charter = "charter C\n    require notice at least 1 year on sanctions\n    require repair on sanctions\n"
    rules = SANCTION.format("on Offence\n    lasts 1 year")
    found = compile_text(f"{REGISTRY}\n{charter}\n{HEAD}    under C\n{SCORE}{rules}").errors
    assert [error.message_text() for error in found] == [
        "the sanction `Ban` gives 10 days of notice, where 1 year are owed",
        "the sanction `Ban` is not lifted by anything that the person can do: it has no `lifted when`",
    ]


# --- what holds only for few records does not hold ----------------------------------------------------------

OFTEN = """
define often = (count of Offence where kind is parking) >= {}
"""


@pytest.mark.parametrize("threshold", [1, 3, 4])
def test_two_sanctions_that_only_several_records_bring_about(threshold: int) -> None:
    rules = (
        OFTEN.format(threshold) + SANCTION.format("while often") + SANCTION.replace("Ban", "Tow").format("while often")
    )
    for clause in ("forbid two sanctions in one context for one record", "limit one record to 1 sanction"):
        shown = answered(clause, rules, solver=True)
        assert shown.status is Status.VIOLATED, messages(shown)
        assert "one record brings about Ban and Tow" in messages(shown)[0]


def test_two_sanctions_that_need_more_records_than_are_looked_at_are_no_pass() -> None:
    rules = OFTEN.format(30) + SANCTION.format("while often") + SANCTION.replace("Ban", "Tow").format("while often")
    shown = answered("forbid two sanctions in one context for one record", rules, solver=True)
    assert shown.status is Status.UNDECIDED
    by_sum = rules.replace("(count of Offence where kind is parking) >= 30", "(sum of Offence.fine) > 50_000 EUR")
    assert by_sum != rules
    shown = answered("forbid two sanctions in one context for one record", by_sum, solver=True)
    assert shown.status is Status.UNDECIDED


def test_two_sanctions_that_no_record_can_bring_about_at_once_for_any_number_of_them() -> None:
    one = SANCTION.format("while exists Offence where kind is parking")
    other = SANCTION.replace("Ban", "Tow").format("while exists Offence where kind is speeding")
    proven = answered("forbid two sanctions in one context for one record", one + other, solver=True)
    assert (proven.status, proven.bound) == (Status.HOLDS, None)


def test_a_cap_that_grows_with_the_records() -> None:
    rules = """
criterion Fine
    basis "law"
    on Offence
    deduct 90
    expires after 1 year
    at most 10 * (count of Offence) in total
"""
    shown = answered("limit one record to 25 points", rules, solver=True)
    assert shown.status is not Status.HOLDS


def test_a_rule_of_days_that_the_solver_does_not_look_at_first() -> None:
    late = """
criterion Fine
    basis "law"
    on Offence
    deduct if date >= 2100-01-01 then 60 else 10
    expires after 1 year
"""
    shown = answered("limit one record to 25 points", late, solver=True)
    assert shown.status is not Status.HOLDS


CLIFF = """
define large = (count of wards where income is known) >= {}

reward Support
    basis "law"
    in finance
    while income is known and {} income < 1_000 EUR
    grant 500 EUR
"""


def test_a_cliff_that_few_wards_do_not_show_is_not_proved_away() -> None:
    series = compile_text(f"{REGISTRY}{HEAD}{CLIFF.format(5, 'large and')}").series[0]
    (proof,) = Solver(series, series.editions[0]).cliffs().values()
    assert isinstance(proof, Never)
    assert proof.bound is not None


def test_that_there_is_no_cliff_is_proved_of_rules_on_facts() -> None:
    rules = CLIFF.format(5, "").replace("grant 500 EUR", "grant min(0.50 EUR, 1 EUR)")
    series = compile_text(f"{REGISTRY}{HEAD}{rules}").series[0]
    assert list(Solver(series, series.editions[0]).cliffs().values()) == [Never()]


def test_the_rule_that_loses_is_to_blame_for_a_cliff() -> None:
    rules = """
reward Calm
    basis "law"
    while income is known
    grant 10 EUR

reward Support
    basis "law"
    while income is known and income < 1_000 EUR
    grant max(500 EUR - income, 200 EUR)
"""
    *_, finding = answered("forbid cliffs", rules, solver=True).findings
    assert finding.message.startswith("the reward `Support` rests on `Person.income`")


def test_a_notice_that_no_decision_waits_for_is_told() -> None:
    rules = """
list Rogue
    basis "law"
    kind black
    while points < 50
    publishes born
    notice 28 days
    appeal none because "it is a list"
"""
    answer = answered("require notice at least 28 days on black lists", rules)
    assert answer.status is Status.HOLDS
    assert "`Rogue` begins as soon as the condition holds, whatever the notice says" in answer.reason


def test_cases_of_one_report_have_titles_of_their_own() -> None:
    series = compile_text(f"{REGISTRY}{HEAD}\nscore points\n    starts at 5\n").series[0]
    two = attrs.evolve(series, editions=(attrs.evolve(series.editions[0], edition="2024"), series.editions[0]))
    case = Case("Person", {"born": date(1990, 1, 1), "income": None, "faith": None, "wards": ()}, (), date(2026, 1, 1))
    solver = Solver(two, two.editions[0])
    first_lines = [solver.witness("too much", case, "").scenario.splitlines()[0] for _ in range(2)]
    assert first_lines == ['scenario "too much, edition 2024"', 'scenario "too much, edition 2024 (2)"']


def test_a_movement_that_many_wards_allow() -> None:
    rules = """
define large = (count of wards where income is known) >= 5

criterion Poor
    basis "law"
    while large and income is known and income > 1_000 EUR and income < 2_000 EUR
    award 10
"""
    shown = answered("require points never fall when Person.income rises", rules, solver=True)
    assert shown.status is not Status.HOLDS


ONCE = """
criterion Fines
    basis "law"
    on Offence
    award fine / 100 EUR rounded down
    {}
    expires after 9 years
"""


@pytest.mark.parametrize(
    ("cap", "status"),
    [
        # A gift that comes to be worth something stands in the way of a larger one.
        ("at most once in 1 year", Status.VIOLATED),
        # What is left of a cap on everything is handed to a year that another cap cuts off.
        ("at most 10 in total\n    at most 5 per calendar year", Status.VIOLATED),
        ("at most 5 per calendar year\n    at most 10 in total", Status.HOLDS),
        ("at most 5 per calendar month\n    at most 10 per calendar year", Status.HOLDS),
    ],
)
def test_caps_that_make_more_count_less(cap: str, status: Status) -> None:
    answer = answered("require points never fall when Offence.fine rises", ONCE.format(cap), solver=True)
    assert status is answer.status, messages(answer)


def test_what_fades_rests_on_the_lines_that_it_is_kept_to() -> None:
    rules = """
criterion Fines
    basis "law"
    on Offence
    deduct fine / 100 EUR rounded down
    expires after 1 year
criterion Courses
    basis "law"
    on Course
    award 10
    expires with earlier records
"""
    answer = answered("require Courses never changes when Offence.fine changes", rules, solver=True)
    assert answer.status is Status.VIOLATED, messages(answer)


def test_two_measures_of_flensburg_from_one_act_are_found_by_trying() -> None:
    """A solver has no answer, for earlier scores enter; the rule file has no scenarios."""
    (series,) = compile_paths([EXAMPLES / "rules" / "flensburg" / "register.credit.md"]).series
    edition = series.editions[0]
    assert series.scenarios == ()
    shown = Solver(series, edition).both_hold(("AdmonitionDue", "WarningDue"), "Offence", 2)
    assert isinstance(shown, Shown)
    assert shown.witness.shows == "one record brings about AdmonitionDue and WarningDue"
