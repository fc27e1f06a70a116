"""What sets a rule off: each record of an event, or a state of affairs."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from creditlang.check import expressions
from creditlang.check.clauses import not_both, one_of
from creditlang.check.errors.names import NotUsableHere, UnknownName
from creditlang.check.errors.rules import NeverApplies
from creditlang.check.errors.warnings import AlwaysHolds
from creditlang.check.facts import facts_of
from creditlang.check.scope import Names, Place, Scope, record_scope, subject_scope
from creditlang.diagnostics import closest
from creditlang.ir import Always, Event, OnEvent, While
from creditlang.ir import expressions as ir
from creditlang.syntax import nodes


@attrs.frozen
class Trigger:
    """A checked trigger, with the scopes that its rule's other clauses have.

    Attributes:
        scope: what the rule may read, where the trigger's condition holds.
        open_scope: the same without relying on the condition, for what is asked later on.
        event: the event of `on`, or None.
        sound: whether nothing was wrong; otherwise the rule is checked on, but not built.
    """

    trigger: OnEvent | While | Always
    scope: Scope
    open_scope: Scope
    event: Event | None
    sound: bool


def check_trigger(clauses: Sequence[nodes.Node], rule: str, place: Place, names: Names) -> Trigger:
    """The trigger of a rule; `Always` where it has neither `on` nor `while`."""
    on = one_of(clauses, nodes.OnEvent, "on", rule, names.collector)
    during = one_of(clauses, nodes.While, "while", rule, names.collector)
    sound = not_both(on, during, ("on", "while"), rule, names.collector)
    if on is not None:
        return _on_event(on, rule, place, names, sound)
    scope = subject_scope(names, place)
    if during is None:
        return Trigger(Always(), scope, scope, None, sound)
    condition = expressions.check_truth(during.condition, scope)
    if condition is None:
        return Trigger(Always(), scope.forgiving(), scope, None, False)
    advice = "if everybody is meant, write `while yes`; if not, compare it with the ranges in the registry"
    possible = _may_hold(condition, during.condition, rule, advice, names)
    return Trigger(While(condition), scope.under(facts_of(condition, True)), scope, None, sound and possible)


def _may_hold(condition: ir.Expression, written: nodes.Expression, rule: str, advice: str, names: Names) -> bool:
    """Whether some data can meet a condition; one that all or none meet is reported."""
    never, always = (facts_of(condition, truth).contradiction for truth in (True, False))
    if isinstance(condition, ir.CompareGrade):
        best, worst = names.grades[0], names.grades[-1]
        test = (condition.relation, condition.grade)
        never = test in ((ir.Relation.GREATER, best), (ir.Relation.LESS, worst))
        always = test in ((ir.Relation.AT_MOST, best), (ir.Relation.AT_LEAST, worst))
    if never:
        names.collector.report(NeverApplies(span=written.span, rule=rule))
    elif always and not isinstance(condition, ir.Constant):
        names.collector.report(AlwaysHolds(span=written.span, rule=rule, advice=advice))
    return not never


def event_named(name: nodes.Name, names: Names) -> Event | None:
    """An event whose records are about the rulebook's subject; None after a report."""
    events = names.registry.events
    event = events.get(name.text)
    if event is None:
        names.collector.report(
            UnknownName(
                span=name.span,
                what="an event",
                name=name.text,
                suggestion=closest(name.text, events),
                known=tuple(events),
            )
        )
    elif event.subject != names.subject:
        names.collector.report(
            NotUsableHere(
                span=name.span,
                what=f"`{event.name}`",
                place="this rulebook",
                advice=f"its records are about a `{event.subject}`, and the rulebook is about a `{names.subject}`",
            )
        )
    else:
        return event
    return None


def _on_event(on: nodes.OnEvent, rule: str, place: Place, names: Names, sound: bool) -> Trigger:
    event = event_named(on.event, names)
    if event is None:
        # Without the event nothing is known about its fields, so the other clauses cannot be judged.
        blind = subject_scope(names, place).blindly()
        return Trigger(Always(), blind, blind, None, False)
    scope = record_scope(names, place, event)
    if on.where is None:
        return Trigger(OnEvent(event.name, None), scope, scope, event, sound)
    # The ordinal of a record cannot be asked while it is being decided which records count.
    where_scope = attrs.evolve(scope, place=attrs.evolve(place, in_criterion=False))
    where = expressions.check_truth(on.where, where_scope)
    if where is None:
        return Trigger(OnEvent(event.name, None), scope.forgiving(), scope, event, False)
    advice = "if every record is meant, leave `where` out; if not, compare it with the ranges in the registry"
    possible = _may_hold(where, on.where, rule, advice, names)
    return Trigger(OnEvent(event.name, where), scope.under(facts_of(where, True)), scope, event, sound and possible)
