"""What may be written at one place: readable paths with their types, definitions to call, and what is known there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

import attrs

from creditlang import ir
from creditlang.syntax import nodes
from creditlang.types import Date, Definite, Number, Optional, Related, Text, Type
from properties.generator.choices import Draw, chance
from properties.generator.written import path

RECORD_FIELDS: Mapping[str, Definite] = {"date": Date(), "recorded": Date(), "record": Text()}
FARTHEST = 3
"""How many names a path has at most."""


@attrs.frozen
class Drawn:
    """An expression with its type, and the keys of what it reads."""

    node: nodes.Expression
    type: Type
    uses: frozenset[str] = frozenset()


@attrs.frozen
class Readable:
    """A path that can be read: its key says what it means, however it is written."""

    key: str
    names: tuple[str, ...]
    longer: tuple[str, ...] | None
    type: Type

    def read(self, draw: Draw) -> Drawn:
        """The path, sometimes with the name of whose field it is before it."""
        written = self.longer if self.longer and chance(draw, 10) else self.names
        return Drawn(path(*written), self.type, frozenset({self.key}))


@attrs.frozen
class Bound:
    """The subject, the record, or the element of an aggregate, whose fields can be named."""

    holder: str
    label: str
    record: bool
    fields: Mapping[str, ir.Field]

    def types(self) -> Iterator[tuple[str, Type]]:
        """The fields with their types."""
        for field in self.fields.values():
            yield field.name, Optional(field.type) if field.optional else field.type
        if self.record:
            yield from ((name, kind) for name, kind in RECORD_FIELDS.items() if name not in self.fields)


@attrs.frozen
class Callable:
    """A define, table or parameter. `exact` says that the checker sees the very range that stands in `gives`."""

    name: str
    parameters: tuple[tuple[str, Definite, bool], ...]
    gives: Type
    needs: frozenset[str] = frozenset()
    exact: bool = True


@attrs.frozen
class Place:
    """What the rule of a place may read beside facts and records.

    Attributes:
        earlier: at which moments of its record it may ask for the score.
    """

    score: Number | None = None
    points: bool = False
    earlier: tuple[nodes.ScoreMoment, ...] = ()
    grades: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    holdable: tuple[str, ...] = ()
    occurrence: bool = False
    costs: bool = False


@attrs.frozen
class Scope:
    """The names of one place.

    Attributes:
        facts: narrower types, by key, of what guards have shown.
        gone: keys that may not be read any more, so that a condition never contradicts itself.
        alone: whether keys go once they are read: for conditions that must be able to hold and to fail.
    """

    registry: ir.Registry
    subject: str
    place: Place
    currency: str
    bounds: tuple[Bound, ...]
    arguments: Mapping[str, Type] = attrs.field(factory=dict)
    callables: tuple[Callable, ...] = ()
    facts: Mapping[str, Type] = attrs.field(factory=dict)
    gone: frozenset[str] = frozenset()
    alone: bool = False

    @cached_property
    def readables(self) -> tuple[Readable, ...]:
        """Every path, the nearest first."""
        found: list[Readable] = []
        hidden: set[str] = set()
        labels: set[str] = set()
        for bound in self.bounds:
            outermost = bound.record and bound is [b for b in self.bounds if b.record][-1]
            label = bound.label if bound.label not in labels else "this" if outermost else None
            for name, kind in bound.types():
                bare = name not in hidden
                if bare or label:
                    longer = (label, name) if label else None
                    names = (name,) if bare else longer
                    assert names is not None
                    found += self._with_related(f"{bound.holder}.{name}", names, longer, kind)
            hidden |= {name for name, _ in bound.types()}
            labels.add(bound.label)
        for name, kind in self.arguments.items():
            found += self._with_related(f"argument.{name}", (name,), None, kind)
        return tuple(r for r in found if r.key not in self.gone)

    def _with_related(
        self, key: str, names: tuple[str, ...], longer: tuple[str, ...] | None, kind: Type
    ) -> Iterator[Readable]:
        kind = self.facts.get(key, kind)
        yield Readable(key, names, longer, kind)
        if isinstance(kind, Related) and len(names) < FARTHEST:
            for field in self.registry.subjects[kind.subject].fields.values():
                inner = Optional(field.type) if field.optional else field.type
                longer_inner = (*longer, field.name) if longer else None
                yield from self._with_related(f"{key}.{field.name}", (*names, field.name), longer_inner, inner)

    @cached_property
    def events(self) -> tuple[ir.Event, ...]:
        """Events whose records can be asked about."""
        return tuple(
            e for e in self.registry.events.values() if e.subject == self.subject and f"event.{e.name}" not in self.gone
        )

    def knowing(self, facts: Mapping[str, Type]) -> Scope:
        """The same place where some things have been shown."""
        return attrs.evolve(self, facts={**self.facts, **facts}) if facts else self

    def without(self, keys: frozenset[str]) -> Scope:
        """The same place where some keys may not be read any more, nor anything behind them."""
        behind = {r.key for r in self.readables if any(r.key.startswith(f"{key}.") for key in keys)}
        return attrs.evolve(self, gone=self.gone | keys | behind)

    def inside(self, bound: Bound) -> Scope:
        """Inside an aggregate, where nothing need be able to fail."""
        return attrs.evolve(self, bounds=(bound, *self.bounds), alone=False)

    def freely(self) -> Scope:
        """The same place, where conditions may say anything."""
        return attrs.evolve(self, alone=False)

    def offers(self, needs: frozenset[str]) -> bool:
        """Whether what a definition reads is known here: keys `points`, `grade`, `list.X` or `rule.X`."""
        place = self.place
        known = {f"list.{name}" for name in place.lists} | {f"rule.{name}" for name in place.holdable}
        known |= {"points"} if place.points else set()
        known |= {"grade"} if place.grades else set()
        return needs <= known


NEEDS = ("points", "grade", "list.", "rule.")
"""How the keys begin of what is not known before the score is."""


def needs_of(uses: frozenset[str]) -> frozenset[str]:
    """Of some keys, those of what is not known before the score is."""
    return frozenset(key for key in uses if key.startswith(NEEDS))
