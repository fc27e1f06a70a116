"""Effects in one sphere of life for causes in another."""

from __future__ import annotations

from collections.abc import Mapping

from creditlang.check.effects import expressions_of, reads_of
from creditlang.check.errors.warnings import OtherContext
from creditlang.diagnostics import Collector
from creditlang.ir import Assessed, Criterion, Define, OnEvent, Registry, Sanction, While
from creditlang.ir import expressions as ir


def check_contexts(
    sanctions: Mapping[str, Sanction],
    criteria: Mapping[str, Criterion],
    defines: Mapping[str, Define],
    registry: Registry,
    collector: Collector,
) -> None:
    """Warn of sanctions outside the context of what they rest on; through the score that is every deduction."""
    deducting: set[str | None] = set()
    for criterion in criteria.values():
        if criterion.sign < 0:
            deducting |= _criterion_contexts(criterion, defines, registry)
    for name, sanction in sanctions.items():
        effect = sanction.text.context
        if effect is None:
            continue
        reads = reads_of(expressions_of(sanction), defines)
        causes = {registry.events[e].context for e in reads.events}
        if isinstance(sanction.trigger, OnEvent):
            causes.add(registry.events[sanction.trigger.event].context)
        if reads.score:
            causes |= deducting
        foreign = sorted(cause for cause in causes if cause is not None and cause != effect)
        if foreign:
            collector.report(
                OtherContext(
                    span=sanction.text.span,
                    rule=f"the sanction `{name}`",
                    effect=effect,
                    cause="`, `".join(foreign),
                )
            )


def _criterion_contexts(criterion: Criterion, defines: Mapping[str, Define], registry: Registry) -> set[str | None]:
    if criterion.text.context is not None:
        return {criterion.text.context}
    if isinstance(criterion.trigger, OnEvent):
        return {registry.events[criterion.trigger.event].context}
    parts: list[ir.Expression] = []
    if isinstance(criterion.trigger, While):
        parts.append(criterion.trigger.condition)
    if not isinstance(criterion.amount, Assessed):
        parts.append(criterion.amount)
    return {registry.events[e].context for e in reads_of(parts, defines).events}
