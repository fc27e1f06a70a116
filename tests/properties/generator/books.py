"""What is being drawn for one rulebook, and the scopes of its places."""

from __future__ import annotations

import attrs

from creditlang import ir
from creditlang.types import Number, PointsUnit
from properties.generator.choices import Draw, Size
from properties.generator.names import Names
from properties.generator.registries import DrawnRegistry
from properties.generator.scopes import Bound, Callable, Place, Scope


@attrs.define
class Book:
    """One edition while it is drawn.

    Attributes:
        score: the type of `points`; None where the rulebook has no score.
        callables: the definitions so far, library ones first.
        rising: whether more points are better; `transition the milder` means nothing where they are not.
        asks: whether a rule may ask for an earlier score, which another edition may have given.
        lists, holdable: the names of lists, and of rewards and sanctions, in the order in which they are decided.
    """

    draw: Draw
    size: Size
    drawn: DrawnRegistry
    subject: str
    names: Names
    score: Number | None = None
    asks: bool = True
    grades: tuple[str, ...] = ()
    rising: bool = True
    callables: list[Callable] = attrs.field(factory=list)
    lists: tuple[str, ...] = ()
    holdable: tuple[str, ...] = ()

    @property
    def registry(self) -> ir.Registry:
        """The registry that it reads."""
        return self.drawn.registry

    @property
    def events(self) -> tuple[ir.Event, ...]:
        """The events about its subject."""
        return tuple(e for e in self.registry.events.values() if e.subject == self.subject)

    def scope(self, place: Place, event: ir.Event | None = None, *, alone: bool = False) -> Scope:
        """The names at a place: those of the subject, and of the record of `event`."""
        subject = Bound("subject", self.subject, False, self.registry.subjects[self.subject].fields)
        record = () if event is None else (Bound("record", event.name, True, event.fields),)
        return Scope(
            self.registry,
            self.subject,
            attrs.evolve(place, score=self.score, earlier=place.earlier if self.asks else ()),
            self.drawn.currency,
            (*record, subject),
            callables=tuple(self.callables),
            alone=alone,
        )

    def points(self, low: int | None = None) -> Number:
        """Points in the decimals of the score, not below `low`."""
        assert self.score is not None
        interval = attrs.evolve(self.score.range, low=low, high=None)
        return Number(PointsUnit(), self.score.scale, interval)


FACTS_ONLY = Place()
"""Where nothing but facts, records and definitions can be read."""
