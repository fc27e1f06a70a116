"""Terms, tables as functions, bands, and short names of files."""

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from creditlang import ir
from creditlang.analysis.diff import grids
from creditlang.analysis.diff.bands import bands
from creditlang.analysis.diff.terms import Terms
from creditlang.ir import Anything, HalfOpen, Row, Values
from creditlang.render.diff.places import Places
from creditlang.source import Source, Span
from creditlang.types import Choice, Date, Interval, MoneyUnit, Number, Plain, Text

SPAN = Span(Source("t", ""), 0, 0)
WHOLE = Number(Plain(), 0, Interval(0, None))


def _row(value: object, *patterns: ir.KeyPattern) -> Row:
    return Row(patterns, value, span=SPAN)


# --- terms -----------------------------------------------------------------------------------------------


def test_equal_terms_are_one_number() -> None:
    terms = Terms()
    x, y = terms.make("x"), terms.make("y")
    assert terms.plus(x, y) == terms.plus(y, x)
    assert terms.plus(terms.plus(x, y), y, -1) == x
    assert terms.times(terms.plus(x, x), Fraction(1, 2)) == x
    assert terms.every([x, y, x]) == terms.every([y, terms.true, x])
    assert terms.some([x, terms.true]) == terms.true


def test_yes_is_not_one() -> None:
    terms = Terms()
    assert terms.constant(True) != terms.constant(1)
    assert terms.constant(Fraction(2)) == terms.constant(2)


@pytest.mark.parametrize("head", ["positive", "not negative", "zero"])
def test_a_comparison_has_one_form_whatever_positive_factor_it_is_written_with(head: str) -> None:
    terms = Terms()
    x = terms.make("x")
    assert terms.sign(head, terms.plus(x, terms.constant(4))) == terms.sign(
        head, terms.plus(terms.times(x, 3), terms.constant(12))
    )


def test_the_opposite_of_the_opposite() -> None:
    terms = Terms()
    x, y = terms.make("x"), terms.make("y")
    for truth in (
        terms.sign("positive", terms.plus(x, y, -1)),
        terms.make("less", below=(x, y)),
        terms.every([x, y]),
        terms.among(x, ["a", "b"]),
        terms.true,
    ):
        assert terms.negated(terms.negated(truth)) == truth
        assert terms.negated(truth) != truth


# --- tables ----------------------------------------------------------------------------------------------


def test_tables_that_answer_alike_are_equal_however_they_are_cut() -> None:
    one = [_row(5, HalfOpen(None, 18)), _row(7, HalfOpen(18, None))]
    other = [_row(7, HalfOpen(30, None)), _row(5, HalfOpen(0, 18)), _row(7, HalfOpen(18, 30))]
    assert grids.canonical(one, [WHOLE]) == grids.canonical(other, [WHOLE])
    assert grids.differences(one, other, [WHOLE]) == ()


def test_a_single_whole_number_is_a_range_of_one() -> None:
    one = [_row(5, Values((1,))), _row(6, HalfOpen(2, None)), _row(4, Values((0,)))]
    other = [_row(4, HalfOpen(None, 1)), _row(5, HalfOpen(1, 2)), _row(6, HalfOpen(2, None))]
    assert grids.canonical(one, [WHOLE]) == grids.canonical(other, [WHOLE])


def test_where_two_tables_differ() -> None:
    one = [_row(5, HalfOpen(None, 18)), _row(7, HalfOpen(18, None))]
    other = [_row(5, HalfOpen(None, 21)), _row(7, HalfOpen(21, None))]
    (found,) = grids.differences(one, other, [WHOLE])
    assert grids.show_cells(found.keys[0], str) == "from 18 below 21"
    assert (found.old, found.new, found.old_row, found.new_row) == (7, 5, one[1], other[0])


def test_one_whole_number_is_shown_as_one() -> None:
    one = [_row(5, HalfOpen(None, 30)), _row(7, HalfOpen(30, 31)), _row(9, HalfOpen(31, None))]
    other = [_row(5, HalfOpen(None, 31)), _row(9, HalfOpen(31, None))]
    assert [grids.show_cells(d.keys[0], str) for d in grids.differences(one, other, [WHOLE])] == ["30"]
    tenths = Number(Plain(), 1)
    assert [grids.show_cells(d.keys[0], str) for d in grids.differences(one, other, [tenths])] == ["from 30 below 31"]


def test_a_difference_names_only_the_keys_that_it_depends_on() -> None:
    kinds = [Choice(("a", "b", "c")), WHOLE]
    one = [_row(1, Values(("a",)), Anything()), _row(2, Values(("b", "c")), Anything())]
    other = [_row(1, Values(("a",)), Anything()), _row(3, Values(("b", "c")), Anything())]
    (found,) = grids.differences(one, other, kinds)
    assert [grids.show_cells(cells, str) for cells in found.keys] == ["b or c", "any"]


def test_a_ratio_has_keys_between_any_two() -> None:
    ratio = Number(Plain(), None)
    one = [_row(1, HalfOpen(None, 1)), _row(2, Values((1,))), _row(3, HalfOpen(1, None))]
    other = [_row(1, HalfOpen(None, 1)), _row(3, HalfOpen(1, None))]
    (found,) = grids.differences(one, other, [ratio])
    assert grids.show_cells(found.keys[0], str) == "1"


def test_dates_and_texts_as_keys() -> None:
    day = date(2020, 2, 29)
    one = [_row(1, HalfOpen(None, day)), _row(2, HalfOpen(day, None))]
    other = [_row(1, HalfOpen(None, None))]
    (found,) = grids.differences(one, other, [Date()])
    assert grids.show_cells(found.keys[0], str) == "from 2020-02-29"
    texts = [_row(1, Values(("x",))), _row(2, Anything())]
    (found,) = grids.differences(texts, [_row(2, Anything())], [Text()])
    assert grids.show_cells(found.keys[0], str) == "x"


def test_a_large_table_is_compared_row_by_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "MOST_CELLS", 1)
    one = [_row(5, HalfOpen(None, 18)), _row(7, HalfOpen(18, None))]
    other = [_row(5, HalfOpen(None, 18)), _row(8, HalfOpen(18, None))]
    (found,) = grids.differences(one, other, [WHOLE])
    assert (found.old, found.new) == (7, 8)
    assert grids.canonical(one, [WHOLE]) != grids.canonical(other, [WHOLE])


# --- bands -----------------------------------------------------------------------------------------------


def _field(kind: Any) -> ir.Field:
    return ir.Field("x", None, kind, optional=True)


def test_bands_of_money_are_round_and_half_open() -> None:
    found = bands(_field(Number(MoneyUnit("EUR"), 2)), {Fraction(number, 2): 1 for number in range(2000)})
    assert found.labels[0] == "below 200 EUR"
    assert found.of(Fraction(199999, 1000)) == "below 200 EUR"
    assert found.of(200) == "200 EUR to below 400 EUR"
    assert found.labels[-1] == "from 800 EUR"


def test_bands_of_dates_are_years_or_decades() -> None:
    found = bands(_field(Date()), {date(year, 5, 4): 1 for year in range(1940, 2010)})
    assert found.of(date(1950, 1, 1)) == "1950 to before 1960"
    assert found.of(date(1949, 12, 31)) == "1940 to before 1950" or found.labels[0] == "before 1950"


def test_few_values_stand_each_by_itself_and_the_unknown_last() -> None:
    found = bands(_field(WHOLE), {None: 3, 2: 1, 1: 4})
    assert found.labels == ("1", "2", "unknown")
    assert found.of(None) == "unknown"


def test_whole_numbers_are_not_cut_between() -> None:
    found = bands(_field(WHOLE), {0: 400, 1: 60, 2: 8, 3: 7, 4: 5, 5: 9, 6: 11})
    assert found.labels == ("0", "1", "2", "from 3")
    assert [found.of(number) for number in (0, 2, 6)] == ["0", "2", "from 3"]


def test_of_many_texts_the_most_frequent_are_shown() -> None:
    found = bands(_field(Text()), {f"t{number}": 100 - number for number in range(40)})
    assert len(found.labels) == 12
    assert found.labels[-1] == "other"
    assert (found.of("t0"), found.of("t39")) == ("t0", "other")


@pytest.mark.parametrize("counts", [{}, {5: 1}, dict.fromkeys((1, 1, 1, 1), 1)])
def test_no_or_one_value(counts: dict[int, int]) -> None:
    found = bands(_field(WHOLE), counts)
    assert all(found.of(value) in found.labels for value in counts)


def test_every_value_has_one_of_the_labels() -> None:
    kinds: list[tuple[Any, Callable[[int], Any]]] = [
        (WHOLE, lambda n: n * n),
        (Date(), lambda n: date.fromordinal(700_000 + n * 37)),
        (Number(Plain(), 1), lambda n: Fraction(n, 10)),
    ]
    for kind, make in kinds:
        counts = {make(number): 1 + number % 3 for number in range(300)}
        found = bands(_field(kind), counts)
        assert {found.of(value) for value in counts} <= set(found.labels)


# --- places ----------------------------------------------------------------------------------------------


def test_files_are_named_by_as_much_of_their_paths_as_tells_them_apart() -> None:
    names = ["old/town.credit", "new/town.credit", "old/registry.credit"]
    found = Places(names)
    shown = [found.of(Span(Source(name, "x"), 0, 1)) for name in names]
    assert shown == ["old/town.credit:1", "new/town.credit:1", "registry.credit:1"]
