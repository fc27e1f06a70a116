"""All questions about one edition, answered one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs

from creditlang import ir
from creditlang.analysis.proofs.answers import Refuted
from creditlang.analysis.proofs.asking import Subject
from creditlang.analysis.proofs.cliffs import cliffs
from creditlang.analysis.proofs.ending import ending
from creditlang.analysis.proofs.extent import extent
from creditlang.analysis.proofs.monotone import monotone
from creditlang.analysis.proofs.patience import Patience
from creditlang.analysis.proofs.protected import protected
from creditlang.analysis.proofs.questions import Finding, Kind, Shown
from creditlang.analysis.proofs.reach import reached
from creditlang.analysis.proofs.scenario_text import own_title, rules_that_differ, scenario_text, with_own_ids
from creditlang.backends.smt.cases import Case
from creditlang.backends.smt.worlds import Bounds
from creditlang.semantics import NotInForceError

BUDGET = 10.0
"""Seconds for each question."""

_ASKED: dict[Kind, Callable[[Subject], Iterator[Finding]]] = {
    Kind.REACHED: reached,
    Kind.EXTENT: extent,
    Kind.PROTECTED: protected,
    Kind.MONOTONE: monotone,
    Kind.CLIFF: cliffs,
    Kind.ENDING: ending,
}


def prove(
    series: ir.Series,
    edition: ir.Edition | None = None,
    *,
    bounds: Bounds | None = None,
    budget: float = BUDGET,
    kinds: tuple[Kind, ...] = tuple(Kind),
) -> Iterator[Finding]:
    """The answer to each question about an edition (the latest, where none is named), as it is found.

    Args:
        bounds: how large the histories are that are asked about.
        budget: seconds for each question, however many calls of the solver it takes.

    Raises:
        NoSolverError: z3 is not installed.
    """
    patience = Patience(budget)
    subject = Subject(series, edition or series.editions[-1], bounds or Bounds(), patience)
    for kind in kinds:
        patience.begin()
        for finding in _ASKED[kind](subject):
            yield _with_case(subject, finding)
            patience.begin()


def _with_case(subject: Subject, finding: Finding) -> Finding:
    """A refuted answer with its case as a scenario."""
    answer = finding.answer
    if not isinstance(answer, Refuted) or answer.case is None:
        return finding
    edition = subject.edition
    rules = {**edition.rewards, **edition.sanctions, **edition.lists, **edition.moves}
    names = [finding.about] if finding.about in rules else []
    try:
        if answer.other is None:
            return attrs.evolve(finding, shown=_shown(subject, finding, answer.case, "", names))
        differing = rules_that_differ(subject.decide(answer.case), subject.decide(answer.other))
        names += (name for name in differing if name not in names)
        other = _shown(subject, finding, answer.other, "the other", names)
        shown = _shown(subject, finding, answer.case, "one of two", names)
    except NotInForceError:
        return finding
    return attrs.evolve(finding, shown=attrs.evolve(shown, other=other), differing=differing)


def _shown(subject: Subject, finding: Finding, case: Case, which: str, names: Sequence[str]) -> Shown:
    """Raises NotInForceError."""
    case = with_own_ids(case, subject.decide)
    decision = subject.decide(case)
    question = own_title(finding.question, subject.edition, subject.series)
    title = f"not so: {question}" + (f" ({which})" if which else "")
    return Shown(case, decision, scenario_text(title, case, decision, subject.series.registry, names))
