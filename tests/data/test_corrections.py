"""A folder of corrections: what it changes, and everything that can be wrong with it."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from creditlang.data import DataFolderError, InvalidDataError, load_dataset
from creditlang.data.corrections import Corrections, load_corrections
from creditlang.driver import compile_text

REGISTRY = compile_text(
    """registry Records
subject Person
    born : date
event Offence
    fine : money(EUR) between 0 EUR and 1_000 EUR
event Gift
"""
).registries[0]

TABLES = {
    "Person.csv": "subject,born\nann,1980-05-04\nben,1991-09-30\n",
    "Offence.csv": (
        "record,subject,date,recorded,withdrawn,fine\n"
        "o1,ann,2025-01-10,2025-01-12,,500\no2,ben,2025-03-01,,2025-04-01,20.50\n"
    ),
    "Gift.csv": "record,subject,date\ng1,ann,2025-02-02\n",
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def corrected(source: Path, **files: str) -> Corrections:
    folder = source.parent / "corrections"
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8", newline="")
    with load_dataset(source, REGISTRY, "Person") as data:
        return load_corrections(folder, data, source)


def problems(source: Path, **files: str) -> list[str]:
    with pytest.raises(InvalidDataError) as caught:
        corrected(source, **files)
    return [str(problem) for problem in caught.value.problems]


def test_a_withdrawal_and_the_record_in_its_place(source: Path) -> None:
    found = corrected(
        source,
        withdrawals_csv="record,withdrawn\r\no1,2025-06-01\r\n",
        Offence_csv="record,subject,date,recorded,fine\no3,ann,2025-01-10,2025-06-01,50\n",
    )
    assert found.subjects == ("ann",)
    with load_dataset(source, REGISTRY, "Person") as data:
        records = found.apply(data.history("ann")).records
        assert found.apply(data.history("ben")) == data.history("ben")
    assert [(r.id, r.date, r.recorded, r.withdrawn) for r in records] == [
        ("o1", date(2025, 1, 10), date(2025, 1, 12), date(2025, 6, 1)),
        ("o3", date(2025, 1, 10), date(2025, 6, 1), None),
        ("g1", date(2025, 2, 2), date(2025, 2, 2), None),
    ]


def test_json_lines_and_parquet(source: Path) -> None:
    folder = source.parent / "corrections"
    folder.mkdir()
    (folder / "Gift.jsonl").write_text('{"record": "g2", "subject": "ben", "date": "2025-05-05"}\n', encoding="utf-8")
    duckdb.execute(
        f"COPY (SELECT 'g1' AS record, DATE '2025-07-01' AS withdrawn) TO '{folder / 'withdrawals.parquet'}'"
    )
    with load_dataset(source, REGISTRY, "Person") as data:
        found = load_corrections(folder, data, source)
    assert found.withdrawn == {"g1": date(2025, 7, 1)}
    assert found.subjects == ("ann", "ben")


def test_a_database_is_corrected_too(source: Path) -> None:
    database = source.parent / "data.duckdb"
    with duckdb.connect(str(database)) as connection:
        for name in TABLES:
            connection.execute(
                f"CREATE TABLE {name[:-4]} AS SELECT * FROM read_csv('{source / name}', all_varchar=true)"
            )
    found = corrected(database, Gift_csv="record,subject,date\ng2,ben,2025-05-05\n")
    assert [record.id for record in found.added["ben"]] == ["g2"]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            "o9,2025-06-01",
            "withdrawals.csv, line 2, column `record`: there is no record with the id `o9` in the data set",
        ),
        (
            "o2,2025-06-01",
            "withdrawals.csv, line 2, column `record`: the record `o2` was withdrawn already, on 2025-04-01",
        ),
        (
            "o1,2025-01-11",
            "withdrawals.csv, line 2, column `withdrawn`: the record `o1` cannot be withdrawn on 2025-01-11:"
            " it became known only on 2025-01-12",
        ),
        ("o1,", "withdrawals.csv, line 2, column `withdrawn`: there is no value"),
        ("o1,2025-02-30", "withdrawals.csv, line 2, column `withdrawn`: there is no such day as `2025-02-30`"),
        ("o1", "withdrawals.csv, line 2: the row has 1 cell, and the header has 2"),
        (
            "o1,2025-06-01\no1,2025-06-02",
            "withdrawals.csv, line 3, column `record`: the record `o1` is withdrawn more than once",
        ),
    ],
)
def test_withdrawals_that_cannot_be(source: Path, rows: str, expected: str) -> None:
    assert problems(source, withdrawals_csv=f"record,withdrawn\n{rows}\n") == [expected]


def test_columns_of_withdrawals(source: Path) -> None:
    assert problems(source, withdrawals_csv="record,date\no1,2025-06-01\n") == [
        "withdrawals.csv: its columns are record, date, and must be `record` and `withdrawn`"
    ]


def test_a_new_record_needs_an_id_of_its_own(source: Path) -> None:
    assert problems(source, Gift_csv="record,subject,date\no1,ann,2025-05-05\n") == [
        "Gift.csv, column `record`: the record id `o1` is used more than once: see also the data set that is corrected;"
        " a corrected record needs an id of its own"
    ]


def test_new_records_keep_the_contract(source: Path) -> None:
    assert problems(source, Gift_csv="record,subject,date\ng2,cleo,2025-05-05\n") == [
        "Gift.csv, line 2, column `subject`: there is no Person with the id `cleo`"
    ]


def test_a_table_that_is_no_event(source: Path) -> None:
    with pytest.raises(DataFolderError, match=r"neither `withdrawals` nor an event.*did you mean `Offence`\?"):
        corrected(source, Ofence_csv="record,subject,date,fine\n")


def test_an_empty_folder(source: Path) -> None:
    with pytest.raises(DataFolderError, match="holds no corrections"):
        corrected(source)


def test_no_folder(source: Path) -> None:
    with load_dataset(source, REGISTRY, "Person") as data, pytest.raises(DataFolderError, match="no folder"):
        load_corrections(source.parent / "elsewhere", data, source)


def test_an_empty_table_corrects_nothing(source: Path) -> None:
    assert corrected(source, withdrawals_csv="record,withdrawn\n").subjects == ()
