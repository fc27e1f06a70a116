"""What changes next if no record is added, and since when a state of affairs has held.

Both ask the evaluator itself, on every day on which anything can change (`candidates`). `differences` says
in words what is different between two decisions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import attrs

from creditlang.data.records import History, Record
from creditlang.ir import OnEvent, Series
from creditlang.semantics.candidates import Watched, candidate_days, days_in_order
from creditlang.semantics.decision import Decision
from creditlang.semantics.differences import differences
from creditlang.semantics.evaluate import decide
from creditlang.semantics.moments import rules_of
from creditlang.semantics.parts import Change, RulePart
from creditlang.semantics.records import is_known
from creditlang.semantics.series import NotInForceError, edition_on
from creditlang.values import Duration, Months, add, subtract

HORIZON = Months(120)
"""How far ahead `upcoming` looks."""

MOST = 10
"""How many days `upcoming` names."""

LOOK_BACK = Months(1200)
"""How far back `held_since` looks."""

Decide = Callable[[Series, History, date, date | None], Decision]
"""What decides: the evaluator, or an engine that gives the same."""


def upcoming(
    series: Series,
    history: History,
    decision: Decision,
    *,
    limit: int = MOST,
    horizon: Duration = HORIZON,
    deciding: Decide = decide,
) -> tuple[Change, ...]:
    """The next days, at most `limit` and within `horizon`, on which the decision changes if no record is added."""
    days = _Days(series, history, decision, deciding)
    found: list[Change] = []
    before = days.decide(decision.as_of)
    for day in days.after(decision.as_of, add(decision.as_of, horizon)):
        after = days.decide(day)
        because = differences(series, before, after)
        if because:
            found.append(Change(day, after.points if after else None, after.grade if after else None, because))
        if len(found) == limit:
            break
        before = after
    return tuple(found)


def announced(
    series: Series, history: History, decision: Decision, *, deciding: Decide = decide
) -> tuple[RulePart, ...]:
    """What records have set off that begins only after its notice, earliest first, if no record is added."""
    days = _Days(series, history, decision, deciding)
    current = edition_on(series, decision.as_of)
    rules = [] if current is None else rules_of(current)
    first_days = {
        add(max(record.date, record.recorded), rule.process.notice)
        for rule in rules
        for record in days.seen
        if rule.process.notice and isinstance(rule.trigger, OnEvent) and rule.trigger.event == record.event
    }
    found: list[RulePart] = []
    for day in sorted(day for day in first_days if day > decision.as_of):
        then = days.decide(day)
        found += [part for part in then.in_effect if part.record and part.since == day] if then else []
    return tuple(found)


def held_since(series: Series, history: History, decision: Decision, *, deciding: Decide = decide) -> dict[str, date]:
    """Since when each state-based reward, sanction, list entry or move has held without a break, by its name.

    What has held for as long as one can look back is not in the answer. Earlier days are decided on by the
    editions of their time, with the knowledge of the decision.
    """
    held = _states(decision)
    if not held:
        return {}
    days = _Days(series, history, decision, deciding)
    since: dict[str, date] = {}
    day = decision.as_of
    for day in days.back_from(decision.as_of, subtract(decision.as_of, LOOK_BACK)):
        held &= _states(days.decide(day))
        since |= dict.fromkeys(held, day)
        if not held:
            return since
    # Nothing changes before the earliest candidate: what held on the day before it held as far back as we look.
    before = _states(days.decide(day - timedelta(days=1))) if day > date.min else held
    return {name: start for name, start in since.items() if name not in held & before}


def _states(decision: Decision | None) -> set[str]:
    """The rules that are in effect without a record that set them off."""
    return {part.name for part in decision.in_effect if part.record is None} if decision else set()


class _Days:
    """The decisions of other days, with the records that one decision saw and no others."""

    def __init__(self, series: Series, history: History, decision: Decision, deciding: Decide) -> None:
        self._series = series
        self._deciding = deciding
        self._as_known = decision.as_known
        self._watched = Watched(history.relations)
        seen = (r for r in history.records if r.date <= decision.as_of and is_known(r, decision.as_known))
        self._history = attrs.evolve(history, records=tuple(seen), relations=self._watched)
        self.decide(decision.as_of)

    @property
    def seen(self) -> tuple[Record, ...]:
        """The records that the decision saw."""
        return self._history.records

    def decide(self, day: date) -> Decision | None:
        """The decision of a day; None if no edition is in force."""
        try:
            return self._deciding(self._series, self._history, day, self._as_known)
        except NotInForceError:
            return None

    def after(self, day: date, last: date) -> Iterator[date]:
        """The candidate days after a day, earliest first (see `days_in_order`)."""
        if day < last:
            yield from days_in_order(self._series, self._history, self._watched, day + timedelta(days=1), last)

    def back_from(self, day: date, first: date) -> Iterator[date]:
        """The candidate days up to a day, latest first. Each must be decided on before the next is asked for."""
        last = day.toordinal()
        while last >= first.toordinal():
            known = len(self._watched.seen)
            for found in reversed(self._candidates(first, date.fromordinal(last))):
                yield found
                if len(self._watched.seen) > known:
                    last = found.toordinal() - 1
                    break
            else:
                return

    def _candidates(self, first: date, last: date) -> list[date]:
        return candidate_days(self._series, self._history, self._watched.seen.values(), first, last)
