"""One edition that questions are asked about: its decision in terms, and the evaluator that confirms each case."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

import attrs

from creditlang import ir
from creditlang.analysis.proofs.answers import Answer, Undecided, ask
from creditlang.analysis.proofs.patience import Patience
from creditlang.backends.python.decisions import Compiled, compiled
from creditlang.backends.smt.cases import Case, replay
from creditlang.backends.smt.decisions import SymbolicDecision, encode_decision, likely_day
from creditlang.backends.smt.nodes import Truth
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.values import Value
from creditlang.backends.smt.worlds import Bounds, World
from creditlang.semantics import Decision

_OUR_TIME: Final = date(2026, 1, 1)

Progress = Callable[[str], None]
"""Told what is being asked."""


@attrs.frozen(eq=False)
class Subject:
    """What questions are about: one edition of a series, in a world.

    Attributes:
        patience: how long each question may take.
    """

    series: ir.Series
    edition: ir.Edition
    bounds: Bounds
    patience: Patience
    _decisions: dict[tuple[int, bool, bool], SymbolicDecision] = attrs.field(factory=dict, repr=False)
    _engines: list[Compiled] = attrs.field(factory=list, repr=False)

    @property
    def budget(self) -> float:
        """The seconds that are left for the question that is being asked."""
        return self.patience.left

    def decision(
        self, records: int | None = None, *, all_days: bool = False, points_only: bool = False
    ) -> SymbolicDecision:
        """The decision in terms, in a world of its own size.

        Args:
            records: how many records of each event there may be; those of the bounds if not given.
            all_days: whether days are any of the calendar, and not only those of the bounds.
            points_only: leave out grades and effects.

        Raises:
            Unsupported: something in the edition has no terms.
        """
        number = self.bounds.records if records is None else records
        key = number, all_days, points_only
        if key not in self._decisions:
            bounds = attrs.evolve(self.bounds, records=number)
            world = World(self.series.registry, self.edition.subject, bounds.of_all_days if all_days else bounds)
            self._decisions[key] = encode_decision(self.series, world, edition=self.edition, points_only=points_only)
        return self._decisions[key]

    def loose(self) -> SymbolicDecision | None:
        """The decision in a loose world of all days; None where its score has no terms there.

        What cannot be in it cannot be in any history.
        """
        world = World(self.series.registry, self.edition.subject, self.bounds.of_all_days, loose=True)
        try:
            return encode_decision(self.series, world, edition=self.edition)
        except Unsupported:
            return None

    def varied(
        self, base: SymbolicDecision, instead: Mapping[str, Value], *, points_only: bool = False
    ) -> SymbolicDecision:
        """The decision on the same person but for some values."""
        world = base.world.varied(instead)
        return encode_decision(self.series, world, edition=self.edition, as_of=base.as_of, points_only=points_only)

    def decide(self, case: Case) -> Decision:
        """What the reference evaluator decides. Raises NotInForceError."""
        return replay(case, self.series)

    def decide_quickly(self, case: Case) -> Decision:
        """What compiled rules decide, for trying many cases: what is shown is decided by `decide`."""
        if not self._engines:
            self._engines.append(compiled(self.series))
        return self._engines[0].decide(case.history(self.series.registry), case.as_of)

    @property
    def likely(self) -> date:
        """A day of our time on which the edition is in force, if there is one."""
        return likely_day(self.edition, _OUR_TIME)

    def ask(
        self,
        decision: SymbolicDecision,
        assertions: Sequence[Truth],
        proved: str,
        confirm: Callable[[Case], str | None],
    ) -> Answer:
        """Look for a case in which the edition decides and all assertions hold."""
        return ask(
            decision.world,
            [decision.in_force, *assertions],
            proved=proved,
            confirm=confirm,
            bounds=decision.world.bounds,
            budget=self.budget,
        )


def unless_unsupported(question: Callable[[], Answer]) -> Answer:
    """The answer, or that something has no terms."""
    try:
        return question()
    except Unsupported as error:
        return Undecided(f"not encoded: {error.reason}")
