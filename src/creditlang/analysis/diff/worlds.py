"""Two editions in one world of the solver."""

from __future__ import annotations

import attrs

from creditlang import ir
from creditlang.analysis.diff.pairs import Stretch, alone
from creditlang.analysis.proofs import Bounds, SymbolicDecision, World, encode_decision
from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Calendar, Moment, moment_of
from creditlang.backends.smt.nodes import TRUE, Truth


@attrs.frozen(eq=False)
class Pair:
    """What either edition decides on the one unknown subject, each as if it had always been in force.

    Attributes:
        on_days: whether the day that is decided for is one of those that are asked about. Every question asserts it.
    """

    world: World
    old: SymbolicDecision
    new: SymbolicDecision
    on_days: Truth

    @classmethod
    def of(cls, editions: tuple[ir.Edition, ir.Edition], registry: ir.Registry, bounds: Bounds, days: Stretch) -> Pair:
        """Both editions over one registry, on some days.

        Raises:
            Unsupported: something in them has no terms.
        """
        world = World(registry, editions[1].subject, bounds)
        old, new = (encode_decision(alone(attrs.evolve(edition, registry=registry)), world) for edition in editions)
        return cls(world, old, new, within(days, world.as_of, world.calendar))

    @property
    def both_decide(self) -> Truth:
        """Whether it is one of the days, and something is decided under either edition."""
        return terms.every(self.on_days, self.old.decided, self.new.decided)


def within(days: Stretch, day: Moment, calendar: Calendar) -> Truth:
    """Whether a day is one of some days."""
    begun = TRUE if days.start is None else calendar.at_most(moment_of(days.start), day)
    return begun if days.end is None else terms.every(begun, calendar.less(day, moment_of(days.end)))
