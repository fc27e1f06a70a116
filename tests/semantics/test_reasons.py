"""The reasons of a decision: what stood against the person, the most costly first."""

from semantics.towns import decided, person, record, town

from creditlang.semantics import ReasonKind

REGISTRY = """
    income : money(EUR) between 0 EUR and 100_000 EUR optional
event Offence
    grave : boolean
event Gift
"""

RULES = """
score points
    starts at 100
    rounded half up

criterion Income "Income"
    basis "art. 1"
    award if income is known and income >= 1_000 EUR then 40 else 10

criterion Settled
    basis "art. 2"
    while years between born and as_of >= 30
    award 20
    weight 50%

criterion Offences "Offences"
    basis "art. 3"
    on Offence where not grave
    deduct 15

criterion Gifts
    basis "art. 4"
    on Gift
    award 5

grades
    A from 100
    B from 50
    C below 50

downgrade Grave "Grave offence" to C
    basis "art. 5"
    on Offence where grave
    notice none
    appeal to "the court" within 30 days
    lasts 1 year
"""

TOWN = town(RULES, REGISTRY)


def found(*records, as_of="2020-06-01", **facts):
    decision = decided(TOWN, person(*records, facts={"income": None, **facts}), as_of)
    return [(reason.code, reason.kind, reason.points, reason.records, reason.to) for reason in decision.reasons]


def test_what_cost_more_stands_before_what_cost_less() -> None:
    records = [record("Offence", f"2020-0{month}-01", f"r{month}", grave=False) for month in (1, 2, 3)]
    assert found(*records) == [
        ("Offences", ReasonKind.LOST, -45, ("r1", "r2", "r3"), None),
        ("Income", ReasonKind.NOT_REACHED, -30, (), None),
    ]


def test_a_criterion_whose_condition_fails_was_not_reached_with_its_weight() -> None:
    assert found(as_of="2000-06-01", income=2000) == [("Settled", ReasonKind.NOT_REACHED, -10, (), None)]


def test_deeds_that_nobody_owes_are_no_reason() -> None:
    assert found(income=2000) == []


def test_a_downgrade_stands_first_with_its_record() -> None:
    grave = record("Offence", "2020-05-01", "r9", grave=True)
    assert found(grave) == [
        ("Grave", ReasonKind.DOWNGRADE, None, ("r9",), "C"),
        ("Income", ReasonKind.NOT_REACHED, -30, (), None),
    ]


STRIKES = """
score points
    starts at 0
criterion Settled
    basis "art. 1"
    while years between born and as_of >= 30
    deduct 1
criterion Offences
    basis "art. 2"
    on Offence
    award 5
    expires never
criterion Gifts
    basis "art. 3"
    on Gift
    deduct 1
grades
"""


def test_where_fewer_points_are_better_what_added_points_stood_against_the_person() -> None:
    strikes = town(STRIKES + "    A below 5\n    B from 5\n", REGISTRY)
    records = [record("Offence", "2000-02-01", "r1", grave=False), record("Gift", "2000-02-02", "r2")]
    decision = decided(strikes, person(*records, facts={"income": None}), "2000-06-01")
    assert [(reason.code, reason.kind, reason.points) for reason in decision.reasons] == [
        ("Offences", ReasonKind.LOST, 5),
        ("Settled", ReasonKind.NOT_REACHED, 1),
    ]


def test_a_downgrade_that_changes_nothing_is_no_reason() -> None:
    records = [record("Offence", "2020-02-01", f"r{n}", grave=False) for n in range(8)]
    grave = record("Offence", "2020-05-01", "s", grave=True)
    assert "Grave" not in [code for code, *_ in found(*records, grave)]
