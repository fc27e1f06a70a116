"""Scores without an end: by which criteria each further record moves them, and what holds that back."""

from __future__ import annotations

import pytest

from creditlang.analysis.static.growth import growth
from creditlang.driver import compile_text

TOWN = """
registry Records
subject Person
    born  : date
event Offence
    act   : text optional
    place : number between 1 and 9
event Licence
event Seminar

rulebook Town
    records Records

score points
    starts at 0

criterion Points
    basis "law"
    on    Offence where {where}
    award 3
    only the largest per {act}

criterion Lowered
    basis  "law"
    on     Seminar
    deduct max(0, points before - 5)
"""


@pytest.mark.parametrize(
    ("where", "act", "present", "grows"),
    [
        ("place > 1", "act", {"Offence"}, True),
        # Records of another kind are what they are, however many copies of this one there are.
        ("not exists Licence where date > 2020-01-01", "act", {"Offence", "Licence"}, True),
        ("(count of Offence) < 3", "act", {"Offence"}, False),
        # Of nine places nine can count.
        ("place > 1", "place", {"Offence"}, False),
        # What a seminar takes grows with the score before it.
        ("place > 1", "act", {"Offence", "Seminar"}, False),
    ],
)
def test_what_grows_without_end(where: str, act: str, present: set[str], grows: bool) -> None:
    compiled = compile_text(TOWN.format(where=where, act=act))
    assert compiled.errors == ()
    (series,) = compiled.series
    (edition,) = series.editions
    found = growth(series, edition, edition, "Offence", 1, frozenset(present))
    assert (found is not None) is grows
    assert found is None or found.along == {"Points"}
