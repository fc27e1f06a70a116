"""Questions that are answered for all people and histories: proved, refuted by a case, or undecided.

    world = World(series.registry, series.editions[-1].subject, Bounds(records=2))
    decision = encode_decision(series, world)
    answer = ask(
        world,
        [decision.in_force, decision.decided, values.amount_less(decision.points, values.amount_of(0))],
        proved="no score is below 0",
        confirm=lambda case: "a score below 0" if points(case, series) < 0 else None,
    )

`ask` looks for a case of the assertions. If there can be none the answer is `Proved`. A case is run through the
reference evaluator first: `confirm` says what it shows, or None if it does not show it, and then the answer is
`Undecided`. What the solver does not settle in time, and what the encoder has no terms for, is `Undecided` too.
"""

from creditlang.analysis.proofs.answers import Answer, Proved, Refuted, Undecided, ask
from creditlang.backends.smt.cases import Case, CaseRecord, case_of, replay
from creditlang.backends.smt.decisions import SymbolicDecision, encode_decision
from creditlang.backends.smt.solving import NoSolverError
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.worlds import Bounds, World

__all__ = [
    "Answer",
    "Bounds",
    "Case",
    "CaseRecord",
    "NoSolverError",
    "Proved",
    "Refuted",
    "SymbolicDecision",
    "Undecided",
    "Unsupported",
    "World",
    "ask",
    "case_of",
    "encode_decision",
    "replay",
]
