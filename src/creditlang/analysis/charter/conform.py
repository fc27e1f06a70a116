"""A charter's clauses, each given to the family that decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from creditlang.analysis.charter.answers import Answer, Conformity, Grounds, Status, Verdict, answer
from creditlang.analysis.charter.cliffs import decide_cliffs
from creditlang.analysis.charter.enactment import decide_enactment
from creditlang.analysis.charter.ending import decide_ending
from creditlang.analysis.charter.errors import CharterViolated, NameWithoutObject
from creditlang.analysis.charter.kinds import decide_kinds
from creditlang.analysis.charter.limits import decide_limits
from creditlang.analysis.charter.movements import decide_movement
from creditlang.analysis.charter.process import decide_process
from creditlang.analysis.charter.prover import Prover
from creditlang.analysis.charter.reading import decide_reading
from creditlang.analysis.charter.unknowns import decide_unknowns
from creditlang.analysis.static.flows import Flow, flow_of
from creditlang.analysis.static.steps import Step
from creditlang.analysis.static.targets import rules_of
from creditlang.diagnostics import Diagnostic, Label, closest
from creditlang.ir import Edition, Event, Subject
from creditlang.ir import charter as ir
from creditlang.source import Span


def conform(
    charter: ir.Charter,
    edition: Edition,
    prover: Prover | None = None,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Conformity:
    """What each clause of a charter comes to for an edition.

    Args:
        prover: asked where bounds and flows do not settle a clause; without one it stays undecided.
        on_progress: told how many clauses are decided, and how many there are.
    """
    if not _concerns(charter.sectors, edition) or charter.registry not in (None, edition.registry.name):
        return Conformity(charter, edition, (), applies=False)
    flow = flow_of(edition)
    answers: list[Answer] = []
    for demand in charter.demands:
        if on_progress:
            on_progress(len(answers), len(charter.demands))
        answers.append(_answer(demand, flow, prover))
    return Conformity(charter, edition, tuple(answers))


def _answer(demand: ir.Demand, flow: Flow, prover: Prover | None) -> Answer:
    if not _concerns(demand.sectors, flow.edition):
        sectors = " or ".join(f"“{sector}”" for sector in demand.sectors)
        return answer(demand, Verdict(Grounds.TEXT, f"it is only for rulebooks of {sectors}"))
    return answer(demand, _verdict(demand.body, flow, prover))


def _concerns(sectors: tuple[str, ...], edition: Edition) -> bool:
    return not sectors or edition.sector in sectors


def _verdict(body: ir.Body, flow: Flow, prover: Prover | None) -> Verdict:
    match body:
        case (
            ir.ForbidProtected()
            | ir.ForbidRelations()
            | ir.ForbidReading()
            | ir.PermitReading()
            | ir.RestrictContexts()
            | ir.PermitIssuers()
            | ir.ForbidOtherContexts()
        ):
            return decide_reading(body, flow)
        case ir.ForbidUnknown():
            return decide_unknowns(body, flow.edition)
        case (
            ir.ForbidRules()
            | ir.RestrictMeasures()
            | ir.RestrictPublishing()
            | ir.ForbidPublishingProtected()
            | ir.LimitDiscretion()
        ):
            return decide_kinds(body, flow.edition)
        case (
            ir.RequireOwed()
            | ir.RequireSource()
            | ir.RequireNotice()
            | ir.RequireAppeal()
            | ir.RequireLasts()
            | ir.RequireExpires()
            | ir.ForbidPermanent()
        ):
            return decide_process(body, flow)
        case ir.RequireEnactment() | ir.RequireConsent() | ir.RequireMilder() | ir.ForbidRetroactive():
            return decide_enactment(body, flow.edition)
        case ir.ForbidCliffs():
            return decide_cliffs(flow, prover)
        case ir.RequireEnding():
            return decide_ending(body, flow.edition)
        case ir.RequireMovement():
            return decide_movement(body, flow, prover)
        case _:
            return decide_limits(body, flow, prover)


# --- what `check` says --------------------------------------------------------------------------------------


def violations(conformity: Conformity) -> Iterator[Diagnostic]:
    """Everything by which a rulebook breaks its charter, as far as is decided, and names that mean nothing."""
    edition, charter = conformity.edition, conformity.charter
    for found in conformity.of(Status.VIOLATED):
        for finding in found.findings:
            yield CharterViolated(
                span=finding.span,
                finding=finding.message,
                rule=finding.rule,
                charter=charter.name,
                clause=found.demand.words,
                declared=found.demand.span,
                chain=tuple(_labels(finding.chain, finding.span)),
                basis=found.demand.basis,
            )
    if conformity.applies:
        for name, span in _names(charter):
            yield from _lost(name, span, edition)


def _labels(chain: tuple[Step, ...], own: Span) -> Iterator[Label]:
    seen = {(id(own.source), own.start)}
    for step in chain:
        if step.span is not None and (place := (id(step.span.source), step.span.start)) not in seen:
            seen.add(place)
            yield Label(step.span, step.text)


def _names(charter: ir.Charter) -> Iterator[tuple[str, Span]]:
    """The names of events, fields and rules in a charter that names no registry; the checker has seen to the others."""
    for demand in charter.demands:
        for exemption in demand.exemptions:
            yield exemption.rule, exemption.span
        body = demand.body
        for target in getattr(body, "targets", ()):
            if target.name is not None:
                yield target.name, target.span
        if charter.registry is None:
            for thing in getattr(body, "things", ()):
                yield thing.shown, thing.span
            if isinstance(body, ir.RequireMovement):
                yield body.field.shown, body.field.span


def _lost(name: str, span: Span, edition: Edition) -> Iterator[Diagnostic]:
    registry = edition.registry
    holders: tuple[Subject | Event, ...] = (*registry.subjects.values(), *registry.events.values())
    known = {*rules_of(edition), *edition.groups, *registry.events, *(f for h in holders for f in h.fields)}
    known |= {f"{holder.name}.{field}" for holder in holders for field in holder.fields}
    if name not in known and (suggestion := closest(name, known)) is not None:
        yield NameWithoutObject(span=span, name=name, rulebook=edition.name, suggestion=suggestion)
