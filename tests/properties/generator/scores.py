"""The score and its grades."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from creditlang.syntax import nodes
from creditlang.types import EVERYTHING, Interval, Number
from creditlang.values import Exact, Rounding
from properties.generator import names as pools
from properties.generator import numbers
from properties.generator.books import FACTS_ONLY, Book
from properties.generator.choices import Draw, chance, count, pick
from properties.generator.names import title
from properties.generator.registries import bounds
from properties.generator.written import POINTS, constant, make, name, text


def draw_score_type(draw: Draw) -> Number:
    """The decimals and bounds of a score."""
    interval = pick(
        draw, (Interval(0, 200), EVERYTHING, Interval(0, None), Interval(None, 100), Interval(-50, 50), Interval(0, 10))
    )
    return Number(POINTS, pick(draw, (0, 0, 0, 1, 2)), interval)


def draw_score(book: Book, *, weighted: bool) -> nodes.Score:
    """The score of a book; with weights it must say how it is rounded."""
    draw, kind = book.draw, book.score
    assert kind is not None
    scope, depth = book.scope(FACTS_ONLY), pick(draw, (0, 0, book.size.depth))
    start = numbers.draw_fitting(draw, scope, book.points(), depth)
    if numbers.number_type(start).range.meet(kind.range).is_empty or chance(draw, 30):
        start = numbers.fit(draw, start, kind, scope, numbers.Hint.ASKED)
    clauses: list[nodes.ScoreClause] = [make(nodes.StartsAt, start.node)]
    limits = bounds(draw, kind)
    if limits is not None:
        clauses.append(make(nodes.ScoreBounds, limits))
    if kind.scale or chance(draw, 10):
        clauses.append(make(nodes.Decimals, kind.scale))
    if weighted or chance(draw, 15):
        clauses.append(make(nodes.ScoreRounding, pick(draw, tuple(Rounding))))
    return make(nodes.Score, text(title(draw)), tuple(clauses))


def draw_grades(book: Book) -> nodes.Grades:
    """Grades that cover every score once, best first: mostly the most points are the best, sometimes the fewest."""
    draw, kind = book.draw, book.score
    assert kind is not None
    cuts = _cuts(draw, kind)
    bands = [_band(draw, kind, low, below) for low, below in zip((None, *cuts), (*cuts, None), strict=True)]
    book.rising = not chance(draw, 20)
    if book.rising:
        bands.reverse()
    for _ in range(pick(draw, (0, 0, 0, 1))):
        bands.insert(count(draw, 0, len(bands)), (None, None, None, True))
    named = [book.names.fresh(draw, pools.GRADES) for _ in bands]
    book.grades = tuple(named)
    members = [
        make(nodes.Grade, name(grade), text(title(draw)), *band) for grade, band in zip(named, bands, strict=True)
    ]
    return make(nodes.Grades, tuple(members))


def _cuts(draw: Draw, kind: Number) -> Sequence[Exact]:
    """Where one grade ends and the next begins, within the bounds of the score."""
    low, high = kind.range.low, kind.range.high
    step = Fraction(1, 10 ** (kind.scale or 0))
    at: Exact = (low if low is not None else (high or 0) - 60) + pick(draw, (60, 1, 5, step, 40))
    found: list[Exact] = []
    for _ in range(count(draw, 1, 3)):
        if high is not None and at > high:
            break
        found.append(at)
        at += pick(draw, (30, step, 2, 100))
    return found or [high if high is not None else 0]


_Band = tuple[nodes.Expression | None, nodes.Expression | None, nodes.Expression | None, bool]


def _band(draw: Draw, kind: Number, low: Exact | None, below: Exact | None) -> _Band:
    """A band in one of the ways to write it."""
    step = Fraction(1, 10 ** (kind.scale or 0))

    def written(value: Exact) -> nodes.Expression:
        return constant(value, kind, bare_points=chance(draw, 90))

    if low is None:
        assert below is not None
        start = kind.range.low
        if start is not None and chance(draw, 40):
            return (written(start), written(below), None, False)
        return (None, written(below), None, False)
    if below is None and kind.range.high is not None and chance(draw, 30):
        return (written(low), None, written(kind.range.high), False)
    if below is None or chance(draw, 50):
        return (written(low), None, None, False)
    if chance(draw, 50):
        return (written(low), None, written(below - step), False)
    return (written(low), written(below), None, False)
