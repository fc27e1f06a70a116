"""Tracing: everything in a decision that rests on one record.

Some lines name the record that they count or were set off by. Others rest on it without naming it: a sum in a
condition, a grade, whatever hangs on the grade. So the decision is taken a second time as if the record were not there,
and whatever is different rests on it. What stands with it and without it does not: it has other grounds.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from creditlang.analysis.courses import Basis, Courses, Days
from creditlang.analysis.spells import Spell, spells
from creditlang.data.fact_corrections import FactCorrection, in_effect, with_facts
from creditlang.data.records import Facts, History, Record
from creditlang.semantics import Decision, Line
from creditlang.semantics.differences import differences
from creditlang.semantics.parts import RulePart
from creditlang.semantics.records import is_known


@attrs.frozen
class Trace:
    """What rests on a record under one rulebook.

    Attributes:
        issuer: the body that makes such records, where the registry names one.
        visible: whether the decision may see the record at all: it had happened, was known and not withdrawn.
        decision: with the record; `without` as if it were not there.
        lines: what it counts for in the score.
        set_off: the rules in effect that it set off.
        rests_on: what is different with it, in words, among it what names it.
        spells: what was different since its date: with it (first) and without it (second).
    """

    record: Record
    issuer: str | None
    visible: bool
    decision: Decision
    without: Decision
    lines: tuple[Line, ...]
    set_off: tuple[RulePart, ...]
    rests_on: tuple[str, ...]
    spells: tuple[Spell, ...]

    @property
    def follows(self) -> tuple[str, ...]:
        """What is different with it and does not name it, in words."""
        return tuple(words for words in self.rests_on if self.record.id not in words.split())

    @property
    def matters(self) -> bool:
        """Whether anything rests, or rested, on it."""
        return bool(self.lines or self.set_off or self.rests_on or self.spells)


def trace(
    courses: Courses,
    history: History,
    record_id: str,
    as_of: date,
    as_known: date | None = None,
    facts: Iterable[FactCorrection] = (),
) -> Trace:
    """What rests on a record of a history.

    Args:
        as_known: decide with what was known on that day; None for all that is known.
        facts: corrections of facts, which the history has as they were.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
        KeyError: the history has no such record.
    """
    series = courses.series
    found = [record for record in history.records if record.id == record_id]
    if not found:
        raise KeyError(record_id)
    (record,) = found
    days = Days(courses, history)
    rest = attrs.evolve(days.history, records=tuple(r for r in history.records if r != record))
    facts = tuple(facts)

    def bases(held: tuple[FactCorrection, ...]) -> tuple[Basis, Basis]:
        """With the record and without it."""
        return Basis(days.history, as_known, held), Basis(rest, as_known, held)

    held = in_effect(facts, as_of, as_known)
    decision, without = (courses.deciding(series, with_facts(on.history, held), as_of, as_known) for on in bases(held))
    visible = record.date <= as_of and is_known(record, as_known)
    turns = [record.date, *(fact.since for fact in facts if fact.since is not None)]
    right = [Facts(fact.subject, fact.id, {fact.field: fact.should_be}) for fact in facts]
    changing = days.in_order(days.history, record.date, as_of, turns, right) if visible else iter(())
    pairs = ((day, days.pair(day, *bases(in_effect(facts, day, as_known)))) for day in changing)
    return Trace(
        record=record,
        issuer=series.registry.events[record.event].issuer,
        visible=visible,
        decision=decision,
        without=without,
        lines=tuple(line for line in (decision.score.lines if decision.score else ()) if line.record == record_id),
        set_off=tuple(part for part in decision.in_effect if part.record == record_id),
        rests_on=differences(series, without, decision),
        spells=spells(series, pairs),
    )
