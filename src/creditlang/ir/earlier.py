"""Which rules rest on the score of an earlier moment."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from creditlang.ir.expressions import EarlierPoints, ScoreMoment
from creditlang.ir.rulebooks import Edition, Series
from creditlang.source import Span


def earlier_points(edition: Edition) -> Iterator[EarlierPoints]:
    """Every place in the rules of an edition that asks for an earlier score."""
    for rules in (edition.criteria, edition.rewards, edition.sanctions, edition.lists, edition.moves):
        yield from _within(rules)


def asks_earlier(series: Series) -> bool:
    """Whether any rule of any edition asks for an earlier score."""
    return any(next(earlier_points(edition), None) is not None for edition in series.editions)


def asks_known_before(series: Series) -> bool:
    """Whether any rule of any edition asks for an earlier score with the knowledge of that time."""
    found = (part for edition in series.editions for part in earlier_points(edition))
    return any(part.moment is ScoreMoment.KNOWN_BEFORE for part in found)


def _within(found: object) -> Iterator[EarlierPoints]:
    if isinstance(found, EarlierPoints):
        yield found
    elif isinstance(found, Mapping):
        for each in found.values():
            yield from _within(each)
    elif isinstance(found, tuple):
        for each in found:
            yield from _within(each)
    elif not isinstance(found, Span) and attrs.has(kind := type(found)):
        for field in attrs.fields(kind):
            if field.eq:  # the text behind a rule holds no expressions
                yield from _within(getattr(found, field.name))
