"""Clauses that limit numbers: of points for one record or one period, of money, of sanctions for one record.

First by bounds, which prove for all people and histories without a solver: the most that each line can be, what caps
and groups leave of it. Where the bounds are wider than the limit, a prover is asked for a case; without one the clause
stays open.
"""

from __future__ import annotations

from itertools import combinations

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict
from creditlang.analysis.charter.prover import Never, Open, Proof, Prover, Shown
from creditlang.analysis.static.flows import Flow, Records
from creditlang.analysis.static.points import line_of, most_together, range_of, total_of
from creditlang.analysis.static.reading import rated_alone
from creditlang.analysis.static.small_models import comes_with_its_record
from creditlang.analysis.static.targets import (
    Effect,
    called,
    context_of,
    criteria,
    effects,
    selected,
    words_of,
)
from creditlang.check.facts import NOTHING, facts_of
from creditlang.ir import CalendarPeriod, Criterion, InTheLast, InTotal, OnEvent, Reward, Sanction
from creditlang.ir.charter import (
    Amount,
    ForbidTwice,
    LimitPeriod,
    LimitRecord,
    LimitRecordSanctions,
    LimitValue,
)
from creditlang.types import Interval, Number, PointsUnit, definite
from creditlang.values import Exact, show_duration, show_exact, show_points

LimitDemand = LimitRecord | LimitPeriod | LimitValue | LimitRecordSanctions | ForbidTwice
NEEDS_PROOF = "bounds do not settle it; `creditlang conform` asks a solver"


def decide_limits(demand: LimitDemand, flow: Flow, prover: Prover | None) -> Verdict:
    """Whether the numbers keep within the limit."""
    match demand:
        case LimitRecord():
            return _record(demand, flow, prover)
        case LimitPeriod():
            return _period(demand, flow, prover)
        case LimitValue():
            return _value(demand, flow, prover)
        case LimitRecordSanctions():
            return _sanctions(demand, flow, prover)
        case ForbidTwice():
            return _twice(demand, flow, prover)


class Settling:
    """Gathers what has been settled, and how."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.open: list[Finding] = []
        self.bounds: list[str] = []
        self.solved = False

    def settle(self, doubt: Finding, proof: Proof | None) -> None:
        """Take in what a prover says of a doubt; None where there is no prover."""
        match proof:
            case Shown(witness=witness):
                self.findings.append(
                    Finding(doubt.rule, f"{doubt.message}: {witness.shows}", doubt.span, doubt.chain, witness)
                )
            case Never(bound=bound):
                self.solved = True
                if bound is not None:
                    said = f"{doubt.message}: proven for histories with {bound}, not for all"
                    self.bounds.append(bound)
                    self.open.append(Finding(doubt.rule, said, doubt.span, doubt.chain))
            case None:
                self.open.append(Finding(doubt.rule, f"{doubt.message}: {NEEDS_PROOF}", doubt.span, doubt.chain))
            case Open(reason=reason):
                self.open.append(Finding(doubt.rule, f"{doubt.message}: {reason}", doubt.span, doubt.chain))

    def verdict(self, kept: str, grounds: Grounds = Grounds.BOUNDS) -> Verdict:
        """What it comes to."""
        if self.findings and any(finding.witness for finding in self.findings):
            grounds = Grounds.EVALUATION
        elif self.solved or self.bounds:
            grounds = Grounds.SOLVER
        bound = self.bounds[0] if self.bounds else None
        return Verdict(grounds, kept, tuple(self.findings), tuple(self.open), bound)


# --- one record ---------------------------------------------------------------------------------------------


def _record(demand: LimitRecord, flow: Flow, prover: Prover | None) -> Verdict:
    """Criteria on one event may all speak of the same record, and what counts records on facts counts it too."""
    edition, limit = flow.edition, demand.amount.value
    settling = Settling()
    most: Exact = 0
    for event in edition.registry.events:
        for sign in (-1, 1):
            concerned = [c for c in edition.criteria.values() if c.sign == sign and _concerns(c, event, flow)]
            if not concerned:
                continue
            sizes = [_size(line_of(criterion), sign) for criterion in concerned]
            together = most_together(edition, {c.text.name: line_of(c) for c in concerned}, sign)
            if together is not None and together <= limit:
                most = max(most, together)
                continue
            parts = ", ".join(f"{called(c)} {_up_to(size)}" for c, size in zip(concerned, sizes, strict=True))
            by_record = all(isinstance(c.trigger, OnEvent) for c in concerned)
            verb = ("cost" if sign < 0 else "earn") if by_record else "move the score by"
            said = f"one record of `{event}` may {verb} more than {demand.amount.written}: {parts}"
            span = concerned[0].text.span
            proof = prover.record_exceeds(event, sign, demand.amount) if prover else None
            settling.settle(Finding(concerned[0].text.name, said, span), proof)
    if edition.score is None:
        return settling.verdict("there is no score here", Grounds.TEXT)
    return settling.verdict(f"all criteria together count no record for more than {show_points(most)}")


def _concerns(criterion: Criterion, event: str, flow: Flow) -> bool:
    if isinstance(criterion.trigger, OnEvent):
        return criterion.trigger.event == event
    return Records(event) in flow.of_rule(criterion)


def _size(interval: Interval, sign: int) -> Exact | None:
    return interval.high if sign > 0 else None if interval.low is None else -interval.low


def _up_to(size: Exact | None) -> str:
    return "without bound" if size is None else f"up to {show_exact(size)}"


# --- one period ---------------------------------------------------------------------------------------------


def _period(demand: LimitPeriod, flow: Flow, prover: Prover | None) -> Verdict:
    edition = flow.edition
    settling = Settling()
    chosen = criteria(demand.targets, edition)
    most: Exact = 0
    for sign in (-1, 1):
        of_sign = tuple(criterion for criterion in chosen if criterion.sign == sign)
        if not of_sign:
            continue
        totals = {c.text.name: total_of(c, demand.period) for c in of_sign}
        sizes = {name: Interval(0, size) if sign > 0 else -Interval(0, size) for name, size in totals.items()}
        together = most_together(edition, sizes, sign)
        if together is not None and together <= demand.amount.value:
            most = max(most, together)
            continue
        unbounded = [c for c in of_sign if totals[c.text.name] is None]
        span_of = _shown(demand.period)
        why = (
            ", ".join(f"{called(c)} has no cap{f' {span_of}' if c.caps else ''}" for c in unbounded[:3])
            or f"their bound is {show_exact(together or 0)}"
        )
        verb = "cost" if sign < 0 else "earn"
        said = f"{words_of(demand.targets)} may {verb} more than {demand.amount.written} {span_of} ({why})"
        proof = prover.period_exceeds(of_sign, sign, demand.amount, demand.period) if prover else None
        first = (unbounded or list(of_sign))[0]
        settling.settle(Finding(first.text.name, said, first.text.span), proof)
    kept = f"caps and groups leave at most {show_points(most)} {_shown(demand.period)}"
    return settling.verdict(kept if chosen else f"there are no {words_of(demand.targets)} here")


def _shown(period: CalendarPeriod | InTheLast | InTotal) -> str:
    match period:
        case CalendarPeriod():
            return f"per {period.value}"
        case InTheLast(period=length):
            return f"in the last {show_duration(length)}"
        case InTotal():
            return "in total"


# --- one rule -----------------------------------------------------------------------------------------------


def _value(demand: LimitValue, flow: Flow, prover: Prover | None) -> Verdict:
    settling = Settling()
    rules = [rule for rule in selected(demand.targets, flow.edition) if isinstance(rule, Criterion | Reward | Sanction)]
    most: Exact = 0
    for rule in rules:
        bounds = _bounds(rule, demand.amount)
        if bounds is None:
            continue
        if isinstance(bounds, str):
            settling.open.append(Finding(rule.text.name, f"{called(rule)} {bounds}", rule.text.span))
        elif bounds.high is not None and bounds.high <= demand.amount.value:
            most = max(most, bounds.high)
        else:
            verb = "give" if isinstance(rule, Reward) or (isinstance(rule, Criterion) and rule.sign > 0) else "take"
            said = f"{called(rule)} may {verb} more than {demand.amount.written}"
            proof = prover.value_exceeds(rule, demand.amount) if prover else None
            settling.settle(Finding(rule.text.name, said, rule.text.span), proof)
    unit = " points" if isinstance(demand.amount.unit, PointsUnit) else f" {demand.amount.written.split()[-1]}"
    return settling.verdict(f"none of {len(rules)} rules takes or gives more than {show_exact(most)}{unit}")


def _bounds(rule: Criterion | Reward | Sanction, amount: Amount) -> Interval | str | None:
    """The range of what it takes or gives; None where it is no amount; words where it cannot be compared."""
    if isinstance(rule, Criterion):
        return Interval(0, _size(line_of(rule), rule.sign))
    value = rule.grant if isinstance(rule, Reward) else rule.impose
    kind = None if value is None else definite(value.type)
    if value is None or not isinstance(kind, Number):
        return None
    if kind.unit != amount.unit:
        return f"is counted in another unit than {amount.written}"
    return range_of(value)


# --- sanctions for one record -------------------------------------------------------------------------------


def _sanctions(demand: LimitRecordSanctions, flow: Flow, prover: Prover | None) -> Verdict:
    edition = flow.edition
    settling = Settling()
    most = 0
    for event in edition.registry.events:
        concerned = [s for s in edition.sanctions.values() if Records(event) in flow.of_rule(s)]
        if len(concerned) <= demand.number:
            most = max(most, len(concerned))
            continue
        names = tuple(sanction.text.name for sanction in concerned)
        said = f"one record of `{event}` may lead to more than {demand.number} of the sanctions {', '.join(names)}"
        proof = prover.both_hold(names, event, demand.number + 1) if prover else None
        settling.settle(
            Finding(names[0], said, concerned[0].text.span, flow.of_rule(concerned[0])[Records(event)]), proof
        )
    return settling.verdict(f"no record leads to more than {most} sanctions", Grounds.FLOW)


def _twice(demand: ForbidTwice, flow: Flow, prover: Prover | None) -> Verdict:
    edition = flow.edition
    settling = Settling()
    for one, other in combinations(effects(demand.targets, edition), 2):
        context = context_of(one, edition.registry)
        if context != context_of(other, edition.registry):
            continue
        reached, also = flow.of_rule(one), flow.of_rule(other)
        shared = [atom for atom in reached if isinstance(atom, Records) and atom in also]
        for atom in shared:
            if _exclude(one, other, atom.event, flow):
                continue
            where = f"in `{context}`" if context else "in no stated context"
            said = f"{called(one)} and {called(other)} may both follow, {where}, from one record of `{atom.event}`"
            chain = (*reached[atom], *also[atom])
            names = (one.text.name, other.text.name)
            proof = prover.both_hold(names, atom.event, 2) if prover else None
            settling.settle(Finding(other.text.name, said, other.text.span, chain), proof)
    return settling.verdict(f"no record leads to two {words_of(demand.targets)} in one context", Grounds.FLOW)


def _exclude(one: Effect, other: Effect, event: str, flow: Flow) -> bool:
    """Whether one record of an event cannot bring about two rules: each comes with a record of its own kind alone, and
    no record is of both kinds."""
    edition = flow.edition
    if any(Records(event) in found for _, _, found in flow.of_head()) or not rated_alone(edition):
        return False  # whoever comes to be rated by the record may meet both at once
    if not (comes_with_its_record(one, edition) and comes_with_its_record(other, edition)):
        return False
    triggers = [rule.trigger for rule in (one, other) if isinstance(rule.trigger, OnEvent)]
    if any(trigger.event != event for trigger in triggers):
        return True
    first, second = (NOTHING if t.where is None else facts_of(t.where, True) for t in triggers)
    return first.and_(second).contradiction
