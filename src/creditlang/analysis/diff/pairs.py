"""Which editions are compared with which: two alone, or two series edition by edition.

One edition against one is compared as if each alone had always been in force: what is asked is what its rules do, and
that a draft is not yet in force does not hide it. Where either side has several editions, those that bear one name or
begin on one day belong together, and a new one is compared with the edition that it follows.
"""

from __future__ import annotations

from datetime import date

import attrs

from creditlang import ir
from creditlang.diagnostics import CreditlangError


class NoSuchEditionError(CreditlangError):
    """A series has no edition of this name."""

    def __init__(self, series: ir.Series, wanted: str) -> None:
        known = ", ".join(f"`{edition_name(edition)}`" for edition in series.editions)
        super().__init__(f"`{series.name}` has no edition `{wanted}`; it has {known}")


@attrs.frozen
class EditionPair:
    """Two editions to compare; one is None where an edition came or went with nothing to compare it with.

    Attributes:
        follows: whether the new edition is added, and compared with the one that it takes the place of.
    """

    old: ir.Edition | None
    new: ir.Edition | None
    follows: bool = False


def edition_name(edition: ir.Edition) -> str:
    """How an edition is called: its name, else its first day."""
    if edition.edition is not None:
        return edition.edition
    return str(edition.in_force) if edition.in_force else "without a date"


def find_edition(series: ir.Series, wanted: str) -> ir.Edition:
    """The edition of this name, or that begins on this day.

    Raises:
        NoSuchEditionError: there is none.
    """
    for edition in series.editions:
        if wanted in (edition.edition, str(edition.in_force)):
            return edition
    raise NoSuchEditionError(series, wanted)


def alone(edition: ir.Edition, digest: str = "") -> ir.Series:
    """A series of one edition that has always been in force."""
    return ir.Series(edition.name, (attrs.evolve(edition, in_force=None, ends=None),), (), digest)


def pair_editions(old: ir.Series, new: ir.Series) -> tuple[EditionPair, ...]:
    """The editions of two series, in the order of the new one; what is gone stands last."""
    if len(old.editions) == len(new.editions) == 1:
        return (EditionPair(old.editions[0], new.editions[0]),)
    rest = list(old.editions)
    found: list[EditionPair] = []
    for edition in new.editions:
        same = next((o for o in rest if o.edition is not None and o.edition == edition.edition), None)
        same = same or next((o for o in rest if o.in_force == edition.in_force), None)
        if same is not None:
            rest.remove(same)
            found.append(EditionPair(same, edition))
        else:
            found.append(EditionPair(_before(old, edition.in_force), edition, follows=True))
    return (*found, *(EditionPair(edition, None) for edition in rest))


def _before(series: ir.Series, day: date | None) -> ir.Edition | None:
    """The last edition that began before a day."""
    earlier = [e for e in series.editions if day is not None and (e.in_force is None or e.in_force < day)]
    return earlier[-1] if earlier else None
