"""What `--seconds` means: no question is given more of the solver's time than its seconds, however often it is asked.

Nothing here measures time. The clock stands still but for what the solver is allowed, as if it always used all of it.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

import creditlang
from creditlang.analysis.charter import conform
from creditlang.analysis.charter.solver import Solver
from creditlang.analysis.proofs.patience import Patience
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.report import prove
from creditlang.backends.smt.solving import NoAnswer, Session, Solution
from creditlang.backends.smt.worlds import Bounds
from creditlang.driver import compile_text

SECONDS = 0.5
MADE_SMALL = 0.4
"""What making a case small may take beside, as docs/reference/proofs.md says; once for each of a question's cases."""

RULES = """
registry Records
contexts traffic, charity, finance

subject Person
    income : money(EUR) between 0 EUR and 100_000 EUR
    origin : one of north, south, protected

event Offence in traffic from "Police"
    fine   : money(EUR) between 0 EUR and 5_000 EUR
    act    : number between 1 and 9

event Gift in charity from "Charity", voluntary
    worth  : money(EUR) between 0 EUR and 9_000 EUR

charter Limits
    limit   one record to 40 points
    limit   deductions to 50 points per calendar year
    forbid  cliffs
    forbid  two sanctions in one context for one record
    require points never fall when Gift.worth rises

rulebook Town
    in force from 2020-01-01
    records  Records

score points
    starts at 100
    between   0 and 200

criterion Offences
    on       Offence
    deduct   if fine > 100 EUR then 40 else if origin is north then 3 else 1
    expires  after 2 years
    only the largest per act

criterion Gifts
    on       Gift
    award    if worth > 500 EUR then 5 else worth / 100 EUR rounded down
    expires  after 1 year

grades
    A  from 120
    B  from 50
    C  below 50

reward Support
    in     charity
    while  income < 1_000 EUR
    grant  200 EUR

sanction Ban
    in       traffic
    basis    "Act, art. 1"
    while    grade is C
    impose   "no driving"
    notice   10 days
    appeal   to "court" within 30 days

sanction Watch
    in       traffic
    basis    "Act, art. 2"
    while    count of Offence within 1 year > 1
    impose   "is watched"
    notice   10 days
    appeal   to "court" within 30 days
"""


class Clock:
    """Stands still but for what the solver is allowed; `spent` is what that was since it was last asked for."""

    def __init__(self) -> None:
        self.now = 0.0
        self._seen = 0.0

    def spent(self) -> float:
        since, self._seen = self.now - self._seen, self.now
        return since


@pytest.fixture(params=["answers late", "never answers"])
def clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A solver that takes all the time it is allowed."""
    found, ask = Clock(), Session._ask

    def slow(self: Session, solver: Any, budget: float, inputs: Any) -> Solution:
        found.now += budget
        return ask(self, solver, 0.2, inputs) if request.param == "answers late" else NoAnswer("timeout")

    monkeypatch.setattr(time, "monotonic", lambda: found.now)
    monkeypatch.setattr(Session, "_ask", slow)
    return found


def test_no_answer_takes_longer_than_its_seconds(clock: Clock) -> None:
    series = creditlang.loads(RULES, rulebook="Town").series
    taken: list[tuple[Finding, float]] = []
    for finding in prove(series, bounds=Bounds(records=1, related=0), budget=SECONDS):
        taken.append((finding, clock.spent()))
    assert {finding.kind for finding, _ in taken} == set(Kind)
    for finding, spent in taken:
        # About a protected fact it is asked first whether it changes anything at all.
        times = 2 if finding.kind is Kind.PROTECTED else 1
        assert spent <= times * SECONDS * (1 + MADE_SMALL) + 0.01, finding.question
    assert any(spent > 0 for _, spent in taken)


def test_no_doubt_of_a_clause_takes_longer_than_its_seconds(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    compiled = compile_text(RULES)
    assert compiled.errors == ()
    (series,), (charter,) = compiled.series, compiled.charters
    taken: list[float] = []
    begin = Patience.begin

    def begins(self: Patience) -> None:
        taken.append(clock.spent())
        begin(self)

    monkeypatch.setattr(Patience, "begin", begins)
    edition = series.editions[-1]
    conform(charter, edition, Solver(series, edition, SECONDS))
    taken.append(clock.spent())
    assert max(taken) <= SECONDS * (1 + MADE_SMALL) + 0.01
    assert max(taken) > 0
