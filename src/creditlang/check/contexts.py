"""Effects in one sphere of life for causes in another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from creditlang.check.effects import Effect, causes_of, reads_of
from creditlang.check.errors.warnings import OtherContext
from creditlang.diagnostics import Collector, listing
from creditlang.ir import (
    Assessed,
    Criterion,
    Define,
    Direction,
    Grade,
    GradeMove,
    ListKind,
    OnEvent,
    PublicList,
    Registry,
    Sanction,
    While,
    stands_against,
)
from creditlang.ir import expressions as ir


def check_contexts(
    effects: Mapping[str, Effect],
    criteria: Mapping[str, Criterion],
    grades: Sequence[Grade],
    defines: Mapping[str, Define],
    registry: Registry,
    collector: Collector,
) -> None:
    """Warn of detriments outside the context of what they rest on, however many rules lie between."""
    causes = _Causes(effects, criteria, grades, defines, registry)
    for name, rule in effects.items():
        effect = rule.text.context
        if effect is None or not _is_detriment(rule):
            continue
        foreign = sorted(causes.of(rule) - {effect})
        if foreign:
            collector.report(
                OtherContext(
                    span=rule.text.span,
                    rule=f"{_kind(rule)} `{name}`",
                    effect=effect,
                    cause=listing(foreign, "and"),
                )
            )


def _is_detriment(rule: Effect) -> bool:
    return (
        isinstance(rule, Sanction)
        or (isinstance(rule, GradeMove) and rule.direction is Direction.DOWNGRADE)
        or (isinstance(rule, PublicList) and rule.kind is ListKind.BLACK)
    )


def _kind(rule: Effect) -> str:
    if isinstance(rule, GradeMove):
        return f"the {rule.direction.value}"
    return "the list" if isinstance(rule, PublicList) else "the sanction"


@attrs.frozen
class _Causes:
    """The contexts of the records that rules rest on."""

    effects: Mapping[str, Effect]
    criteria: Mapping[str, Criterion]
    grades: Sequence[Grade]
    defines: Mapping[str, Define]
    registry: Registry

    def of(self, rule: Effect) -> set[str]:
        """Those that the rule names, and those of the rules that it reads; of the score, those of the
        criteria that stand against the person. What only lifts a rule is no cause of it."""
        found: set[str] = set()
        waiting, seen = [rule], {rule.text.name}
        while waiting:
            current = waiting.pop()
            reads = reads_of(causes_of(current, self.defines), self.defines)
            found |= self._contexts(reads.events)
            if isinstance(current.trigger, OnEvent):
                found |= self._contexts({current.trigger.event})
            if reads.score:
                against = [c for c in self.criteria.values() if stands_against(c.sign, self.grades)]
                found |= {context for criterion in against for context in self._of_criterion(criterion)}
            further = set(reads.rules)
            if reads.grade:
                further |= {name for name, move in self.effects.items() if isinstance(move, GradeMove)}
            waiting += [self.effects[name] for name in sorted(further - seen) if name in self.effects]
            seen |= further
        return found

    def _of_criterion(self, criterion: Criterion) -> set[str]:
        if criterion.text.context is not None:
            return {criterion.text.context}
        if isinstance(criterion.trigger, OnEvent):
            return self._contexts({criterion.trigger.event})
        parts: list[ir.Expression] = []
        if isinstance(criterion.trigger, While):
            parts.append(criterion.trigger.condition)
        if not isinstance(criterion.amount, Assessed):
            parts.append(criterion.amount)
        return self._contexts(reads_of(parts, self.defines).events)

    def _contexts(self, events: set[str] | frozenset[str]) -> set[str]:
        return {context for event in events if (context := self.registry.events[event].context) is not None}
