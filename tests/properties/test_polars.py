"""Polars decides on everyone as the reference evaluator does on each: both tables, to the last line."""

from hypothesis import given

from creditlang.backends.polars.support import NotSupportedError
from properties.compiled import TWICE, Compiled, compiled_cases, give_up
from properties.populations import by_polars, by_reference, frames_of_histories, population


@TWICE
@given(compiled_cases)
def test_polars_decides_alike(drawn: Compiled) -> None:
    """With the lines, which are computed one by one, and without them, where totals are enough."""
    case, days = drawn.case, (drawn.case.as_of, drawn.case.as_known)
    everyone = population(case, 4)
    frames = frames_of_histories(drawn.series, everyone, case.people.facts.values())
    try:
        people, lines = by_polars(drawn.series, frames, *days, lines=True)
    except NotSupportedError as refusal:
        give_up(refusal)
    expected_people, expected_lines = by_reference(drawn.series, everyone, *days)
    assert expected_lines == lines
    assert expected_people == people
    assert expected_people == by_polars(drawn.series, frames, *days, lines=False)[0]
