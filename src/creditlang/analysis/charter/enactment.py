"""Clauses on how a rulebook came about and whom it binds: enactment, sunset, retroactivity, the milder law, consent.

Decided by the head of the edition.
"""

from __future__ import annotations

from collections.abc import Iterator

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict, verdict
from creditlang.ir import Edition, Transition
from creditlang.ir.charter import ForbidRetroactive, RequireConsent, RequireEnactment, RequireMilder
from creditlang.values import add, show_duration

EnactmentDemand = RequireEnactment | RequireConsent | RequireMilder | ForbidRetroactive


def decide_enactment(demand: EnactmentDemand, edition: Edition) -> Verdict:
    """Whether the head says what is required."""
    match demand:
        case RequireEnactment():
            return _verdict(edition, _not_enacted(demand, edition), "its head says all of it")
        case RequireConsent(withdrawable=withdrawable):
            return _verdict(edition, _no_consent(edition, withdrawable), _consent(edition))
        case RequireMilder():
            kept = "of two editions the milder judges a record"
            return _verdict(edition, _not_milder(edition), kept)
        case ForbidRetroactive():
            milder = ", unless that is milder than what stood then" if edition.transition is Transition.MILDER else ""
            kept = f"it is in force after its enactment, and scores no record from before it was in force{milder}"
            return _verdict(edition, _looks_back(edition), kept)


def _verdict(edition: Edition, faults: Iterator[str], kept: str) -> Verdict:
    findings = [Finding(None, f"the rulebook `{edition.name}` {fault}", edition.span) for fault in faults]
    return verdict(Grounds.TEXT, kept, findings)


def _not_enacted(demand: RequireEnactment, edition: Edition) -> Iterator[str]:
    enacted = edition.enacted
    if demand.date and enacted is None:
        yield "does not say when it was enacted"
    if demand.authority and not (edition.authority and edition.authority.strip()):
        yield "does not say which authority answers for it"
    if demand.comment_days is not None:
        if enacted is None or enacted.comment_days is None:
            yield "does not say that the public could comment on it"
        elif enacted.comment_days < demand.comment_days:
            yield f"had {enacted.comment_days} days of public comment, where {demand.comment_days} are owed"
    if demand.sunset_within is not None:
        most = show_duration(demand.sunset_within)
        if edition.sunset is None:
            yield "has no sunset"
        elif edition.in_force is None:
            yield f"does not say since when it is in force, so that its sunset within {most} cannot be told"
        elif edition.sunset > add(edition.in_force, demand.sunset_within):
            yield f"has its sunset on {edition.sunset}, more than {most} after {edition.in_force}, its first day"


def _no_consent(edition: Edition, withdrawable: bool) -> Iterator[str]:
    if edition.consent is None:
        yield "scores people without their consent"
    elif withdrawable and edition.consent.ended_by is None:
        yield "knows no way to withdraw consent: `requires consent` names no `ended by`"


def _consent(edition: Edition) -> str:
    consent = edition.consent
    if consent is None:
        return ""
    ended = f", until a record of `{consent.ended_by}` ends it" if consent.ended_by else ""
    return f"nobody is scored without a record of `{consent.event}`{ended}"


def _not_milder(edition: Edition) -> Iterator[str]:
    if edition.transition is not Transition.MILDER:
        yield f"judges a record by {edition.transition.value}, whichever is milder"


def _looks_back(edition: Edition) -> Iterator[str]:
    starts, enacted = edition.in_force, edition.enacted
    if starts is None:
        yield "does not say since when it is in force, and so reaches back without limit"
    elif enacted is None:
        yield "does not say when it was enacted, so that nobody can tell whether it reaches back"
    elif starts < enacted.on:
        yield f"is in force from {starts}, before it was enacted on {enacted.on}"
    if edition.transition is Transition.THIS_EDITION:
        yield "judges what was done before it was in force by its own rules (`transition: this edition`)"
