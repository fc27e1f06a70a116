"""Why a decision is no better: what cost most, ranked, as notices of adverse action have to say.

United States law asks a creditor for the *specific reasons* of adverse action, and its official commentary accepts the
factors in which an applicant fell furthest below what could be had (Regulation B, 12 CFR 1002.9(b)(2) and comment
9(b)(2)-5; recalled, not read again here). So three things are reasons: a downgrade in effect, points that a criterion
took away, and points that a criterion on facts could have given and did not. Points that a person could have earned
by some further deed are no reason: nobody owes a donation. Where fewer points are better, what a criterion added is a
reason, and what one on facts could have taken off.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from creditlang.ir import Assessed, Direction, Edition, OnEvent, better_with_points
from creditlang.ir.expressions import Constant
from creditlang.types import Number, definite
from creditlang.values import Exact, plain

if TYPE_CHECKING:
    from creditlang.semantics.decision import Decision
    from creditlang.semantics.parts import Line


class ReasonKind(enum.Enum):
    """In which way something stood against the person."""

    DOWNGRADE = "downgrade"
    LOST = "lost"
    NOT_REACHED = "not reached"


@attrs.frozen
class Reason:
    """One reason, from the most to the least costly.

    Attributes:
        code: the name of the rule, which is the same in every decision under the rulebook.
        points: what it cost: below 0, but above where fewer points are better; None for a downgrade.
        records: the records that it rests on, in the order of the decision; empty where it rests on facts.
        basis: the law; where records are judged by editions that name different laws, all of these, with `; ` between.
        to: the grade that a downgrade leads to.
        at: where the rule stands in the rule files.
    """

    code: str
    title: str | None
    kind: ReasonKind
    points: Exact | None
    records: tuple[str, ...]
    basis: str | None
    at: str
    to: str | None = None


@attrs.frozen
class Attainable:
    """The best that a criterion on facts can do, its weight included, and what a reason says of the criterion.

    Attributes:
        points: the most that it can award; where fewer points are better the most that it can take, below 0.
    """

    points: Exact
    title: str | None
    basis: str | None
    at: str


@attrs.frozen
class Standards:
    """By what it is measured what stood against a person: the same in every decision under an edition.

    Attributes:
        better: whether more points are better.
        attainable: the best that each criterion on facts can do, where its text bounds it.
    """

    better: bool = True
    attainable: Mapping[str, Attainable] = attrs.field(factory=dict)

    def cost(self, points: Exact) -> Exact:
        """Points as what they cost the person: below 0 where they stand against them."""
        return points if self.better else -points


def standards_of(edition: Edition) -> Standards:
    """What the reasons of decisions under an edition are measured by."""
    better = better_with_points(edition.grades) is not False
    return Standards(better, _attainable(edition, 1 if better else -1))


def _attainable(edition: Edition, sign: int) -> dict[str, Attainable]:
    """What each criterion on facts can do at the most for points of a sign."""
    found: dict[str, Attainable] = {}
    for name, criterion in edition.criteria.items():
        if criterion.sign != sign or isinstance(criterion.trigger, OnEvent) or isinstance(criterion.amount, Assessed):
            continue
        kind = definite(criterion.amount.type)
        bounds: list[object] = [kind.range.high] if isinstance(kind, Number) else []
        bounds += [cap.amount.value for cap in criterion.caps if isinstance(cap.amount, Constant)]
        known = [bound for bound in bounds if isinstance(bound, int | Fraction)]
        if known and min(known) > 0:
            weight = 1 if criterion.weight is None else criterion.weight
            text = criterion.text
            found[name] = Attainable(plain(sign * min(known) * weight), text.title, text.basis, str(text.span))
    return found


def ranked_reasons(decision: Decision, standards: Standards) -> tuple[Reason, ...]:
    """The reasons of a decision: downgrades first, then what cost more points before what cost less."""
    if decision.score is None:
        return _downgrades(decision)
    lines: dict[str, list[Line]] = {}
    for line in decision.score.lines:
        lines.setdefault(line.criterion, []).append(line)
    costs = [_lost(found) for found in lines.values() if standards.cost(_total(found)) < 0]
    for name, best in standards.attainable.items():
        missing = plain(_total(lines.get(name, [])) - best.points)
        if standards.cost(missing) < 0:
            costs.append(Reason(name, best.title, ReasonKind.NOT_REACHED, missing, (), best.basis, best.at))
    # The sort is stable: what costs the same stays in the order of the rulebook.
    return (*_downgrades(decision), *sorted(costs, key=lambda reason: standards.cost(reason.points or 0)))


def _downgrades(decision: Decision) -> tuple[Reason, ...]:
    """The downgrades in effect, where they made a difference; first those at whose grade it ends."""
    if decision.grade == decision.band:
        return ()
    downgrades = [move for move in decision.moved_by if move.direction == Direction.DOWNGRADE.value]
    return tuple(
        Reason(
            move.name,
            move.title,
            ReasonKind.DOWNGRADE,
            None,
            (move.record,) if move.record else (),
            move.basis,
            move.at,
            move.to,
        )
        for move in sorted(downgrades, key=lambda move: move.to != decision.grade)
    )


def _total(lines: list[Line]) -> Exact:
    """What one criterion adds, its weight included."""
    return plain(sum(line.points * (1 if line.weight is None else line.weight) for line in lines))


def _lost(lines: list[Line]) -> Reason:
    first = lines[0]
    counting = [line for line in lines if line.points]
    records = tuple(dict.fromkeys(line.record for line in counting if line.record))
    laws = dict.fromkeys(line.basis for line in counting or lines if line.basis)
    basis = "; ".join(laws) or None
    return Reason(first.criterion, first.title, ReasonKind.LOST, _total(lines), records, basis, first.at)
