"""The places of a case: each fact and each field of a record, behind relations too, that can be read and replaced."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from creditlang import ir
from creditlang.backends.smt.cases import Case, CaseRecord
from creditlang.types import ManyRelated, Related

Path = tuple[str | int, ...]
"""From the facts of the subject, or from a record by its place, down to a value."""


@attrs.frozen
class Place:
    """Where a value stands.

    Attributes:
        record: the place of its record among all; None for a fact.
    """

    path: Path
    field: ir.Field
    record: int | None = None


def places(case: Case, registry: ir.Registry) -> Iterator[Place]:
    """Every place of a case, facts first. A relation stands before what lies behind it."""
    yield from _below((), case.subject, registry.subjects[case.kind].fields, registry)
    for number, record in enumerate(case.records):
        for name, field in registry.events[record.event].fields.items():
            yield Place((name,), field, number)


def _below(
    path: Path, facts: Mapping[str, object], fields: Mapping[str, ir.Field], registry: ir.Registry
) -> Iterator[Place]:
    for name, value in facts.items():
        field = fields[name]
        yield Place((*path, name), field)
        if isinstance(field.type, Related | ManyRelated):
            inner = registry.subjects[field.type.subject].fields
            several = enumerate(value) if isinstance(value, tuple) else [(None, value)]
            for index, one in several:
                if isinstance(one, Mapping):
                    yield from _below((*path, name, *([] if index is None else [index])), one, inner, registry)


def value_at(case: Case, place: Place) -> object:
    """The value that stands there."""
    found: Any = case.subject if place.record is None else case.records[place.record].values
    for step in place.path:
        found = found[step]
    return found


def with_value(case: Case, place: Place, value: object) -> Case:
    """The case with another value there."""
    if place.record is None:
        return attrs.evolve(case, subject=_put(case.subject, place.path, value))
    record = case.records[place.record]
    changed = CaseRecord(record.event, _put(record.values, place.path, value))
    return attrs.evolve(case, records=(*case.records[: place.record], changed, *case.records[place.record + 1 :]))


def _put(within: Any, path: Path, value: object) -> Any:
    step, *rest = path
    new = _put(within[step], tuple(rest), value) if rest else value
    if isinstance(within, tuple):
        assert isinstance(step, int)
        return (*within[:step], new, *within[step + 1 :])
    return {**within, step: new}
