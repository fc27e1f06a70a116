"""Synthetic data: right unless asked otherwise, the same for one seed, uneven as life is, wrong where it says so."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from statistics import median

import pytest
from civic import TOWN

from creditlang.data import InvalidDataError, load_dataset
from creditlang.data.files import DataFolderError
from creditlang.data.generation import FORMATS, generate


def made(folder: Path, **how: object):  # type: ignore[no-untyped-def]  # typing it would say nothing
    how = {"subject": "Person", "people": 300, "out": folder, **how}
    return generate(TOWN, **how)  # type: ignore[arg-type]  # any value, as callers give it


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_made_meets_the_contract(tmp_path: Path, form: str) -> None:
    found = made(tmp_path, file_format=form)
    assert {f"{name}.{form}" for name in (*TOWN.subjects, *TOWN.events)} == {path.name for path in tmp_path.iterdir()}
    assert (found.rows["Person"], found.rows["Household"], found.spoilt) == (300, 100, ())
    with load_dataset(tmp_path, TOWN, subject="Person") as dataset:
        assert len(list(dataset.histories())) == 300


def test_the_same_seed_makes_the_same_bytes_and_another_one_others(tmp_path: Path) -> None:
    for name, seed in (("a", 7), ("b", 7), ("c", 8)):
        made(tmp_path / name, seed=seed, file_format="csv")
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")
    assert bytes_of(tmp_path / "a") != bytes_of(tmp_path / "c")


def test_most_people_have_few_records_and_some_have_many(tmp_path: Path) -> None:
    found = made(tmp_path, people=2_000, records=3)
    with load_dataset(tmp_path, TOWN, subject="Person") as dataset:
        counts = [len(history.records) for history in dataset.histories()]
    assert sum(found.rows[name] for name in TOWN.events) == sum(counts)
    assert 2.5 < sum(counts) / len(counts) < 3.5
    assert median(counts) < 3 < max(counts)
    assert 0.3 < sum(count == 0 for count in counts) / len(counts) < 0.8


def test_days_are_in_order_and_adults_were_born_in_time(tmp_path: Path) -> None:
    made(tmp_path, people=500, until=date(2024, 1, 1), years=4)
    with load_dataset(tmp_path, TOWN, subject="Person") as dataset:
        histories = list(dataset.histories())
    for history in histories:
        born = history.facts.values["born"]
        assert isinstance(born, date)
        assert date(1934, 1, 1) <= born <= date(2006, 1, 1)
        for record in history.records:
            assert date(2020, 1, 1) <= record.date <= record.recorded < date(2024, 1, 1)
            assert record.withdrawn is None or record.recorded <= record.withdrawn < date(2024, 1, 1)
    late = sum(record.date < record.recorded for history in histories for record in history.records)
    assert 0 < late < sum(len(history.records) for history in histories)


def test_everyone_has_a_record_of_what_everyone_needs(tmp_path: Path) -> None:
    made(tmp_path, records=0, everyone=["Medal"])
    with load_dataset(tmp_path, TOWN, subject="Person") as dataset:
        counts = Counter(len(history.records) for history in dataset.histories())
    assert counts == {1: 300}


@pytest.mark.parametrize("form", FORMATS)
def test_each_row_that_is_spoilt_is_found_at_its_place_with_its_code(tmp_path: Path, form: str) -> None:
    found = made(tmp_path, people=400, file_format=form, bad_rows=25)
    with pytest.raises(InvalidDataError) as raised:
        load_dataset(tmp_path, TOWN, subject="Person")
    told = {(problem.table, problem.line, problem.code) for problem in raised.value.problems}
    assert len({(spoilt.table, spoilt.line) for spoilt in found.spoilt}) == 25
    assert raised.value.total == 25
    assert told <= {(spoilt.table, spoilt.line, spoilt.code) for spoilt in found.spoilt}


@pytest.mark.parametrize(
    "wrong", [{"people": 0}, {"years": 0}, {"records": -1}, {"bad_rows": -1}, {"file_format": "xls"}]
)
def test_what_makes_no_sense_is_refused(tmp_path: Path, wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be at least 1"):
        made(tmp_path, **wrong)


def test_two_formats_of_a_table_never_stand_side_by_side(tmp_path: Path) -> None:
    made(tmp_path, people=3, file_format="csv")
    with pytest.raises(DataFolderError, match="there already: choose an empty folder"):
        made(tmp_path, people=3, file_format="parquet")
