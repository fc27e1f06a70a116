"""What `recourse` says against trying: no smaller set of voluntary records leads there, and none is earlier.

Small rulebooks are drawn, with a grade to reach and a sanction to leave, and a person with offences. Every set of up to
two voluntary records, with every value and on several days, is decided on by the reference evaluator.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, timedelta

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from semantics.towns import person, record, town

from creditlang.analysis.recourse import OutOf, ToGrade, recourse
from creditlang.data import History, Record
from creditlang.ir import Series
from creditlang.semantics import decide
from creditlang.values import Days

pytest.importorskip("z3")

TODAY = date(2026, 1, 20)
AHEAD = 20
"""Days that are looked ahead; a calendar month ends among them."""

REGISTRY = """
event Offence
    grave : boolean
event Gift, voluntary
    kind : one of small, large
event Course, voluntary
    passed : boolean
"""

RULES = """
score points
    starts at 100

criterion Offences
    basis "art. 1"
    on Offence
    deduct if grave then {grave} else {light}
    expires after {days} days

criterion Gifts
    basis "art. 2"
    on Gift
    award if kind is large then {large} else {small}
    expires after 1 year
    at most {cap}

criterion Courses
    basis "art. 3"
    on Course where passed
    award {course}
    expires after 1 year

grades
    A from {good}
    B below {good}

sanction Ban
    basis "art. 4"
    while points < {good} and exists Offence where grave and not exists Course where passed
    impose "may not drive"
    notice 10 days
    appeal to "the court" within 30 days
"""

POSSIBLE: list[tuple[str, dict[str, object]]] = [
    ("Gift", {"kind": "small"}),
    ("Gift", {"kind": "large"}),
    ("Course", {"passed": True}),
    ("Course", {"passed": False}),
]


@attrs.frozen
class Case:
    """A rulebook, a person and what they want."""

    series: Series
    history: History
    goal: ToGrade | OutOf


@st.composite
def cases(draw: st.DrawFn) -> Case:
    few = st.integers(1, 9)
    numbers = {name: draw(few) for name in ("light", "small", "large", "course")}
    numbers |= {
        "grave": draw(st.integers(5, 15)),
        "days": draw(st.integers(20, 60)),
        "good": draw(st.integers(97, 110)),
    }
    cap = draw(st.sampled_from(["9 per calendar month", "6 in total", "12 in the last 1 month"]))
    offences = draw(st.lists(st.tuples(st.integers(1, 40), st.booleans()), min_size=1, max_size=3))
    records = [
        record("Offence", str(TODAY - timedelta(days=ago)), f"o{number}", grave=grave)
        for number, (ago, grave) in enumerate(offences)
    ]
    series = town(RULES.format(cap=cap, **numbers), REGISTRY)
    return Case(series, person(*records), draw(st.sampled_from([ToGrade("A"), OutOf("Ban")])))


def _met(case: Case, added: tuple[Record, ...], on: date) -> bool:
    records = sorted((*case.history.records, *added), key=lambda one: (one.date, one.id))
    decision = decide(case.series, attrs.evolve(case.history, records=tuple(records)), on)
    return case.goal.met(decision, case.series.editions[0])


def _sets(number: int, on: date) -> Iterator[tuple[Record, ...]]:
    """Every set of so many voluntary records, today, on the first of the month and on the day itself."""
    days = sorted({day for day in (TODAY, date(2026, 2, 1), on) if day <= on})
    single = [(event, values, day) for event, values in POSSIBLE for day in days]
    for chosen in itertools.combinations_with_replacement(single, number):
        yield tuple(record(event, str(day), f"x{place}", **values) for place, (event, values, day) in enumerate(chosen))


def _first(case: Case, number: int) -> date | None:
    """The first day on which some set of so many records meets the goal."""
    for ahead in range(AHEAD + 1):
        on = TODAY + timedelta(days=ahead)
        if any(_met(case, added, on) for added in _sets(number, on)):
            return on
    return None


@settings(max_examples=max(6, settings().max_examples // 20))
@given(cases())
def test_nothing_less_and_nothing_earlier_exists(case: Case) -> None:
    found = recourse(case.series, case.history, TODAY, case.goal, steps=2, within=Days(AHEAD), budget=120)
    assert found.undecided is None
    assert found.met == _met(case, (), TODAY)
    if found.met:
        return
    assert found.waiting == _first(case, 0)
    best = found.waiting
    by_number = {len(way.steps): way for way in found.ways}
    for number in (1, 2):
        tried = _first(case, number)
        way = by_number.get(number)
        if tried is not None and (best is None or tried < best):
            assert way is not None
            assert (way.on, way.earliest) == (tried, True)
            best = tried
        else:
            assert way is None
    for way in found.ways:
        added = tuple(record(s.event, str(s.day), f"x{n}", **s.values) for n, s in enumerate(way.steps))
        assert {step.event for step in way.steps} <= {"Gift", "Course"}
        assert all(TODAY <= step.day <= way.on for step in way.steps)
        assert _met(case, added, way.on)
        if len(added) > 1:
            assert not any(_met(case, added[:n] + added[n + 1 :], way.on) for n in range(len(added)))
