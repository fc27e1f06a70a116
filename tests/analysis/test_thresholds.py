"""How many rules one more record can bring about, by the numbers that the score must pass."""

import pytest

from creditlang import loads
from creditlang.analysis.static.thresholds import at_most_together, most_by_record

RULES = """\
registry Records
subject Person
event Offence
rulebook Town
    records Records
score points
    starts at 1000
criterion Offences
    on     Offence
    deduct {size}
grades
    A from 900
    B from 700 below 900
    C below 700
sanction Watched
    while {first}
    impose "looked at"
{process}sanction Barred
    while {second}
    impose "kept out"
{process}"""

PROCESS = '    basis "law"\n    notice unstated\n    appeal unstated\n'


@pytest.mark.parametrize(
    ("size", "first", "second", "together"),
    [
        (50, "grade is at most B", "grade is C", 1),
        (200, "grade is at most B", "grade is C", 2),  # from 900 to 700 and below
        (199, "grade is at most B", "grade is C", 1),
        (50, "points < 900", "points < 880", 2),
        (50, "880 > points", "points < 940", 1),
        (500, "points < 900", "points > 100", 1),  # one begins as the score falls, the other as it rises
        (50, "grade is B", "grade is C", None),  # a band in the middle is no threshold
        (50, "exists Offence", "grade is C", None),
    ],
)
def test_rules_that_begin_as_the_score_passes_numbers(size: int, first: str, second: str, together: int | None) -> None:
    series = loads(RULES.format(size=size, first=first, second=second, process=PROCESS)).series
    assert size == most_by_record(series, "Offence")
    assert together == at_most_together(("Watched", "Barred"), "Offence", series, series.editions[0])
