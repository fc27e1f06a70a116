"""The same deed in several localities."""

import re
from io import StringIO

import pytest
from rich.console import Console
from semantics.towns import day

from creditlang.analysis.compare import Difference, Effect, NotComparableError, Way, compare
from creditlang.driver import compile_text
from creditlang.render.comparison import comparison_page, comparison_text
from creditlang.render.standards import cell_lines
from creditlang.types import Interval
from creditlang.values import Months

REGISTRY = """
registry Records
subject Person
    born : date
event Offence "Traffic offence"
    kind : one of speeding, drunk
    over : number between 0 and 100
event Gift
event Walk
"""

EAST = """
rulebook East "East"
    records Records
score points
    starts at 100
    between 0 and 200
define Heavy(over : number) = over >= 50
table Rate by kind : Offence.kind gives points
    speeding | 5
    drunk    | 30
criterion Offences "Offences"
    basis "art. 1"
    on Offence
    deduct Rate(kind)
    expires after 2 years
criterion Fast
    basis "art. 2"
    on Offence where kind is speeding and Heavy(over)
    deduct over / 10 rounded down
    expires after 1 year
sanction Ban "No driving"
    basis "art. 3"
    on Offence where kind is drunk
    impose "may not drive"
    notice 10 days
    appeal to "the court" within 30 days
    lasts 6 months
grades
    A from 90
    B below 90
reward Pass "Free buses"
    basis "art. 4"
    while grade is A
"""

WEST = """
rulebook West "West"
    records Records
score points
    starts at 10
    between 0 and 20
criterion Offences "Offences"
    basis "art. 1"
    on Offence
    deduct 3
    expires after 2 years
criterion Gifts "Gifts"
    basis "art. 2"
    on Gift
    award 1
    expires after 2 years
sanction Warned "A warning"
    basis "art. 3"
    while (count of Offence where kind is drunk) >= 2
    notice none
    appeal to "the court" within 30 days
"""


def compiled(*rulebooks, registry=REGISTRY):
    found = compile_text("\n".join((registry, *rulebooks)))
    assert not found.errors, "\n".join(map(str, found.errors))
    return found.series


@pytest.fixture(scope="module")
def comparison():
    return compare(compiled(EAST, WEST))


def row(comparison, name):
    (found,) = (row for row in comparison.rows if row.deed.name == name)
    return found


def test_deeds_are_told_apart_where_a_rule_tells_them_apart(comparison) -> None:
    assert [row.deed.name for row in comparison.rows] == ["Offence, kind speeding", "Offence, kind drunk", "Gift"]
    assert [deed.name for deed in comparison.ignored] == ["Walk"]


def test_points_are_bounds_for_every_record_of_the_kind(comparison) -> None:
    east, west = row(comparison, "Offence, kind speeding").standards
    assert east.points == Interval(-15, -5)
    assert [(c.rule.name, c.points, c.certain, c.lasts) for c in east.charges] == [
        ("Offences", Interval(-5, -5), True, (Months(24),)),
        ("Fast", Interval(-10, 0), False, (Months(12),)),
    ]
    assert west.points == Interval(-3, -3)


def test_a_criterion_that_cannot_speak_of_it_does_not(comparison) -> None:
    east, _ = row(comparison, "Offence, kind drunk").standards
    assert [charge.rule.name for charge in east.charges] == ["Offences"]


def test_what_it_leads_to(comparison) -> None:
    east, west = row(comparison, "Offence, kind drunk").standards
    assert [(c.rule.name, c.effect, c.way, c.lasts) for c in east.consequences] == [
        ("Pass", Effect.REWARD, Way.THROUGH_SCORE, None),
        ("Ban", Effect.SANCTION, Way.DIRECTLY, (Months(6),)),
    ]
    assert [(c.rule.name, c.way) for c in west.consequences] == [("Warned", Way.COUNTED)]
    speeding = row(comparison, "Offence, kind speeding")
    assert [c.rule.name for c in speeding.standards[0].consequences] == ["Pass"]
    assert speeding.standards[1].consequences == ()


def test_where_standards_differ(comparison) -> None:
    assert row(comparison, "Gift").differences == (Difference.IGNORED,)
    # 30 of 200 and 3 of 20 are the same share of the score.
    assert row(comparison, "Offence, kind drunk").differences == (Difference.CONSEQUENCE,)
    assert row(comparison, "Offence, kind speeding").differences == (Difference.AMOUNT, Difference.DURATION)


STRIKES = """
rulebook North "North"
    records Records
score points
    starts at 0
    between 0 and 20
criterion Offences "Offences"
    basis "art. 1"
    on Offence
    award 5
    expires after 2 years
criterion Walks "Walks"
    basis "art. 2"
    on Walk
    deduct 2
    expires after 2 years
grades
    A below 10
    B from 10
list Honoured "The honoured"
    kind red
    while not exists Offence where kind is drunk
    publishes born
    basis "art. 3"
sanction Ban "No driving"
    basis "art. 4"
    on Offence where kind is drunk
    impose "may not drive"
    notice none
    appeal to "the court" within 30 days
    lasts 6 months
    lifted when exists Gift where date > this.date
"""


def test_where_fewer_points_are_better_what_adds_points_is_coloured_as_a_cost() -> None:
    found = compare(compiled(STRIKES))
    tones = {row.deed.name: row.standards[0].worth for row in found.rows}
    shades = re.findall(r'class="deed (\w+)', comparison_page(found))
    assert shades == ["costs", "costs", "plain", "earns"]
    assert tones == {
        "Offence, kind speeding": Interval(-5, -5),
        "Offence, kind drunk": Interval(-5, -5),
        "Gift": None,
        "Walk": Interval(2, 2),
    }


def test_what_a_deed_prevents_or_ends_is_not_what_it_leads_to() -> None:
    found = compare(compiled(STRIKES))
    (drunk,), (gift,) = row(found, "Offence, kind drunk").standards, row(found, "Gift").standards
    assert {(c.rule.name, c.way) for c in drunk.direct} == {("Honoured", Way.PREVENTS), ("Ban", Way.DIRECTLY)}
    assert [(c.rule.name, c.way) for c in gift.direct] == [("Ban", Way.PREVENTS)]
    assert list(cell_lines(gift)) == ["prevents or ends sanction: No driving"]


def test_what_earns_here_and_costs_there() -> None:
    other = WEST.replace("award 1", "deduct 1").replace("West", "North")
    found = compare(compiled(WEST, other))
    assert Difference.OPPOSITE in row(found, "Gift").differences


def test_the_same_law_twice_differs_in_nothing() -> None:
    found = compare(compiled(WEST, WEST.replace("West", "North")))
    assert [row.differences for row in found.rows] == [(), (), ()]


def test_criteria_that_count_a_deed_without_being_about_it() -> None:
    other = WEST.replace(
        "criterion Gifts",
        'criterion Steady "Steady"\n    basis "art. 9"\n    while not exists Walk\n    award 1\ncriterion Gifts',
    )
    found = compare(compiled(other, EAST))
    assert row(found, "Walk").standards[0].counted_by == ("Steady",)


def test_editions_of_a_day() -> None:
    later = WEST.replace('"West"', '"West"\n    in force from 2020-01-01').replace("deduct 3", "deduct 4")
    earlier = WEST.replace('"West"', '"West"\n    in force from 2010-01-01 until 2020-01-01')
    (series,) = compiled(earlier, later)
    found = compare([series, *compiled(EAST)], day("2015-01-01"))
    assert row(found, "Offence, kind drunk").standards[0].points == Interval(-3, -3)


def test_rulebooks_over_other_registries_cannot_be_compared() -> None:
    other = compiled(WEST.replace("records Records", "records Other"), registry=REGISTRY.replace("Records", "Other"))
    with pytest.raises(NotComparableError, match="do not speak of the same registry"):
        compare([*compiled(EAST), *other])


TWIN = """
rulebook Twin "Twin"
    records Records
score points
    starts at 100
    between 0 and 200
criterion Offences
    basis "art. 1"
    on Offence
    deduct 5
    expires after 2 years
    at most 40 per calendar year
group All
    Offences
    at least -80
sanction Ban
    basis "art. 3"
    on Offence where (count of Offence within 1 year) >= 3
    impose "may not drive"
    notice 10 days
    appeal to "the court" within 30 days
    lasts 6 months
    lifted when (count of Walk within 1 year) >= 1
"""


@pytest.mark.parametrize(
    ("written", "instead", "difference"),
    [
        ("    at most 40 per calendar year\n", "", Difference.LIMITS),
        ("per calendar year", "per calendar month", Difference.LIMITS),
        ("at least -80", "at least -90", Difference.LIMITS),
        (">= 3", ">= 1", Difference.CONDITION),
        ("notice 10 days", "notice none", Difference.PROCESS),
        ("within 30 days", "within 3 days", Difference.PROCESS),
        ("    lifted when (count of Walk within 1 year) >= 1\n", "", Difference.PROCESS),
        ("lasts 6 months", "lasts 7 months", Difference.CONSEQUENCE),
    ],
)
def test_a_standard_is_more_than_its_number(written: str, instead: str, difference: Difference) -> None:
    other = TWIN.replace("rulebook Twin", "rulebook Other").replace(written, instead)
    row = compare(compiled(TWIN, other)).rows[0]
    assert row.differences == (difference,)


def test_another_office_for_appeals_is_no_other_standard() -> None:
    other = TWIN.replace("rulebook Twin", "rulebook Other").replace('"the court"', '"the board"')
    assert all(not row.differences for row in compare(compiled(TWIN, other)).rows)


def test_what_a_condition_asks_besides_is_said() -> None:
    twins = compiled(TWIN, TWIN.replace("rulebook Twin", "rulebook Other"))
    (ban,) = compare(twins).rows[0].standards[0].direct
    assert not ban.certain


def test_of_more_places_than_fit_those_with_one_standard_stand_together(comparison) -> None:
    places = [WEST.replace("rulebook West", f"rulebook West{n}") for n in range(1, 5)]
    places[3] = places[3].replace("deduct 3", "deduct 4")
    shown = Console(width=80, file=StringIO())
    shown.print(comparison_text(compare(compiled(*places)), 80))
    text = shown.file.getvalue()
    assert "places\n  West1  West1, starts at 10, 0 to 20\n" in text
    assert "\nTraffic offence, speeding\n  -3, 2 years  West1, West2, West3\n  -4, 2 years  West4\n" in text
    assert "\nGift\n  +1, 2 years  everywhere\n" in text
    flat = " ".join(text.split())
    assert "share: West1, West2, West3 -3 (-15 % of the scale); West4 -4 (-20 % of the scale)" in flat


DATED = """
rulebook East
    edition "1"
    in force from 2025-01-01
    sunset 2029-01-01
    records Records
parameter Step : number
    from 2020-01-01  1
    from 2025-01-01  2
    from 2026-07-01  5
    from 2029-01-01  50
criterion Offences
    on Offence
    award over / Step rounded up
score points
    starts at 0
"""


@pytest.mark.parametrize("on", [None, day("2027-01-01"), day("2025-05-05")])
def test_every_value_that_a_parameter_has_for_a_record_counts(on):
    assert offence_points(DATED, on) == Interval(0, 50)


def test_values_that_come_later_and_those_gone_before_the_edition_do_not_count():
    rising = DATED.replace("over / Step rounded up", "Step")
    assert offence_points(rising, None) == Interval(2, 5)
    assert offence_points(rising, day("2026-06-30")) == Interval(2, 2)
    # An edition that judges records of any age meets the values of their days.
    all_ages = rising.replace("    records Records", "    records Records\n    transition this edition")
    assert offence_points(all_ages, None) == Interval(1, 5)


def offence_points(text, on):
    (row,) = compare(compiled(text), on).rows
    return row.standards[0].points
