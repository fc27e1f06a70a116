"""Comparing localities: what the same deed costs, earns and leads to, and where it meets different standards.

In: the editions of several rulebooks over one registry. Out: for every deed that any of them takes notice of, the
standard of each, and how these differ. What is said of points holds for every record of that kind (`possible`): the
numbers are bounds, not samples.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

import attrs

from creditlang.analysis.compare.deeds import Deed, deeds
from creditlang.analysis.compare.standards import Charge, Consequence, Effect, Standard, Way, standard
from creditlang.analysis.compare.wording import Saying
from creditlang.diagnostics import CreditlangError
from creditlang.ir import Edition, Registry, Series
from creditlang.semantics.series import edition_in_force
from creditlang.types import Interval, Number, definite
from creditlang.values import Exact, magnitude, plain

__all__ = [
    "Charge",
    "Comparison",
    "Consequence",
    "Deed",
    "Difference",
    "Effect",
    "Locality",
    "NotComparableError",
    "Row",
    "Saying",
    "Standard",
    "Way",
    "compare",
    "share",
]


class NotComparableError(CreditlangError):
    """Rulebooks do not speak of the same records."""


class Difference(enum.Enum):
    """In which way the same deed meets different standards."""

    OPPOSITE = "earns in one place and costs in another"
    IGNORED = "counts in one place and not in another"
    AMOUNT = "moves the score by another share"
    DURATION = "is remembered for another time"
    LIMITS = "is held within other limits"
    CONSEQUENCE = "leads to other consequences"
    CONDITION = "leads there under other conditions"
    PROCESS = "leads there with other notice, appeal or ways to end it"


@attrs.frozen
class Locality:
    """A rulebook in one edition. `name` tells it apart from the others, and so does `title`, which may be the name."""

    name: str
    title: str
    edition: Edition

    @property
    def start(self) -> Exact | None:
        """Where everybody's score starts; None where that depends, or there is no score."""
        kind = definite(self.edition.score.starts_at.type) if self.edition.score else None
        return kind.range.low if isinstance(kind, Number) and kind.range.is_single else None

    @property
    def scale(self) -> Exact | None:
        """How long the way is that points move on: from the worst to the best score, or where the score has no such
        ends, from its start to the farthest border of a grade; None where it has neither, or no score."""
        score = self.edition.score
        if score is None:
            return None
        if score.bounds.low is not None and score.bounds.high is not None:
            return plain(score.bounds.high - score.bounds.low)
        start = self.start
        if start is None:
            return None
        borders = [border for grade in self.edition.grades for border in (grade.low, grade.below) if border is not None]
        return max((magnitude(start - border) for border in borders), default=None)


@attrs.frozen
class Row:
    """One deed: the standard of each locality, in their order, and how they differ."""

    deed: Deed
    standards: tuple[Standard, ...]
    differences: tuple[Difference, ...]


@attrs.frozen
class Comparison:
    """All localities and all deeds that any of them takes notice of.

    Attributes:
        ignored: the deeds that the registry knows and none of them takes notice of.
    """

    registry: Registry
    localities: tuple[Locality, ...]
    rows: tuple[Row, ...]
    ignored: tuple[Deed, ...]


def compare(serieses: Sequence[Series], day: date | None = None) -> Comparison:
    """Lay localities side by side.

    Args:
        serieses: one rulebook each.
        day: the day whose editions are compared, as they decide on that day; None for the latest of each, as
            they decide on any day.

    Raises:
        NotComparableError: they do not share a registry and a kind of subject.
        NotInForceError: one of them has no edition in force on the day.
    """
    editions = [series.editions[-1] if day is None else edition_in_force(series, day) for series in serieses]
    first = editions[0]
    for edition in editions[1:]:
        if edition.registry != first.registry:
            names = f"`{first.name}` ({first.registry.name}) and `{edition.name}` ({edition.registry.name})"
            raise NotComparableError(f"{names} do not speak of the same registry: the same deed has no common name")
        if edition.subject != first.subject:
            names = f"`{first.name}` ({first.subject}) and `{edition.name}` ({edition.subject})"
            raise NotComparableError(f"{names} do not decide on the same kind of subject")
    localities = tuple(_localities(editions))
    rows: list[Row] = []
    ignored: list[Deed] = []
    for deed in deeds(first.registry, first.subject, editions):
        standards = tuple(standard(edition, deed, day) for edition in editions)
        if any(found.says_something for found in standards):
            rows.append(Row(deed, standards, tuple(_differences(localities, standards))))
        else:
            ignored.append(deed)
    return Comparison(first.registry, localities, tuple(rows), tuple(ignored))


def _localities(editions: Sequence[Edition]) -> list[Locality]:
    """Named by the rulebook, and by the edition too where one rulebook stands there twice."""
    names = [edition.name for edition in editions]
    numbered = [_with_edition(edition) for edition in editions]
    titles = [edition.title for edition in editions]
    found = []
    for edition, full in zip(editions, numbered, strict=True):
        name = edition.name if names.count(edition.name) == 1 else full
        if numbered.count(name) > 1:
            name = f"{name} ({edition.span.source.name})"
        title = edition.title if edition.title and titles.count(edition.title) == 1 else name
        found.append(Locality(name, title, edition))
    return found


def _with_edition(edition: Edition) -> str:
    return f"{edition.name} {edition.edition or ''}".strip()


def share(points: Interval, locality: Locality) -> Interval | None:
    """Points as a share of the locality's scale; None where it has none."""
    return None if not locality.scale else points * Interval.only(plain(Fraction(1) / locality.scale))


def _differences(localities: tuple[Locality, ...], standards: tuple[Standard, ...]) -> list[Difference]:
    scored = [s for s, locality in zip(standards, localities, strict=True) if locality.edition.score is not None]
    charged = [found for found in scored if found.charges]
    totals = [found.worth for found in charged if found.worth is not None]
    found = []
    if any(_costs(total) for total in totals) and any(_earns(total) for total in totals):
        found.append(Difference.OPPOSITE)
    if charged and len(charged) < len(scored):
        found.append(Difference.IGNORED)
    if len({_measure(s, locality) for s, locality in zip(standards, localities, strict=True) if s.charges}) > 1:
        found.append(Difference.AMOUNT)
    if len({_memory(s) for s in charged}) > 1:
        found.append(Difference.DURATION)
    if len({frozenset(charge.limits for charge in s.charges) for s in charged}) > 1:
        found.append(Difference.LIMITS)
    if len({_effects(s) for s in standards}) > 1:
        found.append(Difference.CONSEQUENCE)
    if _differ_in(standards, lambda consequence: consequence.condition):
        found.append(Difference.CONDITION)
    if _differ_in(standards, lambda consequence: consequence.process):
        found.append(Difference.PROCESS)
    return found


def _differ_in(standards: tuple[Standard, ...], of: Callable[[Consequence], Saying]) -> bool:
    """Whether places in which a deed has one consequence differ in something about it."""
    by_kind: dict[object, set[object]] = {}
    for found in standards:
        own: dict[object, set[Saying]] = {}
        for consequence in found.direct:
            own.setdefault((consequence.effect, consequence.lasts, consequence.way is Way.PREVENTS), set()).add(
                of(consequence)
            )
        for kind, sayings in own.items():
            by_kind.setdefault(kind, set()).add(frozenset(sayings))
    return any(len(sayings) > 1 for sayings in by_kind.values())


def _costs(points: Interval) -> bool:
    return points.low is not None and points.low < 0 and points.high is not None and points.high <= 0


def _earns(points: Interval) -> bool:
    return points.low is not None and points.low >= 0 and (points.high is None or points.high > 0)


def _measure(found: Standard, locality: Locality) -> object:
    """What is compared of points: their share of the scale where there is one, else the points."""
    points = found.points
    assert points is not None
    return share(points, locality) or points


def _memory(found: Standard) -> object:
    return frozenset((charge.lasts, charge.until_end_of) for charge in found.charges)


def _effects(found: Standard) -> object:
    """The kinds of consequence that the deed itself sets off; those through the score follow from the points."""
    return frozenset((c.effect, c.lasts, c.way is Way.PREVENTS) for c in found.direct)
