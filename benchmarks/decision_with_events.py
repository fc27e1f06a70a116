"""One decision on a person with 20 records, with every step that explains it, against the bare scorer and ZEN.

The rules have what real schemes have: caps by year, expiry, repeat offences, a group, grades, a sanction with notice
and appeal, rewards that are computed. ZEN is asked for less: the flat scorecard, without records and explanation.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import flat_scorecard
from figures import Figure, best_of

import creditlang
from creditlang.data import history_from_objects
from creditlang.semantics import decide as reference

AS_OF = date(2025, 6, 1)
RECORDS = 20

RULES = """\
registry Records
contexts traffic, charity, finance
subject Person
    born     : date
    income   : money(EUR) between 0 EUR and 1_000_000 EUR
    children : number between 0 and 20
event TrafficOffence in traffic
    offence  : one of speeding, red_light, drunk_driving
    fine     : money(EUR) between 0 EUR and 50_000 EUR
event Donation in charity
    amount   : money(EUR) between 0 EUR and 1_000_000 EUR
event BloodDonation in charity
event CourtDefault in finance
    owed     : money(EUR) between 0 EUR and 1_000_000 EUR
    settled  : date optional

rulebook Town "Town points"
    edition   "2020"
    in force  from 2020-01-01
    records   Records
score points
    starts at 1000
    between   0 and 1300
criterion DrunkDriving "Driving under the influence"
    basis    "Road Code, art. 91"
    in       traffic
    on       TrafficOffence where offence is drunk_driving
    deduct   if occurrence within 3 years >= 2 then 100 else 50
    expires  after 5 years
criterion Offences "Other traffic offences"
    basis    "Road Code, art. 90"
    in       traffic
    on       TrafficOffence where offence is not drunk_driving
    deduct   5 + (fine / 100 EUR rounded down)
    expires  after 2 years
    at most  60 per calendar year
criterion Giving "Gifts to charity"
    basis    "Measures, art. 12"
    in       charity
    on       Donation where amount >= 50 EUR
    award    amount / 50 EUR rounded down
    expires  after 3 years
    at most  30 per calendar year
criterion Blood "Blood given"
    basis    "Measures, art. 13"
    in       charity
    on       BloodDonation
    award    5
    expires  after 3 years
group CivicVirtue "Civic virtue" at most 100
    Giving, Blood
criterion Defaults "Debts that a court has found"
    basis    "Measures, art. 20"
    in       finance
    on       CourtDefault where settled is unknown
    deduct   40
    expires  after 5 years
criterion Family "Children"
    basis    "Measures, art. 14"
    award    min(children, 5) * 4
grades
    A  from 1000
    B  from 900 below 1000
    C  below 900
reward Heating "Heating rebate"
    basis    "Measures, art. 41"
    in       charity
    while    grade is at least B and income < 20_000 EUR
    grant    (20_000 EUR - income) / 100 rounded down to 1 EUR
sanction DrivingBan "May not drive in town"
    basis    "Road Code, art. 95"
    in       traffic
    on       TrafficOffence where offence is drunk_driving
    impose   "may not drive a motor vehicle within the town"
    notice   14 days
    appeal   to "the court" within 30 days
    lasts    6 months
sanction Travel "No first class"
    basis    "Measures, art. 50"
    in       finance
    on       CourtDefault where settled is unknown
    impose   "may not travel first class"
    notice   10 days
    appeal   to "the court" within 30 days
    lasts    2 years
    lifted   when settled is known
"""

Person = tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]


def people(count: int = 200) -> list[Person]:
    """Facts and records of some people, always the same."""
    draw = random.Random(5)
    return [_person(draw) for _ in range(count)]


def _person(draw: random.Random) -> Person:
    facts = {
        "born": date(1950, 1, 1) + timedelta(draw.randrange(18_000)),
        "income": draw.randrange(40_000),
        "children": draw.randrange(6),
    }
    records: dict[str, list[dict[str, Any]]] = {}
    for number in range(RECORDS):
        day = date(2020, 1, 1) + timedelta(draw.randrange(1_950))
        event, fields = draw.choice(_KINDS)(draw)
        row = {"record": f"r{number}", "date": day, "recorded": day, "withdrawn": None, **fields}
        records.setdefault(event, []).append(row)
    return facts, records


_KINDS: tuple[Callable[[random.Random], tuple[str, dict[str, Any]]], ...] = (
    lambda draw: (
        "TrafficOffence",
        {"offence": draw.choice(("speeding", "red_light", "drunk_driving")), "fine": draw.randrange(1_000)},
    ),
    lambda draw: ("Donation", {"amount": draw.randrange(20, 2_000)}),
    lambda _: ("BloodDonation", {}),
    lambda draw: (
        "CourtDefault",
        {"owed": draw.randrange(1, 5_000), "settled": draw.choice((None, date(2025, 1, 1)))},
    ),
)


# --- measuring ---------------------------------------------------------------------------------------


@cache
def _times() -> dict[str, float]:
    """How long the bare scorer, the explained decision and ZEN take, after their answers were compared."""
    town, everyone = creditlang.loads(RULES), people()
    score, decide = town.scorer(), town.decide
    for facts, records in everyone:
        decision = decide(facts, records, as_of=AS_OF, upcoming=False)
        history = history_from_objects(town.registry, town.subject, facts, records)
        assert decision == reference(town.series, history, AS_OF), "decided otherwise than by the evaluator"
        bare = score(facts, records, AS_OF)
        assert (bare.points, bare.grade) == (decision.points, decision.grade), "the bare scorer decides otherwise"
        assert decision.score is not None
        assert len(decision.score.lines) > 0
        assert decision.explain()
    # Few for each turn: a short one is more likely to be left alone by whatever else the machine does.
    few, flat, flat_people = everyone[:40], flat_scorecard.zen(), flat_scorecard.people()[:40]
    hand = flat_scorecard.by_hand()
    assert all(flat(one) == flat_scorecard.plain(hand(one, *flat_scorecard.NOTHING)) for one in flat_people)

    def bare_scorer() -> int:
        for facts, records in few:
            score(facts, records, AS_OF)
        return len(few)

    def explained() -> int:
        for facts, records in few:
            decide(facts, records, as_of=AS_OF, upcoming=False)
        return len(few)

    def zen() -> int:
        for one in flat_people:
            flat(one)
        return len(flat_people)

    return best_of({"bare": bare_scorer, "explained": explained, "zen": zen})


DECISION = (
    Figure(
        "decision-with-events",
        "`decide` on plain objects with 20 records, input checked, all steps kept, against the bare scorer",
        10,
        "x",
        lambda: _times()["explained"] / _times()["bare"],
    ),
    Figure(
        "decision-zen",
        "the same against zen-engine on the flat scorecard without explanation",
        1,
        "x",
        lambda: _times()["explained"] / _times()["zen"],
    ),
)
