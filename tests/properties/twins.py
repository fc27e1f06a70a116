"""The same person with another value somewhere, and what is then decided."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import attrs

from creditlang import ir
from creditlang.data import History, Record
from creditlang.semantics import Decision, Line, NotInForceError, decide
from creditlang.types import Boolean, Choice, Number
from creditlang.values import Exact
from properties.compiled import Compiled


def decided(compiled: Compiled, history: History) -> Decision | None:
    """The decision on a history, on the day of the case; None where no edition is in force."""
    try:
        return decide(compiled.series, history, compiled.case.as_of, compiled.case.as_known)
    except NotInForceError:
        return None


def with_fact(history: History, name: str, value: object) -> History:
    """The history of a person with another fact."""
    return attrs.evolve(history, facts=attrs.evolve(history.facts, values={**history.facts.values, name: value}))


def with_field(history: History, record: Record, name: str, value: object) -> History:
    """The history with another value in one record."""
    other = attrs.evolve(record, values={**record.values, name: value})
    return attrs.evolve(history, records=tuple(other if each is record else each for each in history.records))


def without(history: History, *records: Record) -> History:
    """The history without some records."""
    kept = tuple(each for each in history.records if not any(each is record for record in records))
    return attrs.evolve(history, records=kept)


def points_of(decision: Decision | None) -> Exact | None:
    """The points, if there are any."""
    return None if decision is None else decision.points


def weighed(line: Line) -> Exact:
    """What a line counts, with the weight of its criterion."""
    return line.points if line.weight is None else Fraction(line.points) * Fraction(line.weight)


def consents(edition: ir.Edition, record: Record) -> bool:
    """Whether a record gives consent, or ends it."""
    consent = edition.consent
    return consent is not None and record.event in (consent.event, consent.ended_by)


def others(field: ir.Field, value: object) -> Iterator[object]:
    """Other values that the field may have."""
    if field.optional and value is not None:
        yield None
    match field.type:
        case Boolean():
            yield value is not True
        case Choice(members=members):
            yield from (member for member in members if member != value)
        case Number(range=interval):
            yield from (end for end in (interval.low, interval.high) if end is not None)


def higher(field: ir.Field, value: object) -> Iterator[Exact]:
    """Greater values of a number that is known."""
    if isinstance(field.type, Number) and isinstance(value, int | Fraction) and field.type.scale is not None:
        step, high = Fraction(1, 10**field.type.scale), field.type.range.high
        for raised in (value + step, value + 100, high):
            if raised is not None and raised > value and (high is None or raised <= high):
                yield raised
