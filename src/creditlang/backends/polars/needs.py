"""Which tables and fields a rulebook reads, so that no other column is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from creditlang.ir import (
    Always,
    Assessed,
    Edition,
    GradeMove,
    OnEvent,
    PublicList,
    Reward,
    Sanction,
    Series,
    While,
    walk,
)
from creditlang.ir import expressions as ir
from creditlang.types import ManyRelated

Rule = GradeMove | Reward | Sanction | PublicList


def fields_read(series: Series) -> dict[str, frozenset[str]]:
    """For each subject and each event that is spoken of, the declared fields whose names are read somewhere."""
    names: set[str] = set()
    events: set[str] = set()
    for edition in series.editions:
        for _, node in expressions_of(edition):
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
    acts = [criterion.only_largest_per for criterion in edition.criteria.values()]
    acts += [group.only_largest_per for group in edition.groups.values()]
    found = {act for act in acts if act is not None}
    if any(isinstance(criterion.amount, Assessed) for criterion in edition.criteria.values()):
        found |= {"assessed", "reason"}
    return found


def _spoken_of(edition: Edition) -> set[str]:
    triggers = [criterion.trigger for criterion in edition.criteria.values()]
    triggers += [rule.trigger for rule in rules_of(edition).values()]
    found = {trigger.event for trigger in triggers if isinstance(trigger, OnEvent)}
    if edition.consent is not None:
        found |= {edition.consent.event} | ({edition.consent.ended_by} if edition.consent.ended_by else set())
    return found


def rules_of(edition: Edition) -> dict[str, Rule]:
    """Moves, rewards, lists and sanctions by name, in the order in which a decision has them."""
    return {**edition.moves, **edition.rewards, **edition.lists, **edition.sanctions}


def expressions_of(edition: Edition) -> Iterator[tuple[str, ir.Expression]]:
    """Every expression that this engine computes, with the name of what it stands in."""
    found: list[tuple[str, ir.Expression | None]] = [(name, d.body) for name, d in edition.defines.items()]
    found += [("covers", edition.covers), ("consent", edition.consent.where if edition.consent else None)]
    found += [("score", edition.score.starts_at)] if edition.score else []
    for name, criterion in edition.criteria.items():
        amount = None if isinstance(criterion.amount, Assessed) else criterion.amount
        parts = (_condition(criterion.trigger), amount, criterion.expires_after, criterion.counts_from)
        found += [(name, node) for node in (*parts, *(cap.amount for cap in criterion.caps))]
    for name, group in edition.groups.items():
        found += [(name, node) for node in (*group.at_most, *group.at_least)]
    for name, rule in rules_of(edition).items():
        process = rule.process
        parts = (_condition(rule.trigger), process.lasts, process.until, process.lifted)
        found += [(name, node) for node in parts]
    return ((name, node) for name, node in found if node is not None)


def _condition(trigger: OnEvent | While | Always) -> ir.Expression | None:
    match trigger:
        case OnEvent(where=condition) | While(condition=condition):
            return condition
        case Always():
            return None
        case _:
            assert_never(trigger)
