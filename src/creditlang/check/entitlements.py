"""Rewards, sanctions and lists, and the due process that detriments owe."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from creditlang.check import expressions, unknowns
from creditlang.check.clauses import all_of, not_both, not_empty, one_of, rule_text, some_time
from creditlang.check.criteria import check_duration
from creditlang.check.errors.process import (
    LiftedAtOnce,
    NeverLifted,
    NoAppealStated,
    NoBasis,
    NoEnd,
    NoNotice,
    Publishing,
    Unstated,
    WithheldAloud,
)
from creditlang.check.errors.rules import MisplacedClause, MissingClause, RepeatedClause
from creditlang.check.errors.types import NeedsRounding, WrongType
from creditlang.check.errors.warnings import NoBasisWarning
from creditlang.check.facts import facts_of
from creditlang.check.scope import Names, Place
from creditlang.check.triggers import Trigger, check_trigger
from creditlang.diagnostics import Collector, closest
from creditlang.ir import Always, Appeal, Decided, ListKind, OnEvent, Process, PublicList, Reward, Sanction, While, walk
from creditlang.ir import expressions as ir
from creditlang.syntax import nodes
from creditlang.types import Date, ManyRelated, Number, Related, definite, show_type


def _place(name: str) -> Place:
    return Place(name, reads_points=True, reads_grade=True, reads_rules=True, reads_earlier=True)


def check_reward(written: nodes.Reward, names: Names) -> Reward | None:
    """The reward; None after a report."""
    rule = f"the reward `{written.name.text}`"
    text = rule_text(written.name, written.title, written.clauses, rule, written.span, names)
    if text.basis is None:
        names.collector.report(NoBasisWarning(span=written.name.span, rule=rule))
    trigger = check_trigger(written.clauses, rule, _place("a reward"), names)
    when = need_trigger(trigger, written.name, rule, names)
    process = check_process(written.clauses, rule, written.name, trigger, names, costs=False, basis=text.basis)
    grant = one_of(written.clauses, nodes.Grant, "grant", rule, names.collector)
    value = _value(grant.value, trigger, "`grant`") if grant else None
    if when is None or process is None or not trigger.sound or (value is None) != (grant is None):
        return None
    return Reward(text, when, value, process)


def check_sanction(written: nodes.Sanction, names: Names) -> Sanction | None:
    """The sanction; None after a report."""
    rule = f"the sanction `{written.name.text}`"
    text = rule_text(written.name, written.title, written.clauses, rule, written.span, names)
    trigger = check_trigger(written.clauses, rule, _place("a sanction"), names)
    when = need_trigger(trigger, written.name, rule, names)
    process = check_process(written.clauses, rule, written.name, trigger, names, costs=True, basis=text.basis)
    unknowns.check_trigger(written.clauses, rule, names.collector)
    impose = one_of(written.clauses, nodes.Impose, "impose", rule, names.collector)
    value = _value(impose.value, trigger, "`impose`") if impose else None
    if impose is not None:
        unknowns.check_amount(impose.value, rule, names.collector)
    if when is None or process is None or not trigger.sound or (value is None) != (impose is None):
        return None
    return Sanction(text, when, value, process)


def check_list(written: nodes.PublicList, names: Names) -> PublicList | None:
    """The public list; None after a report."""
    rule = f"the list `{written.name.text}`"
    text = rule_text(written.name, written.title, written.clauses, rule, written.span, names)
    kind = one_of(written.clauses, nodes.ListKindClause, "kind", rule, names.collector)
    if kind is None:
        names.collector.report(
            MissingClause(
                span=written.name.span,
                rule=rule,
                clause="kind",
                advice="add `kind red` for a list of honour, `kind black` for one of dishonour",
            )
        )
    costs = kind is not None and kind.kind is nodes.ListKind.BLACK
    if text.basis is None and not costs:
        names.collector.report(NoBasisWarning(span=written.name.span, rule=rule))
    trigger = check_trigger(written.clauses, rule, _place("a list"), names)
    when = need_trigger(trigger, written.name, rule, names)
    process = check_process(written.clauses, rule, written.name, trigger, names, costs=costs, basis=text.basis)
    if costs:
        unknowns.check_trigger(written.clauses, rule, names.collector)
    published = _published(written, trigger, names)
    if kind is None or when is None or process is None or not trigger.sound or published is None:
        return None
    return PublicList(text, ListKind[kind.kind.name], when, published, process)


def need_trigger(trigger: Trigger, name: nodes.Name, rule: str, names: Names) -> OnEvent | While | None:
    """The trigger, if there is one; a rule that says neither `on` nor `while` is reported."""
    if not isinstance(trigger.trigger, Always):
        return trigger.trigger
    if trigger.sound:
        names.collector.report(
            MissingClause(
                span=name.span,
                rule=rule,
                clause="condition",
                advice="add `while …` for a state of affairs, or `on …` for each record of an event",
            )
        )
    return None


def check_process(
    clauses: Sequence[nodes.Node],
    rule: str,
    name: nodes.Name,
    trigger: Trigger,
    names: Names,
    *,
    costs: bool,
    basis: str | None,
) -> Process | None:
    """How a rule begins and ends. `costs` says that it is a detriment and owes due process."""
    collector = names.collector
    notice = one_of(clauses, nodes.NoticePeriod, "notice", rule, collector)
    appeal = one_of(clauses, nodes.Appeal, "appeal", rule, collector)
    no_appeal = one_of(clauses, nodes.NoAppeal, "appeal", rule, collector)
    unstated = one_of(clauses, nodes.AppealUnstated, "appeal", rule, collector)
    decided = one_of(clauses, nodes.Decided, "decided", rule, collector)
    lasts = one_of(clauses, nodes.Lasts, "lasts", rule, collector)
    lifted = one_of(clauses, nodes.Lifted, "lifted", rule, collector)
    sound = not_both(appeal, no_appeal, ("appeal to", "appeal none"), rule, collector)
    sound = not_both(appeal or no_appeal, unstated, ("appeal", "appeal unstated"), rule, collector) and sound
    state = isinstance(trigger.trigger, While)
    if state:
        sound = _no_end_of_states(lasts, lifted, names) and sound
        lasts = lifted = None  # what they say cannot be read where they mean nothing
    if costs:
        if basis is None:
            collector.report(NoBasis(span=name.span, rule=rule))
        if notice is None:
            collector.report(NoNotice(span=name.span, rule=rule))
        if appeal is None and no_appeal is None and unstated is None:
            collector.report(NoAppealStated(span=name.span, rule=rule))
        if isinstance(trigger.trigger, OnEvent) and lasts is None and lifted is None:
            collector.report(NoEnd(span=name.span, rule=rule))
        _report_withheld(notice, None if appeal else no_appeal, lasts, rule, names)
        _report_unstated(notice, unstated, rule, names)
    _report_nothing(notice, appeal, no_appeal, collector)
    duration = check_duration(lasts.duration, trigger.scope, "`lasts`") if lasts and lasts.duration else None
    until = (
        expressions.check_wanted(lasts.until, trigger.scope, Date(), "`lasts until`") if lasts and lasts.until else None
    )
    end = _lifted(lifted, trigger, rule) if lifted else None
    unread = lasts is not None and not lasts.endless and duration is None and until is None
    if not sound or (lifted and end is None) or unread:
        return None
    stated = Appeal(None, None, None) if unstated else None
    if appeal is not None:
        stated = Appeal(appeal.to.value, appeal.within.value, None)
    elif no_appeal is not None:
        stated = Appeal(None, None, no_appeal.because.value)
    return Process(
        notice=notice.period.value if notice and notice.period else None,
        appeal=stated,
        notice_unstated=notice is not None and notice.unstated,
        lasts=duration,
        until=until,
        endless=lasts is not None and lasts.endless,
        decided=Decided(decided.by.value if decided.by else None) if decided else None,
        lifted=end,
    )


def _lifted(written: nodes.Lifted, trigger: Trigger, rule: str) -> ir.Expression | None:
    """The condition that ends a rule: one that can come about, but does not hold from the start."""
    end = expressions.check_truth(written.condition, trigger.open_scope)
    if end is None:
        return None
    if facts_of(end, True).contradiction:
        trigger.scope.report(NeverLifted(span=written.condition.span, rule=rule))
    elif trigger.sound and not _changes(end) and trigger.scope.facts.and_(facts_of(end, False)).contradiction:
        trigger.scope.report(LiftedAtOnce(span=written.condition.span, rule=rule))
    return end


def _changes(condition: ir.Expression) -> bool:
    """Whether a condition that is alike in `where` may come out otherwise in `lifted`, which is asked on later days."""
    dated = ir.Aggregate | ir.ParameterValue | ir.CallDefine
    return any(isinstance(part, dated) for part in walk(condition))


def _report_nothing(
    notice: nodes.NoticePeriod | None, appeal: nodes.Appeal | None, no_appeal: nodes.NoAppeal | None, c: Collector
) -> None:
    """Report periods of no days, and empty words: silence in disguise."""
    if notice is not None and notice.period is not None:
        some_time(notice.period, "notice", "if the law gives no notice, say it aloud: `notice none`", c)
    if appeal is not None:
        advice = 'if the law gives no appeal, say it aloud: `appeal none because "…"`'
        some_time(appeal.within, "appeal within", advice, c)
        not_empty(appeal.to, "this appeal", "name the body that hears it", c)
    if no_appeal is not None:
        not_empty(no_appeal.because, "this reason", "say why there is no appeal", c)


def _no_end_of_states(lasts: nodes.Lasts | None, lifted: nodes.Lifted | None, names: Names) -> bool:
    """A state of affairs ends with its condition, so nothing else may say when."""
    for clause, word in ((lasts, "`lasts`"), (lifted, "`lifted`")):
        if clause is not None:
            names.collector.report(
                MisplacedClause(
                    span=clause.span,
                    clause=word,
                    because="a rule with `while` ends when its condition does",
                    advice="put it into the condition, or use `on …`",
                )
            )
    return lasts is None and lifted is None


def _report_withheld(
    notice: nodes.NoticePeriod | None,
    no_appeal: nodes.NoAppeal | None,
    lasts: nodes.Lasts | None,
    rule: str,
    names: Names,
) -> None:
    if notice is not None and notice.period is None and not notice.unstated:
        names.collector.report(WithheldAloud(span=notice.span, rule=rule, what="notice"))
    if no_appeal is not None:
        names.collector.report(WithheldAloud(span=no_appeal.span, rule=rule, what="appeal"))
    if lasts is not None and lasts.endless:
        names.collector.report(WithheldAloud(span=lasts.span, rule=rule, what="end"))


def _report_unstated(
    notice: nodes.NoticePeriod | None, appeal: nodes.AppealUnstated | None, rule: str, names: Names
) -> None:
    if notice is not None and notice.unstated:
        names.collector.report(Unstated(span=notice.span, rule=rule, what="notice"))
    if appeal is not None:
        names.collector.report(Unstated(span=appeal.span, rule=rule, what="appeal"))


def _value(written: nodes.Expression, trigger: Trigger, place: str) -> ir.Expression | None:
    """What is granted or imposed: money, a number, a text, a date, a duration, a choice."""
    found = expressions.check_value(written, trigger.scope)
    if found is None:
        return None
    kind = definite(found.type)
    if isinstance(kind, Related | ManyRelated):
        trigger.scope.report(WrongType(span=written.span, place=place, wanted="a value to show", got=show_type(kind)))
        return None
    if isinstance(kind, Number) and kind.scale is None:
        trigger.scope.report(
            NeedsRounding(
                span=written.span,
                place=place,
                wanted=show_type(attrs.evolve(kind, scale=0)),
                got=show_type(kind),
            )
        )
        return None
    return found


def _published(written: nodes.PublicList, trigger: Trigger, names: Names) -> tuple[str, ...] | None:
    """The published fields: of the record after `on`, or of the subject."""
    subject = names.registry.subjects[names.subject]
    known = tuple(dict.fromkeys((*(trigger.event.fields if trigger.event else ()), *subject.fields)))
    holders = f"`{subject.name}`" + (f" or `{trigger.event.name}`" if trigger.event else "")
    first: dict[str, nodes.Name] = {}
    sound = True
    for name in (f for clause in all_of(written.clauses, nodes.Publishes) for f in clause.fields):
        if name.text in first:
            rule, earlier = f"the list `{written.name.text}`", first[name.text].span
            names.collector.report(RepeatedClause(span=name.span, rule=rule, clause=f"`{name.text}`", first=earlier))
        first.setdefault(name.text, name)
        if name.text not in known:
            sound = False
            if trigger.sound:
                names.collector.report(
                    Publishing(
                        span=name.span,
                        name=written.name.text,
                        field=name.text,
                        holders=holders,
                        suggestion=closest(name.text, known),
                        known=known,
                    )
                )
    return tuple(first) if sound else None
