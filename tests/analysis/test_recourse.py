"""The way out of a burden and up to a grade: fewest steps, then the earliest day, then the least."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path

import attrs
import pytest

import creditlang
from creditlang.analysis.recourse import OutOf, Recourse, ToGrade, open_goals, recourse
from creditlang.data import History, history_from_objects
from creditlang.render.decision import decision_text
from creditlang.render.recourse import recourse_text
from creditlang.semantics import decide

TODAY = date(2026, 3, 1)
PERSON = {"born": date(1980, 5, 4), "children": 0, "ethnicity": None, "subject": "p"}


@pytest.fixture(scope="module")
def town() -> creditlang.Rulebook:
    return creditlang.load(Path(__file__).parents[2] / "examples" / "rules" / "teaching")


def _history(town: creditlang.Rulebook, **events: list[dict[str, object]]) -> History:
    return history_from_objects(town.registry, "Person", PERSON, events)


def _ways(town: creditlang.Rulebook, history: History, goal: ToGrade | OutOf, **settings: int) -> Recourse:
    return recourse(town.series, history, TODAY, goal, budget=20, **settings)


def test_the_smallest_gift_that_reaches_the_grade(town: creditlang.Rulebook) -> None:
    found = _ways(town, _history(town), ToGrade("A"))
    (way,) = found.ways
    (step,) = way.steps
    # Ten points at 60 EUR each since 2026; blood alone would take two steps.
    assert (step.event, step.day, step.values["amount"]) == ("Donation", TODAY, 600)
    assert (way.on, way.earliest, way.least) == (TODAY, True, True)
    assert date(2029, 3, 1) == way.lost
    assert found.waiting is None


def test_a_cent_less_does_not_reach_it(town: creditlang.Rulebook) -> None:
    less = {"date": TODAY, "amount": "599.99"}
    assert decide(town.series, _history(town, Donation=[less]), TODAY).grade == "B"


def test_two_steps_where_one_is_not_enough(town: creditlang.Rulebook) -> None:
    # Six points were lost: a gift may earn ten this year, so blood must be given too.
    offence = {"date": date(2026, 2, 1), "offence": "speeding", "act": "a"}
    parked = {"date": date(2026, 2, 2), "offence": "parking", "act": "b"}
    found = _ways(town, _history(town, TrafficOffence=[offence, parked]), ToGrade("A"))
    fewest = found.ways[0]
    assert len(fewest.steps) > 1 or fewest.on > TODAY
    now = next(way for way in found.ways if way.on == TODAY)
    assert {"BloodDonation", "Donation"} >= {step.event for step in now.steps}
    assert now.decision.points == 110


def test_each_way_is_earlier_than_those_with_fewer_steps(town: creditlang.Rulebook) -> None:
    offences = [{"date": date(2026, 2, 1), "offence": "drunk_driving", "act": "a"}]
    found = _ways(town, _history(town, TrafficOffence=offences), ToGrade("B"))
    days = [way.on for way in found.ways]
    assert days == sorted(days, reverse=True)
    assert len(days) == len(set(days))
    assert found.waiting is not None
    assert all(day < found.waiting for day in days)
    assert [len(way.steps) for way in found.ways] == sorted(len(way.steps) for way in found.ways)


def test_a_debt_that_can_be_settled(town: creditlang.Rulebook) -> None:
    history = _history(town, CourtDefault=[{"record": "r9", "date": date(2026, 1, 5), "owed": 100}])
    found = _ways(town, history, OutOf("UnpaidCourtDebt"))
    (way,) = found.ways
    (step,) = way.steps
    assert (step.record, step.field, step.day, step.named_by) == ("r9", "settled", TODAY, ("UnpaidCourtDebt",))
    # Thirty days of notice, then a year.
    assert date(2027, 2, 4) == found.waiting


def test_nothing_that_is_not_voluntary_is_suggested(town: creditlang.Rulebook) -> None:
    registry = town.registry
    events = {name: attrs.evolve(event, voluntary=False) for name, event in registry.events.items()}
    bare = attrs.evolve(registry, events=events)
    edition = attrs.evolve(town.editions[-1], registry=bare)
    series = attrs.evolve(town.series, editions=(edition,))
    found = recourse(series, _history(town), TODAY, ToGrade("A"), budget=20)
    assert found.ways == ()
    assert found.undecided is None


def test_what_is_met_needs_no_way(town: creditlang.Rulebook) -> None:
    found = _ways(town, _history(town), ToGrade("B"))
    assert found.met
    assert found.ways == ()


def test_the_goals_of_a_person(town: creditlang.Rulebook) -> None:
    offence = {"date": date(2026, 2, 1), "offence": "drunk_driving", "act": "a"}
    decision = decide(town.series, _history(town, TrafficOffence=[offence]), TODAY)
    assert (OutOf("DrivingBan"), ToGrade("B")) == open_goals(decision, town.editions[-1])


@pytest.mark.parametrize(
    "offences",
    [("parking",), ("speeding",), ("speeding", "parking"), ("speeding", "red_light", "parking"), ("drunk_driving",)],
)
def test_nobody_finds_fewer_steps_by_trying(town: creditlang.Rulebook, offences: tuple[str, ...]) -> None:
    """Every gift that earns another point, and every blood donation, tried today, up to two of them."""
    happened = [
        {"date": date(2026, 1, day), "offence": offence, "act": str(day)}
        for day, offence in enumerate(offences, start=1)
    ]
    gifts = [("Donation", {"date": TODAY, "amount": 60 * points}) for points in range(1, 11)]
    tries = [("BloodDonation", {"date": TODAY}), *gifts]

    def reaches(*steps: tuple[str, dict[str, object]]) -> bool:
        events: dict[str, list[dict[str, object]]] = {"TrafficOffence": list(happened)}
        for event, values in steps:
            events.setdefault(event, []).append(dict(values))
        return decide(town.series, _history(town, **events), TODAY).grade == "A"

    fewest = next(
        (
            number
            for number in (1, 2)
            if any(reaches(*steps) for steps in itertools.combinations_with_replacement(tries, number))
        ),
        None,
    )
    found = _ways(town, _history(town, TrafficOffence=happened), ToGrade("A"), steps=2)
    today = [len(way.steps) for way in found.ways if way.on == TODAY]
    assert ([] if fewest is None else [fewest]) == today


def test_the_day_from_which_a_criterion_counts_its_time_can_be_had() -> None:
    town = creditlang.loads(
        """
registry Records
subject Landlord
    born : date
event Hazard "Hazard found"
    mended : date optional

rulebook Town
    in force from 2020-01-01
    records Records

score points
    starts at 100

criterion Hazards "Hazards found"
    basis "By-law, art. 1"
    on Hazard
    deduct 30
    counts from mended
    expires after 2 years

grades
    A from 100
    B below 100
"""
    )
    history = history_from_objects(
        town.registry,
        "Landlord",
        {"born": date(1980, 5, 4), "subject": "p"},
        {"Hazard": [{"record": "h1", "date": date(2026, 1, 10), "mended": None}]},
    )
    found = _ways(town, history, ToGrade("A"))
    assert found.waiting is None
    (way,) = found.ways
    (step,) = way.steps
    assert (step.record, step.field, step.named_by) == ("h1", "mended", ("Hazards",))
    # Nothing moves faster than mending it today.
    assert (step.day, way.on, way.earliest) == (TODAY, date(2028, 3, 1), True)
    shown = recourse_text([found], way.decision, town.series, 200).plain
    assert "Hazard found h1 gets its `mended`, from which “Hazards found” counts its time" in shown


WAITING = """
registry Records
subject Person
    born : date
event Default
    paid : date optional
event Theft

rulebook Town
    records Records
sanction Ban "No travel"
    basis "art. 1"
    on Default
    notice 10 days
    appeal to "the court" within 30 days
    lasts 1 year
    lifted when paid is known
sanction Jail
    basis "art. 2"
    on Theft
    notice 10 days
    appeal to "the court" within 30 days
    lasts 1 month
"""


def test_the_way_out_of_a_burden_before_it_begins() -> None:
    town = creditlang.loads(WAITING)
    history = town.history(
        {"born": date(1980, 5, 4), "subject": "p"},
        {
            "Default": [{"record": "d1", "date": date(2026, 2, 25), "paid": None}],
            "Theft": [{"record": "t1", "date": date(2026, 2, 26)}],
        },
    )
    now = town.decide_history(history, as_of=TODAY)
    assert [(part.name, part.since) for part in now.announced] == [
        ("Ban", date(2026, 3, 7)),
        ("Jail", date(2026, 3, 8)),
    ]
    assert [goal.words for goal in open_goals(now, town.editions[0])] == ["out of Ban", "out of Jail"]
    found = _ways(town, history, OutOf("Ban"))
    assert (found.met, found.begins, found.waiting) == (False, date(2026, 3, 7), date(2027, 3, 7))
    (way,) = found.ways
    assert [(step.record, step.field, step.day) for step in way.steps] == [("d1", "paid", TODAY)]
    assert (way.on, way.earliest, way.lost) == (date(2026, 3, 7), True, None)
    jail = _ways(town, history, OutOf("Jail"))
    assert (jail.met, jail.begins, jail.waiting, jail.ways) == (False, date(2026, 3, 8), date(2026, 4, 8), ())
    shown = recourse_text([found], now, town.series, 200).plain
    assert "announced, and begins on 2026-03-07 if nothing is done (record d1; art. 1)" in shown


def test_the_explanation_speaks_of_what_is_announced() -> None:
    town = creditlang.loads(WAITING)
    theft = {"Theft": [{"record": "t1", "date": date(2026, 2, 26)}]}
    decision = town.decide({"born": date(1980, 5, 4)}, theft, as_of=TODAY)
    assert decision.sanctions == ()
    words = "Jail  [by record t1, from 2026-03-08, until 2026-04-08, appeal to the court by 2026-03-28, art. 2]"
    assert f"announced {words}" in decision.explain()
    shown = decision_text(decision, town.series, 100).plain
    assert "Announced, not yet in effect\n  Jail" in shown
    assert "from 2026-03-08 until 2026-04-08, set off by record t1" in shown
    (part,) = decision.to_dict()["announced"]
    assert (part["name"], part["since"], part["record"]) == ("Jail", "2026-03-08", "t1")
