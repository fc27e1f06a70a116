"""The decision as data: what other programs rely on."""

import json
from fractions import Fraction
from typing import Any

import attrs
from towns import day, decided, person, record, town

from creditlang.semantics import upcoming

RONGCHENG = town(
    """
score points
    starts at  1000
    between    0 and 1300
criterion DrunkDriving "Driving under the influence"
    basis      "Road Traffic Safety Law, art. 91"
    source     documented "gazette"
    on         TrafficOffence where offence is drunk_driving
    deduct     if occurrence within 3 years >= 2 then 100 else 50
    expires    after 2 years
grades
    A  from 960
    B  below 960
reward BusPass
    basis      "Measures, art. 41"
    while      grade is B
    grant      300 CNY
sanction FlightBan "No air tickets"
    basis      "Provisions, art. 3"
    on         CourtDefault where settled is unknown
    impose     "may not buy air tickets"
    notice     10 days
    appeal     to "the enforcing court" within 20 days
    lasts      2 years
""",
    "event TrafficOffence\n    offence : one of speeding, drunk_driving\n"
    "event CourtDefault\n    settled : date optional\n",
    '    edition  "2019"\n    in force from 2019-01-01\n',
)
HISTORY = person(
    record("TrafficOffence", "2020-01-10", "r17", offence="drunk_driving"),
    record("CourtDefault", "2020-01-22", "r9", settled=None),
)


def line_of(words: str) -> int:
    text = RONGCHENG.editions[0].span.source.text
    return text[: text.index(words)].count("\n") + 1


def test_the_decision_of_the_design() -> None:
    decision = decided(RONGCHENG, HISTORY, "2020-06-01")
    decision = attrs.evolve(decision, next_changes=upcoming(RONGCHENG, HISTORY, decision))
    expected = {
        "rulebook": "Town",
        "edition": "2019",
        "subject": "p1",
        "as_of": "2020-06-01",
        "as_known": None,
        "points": 950,
        "grade": "B",
        "score": {
            "starts_at": 1000,
            "groups": [],
            "lines": [
                {
                    "criterion": "DrunkDriving",
                    "title": "Driving under the influence",
                    "points": -50,
                    "record": "r17",
                    "event": "TrafficOffence",
                    "date": "2020-01-10",
                    "until": "2022-01-10",
                    "basis": "Road Traffic Safety Law, art. 91",
                    "source": "documented",
                    "edition": "2019",
                    "at": f"town.credit:{line_of('criterion DrunkDriving')}",
                }
            ],
            "sum": 950,
            "rounded": 950,
            "points": 950,
        },
        "band": "B",
        "moved_by": [],
        "rewards": [
            {
                "name": "BusPass",
                "grant": {"amount": 300, "currency": "CNY"},
                "basis": "Measures, art. 41",
                "at": f"town.credit:{line_of('reward BusPass')}",
            }
        ],
        "lists": [],
        "sanctions": [
            {
                "name": "FlightBan",
                "title": "No air tickets",
                "impose": "may not buy air tickets",
                "record": "r9",
                "since": "2020-02-01",
                "until": "2022-02-01",
                "basis": "Provisions, art. 3",
                "appeal": {"to": "the enforcing court", "by": "2020-02-11", "within": "20 days"},
                "at": f"town.credit:{line_of('sanction FlightBan')}",
            }
        ],
        "announced": [],
        "reasons": [
            {
                "code": "DrunkDriving",
                "title": "Driving under the influence",
                "kind": "lost",
                "points": -50,
                "records": ["r17"],
                "basis": "Road Traffic Safety Law, art. 91",
                "at": f"town.credit:{line_of('criterion DrunkDriving')}",
            }
        ],
        "next_changes": [
            {
                "on": "2022-01-10",
                "points": 1000,
                "grade": "A",
                "because": ["DrunkDriving r17 expires", "BusPass ends"],
            },
            {"on": "2022-02-01", "points": 1000, "grade": "A", "because": ["FlightBan of r9 ends"]},
        ],
        "incomplete": False,
        "covered": True,
        "consent": None,
        "rulebook_digest": RONGCHENG.digest,
    }
    assert json.loads(decision.to_json()) == expected
    assert list(json.loads(decision.to_json())) == list(expected)
    assert list(json.loads(decision.to_json())["score"]) == list(expected["score"])  # type: ignore[call-overload]  # what JSON holds


VALUES = """
score points
    starts at  0
    decimals   2
    rounded    half up
    at most    20
criterion Gifts
    on         Gift
    award      amount / 1 EUR * 1 point rounded down
    at most    50 in total
    weight     50%
    expires    never
group Virtue "Civic virtue" best of, at most 100
    Gifts
reward Money
    while      exists Gift
    grant      largest_gift
reward Whole
    while      exists Gift
    grant      2 * 150 EUR
reward Yen
    while      exists Gift
    grant      7 JPY
reward Share
    while      exists Gift
    grant      12.5%
reward No
    while      exists Gift
    grant      not exists Gift
reward Until
    while      exists Gift
    grant      born + 65 years
reward Long
    while      exists Gift
    grant      2 years 6 months
sanction Barred "终身"
    basis      "Statute"
    source     disputed
    on         Gift
    notice     none
    appeal     none because "the statute gives none"
    lasts      without end
"""


def data(decision: Any) -> Any:
    return json.loads(decision.to_json())


def test_numbers_with_decimals_are_strings_of_digits() -> None:
    definition = "define largest_gift = if largest Gift.amount is known then largest Gift.amount else 0 EUR\n"
    series = town(definition + VALUES, "event Gift\n    amount : money(EUR) between 0 EUR and 9_000 EUR\n")
    history = person(record("Gift", "2020-01-01", amount=Fraction(601, 2)))
    found = data(decided(series, history, "2020-06-01", "2020-07-01"))
    (line,) = found["score"]["lines"]
    assert (line["points"], line["before_caps"], line["weight"], line["group"]) == (50, "300.5", "0.5", "Virtue")
    assert "until" not in line
    assert found["score"]["groups"] == [
        {"group": "Virtue", "title": "Civic virtue", "members": ["Gifts"], "sum": 25, "chosen": "Gifts", "points": 25}
    ]
    assert (found["score"]["sum"], found["score"]["rounded"], found["score"]["points"]) == (25, 25, 20)
    assert {reward["name"]: reward["grant"] for reward in found["rewards"]} == {
        "Money": {"amount": "300.50", "currency": "EUR"},
        "Whole": {"amount": 300, "currency": "EUR"},
        "Yen": {"amount": 7, "currency": "JPY"},
        "Share": "0.125",
        "No": False,
        "Until": "2045-05-04",
        "Long": "2 years 6 months",
    }
    (barred,) = found["sanctions"]
    assert (barred["title"], barred["source"], barred["endless"]) == ("终身", "disputed", True)
    assert barred["appeal"] == {"because": "the statute gives none"}
    assert "until" not in barred
    assert found["as_known"] == "2020-07-01"
    assert "终身" in decided(series, history, "2020-06-01").to_json()


def test_points_with_decimals() -> None:
    series = town(
        "score points\n    starts at 0\n    decimals 1\n    rounded half up\n"
        "criterion Gifts\n    on Gift\n    award 24\n    weight 10%\n",
        "event Gift\n",
    )
    found = data(decided(series, person(record("Gift", "2020-01-01")), "2020-06-01"))
    assert (found["points"], found["score"]["sum"]) == ("2.4", "2.4")


def test_without_score_or_consent_the_members_are_null() -> None:
    series = town("reward Bus\n    while exists Yes\n", "event Yes\n", "    requires consent Yes\n")
    found = data(decided(series, person(), "2020-06-01"))
    assert (found["points"], found["grade"], found["score"], found["band"], found["consent"]) == (
        None,
        None,
        None,
        None,
        "missing",
    )
    assert (found["rewards"], found["lists"], found["sanctions"], found["moved_by"]) == ([], [], [], [])


def test_everything_in_effect_is_listed_once() -> None:
    decision = decided(RONGCHENG, HISTORY, "2020-06-01")
    assert [part.name for part in decision.in_effect] == ["BusPass", "FlightBan"]
    assert decision.as_of == day("2020-06-01")
