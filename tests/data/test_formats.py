"""A clean data set: the same histories from every format, exact to the last digit."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from civic import (
    DONATIONS,
    FORMATS,
    HOUSEHOLDS,
    MEDALS,
    OFFENCES,
    PEOPLE,
    TABLES,
    load,
    problems,
    write,
    write_csv,
    write_json,
    write_typed,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from creditlang.data import Facts, Record

P1 = Facts(
    "Person",
    "p1",
    {
        "born": date(1980, 5, 4),
        "income": Fraction(168001, 2),
        "height": Fraction(73, 40),
        "veteran": True,
        "home": "h1",
        "spouse": "p2",
    },
)
RECORDS = (
    Record(
        "Offence",
        "o2",
        date(2020, 1, 10),
        date(2020, 1, 10),
        date(2021, 1, 1),
        {"kind": "speeding", "fine": Fraction(199999, 100), "note": None, "settled": date(2020, 2, 1)},
    ),
    Record("Donation", "d1", date(2020, 3, 2), date(2020, 3, 2), None, {"amount": Fraction(1, 10)}),
    Record(
        "Offence",
        "o1",
        date(2020, 3, 2),
        date(2020, 3, 5),
        None,
        {"kind": "parking", "fine": 20, "note": "blue car", "settled": None},
    ),
)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_gives_the_same_histories(tmp_path: Path, form: str) -> None:
    with load(write(tmp_path, form)) as data:
        histories = list(data.histories())
    assert [h.facts.id for h in histories] == ["p1", "p2", "p3"]
    assert histories[0].facts == P1
    assert histories[0].records == RECORDS
    assert histories[1].records == ()
    assert [record.id for record in histories[2].records] == ["d2", "m1"]
    assert not any(h.incomplete for h in histories)


@pytest.mark.parametrize("form", FORMATS)
def test_money_keeps_every_digit(tmp_path: Path, form: str) -> None:
    amounts = ("0.1", "0.2", "12345678901234.56", "-9999999999999999.99", "9007199254740993", "1.10")
    rows = [{**DONATIONS[0], "record": f"d{i}", "amount": amount} for i, amount in enumerate(amounts)]
    with load(write(tmp_path, form, Donation=rows)) as data:
        read = [r.values["amount"] for r in data.history("p1").records if r.event == "Donation"]
    assert read == [Fraction(amount) for amount in amounts]
    assert read[0] + read[1] == Fraction(3, 10)
    assert [type(value) for value in read] == [Fraction, Fraction, Fraction, Fraction, int, Fraction]


def test_formats_can_be_mixed(tmp_path: Path) -> None:
    write_csv(tmp_path / "Person.csv", PEOPLE, PEOPLE)
    write_json(tmp_path / "Household.jsonl", HOUSEHOLDS)
    write_typed(tmp_path, "Offence", OFFENCES, "parquet")
    write_json(tmp_path / "Donation.jsonl", DONATIONS)
    write_csv(tmp_path / "Medal.csv", MEDALS, MEDALS)
    with load(tmp_path) as data:
        assert data.history("p1").records == RECORDS


@pytest.mark.parametrize("form", FORMATS)
def test_the_order_of_rows_does_not_matter(tmp_path: Path, form: str) -> None:
    backwards = {name: tuple(reversed(rows)) for name, rows in TABLES.items()}
    with load(write(tmp_path, form, **backwards)) as data:
        assert [h.facts.id for h in data.histories()] == ["p1", "p2", "p3"]
        assert data.history("p1").records == RECORDS


@pytest.mark.parametrize("form", FORMATS)
def test_events_without_rows_are_fine(tmp_path: Path, form: str) -> None:
    with load(write(tmp_path, form, Offence=(), Donation=(), Medal=())) as data:
        assert [h.records for h in data.histories()] == [(), (), ()]


@pytest.mark.parametrize("form", FORMATS)
def test_recorded_and_withdrawn_may_be_left_out(tmp_path: Path, form: str) -> None:
    rows = [{k: v for k, v in row.items() if k not in ("recorded", "withdrawn")} for row in OFFENCES]
    with load(write(tmp_path, form, Offence=rows)) as data:
        records = [r for r in data.history("p1").records if r.event == "Offence"]
    assert [(r.recorded, r.withdrawn) for r in records] == [(r.date, None) for r in records]


@pytest.mark.parametrize("form", FORMATS)
def test_dates_of_knowledge_need_no_order(tmp_path: Path, form: str) -> None:
    """A record may have been known before its date, and be withdrawn before it was recorded."""
    rows = [{**OFFENCES[0], "recorded": "2019-01-01", "withdrawn": "2018-01-01"}]
    with load(write(tmp_path, form, Offence=rows)) as data:
        record = data.history("p1").records[-1]
    assert (record.recorded, record.withdrawn) == (date(2019, 1, 1), date(2018, 1, 1))


_AMOUNTS = st.integers(-(10**18) + 1, 10**18 - 1)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=20)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(_AMOUNTS, _TEXTS), min_size=1, max_size=50))
def test_every_amount_and_text_survives_every_format(tmp_path: Path, rows: list[tuple[int, str]]) -> None:
    offences = [{**OFFENCES[0], "record": f"o{i:03}", "note": note} for i, (_, note) in enumerate(rows)]
    donations = [
        {**DONATIONS[0], "record": f"d{i:03}", "amount": _written(amount)} for i, (amount, _) in enumerate(rows)
    ]
    for form in FORMATS:
        folder = tmp_path / form
        folder.mkdir(exist_ok=True)
        with load(write(folder, form, Offence=offences, Donation=donations)) as data:
            records = data.history("p1").records
        assert [r.values["amount"] for r in records if r.event == "Donation"] == [Fraction(a, 100) for a, _ in rows]
        assert [r.values["note"] for r in records if r.event == "Offence"] == [note for _, note in rows]


def _written(cents: int) -> str:
    sign, digits = "-" if cents < 0 else "", f"{abs(cents):03}"
    return f"{sign}{digits[:-2]}.{digits[-2:]}"


@pytest.mark.parametrize("form", FORMATS)
def test_only_the_tables_that_are_needed_are_read(tmp_path: Path, form: str) -> None:
    path = write(tmp_path, form, Donation=({**DONATIONS[0], "amount": "1.999"},))
    if form == "duckdb":
        write_typed(tmp_path, "Donation", ({**DONATIONS[0], "amount": "1.999"},), form, {"amount": "DECIMAL(18, 3)"})
    with load(path, events=["Medal"], relations=()) as data:
        assert set(data.tables) == {"Person", "Medal"}
    if form in ("csv", "jsonl", "duckdb"):
        assert [p.table for p in problems(path, events=["Donation"])] == ["Donation"]


def test_an_event_that_nobody_declared_cannot_be_asked_for(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no events about Person: Meddal"):
        load(write(tmp_path), events=["Meddal"])
