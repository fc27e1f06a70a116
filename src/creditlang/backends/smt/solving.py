"""Asking a solver whether some assertions can hold at once.

The solver is z3, from the extra `creditlang[verify]`. It reads our own SMT-LIB text, so that another solver can be
given the same question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from creditlang.backends.smt.nodes import FALSE, TRUE, Switch, Truth, Unknown
from creditlang.backends.smt.smtlib import Input, inputs_of, script
from creditlang.backends.smt.terms import every
from creditlang.diagnostics import CreditlangError

if TYPE_CHECKING:
    import z3

BUDGET = 10.0
"""Seconds that a question may take, where nothing else is said."""


_IN_TIME = "the solver found no answer in time"


class NoSolverError(CreditlangError):
    """z3 is not installed."""

    def __init__(self) -> None:
        super().__init__("proofs need a solver: install `creditlang[verify]`, which brings z3")


@attrs.frozen
class Model:
    """What makes the assertions hold. What is not in it may be anything; `0` and false will do."""

    truths: Mapping[str, bool]
    numbers: Mapping[str, int]


@attrs.frozen
class Impossible:
    """The assertions never hold at once."""


@attrs.frozen
class NoAnswer:
    """The solver gave up."""

    reason: str


Solution = Model | Impossible | NoAnswer


def solve(assertions: Sequence[Truth], budget: float = BUDGET, wanted: Sequence[Input] = ()) -> Solution:
    """A model of the assertions, or that there is none.

    Args:
        budget: seconds.
        wanted: unknowns that the model shall speak of even if no assertion does.

    Raises:
        NoSolverError: z3 is not installed.
    """
    whole = every(*assertions)
    if whole is FALSE:
        return Impossible()
    if whole is TRUE and not wanted:
        return Model({}, {})
    if budget <= 0:
        return NoAnswer(_IN_TIME)
    return Session(assertions, wanted).solve(budget)


class Session:
    """Assertions that are asked about several times, with more assertions each time.

    Two ways of z3 are tried one after the other: the one for linear whole numbers, which answers most questions in
    milliseconds and is lost in a few, and the general one.

    Raises:
        NoSolverError: z3 is not installed.
    """

    def __init__(self, assertions: Sequence[Truth], wanted: Sequence[Input] = ()) -> None:
        self._z3 = _z3()
        self._context = self._z3.Context()
        self._solver = self._z3.SolverFor("QF_LIA", ctx=self._context)
        self._given = [self._read(script(assertions, wanted))]
        self._solver.add(self._given[0])
        self._inputs = dict.fromkeys((*inputs_of(assertions), *wanted))

    @property
    def inputs(self) -> tuple[Input, ...]:
        """What the models speak of."""
        return tuple(self._inputs)

    def keep(self, assertion: Truth) -> None:
        """Hold to one more assertion from now on."""
        self._given.append(self._read(script([assertion])))
        self._solver.add(self._given[-1])
        self._inputs |= dict.fromkeys(inputs_of([assertion]))

    def solve(self, budget: float = BUDGET, also: Sequence[Truth] = ()) -> Solution:
        """A model of all assertions, and of some that hold this time only."""
        if budget <= 0:
            return NoAnswer(_IN_TIME)
        more = self._read(script(also)) if also else ()
        inputs = [*self._inputs, *inputs_of(also)]
        self._solver.push()
        try:
            self._solver.add(more)
            found = self._ask(self._solver, budget / 2, inputs)
        finally:
            self._solver.pop()
        if not isinstance(found, NoAnswer):
            return found
        general = self._z3.SimpleSolver(ctx=self._context)
        for listed in (*self._given, more):
            general.add(listed)
        found = self._ask(general, budget / 2, inputs)
        return NoAnswer(_reason(found.reason)) if isinstance(found, NoAnswer) else found

    def _read(self, text: str) -> Any:
        # Each text declares what it speaks of; equal names in one context are one unknown.
        return self._z3.parse_smt2_string(text, ctx=self._context)

    def _ask(self, solver: Any, budget: float, inputs: Sequence[Input]) -> Solution:
        solver.set("timeout", max(1, int(budget * 1000)))
        answer = solver.check()
        if answer == self._z3.unsat:
            return Impossible()
        if answer == self._z3.unknown:
            return NoAnswer(solver.reason_unknown())
        return _model(solver.model(), inputs)


def require_solver() -> None:
    """Raises NoSolverError unless z3 is installed."""
    _z3()


def _z3() -> Any:
    try:
        import z3
    except ImportError:
        raise NoSolverError from None
    return z3


def _reason(said: str) -> str:
    return _IN_TIME if said in ("timeout", "canceled") else f"the solver gave up: {said}"


def _model(model: z3.ModelRef, inputs: Sequence[Input]) -> Model:
    by_name = {str(found.name()): model[found] for found in model.decls()}
    truths: dict[str, bool] = {}
    numbers: dict[str, int] = {}
    for term in inputs:
        value: Any = by_name.get(term.name)
        if isinstance(term, Switch):
            truths[term.name] = value is not None and str(value) == "True"
        else:
            numbers[term.name] = free_value(term) if value is None else value.as_long()
    return Model(truths, numbers)


def free_value(term: Unknown) -> int:
    """The value of a number that may be anything: 0, or the nearest to it in its range."""
    low, high = term.range.low, term.range.high
    if low is not None and low > 0:
        return int(low)
    return int(high) if high is not None and high < 0 else 0
