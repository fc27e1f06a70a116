"""The letter that a person gets: what was decided, on which records, under which law, and how to object.

A notice is made from a decision and the history behind it, and holds nothing that the decision does not rest on. What
it must say follows the laws on automated and adverse decisions: the outcome, the specific reasons in the order of their
weight (Regulation B, 12 CFR 1002.9; recalled, not read again here), the data and where they come from, who decided, and
how and until when one can object (GDPR, articles 13 to 15 and 22; recalled likewise).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping

import attrs

from creditlang.analysis.compare.possible import Case, deeply, may_hold, takes_in
from creditlang.data.records import History, Record
from creditlang.ir import Assessed, Criterion, Edition, OnEvent, Series, While
from creditlang.ir import expressions as ir
from creditlang.ir.names import called
from creditlang.semantics import (
    AppealPart,
    Change,
    Decision,
    Line,
    Reason,
)
from creditlang.semantics.moments import rules_of
from creditlang.semantics.parts import RulePart, is_burden
from creditlang.semantics.records import is_known
from creditlang.semantics.series import edition_in_force
from creditlang.values import Exact, within


@attrs.frozen
class Used:
    """A record that the decision rests on.

    Attributes:
        title: of the event.
        issuer: the body that made the record, where the registry names one.
        counts: what it counts for in the score, all criteria together; None where none speaks of it. `before_caps` is
            what it would count without caps.
        remarks: what an official said of what it counts, and why it counts nothing.
        sets_off: the titles of the rules that it set off.
        looked_at_by: the titles of the rules in effect whose conditions take it in, and of the criteria that count
            another record for more or less because of it.
    """

    id: str
    title: str
    date: datetime.date
    recorded: datetime.date
    issuer: str | None
    counts: Exact | None
    before_caps: Exact | None
    remarks: tuple[str, ...]
    sets_off: tuple[str, ...]
    looked_at_by: tuple[str, ...]


@attrs.frozen
class Objection:
    """How one rule in effect can be contested."""

    title: str
    appeal: AppealPart


@attrs.frozen
class Notice:
    """Everything that the letter says.

    Attributes:
        authority: who decided, where the rulebook says it.
        title: of the rulebook; `subject_title` of the kind of subject.
        series: all editions, which have the titles of rules that the edition in force repeals or does not have yet.
        burdens: sanctions, black lists and downgrades in effect; `benefits` rewards, red lists and upgrades.
        announced: burdens that a record has set off and that begin after their notice.
        reasons: why it is no better, the most costly first.
        used: the records that it rests on, in the order of their dates.
        objections: how to contest each burden, in effect or announced.
        changes: what changes next if nothing new is recorded.
    """

    authority: str | None
    title: str
    series: Series
    edition: Edition
    subject_title: str
    decision: Decision
    burdens: tuple[RulePart, ...]
    announced: tuple[RulePart, ...]
    benefits: tuple[RulePart, ...]
    reasons: tuple[Reason, ...]
    used: tuple[Used, ...]
    objections: tuple[Objection, ...]
    changes: tuple[Change, ...]


def notice(series: Series, decision: Decision, history: History) -> Notice:
    """The notice of a decision that was taken on a history."""
    edition = edition_in_force(series, decision.as_of)
    subject = edition.registry.subjects[edition.subject]
    parts = decision.in_effect
    burdens = tuple(part for part in parts if is_burden(part))
    coming = tuple(part for part in decision.announced if is_burden(part))
    return Notice(
        authority=edition.authority,
        title=called(edition.name, edition.title),
        series=series,
        edition=edition,
        subject_title=called(subject.name, subject.title),
        decision=decision,
        burdens=burdens,
        announced=coming,
        benefits=tuple(part for part in parts if not is_burden(part)),
        reasons=decision.reasons,
        used=tuple(_used(edition, decision, history, coming)),
        objections=tuple(
            Objection(called(part.name, part.title), part.appeal)
            for part in (*burdens, *coming)
            if part.appeal is not None
        ),
        changes=decision.next_changes,
    )


def _used(edition: Edition, decision: Decision, history: History, announced: Iterable[RulePart]) -> Iterable[Used]:
    lines: dict[str | None, list[Line]] = {}
    for line in decision.score.lines if decision.score else ():
        lines.setdefault(line.record, []).append(line)
    sets_off: dict[str | None, list[str]] = {}
    for part in (*decision.in_effect, *announced):
        sets_off.setdefault(part.record, []).append(called(part.name, part.title))
    days = {record.id: record.date for record in history.records}
    for record in history.records:
        own, looked_at = lines.get(record.id, ()), tuple(_looked_at_by(edition, decision, record, days))
        if not own and record.id not in sets_off and not looked_at:
            continue
        event = edition.registry.events[record.event]
        yield Used(
            record.id,
            called(event.name, event.title),
            record.date,
            record.recorded,
            event.issuer,
            sum(line.points for line in own) if own else None,
            sum(line.before_caps for line in own) if own else None,
            tuple(dict.fromkeys(line.remark for line in own if line.remark)),
            tuple(dict.fromkeys(sets_off.get(record.id, ()))),
            looked_at,
        )


def _looked_at_by(
    edition: Edition, decision: Decision, record: Record, days: Mapping[str, datetime.date]
) -> Iterable[str]:
    """The rules in effect whose conditions can count or look for a record, as far as its day and its fields say."""
    if not is_known(record, decision.as_known):
        return
    rules = {rule.text.name: rule for rule in rules_of(edition)}
    for part in decision.in_effect:
        trigger = rules[part.name].trigger
        condition = trigger.condition if isinstance(trigger, While) else trigger.where
        # A rule on a record looks from the day of that record, any other from the day that is decided for.
        anchor = decision.as_of if part.record is None else days[part.record]
        if condition is None or record.date > anchor or record.id == part.record:
            continue
        case = Case(edition, anchor, anchor, record.values)
        if any(
            takes_in(expression, record.event, case) and _in_time(expression, record, anchor)
            for expression in deeply(condition, edition)
        ):
            yield called(part.name, part.title)
    yield from _counted_with(edition, decision, record, days)


def _counted_with(
    edition: Edition, decision: Decision, record: Record, days: Mapping[str, datetime.date]
) -> Iterable[str]:
    """The criteria that look at a record to tell what another one, or the facts, count: as a repeated deed."""
    for line in decision.score.lines if decision.score else ():
        criterion = edition.criteria.get(line.criterion) if line.edition == edition.edition else None
        if criterion is None or not line.before_caps or line.record == record.id:
            continue
        anchor = decision.as_of if line.record is None else days[line.record]
        if record.date <= anchor and _matters_to(criterion, record, anchor, line.record, edition):
            yield called(line.criterion, line.title)


def _matters_to(
    criterion: Criterion, record: Record, anchor: datetime.date, counted: str | None, edition: Edition
) -> bool:
    """Whether a criterion that counts a record, or the facts, on a day can look at another record for it."""
    trigger, amount = criterion.trigger, criterion.amount
    condition = (
        trigger.where if isinstance(trigger, OnEvent) else trigger.condition if isinstance(trigger, While) else None
    )
    asked = [part for part in (condition, None if isinstance(amount, Assessed) else amount) if part is not None]
    case = Case(edition, anchor, anchor, record.values)
    for expression in (inner for part in asked for inner in deeply(part, edition)):
        match expression:
            case ir.Occurrence(within=period) if isinstance(trigger, OnEvent):
                own = Case(edition, record.date, record.date, record.values)
                if (
                    record.event == trigger.event
                    and (record.date, record.id) < (anchor, counted or "")
                    and (period is None or within(anchor, record.date, period))
                    and may_hold(trigger.where, own)
                ):
                    return True
            case _ if takes_in(expression, record.event, case) and _in_time(expression, record, anchor):
                return True
    return False


def _in_time(expression: ir.Expression, record: Record, anchor: datetime.date) -> bool:
    """Whether a record lies in the time that an aggregate looks back over."""
    period = expression.within if isinstance(expression, ir.Aggregate) else None
    return period is None or within(anchor, record.date, period)
