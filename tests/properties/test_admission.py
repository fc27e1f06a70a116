"""The quick way in lets in only what the long way lets in, and then makes the same of it."""

import copy
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import creditlang
from creditlang.backends.python.admission import Admission
from creditlang.backends.python.decisions import compiled
from creditlang.data import History, InvalidDataError, history_from_objects
from creditlang.ir import Registry
from creditlang.types import ManyRelated, Related
from properties.compiled import Compiled as Drawn
from properties.compiled import compiled_cases

STRANGE = (
    *(None, True, 0, -1, 10**20, 1.5, float("nan"), Decimal("1.5"), Decimal("NaN"), Fraction(1, 3)),
    *("", " ", "x", "x" * 100_001, b"x", "true", "7", "2024-02-30", "2024-02-29"),
    *(date(2024, 2, 29), datetime(2024, 2, 29, 12), [], (), {}, [{}]),
)
"""What could stand where something else should."""


def objects_of(history: History, registry: Registry) -> tuple[dict[str, object], list[dict[str, object]]]:
    """The facts and records of a history as plain dictionaries. Relations are left out."""
    fields = registry.subjects[history.facts.subject].fields
    facts = {name: None if isinstance(fields[name].type, Related) else v for name, v in history.facts.values.items()}
    records = []
    for record in history.records:
        kinds = registry.events[record.event].fields
        values = {name: None if isinstance(kinds[name].type, Related) else v for name, v in record.values.items()}
        own = {"event": record.event, "record": record.id, "date": record.date, "recorded": record.recorded}
        records.append({**own, "withdrawn": record.withdrawn, **values})
    return {"subject": history.facts.id, **facts}, records


def by_event(records: list[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    found: dict[str, list[dict[str, object]]] = {}
    for record in records:
        found.setdefault(str(record["event"]), []).append({k: v for k, v in record.items() if k != "event"})
    return found


@given(compiled_cases, st.data())
def test_what_is_let_in_is_decided_as_by_the_long_way(drawn: Drawn, data: st.DataObject) -> None:
    case, registry = drawn.case, drawn.series.registry
    subject = drawn.series.editions[-1].subject
    facts, records = objects_of(case.history, registry)
    for _ in range(data.draw(st.integers(0, 2))):
        row = data.draw(st.sampled_from([facts, *records]))
        name = data.draw(st.sampled_from([*row, "subject", "unheard of"]))
        if data.draw(st.booleans()):
            row[name] = data.draw(st.sampled_from(STRANGE))
        else:
            row.pop(name, None)
    events: object = records
    if data.draw(st.booleans()) and all(isinstance(record.get("event"), str) for record in records):
        events = by_event(records)
    before = copy.deepcopy((facts, events))
    admitted = Admission(registry, subject).admit(facts, events)
    assert repr(before) == repr((facts, events))
    if admitted is None:
        return
    owner, read_facts, read_records = admitted
    history = history_from_objects(registry, subject, facts, events)  # type: ignore[arg-type]  # any value, as callers give it
    engine = compiled(drawn.series)
    expected = engine.decide(history, case.as_of, case.as_known)
    assert expected == engine.decide_given(owner, read_facts, read_records, case.as_of, case.as_known)


@given(compiled_cases)
def test_plain_valid_objects_are_let_in(drawn: Drawn) -> None:
    registry, subject = drawn.series.registry, drawn.series.editions[-1].subject
    facts, records = objects_of(drawn.case.history, registry)
    events = [event for event in registry.events.values() if event.subject == subject]
    held = [registry.subjects[subject], *events]
    fields = [field for holder in held for field in holder.fields.values()]
    if any(isinstance(f.type, Related) and not f.optional for f in fields):
        return
    admitted = Admission(registry, subject).admit(facts, records)
    assert admitted is not None
    assert admitted[0] == drawn.case.history.facts.id
    many = {field.name: [] for field in held[0].fields.values() if isinstance(field.type, ManyRelated)}
    assert {name: value for name, value in facts.items() if name != "subject"} | many == admitted[1]


TOWN = """\
registry R
subject Person
    name : text
    income : money(EUR) between 0 EUR and 1_000 EUR
event Gift
    amount : money(EUR) between 0 EUR and 500 EUR
    kind   : one of cash, goods optional
event Visit
rulebook Town
    records R
score points
    starts at 0
    between 0 and 10_000
criterion Giving
    on Gift
    award amount / 1 EUR rounded down
"""
ADA = {"name": "Ada", "income": 500}


@pytest.fixture(scope="module")
def admission() -> Admission:
    town = creditlang.loads(TOWN)
    return Admission(town.registry, town.subject)


def test_records_are_numbered_by_their_place_among_all(admission: Admission) -> None:
    gift = {"date": date(2024, 1, 1), "amount": 5}
    records = [{"event": "Gift", **gift}, {"event": "Visit", "date": date(2024, 1, 2)}, {"event": "Gift", **gift}]
    admitted = admission.admit(ADA, records)
    assert admitted is not None
    expected = history_from_objects(admission.registry, "Person", ADA, records)
    assert sorted(r.id for r in expected.records) == sorted(r["record"] for rows in admitted[2].values() for r in rows)
    records[1]["record"] = "r1"
    admitted = admission.admit(ADA, records)
    assert admitted is not None
    assert [row["record"] for row in admitted[2]["Gift"]] == ["r1_", "r3"]


@pytest.mark.parametrize(
    "change",
    [
        {"income": 1_001},
        {"income": -1},
        {"income": 1.0},
        {"income": True},
        {"income": None},
        {"name": 7},
        {"name": "x" * 100_001},
        {"subject": " "},
        {"unheard": 1},
    ],
    ids=str,
)
def test_wrong_facts_go_the_long_way(admission: Admission, change: dict[str, object]) -> None:
    assert admission.admit(ADA, []) is not None
    assert admission.admit({**ADA, **change}, []) is None
    with pytest.raises(InvalidDataError):
        history_from_objects(admission.registry, "Person", {**ADA, **change}, [])


@pytest.mark.parametrize(
    "change",
    [
        {"amount": 501},
        {"amount": "much"},
        {"kind": "stones"},
        {"date": datetime(2024, 1, 1)},
        {"date": None},
        {"recorded": "soon"},
        {"subject": "another"},
        {"subject": None},
        {"record": ""},
        {"event": "Gifts"},
        {"event": None},
        {"unheard": 1},
    ],
    ids=str,
)
def test_wrong_records_go_the_long_way(admission: Admission, change: dict[str, object]) -> None:
    gift = {"event": "Gift", "date": date(2024, 1, 1), "amount": 5}
    assert admission.admit(ADA, [gift]) is not None
    assert admission.admit(ADA, [{**gift, **change}]) is None
    with pytest.raises(InvalidDataError):
        history_from_objects(admission.registry, "Person", ADA, [{**gift, **change}])


def test_other_valid_values_are_read(admission: Admission) -> None:
    gift = {"date": "2024-01-01", "amount": Decimal("12.50"), "recorded": date(2024, 2, 1), "kind": None}
    admitted = admission.admit({**ADA, "income": "7.5"}, {"Gift": (gift,)})
    assert admitted is not None
    assert admitted[1]["income"] == Fraction(15, 2)
    (row,) = admitted[2]["Gift"]
    assert (date(2024, 1, 1), date(2024, 2, 1), Fraction(25, 2), None) == (
        row["date"],
        row["recorded"],
        row["amount"],
        row["kind"],
    )


def test_two_records_of_one_id_go_the_long_way(admission: Admission) -> None:
    days = [date(2024, 1, 1) + timedelta(n) for n in range(2)]
    assert admission.admit(ADA, [{"event": "Visit", "record": "v", "date": day} for day in days]) is None


def test_other_objects_go_the_long_way(admission: Admission) -> None:
    assert admission.admit(object(), []) is None
    assert admission.admit(ADA, "no") is None
    assert admission.admit(ADA, {"Gift": "no"}) is None
    assert admission.admit(ADA, [object()]) is None
