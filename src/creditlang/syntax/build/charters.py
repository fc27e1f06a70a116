"""Trees of a charter's clauses to nodes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lark import Token, Tree

from creditlang.syntax.build.clauses import basis, names, note, source
from creditlang.syntax.build.criteria import cap_period
from creditlang.syntax.build.expressions import path
from creditlang.syntax.build.literals import duration, literal, number
from creditlang.syntax.nodes import DurationLiteral, Name, Reference, SourceStatus, Text
from creditlang.syntax.nodes import charters as written
from creditlang.syntax.nodes.charters import (
    CharterClause,
    Demand,
    DemandBody,
    DemandPart,
    Enactment,
    KindTarget,
    Lengths,
    Movement,
    NamedTarget,
    OutcomeKind,
    Owed,
    Readable,
    TargetKind,
    Targets,
    Unknowns,
)
from creditlang.syntax.reading import Branch, Reading, is_tree

_Body = Callable[[Reading, Tree[Token]], DemandBody]


def charter_clause(reading: Reading, tree: Tree[Token]) -> CharterClause:
    """A clause under a `charter` head."""
    span = reading.span(tree)
    match tree.data:
        case "records":
            return written.CharterRecords(reading.name(tree.children[0]), span=span)
        case "applies_to":
            return written.AppliesTo(_texts(reading, tree.children[0]), span=span)
        case "basis":
            return basis(reading, tree)
        case "source":
            return source(reading, tree)
        case "note":
            return note(reading, tree)
    body, *parts = tree.children
    assert is_tree(body)
    return Demand(_BODIES[body.data](reading, body), tuple(_part(reading, part) for part in parts), span=span)


def _part(reading: Reading, tree: Branch) -> DemandPart:
    assert is_tree(tree)
    span = reading.span(tree)
    match tree.data:
        case "exception":
            spared, because = tree.children
            return written.Exempt(names(reading, spared), reading.text(because), span=span)
        case "only_sectors":
            return written.OnlySectors(_texts(reading, tree.children[0]), span=span)
        case "reason":
            return written.Reason(reading.text(tree.children[0]), span=span)
        case "basis":
            return basis(reading, tree)
        case _:
            return source(reading, tree)


# --- the pieces of bodies ----------------------------------------------------------------------------


def _texts(reading: Reading, tree: Branch) -> tuple[Text, ...]:
    assert is_tree(tree)
    return tuple(reading.text(child) for child in tree.children)


def _paths(reading: Reading, tree: Branch) -> tuple[Reference, ...]:
    assert is_tree(tree)
    return tuple(path(reading, child) for child in tree.children)


def _targets(reading: Reading, tree: Branch) -> Targets:
    assert is_tree(tree)
    return tuple(_target(reading, child) for child in tree.children)


def _target(reading: Reading, tree: Branch) -> KindTarget | NamedTarget:
    assert is_tree(tree)
    span = reading.span(tree)
    if tree.data == "named_target":
        return NamedTarget(reading.name(tree.children[0]), span=span)
    kind, context = tree.children
    return KindTarget(_kind(kind), None if context is None else reading.name(context), span=span)


def _kind(tree: Branch) -> TargetKind:
    assert is_tree(tree)
    return TargetKind(tree.data.replace("_", " "))


def _lengths(reading: Reading, tree: Branch) -> Lengths:
    assert is_tree(tree)
    span, found = reading.span(tree), [duration(reading, child) for child in tree.children]
    match tree.data:
        case "span_at_most":
            return Lengths(None, found[0], span=span)
        case "span_at_least":
            return Lengths(found[0], None, span=span)
        case _:
            return Lengths(found[0], found[1], span=span)


def _optional_duration(reading: Reading, token: Branch | None) -> DurationLiteral | None:
    return None if token is None else duration(reading, token)


def _measures(reading: Reading, tree: Branch) -> tuple[Text | Name, ...]:
    assert is_tree(tree)
    found: list[Text | Name] = []
    for child in tree.children:
        assert is_tree(child)
        word = child.children[0]
        found.append(reading.text(word) if child.data == "measure_text" else reading.name(word))
    return tuple(found)


def _enactment(reading: Reading, tree: Branch) -> Enactment:
    assert is_tree(tree)
    span = reading.span(tree)
    match tree.data:
        case "public_comment":
            return written.PublicComment(duration(reading, tree.children[0]), span=span)
        case "sunset_within":
            return written.SunsetWithin(duration(reading, tree.children[0]), span=span)
        case "an_authority":
            return written.AnAuthority(span=span)
        case _:
            return written.ADateOfEnactment(span=span)


def _movement(tree: Branch) -> Movement:
    assert is_tree(tree)
    return Movement(tree.data)


def _outcome(reading: Reading, tree: Branch) -> OutcomeKind | Name:
    assert is_tree(tree)
    if tree.data == "named_outcome":
        return reading.name(tree.children[0])
    return OutcomeKind(tree.data.removesuffix("_outcome"))


# --- the bodies --------------------------------------------------------------------------------------


def _owed(owed: Owed) -> _Body:
    return lambda reading, tree: written.RequireOwed(owed, _targets(reading, tree.children[0]), span=reading.span(tree))


def _unknowns(unknowns: Unknowns) -> _Body:
    return lambda reading, tree: written.ForbidUnknown(
        _targets(reading, tree.children[0]), unknowns, span=reading.span(tree)
    )


def _readable(readable: Readable) -> _Body:
    def build(reading: Reading, tree: Tree[Token]) -> DemandBody:
        things, targets = tree.children
        assert is_tree(things)
        if things.data == "names":
            found = tuple(Reference((name,), span=name.span) for name in names(reading, things))
        else:
            found = _paths(reading, things)
        return written.PermitReading(readable, found, _targets(reading, targets), span=reading.span(tree))

    return build


def _contexts(permitted: bool) -> _Body:
    def build(reading: Reading, tree: Tree[Token]) -> DemandBody:
        found, targets = tree.children
        return written.RestrictContexts(
            names(reading, found), _targets(reading, targets), permitted, span=reading.span(tree)
        )

    return build


def _only_targets(kind: Callable[..., DemandBody]) -> _Body:
    return lambda reading, tree: kind(_targets(reading, tree.children[0]), span=reading.span(tree))


def _nothing(kind: Callable[..., DemandBody]) -> _Body:
    return lambda reading, tree: kind(span=reading.span(tree))


def _forbid_reading(reading: Reading, tree: Tree[Token]) -> DemandBody:
    things, targets = tree.children
    return written.ForbidReading(_paths(reading, things), _targets(reading, targets), span=reading.span(tree))


def _permit_issuers(reading: Reading, tree: Tree[Token]) -> DemandBody:
    issuers, targets = tree.children
    return written.PermitIssuers(_texts(reading, issuers), _targets(reading, targets), span=reading.span(tree))


def _require_source(reading: Reading, tree: Tree[Token]) -> DemandBody:
    status, targets = tree.children
    assert is_tree(status)
    return written.RequireSource(SourceStatus(status.data), _targets(reading, targets), span=reading.span(tree))


def _require_movement(reading: Reading, tree: Tree[Token]) -> DemandBody:
    outcome, never, field, when = tree.children
    return written.RequireMovement(
        _outcome(reading, outcome), _movement(never), path(reading, field), _movement(when), span=reading.span(tree)
    )


def _limit_value(reading: Reading, tree: Tree[Token]) -> DemandBody:
    targets, amount = tree.children
    return written.LimitValue(_targets(reading, targets), literal(reading, amount), span=reading.span(tree))


def _limit_period(reading: Reading, tree: Tree[Token]) -> DemandBody:
    targets, amount, period = tree.children
    return written.LimitPeriod(
        _targets(reading, targets), literal(reading, amount), cap_period(reading, period), span=reading.span(tree)
    )


def _deadline(kind: Callable[..., DemandBody]) -> _Body:
    return lambda reading, tree: kind(
        _optional_duration(reading, tree.children[0]), _targets(reading, tree.children[1]), span=reading.span(tree)
    )


_BODIES: Final[dict[str, _Body]] = {
    "forbid_protected": _only_targets(written.ForbidProtected),
    "forbid_relations": _only_targets(written.ForbidRelations),
    "forbid_reading": _forbid_reading,
    "forbid_contexts": _contexts(permitted=False),
    "forbid_other_contexts": _only_targets(written.ForbidOtherContexts),
    "forbid_unknown_facts": _unknowns(Unknowns.FACT),
    "forbid_unknown_fields": _unknowns(Unknowns.FIELD),
    "forbid_missing_records": _unknowns(Unknowns.RECORD),
    "forbid_publishing": lambda reading, tree: written.RestrictPublishing(
        names(reading, tree.children[0]), permitted=False, span=reading.span(tree)
    ),
    "forbid_publishing_protected": _nothing(written.ForbidPublishingProtected),
    "forbid_permanent": _only_targets(written.ForbidPermanent),
    "forbid_retroactive": _nothing(written.ForbidRetroactive),
    "forbid_cliffs": _nothing(written.ForbidCliffs),
    "forbid_measures": lambda reading, tree: written.RestrictMeasures(
        _measures(reading, tree.children[0]), permitted=False, span=reading.span(tree)
    ),
    "forbid_twice": _only_targets(written.ForbidTwice),
    "forbid_rules": _only_targets(written.ForbidRules),
    "permit_reading": _readable(Readable.EVERYTHING),
    "permit_events": _readable(Readable.EVENTS),
    "permit_facts": _readable(Readable.FACTS),
    "permit_contexts": _contexts(permitted=True),
    "permit_issuers": _permit_issuers,
    "permit_measures": lambda reading, tree: written.RestrictMeasures(
        _measures(reading, tree.children[0]), permitted=True, span=reading.span(tree)
    ),
    "permit_publishing": lambda reading, tree: written.RestrictPublishing(
        names(reading, tree.children[0]), permitted=True, span=reading.span(tree)
    ),
    "require_basis": _owed(Owed.BASIS),
    "require_title": _owed(Owed.TITLE),
    "require_reasons": _owed(Owed.REASONS),
    "require_repair": _owed(Owed.REPAIR),
    "require_person": _owed(Owed.PERSON),
    "require_cap": _owed(Owed.CAP),
    "require_source": _require_source,
    "require_notice": _deadline(written.RequireNotice),
    "require_appeal": _deadline(written.RequireAppeal),
    "require_lasts": lambda reading, tree: written.RequireLasts(
        _lengths(reading, tree.children[0]), _targets(reading, tree.children[1]), span=reading.span(tree)
    ),
    "require_expires": lambda reading, tree: written.RequireExpires(
        None if tree.children[0] is None else _lengths(reading, tree.children[0]),
        _targets(reading, tree.children[1]),
        span=reading.span(tree),
    ),
    "require_enactment": lambda reading, tree: written.RequireEnactment(
        tuple(_enactment(reading, child) for child in tree.children), span=reading.span(tree)
    ),
    "require_consent": lambda reading, tree: written.RequireConsent(withdrawable=False, span=reading.span(tree)),
    "require_withdrawable": lambda reading, tree: written.RequireConsent(withdrawable=True, span=reading.span(tree)),
    "require_milder": _nothing(written.RequireMilder),
    "require_movement": _require_movement,
    "require_ending": lambda reading, tree: written.RequireEnding(_kind(tree.children[0]), span=reading.span(tree)),
    "limit_record": lambda reading, tree: written.LimitRecord(
        literal(reading, tree.children[0]), span=reading.span(tree)
    ),
    "limit_record_sanctions": lambda reading, tree: written.LimitRecordSanctions(
        number(reading, tree.children[0]), span=reading.span(tree)
    ),
    "limit_discretion": lambda reading, tree: written.LimitDiscretion(
        literal(reading, tree.children[0]), span=reading.span(tree)
    ),
    "limit_value": _limit_value,
    "limit_period": _limit_period,
}
"""By the grammar's rule: what a clause demands."""
