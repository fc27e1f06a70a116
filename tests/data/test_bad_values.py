"""Values that break the contract: each in every format that can hold it, with its place, code and words."""

from fractions import Fraction
from pathlib import Path

import pytest
from civic import DONATIONS, FORMATS, OFFENCES, PEOPLE, TABLES, Row, changed, load, places, problems, write

from creditlang.data import InvalidDataError

LINES = {"csv": 2, "jsonl": 1, "parquet": 1, "duckdb": 1}

TEXTUAL = [
    ("Person", "born", "2023-02-30", "impossible-date", "there is no such day as `2023-02-30`"),
    ("Person", "born", "0000-01-01", "impossible-date", "there is no such day as `0000-01-01`"),
    ("Person", "born", "2023-2-3", "not-a-date", "write year-month-day"),
    ("Person", "born", "03.02.2023", "not-a-date", "write year-month-day"),
    ("Person", "born", "2023-02-03 00:00", "not-a-date", "write year-month-day"),
    ("Person", "veteran", "yes", "not-a-boolean", "write `true` or `false`"),
    ("Person", "veteran", "TRUE", "not-a-boolean", "write `true` or `false`"),
    ("Person", "income", "12.345", "too-many-decimals", "more decimals than money in EUR, which has 2"),
    ("Person", "income", "a lot", "not-a-number", "write only digits"),
    ("Person", "income", "1,200.50", "not-a-number", "without separators"),
    ("Person", "income", "12,50", "not-a-number", "decimal point"),
    ("Person", "income", "+12", "not-a-number", "write only digits"),
    ("Person", "income", "12.", "not-a-number", "write only digits"),
    ("Person", "income", ".5", "not-a-number", "write only digits"),
    ("Person", "income", "１２", "not-a-number", "write only digits"),
    ("Person", "income", "NaN", "not-finite", "leave an unknown value empty"),
    ("Person", "income", "-Infinity", "not-finite", "leave an unknown value empty"),
    ("Person", "income", "10000000000000000.00", "too-large", "at most 18 digits, decimals included"),
    ("Person", "income", "-" + "9" * 60, "too-large", "at most 18 digits, decimals included"),
    ("Household", "size", "1.5", "too-many-decimals", "which has none"),
]

EVERYWHERE = [
    ("Person", "height", "0.499", "out-of-bounds", "`0.499` is not between 0.5 and 2.5"),
    ("Person", "height", "2.501", "out-of-bounds", "`2.501` is not between 0.5 and 2.5"),
    ("Offence", "fine", "-0.01", "out-of-bounds", "`-0.01` is not between 0 and 50000"),
    ("Offence", "fine", "50000.01", "out-of-bounds", "`50000.01` is not between 0 and 50000"),
    ("Offence", "kind", "speding", "unknown-member", "did you mean `speeding`?"),
    ("Offence", "kind", "Speeding", "unknown-member", "did you mean `speeding`?"),
    ("Offence", "kind", "xyz", "unknown-member", "one of `parking`, `speeding` or `drunk_driving` is expected"),
    ("Offence", "fine", None, "missing-value", "the field is not optional"),
    ("Offence", "kind", None, "missing-value", "the field is not optional"),
    ("Offence", "date", None, "missing-value", "there is no value"),
    ("Offence", "record", None, "missing-value", "there is no value"),
    ("Offence", "subject", None, "missing-value", "there is no value"),
    ("Offence", "record", "  ", "empty-id", "the id is blank"),
    ("Offence", "note", "x" * 100_001, "text-too-long", "more than 100,000 characters"),
    ("Offence", "subject", "p9", "unknown-subject", "there is no Person with the id `p9`"),
    ("Offence", "subject", "P1", "unknown-subject", "there is no Person with the id `P1`"),
    ("Person", "home", "h9", "unknown-related", "there is no Household with the id `h9`"),
    ("Person", "spouse", "h1", "unknown-related", "there is no Person with the id `h1`"),
]

ONLY_CSV = [
    ("Person", "income", " 12.50", "not-a-number", "there are spaces around it"),
    ("Person", "income", "1e3", "not-a-number", "written out in digits"),
]

_CASES = (
    [(*case, "csv") for case in ONLY_CSV]
    + [(*case, form) for case in TEXTUAL for form in ("csv", "jsonl")]
    + [(*case, form) for case in EVERYWHERE for form in FORMATS]
)


@pytest.mark.parametrize(("table", "column", "value", "code", "words", "form"), _CASES)
def test_a_wrong_value_is_told_with_its_place(
    tmp_path: Path, table: str, column: str, value: str | None, code: str, words: str, form: str
) -> None:
    path = write(tmp_path, form, **{table: changed(TABLES[table], 0, **{column: value})})
    (problem,) = problems(path)
    assert (problem.table, problem.line, problem.column, problem.code) == (table, LINES[form], column, code)
    assert problem.file == ("town.duckdb" if form == "duckdb" else f"{table}.{form}")
    assert problem.value == (value if value is None or len(value) <= 200 else f"{value[:200]}…")
    assert words in problem.reason


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("column", "value"),
    [("height", "0.5"), ("height", "2.5"), ("height", "2.500"), ("income", "0"), ("income", "9999999999999999.99")],
)
def test_values_at_the_edge_are_fine(tmp_path: Path, form: str, column: str, value: str) -> None:
    with load(write(tmp_path, form, Person=changed(PEOPLE, 2, **{column: value}))) as data:
        assert data.count == 3


@pytest.mark.parametrize("form", ["csv", "jsonl"])
@pytest.mark.parametrize(("value", "expected"), [("1.5000", Fraction(3, 2)), ("0001.50", Fraction(3, 2)), ("-0", 0)])
def test_zeros_that_change_nothing_are_fine(tmp_path: Path, form: str, value: str, expected: Fraction) -> None:
    with load(write(tmp_path, form, Donation=changed(DONATIONS, 1, amount=value))) as data:
        assert data.history("p3").records[0].values["amount"] == expected


def test_all_problems_are_counted_and_the_first_are_told(tmp_path: Path) -> None:
    rows: list[Row] = [{**DONATIONS[0], "record": f"d{i}", "amount": "x", "date": "?"} for i in range(100)]
    rows += [{**DONATIONS[0], "record": "last", "subject": "p9"}]
    with pytest.raises(InvalidDataError) as caught:
        load(write(tmp_path, Donation=rows, Person=changed(PEOPLE, 1, veteran="?")))
    assert caught.value.total == 202
    told = places(caught.value.problems)
    assert told[0] == ("Person", 3, "veteran", "not-a-boolean")
    assert told[-1] == ("Donation", 102, "subject", "unknown-subject"), "every kind of problem is among the first"
    assert len(told) <= 20
    lines = str(caught.value).splitlines()
    assert lines[0] == "202 problems in the data"
    assert lines[1] == "Person.csv, line 3, column `veteran`: `?` is neither true nor false: write `true` or `false`"
    assert lines[-1] == f"and {202 - len(told)} more"


def test_one_row_can_have_several_problems(tmp_path: Path) -> None:
    rows = changed(OFFENCES, 1, kind="x", fine="-1", settled="2020-13-01", subject="p9")
    assert places(problems(write(tmp_path, Offence=rows))) == [
        ("Offence", 3, "subject", "unknown-subject"),
        ("Offence", 3, "kind", "unknown-member"),
        ("Offence", 3, "fine", "out-of-bounds"),
        ("Offence", 3, "settled", "impossible-date"),
    ]


def test_a_problem_is_plain_data(tmp_path: Path) -> None:
    (problem,) = problems(write(tmp_path, Donation=changed(DONATIONS, 0, amount="?")))
    assert problem.to_json() == {
        "table": "Donation",
        "file": "Donation.csv",
        "line": 2,
        "record": None,
        "column": "amount",
        "value": "?",
        "code": "not-a-number",
        "reason": "`?` is not a number: write only digits, such as 19.90, without unit or currency",
    }
