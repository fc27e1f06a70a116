"""A JSON Schema (draft 2020-12) of the rows of each subject and event, and of a decision.

What JSON Schema cannot say is not in it: that ids are unique, that a relation leads to somebody, how many decimals a
JSON number has (a text of digits is held to them), or which bounds a text of digits keeps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from math import ceil, floor
from typing import Any, assert_never
from urllib.parse import quote

from creditlang import ir
from creditlang.data.tables import Column, Table, event_table, subject_table
from creditlang.ir.expressions import Expression
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Duration,
    Interval,
    ManyRelated,
    MoneyUnit,
    Number,
    Related,
    Text,
    definite,
)
from creditlang.values import minor_digits

Schema = dict[str, Any]

_DATE: Schema = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_TEXT: Schema = {"type": "string"}
_EXACT: Schema = {
    "description": "a whole number, or the digits of one with decimals; never a binary fraction",
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": "^-?[0-9]+([.][0-9]+|/[0-9]+)$"}],
}
_ID: Schema = {"type": "string", "pattern": "[^ ]"}
_RAW = re.compile('"\\\\u0000([^"]*)\\\\u0000"')


def json_schema(series: ir.Series) -> str:
    """The schema as JSON text. Its definitions are `subject.NAME`, `event.NAME` and `decision`."""
    registry = series.registry
    definitions = {f"subject.{name}": _row(subject_table(one), one) for name, one in registry.subjects.items()}
    definitions |= {f"event.{name}": _row(event_table(one), one) for name, one in registry.events.items()}
    definitions["decision"] = _decision(series)
    whole = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": series.editions[-1].title or series.name,
        "description": "A row of a subject or an event as a line of JSON Lines has it, or a decision; each is a"
        f" definition of its own. Of the rulebook {series.name}, whose rules have the digest {series.digest}.",
        "anyOf": [{"$ref": f"#/$defs/{_pointer(name)}"} for name in definitions],
        "$defs": definitions,
    }
    # Bounds keep their digits: `_raw` marks a number that is not to pass through a binary float.
    return _RAW.sub(r"\1", json.dumps(whole, ensure_ascii=False, indent=2)) + "\n"


def _pointer(name: str) -> str:
    return quote(name.replace("~", "~0").replace("/", "~1"), safe="~")


# --- rows ----------------------------------------------------------------------------------------------


def _row(table: Table, holder: ir.Subject | ir.Event) -> Schema:
    required = [column.name for column in table.columns if column.required]
    titled = {"title": holder.title} if holder.title else {}
    return _object({column.name: _cell(column, holder) for column in table.columns}, required) | titled


def _cell(column: Column, holder: ir.Subject | ir.Event) -> Schema:
    schema = _given(column)
    field = holder.fields.get(column.name)
    if field is not None and field.title:
        schema = {"title": field.title, **schema}
    return schema if column.required else _or_null(schema)


def _given(column: Column) -> Schema:
    """What stands for a value in a row. A number or a truth may also be written as a text."""
    match column.type:
        case Number(scale=scale, range=bounds):
            places = f"([.][0-9]{{1,{scale}}}0*)?" if scale else "([.]0+)?"
            kind = ["number" if scale else "integer", "string"]
            return {"type": kind, **_bounds(bounds, scale or 0), "pattern": f"^-?[0-9]+{places}$"}
        case Date():
            return _DATE
        case Boolean():
            return {"enum": [True, False, "true", "false"]}
        case Choice(members=members):
            return {"enum": list(members)}
        case Text() | Related():
            return _ID if column.is_id else _TEXT
        case ManyRelated() | Duration():
            raise AssertionError(f"{column.name} is not stored")
        case _:
            assert_never(column.type)


def _bounds(bounds: Interval, scale: int) -> Schema:
    """The bounds of a number as JSON numbers, moved inwards to the nearest that can be stored."""
    found: Schema = {}
    for name, end, inwards in (("minimum", bounds.low, ceil), ("maximum", bounds.high, floor)):
        if end is not None:
            steps = inwards(end * 10**scale)
            whole, rest = divmod(abs(steps), 10**scale)
            decimals = f".{rest:0{scale}}".rstrip("0").rstrip(".") if scale else ""
            found[name] = _raw(f"{'-' if steps < 0 else ''}{whole}{decimals}")
    return found


def _raw(digits: str) -> str:
    return f"\0{digits}\0"


# --- the decision --------------------------------------------------------------------------------------


def _decision(series: ir.Series) -> Schema:
    editions = series.editions
    grades = dict.fromkeys(grade.name for edition in editions for grade in edition.grades)
    grade: Schema = _or_null({"enum": list(grades)}) if grades else {"type": "null"}
    scored = any(edition.score is not None for edition in editions)
    points: Schema = _or_null(_EXACT) if scored else {"type": "null"}
    members: dict[str, Schema] = {
        "rulebook": {"const": series.name},
        "edition": {"enum": list(dict.fromkeys(edition.edition for edition in editions))},
        "subject": _ID,
        "as_of": _DATE,
        "as_known": _or_null(_DATE),
        "points": points,
        "grade": grade,
        "score": _or_null(_score(series)) if scored else {"type": "null"},
        "band": grade,
        "moved_by": _list(_rules(edition.moves for edition in editions)),
        "rewards": _list(_rules(edition.rewards for edition in editions)),
        "lists": _list(_rules(edition.lists for edition in editions)),
        "sanctions": _list(_rules(edition.sanctions for edition in editions)),
        "announced": _list(_rules(kind for e in editions for kind in (e.moves, e.rewards, e.lists, e.sanctions))),
        "reasons": _list(_reason(series)),
        "next_changes": _list(_change(points, grade)),
        "incomplete": {"type": "boolean"},
        "covered": {"type": "boolean"},
        "consent": {"enum": ["given", "withdrawn", "missing", None]},
        "rulebook_digest": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
    }
    return _object(members, members)


def _score(series: ir.Series) -> Schema:
    groups = dict.fromkeys(name for edition in series.editions for name in edition.groups)
    group = {"enum": list(groups)}
    criteria = dict.fromkeys(name for edition in series.editions for name in edition.criteria)
    law = {"basis": _TEXT, "source": _source()}
    line = {
        "criterion": {"enum": list(criteria)},
        "title": _TEXT,
        "points": _EXACT,
        "before_caps": _EXACT,
        "weight": _EXACT,
        "record": _ID,
        "event": {"enum": list(series.registry.events)},
        "date": _DATE,
        "until": _DATE,
        **law,
        "edition": _TEXT,
        "group": group,
        "remark": _TEXT,
        "at": _TEXT,
    }
    of_group = {
        "group": group,
        "title": _TEXT,
        "members": _list({"enum": [*criteria, *groups]}),
        "sum": _EXACT,
        "weight": _EXACT,
        "chosen": {"enum": [*criteria, *groups]},
        "points": _EXACT,
        **law,
    }
    steps = ("starts_at", "groups", "lines", "sum", "rounded", "points")
    members = {
        "starts_at": _EXACT,
        "groups": _list(_object(of_group, ("group", "members", "sum", "points")) if groups else False),
        "lines": _list(_object(line, ("criterion", "points", "at")) if criteria else False),
        "sum": _EXACT,
        "rounded": _EXACT,
        "points": _EXACT,
        **law,
    }
    return _object(members, steps)


def _source() -> Schema:
    return {"enum": [status.value for status in ir.SourceStatus]}


def _rules(editions: Iterable[Mapping[str, ir.GradeMove | ir.Reward | ir.Sanction | ir.PublicList]]) -> Schema | bool:
    """One of the rules of a kind, each as any edition has it; false where there is none."""
    found: list[Schema] = []
    for rules in editions:
        for rule in rules.values():
            schema = _rule(rule)
            if schema not in found:
                found.append(schema)
    return {"anyOf": found} if found else False


def _rule(rule: ir.GradeMove | ir.Reward | ir.Sanction | ir.PublicList) -> Schema:
    appeal = {"to": _TEXT, "by": _DATE, "within": _TEXT, "because": _TEXT}
    members: dict[str, Schema] = {
        "name": {"const": rule.text.name},
        "title": _TEXT,
        "record": _ID,
        "since": _DATE,
        "until": _DATE,
        "basis": _TEXT,
        "source": _source(),
        "decided": {"anyOf": [{"const": "automatically"}, _object({"by": _TEXT}, ("by",))]},
        "appeal": {"anyOf": [{"const": "unstated"}, _object(appeal, ())]},
        "at": _TEXT,
        "endless": {"const": True},
        "notice": {"const": "unstated"},
    }
    required = ["name", "at"]
    match rule:
        case ir.GradeMove(direction=direction, to=to):
            members |= {"direction": {"const": direction.value}, "to": {"const": to}}
            required += ["direction", "to"]
        case ir.Reward(grant=node) if node is not None:
            members["grant"] = _value(node)
        case ir.Sanction(impose=node) if node is not None:
            members["impose"] = _value(node)
        case ir.PublicList(kind=kind, publishes=publishes):
            members |= {"kind": {"const": kind.value}, "publishes": {"const": list(publishes)}}
            required += ["kind", "publishes"]
        case _:
            pass
    return _object(members, required)


def _value(node: Expression) -> Schema:
    """What is granted or imposed."""
    kind = definite(node.type)
    match kind:
        case Number(unit=MoneyUnit(currency=currency)):
            places = max(minor_digits(currency), 1)
            digits = {"type": "string", "pattern": f"^-?[0-9]+[.][0-9]{{{places},}}$"}
            amount = {"anyOf": [{"type": "integer"}, digits]}
            return _object({"amount": amount, "currency": {"const": currency}}, ("amount", "currency"))
        case Number():
            return _EXACT
        case Date():
            return _DATE
        case Boolean():
            return {"type": "boolean"}
        case Choice(members=members):
            return {"enum": list(members)}
        case Text() | Duration() | Related() | ManyRelated():
            return _TEXT
        case _:
            assert_never(kind)


def _reason(series: ir.Series) -> Schema:
    names = dict.fromkeys(name for edition in series.editions for name in (*edition.criteria, *edition.moves))
    members = {
        "code": {"enum": list(names)},
        "title": _TEXT,
        "kind": _TEXT,
        "points": _EXACT,
        "to": _TEXT,
        "records": _list(_ID),
        "basis": _TEXT,
        "at": _TEXT,
    }
    return _object(members, ("code", "kind", "records", "at")) if names else {"not": {}}


def _change(points: Schema, grade: Schema) -> Schema:
    members = {"on": _DATE, "points": points, "grade": grade, "because": {**_list(_TEXT), "minItems": 1}}
    return _object(members, members)


# --- schemas -------------------------------------------------------------------------------------------


def _object(members: Mapping[str, Schema], required: Iterable[str]) -> Schema:
    return {
        "type": "object",
        "properties": dict(members),
        "required": list(required),
        "additionalProperties": False,
    }


def _list(of: Schema | bool) -> Schema:
    """A list of these; of nothing, an empty one."""
    return {"type": "array", "maxItems": 0} if of is False else {"type": "array", "items": of}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}
