"""The reference evaluator: what a rulebook means.

In come a series of editions and the history of one subject, out comes a decision that keeps every step. One
module for each construct; `evaluate.decide` says in which order they are asked. It is written to be read, and
every faster engine is tested against it.
"""

from creditlang.semantics.changes import announced, held_since, upcoming
from creditlang.semantics.decision import Decision
from creditlang.semantics.evaluate import decide
from creditlang.semantics.explanation import (
    Step,
    decided,
    explain_plainly,
    explain_score,
    show_brought,
    show_value,
    signed,
)
from creditlang.semantics.parts import (
    AppealPart,
    Change,
    GroupPart,
    Line,
    ListPart,
    MovePart,
    RewardPart,
    RulePart,
    SanctionPart,
    ScorePart,
    Value,
)
from creditlang.semantics.reasons import Reason, ReasonKind
from creditlang.semantics.series import NotInForceError

__all__ = [
    "AppealPart",
    "Change",
    "Decision",
    "GroupPart",
    "Line",
    "ListPart",
    "MovePart",
    "NotInForceError",
    "Reason",
    "ReasonKind",
    "RewardPart",
    "RulePart",
    "SanctionPart",
    "ScorePart",
    "Step",
    "Value",
    "announced",
    "decide",
    "decided",
    "explain_plainly",
    "explain_score",
    "held_since",
    "show_brought",
    "show_value",
    "signed",
    "upcoming",
]
