"""Rescoring: what becomes of a decision when records turn out to be wrong, or are learned of late.

A record that was annulled, or replaced by a corrected one, has a `withdrawn` date; one that became known late has a
`recorded` date after its own. So nothing has to be overwritten to correct data, and any past decision can be taken
twice: with what was known then, and with what is known now. Facts have no dates, so their corrections come beside the
history (`data.fact_corrections`). In: a history that holds both, and corrections of facts. Out: whether the decision
changes, through which record, what the person suffered (or enjoyed) meanwhile without ground, and who must be told.
"""

from __future__ import annotations

import enum
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import cache

import attrs

from creditlang.analysis.courses import Basis, Courses, Days, Pair, not_withdrawn
from creditlang.analysis.spells import Burden, Kind, Spell, spells, tell
from creditlang.data.fact_corrections import FactCorrection, in_effect, with_facts
from creditlang.data.records import Facts, History, Record
from creditlang.ir import Series
from creditlang.semantics import Decision, show_value
from creditlang.semantics.differences import differences
from creditlang.semantics.records import is_known
from creditlang.semantics.series import edition_in_force
from creditlang.values import magnitude


class CorrectionKind(enum.Enum):
    """In which way what is known of a record changed."""

    WITHDRAWN = "withdrawn"
    ADDED = "added"


@attrs.frozen
class Correction:
    """A record that is known now and was not before, or the other way round.

    Attributes:
        on: when it was withdrawn or recorded.
        issuer: the body that makes such records, where the registry names one.
    """

    kind: CorrectionKind
    record: Record
    on: date
    issuer: str | None


class Role(enum.Enum):
    """In which role somebody must be told."""

    PERSON = "the person"
    AUTHORITY = "the authority that decided"
    ISSUER = "the body that made the record"
    KEEPER = "whoever keeps the facts"
    IMPOSER = "who decides on the sanction"
    READERS = "whoever was shown the list"


@attrs.frozen
class Notification:
    """Somebody who must be told, and of what.

    Attributes:
        who: a name, where one is known.
        about: sentences without a full stop.
    """

    role: Role
    who: str | None
    about: tuple[str, ...]


@attrs.frozen
class Rescored:
    """One person whose decision changes, or who had it better or worse meanwhile.

    Attributes:
        before, after: the decision with what was known before, and with what is known now.
        because: what is different between them, in words; empty if the decision of the day is the same.
        corrections: every record about the person of which something else is known now, and every fact that is another.
        causes: those of them without which it would have come out as before, or all if none decides alone.
        spells: what was different meanwhile, between what was decided with the knowledge of each day (first) and what
            should have been (second): the same with the corrections made.
        notifications: who must be told.
    """

    subject: str
    before: Decision
    after: Decision
    because: tuple[str, ...]
    corrections: tuple[Correction | FactCorrection, ...]
    causes: tuple[Correction | FactCorrection, ...]
    spells: tuple[Spell, ...]
    notifications: tuple[Notification, ...]

    @property
    def suffered(self) -> tuple[Spell, ...]:
        """What was worse than it should have been."""
        return tuple(spell for spell in self.spells if spell.burden is Burden.HARM)


def rescore(
    courses: Courses,
    old: History,
    new: History,
    as_of: date,
    *,
    known_before: date | None = None,
    as_known: date | None = None,
    facts: Iterable[FactCorrection] = (),
) -> Rescored | None:
    """Decide again; None if nothing is or was different.

    Args:
        old: what was on record; `new` with the corrections. Both are the same history where the corrections are in it
            already and only the knowledge differs.
        as_of: the day that is decided for.
        known_before: the last day of the knowledge that the first decision had; None for all of `old`.
        as_known: the same of the second decision and `new`.
        facts: corrections of facts, of the person and of whoever is related; both histories have them as they were.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
    """
    series = courses.series
    corrections: tuple[Correction | FactCorrection, ...] = (
        *corrections_in(series, old, new, as_of, known_before=known_before, as_known=as_known),
        *(one for one in facts if one.is_right_on(as_of) and (as_known is None or one.known <= as_known)),
    )
    if not corrections:
        return None
    again = _Again(courses, Days(courses, new), courses.deciding(series, old, as_of, known_before), as_known)
    history, before = again.days.history, again.before
    after = again.decided(history, corrections)
    because = differences(series, before, after)
    first, last = min(_begins(one, series, history) for one in corrections), again.last(corrections)
    found = spells(series, again.meanwhile(history, corrections, first, last))
    if not because and not found:
        return None

    def decides(correction: Correction | FactCorrection) -> bool:
        """Whether it would have come out differently without one of them."""
        others = tuple(one for one in corrections if one is not correction)
        without = _without(history, correction)
        if not others or differences(series, before, again.decided(without, others)) != because:
            return True
        turns = [day for spell in found for day in (spell.since, spell.until) if day is not None]
        course = again.meanwhile(without, others, _begins(correction, series, history), last, turns)
        return not all(tell(series, found, day, pair) for day, pair in course)

    causes = tuple(filter(decides, corrections)) or corrections
    return Rescored(
        subject=new.facts.id,
        before=before,
        after=after,
        because=because,
        corrections=corrections,
        causes=causes,
        spells=found,
        notifications=_notifications(series, before, after, because, found, causes),
    )


def corrections_in(
    series: Series,
    old: History,
    new: History,
    as_of: date,
    *,
    known_before: date | None = None,
    as_known: date | None = None,
) -> tuple[Correction, ...]:
    """The records dated by `as_of` of which something else is known now than before.

    A record that came and was annulled in between is one of them: meanwhile it was believed.
    """
    before = {record.id for record in old.records if is_known(record, known_before)}
    past = {record.id for record in old.records if known_before is None or record.recorded <= known_before}
    found = []
    for record in new.records:
        then, now = record.id in before, is_known(record, as_known)
        came = record.id not in past and (as_known is None or record.recorded <= as_known)
        if record.date > as_of or (then == now and (now or not came)):
            continue
        kind = CorrectionKind.ADDED if now else CorrectionKind.WITHDRAWN
        on = record.recorded if now else record.withdrawn
        assert on is not None
        found.append(Correction(kind, record, on, series.registry.events[record.event].issuer))
    return tuple(found)


@attrs.frozen
class _Again:
    """Deciding again, with all corrections or some.

    Attributes:
        before: the decision with what was known before.
        as_known: the last day of the knowledge of the new decision.
    """

    courses: Courses
    days: Days
    before: Decision
    as_known: date | None

    def decided(self, history: History, corrections: Iterable[Correction | FactCorrection]) -> Decision:
        """The new decision."""
        as_of = self.before.as_of
        facts = in_effect(_facts(corrections), as_of, self.as_known)
        return self.courses.deciding(self.courses.series, with_facts(history, facts), as_of, self.as_known)

    def last(self, corrections: Iterable[Correction | FactCorrection]) -> date:
        """The last day on which anything can be different: once all is known, all is as it should be."""
        if self.courses.sees_the_past:
            return self.before.as_of
        return min(self.before.as_of, max(one.on if isinstance(one, Correction) else one.known for one in corrections))

    def meanwhile(
        self,
        history: History,
        corrections: Sequence[Correction | FactCorrection],
        first: date,
        last: date,
        further: Iterable[date] = (),
    ) -> Iterator[tuple[date, Pair | None]]:
        """What was decided and what should have been, on the days on which that can change, and on further ones."""
        records, facts = [one for one in corrections if isinstance(one, Correction)], _facts(corrections)
        learned = {first, *(day for r in history.records for day in (r.recorded, r.withdrawn) if day is not None)}
        learned |= {day for fact in facts for day in (fact.since, fact.known) if day is not None}
        stretches = sorted(learned)

        @cache
        def bases(stretch: int) -> tuple[Basis, Basis]:
            """What decisions rested on, and should have, from one day on which anything is learned to the next."""
            day = stretches[stretch - 1]
            known = knowledge_of(day, self.as_known)
            due = as_it_should_have_been(history, records, day, self.as_known)
            return Basis(history, known, in_effect(facts, day, known)), Basis(due, None, in_effect(facts, day))

        # Days hang on dates among the facts, those that are right and those that were believed.
        right = [Facts(fact.subject, fact.id, {fact.field: fact.should_be}) for fact in facts]
        for day in self.days.in_order(history, first, last, learned.union(further), right):
            yield day, self.days.pair(day, *bases(bisect_right(stretches, day)))


def _facts(corrections: Iterable[Correction | FactCorrection]) -> list[FactCorrection]:
    return [one for one in corrections if isinstance(one, FactCorrection)]


def _begins(correction: Correction | FactCorrection, series: Series, history: History) -> date:
    """From when on a decision can have been wrong because of what is corrected.

    A fact that was never right was wrong as long as there has been a law to read it; where the law names no first day,
    since the first that is on record about the person.
    """
    if isinstance(correction, Correction):
        return correction.record.date
    if correction.since is not None:
        return correction.since
    first = series.editions[0].in_force
    return first or min([correction.known, *(record.date for record in history.records)])


def knowledge_of(day: date, as_known: date | None) -> date:
    """The day whose knowledge a decision of a day had; never more than the new decision has."""
    return day if as_known is None else min(day, as_known)


def as_it_should_have_been(
    history: History, corrections: Iterable[Correction], day: date, as_known: date | None = None
) -> History:
    """What a decision of a day should have rested on: the corrections made, and all else as it was known on that day.

    So that what is told of the time meanwhile comes from the corrections, and not from other records that came late.
    """
    corrected, known = {one.record.id: one.kind for one in corrections}, knowledge_of(day, as_known)
    kept = tuple(
        not_withdrawn(record)
        for record in history.records
        if (kind := corrected.get(record.id)) is CorrectionKind.ADDED or (kind is None and is_known(record, known))
    )
    return attrs.evolve(history, records=kept)


def _without(history: History, correction: Correction | FactCorrection) -> History:
    """The history as if one correction of a record had not been made; that of a fact stands beside it."""
    if isinstance(correction, FactCorrection):
        return history
    kept: list[Record] = []
    for record in history.records:
        if record != correction.record:
            kept.append(record)
        elif correction.kind is CorrectionKind.WITHDRAWN:
            kept.append(not_withdrawn(record))
    return attrs.evolve(history, records=tuple(kept))


# --- who must be told ----------------------------------------------------------------------------------


def _notifications(
    series: Series,
    before: Decision,
    after: Decision,
    because: tuple[str, ...],
    found: tuple[Spell, ...],
    causes: tuple[Correction | FactCorrection, ...],
) -> tuple[Notification, ...]:
    harms = [spell for spell in found if spell.burden is Burden.HARM]
    told = [*because, *(spell_words(spell) for spell in harms)]
    edition = edition_in_force(series, before.as_of)
    notifications = [
        Notification(Role.PERSON, before.subject, tuple(told) or ("what was decided meanwhile was not right",)),
        Notification(Role.AUTHORITY, edition.authority, tuple(told) or ("what was decided meanwhile was not right",)),
    ]
    issuers: dict[str | None, list[str]] = {}
    facts = [cause for cause in causes if isinstance(cause, FactCorrection)]
    if facts:
        about = tuple(f"{fact_words(fact)}: every copy of it must follow" for fact in facts)
        notifications.append(Notification(Role.KEEPER, None, about))
    for cause in causes:
        if isinstance(cause, FactCorrection):
            continue
        verb = "was withdrawn" if cause.kind is CorrectionKind.WITHDRAWN else "became known"
        words = f"{cause.record.event} {cause.record.id} {verb} on {cause.on}: every copy of it must follow"
        issuers.setdefault(cause.issuer, []).append(words)
    notifications += [Notification(Role.ISSUER, who, tuple(words)) for who, words in issuers.items()]
    deciders: dict[str, dict[str, None]] = {}
    for part in (*before.sanctions, *after.sanctions):
        changed = [spell for spell in harms if spell.kind is Kind.SANCTION and spell.name == part.name]
        if part.decided is not None and part.decided.by is not None and changed:
            deciders.setdefault(part.decided.by, {}).update(dict.fromkeys(map(spell_words, changed)))
    notifications += [Notification(Role.IMPOSER, who, tuple(about)) for who, about in deciders.items()]
    listed = tuple(spell_words(spell) for spell in harms if spell.kind is Kind.LIST)
    return (*notifications, *([Notification(Role.READERS, None, listed)] if listed else []))


def fact_words(fact: FactCorrection) -> str:
    """What was wrong about whom: `children of p001: 2 since 2025-03-01, and not 1; known since 2025-05-05`."""
    right = f"{_fact(fact.should_be)} since {fact.since}" if fact.since else f"always {_fact(fact.should_be)}"
    return f"{fact.field} of {fact.id}: {right}, and not {_fact(fact.was)}; known since {fact.known}"


def _fact(value: object) -> str:
    return "unknown" if value is None else show_value(value)  # type: ignore[arg-type]  # a fact's value


def spell_words(spell: Spell) -> str:
    """What was different meanwhile, in words: `FlightBan was in effect without ground from … until …`."""
    period = f"from {spell.since} until {spell.until}" if spell.until else f"since {spell.since}"
    if spell.apart is not None:
        more = "more" if spell.apart > 0 else "fewer"
        return f"the points were {show_value(magnitude(spell.apart))} {more} than they should have been {period}"
    if spell.kind is Kind.POINTS:
        return f"there {'was no score' if spell.first is None else 'was a score without ground'} {period}"
    if spell.kind is Kind.GRADE:
        return f"the grade was {spell.first} instead of {spell.second} {period}"
    if spell.first is not None and spell.second is not None:
        return f"{spell.name} brought something else {period}"
    if spell.first is None:
        return f"{spell.name} was missing {period}"
    return f"{spell.name} was in effect without ground {period}"
