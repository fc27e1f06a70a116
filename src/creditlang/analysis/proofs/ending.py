"""Whether each sanction, list entry and downgrade can end without anything new being recorded.

Asked is whether one that holds on a day can hold still when a long time has passed, with no other record and no other
fact, under the same edition. A list of honour or a reward may stay; what burdens may not.

Two arguments answer for all histories, without a solver:

- What follows from a record and lasts for a written length has ended when its notice and that length are over,
  whatever else is on record: each occasion rests on its own record, and nothing new brings another one about.
- Time alone can make a condition fail: records within a period grow old, points that expire are gone
  (`analysis.static.endings`).

Where neither applies, a case is looked for: among the people of the scenarios, by trying, and by a solver in histories
of a bounded size.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property, partial

import attrs

from creditlang import ir
from creditlang.analysis.proofs.answers import Answer, Proved, Refuted, Undecided, ask
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.questions import Finding, Kind
from creditlang.analysis.proofs.witnesses import Deciding, Witnesses, day_known
from creditlang.analysis.static.endings import ends_by_time
from creditlang.analysis.static.lengths import days_of, possible_lengths
from creditlang.analysis.static.reading import Rule
from creditlang.analysis.static.small_models import Records, needed_to_hold, size_of
from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Moment, span_of
from creditlang.backends.smt.cases import Case
from creditlang.backends.smt.decisions import SymbolicDecision, encode_decision
from creditlang.backends.smt.nodes import Truth
from creditlang.backends.smt.series import in_force
from creditlang.backends.smt.solving import Impossible, solve
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.worlds import World
from creditlang.ir import Direction, ListKind, OnEvent, While
from creditlang.values import Months, add, show_duration

YEARS = 30
"""What still holds after so many years is said not to end."""
_LONG = Months(12 * YEARS)

_ENDS = f"whatever brings it about, it has ended {YEARS} years later at the latest"

_MANY = 12
"""A case that could need more records than this is not looked for."""

_MANY_EVENTS = 12
"""With more kinds of records than this, histories have one of each, so that a question can be answered."""


def ending(subject: Subject) -> Iterator[Finding]:
    """Every rule that burdens."""
    edition = subject.edition
    rules: dict[str, Rule] = {
        **edition.sanctions,
        **{name: rule for name, rule in edition.lists.items() if rule.kind is ListKind.BLACK},
        **{name: rule for name, rule in edition.moves.items() if rule.direction is Direction.DOWNGRADE},
    }
    if not rules:
        return
    answers: dict[str, Answer | None] = {
        name: ended_by_argument(rule, subject.series, edition) for name, rule in rules.items()
    }
    asking = _Asking.of(subject, {name: rule for name, rule in rules.items() if answers[name] is None})
    for name, rule in rules.items():
        answer = answers[name] or asking.ends(name)
        yield Finding(Kind.ENDING, name, f"{name} ends without a new record", answer, rule.text.span)


def _held_on(ends: date | None, case: Case, deciding: Deciding) -> frozenset[str]:
    """What is in effect on the day of a case and still when the time is over, though nothing new is recorded.

    Args:
        ends: the first day on which the edition is over: from then on nobody is burdened anew.
    """
    if ends is not None and case.as_of >= ends:
        return frozenset()
    if any(day_known(record) > case.as_of for record in case.records) or case.as_of.year + YEARS > date.max.year:
        return frozenset()
    held = [{part.name for part in deciding(on).in_effect} for on in (case, case.on(_later(case.as_of)))]
    return frozenset(held[0] & held[1])


def _goes_on(case: Case) -> Refuted:
    return Refuted(f"in effect on {case.as_of}, and still on {_later(case.as_of)}", case)


def _later(day: date) -> date:
    return add(day, _LONG)


def ended_by_argument(rule: Rule, series: ir.Series, edition: ir.Edition) -> Proved | None:
    """That a rule ends in every history, where an argument says so."""
    process = rule.process
    if isinstance(rule.trigger, OnEvent) and process.lasts is not None:
        possible = possible_lengths(process.lasts, edition)
        notice = 0 if process.notice is None else days_of(process.notice)[1]
        longest = max((days_of(length)[1] for length in possible.lengths), default=None)
        if possible.open_ended is None and longest is not None and notice + longest <= days_of(_LONG)[0]:
            length = max(possible.lengths, key=lambda each: days_of(each)[1])
            after = f" after a notice of {show_duration(process.notice)}" if process.notice else ""
            return Proved(f"whatever record brings it about, it lasts at most {show_duration(length)}{after}")
    if len(series.editions) == 1 and isinstance(rule.trigger, While) and ends_by_time(rule, edition):
        return Proved("time alone ends it in every history: what it rests on grows old or expires")
    return None


@attrs.define(eq=False, slots=False)
class _Asking:
    """Looks for what holds on a day and on a day long after, while the edition goes on as it is.

    That a law may be repealed is no way out.
    """

    subject: Subject
    own: Subject
    witnesses: Witnesses

    @classmethod
    def of(cls, subject: Subject, rules: Mapping[str, Rule]) -> _Asking:
        going_on = _without_end(subject.series, subject.edition)
        own = Subject(going_on, going_on.editions[-1], subject.bounds, subject.patience)
        shows = partial(_held_on, subject.edition.ends)
        return cls(subject, own, Witnesses(own, frozenset(rules), tuple(rules.values()), shows))

    def ends(self, name: str) -> Answer:
        """Whether a burden that holds on the one day never holds on the other."""
        case = self.witnesses.early(name)
        if case is None:
            answer = unless_unsupported(lambda: self._solved(name))
            case = self.witnesses.late(name) if isinstance(answer, Undecided) else None
            if isinstance(answer, Refuted):
                case = answer.case
            if case is None:
                return answer
        return _goes_on(self.witnesses.small(name, case))

    def _solved(self, name: str) -> Answer:
        most = self._most(name)
        if most is not None and self._impossible(name, most):
            return Proved(f"{_ENDS}: a history with more records than {size_of(most)} would give a case with so many")

        def confirm(case: Case) -> str | None:
            held = _held_on(self.subject.edition.ends, case, self.own.decide)
            return _goes_on(case).reason if name in held else None

        return ask(
            self._days.now.world,
            self._days.burdened(name),
            proved=_ENDS,
            confirm=confirm,
            bounds=self._days.now.world.bounds,
            budget=self.own.budget,
        )

    @cached_property
    def _days(self) -> _Days:
        number = 1 if len(self.own.series.registry.events) > _MANY_EVENTS else None
        return _Days.of(self.own, self.own.decision(number), self.subject.edition)

    def _most(self, name: str) -> Records | None:
        """How many records a case of a burden on both days can need: those of the one day and those of the other."""
        edition = self.own.edition
        rules: dict[str, Rule] = {**edition.sanctions, **edition.lists, **edition.moves}
        once = needed_to_hold(rules[name], edition)
        return None if once is None or 2 * once.total() > _MANY else once + once

    def _impossible(self, name: str, most: Records) -> bool:
        """Whether no case has so many records, on any days of the calendar."""
        bounds = attrs.evolve(self.own.bounds, records=0, of_event=dict(most)).of_all_days
        world = World(self.own.series.registry, self.own.edition.subject, bounds)
        try:
            now = encode_decision(self.own.series, world, edition=self.own.edition)
            days = _Days.of(self.own, now, self.subject.edition)
        except Unsupported:
            return False
        return isinstance(solve(world.closed(days.burdened(name)), self.own.budget), Impossible)


@attrs.frozen(eq=False)
class _Days:
    """The decision on a day, and that of a day long after on which nothing new is on record."""

    now: SymbolicDecision
    then: SymbolicDecision
    given: list[Truth]
    """That the edition is in force on the first day, and that nothing is recorded after it."""

    @classmethod
    def of(cls, own: Subject, now: SymbolicDecision, edition: ir.Edition) -> _Days:
        calendar = now.world.calendar
        later = calendar.add(now.as_of, span_of(_LONG))
        then = encode_decision(own.series, now.world, edition=own.edition, as_of=later)
        nothing_new = [
            terms.implies(record.present, calendar.at_most(day, now.as_of))
            for records in now.world.made_records.values()
            for record in records
            # What has happened but is recorded later is new as well: its effect begins only then.
            for day in (record.date, *(found for name, found in record.values.items() if name == "recorded"))
            if isinstance(day, Moment)
        ]
        return cls(now, then, [in_force(edition, now.as_of, calendar), *nothing_new])

    def burdened(self, name: str) -> list[Truth]:
        """That a burden holds on both days."""
        return [self.now.holds(name), self.then.holds(name), *self.given]


def _without_end(series: ir.Series, edition: ir.Edition) -> ir.Series:
    kept = [e for e in series.editions if e is edition or _before(e, edition)]
    return attrs.evolve(series, editions=(*kept[:-1], attrs.evolve(edition, ends=None, sunset=None)), scenarios=())


def _before(one: ir.Edition, other: ir.Edition) -> bool:
    return one.in_force is None or (other.in_force is not None and one.in_force < other.in_force)
