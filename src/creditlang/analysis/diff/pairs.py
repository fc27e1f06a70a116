"""Which editions are compared with which: two alone, or two series edition by edition.

One edition against one is compared as if each alone had always been in force: what is asked is what its rules do, and
that a draft is not yet in force does not hide it. Where either side has several editions, those that bear one name or
begin on one day belong together, and a new one is compared with the edition that it follows. Decided is for days on
which the new edition is in force: what it would do on others, nobody will ever meet.
"""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from creditlang import ir
from creditlang.diagnostics import CreditlangError


class NoSuchEditionError(CreditlangError):
    """A series has no edition of this name."""

    def __init__(self, series: ir.Series, wanted: str) -> None:
        known = ", ".join(f"`{edition.called}`" for edition in series.editions)
        super().__init__(f"`{series.name}` has no edition `{wanted}`; it has {known}")


@attrs.frozen
class Stretch:
    """Days one after the other.

    Attributes:
        start, end: the first day (None: since always) and the first day after (None: without end).
    """

    start: date | None = None
    end: date | None = None

    def has(self, day: date) -> bool:
        """Whether it holds a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)

    def near(self, day: date) -> date:
        """The day itself, or the one of the stretch that is nearest to it."""
        if self.start is not None and day < self.start:
            return self.start
        return day if self.end is None or day < self.end else self.end - timedelta(days=1)

    def both(self, other: Stretch) -> Stretch | None:
        """The days that both have; None where they have none."""
        starts = [day for day in (self.start, other.start) if day is not None]
        ends = [day for day in (self.end, other.end) if day is not None]
        found = Stretch(max(starts, default=None), min(ends, default=None))
        return None if found.start is not None and found.end is not None and found.end <= found.start else found

    def __str__(self) -> str:
        """`from 2019-01-01 until 2021-06-18`; `always`."""
        start, end = (f"from {self.start}" if self.start else "", f"until {self.end}" if self.end else "")
        return " ".join(filter(None, (start, end))) or "always"


@attrs.frozen
class EditionPair:
    """Two editions to compare; one is None where an edition came or went with nothing to compare it with.

    Attributes:
        follows: whether the new edition is added, and compared with the one that it takes the place of.
        days: those for which both are asked to decide.
    """

    old: ir.Edition | None
    new: ir.Edition | None
    follows: bool = False
    days: Stretch = Stretch()


def find_edition(series: ir.Series, wanted: str) -> ir.Edition:
    """The edition of this name, or that begins on this day.

    Raises:
        NoSuchEditionError: there is none.
    """
    for edition in series.editions:
        if wanted in (edition.edition, str(edition.in_force)):
            return edition
    raise NoSuchEditionError(series, wanted)


def days_of(edition: ir.Edition) -> Stretch:
    """The days on which an edition is in force."""
    return Stretch(edition.in_force, edition.ends)


def alone(edition: ir.Edition, digest: str = "") -> ir.Series:
    """A series of one edition that has always been in force."""
    return ir.Series(edition.name, (attrs.evolve(edition, in_force=None, ends=None),), (), digest)


def pair_editions(old: ir.Series, new: ir.Series) -> tuple[EditionPair, ...]:
    """The editions of two series, in the order of the new one; what is gone stands last."""
    if len(old.editions) == len(new.editions) == 1:
        return (EditionPair(old.editions[0], new.editions[0], days=days_of(new.editions[0])),)
    rest = list(old.editions)
    found: list[EditionPair] = []
    for edition in new.editions:
        same = next((o for o in rest if o.edition is not None and o.edition == edition.edition), None)
        same = same or next((o for o in rest if o.in_force == edition.in_force), None)
        if same is not None:
            rest.remove(same)
            days = days_of(edition)
            found.append(EditionPair(same, edition, days=days.both(days_of(same)) or days))
        else:
            before = _before(old, edition.in_force)
            found.append(EditionPair(before, edition, follows=True, days=days_of(edition)))
    return (*found, *(EditionPair(edition, None) for edition in rest))


def _before(series: ir.Series, day: date | None) -> ir.Edition | None:
    """The last edition that began before a day."""
    earlier = [e for e in series.editions if day is not None and (e.in_force is None or e.in_force < day)]
    return earlier[-1] if earlier else None
