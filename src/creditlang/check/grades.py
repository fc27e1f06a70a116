"""Grades: bands that cover every score exactly once, and the rules that move them."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import attrs

from creditlang.check import expressions, references, unknowns
from creditlang.check.clauses import rule_text, title_of
from creditlang.check.entitlements import check_process, need_trigger
from creditlang.check.errors.grades import GradeGap, GradeOrder, GradeOverlap, GradeUnreachable
from creditlang.check.errors.names import DuplicateName
from creditlang.check.errors.rules import MissingClause, NoScore
from creditlang.check.errors.warnings import NoBasisWarning
from creditlang.check.scope import Names, Place, Scope, constant_scope
from creditlang.check.triggers import check_trigger
from creditlang.ir import Direction, Grade, GradeMove
from creditlang.syntax import nodes
from creditlang.types import EVERYTHING, Interval
from creditlang.values import Exact, show_exact

MOVE_PLACE = Place("a downgrade or upgrade", reads_points=True, reads_rules=True)


@attrs.frozen
class _Band:
    """The scores of a grade: `low` included, `below` excluded, None without bound."""

    written: nodes.Grade
    low: Exact | None
    below: Exact | None


def declare_grades(written: nodes.Grades | None, names: Names) -> None:
    """Put the names of the grades into scope, in their order."""
    if written is None:
        return
    first: dict[str, nodes.Grade] = {}
    for grade in written.members:
        if grade.name.text in first:
            earlier = first[grade.name.text].name.span
            names.collector.report(DuplicateName(span=grade.name.span, name=grade.name.text, first=earlier))
        first.setdefault(grade.name.text, grade)
    names.grades = tuple(first)


def check_grades(written: nodes.Grades, names: Names) -> tuple[Grade, ...] | None:
    """The grades, best first; None after a report."""
    if names.score is None:
        names.collector.report(NoScore(span=written.span, what="a grade"))
        return None
    if not written.members:
        names.collector.report(
            MissingClause(
                span=written.span, rule="the list of grades", clause="grade", advice="write them below, best first"
            )
        )
        return None
    step: Exact = Fraction(1, 10 ** (names.score.scale or 0))
    scope = constant_scope(names.collector, "a grade")
    scope.names.score = names.score
    bands: list[_Band] = []
    for grade in written.members:
        if grade.by_rule_only:
            continue
        band = _band(grade, step, scope)
        if band is None:
            return None
        bands.append(band)
    bands = [_closed(band, bands) for band in bands]
    sound = _cover(bands, names.score.range, step, written, names) and _ordered(bands, names)
    if not sound:
        return None
    by_name = {band.written.name.text: band for band in bands}
    return tuple(
        Grade(
            grade.name.text,
            title_of(grade.title),
            by_name[grade.name.text].low if grade.name.text in by_name else None,
            by_name[grade.name.text].below if grade.name.text in by_name else None,
            grade.name.text in by_name,
        )
        for grade in written.members
    )


def _band(grade: nodes.Grade, step: Exact, scope: Scope) -> _Band | None:
    assert scope.names.score is not None
    wanted = attrs.evolve(scope.names.score, range=EVERYTHING)
    ends: list[Exact | None] = []
    for end in (grade.low, grade.below, grade.to):
        if end is None:
            ends.append(None)
            continue
        constant = expressions.check_constant(end, scope, wanted, "the border of a grade")
        if constant is None:
            return None
        assert isinstance(constant.value, int | Fraction)
        ends.append(constant.value)
    low, below, to = ends
    if to is not None:
        below = to + step
    if low is not None and below is not None and low >= below:
        scope.report(
            GradeUnreachable(span=grade.span, name=grade.name.text, because="it ends where it begins or before")
        )
        return None
    return _Band(grade, low, below)


def _closed(band: _Band, bands: list[_Band]) -> _Band:
    """A grade that only says where it begins reaches up to the next one."""
    if band.below is not None or band.low is None:
        return band
    higher = [b.low for b in bands if b.low is not None and b.low > band.low]
    return attrs.evolve(band, below=min(higher, default=None))


def _cover(bands: list[_Band], scores: Interval, step: Exact, written: nodes.Grades, names: Names) -> bool:
    """Whether every possible score has exactly one grade."""
    sound = True
    by_low = sorted(bands, key=lambda b: (b.low is not None, b.low or 0))
    for band in by_low:
        if _outside(band, scores):
            bounds = f"the score lies {_between(scores)}"
            names.collector.report(
                GradeUnreachable(span=band.written.span, name=band.written.name.text, because=bounds)
            )
            sound = False
    for one, other in pairwise(by_low):
        assert other.low is not None or one.low is None
        if other.low is None or one.below is None or other.low < one.below:
            score = other.low if other.low is not None else (one.below or step) - step
            first, second = sorted((one.written, other.written), key=lambda g: g.span.start)
            names.collector.report(
                GradeOverlap(
                    span=second.span,
                    score=show_exact(score),
                    one=first.name.text,
                    other=second.name.text,
                    first=first.span,
                )
            )
            sound = False
        elif other.low > one.below:
            _report_gap(one.below, other.low - step, other.written, names)
            sound = False
    if not by_low:
        return sound
    lowest, highest = by_low[0].low, by_low[-1].below
    if lowest is not None and (scores.low is None or scores.low < lowest):
        _report_gap(scores.low, lowest - step, written, names)
        sound = False
    if highest is not None and (scores.high is None or scores.high >= highest):
        _report_gap(highest, scores.high, written, names)
        sound = False
    return sound


def _report_gap(low: Exact | None, high: Exact | None, at: nodes.Node, names: Names) -> None:
    if low is None:
        scores = f"{show_exact(high or 0)} or less"
    elif high is None:
        scores = f"{show_exact(low)} or more"
    else:
        scores = show_exact(low) if low == high else f"{show_exact(low)} to {show_exact(high)}"
    names.collector.report(GradeGap(span=at.span, scores=scores))


def _outside(band: _Band, scores: Interval) -> bool:
    return (scores.high is not None and band.low is not None and band.low > scores.high) or (
        scores.low is not None and band.below is not None and band.below <= scores.low
    )


def _between(scores: Interval) -> str:
    low = "" if scores.low is None else f"at or above {show_exact(scores.low)}"
    high = "" if scores.high is None else f"at or below {show_exact(scores.high)}"
    return " and ".join(part for part in (low, high) if part)


def _ordered(bands: list[_Band], names: Names) -> bool:
    """Whether the bands stand in the order of their scores, rising or falling."""
    lows = [(b.low is not None, b.low or 0) for b in bands]
    if lows in (sorted(lows), sorted(lows, reverse=True)):
        return True
    falling = lows[0] > lows[-1]
    for index in range(1, len(bands)):
        if (lows[index] > lows[index - 1]) == falling:
            written = bands[index].written
            names.collector.report(GradeOrder(span=written.span, name=written.name.text))
            break
    return False


def check_move(written: nodes.GradeMove, names: Names) -> GradeMove | None:
    """A downgrade or upgrade; None after a report."""
    rule = f"the {written.direction.value} `{written.name.text}`"
    costs = written.direction is nodes.Direction.DOWNGRADE
    text = rule_text(written.name, written.title, written.clauses, rule, written.span, names)
    trigger = check_trigger(written.clauses, rule, MOVE_PLACE, names)
    exists = references.grade_exists(written.to, trigger.scope)
    process = check_process(written.clauses, rule, written.name, trigger, names, costs=costs, basis=text.basis)
    if costs:
        unknowns.check_trigger(written.clauses, rule, names.collector)
    elif text.basis is None:
        names.collector.report(NoBasisWarning(span=written.name.span, rule=rule))
    when = need_trigger(trigger, written.name, rule, names)
    if when is None or process is None or not exists or not trigger.sound:
        return None
    return GradeMove(text, Direction[written.direction.name], written.to.text, when, process)
