"""Two editions in one world of the solver."""

from __future__ import annotations

import attrs

from creditlang import ir
from creditlang.analysis.diff.pairs import alone
from creditlang.analysis.proofs import Bounds, SymbolicDecision, World, encode_decision


@attrs.frozen(eq=False)
class Pair:
    """What either edition decides on the one unknown subject, each as if it had always been in force."""

    world: World
    old: SymbolicDecision
    new: SymbolicDecision

    @classmethod
    def of(cls, editions: tuple[ir.Edition, ir.Edition], registry: ir.Registry, bounds: Bounds) -> Pair:
        """Both editions over one registry.

        Raises:
            Unsupported: something in them has no terms.
        """
        world = World(registry, editions[1].subject, bounds)
        old, new = (encode_decision(alone(attrs.evolve(edition, registry=registry)), world) for edition in editions)
        return cls(world, old, new)
