"""Drawn cases, compiled: what every law begins with."""

from typing import NoReturn

import attrs
from hypothesis import assume, event, reject, settings
from hypothesis import strategies as st

from creditlang.diagnostics import CreditlangError
from creditlang.ir import Series
from creditlang.ir.earlier import asks_earlier
from creditlang.semantics import Decision, decide
from properties.generator import Case, cases, compile_program, is_pointless


@attrs.frozen
class Compiled:
    """A case with its compiled rulebook. Printed as the program and its data."""

    case: Case
    series: Series

    def decide(self) -> Decision:
        """The decision that the case asks for."""
        return decide(self.series, self.case.history, self.case.as_of, self.case.as_known)

    def __repr__(self) -> str:
        return str(self.case)


def compiled(case: Case) -> Compiled:
    """The case with its rulebook, which must compile."""
    found = compile_program(case.program)
    assume(not is_pointless(found))
    assert not found.errors, "\n".join(map(str, found.errors))
    (series,) = found.series
    return Compiled(case, series)


def asks_back(series: Series) -> bool:
    """Whether a rule asks for an earlier score, or a criterion fades."""
    fades = any(criterion.fades for edition in series.editions for criterion in edition.criteria.values())
    return fades or asks_earlier(series)


compiled_cases = cases().map(compiled)
"""Valid programs with valid data."""

_DRAWS = settings().max_examples
TWICE = settings(max_examples=_DRAWS if _DRAWS > 1_000 else 2 * _DRAWS)
"""For the laws that hold one engine against the reference: an ordinary run draws twice as many as for others."""
FEWER = settings(max_examples=max(10, _DRAWS // 4))
"""For the laws that decide a case many times over, or that read and write files for each."""


def give_up(refusal: CreditlangError) -> NoReturn:
    """Draw another program, for an engine refuses this one; `--hypothesis-show-statistics` counts them by reason."""
    event(f"refused: {refusal}")
    reject()


ANY_ORDER = st.randoms(use_true_random=False)
