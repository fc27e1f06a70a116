"""SNAP against a second implementation, written from the tables and the procedure and not from the rules.

Figures: 18F/snap-js-api-prototype, commit a36e9bea (public domain). Whole dollars; halves are rounded up.
"""

from datetime import date
from functools import cache
from pathlib import Path

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

import creditlang
from creditlang.values import Money

SNAP = Path(__file__).parents[2] / "examples" / "rules" / "snap"

ALLOTMENT = {
    2020: (194, 355, 509, 646, 768, 921, 1018, 1164, 146),
    2021: (204, 374, 535, 680, 807, 969, 1071, 1224, 153),
}
NET_LIMIT = {
    2020: (1041, 1410, 1778, 2146, 2515, 2883, 3251, 3620, 369),
    2021: (1064, 1437, 1810, 2184, 2557, 2930, 3304, 3677, 374),
}
STANDARD = {2020: (167, 167, 167, 178, 209, 240), 2021: (167, 167, 167, 181, 212, 243)}
STANDARD_ILLINOIS = (160, 160, 160, 171, 202, 233)
ALLOWANCE_ILLINOIS = {
    "heating_or_cooling": 478,
    "two_or_more": 328,
    "one_only": 74,
    "phone_only": 30,
    "no_utilities": 0,
}
SHELTER_CAP = 569


@attrs.frozen
class Household:
    size: int
    vulnerable: bool
    earned: int
    other_income: int
    child_support: int
    dependent_care: int
    medical: int
    rent: int
    utilities: str
    assets: int


def by_size(row: tuple[int, ...], size: int) -> int:
    return row[size - 1] if size <= 8 else row[7] + (size - 8) * row[8]


def half_up(hundredths: int) -> int:
    """A number of hundredths, rounded to a whole one, halves up."""
    return (hundredths + 50) // 100


def benefit(home: Household, state: str, year: int) -> int | None:
    """The monthly benefit; None where a test fails."""
    illinois = state == "illinois"
    net_limit = by_size(NET_LIMIT[year], home.size)
    gross = max(0, home.earned + home.other_income - home.child_support)
    if not home.vulnerable and gross >= half_up(net_limit * (165 if illinois else 130)):
        return None
    if not illinois and home.assets > (3500 if home.vulnerable else 2250):
        return None
    standard = (STANDARD_ILLINOIS if illinois else STANDARD[year])[min(home.size, 6) - 1]
    medical = 0
    if home.vulnerable and home.medical > 35:
        medical = 200 if home.medical <= (200 if illinois else 235) else home.medical - 35
    before = standard + half_up(home.earned * 20) + home.dependent_care + medical
    if illinois:
        allowance = ALLOWANCE_ILLINOIS[home.utilities]
    else:
        allowance = (303 if home.size <= 3 else 379) if home.utilities == "heating_or_cooling" else 0
    excess = max(0, home.rent + allowance - half_up((gross - before) * 50))
    shelter = excess if home.vulnerable else min(excess, SHELTER_CAP)
    net = 0 if gross == 0 else max(0, gross - before - shelter)
    if net >= net_limit:
        return None
    granted = by_size(ALLOTMENT[year], home.size) - half_up(net * 30)
    return max(granted, 16 if home.size <= 2 else 0)


def near(*borders: int) -> st.SearchStrategy[int]:
    """Amounts on both sides of some borders, and others."""
    edges = sorted({max(0, border + step) for border in borders for step in (-1, 0, 1)})
    return st.sampled_from(edges) | st.integers(0, 4_500)


LIMITS = tuple({by_size(NET_LIMIT[year], size) for year in (2020, 2021) for size in range(1, 13)})
GROSS = tuple({half_up(limit * factor) for limit in LIMITS for factor in (130, 165)})

households = st.builds(
    Household,
    size=st.integers(1, 12) | st.integers(1, 50),
    vulnerable=st.booleans(),
    earned=near(0, *LIMITS, *GROSS),
    other_income=st.just(0) | near(*LIMITS, *GROSS),
    child_support=st.just(0) | st.integers(0, 900),
    dependent_care=st.just(0) | st.integers(0, 900),
    medical=st.just(0) | near(35, 200, 235),
    rent=st.just(0) | st.integers(0, 2_500),
    utilities=st.sampled_from(tuple(ALLOWANCE_ILLINOIS)),
    assets=st.just(0) | near(2250, 3500),
)


@cache
def decided(state: str) -> creditlang.Rulebook:
    return creditlang.load(SNAP / f"{state}.credit.md")


@given(households)
@example(Household(1, False, 0, 1353, 0, 0, 0, 0, "no_utilities", 0))
@example(Household(3, True, 2_000, 0, 0, 0, 236, 1_500, "heating_or_cooling", 3_500))
@example(Household(50, False, 0, 0, 0, 0, 0, 0, "no_utilities", 0))
def test_the_benefit_is_that_of_the_tables(home: Household) -> None:
    for state in ("virginia", "illinois"):
        for year, day in ((2020, date(2020, 9, 30)), (2021, date(2020, 10, 1)), (2021, date(2021, 9, 30))):
            decision = decided(state).decide(attrs.asdict(home), [], as_of=day)
            granted = [reward.grant for reward in decision.rewards if reward.name == "FoodBenefit"]
            due = benefit(home, state, year)
            assert ([] if due is None else [Money(due, "USD")]) == granted


def test_the_published_results() -> None:
    nobody = Household(1, False, 0, 0, 0, 0, 0, 0, "no_utilities", 0)
    assert [benefit(attrs.evolve(nobody, size=size), "virginia", 2020) for size in (1, 2, 3, 10)] == [
        194,
        355,
        509,
        1456,
    ]
    assert [benefit(attrs.evolve(nobody, size=size), "virginia", 2021) for size in (1, 10)] == [204, 1530]
    assert [benefit(attrs.evolve(nobody, other_income=700), "virginia", year) for year in (2020, 2021)] == [34, 44]
    assert benefit(attrs.evolve(nobody, other_income=1040), "illinois", 2020) == 16
