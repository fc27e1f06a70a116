"""Files and tables that are not there, there twice, of another kind, or of types that cannot hold what they should."""

from pathlib import Path

import duckdb
import pytest
from civic import DONATIONS, PEOPLE, load, places, problems, write, write_typed

from creditlang.data import Problem
from creditlang.data.files import DataFolderError


def only(path: Path) -> Problem:
    (found,) = problems(path)
    return found


@pytest.mark.parametrize(
    ("table", "advice"),
    [
        (
            "Donation",
            "if there are no such records, add a `Donation.csv` that holds only the line `record,",
        ),
        ("Person", "add `Person.csv`, `.jsonl` or `.parquet` with one row for each Person"),
    ],
)
def test_a_missing_file_says_what_to_add(tmp_path: Path, table: str, advice: str) -> None:
    (write(tmp_path) / f"{table}.csv").unlink()
    found = only(tmp_path)
    assert (found.table, found.code) == (table, "missing-table")
    assert advice in found.reason


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("donation.csv", "rename `donation.csv` to `Donation.csv` if it is the one"),
        ("Donations.csv", "rename `Donations.csv` to `Donation.csv` if it is the one"),
        ("Donation.CSV", "rename `Donation.CSV` to `Donation.csv` if it is the one"),
    ],
)
def test_a_file_of_nearly_that_name_is_named(tmp_path: Path, name: str, advice: str) -> None:
    (write(tmp_path) / "Donation.csv").rename(tmp_path / name)
    assert advice in only(tmp_path).reason


@pytest.mark.parametrize(
    ("table", "advice"),
    [
        ("Medal", "if there are no such records, add an empty table `Medal`"),
        ("Person", "add one with a row for each Person"),
    ],
)
def test_a_missing_table_of_a_database(tmp_path: Path, table: str, advice: str) -> None:
    path = write(tmp_path, "duckdb")
    with duckdb.connect(path) as connection:
        connection.execute(f'DROP TABLE "{table}"')
    found = only(path)
    assert (found.table, found.file, found.code) == (table, "town.duckdb", "missing-table")
    assert found.reason == f"there is no table `{table}`: {advice}"


def test_a_table_of_nearly_that_name_is_named(tmp_path: Path) -> None:
    path = write(tmp_path, "duckdb")
    with duckdb.connect(path) as connection:
        connection.execute('ALTER TABLE "Donation" RENAME TO "Donations"')
    assert only(path).reason == "there is no table `Donation`: did you mean `Donations`? Rename it"


def test_a_view_is_as_good_as_a_table(tmp_path: Path) -> None:
    path = write(tmp_path, "duckdb")
    with duckdb.connect(path) as connection:
        connection.execute('ALTER TABLE "Donation" RENAME TO g; CREATE VIEW "Donation" AS SELECT * FROM g')
    with load(path) as data:
        assert data.count == len(PEOPLE)


def test_a_table_in_two_formats_is_refused(tmp_path: Path) -> None:
    write(tmp_path)
    write_typed(tmp_path, "Donation", DONATIONS, "parquet")
    found = only(tmp_path)
    assert found.code == "duplicate-table"
    assert found.reason == (
        "the table `Donation` is there more than once, as `Donation.csv` and `Donation.parquet`: keep one"
    )


@pytest.mark.parametrize(("name", "content"), [("Donation.parquet", b"hello"), ("Donation.parquet", b"")])
def test_what_is_no_parquet_file(tmp_path: Path, name: str, content: bytes) -> None:
    (write(tmp_path) / "Donation.csv").unlink()
    (tmp_path / name).write_bytes(content)
    assert places(problems(tmp_path)) == [("Donation", None, None, "unreadable-file")]


def test_a_folder_where_a_file_should_be(tmp_path: Path) -> None:
    (write(tmp_path) / "Donation.csv").unlink()
    (tmp_path / "Donation.csv").mkdir()
    assert places(problems(tmp_path)) == [("Donation", None, None, "unreadable-file")]


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
@pytest.mark.parametrize(
    ("column", "kind", "code", "advice"),
    [
        ("amount", "DOUBLE", "binary-float", "cast it to DECIMAL(18, 2)"),
        ("amount", "FLOAT", "binary-float", "cast it to DECIMAL(18, 2)"),
        ("amount", "BOOLEAN", "wrong-column-type", "cast it to DECIMAL(18, 2)"),
        ("date", "TIMESTAMP", "wrong-column-type", "cast it to DATE"),
        ("subject", "BLOB", "wrong-column-type", "cast it to VARCHAR"),
    ],
)
def test_a_column_of_a_type_that_cannot_hold_it(
    tmp_path: Path, form: str, column: str, kind: str, code: str, advice: str
) -> None:
    path = write(tmp_path, form)
    rows = tuple({**row, "amount": "1"} for row in DONATIONS)
    write_typed(tmp_path, "Donation", rows, form, {column: kind})
    found = only(path)
    assert (found.table, found.line, found.column, found.code) == ("Donation", None, column, code)
    assert found.reason.endswith(advice)


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
@pytest.mark.parametrize("kind", ["VARCHAR", "INTEGER", "UBIGINT", "DECIMAL(38, 10)", "UTINYINT"])
def test_a_column_of_another_type_that_holds_it_exactly(tmp_path: Path, form: str, kind: str) -> None:
    path = write(tmp_path, form)
    rows = tuple({**row, "amount": "7"} for row in DONATIONS)
    write_typed(tmp_path, "Donation", rows, form, {"amount": kind})
    with load(path) as data:
        amounts = [r.values["amount"] for h in data.histories() for r in h.records if r.event == "Donation"]
    assert amounts == [7, 7]


@pytest.mark.parametrize("form", ["parquet", "duckdb"])
def test_numbers_beyond_every_bound_in_typed_columns(tmp_path: Path, form: str) -> None:
    path = write(tmp_path, form)
    rows = ({**DONATIONS[0], "amount": str(2**64 - 1)}, {**DONATIONS[1], "amount": "1"})
    write_typed(tmp_path, "Donation", rows, form, {"amount": "UBIGINT"})
    assert places(problems(path)) == [("Donation", 1, "amount", "too-large")]


@pytest.mark.parametrize("day", ["infinity", "0044-03-15 (BC)", "10000-01-01"])
def test_days_that_only_duckdb_knows(tmp_path: Path, day: str) -> None:
    path = write(tmp_path, "duckdb")
    write_typed(tmp_path, "Donation", ({**DONATIONS[0], "date": day}, DONATIONS[1]), "duckdb")
    assert places(problems(path)) == [("Donation", 1, "date", "not-a-date")]


@pytest.mark.parametrize("name", ["nowhere", "notes.duckdb"])
def test_what_is_no_data_set(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.duckdb").write_text("hello", encoding="utf-8")
    with pytest.raises(DataFolderError, match=name):
        load(tmp_path / name)
