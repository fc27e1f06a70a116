"""A message as JSON: what editors rely on."""

import json
from types import SimpleNamespace

from creditlang.diagnostics import Label
from creditlang.render.json import diagnostic_json, dumps
from creditlang.source import Source

SOURCE = Source("a.credit", "criterion 孝亲\n    on Event where offense\n")


def test_every_member(messages: SimpleNamespace) -> None:
    found = messages.WrongField(
        span=messages.span_of(SOURCE, "offense"),
        name="offense",
        others=(Label(messages.span_of(SOURCE, "孝亲"), "in this"),),
    )
    assert diagnostic_json(found) == {
        "code": "E9999",
        "slug": "wrong-field",
        "severity": "error",
        "message": "there is no field `offense`",
        "hint": "did you mean `offence`?",
        "file": "a.credit",
        "start": {"line": 2, "column": 20, "offset": 32},
        "end": {"line": 2, "column": 27, "offset": 39},
        "labels": [
            {
                "file": "a.credit",
                "start": {"line": 1, "column": 11, "offset": 10},
                "end": {"line": 1, "column": 13, "offset": 12},
                "text": "in this",
            }
        ],
    }


def test_without_a_place_or_a_hint(messages: SimpleNamespace) -> None:
    shown = diagnostic_json(messages.Doubtful(span=None))
    assert shown["file"] is None
    assert shown["start"] is None
    assert shown["end"] is None
    assert shown["hint"] is None
    assert shown["severity"] == "warning"


def test_letters_of_every_script_stay_as_they_are() -> None:
    assert "孝亲" in dumps({"name": "孝亲"})
    assert json.loads(dumps({"name": "孝亲\x1b"})) == {"name": "孝亲\x1b"}
