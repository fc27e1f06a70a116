"""Rescoring as its definition has it, without a thought of time: every course of decisions is taken from the beginning.

The short way of `analysis.rescore` leaves out what cannot differ, and stops where a difference is seen. It must tell
the same.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import attrs
from hypothesis import strategies as st

from creditlang.analysis.courses import Pair
from creditlang.analysis.rescore import (
    Correction,
    CorrectionKind,
    as_it_should_have_been,
    corrections_in,
    knowledge_of,
)
from creditlang.analysis.spells import Spell, spells
from creditlang.data import History
from creditlang.data.fact_corrections import FactCorrection, in_effect, with_facts
from creditlang.data.records import Facts
from creditlang.ir import Series
from creditlang.semantics import Decision, decide
from creditlang.semantics.candidates import Watched, days_in_order
from creditlang.semantics.differences import differences
from creditlang.semantics.series import edition_on
from creditlang.types import ManyRelated, Related
from properties.generator import SMALL, Case
from properties.generator.histories import draw_people, mentioned_in

AnyCorrection = Correction | FactCorrection


@attrs.frozen
class Told:
    """What rescoring tells of one person."""

    before: Decision
    after: Decision
    spells: tuple[Spell, ...]
    causes: tuple[AnyCorrection, ...]


@st.composite
def fact_corrections(draw: st.DrawFn, case: Case) -> tuple[FactCorrection, ...]:
    """Up to two facts of anybody that are not as the case has them."""
    program = case.program
    right = draw_people(draw, program, mentioned_in(program), case.as_of, SMALL)
    found = []
    for (kind, id), facts in case.people.facts.items():
        for field in program.registry.subjects[kind].fields.values():
            other = right.facts.get((kind, id))
            if isinstance(field.type, Related | ManyRelated) or other is None or len(found) == 2:
                continue
            was, should_be = facts.values[field.name], other.values[field.name]
            if was != should_be and draw(st.booleans()):
                known, ago = (case.as_of - timedelta(days=draw(st.integers(0, 400))) for _ in range(2))
                since = draw(st.none() | st.just(ago))
                found.append(FactCorrection(kind, id, field.name, was, should_be, since, known))
    return tuple(found)


def plain_rescoring(
    series: Series,
    history: History,
    as_of: date,
    known_before: date,
    as_known: date | None,
    facts: Sequence[FactCorrection],
) -> Told | None:
    """Decide again on one person, every time from the beginning, by the reference evaluator."""
    found = corrections_in(series, history, history, as_of, known_before=known_before, as_known=as_known)
    right = [one for one in facts if one.is_right_on(as_of) and (as_known is None or one.known <= as_known)]
    corrections: tuple[AnyCorrection, ...] = (*found, *right)
    if not corrections:
        return None
    before = decide(series, history, as_of, known_before)
    first = min(_begins(correction, series, history) for correction in corrections)

    def outcome(history: History, made: Sequence[AnyCorrection]) -> tuple[Decision, tuple[str, ...], tuple[Spell, ...]]:
        facts = [one for one in made if isinstance(one, FactCorrection)]
        records = [one for one in made if isinstance(one, Correction)]
        after = decide(series, with_facts(history, in_effect(facts, as_of, as_known)), as_of, as_known)
        return (
            after,
            differences(series, before, after),
            _meanwhile(series, history, records, facts, first, before, as_known),
        )

    after, because, told = outcome(history, corrections)
    if not because and not told:
        return None
    causes = []
    for correction in corrections:
        others = tuple(one for one in corrections if one is not correction)
        if not others or outcome(_without(history, correction), others)[1:] != (because, told):
            causes.append(correction)
    return Told(before, after, told, tuple(causes) or corrections)


def _meanwhile(
    series: Series,
    history: History,
    records: Sequence[Correction],
    facts: Sequence[FactCorrection],
    first: date,
    before: Decision,
    as_known: date | None,
) -> tuple[Spell, ...]:
    watched = Watched(history.relations)
    history = attrs.evolve(history, relations=watched)
    learned = {day for r in history.records for day in (r.recorded, r.withdrawn) if day is not None}
    learned |= {day for fact in facts for day in (fact.since, fact.known) if day is not None}
    right = [Facts(fact.subject, fact.id, {fact.field: fact.should_be}) for fact in facts]
    days = days_in_order(series, history, watched, first, before.as_of, learned | {first}, right)

    def pair(day: date) -> Pair | None:
        if edition_on(series, day) is None:
            return None
        known = knowledge_of(day, as_known)
        due = as_it_should_have_been(history, records, day, as_known)
        return Pair(
            decide(series, with_facts(history, in_effect(facts, day, known)), day, known),
            decide(series, with_facts(due, in_effect(facts, day)), day, None),
        )

    return spells(series, ((day, pair(day)) for day in days))


def _begins(correction: AnyCorrection, series: Series, history: History) -> date:
    if isinstance(correction, Correction):
        return correction.record.date
    earliest = min([correction.known, *(record.date for record in history.records)])
    return correction.since or series.editions[0].in_force or earliest


def _without(history: History, correction: AnyCorrection) -> History:
    """As if one record had not come, or had not been withdrawn."""
    if isinstance(correction, FactCorrection):
        return history
    kept = [record for record in history.records if record != correction.record]
    if correction.kind is CorrectionKind.WITHDRAWN:
        kept.append(attrs.evolve(correction.record, withdrawn=None))
    return attrs.evolve(history, records=tuple(sorted(kept, key=lambda record: (record.date, record.id))))
