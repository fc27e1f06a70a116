"""Whether a rulebook keeps to higher law: each clause of a charter holds, is violated or stays undecided.

In come an edition and a charter (`ir.charter`), out comes a `Conformity`: an answer to each clause, with its reason,
the places that break it, the chain of definitions that leads there and, where data matter, a case that the reference
evaluator has decided. One module for each family of clauses:

    reading     what rules may rest on, by the flow of information (`flows`)
    unknowns    what rules may not rest on the lack of
    process     basis, source, notice, appeal, person, repair, how long
    kinds       which rules, measures and publications there may be
    enactment   how the rulebook came about, whom it binds
    ending      whether what is imposed can end
    limits      numbers, by bounds (`points`) and then a prover
    movements   which way an outcome moves with a field (`monotone`), and then a prover

Nothing is sampled: what holds is proven for all people and histories, and what is not proven is undecided.
"""

from creditlang.analysis.charter.answers import Answer, Conformity, Excused, Finding, Grounds, Status, Witness
from creditlang.analysis.charter.conform import conform, violations
from creditlang.analysis.charter.prover import Prover
from creditlang.analysis.static.steps import Step

__all__ = [
    "Answer",
    "Conformity",
    "Excused",
    "Finding",
    "Grounds",
    "Prover",
    "Status",
    "Step",
    "Witness",
    "conform",
    "violations",
]
