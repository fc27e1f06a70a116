"""Express Entry against a second implementation, written from the published tables and not from the rules."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import attrs
from hypothesis import example, given
from hypothesis import strategies as st

import creditlang

RULES = Path(__file__).parents[2] / "examples" / "rules" / "express-entry"

LEVELS = (
    "less_than_secondary",
    "secondary",
    "one_year",
    "two_years",
    "bachelor",
    "two_credentials",
    "masters",
    "doctorate",
)
TWENTIES = ((110, 100),) * 10
THIRTIES = ((105, 95), (99, 90), (94, 85), (88, 80), (83, 75), (77, 70), (72, 65), (66, 60), (61, 55), (55, 50))
FORTIES = ((50, 45), (39, 35), (28, 25), (17, 15), (6, 5))
AGES = dict(zip(range(18, 45), ((99, 90), (105, 95), *TWENTIES, *THIRTIES, *FORTIES), strict=True))
EDUCATION = ((0, 0), (30, 28), (90, 84), (98, 91), (120, 112), (128, 119), (135, 126), (150, 140))
SPOUSE_EDUCATION = (0, 2, 6, 7, 8, 9, 10, 10)
FIRST = ((0, 0),) * 4 + ((6, 6), (6, 6), (9, 8), (17, 16), (23, 22), (31, 29)) + ((34, 32),) * 3
SECOND = (0, 0, 0, 0, 0, 1, 1, 3, 3, 6, 6, 6, 6)
SPOUSE_LANGUAGE = (0, 0, 0, 0, 0, 1, 1, 3, 3, 5, 5, 5, 5)
WORK = ((0, 0), (40, 35), (53, 46), (64, 56), (72, 63), (80, 70))
SPOUSE_WORK = (0, 5, 7, 8, 9, 10)
VERSIONS = (date(2015, 1, 1), date(2016, 11, 19), date(2017, 6, 6), date(2020, 10, 20), date(2025, 3, 25))


@attrs.frozen
class Partner:
    accompanies: bool
    canadian: bool
    education: int
    abilities: tuple[int, int, int, int]
    work: int


@attrs.frozen
class Profile:
    age: int
    education: int
    french_first: bool
    first: tuple[int, int, int, int]
    second: tuple[int | None, int | None, int | None, int | None]
    canadian_work: int
    foreign_work: int
    certificate: bool
    nominated: bool
    offer: str
    study: str
    sibling: bool
    spouse: Partner | None


def points(who: Profile, version: int) -> int:
    """The score; `version` counts the changes since 2015, from 0."""
    spouse = who.spouse if who.spouse and who.spouse.accompanies and not who.spouse.canadian else None
    column = 1 if spouse else 0
    second = sum(SECOND[level] for level in who.second if level is not None)
    core = AGES.get(who.age, (0, 0))[column] + EDUCATION[who.education][column]
    core += sum(FIRST[level][column] for level in who.first) + min(second, (24, 22)[column])
    core += WORK[min(who.canadian_work, 5)][column]
    core = min(core, (500, 460)[column])
    beside = 0
    if spouse:
        beside = SPOUSE_EDUCATION[spouse.education] + sum(SPOUSE_LANGUAGE[level] for level in spouse.abilities)
        beside = min(40, beside + SPOUSE_WORK[min(spouse.work, 5)])
    return min(1200, core + beside + transferability(who) + additional(who, version))


def transferability(who: Profile) -> int:
    lowest = min(who.first)
    strength = 2 if lowest >= 9 else 1 if lowest >= 7 else 0
    years = min(who.canadian_work, 2)
    steps = (0, 0, 0) if who.education < 2 else (0, 13, 25) if who.education < 5 else (0, 25, 50)
    abroad = (0, 0, 0) if who.foreign_work == 0 else (0, 13, 25) if who.foreign_work < 3 else (0, 25, 50)
    trade = 0 if not who.certificate or lowest < 5 else 25 if lowest < 7 else 50
    schooling = min(50, steps[strength] + steps[years])
    return min(100, schooling + min(50, abroad[strength] + abroad[years]) + trade)


def additional(who: Profile, version: int) -> int:
    offers = ({"no_offer": 0}.get(who.offer, 600), *[{"no_offer": 0, "other_work": 50}.get(who.offer, 200)] * 3, 0)
    study = 0 if version < 1 else {"no_study": 0, "short_study": 15, "long_study": 30}[who.study]
    other = 0 if None in who.second else min(level for level in who.second if level is not None)
    french, english = (min(who.first), other) if who.french_first else (other, min(who.first))
    bonus = 0
    if version >= 2 and french >= 7:
        bonus = (15 if english <= 4 else 30) if version == 2 else (25 if english <= 4 else 50)
    sibling = 15 if version >= 2 and who.sibling else 0
    return min(600, (600 if who.nominated else 0) + offers[version] + study + bonus + sibling)


def facts(who: Profile, day: date) -> dict[str, Any]:
    """The profile as a registry holds it."""
    abilities = ("reading", "writing", "listening", "speaking")
    found: dict[str, Any] = {
        "born": date(day.year - who.age, day.month, day.day),
        "education": LEVELS[who.education],
        "first_language": "french" if who.french_first else "english",
        "canadian_work": who.canadian_work,
        "foreign_work": who.foreign_work,
        "trade_certificate": who.certificate,
        "nominated": who.nominated,
        "job_offer": who.offer,
        "canadian_study": who.study,
        "sibling": who.sibling,
    }
    found |= {f"first_{name}": level for name, level in zip(abilities, who.first, strict=True)}
    found |= {f"second_{name}": level for name, level in zip(abilities, who.second, strict=True)}
    if who.spouse:
        found["spouse"] = {
            "accompanies": who.spouse.accompanies,
            "canadian": who.spouse.canadian,
            "education": LEVELS[who.spouse.education],
            **dict(zip(abilities, who.spouse.abilities, strict=True)),
            "canadian_work": who.spouse.work,
        }
    return found


level = st.integers(0, 12)
same = level.map(lambda n: (n, n, n, n))
abilities = same | st.tuples(level, level, level, level) | st.tuples(*[st.integers(6, 10)] * 4)
untested = st.just((None, None, None, None))
mixed = st.tuples(*[st.none() | level] * 4)
schooling = st.integers(0, len(LEVELS) - 1)
years = st.integers(0, 6) | st.integers(0, 60)
partners = st.builds(Partner, st.sampled_from((True, True, False)), st.booleans(), schooling, abilities, years)
profiles = st.builds(
    Profile,
    age=st.integers(16, 46) | st.integers(0, 100),
    education=schooling,
    french_first=st.booleans(),
    first=abilities,
    second=untested | abilities | mixed,
    canadian_work=years,
    foreign_work=years,
    certificate=st.booleans(),
    nominated=st.booleans(),
    offer=st.sampled_from(("no_offer", "senior_management", "other_work")),
    study=st.sampled_from(("no_study", "short_study", "long_study")),
    sibling=st.booleans(),
    spouse=st.none() | partners,
)
BEST = Partner(True, False, 7, (10, 10, 10, 10), 5)


@cache
def decided() -> creditlang.Rulebook:
    return creditlang.load(RULES / "crs.credit.md")


@given(profiles)
@example(Profile(29, 7, True, (10,) * 4, (10,) * 4, 5, 3, True, True, "senior_management", "long_study", True, BEST))
def test_the_score_is_that_of_the_tables(who: Profile) -> None:
    for version, day in enumerate(VERSIONS):
        assert points(who, version) == decided().decide(facts(who, day), [], as_of=day).points


def test_each_version_ends_on_the_day_before_the_next() -> None:
    who = Profile(30, 4, True, (7,) * 4, (5,) * 4, 0, 0, False, False, "other_work", "short_study", True, None)
    found = []
    for day in VERSIONS[1:]:
        eve = date.fromordinal(day.toordinal() - 1)
        found += [decided().decide(facts(who, eve), [], as_of=on).points for on in (eve, day)]
    expected = [points(who, version) for version in (0, 1, 1, 2, 2, 3, 3, 4)]
    assert expected == found


def test_the_published_cases() -> None:
    none = (None,) * 4

    def case(age: int, education: int, level: int, canadian: int = 0, foreign: int = 0) -> int:
        plain = (False, False, "no_offer", "no_study", False, None)
        who = Profile(age, education, False, (level,) * 4, none, canadian, foreign, *plain)
        return points(who, 4)

    assert [case(30, 4, 7), case(29, 6, 9, foreign=3)] == [306, 469]
    assert [case(25, e, 7, canadian=c) for e in (3, 4, 6) for c in (1, 2)] == [342, 367, 364, 389, 403, 416]
