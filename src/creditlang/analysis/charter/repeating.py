"""Cases with their records repeated: how many of them it takes to exceed a limit."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import attrs

from creditlang.analysis.proofs import Case
from creditlang.analysis.proofs.copies import Acts, times
from creditlang.ir import Series
from creditlang.ir.earlier import asks_earlier
from creditlang.values import Exact

_MOST = 400
"""Records of a case; one of more would show nothing that a reader could follow."""

_MOST_ASKING = 40
"""Where rules ask for earlier scores each of these is a decision of its own: of many records that takes minutes."""


def repeated(
    case: Case, events: set[str], total: Callable[[Case], Exact], limit: Exact, acts: Acts, series: Series
) -> Case | None:
    """The case with its records of some events repeated on their own day until the total exceeds the limit, as few as
    that takes; None if it never does.

    Args:
        acts: records are told apart in these fields, where the types allow it.
    """
    registry, most = series.registry, _MOST_ASKING if asks_earlier(series) else _MOST
    own = [record for record in case.records if record.event in events]
    few, many = 0, 1
    while own and total(times(case, own, many, acts, registry)) <= limit:
        few, many = many, many * 2
        if many * len(own) > most:
            return None
    while many - few > 1:
        middle = (few + many) // 2
        if total(times(case, own, middle, acts, registry)) > limit:
            many = middle
        else:
            few = middle
    return times(case, own, many, acts, registry) if own else None


def joined(cases: Sequence[Case]) -> Case | None:
    """The records of several cases in one, of those that are about the same person on the same day as the first."""
    if not cases:
        return None
    first = cases[0]
    alike = [case for case in cases if (case.subject, case.as_of) == (first.subject, first.as_of)]
    return attrs.evolve(first, records=tuple(record for case in alike for record in case.records))
