"""Two rules that one record brings about: people of whom both hold with the record, and neither without it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import attrs

from creditlang.analysis.proofs import Bounds, Case
from creditlang.analysis.proofs.asking import Subject
from creditlang.analysis.proofs.patience import Patience
from creditlang.analysis.proofs.witnesses import Deciding, Witnesses
from creditlang.analysis.static.targets import rules_of
from creditlang.ir import Criterion, Edition, Series
from creditlang.semantics import Decision

Pair = tuple[str, str, str]
"""An event, and two rules in the order of their names."""


def pairs_of(event: str, names: Sequence[str]) -> list[Pair]:
    """Every two of some rules, with the event."""
    return [(event, one, other) for one, other in combinations(sorted(names), 2)]


def brought_together(series: Series, edition: Edition, seconds: float) -> Witnesses:
    """Looks for every pair of rules that a record of some event brings about."""
    rules = {name: rule for name, rule in rules_of(edition).items() if not isinstance(rule, Criterion)}
    wanted = frozenset(pair for event in edition.registry.events for pair in pairs_of(event, [*rules]))
    subject = Subject(series, edition, Bounds(), Patience(seconds))
    return Witnesses(subject, wanted, tuple(rules.values()), lambda case, deciding: [*_brought(case, deciding)])


def _brought(case: Case, deciding: Deciding) -> Iterator[Pair]:
    held = _held(deciding(case))
    for record in case.records if len(held) > 1 else ():
        without = attrs.evolve(case, records=tuple(other for other in case.records if other is not record))
        yield from pairs_of(record.event, [*(held - _held(deciding(without)))])


def _held(decision: Decision) -> frozenset[str]:
    return frozenset(part.name for part in decision.in_effect)
