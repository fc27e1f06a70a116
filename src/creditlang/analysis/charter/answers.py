"""What a charter's clauses come to for one rulebook: answers with their reasons."""

from __future__ import annotations

import enum
from collections.abc import Sequence

import attrs

from creditlang.analysis.static.steps import Step
from creditlang.ir import Edition
from creditlang.ir.charter import Charter, Demand, Exemption
from creditlang.source import Span


class Status(enum.Enum):
    """The three answers, and no fourth. UNDECIDED counts as a failure."""

    HOLDS = "holds"
    VIOLATED = "violated"
    UNDECIDED = "undecided"


class Grounds(enum.Enum):
    """What an answer rests on."""

    TEXT = "by the text"
    """By what the rules say of themselves."""
    FLOW = "by the flow of information"
    """By following what each rule reads through every definition and rule between."""
    BOUNDS = "by bounds"
    """By intervals and caps, for all people and histories."""
    EVALUATION = "by a case"
    """By a person and history that the reference evaluator has decided."""
    SOLVER = "by proof"
    """By a solver, for all people and histories within the bounds that the answer names."""


@attrs.frozen
class Witness:
    """A person and history that show a violation, decided by the reference evaluator.

    Attributes:
        scenario: a scenario that can be pasted into the rulebook, where it passes.
        shows: what it shows, in a sentence.
        differing: where it is of two people, the rules that are in effect otherwise for the second of them.
    """

    scenario: str
    shows: str
    differing: tuple[str, ...] = ()


@attrs.frozen
class Finding:
    """One place that breaks a clause, or that could not be decided.

    Attributes:
        rule: the name of the rule that it is about; None for the rulebook as a whole.
        message: what is wrong, as a sentence that begins with the rule.
        chain: how the rule comes to it, where that is not seen at once.
    """

    rule: str | None
    message: str
    span: Span = attrs.field(eq=False, repr=False)
    chain: tuple[Step, ...] = ()
    witness: Witness | None = None


@attrs.frozen
class Excused:
    """A finding that the charter itself excuses."""

    finding: Finding
    exemption: Exemption


@attrs.frozen
class Answer:
    """What one clause comes to.

    Attributes:
        reason: why it holds, or how much was looked at.
        findings: what breaks it; of an undecided clause, what could not be decided.
        excused: what would break it, were it not excepted.
        bound: up to where a proof reaches, if that is not everywhere.
    """

    demand: Demand
    status: Status
    grounds: Grounds
    reason: str
    findings: tuple[Finding, ...] = ()
    excused: tuple[Excused, ...] = ()
    bound: str | None = None


@attrs.frozen
class Conformity:
    """A charter's answers for one edition of a rulebook, in the order of the clauses.

    Attributes:
        applies: whether the charter is about such rulebooks at all; if not there are no answers.
    """

    charter: Charter
    edition: Edition = attrs.field(repr=False)
    answers: tuple[Answer, ...]
    applies: bool = True

    def of(self, status: Status) -> tuple[Answer, ...]:
        """The answers of one status."""
        return tuple(answer for answer in self.answers if answer.status is status)

    @property
    def conforms(self) -> bool:
        """Whether every clause holds."""
        return all(answer.status is Status.HOLDS for answer in self.answers)


@attrs.frozen
class Verdict:
    """What a family of clauses finds, before exemptions.

    Attributes:
        open: what could not be decided.
    """

    grounds: Grounds
    reason: str
    findings: tuple[Finding, ...] = ()
    open: tuple[Finding, ...] = ()
    bound: str | None = None


def answer(demand: Demand, verdict: Verdict) -> Answer:
    """The answer to a clause: findings about rules that it spares do not count."""
    spared = {exemption.rule: exemption for exemption in demand.exemptions}
    findings = tuple(f for f in verdict.findings if f.rule not in spared)
    undecided = tuple(f for f in verdict.open if f.rule not in spared)
    excused = tuple(
        Excused(f, spared[f.rule])
        for f in (*verdict.findings, *verdict.open)
        if f.rule is not None and f.rule in spared
    )
    status = Status.VIOLATED if findings else Status.UNDECIDED if undecided else Status.HOLDS
    return Answer(demand, status, verdict.grounds, verdict.reason, findings or undecided, excused, verdict.bound)


def verdict(grounds: Grounds, holds: str, findings: Sequence[Finding]) -> Verdict:
    """The verdict of a family that always decides."""
    return Verdict(grounds, holds, tuple(findings))
