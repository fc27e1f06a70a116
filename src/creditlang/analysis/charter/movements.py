"""`require points never fall when Donation.amount rises`, and `… never change when … changes`.

No influence is proven by the flow of information, a direction part by part (`monotone`), both for all people and
histories. Where that does not settle it, a prover is asked for two people who differ in the field alone.
"""

from __future__ import annotations

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict, verdict
from creditlang.analysis.charter.limits import Settling
from creditlang.analysis.charter.outcomes import rests_on
from creditlang.analysis.charter.prover import Prover
from creditlang.analysis.static.flows import Field, Flow, Relation
from creditlang.analysis.static.monotone import Movement, Way
from creditlang.analysis.static.steps import Step
from creditlang.ir import Edition, Event, Registry, Subject
from creditlang.ir.charter import Movement as Moved
from creditlang.ir.charter import OutcomeKind, RequireMovement, Thing
from creditlang.source import Span
from creditlang.types import Date, Number, definite


def decide_movement(demand: RequireMovement, flow: Flow, prover: Prover | None) -> Verdict:
    """Whether the outcome keeps from moving so."""
    edition = flow.edition
    field = field_named(demand.field, edition)
    outcome = demand.outcome.value if isinstance(demand.outcome, OutcomeKind) else f"`{demand.outcome}`"
    if field is None:
        return verdict(Grounds.FLOW, f"there is no `{demand.field.shown}` in `{edition.registry.name}`", ())
    reached = rests_on(demand.outcome, flow)
    if reached is None:
        return verdict(Grounds.FLOW, f"there is no rule {outcome} here", ())
    if demand.never is Moved.CHANGES:
        # Whether somebody is rated at all is an influence, too.
        for _, _, found in flow.of_head():
            reached = {**found, **reached}
    chain = reached.get(field) or reached.get(Relation(field.holder, field.name))
    if chain is None:
        return verdict(Grounds.FLOW, f"`{demand.field.shown}` does not reach {outcome}, through any definition", ())
    moving = f"{outcome} may {_verb(demand.never)} when `{demand.field.shown}` {demand.when.value}"
    doubt = Finding(_first(demand.outcome), moving, _place(chain, edition), chain)
    settling = Settling()
    if demand.never is not Moved.CHANGES:
        if not _moves(edition.registry, field):
            said = f"`{demand.field.shown}` neither rises nor falls: it is no number, amount or date"
            return Verdict(Grounds.TEXT, "", (), (Finding(None, said, edition.span),))
        way = _way(demand.outcome, edition, field)
        # What must never move with the field must go against it, and what must never move against it must go with it.
        if way in (Way.STILL, Way.DOWN if demand.never is demand.when else Way.UP):
            kept = f"no part of {outcome} can {_verb(demand.never)} as `{demand.field.shown}` {demand.when.value}"
            return verdict(Grounds.BOUNDS, kept, ())
    proof = prover.moves(demand.outcome, demand.never, field, demand.when) if prover else None
    settling.settle(doubt, proof)
    return settling.verdict(f"{outcome} never {_verb(demand.never)} when `{demand.field.shown}` {demand.when.value}")


def field_named(thing: Thing, edition: Edition) -> Field | None:
    """The field that a clause names: of the rulebook's subject, or the only other holder that has it."""
    registry = edition.registry
    if len(thing.path) == 2:
        holder, name = thing.path
        declared = registry.subjects.get(holder) or registry.events.get(holder)
        return Field(holder, name) if declared is not None and name in declared.fields else None
    (name,) = thing.path
    if name in registry.subjects[edition.subject].fields:
        return Field(edition.subject, name)
    every: list[Event | Subject] = [*registry.events.values(), *registry.subjects.values()]
    holders = [holder for holder in every if name in holder.fields]
    return Field(holders[0].name, name) if len(holders) == 1 else None


def _moves(registry: Registry, field: Field) -> bool:
    declared = (registry.subjects.get(field.holder) or registry.events[field.holder]).fields[field.name]
    return isinstance(definite(declared.type), Number | Date)


def _way(outcome: OutcomeKind | str, edition: Edition, field: Field) -> Way:
    movement = Movement(edition, field)
    match outcome:
        case OutcomeKind.POINTS:
            return movement.points()
        case OutcomeKind.GRADE:
            return movement.grade()
        case OutcomeKind.REWARDS | OutcomeKind.SANCTIONS:
            return Way.UNCLEAR
        case str():
            return movement.rule(outcome)


def _verb(never: Moved) -> str:
    return {Moved.FALLS: "fall", Moved.RISES: "rise", Moved.CHANGES: "change"}[never]


def _first(outcome: OutcomeKind | str) -> str | None:
    return outcome if isinstance(outcome, str) else None


def _place(chain: tuple[Step, ...], edition: Edition) -> Span:
    return next((step.span for step in reversed(chain) if step.span is not None), edition.span)
