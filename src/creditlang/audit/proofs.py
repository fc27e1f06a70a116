"""`prove`: what holds of a rulebook for all people and histories."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

import attrs
from rich.console import RenderableType

from creditlang.analysis.proofs import Bounds, Refuted
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.report import prove as ask_all
from creditlang.audit.reports import QuestionError, Report
from creditlang.backends.smt.solving import require_solver
from creditlang.decider import Progress
from creditlang.ir import Edition
from creditlang.render.proofs import proofs_json, proofs_text
from creditlang.rulebook import Rulebook
from creditlang.types import ManyRelated

Questions = Literal["reached", "extent", "protected", "monotone", "cliff", "ending"]
"""The kinds of question, as `docs/reference/proofs.md` explains them."""

KINDS: tuple[Questions, ...] = ("reached", "extent", "protected", "monotone", "cliff", "ending")
"""All of them, in the order in which they are told."""


@attrs.frozen
class Proofs(Report):
    """The answers about one edition.

    Attributes:
        findings: each a question with its answer: `Proved`, `Refuted` or `Undecided`.
        bounds: the size of the histories that were looked at where an answer names bounds.
    """

    edition: Edition = attrs.field(repr=False)
    findings: tuple[Finding, ...]
    bounds: Bounds

    @property
    def refuted(self) -> tuple[Finding, ...]:
        """What does not hold, each with its case."""
        return tuple(finding for finding in self.findings if isinstance(finding.answer, Refuted))

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return proofs_json(self.edition, self.findings, self.bounds)

    def shown(self, width: int) -> RenderableType:
        """Question by question; what is refuted with its case."""
        return proofs_text(self.edition, self.findings, self.bounds, width)


def prove(
    rulebook: Rulebook,
    *,
    as_of: date | None = None,
    only: Iterable[Questions] = KINDS,
    records: int = 2,
    seconds: float = 10,
    progress: Progress | None = None,
) -> Proofs:
    """Ask a solver what holds for all people and histories.

    Args:
        as_of: the edition in force on that day; None for the latest.
        only: the kinds of question.
        records: look in histories of up to so many records of each event, where an answer cannot do without a bound.
        seconds: for each question, however often the solver is asked on the way.

    Raises:
        NoSolverError: the extra `creditlang[verify]` is not installed.
        QuestionError: there is no such kind of question.
        NotInForceError: no edition is in force on `as_of`.
    """
    require_solver()
    asked = list(only)
    if unknown := [name for name in asked if name not in KINDS]:
        raise QuestionError(f"`{unknown[0]}` is not one of {', '.join(KINDS)}")
    edition = rulebook.editions[-1] if as_of is None else rulebook.edition_on(as_of)
    counted = any(
        isinstance(field.type, ManyRelated)
        for subject in rulebook.registry.subjects.values()
        for field in subject.fields.values()
    )
    bounds = Bounds(records=records, related=2 if counted else 0)
    kinds = tuple(Kind[name.upper()] for name in KINDS if name in asked)
    findings: list[Finding] = []
    for finding in ask_all(rulebook.series, edition, bounds=bounds, budget=seconds, kinds=kinds):
        findings.append(finding)
        if progress:
            progress(f"asking: {finding.question}", len(findings), 0)
    return Proofs(edition, tuple(findings), bounds)
