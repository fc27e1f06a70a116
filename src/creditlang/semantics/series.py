"""Law in time: which edition is in force, and which one judges a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from itertools import takewhile
from typing import assert_never

import attrs

from creditlang.data.records import Record
from creditlang.diagnostics import CreditlangError
from creditlang.ir import Criterion, Edition, OnEvent, Repealed, Series, Transition
from creditlang.semantics.criteria import Counted, on_facts, on_records
from creditlang.semantics.expressions import Environment


class NotInForceError(CreditlangError):
    """No edition is in force on the day that is asked for.

    Attributes:
        rulebook: its name.
        day: the day that was asked for.
        covered: the periods that are covered, earliest first: from a day until another, which is excluded; None
            for without beginning or without end.
    """

    def __init__(self, series: Series, day: date) -> None:
        self.rulebook, self.day, self.covered = series.name, day, covered_periods(series)
        shown = " and ".join(_shown(start, end) for start, end in self.covered)
        super().__init__(f"no edition of `{series.name}` is in force on {day}: it is in force {shown}")


def _shown(start: date | None, end: date | None) -> str:
    first = f"from {start}" if start else "from the beginning"
    return f"{first} until {end}" if end else f"{first} on"


def covered_periods(series: Series) -> tuple[tuple[date | None, date | None], ...]:
    """The periods in which an edition is in force; editions that follow one another without a gap are one period."""
    periods: list[tuple[date | None, date | None]] = []
    for edition in series.editions:
        start = edition.in_force
        if periods and start is not None and periods[-1][1] == start:
            start = periods.pop()[0]
        periods.append((start, edition.ends))
    return tuple(periods)


def edition_on(series: Series, day: date) -> Edition | None:
    """The edition in force on a day."""
    return next((edition for edition in series.editions if _in_force(edition, day)), None)


def _in_force(edition: Edition, day: date) -> bool:
    return (edition.in_force is None or edition.in_force <= day) and (edition.ends is None or day < edition.ends)


def edition_in_force(series: Series, day: date) -> Edition:
    """The edition in force on a day. Raises NotInForceError."""
    edition = edition_on(series, day)
    if edition is None:
        raise NotInForceError(series, day)
    return edition


@attrs.frozen
class Judged:
    """A criterion as it bounds its lines on the as-of date, in its edition, and what its records are worth."""

    criterion: Criterion
    edition: Edition
    counted: list[Counted]


def judge_all(series: Series, current: Edition, env: Environment) -> Mapping[str, Judged]:
    """Every criterion that can still contribute: those of the current edition, and repealed ones that run out."""
    judged: dict[str, Judged] = {}
    for name, criterion in current.criteria.items():
        counted = _records_of(name, series, current, env)
        if not isinstance(criterion.trigger, OnEvent) and (line := on_facts(criterion, env)):
            counted = [line, *counted]
        judged[name] = Judged(criterion, current, counted)
    if current.repealed is Repealed.RUN_OUT:
        for edition in _before(series, current):
            for name, criterion in edition.criteria.items():
                if name not in judged and isinstance(criterion.trigger, OnEvent):
                    judged[name] = Judged(criterion, edition, _by_own_date(name, series, env))
    return judged


def _before(series: Series, current: Edition) -> list[Edition]:
    """The editions before the current one, latest first."""
    return list(takewhile(lambda edition: edition is not current, series.editions))[::-1]


def _records_of(name: str, series: Series, current: Edition, env: Environment) -> list[Counted]:
    """The records of a criterion, each by the edition that judges it, in order."""
    match current.transition:
        case Transition.OWN_DATE:
            return _by_own_date(name, series, env)
        case Transition.THIS_EDITION:
            return _by(current, name, env, _every)
        case Transition.MILDER:
            return _milder(name, series, current, env)
        case _:
            assert_never(current.transition)


def _by(edition: Edition, name: str, env: Environment, wanted: Callable[[Record], bool]) -> list[Counted]:
    criterion = edition.criteria.get(name)
    if criterion is None or not isinstance(criterion.trigger, OnEvent):
        return []
    return on_records(criterion, attrs.evolve(env, edition=edition), wanted)


def _every(_record: Record) -> bool:
    return True


def _by_own_date(name: str, series: Series, env: Environment) -> list[Counted]:
    """Each record by the edition in force on its date; one from a day without an edition is not judged at all."""
    return [c for edition in series.editions for c in _by(edition, name, env, partial(_is_dated_under, edition))]


def _is_dated_under(edition: Edition, record: Record) -> bool:
    return _in_force(edition, record.date)


def _milder(name: str, series: Series, current: Edition, env: Environment) -> list[Counted]:
    """Each record by the edition of its date or the current one, whichever is better for the person.

    An edition under which the record does not fall gives it 0 points; of equal ones that of its date judges.
    """
    own = {c.order: c for c in _by_own_date(name, series, env)}
    this = {c.order: c for c in _by(current, name, env, _every)}
    found: list[Counted] = []
    for place in sorted(own.keys() | this.keys()):
        by_own, by_this = own.get(place), this.get(place)
        better = (by_this.points if by_this else 0) > (by_own.points if by_own else 0)
        if judged := by_this if better else by_own:
            found.append(judged)
    return found
