"""Of what kind the fields are by which only the largest of one act counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from creditlang.ir import Edition, OnEvent, Series
from creditlang.semantics.groups import criteria_in
from creditlang.types import Choice, Number, Text, definite


def mixed_acts(series: Series) -> str | None:
    """The field, if one tells acts apart that is of several types, whose values one column could not compare."""
    for field, criteria in _telling_apart(series):
        names = set(criteria)
        found = {kind for edition in series.editions for kind in _kinds(edition, names, field)}
        if len(found) > 1:
            return field
    return None


def _telling_apart(series: Series) -> Iterator[tuple[str, Iterable[str]]]:
    """Each such field, with the criteria whose records share acts by it."""
    for edition in series.editions:
        for name, criterion in edition.criteria.items():
            if criterion.only_largest_per is not None:
                yield criterion.only_largest_per, (name,)
        for group in edition.groups.values():
            if group.only_largest_per is not None:
                yield group.only_largest_per, criteria_in(edition, group)


def _kinds(edition: Edition, names: set[str], field: str) -> Iterator[object]:
    for name, criterion in edition.criteria.items():
        if name in names and isinstance(criterion.trigger, OnEvent):
            declared = edition.registry.events[criterion.trigger.event].fields.get(field)
            if declared is not None:
                yield _kind(definite(declared.type))


def _kind(kind: object) -> object:
    """What values have in common that are equal when their columns are."""
    match kind:
        case Text() | Choice():
            return Text
        case Number(unit=unit, scale=scale):
            return unit, scale
        case _:
            return type(kind)
