"""Which tables and fields a rulebook reads, so that no other column is fetched."""

from __future__ import annotations

from collections.abc import Iterator

from creditlang.ir import Assessed, Edition, OnEvent, Process, Series, While, walk
from creditlang.ir import expressions as ir
from creditlang.types import ManyRelated


def fields_read(series: Series) -> dict[str, frozenset[str]]:
    """For each subject and each event that is spoken of, the declared fields whose names are read somewhere."""
    names: set[str] = set()
    events: set[str] = set()
    for edition in series.editions:
        for node in _expressions(edition):
            for part in walk(node):
                match part:
                    case ir.Read(field=field):
                        names.add(field)
                    case ir.Aggregate(source=ir.EventRecords(event=event)):
                        events.add(event)
                    case ir.Aggregate(source=ir.RelatedSubjects(field=field)):
                        names.add(field)
        names |= _named(edition)
        events |= _spoken_of(edition)
    registry = series.registry
    holders = {name: subject.fields for name, subject in registry.subjects.items()}
    holders |= {name: registry.events[name].fields for name in events}
    links = {
        (field.type.subject, field.type.by)
        for fields in holders.values()
        for field in fields.values()
        if isinstance(field.type, ManyRelated)
    }
    return {
        holder: frozenset(
            name
            for name, field in fields.items()
            if (name in names or (holder, name) in links) and not isinstance(field.type, ManyRelated)
        )
        for holder, fields in holders.items()
    }


def _named(edition: Edition) -> set[str]:
    """The fields that clauses name without an expression."""
    acts = {rule.only_largest_per for rule in (*edition.criteria.values(), *edition.groups.values())}
    found = {act for act in acts if act is not None}
    if any(isinstance(criterion.amount, Assessed) for criterion in edition.criteria.values()):
        found |= {"assessed", "reason"}
    return found


def _spoken_of(edition: Edition) -> set[str]:
    rules = (
        *edition.criteria.values(),
        *edition.moves.values(),
        *edition.rewards.values(),
        *edition.sanctions.values(),
        *edition.lists.values(),
    )
    found = {rule.trigger.event for rule in rules if isinstance(rule.trigger, OnEvent)}
    if edition.consent is not None:
        found |= {edition.consent.event} | ({edition.consent.ended_by} if edition.consent.ended_by else set())
    return found


def _expressions(edition: Edition) -> Iterator[ir.Expression]:
    """Every expression that this engine computes."""
    found: list[ir.Expression | None] = [define.body for define in edition.defines.values()]
    found += [edition.covers, edition.consent.where if edition.consent else None]
    found += [edition.score.starts_at] if edition.score else []
    for criterion in edition.criteria.values():
        found += [_condition(criterion.trigger), criterion.expires_after, criterion.counts_from]
        found += [] if isinstance(criterion.amount, Assessed) else [criterion.amount]
        found += [cap.amount for cap in criterion.caps]
    for group in edition.groups.values():
        found += [*group.at_most, *group.at_least]
    for rule in (
        *edition.moves.values(),
        *edition.rewards.values(),
        *edition.sanctions.values(),
        *edition.lists.values(),
    ):
        found += [_condition(rule.trigger), *_of_process(rule.process)]
    return (node for node in found if node is not None)


def _condition(trigger: object) -> ir.Expression | None:
    match trigger:
        case OnEvent(where=condition) | While(condition=condition):
            return condition
        case _:
            return None


def _of_process(process: Process) -> tuple[ir.Expression | None, ...]:
    return process.lasts, process.until, process.lifted
