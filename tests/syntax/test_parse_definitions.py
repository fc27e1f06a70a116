"""Defines, tables and dated parameters."""

from typing import Any

import pytest
from spanned import day, declaration, make, money, name, num, ref, sound, text

from creditlang.syntax.nodes import (
    AnyKey,
    Arithmetic,
    ArithmeticOperator,
    Bounds,
    Choice,
    ChoiceType,
    DatedValue,
    Define,
    ExactKey,
    FieldType,
    Grid,
    MoneyType,
    Negate,
    Parameter,
    RangeKey,
    Row,
    SimpleType,
    Table,
    TruthLiteral,
    TypedName,
)

NUMBER, DATE, POINTS = (make(SimpleType, name(word)) for word in ("number", "date", "points"))


def exact(*values: Any) -> ExactKey:
    return make(ExactKey, values)


def row(key: Any, *cells: Any) -> Row:
    return make(Row, (key,), cells)


def test_definitions_above_all_units_are_a_library() -> None:
    document = sound("define A = 1\nregistry R\n")
    assert document.library == (make(Define, name("A"), None, (), num("1")),)


def test_a_define_with_parameters() -> None:
    found = declaration(
        'define fee "Fee"(x : money(CNY), n : number between 1 and 5, k : one of a, b, d : date optional)\n    = x / n'
    )
    parameters = (
        make(TypedName, name("x"), make(MoneyType, name("CNY")), None, False),
        make(TypedName, name("n"), NUMBER, make(Bounds, num("1"), num("5")), False),
        make(
            TypedName,
            name("k"),
            make(ChoiceType, (make(Choice, name("a"), None), make(Choice, name("b"), None))),
            None,
            False,
        ),
        make(TypedName, name("d"), DATE, None, True),
    )
    body = make(Arithmetic, ArithmeticOperator.DIVIDE, ref("x"), ref("n"))
    assert make(Define, name("fee"), text("Fee"), parameters, body) == found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("18", exact(num("18"))),
        ("-5", exact(make(Negate, num("5")))),
        ("speeding or red_light", exact(ref("speeding"), ref("red_light"))),
        ("yes", exact(make(TruthLiteral, True))),
        ("any", make(AnyKey)),
        ("below 18", make(RangeKey, None, num("18"), None)),
        ("from 45", make(RangeKey, num("45"), None, None)),
        ("from 20 below 30", make(RangeKey, num("20"), num("30"), None)),
        ("20 to 29", make(RangeKey, num("20"), None, num("29"))),
        ("from 20 to 29", make(RangeKey, num("20"), None, num("29"))),
        ("500 CNY to 900 CNY", make(RangeKey, money("500"), None, money("900"))),
    ],
)
def test_keys_of_rows(written: str, expected: object) -> None:
    found = declaration(f"table T by k : number gives points\n    {written} | 5")
    assert make(Grid, (), (row(expected, num("5")),)) == found.grid


def test_a_table_with_columns_whose_header_stands_deeper_than_its_rows() -> None:
    found = declaration(
        'table Age "Age" by age : number, spouse : boolean gives points\n'
        "                | no | yes\n"
        "    below 18    | 0  | 1\n"
        "    from 18     | 2  | 3  # grown up\n"
    )
    keys = (
        make(TypedName, name("age"), NUMBER, None, False),
        make(TypedName, name("spouse"), make(SimpleType, name("boolean")), None, False),
    )
    header = (exact(make(TruthLiteral, False)), exact(make(TruthLiteral, True)))
    rows = (
        row(make(RangeKey, None, num("18"), None), num("0"), num("1")),
        row(make(RangeKey, num("18"), None, None), num("2"), num("3")),
    )
    assert make(Table, name("Age"), text("Age"), keys, POINTS, make(Grid, header, rows)) == found


def test_a_table_by_two_keys_without_columns() -> None:
    found = declaration("table T by a : number, b : E.kind gives number\n    1 | x | 10\n    any | any | 20")
    assert found.keys[1].type == make(FieldType, ref("E.kind"))
    rows = (
        make(Row, (exact(num("1")), exact(ref("x"))), (num("10"),)),
        make(Row, (make(AnyKey), make(AnyKey)), (num("20"),)),
    )
    assert rows == found.grid.rows


def test_a_bar_in_a_text_does_not_cut_a_row() -> None:
    found = declaration('table T by a : number gives text\n    1 | "a | b"')
    assert found.grid.rows[0].cells[0].value == "a | b"


def test_a_parameter_with_values_by_date() -> None:
    found = declaration(
        'parameter Floor "Floor" : money(CNY)\n    from 2020-01-01   1_500 CNY\n    from 2021-01-01\n        1_600 CNY'
    )
    values = (
        make(DatedValue, day("2020-01-01"), money("1500"), None),
        make(DatedValue, day("2021-01-01"), money("1600"), None),
    )
    assert make(Parameter, name("Floor"), text("Floor"), make(MoneyType, name("CNY")), (), values) == found


def test_a_parameter_with_rows_by_date() -> None:
    found = declaration(
        "parameter Max : money(USD) by size : number at least 1\n"
        "    from 2019-10-01\n        1      | 194 USD\n        from 2 | 355 USD\n"
        "    from 2020-10-01\n        any | 204 USD"
    )
    keys = (make(TypedName, name("size"), NUMBER, make(Bounds, num("1"), None), False),)
    first = (
        row(exact(num("1")), money("194", "USD")),
        row(make(RangeKey, num("2"), None, None), money("355", "USD")),
    )
    values = (
        make(DatedValue, day("2019-10-01"), None, make(Grid, (), first)),
        make(DatedValue, day("2020-10-01"), None, make(Grid, (), (row(make(AnyKey), money("204", "USD")),))),
    )
    assert make(Parameter, name("Max"), None, make(MoneyType, name("USD")), keys, values) == found
