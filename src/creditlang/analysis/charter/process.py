"""Clauses on what a rule says of itself: basis, source, notice, appeal, who decides, repair, how long it lasts.

Decided by the text of each rule; lengths of time by every value that they can have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import attrs

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict, verdict
from creditlang.analysis.static.endings import why_endless
from creditlang.analysis.static.flows import Flow
from creditlang.analysis.static.lengths import (
    PERIOD_MONTHS,
    Possible,
    at_least,
    at_most,
    possible_lengths,
    possible_until,
)
from creditlang.analysis.static.reading import parts
from creditlang.analysis.static.steps import Step
from creditlang.analysis.static.targets import (
    Effect,
    Rule,
    called,
    counts_against,
    criteria,
    effects,
    selected,
    words_of,
)
from creditlang.check.effects import expressions_of, reads_of
from creditlang.diagnostics import listing
from creditlang.ir import Criterion, Edition, OnEvent, SourceStatus, While
from creditlang.ir import expressions as ir
from creditlang.ir.charter import (
    ForbidPermanent,
    Lengths,
    Owed,
    RequireAppeal,
    RequireExpires,
    RequireLasts,
    RequireNotice,
    RequireOwed,
    RequireSource,
    Targets,
)
from creditlang.types import Optional
from creditlang.values import Duration, Months, show_duration

ProcessDemand = (
    RequireOwed | RequireSource | RequireNotice | RequireAppeal | RequireLasts | RequireExpires | ForbidPermanent
)
_KNOWN_BEST = (SourceStatus.DOCUMENTED, SourceStatus.REPORTED, SourceStatus.RECALLED, SourceStatus.DISPUTED)


def decide_process(demand: ProcessDemand, flow: Flow) -> Verdict:
    """Whether each rule has what it owes."""
    edition = flow.edition
    match demand:
        case RequireOwed(owed=Owed.CAP, targets=targets):
            return _each(criteria(targets, edition), lambda rule: _uncapped(rule, edition), targets, "have a cap")
        case RequireOwed(owed=Owed.PERSON, targets=targets):
            return _each(effects(targets, edition), _automatic, targets, "are decided by a person")
        case RequireOwed(owed=Owed.REPAIR, targets=targets):
            return _each(effects(targets, edition), _no_repair, targets, "end once their cause is repaired")
        case RequireOwed(owed=Owed.REASONS, targets=targets):
            return _each(
                selected(targets, edition),
                lambda rule: _no_reasons(rule, flow),
                targets,
                "name their reasons in words and law",
            )
        case RequireOwed(owed=owed, targets=targets):
            return _each(selected(targets, edition), lambda rule: _without(rule, owed), targets, f"have a {owed.value}")
        case RequireSource(status=status, targets=targets):
            shown = f"rest on a source that is at least {status.value}"
            return _each(selected(targets, edition), lambda rule: _badly_known(rule, status), targets, shown)
        case RequireNotice(at_least=length, targets=targets):
            shown = f"give {show_duration(length)} of notice or more" if length else "give notice"
            found = _each(effects(targets, edition), lambda rule: _short_notice(rule, length), targets, shown)
            return attrs.evolve(found, reason=f"{found.reason}{_unwaited(effects(targets, edition))}")
        case RequireAppeal(at_least=length, targets=targets):
            shown = "can be appealed" + (f" within {show_duration(length)} or more" if length else "")
            return _each(effects(targets, edition), lambda rule: _short_appeal(rule, length), targets, shown)
        case RequireLasts(bounds=bounds, targets=targets):
            return _each(
                effects(targets, edition), lambda rule: _lasts(rule, bounds, edition), targets, f"last {_shown(bounds)}"
            )
        case RequireExpires(bounds=bounds, targets=targets):
            shown = f"expire after {_shown(bounds)}" if bounds != Lengths() else "expire"
            return _each(criteria(targets, edition), lambda rule: _expires(rule, bounds, edition), targets, shown)
        case ForbidPermanent(targets=targets):
            return _each(selected(targets, edition), lambda rule: _permanent(rule, edition), targets, "have an end")


R = TypeVar("R", bound=Rule)
_Faults = Iterable[tuple[str, tuple[Step, ...]]]


def _each(rules: Sequence[R], fault: Callable[[R], _Faults], targets: Targets, kept: str) -> Verdict:
    """One finding for each fault of each rule."""
    findings = [
        Finding(rule.text.name, f"{called(rule)} {wrong}", rule.text.span, chain)
        for rule in rules
        for wrong, chain in fault(rule)
    ]
    many = words_of(targets)
    match len(rules):
        case 0:
            holds = f"there are no {many} here"
        case 1:
            holds = f"{called(rules[0])}, the only one of {many}, keeps to it"
        case number:
            holds = f"all {number} {many} {kept}"
    return verdict(Grounds.TEXT, holds, findings)


# --- what is owed -------------------------------------------------------------------------------------------


def _without(rule: Rule, owed: Owed) -> _Faults:
    has = rule.text.basis if owed is Owed.BASIS else rule.text.title
    if not (has and has.strip()):
        yield f"has no {owed.value}", ()


def _no_reasons(rule: Rule, flow: Flow) -> _Faults:
    """A reason that can be told to the person: in words, with its law, also of every criterion that it rests on."""
    for what, has in (("title", rule.text.title), ("basis", rule.text.basis)):
        if not (has and has.strip()):
            yield f"has no {what}, so that its reason cannot be told", ()
    if isinstance(rule, Criterion):
        return
    reads = reads_of(expressions_of(rule), flow.edition.defines)
    against = [c for c in flow.edition.criteria.values() if counts_against(c, flow.edition)] if reads.score else []
    for criterion in (criterion for criterion in against if not criterion.text.title):
        step = Step(f"{called(criterion)} has no title", criterion.text.span)
        yield f"rests on the score, in which {called(criterion)} has no words to be told in", (step,)


def _uncapped(rule: Criterion, edition: Edition) -> _Faults:
    if not rule.caps and not _in_bounded_group(rule.text.name, edition):
        yield "has no cap of its own and stands in no group that has one", ()


def _in_bounded_group(name: str, edition: Edition) -> bool:
    for group in edition.groups.values():
        if name in group.members and (group.at_most or _in_bounded_group(group.name, edition)):
            return True
    return False


def _automatic(rule: Effect) -> _Faults:
    decided = rule.process.decided
    if decided is None:
        yield "does not say who decides", ()
    elif decided.by is None:
        yield "is decided automatically", ()


def _no_repair(rule: Effect) -> _Faults:
    if rule.process.lifted is None and isinstance(rule.trigger, OnEvent):
        yield "is not lifted by anything that the person can do: it has no `lifted when`", ()


def _badly_known(rule: Rule, wanted: SourceStatus) -> _Faults:
    source = rule.text.source
    if source is None:
        yield "does not say how its law is known", ()
    elif _KNOWN_BEST.index(source) > _KNOWN_BEST.index(wanted):
        yield f"is only {source.value}", ()


# --- notice and appeal --------------------------------------------------------------------------------------


def _short_notice(rule: Effect, wanted: Duration | None) -> _Faults:
    notice = rule.process.notice
    if notice is None:
        open_ = "leaves the notice open: the law that was read does not say"
        yield open_ if rule.process.notice_unstated else "gives no notice", ()
    elif wanted is not None and not at_least(notice, wanted):
        yield f"gives {show_duration(notice)} of notice, where {show_duration(wanted)} are owed", ()


def _unwaited(rules: Sequence[Effect]) -> str:
    """That a notice of what holds by a state of affairs is a promise of the text: no decision waits for it."""
    at_once = [rule.text.name for rule in rules if isinstance(rule.trigger, While) and rule.process.notice]
    if not at_once:
        return ""
    verb = "begins" if len(at_once) == 1 else "begin"
    return f"; {listing(at_once, 'and')} {verb} as soon as the condition holds, whatever the notice says"


def _short_appeal(rule: Effect, wanted: Duration | None) -> _Faults:
    appeal = rule.process.appeal
    if appeal is None or (appeal.to is None and appeal.because is None):
        open_ = "leaves the appeal open: the law that was read does not say"
        yield open_ if appeal is not None else "does not say to whom one can appeal", ()
    elif appeal.to is None:
        yield f"gives no appeal, because “{appeal.because}”", ()
    elif wanted is not None and appeal.within is not None and not at_least(appeal.within, wanted):
        yield f"gives {show_duration(appeal.within)} to appeal, where {show_duration(wanted)} are owed", ()


# --- how long -----------------------------------------------------------------------------------------------


def _lasts(rule: Effect, bounds: Lengths, edition: Edition) -> _Faults:
    process = rule.process
    if process.lasts is not None:
        yield from _outside(possible_lengths(process.lasts, edition), bounds, "lasts")
    elif process.until is not None:
        yield from _outside(possible_until(process.until, edition), bounds, "lasts")
        if bounds.low is not None:
            yield "lasts until a day that does not wait for its notice, and so may last no time", ()
    elif bounds.high is not None:
        without = "lasts without end" if process.endless else "lasts until something happens"
        if isinstance(rule.trigger, While) and not process.endless:
            without = "lasts while its condition holds"
        yield f"{without}, where {show_duration(bounds.high)} are the most", ()
    elif bounds.low is not None and not process.endless:
        yield f"may end at any time, where {show_duration(bounds.low)} are the least", ()


def _expires(rule: Criterion, bounds: Lengths, edition: Edition) -> _Faults:
    if rule.fades:
        yield from _expires_with(rule, bounds, edition)
        return
    if not isinstance(rule.trigger, OnEvent):
        yield from _on_facts(rule, bounds, edition)
        return
    if rule.expires_after is None and rule.expires_at_end_of is None:
        yield "never expires", ()
        return
    lengths = Possible((Months(0),)) if rule.expires_after is None else possible_lengths(rule.expires_after, edition)
    found = lengths.longer_by(PERIOD_MONTHS[rule.expires_at_end_of]) if rule.expires_at_end_of else lengths
    yield from _outside(found, bounds, "expires after")
    if bounds.high is not None and rule.counts_from is not None and isinstance(rule.counts_from.type, Optional):
        yield "expires only so long after a day that may stay unknown", ()


def _expires_with(rule: Criterion, bounds: Lengths, edition: Edition) -> _Faults:
    """What fades ends with what it lowers: it keeps to the law if everything that it may lower does."""
    for other in edition.criteria.values():
        if other.sign != rule.sign and isinstance(other.trigger, OnEvent) and not other.fades:
            for fault, chain in _expires(other, bounds, edition):
                yield f"ends with what it lowers, and {called(other)} {fault}", chain


def _on_facts(rule: Criterion, bounds: Lengths, edition: Edition) -> _Faults:
    """Points for a state of affairs last as long as it does. If it is that there are records, these must grow old."""
    for part in parts((rule.trigger, rule.amount), edition):
        if isinstance(part, ir.Aggregate) and isinstance(part.source, ir.EventRecords):
            event = part.source.event
            step = (Step(f"{called(rule)} asks for records of `{event}`", part.span or rule.text.span),)
            if part.within is None:
                yield f"counts records of `{event}` however old they are", step
            elif bounds.high is not None and not at_most(part.within, bounds.high):
                most = show_duration(bounds.high)
                yield (
                    f"counts records of `{event}` within {show_duration(part.within)}, where {most} are the most",
                    step,
                )


def _outside(found: Possible, bounds: Lengths, verb: str) -> _Faults:
    told = False
    for length in found.lengths:
        if bounds.high is not None and not at_most(length, bounds.high):
            yield f"{verb} {show_duration(length)}, where {show_duration(bounds.high)} are the most", ()
            told = True
        elif bounds.low is not None and not at_least(length, bounds.low):
            yield f"{verb} {show_duration(length)}, where {show_duration(bounds.low)} are the least", ()
            told = True
    if found.open_ended is not None and bounds != Lengths() and not told:
        yield f"{verb} as long as is said elsewhere: {found.open_ended}", ()


def _permanent(rule: Rule, edition: Edition) -> _Faults:
    if isinstance(rule, Criterion):
        yield from _expires(rule, Lengths(), edition)
    elif rule.process.endless and rule.process.lifted is None:
        yield "lasts without end", ()
    elif isinstance(rule.trigger, While) and (why := why_endless(rule, edition)) is not None:
        yield f"may last for ever: {why.text}", (why,)


def _shown(bounds: Lengths) -> str:
    match bounds.low, bounds.high:
        case None, None:
            return "some time"
        case None, high if high is not None:
            return f"at most {show_duration(high)}"
        case low, None if low is not None:
            return f"at least {show_duration(low)}"
        case low, high:
            assert low is not None
            assert high is not None
            return f"between {show_duration(low)} and {show_duration(high)}"
