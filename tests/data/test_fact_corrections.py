"""Corrections of facts: whom they concern, what they change on which day, and all that can be wrong with them."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from creditlang.data import DataFolderError, InvalidDataError, load_dataset
from creditlang.data.corrections import Corrections, load_corrections
from creditlang.data.fact_corrections import FactCorrection, in_effect, with_facts
from creditlang.driver import compile_text

REGISTRY = compile_text(
    """registry Records
subject Person
    born : date
    income : money(EUR) between 0 EUR and 1_000_000 EUR optional
    home : Household optional
    spouse : Person optional
subject Household
    rooms : number between 1 and 20
    members : many Person by home
event Loan
    guarantor : Person optional
"""
).registries[0]

TABLES = {
    "Household.csv": "subject,rooms\nh1,3\n",
    "Person.csv": (
        "subject,born,income,home,spouse\n"
        "ann,1980-05-04,1000.50,h1,ben\nben,1991-09-30,,h1,\ncleo,1975-01-01,,,\ndan,2000-02-29,,,ann\n"
    ),
    "Loan.csv": "record,subject,date,guarantor\nl1,cleo,2025-02-02,ben\n",
}
HEADER = "subject,field,was,is,since,known\n"


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for name, text in TABLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (tmp_path / "corrections").mkdir()
    return folder


def corrected(source: Path, subject: str = "Person", **files: str) -> Corrections:
    for name, text in files.items():
        path = source.parent / "corrections" / name.replace("_", ".")
        path.write_text(text, encoding="utf-8", newline="")
    with load_dataset(source, REGISTRY, subject) as data:
        return load_corrections(source.parent / "corrections", data, source)


def test_a_mistake_and_a_change_of_life(source: Path) -> None:
    found = corrected(
        source,
        Person_csv=f"{HEADER}cleo,born,1975-01-01,1976-01-01,,2025-06-01\n"
        "cleo,income,,20.05,2025-03-01,2025-07-01\n".replace("\n", "\r\n"),
    )
    assert found.facts["cleo"] == (
        FactCorrection("Person", "cleo", "born", date(1975, 1, 1), date(1976, 1, 1), None, date(2025, 6, 1)),
        FactCorrection(
            "Person", "cleo", "income", None, found.facts["cleo"][1].should_be, date(2025, 3, 1), date(2025, 7, 1)
        ),
    )
    assert str(found.facts["cleo"][1].should_be) == "401/20"


def test_what_a_decision_of_a_day_reads(source: Path) -> None:
    found = corrected(source, Person_csv=f"{HEADER}cleo,income,,20,2025-03-01,2025-07-01\n").facts["cleo"]
    with load_dataset(source, REGISTRY, "Person") as data:
        history = data.history("cleo")

    def income(day: date, known: date | None = None) -> object:
        return with_facts(history, in_effect(found, day, known)).facts.values["income"]

    assert income(date(2025, 2, 28)) is None
    assert income(date(2025, 3, 1)) == 20
    assert income(date(2025, 3, 1), date(2025, 6, 30)) is None
    assert income(date(2025, 3, 1), date(2025, 7, 1)) == 20


def test_everyone_who_is_related_over_any_number_of_steps_is_concerned(source: Path) -> None:
    found = corrected(source, Person_csv=f"{HEADER}ben,born,1991-09-30,1992-09-30,,2025-06-01\n")
    # Ben is Ann's spouse and in her household, Ann is Dan's spouse, and Ben stands surety for Cleo.
    assert found.subjects == ("ann", "ben", "cleo", "dan")
    with load_dataset(source, REGISTRY, "Person") as data:
        history = with_facts(data.history("ann"), in_effect(found.facts["ann"], date(2025, 7, 1)))
        assert history.facts.values["born"] == date(1980, 5, 4)
        assert history.relations.one("Person", "ben").values["born"] == date(1992, 9, 30)
        members = history.relations.many("Person", "home", "h1")
        assert [(m.id, m.values["born"]) for m in members] == [("ann", date(1980, 5, 4)), ("ben", date(1992, 9, 30))]


def test_a_household_reads_its_members_and_they_read_it(source: Path) -> None:
    assert corrected(
        source, "Household", Person_csv=f"{HEADER}ann,born,1980-05-04,1981-05-04,,2025-06-01\n"
    ).subjects == ("h1",)
    (source.parent / "corrections" / "Person.csv").unlink()
    found = corrected(source, Household_csv=f"{HEADER}h1,rooms,3,4,2025-01-01,2025-06-01\n")
    assert found.subjects == ("ann", "ben", "cleo", "dan")


def test_json_lines_and_parquet(source: Path) -> None:
    folder = source.parent / "corrections"
    (folder / "Person.jsonl").write_text(
        '{"subject": "cleo", "field": "income", "is": "7", "known": "2025-06-01"}\n', encoding="utf-8"
    )
    assert [one.should_be for one in corrected(source).facts["cleo"]] == [7]
    (folder / "Person.jsonl").unlink()
    columns = "'cleo' AS subject, 'income' AS field, NULL AS was, '7' AS \"is\", NULL::DATE AS since"
    duckdb.execute(f"COPY (SELECT {columns}, DATE '2025-06-01' AS known) TO '{folder / 'Person.parquet'}'")
    assert [one.should_be for one in corrected(source).facts["cleo"]] == [7]


def test_an_empty_table_corrects_nothing(source: Path) -> None:
    assert corrected(source, Person_csv=HEADER).subjects == ()


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("eve,born,1975-01-01,1976-01-01,,2025-06-01", "column `subject`: there is no Person with the id `eve`"),
        ("cleo,bron,1975-01-01,1976-01-01,,2025-06-01", "`field`: a Person has no fact `bron`: did you mean `born`?"),
        (
            "cleo,home,,h1,,2025-06-01",
            "column `field`: `home` is a relation, which cannot be corrected here: correct it in the data set",
        ),
        ("cleo,born,1975-01-02,1976-01-01,,2025-06-01", "`was`: the data set says `1975-01-01` for `born` of `cleo`"),
        ("cleo,income,5,6,,2025-06-01", "column `was`: the data set says nothing for `income` of `cleo`"),
        ("cleo,income,,,,2025-06-01", "column `is`: it is what the data set says already"),
        ("cleo,born,1975-01-01,,,2025-06-01", "column `is`: there is no value, and the field is not optional"),
        ("cleo,born,1975-01-01,1975-02-29,,2025-06-01", "column `is`: there is no such day as `1975-02-29`"),
        ("cleo,income,,1.001,,2025-06-01", "column `is`: `1.001` has more decimals than"),
        ("cleo,income,,-1,,2025-06-01", "column `is`: `-1` is not between 0 and 1000000"),
        ("cleo,income,,5,,", "column `known`: there is no value"),
        ("cleo,income,,5", "line 2: the row has 4 cells, and the header has 6"),
    ],
)
def test_corrections_that_cannot_be(source: Path, rows: str, expected: str) -> None:
    with pytest.raises(InvalidDataError) as caught:
        corrected(source, Person_csv=f"{HEADER}{rows}\n")
    (problem,) = caught.value.problems
    assert expected in str(problem)
    assert str(problem).startswith("Person.csv, line 2")


def test_a_fact_is_corrected_once(source: Path) -> None:
    row = "cleo,income,,5,,2025-06-01\n"
    with pytest.raises(
        InvalidDataError, match="line 3, column `field`: `income` of `cleo` is corrected more than once"
    ):
        corrected(source, Person_csv=HEADER + row + row)


def test_columns(source: Path) -> None:
    with pytest.raises(InvalidDataError, match=r"Person.csv: its columns are subject, born, and must be `subject`, `f"):
        corrected(source, Person_csv="subject,born\nann,1980-05-04\n")


def test_a_table_that_is_neither_event_nor_subject(source: Path) -> None:
    with pytest.raises(DataFolderError, match=r"nor an event or a subject of the registry: did you mean `Person`\?"):
        corrected(source, Persn_csv=HEADER)
