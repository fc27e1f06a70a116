"""What went wrong in the Polars engine while it was written, made small."""

from datetime import date

import pytest
from properties.populations import by_polars, by_reference, frames_of_histories

from creditlang import loads
from creditlang.backends.polars.support import NotSupportedError, refuse_unsupported
from creditlang.backends.sql.build import DIALECTS, decisions_sql
from creditlang.backends.sql.support import Refused
from creditlang.data import Facts, History, Record
from creditlang.data.objects import GivenRelations

RULES = """\
registry R
subject Person
event Fine of Person
    weight : number between 0 and 9
rulebook Town
    records R
score points
    starts at 100
define most = 10
"""
AS_OF = date(2025, 1, 1)


def person(name: str, *days: date) -> History:
    """Somebody with a fine on each of these days."""
    facts = Facts("Person", name, {})
    records = tuple(Record("Fine", f"{name}{n}", day, day, None, {"weight": n % 10}) for n, day in enumerate(days))
    registry = loads(RULES).registry
    return History(facts, records, GivenRelations(registry, {("Person", name): facts}))


EVERYONE = [
    person("none"),
    person("one", date(2024, 5, 1)),
    person("three", date(2024, 5, 1), date(2024, 5, 1), date(2023, 12, 31)),
]


@pytest.mark.parametrize(
    "criterion",
    [
        # The sum of a constant is the constant, however many records there are, unless it is made a column first.
        "on Fine\n    deduct 7",
        "on Fine\n    deduct 7\n    at most 10 per calendar year",
        # A branch that is not taken divides by 0.
        "on Fine\n    deduct (if weight > 0 then 5 points / weight else 1) rounded half even to 5",
        # Nothing has been recorded of anyone who could be put in order.
        "on Fine where weight > 8\n    deduct if occurrence within 1 year >= 2 then 5 else 1",
        # A cap that a define names is the same for everyone, and no column of anybody.
        "on Fine\n    deduct 7\n    at most most per calendar year",
        "on Fine\n    deduct 7\n    at most most + 1 per calendar month",
        # Two records of one day: their ids decide which is the second.
        "on Fine\n    deduct if occurrence within 1 month >= 2 then weight + 1 else 0",
    ],
)
@pytest.mark.parametrize("lines", [True, False])
def test_a_criterion_counts_as_the_evaluator_counts_it(criterion: str, lines: bool) -> None:
    series = loads(f'{RULES}criterion Fines\n    basis "b"\n    {criterion}\n    expires after 2 years\n').series
    frames = frames_of_histories(series, EVERYONE, [])
    people, told = by_polars(series, frames, AS_OF, None, lines=lines)
    expected, expected_lines = by_reference(series, EVERYONE, AS_OF, None)
    assert expected == people
    if lines:
        assert expected_lines == told


@pytest.mark.parametrize(
    ("one", "other"), [("number", "text"), ("number", "money(EUR)"), ("money(EUR)", "money(JPY)"), ("number", "date")]
)
def test_acts_that_are_told_apart_by_fields_of_different_types_are_refused(one: str, other: str) -> None:
    """One column would take 1 for "1", and 500 for 5.00 EUR."""
    rules = (
        "registry R\nsubject Person\nevent Fine of Person\n"
        f"    act : {one}\nevent Toll of Person\n    act : {other}\n"
        "rulebook Town\n    records R\nscore points\n    starts at 100\n"
        'criterion Fines\n    basis "b"\n    on Fine\n    deduct 5\n'
        'criterion Tolls\n    basis "b"\n    on Toll\n    deduct 7\n'
        "group Both\n    only the largest per act\n    Fines, Tolls\n"
    )
    rulebook = loads(rules)
    with pytest.raises(NotSupportedError, match="only the largest per act"):
        refuse_unsupported(rulebook.series)
    with pytest.raises(Refused, match="different types"):
        decisions_sql(rulebook.series, AS_OF, None, DIALECTS["duckdb"], 0)
    alike = loads(rules.replace(f": {other}", f": {one}"))
    refuse_unsupported(alike.series)
    assert decisions_sql(alike.series, AS_OF, None, DIALECTS["duckdb"], 0)
