"""What a rulebook is made of: its rules, of which kind, and how we know that the law says so."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Iterator

import attrs

from creditlang import ir


class RuleKind(enum.Enum):
    """The kinds of rule, as the language calls them."""

    CRITERION = "criterion"
    DOWNGRADE = "downgrade"
    UPGRADE = "upgrade"
    REWARD = "reward"
    SANCTION = "sanction"
    LIST = "list"
    GROUP = "group"
    SCORE = "score"


@attrs.frozen
class Rule:
    """One rule of one edition."""

    kind: RuleKind
    text: ir.RuleText
    edition: ir.Edition

    @property
    def place(self) -> tuple[str, int]:
        """Where its text stands; editions that carry a rule over share its text."""
        return self.text.span.source.name, self.text.span.start


def rules(edition: ir.Edition) -> Iterator[Rule]:
    """The rules of an edition, kind by kind, each in the order of the text."""
    for criterion in edition.criteria.values():
        yield Rule(RuleKind.CRITERION, criterion.text, edition)
    for move in edition.moves.values():
        kind = RuleKind.UPGRADE if move.direction is ir.Direction.UPGRADE else RuleKind.DOWNGRADE
        yield Rule(kind, move.text, edition)
    for reward in edition.rewards.values():
        yield Rule(RuleKind.REWARD, reward.text, edition)
    for sanction in edition.sanctions.values():
        yield Rule(RuleKind.SANCTION, sanction.text, edition)
    for listed in edition.lists.values():
        yield Rule(RuleKind.LIST, listed.text, edition)


def _with_source(edition: ir.Edition) -> Iterator[Rule]:
    """The rules, and the score and groups that say how we know of them."""
    yield from rules(edition)
    if edition.score and edition.score.text and edition.score.text.source:
        yield Rule(RuleKind.SCORE, edition.score.text, edition)
    for group in edition.groups.values():
        if group.text and group.text.source:
            yield Rule(RuleKind.GROUP, group.text, edition)


def all_rules(series: Iterable[ir.Series]) -> tuple[Rule, ...]:
    """The rules of all editions, and scores and groups that state a source.

    One that several editions share counts once, unless they know of it from different kinds of source.
    """
    found: dict[tuple[object, ...], Rule] = {}
    for one in series:
        for edition in one.editions:
            for rule in _with_source(edition):
                found.setdefault((*rule.place, rule.text.source), rule)
    return tuple(found.values())


def by_source(found: Iterable[Rule]) -> dict[ir.SourceStatus | None, int]:
    """How many rules rest on which kind of source; None counts those that do not say. Best known first."""
    counts = Counter(rule.text.source for rule in found)
    return {status: counts[status] for status in (*ir.SourceStatus, None) if counts[status]}
