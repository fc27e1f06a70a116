"""Ids that are used twice, and ids that lead nowhere."""

from pathlib import Path

import pytest
from civic import DONATIONS, FORMATS, HOUSEHOLDS, MEDALS, OFFENCES, PEOPLE, changed, load, places, problems, write


@pytest.mark.parametrize("form", FORMATS)
def test_all_rows_that_share_a_record_id_are_at_fault(tmp_path: Path, form: str) -> None:
    path = write(tmp_path, form, Medal=[*MEDALS, {**MEDALS[0], "record": "d2"}], Donation=(*DONATIONS, DONATIONS[0]))
    first = 2 if form == "csv" else 1
    found = problems(path)
    assert places(found) == [
        ("Donation", first, "record", "duplicate-record"),
        ("Donation", first + 1, "record", "duplicate-record"),
        ("Donation", first + 2, "record", "duplicate-record"),
        ("Medal", first + 1, "record", "duplicate-record"),
    ]


def test_a_duplicate_tells_the_other_place(tmp_path: Path) -> None:
    found = problems(write(tmp_path, "csv", Medal=changed(MEDALS, 0, record="o2")))
    assert [problem.reason for problem in found] == [
        "the record id `o2` is used more than once: see also Medal.csv, line 2",
        "the record id `o2` is used more than once: see also Offence.csv, line 3",
    ]


@pytest.mark.parametrize("form", FORMATS)
def test_all_rows_that_share_a_subject_id_are_at_fault(tmp_path: Path, form: str) -> None:
    path = write(tmp_path, form, Person=(*PEOPLE, {**PEOPLE[2], "veteran": "true"}))
    first = 2 if form == "csv" else 1
    assert places(problems(path)) == [
        ("Person", first + 2, "subject", "duplicate-subject"),
        ("Person", first + 3, "subject", "duplicate-subject"),
    ]


def test_a_subject_and_a_record_may_have_the_same_id(tmp_path: Path) -> None:
    with load(write(tmp_path, Medal=changed(MEDALS, 0, record="p1"), Household=HOUSEHOLDS)) as data:
        assert data.count == 3


def test_ids_in_other_tables_are_other_ids(tmp_path: Path) -> None:
    people = changed(PEOPLE, 0, home="p1")
    path = write(tmp_path, Household=(*HOUSEHOLDS, {"subject": "p1", "size": "1"}), Person=people)
    with load(path) as data:
        assert data.history("p1").relations.one("Household", "p1").values == {"size": 1}


def test_a_row_with_problems_of_its_own_is_still_there_for_others(tmp_path: Path) -> None:
    """A subject whose row is wrong does not make its records and relations wrong too."""
    assert places(problems(write(tmp_path, Person=changed(PEOPLE, 0, veteran="?")))) == [
        ("Person", 2, "veteran", "not-a-boolean")
    ]


@pytest.mark.parametrize("line", ['p1,1980-05-04,"', "p1,1980-05-04", "p1,1980-05-04,\xff,,true,h1,p2,,,"])
def test_a_row_that_cannot_be_read_is_still_there_for_others(tmp_path: Path, line: str) -> None:
    path = write(tmp_path)
    people = path / "Person.csv"
    rows = people.read_bytes().split(b"\n")
    people.write_bytes(b"\n".join([rows[0], line.encode("latin-1"), *rows[2:]]))
    assert [(p.table, p.line) for p in problems(path)] == [("Person", 2)]


def test_a_relation_that_is_not_read_needs_no_table(tmp_path: Path) -> None:
    path = write(tmp_path, Person=changed(PEOPLE, 0, home="h9"), Offence=OFFENCES)
    (path / "Household.csv").unlink()
    with load(path, relations={("Person", "spouse")}) as data:
        assert data.history("p1").facts.values["home"] == "h9"
    with load(path, relations=()) as data:
        assert data.count == 3
