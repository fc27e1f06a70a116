"""A small rulebook for tests of what Python programs use."""

import pytest

import creditlang

TOWN = """\
registry Records
contexts traffic

subject Person
    born : date
    spouse : Person optional

event Offence in traffic
    kind : one of speeding, drunk
    fine : money(EUR) between 0 EUR and 10_000 EUR

rulebook Town "Town points"
    edition "1"
    in force from 2020-01-01
    records Records

score points
    starts at if spouse is known and spouse.born < 1950-01-01 then 110 else 100

criterion Offences "Traffic offences"
    basis    "By-law, art. 1"
    in       traffic
    on       Offence
    deduct   if kind is drunk then 20 else fine / 100 EUR rounded down
    expires  after 1 year

grades
    A  from 90
    B  below 90

reward BusPass
    basis  "By-law, art. 2"
    in     traffic
    while  grade is A
    grant  12.50 EUR

scenario "nothing on record"
    as of   2025-06-01
    Person  born 1980-05-04
    expect  points 100
"""


@pytest.fixture
def town_text() -> str:
    return TOWN


@pytest.fixture(scope="session")
def town() -> creditlang.Rulebook:
    return creditlang.loads(TOWN)
