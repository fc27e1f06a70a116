"""What is asked of every rulebook, with or without a charter, and what an answer to it is called."""

from __future__ import annotations

import enum

import attrs

from creditlang.analysis.proofs.answers import Answer
from creditlang.backends.smt.cases import Case
from creditlang.backends.smt.worlds import Bounds
from creditlang.semantics import Decision
from creditlang.source import Span


class Kind(enum.Enum):
    """The questions, in the order in which they are told."""

    REACHED = "can each rule, row and grade be reached"
    EXTENT = "which scores can really be reached"
    PROTECTED = "do protected facts matter"
    MONOTONE = "does more of what is rewarded earn more, and more of what is punished cost more"
    CLIFF = "can one more unit lose more than it gains"
    ENDING = "can each sanction end without a new record"


@attrs.frozen
class Shown:
    """A case as it is shown: what the reference evaluator decides on it, and the scenario that can be pasted.

    Attributes:
        other: a second case, where an answer is about the difference between two people.
    """

    case: Case
    decision: Decision
    scenario: str
    other: Shown | None = None


@attrs.frozen
class Finding:
    """A question about one thing, and its answer.

    Attributes:
        about: the rule, row, grade or fact.
        question: what holds if the answer is `Proved`, in words.
        differing: the rules that are in effect otherwise for the second of two people.
        span: where it stands in the rule files.
    """

    kind: Kind
    about: str
    question: str
    answer: Answer
    span: Span | None = attrs.field(default=None, eq=False, repr=False)
    shown: Shown | None = None
    differing: tuple[str, ...] = ()


def size_text(bounds: Bounds) -> str:
    """Of how large histories an answer speaks, in words: all that bounds a proof that is not one for everybody."""
    related = f", {_number(bounds.related, 'subject')} by each relation" if bounds.related else ""
    records = _number(bounds.records, "record")
    return f"up to {records} of each event{related}, days from {bounds.first} to {bounds.last}"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' if count != 1 else ''}"
