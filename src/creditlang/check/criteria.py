"""Criteria: trigger, amount, expiry, caps and weight."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from creditlang.check import expressions, unknowns
from creditlang.check.clauses import all_of, one_of, rule_text, some_time
from creditlang.check.errors.names import UnknownField
from creditlang.check.errors.process import BothWays
from creditlang.check.errors.rules import AssessedFields, MisplacedClause, MissingClause, NeverApplies, RepeatedClause
from creditlang.check.errors.types import OutOfRange, WrongType
from creditlang.check.errors.warnings import NoBasisWarning, PermanentDeduction
from creditlang.check.scope import Names, Place, Scope, subject_scope
from creditlang.check.triggers import Trigger, check_trigger
from creditlang.diagnostics import Collector, closest
from creditlang.ir import Assessed, CalendarPeriod, Cap, Criterion, Event, InTheLast, InTotal, OnEvent, stands_against
from creditlang.ir import expressions as ir
from creditlang.ir.grades import Grade
from creditlang.syntax import nodes
from creditlang.types import Date, Duration, Interval, Number, Plain, Text, definite, show_type
from creditlang.values import Exact, as_exact, plain

PLACE = Place("a criterion", in_criterion=True, reads_earlier=True)
NOT_NEGATIVE = Interval(0, None)


def check_criterion(written: nodes.Criterion, names: Names) -> Criterion | None:
    """The criterion; None after a report."""
    rule = f"the criterion `{written.name.text}`"
    clauses = written.clauses
    text = rule_text(written.name, written.title, clauses, rule, written.span, names)
    if text.basis is None:
        names.collector.report(NoBasisWarning(span=written.name.span, rule=rule))
    trigger = check_trigger(clauses, rule, PLACE, names)
    found = _effect(written, rule, names)
    expires = one_of(clauses, nodes.Expires, "expires", rule, names.collector)
    counts_from = one_of(clauses, nodes.CountsFrom, "counts from", rule, names.collector)
    largest = one_of(clauses, nodes.OnlyLargest, "only the largest", rule, names.collector)
    once = one_of(clauses, nodes.OnceIn, "at most once", rule, names.collector)
    weight = one_of(clauses, nodes.Weight, "weight", rule, names.collector)
    if trigger.event is None and trigger.sound:
        _only_on_events(clauses, names)
    amount = check_amount(found, trigger, rule, names) if found else None
    expiry = _expiry(expires, trigger) if trigger.event else None
    start = _counts_from(counts_from, expires, trigger, names) if trigger.event else None
    per = largest_per(largest, trigger.event, names) if trigger.event else None
    caps = [_cap(cap, names) for cap in all_of(clauses, nodes.Cap)]
    share = check_weight(weight, names)
    if once is not None:
        some_time(once.period, "at most once in", "write a longer time", names.collector)
    sound = (
        trigger.sound
        and (expiry is not None) == (expires is not None and expires.after is not None)
        and (start is not None) == (counts_from is not None)
        and (per is not None) == (largest is not None)
        and (share is not None) == (weight is not None)
        and all(cap is not None for cap in caps)
    )
    if found is None or amount is None or not sound:
        return None
    return Criterion(
        text,
        trigger.trigger,
        1 if found.effect is nodes.Effect.AWARD else -1,
        amount,
        expiry,
        start,
        tuple(cap for cap in caps if cap is not None),
        per,
        share,
        CalendarPeriod[expires.at_end_of.name] if expires and expires.at_end_of else None,
        expires is not None and expires.with_earlier,
        once.period.value if once else None,
    )


def _effect(written: nodes.Criterion, rule: str, names: Names) -> nodes.Points | nodes.AssessedPoints | None:
    """The one `award` or `deduct`."""
    found = [c for c in written.clauses if isinstance(c, nodes.Points | nodes.AssessedPoints)]
    if not found:
        names.collector.report(
            MissingClause(
                span=written.name.span,
                rule=rule,
                clause="points to give or take",
                advice="add `award 10` or `deduct 10`",
            )
        )
        return None
    for other in found[1:]:
        if other.effect is found[0].effect:
            word = f"`{other.effect.value}`"
            names.collector.report(RepeatedClause(span=other.span, rule=rule, clause=word, first=found[0].span))
            continue
        names.collector.report(
            BothWays(
                span=other.span,
                rule=rule,
                one=f"`{found[0].effect.value}`",
                other=f"`{other.effect.value}`",
                first=found[0].span,
            )
        )
    return found[0]


def check_amount(
    found: nodes.Points | nodes.AssessedPoints, trigger: Trigger, rule: str, names: Names
) -> ir.Expression | Assessed | None:
    """The points of a record, or of the facts: never negative, in the decimals of the score."""
    if names.score is None:
        return None  # reported once for the rulebook
    word = f"`{found.effect.value}`"
    wanted = attrs.evolve(names.score, range=NOT_NEGATIVE)
    if isinstance(found, nodes.AssessedPoints):
        return _assessed(found, wanted, trigger, names)
    scope = trigger.scope if trigger.event or trigger.sound else trigger.scope.forgiving()
    if trigger.event is None:
        scope = attrs.evolve(scope, place=attrs.evolve(scope.place, in_criterion=False))
    amount = expressions.check_wanted(found.amount, scope, wanted, word)
    if amount is not None and isinstance(kind := definite(amount.type), Number) and kind.range == Interval(0, 0):
        names.collector.report(NeverApplies(span=found.amount.span, rule=rule))
        return None
    return amount


def _assessed(found: nodes.AssessedPoints, wanted: Number, trigger: Trigger, names: Names) -> Assessed | None:
    scope = subject_scope(names, PLACE)
    low = expressions.check_constant(found.low, scope, wanted, "the least that an official may set")
    high = expressions.check_constant(found.high, scope, wanted, "the most that an official may set")
    event = trigger.event
    if event is None:
        if trigger.sound:
            names.collector.report(
                MisplacedClause(
                    span=found.span,
                    clause="`assessed`",
                    because="only a record can hold what an official set",
                    advice="add `on …` with the event",
                )
            )
        return None
    for field, what in (("assessed", "the points"), ("reason", "the reason")):
        declared = event.fields.get(field)
        kind = declared.type if declared else None
        fits = (
            isinstance(kind, Text)
            if field == "reason"
            else isinstance(kind, Number)
            and isinstance(kind.unit, Plain)
            and kind.scale is not None
            and kind.scale <= (wanted.scale or 0)
        )
        if not fits:
            names.collector.report(AssessedFields(span=found.span, event=event.name, field=field, what=what))
            return None
    if low is None or high is None:
        return None
    lowest, highest = as_exact(low.value), as_exact(high.value)
    if lowest > highest:
        names.collector.report(
            OutOfRange(span=found.span, place="the first number", wanted="the lower one", got="the higher one")
        )
        return None
    return Assessed(lowest, highest)


def check_burden(written: nodes.Criterion, grades: Sequence[Grade], collector: Collector) -> None:
    """Report what counts against a person in silence because a fact is unknown: deductions, where fewer points are
    better awards. Which way is better is known only when the grades are."""
    found = next((c for c in written.clauses if isinstance(c, nodes.Points | nodes.AssessedPoints)), None)
    if found is None or not stands_against(-1 if found.effect is nodes.Effect.DEDUCT else 1, grades):
        return
    rule = f"the criterion `{written.name.text}`"
    unknowns.check_trigger(written.clauses, rule, collector)
    if isinstance(found, nodes.Points):
        unknowns.check_amount(found.amount, rule, collector)


def warn_of_permanence(
    written: nodes.Criterion, found: Criterion, grades: Sequence[Grade], collector: Collector
) -> None:
    """Warn of what stands against a person for good without being said aloud: deductions, where fewer points are better
    awards."""
    against = stands_against(found.sign, grades)
    if against and isinstance(found.trigger, OnEvent) and not all_of(written.clauses, nodes.Expires):
        what, bad = ("award", ", and here fewer points are better") if found.sign > 0 else ("deduction", "")
        collector.report(PermanentDeduction(span=written.name.span, what=what, name=written.name.text, bad=bad))


def _only_on_events(clauses: Sequence[nodes.CriterionClause], names: Names) -> None:
    """Clauses that speak of records mean nothing for a criterion on facts."""
    for clause in clauses:
        word = None
        match clause:
            case nodes.Expires():
                word = "`expires`"
            case nodes.CountsFrom():
                word = "`counts from`"
            case nodes.OnlyLargest():
                word = "`only the largest`"
            case nodes.OnceIn():
                word = "`at most once`"
            case nodes.Cap(span_of=nodes.CapPerCalendar() | nodes.CapInTheLast()):
                word = "this cap"
        if word:
            names.collector.report(
                MisplacedClause(
                    span=clause.span,
                    clause=word,
                    because="this criterion is on facts, which have no date",
                    advice="add `on …` with an event, or take it out",
                )
            )


def _expiry(expires: nodes.Expires | None, trigger: Trigger) -> ir.Expression | None:
    if expires is None or expires.after is None:
        return None
    return check_duration(expires.after, trigger.scope, "`expires after`")


def check_duration(written: nodes.Expression, scope: Scope, place: str) -> ir.Expression | None:
    """A duration in days or in months."""
    found = expressions.check_value(written, scope)
    if found is None:
        return None
    if isinstance(found.type, Duration):
        if isinstance(written, nodes.DurationLiteral):
            some_time(written, place, f"{place} needs one day at least", scope.names.collector)
        return found
    scope.report(
        WrongType(
            span=written.span,
            place=place,
            wanted="a duration",
            got=show_type(found.type),
            advice="say of what: `10 days`, `2 years`",
        )
    )
    return None


def _counts_from(
    written: nodes.CountsFrom | None, expires: nodes.Expires | None, trigger: Trigger, names: Names
) -> ir.Expression | None:
    if written is None:
        return None
    if expires is None or expires.never:
        names.collector.report(
            MisplacedClause(
                span=written.span,
                clause="`counts from`",
                because="nothing here expires",
                advice="add `expires after …`",
            )
        )
        return None
    found = expressions.check_expression(written.start, trigger.scope, Date())
    if found is None:
        return None
    if isinstance(definite(found.type), Date):
        return found
    names.collector.report(
        WrongType(span=written.start.span, place="`counts from`", wanted="a date", got=show_type(found.type))
    )
    return None


def largest_per(written: nodes.OnlyLargest | None, event: Event | None, names: Names) -> str | None:
    """The field by which records are one act; None after a report."""
    if written is None or event is None:
        return None
    name = written.field.path[-1]
    if len(written.field.path) == 1 and name.text in event.fields:
        return name.text
    names.collector.report(
        UnknownField(
            span=written.field.span,
            holder=f"`{event.name}`",
            name=written.field.span.text,
            suggestion=closest(name.text, event.fields),
            fields=tuple(event.fields),
        )
    )
    return None


def _cap(written: nodes.Cap, names: Names) -> Cap | None:
    if names.score is None:
        return None
    scope = subject_scope(names, Place("a cap"))
    wanted = attrs.evolve(names.score, range=NOT_NEGATIVE)
    amount = expressions.check_wanted(written.amount, scope, wanted, "`at most`")
    if amount is None:
        return None
    match written.span_of:
        case nodes.CapPerCalendar(period=period):
            return Cap(amount, CalendarPeriod[period.name])
        case nodes.CapInTheLast(period=length):
            return Cap(amount, InTheLast(length.value))
        case nodes.CapInTotal():
            return Cap(amount, InTotal())


def check_weight(written: nodes.Weight | None, names: Names) -> Exact | None:
    """A share above 0; None after a report."""
    if written is None:
        return None
    share, percent = written.share.value, written.span.text.endswith("%")
    if 0 < share <= 1 or (percent and share > 0):
        return plain(share)
    text = written.share.span.text
    names.collector.report(
        OutOfRange(
            span=written.span,
            place="a weight",
            wanted="more than 0" if share <= 0 else "a share from 0 to 1, or a percentage",
            got=text,
            advice=f"write `weight {text}%`" if share > 0 else "",
        )
    )
    return None
