"""What rules mention: events, numbers, days and lengths of time. Where two editions part is seldom far from these."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

import attrs

from creditlang import ir
from creditlang.ir import expressions as expr
from creditlang.values import Days, Exact, Months

_APART = ("span", "text", "registry", "charters", "type")
"""Parts of the typed tree that say nothing about who is decided on how."""


@attrs.frozen
class Mentioned:
    """What some rules mention, in the order in which they do."""

    events: tuple[str, ...]
    numbers: tuple[Exact, ...]
    days: tuple[date, ...]
    lengths: tuple[Days | Months, ...]


def mentioned(parts: Iterable[object], editions: Iterable[ir.Edition]) -> Mentioned:
    """What parts of the typed tree mention, and the definitions that they call.

    Args:
        editions: have these definitions.
    """
    events: dict[str, None] = {}
    numbers: dict[Exact, None] = {}
    days: dict[date, None] = {}
    lengths: dict[Days | Months, None] = {}
    seen: set[int] = set()
    sides = tuple(editions)
    waiting: list[object] = [*parts][::-1]
    while waiting:
        part = waiting.pop()
        match part:
            case bool() | str() | None:
                continue
            case int() | Fraction():
                numbers[part] = None
            case date():
                days[part] = None
            case Days() | Months():
                lengths[part] = None
            case tuple() | frozenset():
                waiting.extend([*part][::-1])
            case dict():
                waiting.extend([*part.values()][::-1])
            case _ if attrs.has(kind := type(part)) and id(part) not in seen:
                seen.add(id(part))
                if isinstance(part, ir.OnEvent | expr.EventRecords):
                    events[part.event] = None
                waiting.extend(_called(part, sides))
                below = [getattr(part, f.name) for f in attrs.fields(kind) if f.name not in _APART]
                waiting.extend(below[::-1])
            case _:
                continue
    return Mentioned(tuple(events), tuple(numbers), tuple(days), tuple(lengths))


def _called(part: object, editions: Iterable[ir.Edition]) -> Iterable[object]:
    """The definitions that an expression stands for."""
    for edition in editions:
        match part:
            case expr.CallDefine(define=name):
                yield edition.defines.get(name)
            case expr.Lookup(table=name):
                yield edition.tables.get(name)
            case expr.ParameterValue(parameter=name):
                yield edition.parameters.get(name)
            case _:
                return
