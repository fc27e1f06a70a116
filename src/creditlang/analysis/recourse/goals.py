"""What a person may want: out of a burden, or up to a grade."""

from __future__ import annotations

import attrs

from creditlang.backends.smt import terms
from creditlang.backends.smt.decisions import SymbolicDecision
from creditlang.backends.smt.nodes import Truth
from creditlang.ir import Edition
from creditlang.semantics import Decision
from creditlang.semantics.parts import is_burden


@attrs.frozen
class ToGrade:
    """To have a grade, or a better one."""

    grade: str

    def met(self, decision: Decision, edition: Edition) -> bool:
        """Whether a decision meets it; never under an edition without this grade."""
        places = [grade.name for grade in edition.grades]
        return (
            decision.grade is not None
            and self.grade in places
            and places.index(decision.grade) <= places.index(self.grade)
        )

    def truth(self, decision: SymbolicDecision) -> Truth:
        """The same in terms."""
        places = [grade.name for grade in decision.edition.grades]
        assert decision.grade is not None
        return terms.every(decision.decided, terms.at_most(decision.grade, terms.whole(places.index(self.grade))))

    @property
    def words(self) -> str:
        """The goal in words."""
        return f"grade {self.grade}"


@attrs.frozen
class OutOf:
    """To be out of a sanction, a list or a downgrade."""

    rule: str

    def met(self, decision: Decision, edition: Edition) -> bool:
        """Whether a decision meets it."""
        del edition
        return all(part.name != self.rule for part in decision.in_effect)

    def truth(self, decision: SymbolicDecision) -> Truth:
        """The same in terms."""
        return terms.negated(decision.holds(self.rule))

    @property
    def words(self) -> str:
        """The goal in words."""
        return f"out of {self.rule}"


Goal = ToGrade | OutOf


def open_goals(decision: Decision, edition: Edition) -> tuple[Goal, ...]:
    """What this person may want: out of each burden that holds or is announced, and up to the next better grade."""
    parts = [*decision.sanctions, *decision.lists, *decision.moved_by, *decision.announced]
    goals: list[Goal] = [OutOf(name) for name in dict.fromkeys(part.name for part in parts if is_burden(part))]
    places = [grade.name for grade in edition.grades]
    if decision.grade is not None and places.index(decision.grade) > 0:
        goals.append(ToGrade(places[places.index(decision.grade) - 1]))
    return tuple(goals)
