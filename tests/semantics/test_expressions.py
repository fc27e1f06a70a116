"""Expressions: what each form is worth, through the rewards that grant it."""

from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest
from towns import People, compiled, decided, person, record, town

from creditlang.data.records import Facts, History
from creditlang.values import Money, Months

FACTS = """\
    income   : money(EUR) between 0 EUR and 1_000_000 EUR optional
    status   : one of pupil, student, worker
    height   : decimal(2) between 0 and 3
    veteran  : boolean
    moved    : date
event Gift
    amount   : money(EUR) between 0 EUR and 100_000 EUR
    thanked  : date optional
"""
PERSON: dict[str, Any] = {
    "income": None,
    "status": "student",
    "height": Fraction(162, 100),
    "veteran": True,
    "moved": date(2025, 1, 31),
}
GIFTS = (
    record("Gift", "2024-02-29", "a", amount=600, thanked=None),
    record("Gift", "2025-02-01", "b", amount=300, thanked=date(2025, 2, 3)),
    record("Gift", "2025-02-01", "c", amount=Fraction(401, 2), thanked=date(2025, 2, 2)),
)


def worth(expression: str, as_of: str = "2025-02-28", definitions: str = "", **facts: Any) -> Any:
    series = compiled(
        f"registry Records\nsubject Person\n    born : date\n{FACTS}rulebook Town\n    records Records\n"
        f"{definitions}\nreward It\n    while years between born and as_of >= 0\n    grant {expression}\n"
    )
    (reward,) = decided(series, person(*GIFTS, facts=PERSON | facts), as_of).rewards
    return reward.grant


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("1 + 2 * 3 - 4", 3),
        ("-(1 + 2)", -3),
        ("7 / 2 rounded down", 3),
        ("-7 / 2 rounded down", -4),
        ("-7 / 2 rounded up", -3),
        ("-5 / 2 rounded half up", -2),
        ("-5 / 2 rounded half even", -2),
        ("7 / 2 rounded half even", 4),
        ("height * 2", Fraction(81, 25)),
        ("height + 0.38", 2),
        ("2 / 3 rounded half up to 2 decimals", Fraction(67, 100)),
        ("1_234 EUR rounded half up to 100 EUR", Money(1200, "EUR")),
        ("10 EUR / 3 rounded half up", Money(Fraction(333, 100), "EUR")),
        ("min(3, 1, 2)", 1),
        ("max(3, 1, 2)", 3),
        ("clamp(5, 1, 3)", 3),
        ("clamp(0, 1, 3)", 1),
        ("if veteran then 1 else 2", 1),
        ("1 if not veteran else 2", 2),
        ("veteran and height > 1.61 and height < 1.63", True),
        ("status is one of pupil, student", True),
        ("status is not student or height is between 1.62 and 1.62", True),
        ("height is not between 1.62 and 1.62", False),
        ("2 years 6 months", Months(30)),
        ("born + 18 years", date(1998, 5, 4)),
        ("moved + 1 month", date(2025, 2, 28)),
        ("6 months ago", date(2024, 8, 28)),
        ("as_of - 1 week", date(2025, 2, 21)),
        ("years between born and as_of", 44),
        ("years between as_of and born", -44),
        ("months between moved and as_of", 1),
        ("days between moved and as_of", 28),
        ("days between as_of and moved", -28),
        ("count of Gift", 3),
        ("count of Gift within 1 year", 2),
        ("count of Gift where amount >= 300 EUR", 2),
        ("count of Gift where thanked is known and thanked > date", 2),
        ("sum of Gift.amount", Money(Fraction(2201, 2), "EUR")),
        ("sum of Gift.amount within 1 month", Money(Fraction(1001, 2), "EUR")),
        ("sum of Gift.amount where amount > 1_000 EUR", Money(0, "EUR")),
        ("exists Gift within 28 days", True),
        ("exists Gift within 27 days", False),
        ("if latest Gift.amount is known then latest Gift.amount else 0 EUR", Money(Fraction(401, 2), "EUR")),
        ("if earliest Gift.date is known then earliest Gift.date else as_of", date(2024, 2, 29)),
        ("if largest Gift.amount is known then largest Gift.amount else 0 EUR", Money(600, "EUR")),
        ("if smallest Gift.thanked is known then smallest Gift.thanked else born", date(2025, 2, 2)),
        ("if earliest Gift.thanked is known then 1 else 0", 0),
        ("(latest Gift.amount where amount > 9_000 EUR) is known", False),
        ("if income is known then income else 5 EUR", Money(5, "EUR")),
    ],
)
def test_worth(expression: str, expected: Any) -> None:
    found = worth(expression)
    assert found == expected
    assert not isinstance(found, Fraction) or found.denominator != 1, "a whole number is an int"


def test_a_guard_stops_before_what_it_guards() -> None:
    guarded = "income is known and income > 100 EUR"
    assert worth(guarded) is False
    assert worth(guarded, income=101) is True
    assert worth("income is unknown or income > 100 EUR") is True
    assert worth("income is unknown or income > 100 EUR", income=100) is False


@pytest.mark.parametrize(
    ("as_of", "age"), [("2022-02-27", 17), ("2022-02-28", 18), ("2024-02-28", 19), ("2024-02-29", 20)]
)
def test_who_is_born_on_29_february_has_a_birthday_every_year(as_of: str, age: int) -> None:
    assert worth("years between born and as_of", as_of, born=date(2004, 2, 29)) == age


TABLES = """
table Rate by size : number between 1 and 20, veteran : boolean gives decimal(1)
              | no  | yes
    1         | 1.5 | 2.5
    2 to 4    | 3   | 4
    from 5    | 6   | 7
table Kind by status : Person.status gives text
    pupil or student | "learner"
    worker           | "other"
parameter Floor : money(EUR) by size : number between 1 and 20
    from 2024-01-01
        1      | 10 EUR
        from 2 | 20 EUR
    from 2025-02-28
        any    | 30 EUR
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Rate(1, veteran)", Fraction(5, 2)),
        ("Rate(2, no)", 3),
        ("Rate(4, yes)", 4),
        ("Rate(5, no)", 6),
        ("Rate(20, yes)", 7),
        ("Kind(status)", "learner"),
    ],
)
def test_tables(expression: str, expected: Any) -> None:
    assert worth(expression, definitions=TABLES) == expected


@pytest.mark.parametrize(
    ("as_of", "expected"), [("2020-01-01", 20), ("2024-01-01", 20), ("2025-02-27", 20), ("2025-02-28", 30)]
)
def test_a_parameter_has_the_value_of_the_day_and_before_its_first_the_first(as_of: str, expected: int) -> None:
    assert worth("Floor(7)", as_of, TABLES) == Money(expected, "EUR")


DEFINES = """
define Double(x : number between 0 and 1000) = x + x
define Years = clamp(years between born and as_of, 0, 100)
define Or(x : money(EUR) optional, fallback : money(EUR)) = if x is known then x else fallback
define Quadruple(x : number between 0 and 100) = Double(x) + Double(x)
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Quadruple(Years)", 176),
        ("Or(income, 7 EUR)", Money(7, "EUR")),
        ("Or(largest Gift.amount, 7 EUR)", Money(600, "EUR")),
        ("Double(min(count of Gift where Double(1) = 2, 9))", 6),
    ],
)
def test_defines(expression: str, expected: Any) -> None:
    assert worth(expression, definitions=DEFINES) == expected


def test_defines_that_use_one_another_are_computed_once() -> None:
    """Forty defines, each of which asks the one before it twice: two to the power of forty questions if asked anew."""
    definitions = "define D0 = if veteran then 1 else 2\n"
    definitions += "".join(f"define D{n} = min(D{n - 1}, D{n - 1} + 1)\n" for n in range(1, 40))
    assert worth("D39", definitions=definitions) == 1


def test_a_define_answers_anew_for_each_record_day_and_state() -> None:
    series = town(
        """
define Lately = count of Gift within 30 days
define Score = points
score points
    starts at 0
criterion Gifts
    on     Gift where Lately >= 1
    award  Lately * 1 point
reward Before
    while  not holds Bus
    grant  Trusted
reward Bus
    while  Score >= 4
    grant  Lately
define Trusted = not holds Bus
""",
        "event Gift\n",
    )
    history = person(*(record("Gift", on, on) for on in ("2020-01-01", "2020-01-05", "2020-06-01")))
    decision = decided(series, history, "2020-06-15")
    assert [line.points for line in decision.score.lines] == [1, 2, 1]
    assert [(reward.name, reward.grant) for reward in decision.rewards] == [("Bus", 1)]


def test_a_record_is_compared_with_its_own_kind() -> None:
    series = town(
        """
score points
    starts at 0
criterion Best "A gift larger than any before it"
    on     Gift where not exists Gift where date < this.date and amount >= this.amount
    award  1
criterion Late
    on     Gift where recorded > date + 1 week and record is not "c"
    award  10
""",
        "event Gift\n    amount : number between 0 and 100\n",
    )
    history = person(
        record("Gift", "2025-01-01", "a", amount=5),
        record("Gift", "2025-01-02", "b", amount=5, recorded="2025-01-10"),
        record("Gift", "2025-01-03", "c", amount=6, recorded="2025-02-01"),
    )
    lines = decided(series, history, "2025-06-01").score.lines
    assert [(line.criterion, line.record) for line in lines] == [("Best", "a"), ("Best", "c"), ("Late", "b")]


HOUSEHOLD = """
registry Records
subject Person
    born       : date
    income     : money(EUR) between 0 EUR and 1_000_000 EUR optional
    spouse     : Person optional
    household  : Household
subject Household
    members    : many Person by household
    district   : one of north, south
event Visit of Person
    host       : Person optional
rulebook Town
    records Records
    about   Person
reward YoungSpouse
    while  spouse is known and years between spouse.born and as_of < 30
reward SpouseOfASpouse
    while  spouse is known and spouse.spouse is known and spouse.spouse.born = born
reward Elders
    while  exists household.members where years between born and as_of >= 60
    grant  count of household.members where years between born and as_of >= 60
reward HouseholdIncome
    while  household.district is north
    grant  sum of household.members.income where income is known
reward Oldest
    while  smallest household.members.born is known and smallest household.members.born = born
reward YoungHost
    on     Visit where host is known and years between host.born and as_of < 30
    lasts  1 year
rulebook Homes
    records Records
    about   Household
reward Full
    while  count of members >= 3
    grant  count of members where exists household.members where born < 1950-01-01
"""


def test_relations_lead_to_other_people() -> None:
    text = HOUSEHOLD.split("rulebook Homes")[0]
    home = Facts("Household", "h", {"district": "north"})
    parent = Facts("Person", "p0", {"born": date(1950, 1, 1), "income": 700, "spouse": None, "household": "h"})
    spouse = Facts("Person", "p2", {"born": date(2000, 6, 1), "income": None, "spouse": "p1", "household": "h"})
    facts = {"born": date(1990, 1, 1), "income": 1000, "spouse": "p2", "household": "h"}
    visit = record("Visit", "2025-01-01", "v", host="p2")
    series = compiled(text)

    def grants(history: History, as_of: str) -> dict[str, Any]:
        return {reward.name: reward.grant for reward in decided(series, history, as_of).rewards}

    full = person(visit, facts=facts, others=(home, parent, spouse))
    assert grants(full, "2025-06-01") == {
        "YoungSpouse": None,
        "SpouseOfASpouse": None,
        "Elders": 1,
        "HouseholdIncome": Money(1700, "EUR"),
        "YoungHost": None,
    }
    alone = person(facts=facts | {"spouse": None}, others=(home,))
    assert grants(alone, "2050-01-01") == {"Elders": 1, "HouseholdIncome": Money(1000, "EUR"), "Oldest": None}


def test_a_household_can_be_decided_on() -> None:
    head, _, homes = HOUSEHOLD.partition("rulebook Town")
    series = compiled(head + "rulebook Homes" + homes.partition("rulebook Homes")[2])
    people = [
        Facts("Person", f"p{n}", {"born": date(1949 + n, 12, 31), "income": None, "spouse": None, "household": "h"})
        for n in range(3)
    ]
    home = History(
        Facts("Household", "h", {"district": "south"}),
        (),
        People(*people, Facts("Household", "h", {"district": "south"})),
    )
    (full,) = decided(series, home, "2025-06-01").rewards
    assert full.grant == 3
    assert decided(series, attrs.evolve(home, relations=People(*people[1:])), "2025-06-01").rewards == ()
