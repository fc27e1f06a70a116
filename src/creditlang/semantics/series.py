"""Law in time: which edition is in force, and which one judges a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

import attrs

from creditlang.data.records import Record
from creditlang.diagnostics import CreditlangError
from creditlang.ir import Criterion, Edition, OnEvent, Repealed, Series, Transition
from creditlang.semantics.criteria import Counted, on_facts, on_records
from creditlang.semantics.expressions import Environment


class NotInForceError(CreditlangError):
    """No edition is in force on the day that is asked for; the message names the days that are covered."""

    def __init__(self, series: Series, day: date) -> None:
        covered = " and ".join(_period(edition) for edition in series.editions)
        super().__init__(f"no edition of {series.name} is in force on {day}; it is in force {covered}")


def _period(edition: Edition) -> str:
    start = f"from {edition.in_force}" if edition.in_force else "from the beginning"
    return f"{start} until {edition.ends}" if edition.ends else start


def edition_on(series: Series, day: date) -> Edition | None:
    """The edition in force on a day."""
    for edition in series.editions:
        if (edition.in_force is None or edition.in_force <= day) and (edition.ends is None or day < edition.ends):
            return edition
    return None


def edition_in_force(series: Series, day: date) -> Edition:
    """The edition in force on a day. Raises NotInForceError."""
    edition = edition_on(series, day)
    if edition is None:
        raise NotInForceError(series, day)
    return edition


@attrs.frozen
class Judged:
    """A criterion as it bounds its lines on the as-of date, and what its records are worth."""

    criterion: Criterion
    counted: list[Counted]


def judge_all(series: Series, current: Edition, env: Environment) -> Mapping[str, Judged]:
    """Every criterion that can still contribute: those of the current edition, and repealed ones that run out."""
    judged: dict[str, Judged] = {}
    for name, criterion in current.criteria.items():
        if isinstance(criterion.trigger, OnEvent):
            judged[name] = Judged(criterion, _records_of(name, series, current, env))
        else:
            line = on_facts(criterion, env)
            judged[name] = Judged(criterion, [line] if line else [])
    if current.repealed is Repealed.RUN_OUT:
        for edition in _before(series, current):
            for name, criterion in edition.criteria.items():
                if name not in judged and isinstance(criterion.trigger, OnEvent):
                    judged[name] = Judged(criterion, _by_own_date(name, series, env))
    return judged


def _records_of(name: str, series: Series, current: Edition, env: Environment) -> list[Counted]:
    match current.transition:
        case Transition.OWN_DATE:
            return _by_own_date(name, series, env)
        case Transition.THIS_EDITION:
            return _by(current, name, env, _every)
        case Transition.MILDER:
            return _milder(name, series, current, env)


def _by(edition: Edition, name: str, env: Environment, wanted: Callable[[Record], bool]) -> list[Counted]:
    criterion = edition.criteria.get(name)
    if criterion is None or not isinstance(criterion.trigger, OnEvent):
        return []
    return on_records(criterion, attrs.evolve(env, edition=edition), wanted)


def _every(_record: Record) -> bool:
    return True


def _by_own_date(name: str, series: Series, env: Environment) -> list[Counted]:
    """Each record by the edition in force on its date; one from before any edition is not judged at all."""
    found: list[Counted] = []
    for edition in series.editions:
        found += _by(edition, name, env, partial(_dated_under, series, edition))
    return found


def _dated_under(series: Series, edition: Edition, record: Record) -> bool:
    return edition_on(series, record.date) is edition


def _milder(name: str, series: Series, current: Edition, env: Environment) -> list[Counted]:
    """Each record by the edition of its date or the current one, whichever is better for the person."""
    own = {c.record.id: c for c in _by_own_date(name, series, env) if c.record}
    new = {c.record.id: c for c in _by(current, name, env, _every) if c.record}
    found: list[Counted] = []
    for id in sorted(own.keys() | new.keys()):
        old_points = own[id].points if id in own else 0
        new_points = new[id].points if id in new else 0
        if id in own and old_points >= new_points:
            found.append(own[id])
        elif id in new and new_points >= old_points:
            found.append(new[id])
    return found


def _before(series: Series, current: Edition) -> list[Edition]:
    """The editions before the current one, latest first."""
    place = next(i for i, edition in enumerate(series.editions) if edition is current)
    return list(reversed(series.editions[:place]))
