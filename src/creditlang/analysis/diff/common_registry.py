"""One registry for two rulebooks: the records that both allow.

Rules read what they name and nothing else, so a rulebook decides the same on a registry that also has what only the
other one records. Where both have a field, its values are those that both allow.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import attrs

from creditlang import ir
from creditlang.backends.smt.support import Unsupported
from creditlang.types import Choice, Definite, Number


def common_registry(old: ir.Registry, new: ir.Registry, read: Collection[object]) -> ir.Registry:
    """The registry of all data that are valid under both.

    Args:
        read: the names of fields that some rule reads. One that none reads is left out where the two record it in
            different ways.

    Raises:
        Unsupported: they record one thing in different ways.
    """
    if old == new:
        return new
    subjects = {
        name: attrs.evolve(subject, fields=_fields(name, _of(old.subjects.get(name)), subject.fields, read))
        for name, subject in new.subjects.items()
    }
    events = {}
    for name, event in new.events.items():
        before = old.events.get(name)
        if before is not None and before.subject != event.subject:
            raise Unsupported(f"records of {name}, which are about a {before.subject} and a {event.subject}")
        events[name] = attrs.evolve(event, fields=_fields(name, _of(before), event.fields, read))
    return attrs.evolve(
        new,
        contexts={**old.contexts, **new.contexts},
        subjects={**old.subjects, **subjects},
        events={**old.events, **events},
    )


def narrowed(old: ir.Registry, new: ir.Registry, read: Collection[object]) -> tuple[str, ...]:
    """The fields that both registries have and rules read, and of which one allows values that the other does not."""
    before, after = _all_fields(old), _all_fields(new)
    return tuple(
        name
        for name in before
        if name in after
        and before[name].name in read
        and (before[name].type, before[name].optional) != (after[name].type, after[name].optional)
    )


def _all_fields(registry: ir.Registry) -> dict[str, ir.Field]:
    holders: tuple[ir.Subject | ir.Event, ...] = (*registry.subjects.values(), *registry.events.values())
    return {f"{holder.name}.{name}": field for holder in holders for name, field in holder.fields.items()}


def _of(holder: ir.Subject | ir.Event | None) -> Mapping[str, ir.Field]:
    return {} if holder is None else holder.fields


def _fields(
    holder: str, old: Mapping[str, ir.Field], new: Mapping[str, ir.Field], read: Collection[object]
) -> dict[str, ir.Field]:
    found = {**old, **new}
    for name in old.keys() & new.keys():
        try:
            found[name] = _field(f"{holder}.{name}", old[name], new[name])
        except Unsupported:
            if name in read:
                raise
            del found[name]
    return found


def _field(name: str, old: ir.Field, new: ir.Field) -> ir.Field:
    return attrs.evolve(new, type=_type(name, old.type, new.type), optional=old.optional and new.optional)


def _type(name: str, old: Definite, new: Definite) -> Definite:
    match old, new:
        case Number(), Number() if old.unit == new.unit and old.scale is not None and new.scale is not None:
            both = old.range.meet(new.range)
            if not both.is_empty:
                return Number(new.unit, min(old.scale, new.scale), both)
        case Choice(), Choice():
            members = tuple(member for member in new.members if member in old.members)
            if members:
                return Choice(members, new.name)
        case _ if old == new:
            return new
    raise Unsupported(f"`{name}`, which the two registries record in different ways")
