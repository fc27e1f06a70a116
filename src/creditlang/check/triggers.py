"""What sets a rule off: each record of an event, or a state of affairs."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from creditlang.check import expressions
from creditlang.check.clauses import not_both, one_of
from creditlang.check.errors.names import NotUsableHere, UnknownName
from creditlang.check.errors.rules import NeverApplies
from creditlang.check.facts import facts_of
from creditlang.check.scope import Names, Place, Scope, record_scope, subject_scope
from creditlang.diagnostics import closest
from creditlang.ir import Always, Event, OnEvent, While
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
    facts = facts_of(condition, True)
    if facts.contradiction:
        names.collector.report(NeverApplies(span=during.condition.span, rule=rule))
    return Trigger(While(condition), scope.under(facts), scope, None, sound and not facts.contradiction)


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
    facts = facts_of(where, True)
    if facts.contradiction:
        names.collector.report(NeverApplies(span=on.where.span, rule=rule))
    return Trigger(OnEvent(event.name, where), scope.under(facts), scope, event, sound and not facts.contradiction)
