"""What is proved of a rulebook with every fault, and of one with none; each case is a scenario that passes."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import attrs
import pytest

import creditlang
from creditlang.analysis.proofs import Proved, Refuted, Undecided
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.report import prove
from creditlang.backends.smt.worlds import Bounds

FAULTY = """\
registry Records
contexts traffic, charity
subject Person
    born       : date
    income     : money(EUR) between 0 EUR and 100_000 EUR
    ethnicity  : one of red, green, blue, protected
event Offence in traffic
    fine     : money(EUR) between 0 EUR and 10_000 EUR
    settled  : date optional
event Gift in charity, voluntary
    amount : money(EUR) between 0 EUR and 10_000 EUR

rulebook Town
    records Records

define trusted = ethnicity is not red

table Steps by fine : money(EUR) gives points
    below 500 EUR                  | 1
    from 500 EUR to 19_999.99 EUR  | 5
    from 20_000 EUR                | 9

score points
    starts at  100
    between    0 and 200

criterion Fines
    in       traffic
    on       Offence
    deduct   Steps(fine)
    expires  after 2 years

criterion Never
    in       traffic
    on       Offence where settled is known and settled < date and settled > date
    deduct   3
    expires  after 2 years

criterion Gifts
    in       charity
    on       Gift
    award    if amount < 1_000 EUR then amount / 100 EUR rounded down else 5
    expires  after 1 year

criterion Trust
    while    trusted
    award    10

grades
    A  from 105
    B  from 50
    C  below 50

reward Support
    in     charity
    while  income < 1_000 EUR
    grant  200 EUR

sanction Ban
    in       traffic
    basis    "Act, art. 1"
    on       Offence
    impose   "no driving"
    notice   10 days
    appeal   to "court" within 30 days
    lasts    without end
    lifted   when settled is known

sanction Watch
    in       traffic
    basis    "Act, art. 2"
    on       Offence
    impose   "is watched"
    notice   10 days
    appeal   to "court" within 30 days
    lasts    1 year
"""


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return list(prove(creditlang.loads(FAULTY).series, bounds=Bounds(records=2), budget=20))


def _of(findings: list[Finding], kind: Kind) -> dict[str, Finding]:
    return {finding.question: finding for finding in findings if finding.kind is kind}


def test_a_rule_and_a_row_that_nobody_reaches(findings: list[Finding]) -> None:
    found = _of(findings, Kind.REACHED)
    missed = [question for question, finding in found.items() if not isinstance(finding.answer, Proved)]
    assert "Never can count" in missed
    assert "row 3 of table Steps can answer" in missed
    never = found["Never can count"].answer
    # The condition contradicts itself, whatever else is on record.
    assert isinstance(never, Refuted)
    assert never.bounds is None
    assert isinstance(found["Fines can count"].answer, Proved)


def test_a_protected_fact_behind_a_define(findings: list[Finding]) -> None:
    found = _of(findings, Kind.PROTECTED)
    assert isinstance(found["Person.ethnicity never changes points"].answer, Refuted)
    assert isinstance(found["Person.ethnicity never changes grade"].answer, Refuted)
    assert isinstance(found["Person.ethnicity never changes Ban"].answer, Proved)


def test_gifts_that_earn_less_when_they_are_larger(findings: list[Finding]) -> None:
    found = _of(findings, Kind.MONOTONE)
    assert isinstance(found["more Gift.amount always moves the points of Gifts one way"].answer, Refuted)
    fines = found["more Offence.fine always moves the points of Fines one way"].answer
    assert Proved("Fines only falls or stays, whatever else is on record") == fines


def test_a_cliff_at_the_border_of_support(findings: list[Finding]) -> None:
    (finding,) = _of(findings, Kind.CLIFF).values()
    assert isinstance(finding.answer, Refuted)
    assert finding.answer.reason == "one EUR more takes 200 EUR away"
    # Of the two scenarios each says what it brings, so that they tell the cliff.
    assert finding.shown is not None
    assert finding.shown.other is not None
    (lost,) = finding.differing
    assert f"expect      {lost} 200 EUR" in finding.shown.scenario
    assert f"expect      no {lost}" in finding.shown.other.scenario
    assert finding.shown.case.records == ()


def test_a_ban_that_may_never_end(findings: list[Finding]) -> None:
    found = _of(findings, Kind.ENDING)
    assert isinstance(found["Ban ends without a new record"].answer, Refuted)
    assert isinstance(found["Watch ends without a new record"].answer, Proved)


def test_the_ends_of_the_score(findings: list[Finding]) -> None:
    found = _of(findings, Kind.EXTENT)
    lowest, highest = found["the lowest score"].answer, found["the highest score"].answer
    # Enough records of a case bring the score to where it is made to end.
    assert lowest == Proved("0 points are reached, and there the score is made to end")
    assert highest == Proved("200 points are reached, and there the score is made to end")


def test_every_case_is_a_scenario_that_passes(findings: list[Finding]) -> None:
    scenarios = [
        side.scenario
        for finding in findings
        if finding.shown is not None
        for side in (finding.shown, finding.shown.other)
        if side is not None
    ]
    assert len(scenarios) >= 5
    pasted = creditlang.loads(FAULTY + "\n" + "\n\n".join(scenarios) + "\n")
    results = pasted.test()
    assert len(scenarios) == len(results)
    assert [result.scenario.title for result in results if not result.passed] == []


def test_nothing_disagrees_with_the_evaluator(findings: list[Finding]) -> None:
    undecided = [finding.answer for finding in findings if isinstance(finding.answer, Undecided)]
    assert [answer for answer in undecided if answer.disagreement is not None] == []


def test_the_teaching_rulebook_has_none_of_it() -> None:
    town = creditlang.load(Path(__file__).parents[2] / "examples" / "rules" / "teaching")
    kinds = (Kind.PROTECTED, Kind.MONOTONE, Kind.CLIFF, Kind.ENDING)
    found = list(prove(town.series, bounds=Bounds(records=1), budget=20, kinds=kinds))
    assert [finding.question for finding in found if not isinstance(finding.answer, Proved)] == []


LENDING = """\
registry Records
subject Reader
    born : date
event Late
    days : number between 1 and 400
event Hour

rulebook Lending
    records Records

score points
    starts at 50

criterion Lates
    on      Late
    deduct  days
    expires after 1 year

criterion Helps
    on       Hour
    award    5
    at most  {cap}

grades
    Gold  from 80
    Plain below 80
"""


def _ends(text: str) -> list[object]:
    found = prove(creditlang.loads(text).series, bounds=Bounds(records=2, related=0), budget=20, kinds=(Kind.EXTENT,))
    return [finding.answer for finding in found]


def test_an_end_that_more_records_go_beyond_is_not_proved() -> None:
    size = "reached in histories with up to 6 records of each event, days from 1910 to 2080"
    like = "like the one of 2026-01-01"
    assert [
        Proved(f"there is none: each further `Late` {like} takes 1 point, and nothing holds that back"),
        Undecided(f"at least 80 points, {size}; whether another history goes higher is open"),
    ] == _ends(LENDING.format(cap="20 per calendar year"))


def test_an_end_that_a_cap_on_everything_sets_is_said_beside_what_is_reached() -> None:
    size = "reached in histories with up to 6 records of each event, days from 1910 to 2080"
    _, highest = _ends(LENDING.format(cap="40 in total"))
    assert Undecided(f"at least 80 points, {size}; never more than 90 in any history") == highest
    _, highest = _ends(LENDING.format(cap="20 in total"))
    assert Proved("70 points are reached, and no history of any length goes beyond") == highest


def _counting(condition: str, points: int = 100) -> str:
    return LENDING.format(cap="20 in total") + f"\ncriterion Often\n    while  {condition}\n    award  {points}\n"


def test_a_count_beyond_the_bounds_is_not_taken_for_impossible() -> None:
    """Twenty records are more than any search looks at; the highest grade needs them."""
    text = _counting("count of Late >= 20", 10_000).replace("from 80", "from 9_000").replace("below 80", "below 9_000")
    found = {
        f.question: f.answer for f in prove(creditlang.loads(text).series, budget=20, kinds=(Kind.REACHED, Kind.EXTENT))
    }
    assert isinstance(found["grade Gold can be reached"], Undecided)
    assert isinstance(found["Often can count"], Undecided)
    highest = found["the highest score"]
    assert isinstance(highest, Undecided)
    assert "never more than 10070 in any history" in highest.reason


def test_a_day_beyond_the_bounds_is_not_taken_for_impossible() -> None:
    series = creditlang.loads(_counting("born < 1900-01-01")).series
    found = {f.question: f.answer for f in prove(series, budget=20, kinds=(Kind.REACHED,))}
    # A solver does not look there; trying near what the rules mention finds somebody.
    assert isinstance(found["Often can count"], Proved)


def test_what_fades_needs_a_record_before_it() -> None:
    text = LENDING.format(cap="20 in total").replace(
        "    award    5\n", "    award    5\n    expires with earlier records\n"
    )
    found = {f.question: f.answer for f in prove(creditlang.loads(text).series, budget=20, kinds=(Kind.REACHED,))}
    assert isinstance(found["Helps can count"], Proved)


def test_a_protected_field_that_only_tells_acts_apart_is_read() -> None:
    text = LENDING.format(cap="20 in total").replace(
        "event Hour\n", "event Hour\n    place : one of north, south, protected\n"
    )
    text = text.replace("    award    5\n", "    award    5\n    only the largest per place\n")
    answers = [f.answer for f in prove(creditlang.loads(text).series, budget=20, kinds=(Kind.PROTECTED,))]
    assert any(isinstance(answer, Refuted) for answer in answers)


def test_the_people_of_scenarios_are_cases() -> None:
    """Thirteen records are more than a search or trying looks at; a scenario has them."""
    late = "".join(f"    2026-01-{day:02}  Late days 1\n" for day in range(1, 14))
    scenario = f'scenario "often"\n    as of  2026-02-01\n    Reader  born 2000-01-01\n{late}    expect  points 0\n'
    text = _counting("count of Late >= 13")
    alone, helped = (
        next(
            f.answer
            for f in prove(creditlang.loads(each).series, budget=5, kinds=(Kind.REACHED,))
            if f.about == "Often"
        )
        for each in (text, f"{text}\n{scenario}")
    )
    assert isinstance(alone, Undecided)
    # What the scenario expects is wrong; its person may be as it says.
    assert isinstance(helped, Proved)


FLENSBURG = Path(__file__).parents[2] / "examples" / "rules" / "flensburg" / "register.credit.md"


def test_measures_of_flensburg_never_end_by_themselves() -> None:
    """A solver has no answer for them: earlier scores enter. Cases that are tried show it."""
    series = creditlang.load(FLENSBURG).series
    found = prove(attrs.evolve(series, scenarios=()), kinds=(Kind.ENDING,), budget=10)
    shown = {f.about: f.shown for f in islice(found, 3)}
    assert {"AdmonitionDue", "WarningDue", "WithdrawalDue"} == set(shown)
    assert all(one is not None for one in shown.values())


ENDS = """\
registry Records
subject Person
    born : date
event Gift

rulebook Town
    records  Records
    in force from 2020-01-01

score points
    starts at 100
    between   0 and 200

criterion Gifts
    on    Gift
    award 60

scenario "two gifts"
    as of      2026-01-01
    Person     born 1980-01-01
    2025-01-01 Gift
    2025-02-01 Gift
    expect     points 200
"""


def test_the_person_of_a_scenario_reaches_the_end_of_the_score() -> None:
    """Nobody has a record where the solver looks."""

    def highest(text: str) -> object:
        series = creditlang.loads(text).series
        found = prove(series, bounds=Bounds(records=0), budget=5, kinds=(Kind.EXTENT,))
        return {finding.question: finding.answer for finding in found}["the highest score"]

    assert highest(ENDS) == Proved("200 points are reached, and there the score is made to end")
    assert isinstance(highest(ENDS[: ENDS.index("scenario")]), Undecided)
