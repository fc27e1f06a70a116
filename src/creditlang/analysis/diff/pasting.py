"""A case as the new text would have it: what only the old registry records is left out of a scenario that is pasted."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from creditlang import ir
from creditlang.backends.smt.cases import Case, CaseRecord, plain_value
from creditlang.types import ManyRelated, Related


def recorded_under(case: Case, registry: ir.Registry) -> Case:
    """The case with what a registry records: the rest is left out, and what it wants beside that is made up plainly."""
    records = (
        CaseRecord(record.event, _values(record.values, registry.events[record.event].fields, registry))
        for record in case.records
        if record.event in registry.events
    )
    subject = registry.subjects.get(case.kind)
    facts = case.subject if subject is None else _values(case.subject, subject.fields, registry)
    return attrs.evolve(case, subject=facts, records=tuple(records))


def _values(values: Mapping[str, object], fields: Mapping[str, ir.Field], registry: ir.Registry) -> dict[str, object]:
    """Values by the fields of a registry; `record`, `date` and `recorded` are no fields, and stay."""
    found = {name: values[name] for name in ("record", "date", "recorded") if name in values}
    for name, field in fields.items():
        if name in values:
            found[name] = _value(values[name], field, registry)
        elif not isinstance(field.type, Related | ManyRelated):  # a relation that is not given leads back
            found[name] = plain_value(field, registry)
    return found


def _value(value: object, field: ir.Field, registry: ir.Registry) -> object:
    if isinstance(field.type, Related | ManyRelated):
        fields = registry.subjects[field.type.subject].fields
        if isinstance(value, Mapping):
            return _values(value, fields, registry)
        if isinstance(value, tuple):
            return tuple(_values(each, fields, registry) for each in value)
    return value
