"""Which deeds localities tell apart: the events of a registry, divided by the choices that some rule looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

import attrs

from creditlang.ir import Assessed, Criterion, Edition, Event, OnEvent, Registry, walk
from creditlang.ir import expressions as ir
from creditlang.semantics.moments import Reader, Rule, rules_of, value_of
from creditlang.types import Boolean, Choice, definite

MOST_CASES = 36
"""Into how many cases one event is divided at the most; fields beyond that are left open."""


@attrs.frozen
class Deed:
    """A kind of record.

    Attributes:
        case: fields with the value that they have, in the order of the registry.
    """

    event: Event
    case: tuple[tuple[str, object], ...]

    @property
    def name(self) -> str:
        """The event and its case: `TrafficOffence, offence drunk_driving`."""
        return ", ".join((self.event.name, *(f"{field} {_shown(value)}" for field, value in self.case)))

    @property
    def title(self) -> str:
        """The same with the title of the event."""
        return ", ".join((self.event.title or self.event.name, *(_shown(value, field) for field, value in self.case)))


def deeds(registry: Registry, subject: str, editions: Iterable[Edition]) -> tuple[Deed, ...]:
    """Every deed of a subject, as finely divided as any of some editions needs it."""
    looked_at: dict[str, dict[str, None]] = {}
    for edition in editions:
        for event, field in _fields_read(edition):
            looked_at.setdefault(event, {})[field] = None
    return tuple(
        deed
        for event in registry.events.values()
        if event.subject == subject
        for deed in _cases(event, looked_at.get(event.name, {}))
    )


def _cases(event: Event, looked_at: Iterable[str]) -> Iterator[Deed]:
    wanted = set(looked_at)
    choices: list[list[tuple[str, object]]] = []
    number = 1
    for field in event.fields.values():
        values = _values(field.type) if field.name in wanted and not field.optional else ()
        if values and number * len(values) <= MOST_CASES:
            number *= len(values)
            choices.append([(field.name, value) for value in values])
    for case in product(*choices):
        yield Deed(event, case)


def _values(kind: object) -> tuple[object, ...]:
    match kind:
        case Choice(members=members):
            return members
        case Boolean():
            return (True, False)
        case _:
            return ()


def _fields_read(edition: Edition) -> Iterator[tuple[str, str]]:
    """The fields of records, choices and truths, that rules look at, with their event."""
    for rule in (*edition.criteria.values(), *rules_of(edition)):
        if isinstance(rule.trigger, OnEvent):
            yield from _of_record(rule.trigger.event, rule)
    events: dict[int, list[str]] = {}
    parts = [part for _, part in Reader(edition, {}).parts]
    for part in parts:
        if isinstance(part, ir.Aggregate) and isinstance(part.source, ir.EventRecords):
            events.setdefault(part.binder, []).append(part.source.event)
    for part in parts:
        if isinstance(part, ir.Read) and isinstance(part.of, ir.Element) and _divides(part):
            yield from ((event, part.field) for event in events.get(part.of.binder, ()))


def _of_record(event: str, rule: Criterion | Rule) -> Iterator[tuple[str, str]]:
    for root in _expressions(rule):
        for part in walk(root):
            if isinstance(part, ir.Read) and isinstance(part.of, ir.TheRecord) and _divides(part):
                yield event, part.field


def _expressions(rule: Criterion | Rule) -> Iterator[ir.Expression]:
    """The expressions in which a rule on an event can read the record."""
    found: list[ir.Expression | None] = [rule.trigger.where if isinstance(rule.trigger, OnEvent) else None]
    if isinstance(rule, Criterion):
        found += [rule.expires_after, rule.counts_from]
        found.append(None if isinstance(rule.amount, Assessed) else rule.amount)
    else:
        found += [rule.process.lasts, rule.process.until, rule.process.lifted, value_of(rule)]
    yield from (part for part in found if part is not None)


def _divides(read: ir.Read) -> bool:
    return isinstance(definite(read.type), Choice | Boolean)


def _shown(value: object, field: str = "") -> str:
    if isinstance(value, bool):
        words = "yes" if value else "no"
        return f"{field}: {words}" if field else words
    return str(value)
