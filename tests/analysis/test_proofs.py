"""What is proved of a rulebook with every fault, and of one with none; each case is a scenario that passes."""

from __future__ import annotations

from pathlib import Path

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
    assert Proved("Fines only falls or stays") == fines


def test_a_cliff_at_the_border_of_support(findings: list[Finding]) -> None:
    (finding,) = _of(findings, Kind.CLIFF).values()
    assert isinstance(finding.answer, Refuted)
    assert finding.answer.reason == "one EUR more takes 200 EUR away"


def test_a_ban_that_may_never_end(findings: list[Finding]) -> None:
    found = _of(findings, Kind.ENDING)
    assert isinstance(found["Ban ends without a new record"].answer, Refuted)
    assert isinstance(found["Watch ends without a new record"].answer, Proved)


def test_the_ends_of_the_score(findings: list[Finding]) -> None:
    found = _of(findings, Kind.EXTENT)
    lowest, highest = found["the lowest score"].answer, found["the highest score"].answer
    assert isinstance(lowest, Proved)
    assert lowest.reason.startswith("90 points")
    assert isinstance(highest, Proved)
    assert highest.reason.startswith("128 points")


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
