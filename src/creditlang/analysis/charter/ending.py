"""`require every sanction can end without a new record`: see `static.endings` for when a rule can."""

from __future__ import annotations

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict, verdict
from creditlang.analysis.static.endings import Future, why_endless
from creditlang.analysis.static.targets import called, criteria, effects
from creditlang.ir import Edition, OnEvent, While
from creditlang.ir.charter import RequireEnding, Target, TargetKind


def decide_ending(demand: RequireEnding, edition: Edition) -> Verdict:
    """Whether each such rule can end by time and by what happens to its own record."""
    target = (Target(demand.kind, span=edition.span),)
    findings: list[Finding] = []
    rules = effects(target, edition)
    for rule in rules:
        why = why_endless(rule, edition)
        if why is not None:
            said = f"{called(rule)} may never end unless something new is recorded: {why.text}"
            findings.append(Finding(rule.text.name, said, rule.text.span, (why,)))
    deductions = criteria(target, edition) if demand.kind is TargetKind.DEDUCTIONS else ()
    for criterion in deductions:
        if isinstance(criterion.trigger, OnEvent) and not (
            criterion.expires_after or criterion.expires_at_end_of or criterion.fades
        ):
            said = f"{called(criterion)} never expires"
            findings.append(Finding(criterion.text.name, said, criterion.text.span))
        elif isinstance(criterion.trigger, While):
            stays = Future(edition).why_not(criterion.trigger.condition, False)
            if stays is not None:
                said = f"{called(criterion)} may count for ever: {stays.text}"
                findings.append(Finding(criterion.text.name, said, criterion.text.span, (stays,)))
    number = len(rules) + len(deductions)
    each = "the one there is" if number == 1 else f"each of the {number}"
    kept = (
        f"{each} ends by time, or once its own record changes" if number else f"there are no {demand.kind.value} here"
    )
    return verdict(Grounds.FLOW, kept, findings)
