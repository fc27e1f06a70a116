"""What families of clauses ask of a solver when bounds and flows do not settle a question.

`creditlang check` asks nobody: it has no prover, and what it cannot settle stays open. `creditlang conform` has one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import attrs

from creditlang.analysis.charter.answers import Witness
from creditlang.analysis.static.flows import Field
from creditlang.ir import CalendarPeriod, Criterion, InTheLast, InTotal, Reward, Sanction
from creditlang.ir.charter import Amount, OutcomeKind
from creditlang.ir.charter import Movement as Moved


@attrs.frozen
class Shown:
    """The clause is broken: a case that the reference evaluator has decided shows it."""

    witness: Witness


@attrs.frozen
class Never:
    """It is proven that no case breaks the clause.

    Attributes:
        bound: up to where the proof reaches; None for all people and histories.
    """

    bound: str | None = None


@attrs.frozen
class Open:
    """Neither is known.

    Attributes:
        reason: why, in a sentence without its period.
    """

    reason: str


Proof = Shown | Never | Open


class Prover(Protocol):
    """Answers for all people and histories of one edition, or says that it cannot."""

    def record_exceeds(self, event: str, sign: int, amount: Amount) -> Proof:
        """Whether one record of an event can cost (or earn) more than so much."""

    def period_exceeds(
        self, criteria: tuple[Criterion, ...], sign: int, amount: Amount, period: CalendarPeriod | InTheLast | InTotal
    ) -> Proof:
        """Whether the records of one period can together cost (or earn) more than so much."""

    def value_exceeds(self, rule: Criterion | Reward | Sanction, amount: Amount) -> Proof:
        """Whether one such rule can take or give more than so much."""

    def both_hold(self, names: tuple[str, ...], event: str, number: int) -> Proof:
        """Whether one record of an event alone can bring about so many of these rules."""

    def cliffs(self) -> Mapping[str, Proof]:
        """For each fact in money, by `Holder.field`, whether one unit more can leave a person with less."""

    def moves(self, outcome: OutcomeKind | str, never: Moved, field: Field, when: Moved) -> Proof:
        """Whether the outcome can move so when the field does, all else being equal."""
