"""Python objects as records: what is taken, and everything that is wrong with them, told at once."""

import dataclasses
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

import attrs
import pytest
from civic import TOWN

from creditlang.data import InvalidDataError
from creditlang.data.objects import history_from_objects

PERSON = {"born": date(1980, 5, 4), "veteran": False}
OFFENCE = {"event": "Offence", "date": date(2020, 3, 2), "kind": "parking", "fine": 20}


@attrs.frozen
class Offence:
    """One that names its event by its class."""

    date: date
    kind: str
    fine: Decimal


@dataclasses.dataclass
class Medal:
    date: date


def told(person: object, events: object = ()) -> list[tuple[str, str | None, str]]:
    """Table, column and code of everything that is wrong."""
    with pytest.raises(InvalidDataError) as raised:
        history_from_objects(TOWN, "Person", person, events)  # type: ignore[arg-type]  # any value, as callers give it
    return [(problem.table, problem.column, problem.code) for problem in raised.value.problems]


def test_mappings_attrs_objects_and_dataclasses_together() -> None:
    events = [Medal(date(2021, 1, 1)), OFFENCE, Offence(date(2020, 1, 10), "speeding", Decimal("19.90"))]
    history = history_from_objects(TOWN, "Person", PERSON, events)
    found = [(record.id, record.event, record.values.get("fine")) for record in history.records]
    assert found == [("r3", "Offence", Fraction(199, 10)), ("r2", "Offence", 20), ("r1", "Medal", None)]


def test_records_by_event() -> None:
    plain = {name: value for name, value in OFFENCE.items() if name != "event"}
    history = history_from_objects(TOWN, "Person", PERSON, {"Offence": [plain, plain], "Medal": iter([])})
    assert [record.id for record in history.records] == ["r1", "r2"]


def test_relations_may_be_inside_and_point_back() -> None:
    household = {"size": 2, "members": [{**PERSON, "subject": "b"}]}
    history = history_from_objects(TOWN, "Person", {**PERSON, "home": household})
    home = history.relations.one("Household", str(history.facts.values["home"]))
    members = history.relations.many("Person", "home", home.id)
    assert {member.id for member in members} == {history.facts.id, "b"}


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ({}, [("Person", "born", "missing-value"), ("Person", "veteran", "missing-value")]),
        ({**PERSON, "boorn": 1}, [("Person", "boorn", "unknown-column")]),
        ({**PERSON, "income": 0.1}, [("Person", "income", "binary-float")]),
        ({**PERSON, "income": float("nan")}, [("Person", "income", "binary-float")]),
        ({**PERSON, "income": Decimal("Infinity")}, [("Person", "income", "not-finite")]),
        ({**PERSON, "income": Decimal("0.001")}, [("Person", "income", "too-many-decimals")]),
        ({**PERSON, "income": Fraction(1, 3)}, [("Person", "income", "too-many-decimals")]),
        ({**PERSON, "income": 10**30}, [("Person", "income", "too-large")]),
        ({**PERSON, "height": Decimal("9")}, [("Person", "height", "out-of-bounds")]),
        ({**PERSON, "veteran": 1}, [("Person", "veteran", "wrong-type")]),
        ({**PERSON, "born": datetime(1980, 5, 4)}, [("Person", "born", "moment")]),
        ({**PERSON, "born": "2023-02-30"}, [("Person", "born", "impossible-date")]),
        ({**PERSON, "home": "h7"}, [("Person", "home", "unknown-related")]),
        ({**PERSON, "home": {"size": 1, "members": None}}, [("Household", "home.members", "not-a-list")]),
        ({**PERSON, "home": {"size": 1, "members": "ann"}}, [("Household", "home.members", "not-a-list")]),
        ("ann", [("Person", None, "wrong-type")]),
        (None, [("Person", None, "wrong-type")]),
    ],
)
def test_facts_that_are_wrong(person: object, expected: list[tuple[str, str | None, str]]) -> None:
    assert told(person) == expected


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([{**OFFENCE, "event": "Offense"}], [("records", None, "unknown-event")]),
        ([{"date": date(2020, 1, 1)}], [("records", None, "missing-event")]),
        ("Offence", [("records", None, "not-a-list")]),
        (5, [("records", None, "not-a-list")]),
        ({"Offence": OFFENCE}, [("Offence", None, "not-a-list")]),
        ({"Offense": []}, [("records", None, "unknown-event")]),
        ([{**OFFENCE, "subject": "somebody else"}], [("Offence", "subject", "other-subject")]),
        (
            [{**OFFENCE, "record": "a"}, {**OFFENCE, "record": "a"}],
            [("Offence", "record", "duplicate-record")],
        ),
        (
            [{**OFFENCE, "fine": -1, "kind": "flying", "date": None}],
            [
                ("Offence", "date", "missing-value"),
                ("Offence", "kind", "unknown-member"),
                ("Offence", "fine", "out-of-bounds"),
            ],
        ),
    ],
)
def test_records_that_are_wrong(events: object, expected: list[tuple[str, str | None, str]]) -> None:
    assert told(PERSON, events) == expected


def test_somebody_elses_member_is_refused() -> None:
    other = {"size": 1, "subject": "h2"}
    members = [{**PERSON, "subject": "b", "home": other}]
    found = told({**PERSON, "home": {"size": 2, "subject": "h1", "members": members}})
    assert ("Household", "home.members", "other-relation") in found


def test_one_id_with_two_meanings_is_refused() -> None:
    spouse = {**PERSON, "subject": "a", "veteran": True}
    assert [code for _, _, code in told({**PERSON, "subject": "a", "spouse": spouse})] == ["duplicate-subject"]


@pytest.mark.parametrize("form", [list, tuple, iter])
def test_any_iterable_of_records_will_do(form: Callable[[list[object]], object]) -> None:
    history = history_from_objects(TOWN, "Person", PERSON, form([OFFENCE]))  # type: ignore[arg-type]  # any value, as callers give it
    assert len(history.records) == 1
