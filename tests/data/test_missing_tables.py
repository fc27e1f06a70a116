"""Files and tables that are not there, there twice, of another kind, or of types that cannot hold what they should."""

from pathlib import Path

import duckdb
import pytest
from civic import DONATIONS, MEDALS, OFFENCES, PEOPLE, changed, load, places, problems, write, write_typed

from creditlang.data import InvalidDataError, Problem
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


def test_what_is_wrong_in_other_files_is_told_with_a_missing_one(tmp_path: Path) -> None:
    offences, medals = changed(OFFENCES, 1, fine="much"), changed(MEDALS, 0, subject="p9")
    (write(tmp_path, Offence=offences, Medal=medals) / "Donation.csv").unlink()
    assert places(problems(tmp_path)) == [
        ("Offence", 3, "fine", "not-a-number"),
        ("Donation", None, None, "missing-table"),
        ("Medal", 2, "subject", "unknown-subject"),
    ]


def test_without_the_people_nobody_is_called_unknown(tmp_path: Path) -> None:
    offences = changed(changed(OFFENCES, 0, subject="p9"), 1, settled="never")
    (write(tmp_path, Offence=offences) / "Person.csv").unlink()
    assert places(problems(tmp_path)) == [
        ("Person", None, None, "missing-table"),
        ("Offence", 3, "settled", "not-a-date"),
    ]


def test_a_relation_to_a_missing_table_is_not_looked_at(tmp_path: Path) -> None:
    (write(tmp_path, Person=changed(PEOPLE, 0, home="h9", spouse="p9")) / "Household.csv").unlink()
    assert places(problems(tmp_path)) == [
        ("Person", 2, "spouse", "unknown-related"),
        ("Household", None, None, "missing-table"),
    ]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_rows_of_a_table_with_wrong_columns_are_not_looked_at(tmp_path: Path, form: str) -> None:
    people = tuple({**{name: cell for name, cell in row.items() if name != "born"}, "veteran": None} for row in PEOPLE)
    path = write(tmp_path, form, Person=people, Offence=changed(OFFENCES, 0, kind=None))
    first = 2 if form == "csv" else 1
    found = places(problems(path, limit=5))
    header = 1 if form == "csv" else None
    assert found == [("Person", header, "born", "missing-column"), ("Offence", first, "kind", "missing-value")]


def test_a_file_that_breaks_off_is_told_with_what_is_wrong_in_others(tmp_path: Path) -> None:
    write(tmp_path, "parquet", Offence=changed(OFFENCES, 0, kind=None))
    whole = (tmp_path / "Person.parquet").read_bytes()
    (tmp_path / "Person.parquet").write_bytes(whole[:4] + bytes(200) + whole[204:])
    assert places(problems(tmp_path)) == [
        ("Person", None, None, "unreadable-file"),
        ("Offence", 1, "kind", "missing-value"),
    ]


def test_the_first_problems_and_their_number(tmp_path: Path) -> None:
    offences = tuple({**OFFENCES[0], "record": f"o{n}", "fine": "much"} for n in range(30))
    (write(tmp_path, Offence=offences) / "Donation.csv").unlink()
    with pytest.raises(InvalidDataError) as caught:
        load(tmp_path, limit=3)
    assert (len(caught.value.problems), caught.value.total) == (3, 31)
