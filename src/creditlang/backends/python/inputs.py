"""From a history to what compiled functions take: plain mappings, durations as numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from creditlang.data.records import Facts, History, Record, Relations
from creditlang.ir import Registry
from creditlang.types import Duration, ManyRelated, Related
from creditlang.values import Days, Months


def facts_of(history: History, registry: Registry) -> Mapping[str, Any]:
    """The facts of the subject, with those behind its relations."""
    return _facts(history.facts, history.relations, registry)


Converted = dict[int, tuple[Record, dict[str, Any]]]
"""Records in the form that functions take, by the identity of each, with the record so that it stays alive."""


def records_of(history: History, converted: Converted | None = None) -> dict[str, list[dict[str, Any]]]:
    """The records by event, each with its id and days among its fields.

    Args:
        converted: records of this person that have been converted already; what is converted now is added.
    """
    known: Converted = {} if converted is None else converted
    found: dict[str, list[dict[str, Any]]] = {}
    for record in history.records:
        pair = known.get(id(record))
        if pair is None:
            pair = known[id(record)] = (record, _record(record))
        found.setdefault(record.event, []).append(pair[1])
    return found


def _record(record: Record) -> dict[str, Any]:
    values: dict[str, Any] = {
        "record": record.id,
        "date": record.date,
        "recorded": record.recorded,
        "withdrawn": record.withdrawn,
        **record.values,
    }
    for name, value in values.items():
        if isinstance(value, Days | Months):
            values[name] = value.count
    return values


def _facts(facts: Facts, relations: Relations, registry: Registry) -> Mapping[str, Any]:
    fields = registry.subjects[facts.subject].fields.values()
    if any(isinstance(field.type, Related | ManyRelated | Duration) for field in fields):
        return _Linked(facts, relations, registry)
    return facts.values


class _Linked(dict[str, Any]):
    """Facts that find those behind their relations when they are asked for."""

    def __init__(self, facts: Facts, relations: Relations, registry: Registry) -> None:
        self._facts, self._relations, self._registry = facts, relations, registry
        super().__init__()

    def __missing__(self, name: str) -> Any:
        field = self._registry.subjects[self._facts.subject].fields[name]
        value: Any = None if isinstance(field.type, ManyRelated) else self._facts.values[name]
        match field.type:
            case Related(subject=subject) if value is not None:
                value = _facts(self._relations.one(subject, value), self._relations, self._registry)
            case ManyRelated(subject=subject, by=by):
                others = self._relations.many(subject, by, self._facts.id)
                value = [_facts(other, self._relations, self._registry) for other in others]
            case Duration() if value is not None:
                value = value.count
            case _:
                pass
        self[name] = value
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """The value of a field, found if need be."""
        found = self[name]
        return default if found is None else found
