"""From the steps that a compiled function gives to the `Decision` that the reference evaluator would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import attrs

from creditlang import ir
from creditlang.backends.python.criteria import Judge
from creditlang.backends.python.functions import Functions
from creditlang.backends.python.inputs import Converted, facts_of, records_of
from creditlang.backends.python.shapes import Shape, shape_of
from creditlang.data.records import Facts, History
from creditlang.semantics.decision import Decision
from creditlang.semantics.series import edition_in_force


class Explaining(Protocol):
    """The functions of a series, just compiled or from the cache."""

    @property
    def score(self) -> Callable[..., Any]:
        """The bare function."""

    @property
    def explained(self) -> tuple[Callable[..., Any], tuple[tuple[Judge, ...], ...]]:
        """The function that gives every step, and what its items refer to, by edition."""


@attrs.frozen(eq=False)
class Compiled:
    """A series with its functions, ready to decide."""

    series: ir.Series
    functions: Explaining
    _shapes: dict[int, Shape] = attrs.field(factory=dict)
    _converted: dict[int, tuple[Facts, Converted]] = attrs.field(factory=dict)
    """The records of the person decided on last, by the identity of the facts: many days are asked of the same ones."""

    @cached_property
    def _explained(self) -> tuple[Callable[..., Any], tuple[tuple[Judge, ...], ...]]:
        return self.functions.explained

    def decide(self, history: History, as_of: date, as_known: date | None = None) -> Decision:
        """What `semantics.decide` gives, faster.

        Raises:
            NotInForceError: no edition is in force on `as_of`.
        """
        held = self._converted.get(id(history.facts))
        if held is None:
            self._converted.clear()
            held = self._converted[id(history.facts)] = (history.facts, {})
        facts, records = facts_of(history, self.series.registry), records_of(history, held[1])
        return self.decide_given(history.facts.id, facts, records, as_of, as_known, incomplete=history.incomplete)

    def decide_given(
        self,
        subject: str,
        facts: Mapping[str, Any],
        records: Mapping[str, Sequence[Mapping[str, Any]]],
        as_of: date,
        as_known: date | None,
        *,
        incomplete: bool = False,
    ) -> Decision:
        """The decision on valid facts and records in the form that compiled functions take.

        Raises:
            NotInForceError: no edition is in force on `as_of`.
        """
        edition_in_force(self.series, as_of)
        explain, judges = self._explained
        number, found = explain(facts, records, as_of, as_known)
        shape = self._shapes.get(number)
        if shape is None:
            shape = self._shapes[number] = shape_of(self.series, number, judges[number])
        covered, consent, part, band, grade, rewards, sanctions, lists, moves = found
        score = None if part is None else shape.score(part)
        rule = shape.rule
        return Decision(
            rulebook=self.series.name,
            edition=shape.edition,
            subject=subject,
            as_of=as_of,
            as_known=as_known,
            points=None if score is None else score.points,
            grade=grade,
            band=band,
            score=score,
            # The rules of this list make parts of this kind.
            moved_by=tuple(map(rule, moves)),  # type: ignore[arg-type]  # `rule` gives the part that stands there
            # The rules of this list make parts of this kind.
            rewards=tuple(map(rule, rewards)),  # type: ignore[arg-type]  # `rule` gives the part that stands there
            lists=tuple(map(rule, lists)),  # type: ignore[arg-type]  # the rules of this list make parts of this kind
            # The rules of this list make parts of this kind.
            sanctions=tuple(map(rule, sanctions)),  # type: ignore[arg-type]  # `rule` gives the part that stands there
            incomplete=incomplete,
            covered=covered,
            consent=consent,
            rulebook_digest=self.series.digest,
            standards=shape.standards,
        )


def compiled(series: ir.Series) -> Compiled:
    """Compile a series; its functions are made when they are first wanted."""
    return Compiled(series, Functions(series))


def decide_compiled(series: ir.Series, history: History, as_of: date, as_known: date | None = None) -> Decision:
    """What `semantics.decide` gives, by functions that are compiled for this once."""
    return compiled(series).decide(history, as_of, as_known)
