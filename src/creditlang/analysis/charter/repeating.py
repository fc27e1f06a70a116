"""Cases with their records repeated: how many of them it takes to exceed a limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import attrs

from creditlang.analysis.proofs import Case
from creditlang.analysis.proofs.copies import Acts, times
from creditlang.analysis.proofs.scenario_text import own_ids
from creditlang.backends.smt.cases import CaseRecord
from creditlang.ir import Series
from creditlang.ir.earlier import asks_earlier
from creditlang.values import Exact

_MOST = 400
"""Records of a case; one of more would show nothing that a reader could follow."""

_MOST_ASKING = 100
"""Where rules ask for earlier scores each of these is a decision of its own, which takes ever longer."""


def repeated(
    case: Case, events: set[str], total: Callable[[Case], Exact], limit: Exact, acts: Acts, series: Series
) -> Case | None:
    """The case with its records of some events repeated on their own day until the total exceeds the limit, as few as
    that takes; None if it never does.

    Args:
        acts: records are told apart in these fields, where the types allow it.
    """
    for one in _bare(case, total):
        if (found := _copied(one, events, total, limit, acts, series)) is not None:
            return found
    return None


def _copied(
    case: Case, events: set[str], total: Callable[[Case], Exact], limit: Exact, acts: Acts, series: Series
) -> Case | None:
    registry, most = series.registry, _MOST_ASKING if asks_earlier(series) else _MOST
    own = [record for record in case.records if record.event in events]
    few, many = 0, 1
    while own and total(times(case, own, many, acts, registry)) <= limit:
        few, many = many, min(many * 2, most // len(own))
        if many <= few:
            return None
    while many - few > 1:
        middle = (few + many) // 2
        if total(times(case, own, middle, acts, registry)) > limit:
            many = middle
        else:
            few = middle
    return times(case, own, many, acts, registry) if own else None


def _bare(case: Case, total: Callable[[Case], Exact]) -> Iterator[Case]:
    """The case without the records that add nothing to the total, for each that is repeated makes a longer case; then
    that without one of the others, which may add little."""
    while case.records:
        without = max((_without(case, record) for record in case.records), key=total)
        if total(without) < total(case):
            break
        case = without
    yield case
    for record in case.records:
        if total(without := _without(case, record)) > 0:
            yield without


def _without(case: Case, record: CaseRecord) -> Case:
    return attrs.evolve(case, records=tuple(other for other in case.records if other is not record))


def joined(cases: Sequence[Case]) -> Case | None:
    """The records of several cases in one, of those that are about the same person on the same day as the first."""
    if not cases:
        return None
    first = cases[0]
    alike = [case for case in cases if (case.subject, case.as_of) == (first.subject, first.as_of)]
    return own_ids(attrs.evolve(first, records=tuple(record for case in alike for record in case.records)))
