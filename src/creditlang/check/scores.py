"""The score: its start, bounds, decimals and rounding."""

from __future__ import annotations

import attrs

from creditlang.check import expressions
from creditlang.check.arithmetic import show_range
from creditlang.check.clauses import one_of, rule_text, title_of
from creditlang.check.errors.rules import MissingClause
from creditlang.check.errors.types import OutOfRange, WrongBounds
from creditlang.check.scope import Names, Place, subject_scope
from creditlang.check.type_expressions import read_bounds
from creditlang.ir import Score
from creditlang.syntax import nodes
from creditlang.types import EVERYTHING, Number, PointsUnit, definite

MOST_DECIMALS = 6
"""Enough for any weight; more would only blur what a score says."""


def declare_score(written: nodes.Score | None, names: Names) -> None:
    """Put the type of `points` into the names, before anything reads it."""
    if written is None:
        return
    decimals = one_of(written.clauses, nodes.Decimals, "decimals", "the score", names.collector)
    scale = decimals.count if decimals else 0
    if scale > MOST_DECIMALS:
        assert decimals is not None
        names.collector.report(
            WrongBounds(
                span=decimals.span,
                problem=f"a score cannot have {scale} decimals",
                advice=f"at most {MOST_DECIMALS} decimals are possible",
            )
        )
        scale = MOST_DECIMALS
    kind = Number(PointsUnit(), scale)
    advice = "keep one of them; a score with two ends says `between 0 and 1000`"
    bounds = one_of(written.clauses, nodes.ScoreBounds, ("at least", "at most"), "the score", names.collector, advice)
    interval = read_bounds(bounds.bounds, kind, names.collector) if bounds else EVERYTHING
    names.score = attrs.evolve(kind, range=interval or EVERYTHING)


def check_score(written: nodes.Score, names: Names) -> Score | None:
    """The score; None after a report."""
    assert names.score is not None
    assert names.score.scale is not None
    rounding = one_of(written.clauses, nodes.ScoreRounding, "rounded", "the score", names.collector)
    start = one_of(written.clauses, nodes.StartsAt, "starts at", "the score", names.collector)
    if start is None:
        names.collector.report(
            MissingClause(
                span=written.span, rule="the score", clause="start", advice="add `starts at 1000`, or `starts at 0`"
            )
        )
        return None
    scope = subject_scope(names, Place("the start of the score"))
    wanted = attrs.evolve(names.score, range=EVERYTHING)
    starts_at = expressions.check_wanted(start.value, scope, wanted, "`starts at`")
    if starts_at is None:
        return None
    kind = definite(starts_at.type)
    assert isinstance(kind, Number)
    if kind.range.meet(names.score.range).is_empty:
        within, got = show_range(names.score.range), show_range(kind.range)
        advice = "everyone starts inside the bounds of the score: move the start, or widen `between`"
        names.collector.report(
            OutOfRange(span=start.value.span, place="`starts at`", wanted=within, got=got, advice=advice)
        )
        return None
    return Score(
        title_of(written.title),
        starts_at,
        names.score.range,
        names.score.scale,
        rounding.mode if rounding else None,
        text=rule_text(
            nodes.Name("points", span=written.span), written.title, written.clauses, "the score", written.span, names
        ),
        span=written.span,
    )
