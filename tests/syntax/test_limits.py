"""Whatever the size and depth of a text: an answer, and in time."""

import sys

import pytest
from spanned import read, value

from creditlang.diagnostics import Collector
from creditlang.source import Source
from creditlang.syntax import parse, parse_expression
from creditlang.syntax.characters import MAX_DEPTH
from creditlang.syntax.nodes import AnyOf, Arithmetic

CRITERION = "rulebook R\ncriterion A\n    award "


@pytest.mark.parametrize(
    "deep",
    [
        "(" * 10_000 + "5" + ")" * 10_000,
        "-" * 10_000 + "5",
        "not " * 4_000 + "a",
        "if a then 1 else " * 1_000 + "0",
        "1 if a else " * 1_000 + "0",
        "1 + " * 4_000 + "1",
        "1 * " * 4_000 + "1",
        "f(" * 4_000 + "1" + ")" * 4_000,
        "count of D where " * 1_000 + "a",
        "years between a and " * 900 + "a",
    ],
)
def test_nesting_is_bounded_with_one_message(deep: str) -> None:
    _, found = read(CRITERION + deep)
    assert [d.code for d in found] == ["E0017"]


@pytest.mark.parametrize("deep", ["(" * 10_000, "(" * 150 + "5" + ")" * 149, "-" * 19_000 + "5 x"])
def test_nesting_that_is_also_wrong_is_one_message(deep: str) -> None:
    _, found = read(CRITERION + deep)
    assert len(found) == 1


def test_what_people_write_is_far_below_the_bound() -> None:
    assert isinstance(value(" + ".join(["a"] * MAX_DEPTH)), Arithmetic)
    assert isinstance(value("(" * MAX_DEPTH + "a or b" + ")" * MAX_DEPTH), AnyOf)


def test_chains_of_and_and_or_are_flat_and_may_be_long() -> None:
    found = value(" or ".join(["a"] * 3_000))
    assert isinstance(found, AnyOf)
    assert len(found.operands) == 3_000


def test_nested_facts_in_a_scenario_are_bounded() -> None:
    _, found = read('scenario "s"\n    Person ' + "a (" * 3_000 + ")" * 3_000)
    assert [d.code for d in found] == ["E0017"]


def test_deep_indentation() -> None:
    _, found = read("\n".join(" " * depth + "a" for depth in range(1_000)))
    assert [d.code for d in found] == ["E0013"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("x" * 5_000_000, "E0013"),
        ('registry R "' + "x" * 5_000_000 + '"', "E0018"),
        (CRITERION + "1+" * 20_000, "E0018"),
    ],
)
def test_an_enormous_line(text: str, code: str) -> None:
    _, found = read(text)
    assert [code] == [d.code for d in found]
    assert len(found[0].message_text()) < 200


RULES = """
criterion Giving{n} "Gifts to registered charities"
    basis      "Measures, art. 12"
    on         Donation where amount >= 500 CNY
    award      amount / 500 CNY rounded down
    expires    after 2 years
    at most    30 per calendar year
"""


def steps(text: str, expected: int) -> int:
    """How many calls of functions reading a text takes: what grows as time does, and is the same on every machine."""
    counted = 0

    def count(_frame: object, event: str, _value: object) -> None:
        nonlocal counted
        counted += event == "call"

    collector = Collector()
    sys.setprofile(count)
    try:
        parse(Source("test.credit", text), collector)
    finally:
        sys.setprofile(None)
    assert expected == len(collector.sorted())
    return counted


def test_reading_takes_as_many_steps_as_the_text_is_long() -> None:
    steps("registry R", 0)  # loads the tables
    small, large = (steps("rulebook R\n" + "".join(RULES.format(n=n) for n in range(count)), 0) for count in (60, 480))
    assert large < small * 8 * 1.1


def test_so_does_reading_what_is_wrong() -> None:
    head = "rulebook R\ncriterion A\n"
    small, large = (steps(head + "    award 5 please do\n" * count, count) for count in (50, 400))
    assert large < small * 8 * 1.1


def test_an_expression_may_be_missing() -> None:
    collector = Collector()
    assert parse_expression(Source("test", "  # nothing"), collector) is None
    assert [d.code for d in collector.sorted()] == ["E0021"]
    assert collector.sorted()[0].message_text() == "nothing is written here"
