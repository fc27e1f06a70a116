"""The JSON Schema of a rulebook: what creditlang reads and writes is valid under it, what it refuses is not."""

import json
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from shipped import RULES, UNITS, compiled

import creditlang
from creditlang.data.generation import generate
from creditlang.rulebook import Rulebook
from creditlang.scenarios import scenario_history


@cache
def checked(written: str) -> dict[str, Any]:
    """A schema that is seen, with all its parts, to be one."""
    schema: dict[str, Any] = json.loads(written)
    for part in (schema, *schema["$defs"].values()):
        jsonschema.Draft202012Validator.check_schema(part)
    return schema


def validator(rulebook: Rulebook, definition: str) -> jsonschema.Draft202012Validator:
    schema = dict(checked(rulebook.to_json_schema()))
    schema["anyOf"] = [found for found in schema["anyOf"] if found["$ref"].endswith(definition)]
    assert len(schema["anyOf"]) == 1
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit[0].parent.name)
def test_every_decision_of_the_examples_is_valid(unit: tuple[Path, ...]) -> None:
    for series in compiled(*unit).own_series:
        rulebook = Rulebook(series)
        valid = validator(rulebook, "decision")
        for scenario in series.scenarios:
            history = scenario_history(series, scenario)
            decision = rulebook.decide_history(history, as_of=scenario.as_of, as_known=scenario.as_known)
            valid.validate(json.loads(decision.to_json()))


@pytest.mark.parametrize(("name", "day"), [("teaching", date(2026, 1, 1)), ("rongcheng", date(2024, 1, 1))])
def test_generated_data_and_its_decisions_are_valid(name: str, day: date, tmp_path: Path) -> None:
    rulebook = creditlang.load(RULES / name)
    registry = rulebook.registry
    generate(registry, subject=rulebook.subject, people=8, out=tmp_path, seed=3, file_format="jsonl", until=day)
    rows = 0
    for kind, names in (("subject", registry.subjects), ("event", registry.events)):
        for table in names:
            path = tmp_path / f"{table}.jsonl"
            valid = validator(rulebook, f"{kind}.{table}")
            for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
                valid.validate(json.loads(line))
                rows += 1
    assert rows > 40
    valid = validator(rulebook, "decision")
    for decision in rulebook.decisions(tmp_path, as_of=day):
        valid.validate(json.loads(decision.to_json()))


TOWN = """\
registry R
subject Person "Resident"
    born     : date
    share    : decimal(2) between 0.05 and 0.95
    children : number between 0 and 20
    `full name` : text optional
event 罚款
    额 : money(CNY) between 0 CNY and 500 CNY
    kind : one of speeding, `red light`
    paid : boolean
rulebook Town
    records R
score points
    starts at 10
    between 0 and 100
criterion 扣分
    on 罚款 where paid
    deduct 5
grades
    好 from 8
    坏 below 8
reward Bus
    basis "b"
    while grade is 好
    grant 2.50 CNY
"""
PERSON = {"subject": "p", "born": "1980-02-29", "share": 0.5, "children": 1}
FINE = {"record": "r", "subject": "p", "date": "2024-01-01", "额": "19.90", "kind": "red light", "paid": True}


@pytest.fixture(scope="module")
def town() -> Rulebook:
    return creditlang.loads(TOWN)


@pytest.mark.parametrize(
    "change",
    [{}, {"full name": None}, {"full name": "Ada"}, {"share": "0.95"}, {"share": 0.05}, {"children": "3"}],
    ids=str,
)
def test_valid_facts(town: Rulebook, change: dict[str, Any]) -> None:
    validator(town, "subject.Person").validate(PERSON | change)


@pytest.mark.parametrize(
    "change",
    [
        {"born": "1980-02-30"},
        {"born": 1980},
        {"born": None},
        {"share": 0.04},
        {"share": 0.96},
        {"share": "0.123"},
        {"share": "NaN"},
        {"children": 1.5},
        {"children": 21},
        {"subject": " "},
        {"fullname": "Ada"},
    ],
    ids=str,
)
def test_invalid_facts(town: Rulebook, change: dict[str, Any]) -> None:
    assert not validator(town, "subject.Person").is_valid(PERSON | change)


@pytest.mark.parametrize(
    ("change", "fine"),
    [
        ({}, True),
        ({"recorded": None, "withdrawn": "2024-02-01"}, True),
        ({"paid": "false"}, True),
        ({"额": 500}, True),
        ({"额": 501}, False),
        ({"额": "1.999"}, False),
        ({"kind": "stones"}, False),
        ({"paid": 1}, False),
        ({"date": "2024-1-1"}, False),
        ({"why": "so"}, False),
    ],
    ids=str,
)
def test_records(town: Rulebook, change: dict[str, Any], fine: bool) -> None:
    schema = json.loads(town.to_json_schema())
    assert "event.罚款" in schema["$defs"]
    valid = jsonschema.Draft202012Validator(schema["$defs"]["event.罚款"], format_checker=jsonschema.FormatChecker())
    assert fine == valid.is_valid(FINE | change)


def test_a_decision_with_anything_else_in_it_is_invalid(town: Rulebook) -> None:
    valid = validator(town, "decision")
    facts = {"born": date(1980, 1, 1), "share": Fraction(1, 2), "children": 1}
    decision = json.loads(town.decide(facts, as_of=date(2024, 1, 1)).to_json())
    valid.validate(decision)
    for change in ({"grade": "A"}, {"points": 1.5}, {"points": "1,5"}, {"rulebook": "City"}, {"more": 1}):
        assert not valid.is_valid(decision | change)
    for name in decision:
        assert not valid.is_valid({other: value for other, value in decision.items() if other != name})
    assert decision["rewards"][0]["grant"] == {"amount": "2.50", "currency": "CNY"}
    decision["rewards"][0]["grant"]["amount"] = 2.5
    assert not valid.is_valid(decision)


def test_bounds_keep_their_digits(town: Rulebook) -> None:
    text = town.to_json_schema()
    assert '"minimum": 0.05,' in text
    assert '"maximum": 0.95,' in text
    assert "\\u0000" not in text
