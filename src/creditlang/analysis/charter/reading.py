"""Clauses on what rules may rest on: protected facts, relations, listed data, contexts, issuers.

Decided by the flow of information alone, for all people and histories. A finding names what is read and shows the
chain of definitions and rules that leads there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import attrs

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict, verdict
from creditlang.analysis.static.flows import Atom, Chain, Field, Flow, Records, Relation
from creditlang.analysis.static.targets import (
    Rule,
    called,
    context_of,
    counts_against,
    is_detriment,
    meant,
    selected,
    words_of,
)
from creditlang.diagnostics import listing
from creditlang.ir import Criterion, Registry
from creditlang.ir.charter import (
    ForbidOtherContexts,
    ForbidProtected,
    ForbidReading,
    ForbidRelations,
    PermitIssuers,
    PermitReading,
    Readable,
    RestrictContexts,
    TargetKind,
    Targets,
    Thing,
)
from creditlang.source import Span

ReadingDemand = (
    ForbidProtected
    | ForbidRelations
    | ForbidReading
    | PermitReading
    | RestrictContexts
    | PermitIssuers
    | ForbidOtherContexts
)
_Fault = Callable[[Atom], str | None]
"""What is wrong with resting on something, as the rest of a sentence; None if nothing is."""


def decide_reading(demand: ReadingDemand, flow: Flow) -> Verdict:
    """Whether the rules keep to it."""
    if isinstance(demand, ForbidOtherContexts):
        return _other_contexts(demand.targets, flow)
    registry = flow.edition.registry
    match demand:
        case ForbidProtected():
            fault, holds = _protected(registry), "no protected fact reaches"
        case ForbidRelations():
            fault, holds = _relation, "nothing is read through a relation by"
        case ForbidReading(things=things):
            fault, holds = _named(things), f"{_shown(things)} {'does' if len(things) == 1 else 'do'} not reach"
        case PermitReading():
            fault, holds = _not_permitted(demand), f"nothing but {_shown(demand.things)} reaches"
        case RestrictContexts():
            fault, holds = _contexts(demand, registry), "no record of another context reaches"
            if not demand.permitted:
                holds = f"no record of {listing(demand.contexts)} reaches"
        case PermitIssuers():
            fault, holds = _issuer(demand, registry), "no record of another body reaches"
    findings = [
        Finding(place.name, f"{place.called} {wrong}", place.span, chain)
        for place in _places(demand.targets, flow)
        for atom, chain in place.atoms.items()
        if (wrong := fault(atom)) is not None
    ]
    return verdict(Grounds.FLOW, f"{holds} {words_of(demand.targets)}, through any chain of definitions", findings)


@attrs.frozen
class _Reader:
    """A rule, the grade or the head of the rulebook, with what it rests on."""

    name: str | None
    called: str
    span: Span
    atoms: dict[Atom, Chain]


def _places(targets: Targets, flow: Flow) -> Iterator[_Reader]:
    edition = flow.edition
    for rule in selected(targets, edition):
        yield _Reader(rule.text.name, called(rule), rule.text.span, flow.of_rule(rule))
    if edition.score is not None and meant(targets, TargetKind.RULES, TargetKind.CRITERIA):
        yield _Reader(None, "the score", edition.score.span, flow.of_score(lambda _: True))
    if edition.score is not None and edition.grades and meant(targets, TargetKind.GRADES):
        yield _Reader(None, "the grade", edition.score.span, flow.of_grade())
    if any(target.kind is not None and target.context is None for target in targets):
        for said, span, atoms in flow.of_head():
            yield _Reader(None, said, span, atoms)


# --- what is wrong with resting on something ---------------------------------------------------------------


def _protected(registry: Registry) -> _Fault:
    def fault(atom: Atom) -> str | None:
        if isinstance(atom, Records):
            return None
        holder = atom.subject if isinstance(atom, Relation) else atom.holder
        declared = (registry.subjects.get(holder) or registry.events[holder]).fields[atom.name]
        return f"rests on `{atom.name}` of `{holder}`, which is protected" if declared.protected else None

    return fault


def _relation(atom: Atom) -> str | None:
    return f"rests on others: it reads through the relation `{atom.name}`" if isinstance(atom, Relation) else None


def _named(things: tuple[Thing, ...]) -> _Fault:
    def fault(atom: Atom) -> str | None:
        if any(covers(thing, atom) for thing in things) and not (
            isinstance(atom, Field) and any(thing.path == (atom.holder,) for thing in things)
        ):
            return f"rests on {shown(atom)}"
        return None

    return fault


def _not_permitted(demand: PermitReading) -> _Fault:
    def fault(atom: Atom) -> str | None:
        match atom, demand.readable:
            case Records(event=event), Readable.EVERYTHING | Readable.EVENTS:
                permitted = any(thing.path[0] == event for thing in demand.things)
            case Field(holder=holder), Readable.EVERYTHING if any(t.path[0] == holder for t in demand.things):
                whole = any(thing.path == (holder,) for thing in demand.things)
                permitted = whole or any(covers(thing, atom) for thing in demand.things)
            case ((Field() | Relation()), Readable.EVERYTHING | Readable.FACTS):
                permitted = any(covers(thing, atom) for thing in demand.things)
            case _:
                permitted = True
        return None if permitted else f"rests on {shown(atom)}, which is not listed"

    return fault


def _contexts(demand: RestrictContexts, registry: Registry) -> _Fault:
    def fault(atom: Atom) -> str | None:
        if not isinstance(atom, Records):
            return None
        context = registry.events[atom.event].context
        if context is None:
            return f"rests on {shown(atom)}, which belong to no context" if demand.permitted else None
        if (context in demand.contexts) == demand.permitted:
            return None
        return f"rests on {shown(atom)}, from the context `{context}`"

    return fault


def _issuer(demand: PermitIssuers, registry: Registry) -> _Fault:
    def fault(atom: Atom) -> str | None:
        if not isinstance(atom, Records):
            return None
        issuer = registry.events[atom.event].issuer
        if issuer in demand.issuers:
            return None
        return f"rests on {shown(atom)}, which come from {f'“{issuer}”' if issuer else 'no named body'}"

    return fault


def covers(thing: Thing, atom: Atom) -> bool:
    """Whether a name of the charter means this."""
    match atom:
        case Records(event=event):
            return thing.path == (event,)
        case Field(holder=holder, name=name):
            return thing.path in ((name,), (holder, name), (holder,))
        case Relation(subject=subject, name=name):
            return thing.path in ((name,), (subject, name))


def shown(atom: Atom) -> str:
    """As a sentence calls it."""
    match atom:
        case Records(event=event):
            return f"records of `{event}`"
        case Field(holder=holder, name=name):
            return f"`{name}` of `{holder}`"
        case Relation(subject=subject, name=name):
            return f"the relation `{name}` of `{subject}`"


def _shown(things: tuple[Thing, ...]) -> str:
    return listing([thing.shown for thing in things], "and")


# --- contexts of causes and effects -------------------------------------------------------------------------


def _other_contexts(targets: Targets, flow: Flow) -> Verdict:
    findings = [finding for rule in selected(targets, flow.edition) for finding in _outside(rule, flow)]
    kept = f"{words_of(targets)} take effect in the context of all records that they rest on"
    return verdict(Grounds.FLOW, kept, findings)


def _outside(rule: Rule, flow: Flow) -> Iterator[Finding]:
    """The causes of a rule in other contexts than its effect. Detriments that follow from the score have their cause
    in what stands against the person there: what lowers it or, of penalty points, what raises it."""
    edition = flow.edition
    name = rule.text.name
    effect = context_of(rule, edition.registry)

    def in_favour(other: Rule) -> bool:
        return isinstance(other, Criterion) and not counts_against(other, edition)

    found = flow.causes_of(rule, in_favour if is_detriment(rule) else None)
    causes = {atom: chain for atom, chain in found.items() if isinstance(atom, Records)}
    for atom, chain in causes.items():
        context = edition.registry.events[atom.event].context
        if effect is None:
            said = f"{called(rule)} does not say in which context it takes effect (`in …`)"
            yield Finding(name, said, rule.text.span, chain)
            return
        if context is None:
            yield Finding(
                name,
                f"{called(rule)} takes effect in `{effect}` and rests on {shown(atom)}, which belong to no context",
                rule.text.span,
                chain,
            )
        elif context != effect:
            yield Finding(
                name,
                f"{called(rule)} takes effect in `{effect}`, and its cause, {shown(atom)}, lies in `{context}`",
                rule.text.span,
                chain,
            )
