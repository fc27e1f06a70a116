"""Lines of a score, in terms and as decided: how large they are, and in which period they count."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from creditlang.analysis.proofs import (
    Case,
)
from creditlang.analysis.proofs.copies import day_of
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.entitlements import SymbolicInstance
from creditlang.backends.smt.lines import SymbolicLine
from creditlang.backends.smt.nodes import FALSE, Truth
from creditlang.backends.smt.values import Amount as Term
from creditlang.backends.smt.values import Maybe
from creditlang.ir import (
    CalendarPeriod,
    InTheLast,
    InTotal,
)
from creditlang.semantics import Decision, Line
from creditlang.values import Exact, plain, subtract


def size_of(line: SymbolicLine) -> Term:
    """What a line counts, as a size, with the weight of its criterion; 0 where it does not."""
    size = values.magnitude(line.points)
    if line.counted.criterion.weight is not None:
        size = values.multiplied(size, values.amount_of(line.counted.criterion.weight))
    return values.choose_amount(line.counted.counts, size, values.amount_of(0))


def counted(line: Line) -> Exact:
    """What a line counts, as a size, with its weight."""
    points = line.points if line.points >= 0 else -line.points
    return points if line.weight is None else plain(Fraction(points) * Fraction(line.weight))


def lines_of(decision: Decision, names: Iterable[str]) -> list[Line]:
    """The lines of some criteria."""
    wanted = set(names)
    return [line for line in (decision.score.lines if decision.score else ()) if line.criterion in wanted]


def gives_more(instance: SymbolicInstance, limit: Term) -> Truth:
    """Whether an occasion is in effect and gives more than a limit."""
    value = instance.value
    if isinstance(value, Maybe):
        return terms.every(instance.holds, value.known, values.amount_less(limit, values.amount(value.value)))
    if not isinstance(value, Term):
        return FALSE
    return terms.every(instance.holds, values.amount_less(limit, value))


def within(line: Line, case: Case, period: CalendarPeriod | InTheLast | InTotal) -> bool:
    """Whether a line counts in the period that the case is about: the one of its last record, or up to its day."""
    if line.date is None or not case.records:
        return True
    last = max(day_of(record) for record in case.records)
    match period:
        case InTotal():
            return True
        case InTheLast(period=length):
            return line.date > subtract(case.as_of, length)
        case CalendarPeriod.YEAR:
            return line.date.year == last.year
        case CalendarPeriod.QUARTER:
            return (line.date.year, (line.date.month - 1) // 3) == (last.year, (last.month - 1) // 3)
        case CalendarPeriod.MONTH:
            return (line.date.year, line.date.month) == (last.year, last.month)
