"""Why a decision is no better: what cost most, ranked, as notices of adverse action have to say.

United States law asks a creditor for the *specific reasons* of adverse action, and its official commentary accepts the
factors in which an applicant fell furthest below what could be had (Regulation B, 12 CFR 1002.9(b)(2) and comment
9(b)(2)-5; recalled, not read again here). So three things are reasons: a downgrade in effect, points that a criterion
took away, and points that a criterion on facts could have given and did not. Points that a person could have earned
by some further deed are no reason: nobody owes a donation.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs

from creditlang.ir import Assessed, Direction, Edition, OnEvent
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
        points: what it cost, below 0; None for a downgrade.
        records: the records that it rests on, in the order of the decision; empty where it rests on facts.
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
    """The most that a criterion on facts can award, its weight included, and what a reason says of the criterion."""

    points: Exact
    title: str | None
    basis: str | None
    at: str


def attainable(edition: Edition) -> dict[str, Attainable]:
    """What each criterion on facts can award at the most, where its text bounds it."""
    found: dict[str, Attainable] = {}
    for name, criterion in edition.criteria.items():
        if criterion.sign < 0 or isinstance(criterion.trigger, OnEvent) or isinstance(criterion.amount, Assessed):
            continue
        kind = definite(criterion.amount.type)
        bounds: list[object] = [kind.range.high] if isinstance(kind, Number) else []
        bounds += [cap.amount.value for cap in criterion.caps if isinstance(cap.amount, Constant)]
        known = [bound for bound in bounds if isinstance(bound, int | Fraction)]
        if known and min(known) > 0:
            weight = 1 if criterion.weight is None else criterion.weight
            text = criterion.text
            found[name] = Attainable(plain(min(known) * weight), text.title, text.basis, str(text.span))
    return found


def ranked_reasons(decision: Decision, most: Mapping[str, Attainable]) -> tuple[Reason, ...]:
    """The reasons of a decision: downgrades first, then what cost more points before what cost less.

    Args:
        most: what criteria on facts can award, by name (`attainable`).
    """
    if decision.score is None:
        return _downgrades(decision)
    lines: dict[str, list[Line]] = {}
    for line in decision.score.lines:
        lines.setdefault(line.criterion, []).append(line)
    costs = [_lost(found) for found in lines.values() if _total(found) < 0]
    for name, best in most.items():
        missing = plain(_total(lines.get(name, [])) - best.points)
        if missing < 0:
            costs.append(Reason(name, best.title, ReasonKind.NOT_REACHED, missing, (), best.basis, best.at))
    # The sort is stable: what costs the same stays in the order of the rulebook.
    return (*_downgrades(decision), *sorted(costs, key=lambda reason: reason.points or 0))


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
    records = tuple(dict.fromkeys(line.record for line in lines if line.points and line.record))
    return Reason(first.criterion, first.title, ReasonKind.LOST, _total(lines), records, first.basis, first.at)
