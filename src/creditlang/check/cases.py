"""What a scenario is checked against, and the days on which that is law."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from creditlang.check.errors.scenarios import NotInForceThen
from creditlang.check.scope import Scope
from creditlang.diagnostics import Diagnostic
from creditlang.ir import Edition, Registry
from creditlang.source import Span

RULE = "the scenario"


@attrs.frozen
class Case:
    """The editions that a scenario tries, and a scope in which its values stand: nothing can be named there."""

    editions: Sequence[Edition]
    scope: Scope

    @property
    def registry(self) -> Registry:
        """The registry, which all editions share."""
        return self.editions[-1].registry

    @property
    def subject(self) -> str:
        """Whom all editions are about."""
        return self.editions[-1].subject

    def report(self, diagnostic: Diagnostic) -> None:
        """Report a finding."""
        self.scope.report(diagnostic)

    def edition_on(self, day: date, span: Span) -> Edition | None:
        """The edition in force on a day; None after a report."""
        for edition in self.editions:
            if (edition.in_force is None or edition.in_force <= day) and (edition.ends is None or day < edition.ends):
                return edition
        covered = show_periods(self.editions)
        self.report(NotInForceThen(span=span, name=self.editions[0].name, day=day.isoformat(), covered=covered))
        return None


def show_periods(editions: Iterable[Edition]) -> str:
    """When editions, earliest first, are in force: `from 2019-01-01 until 2021-07-01 and from 2022-01-01 on`."""
    periods: list[tuple[date | None, date | None]] = []
    for edition in editions:
        if periods and periods[-1][1] == edition.in_force and edition.in_force is not None:
            periods[-1] = (periods[-1][0], edition.ends)
        else:
            periods.append((edition.in_force, edition.ends))
    return " and ".join(_show_period(*period) for period in periods)


def _show_period(starts: date | None, ends: date | None) -> str:
    if starts is None:
        return f"until {ends}" if ends else "always"
    return f"from {starts} until {ends}" if ends else f"from {starts} on"
