"""Grades: bands that cover every score exactly once, and the rules that move them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise

import attrs

from creditlang.check import expressions, references, unknowns
from creditlang.check.arithmetic import show_range
from creditlang.check.clauses import rule_text, title_of
from creditlang.check.entitlements import check_process, need_trigger
from creditlang.check.errors.grades import (
    GradeGap,
    GradeOrder,
    GradeOverlap,
    GradeUnreachable,
    PointlessMove,
)
from creditlang.check.errors.names import DuplicateName
from creditlang.check.errors.rules import MissingClause, NoScore
from creditlang.check.errors.warnings import NoBasisWarning
from creditlang.check.scope import Names, Place, Scope, constant_scope
from creditlang.check.triggers import check_trigger
from creditlang.ir import Direction, Grade, GradeMove
from creditlang.syntax import nodes
from creditlang.types import EVERYTHING, Interval
from creditlang.values import Exact, show_exact

MOVE_PLACE = Place("a downgrade or upgrade", reads_points=True, reads_rules=True, reads_earlier=True)


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
    found = [_band(grade, step, scope) for grade in written.members if not grade.by_rule_only]
    read = [band for band in found if band is not None]
    if len(read) < len(found):
        return None
    bands = [_closed(band, read) for band in read]
    if not _cover(bands, names.score.range, step, written, names) or not _ordered(bands, names):
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
        last = f"below {show_exact(below)}" if to is None else f"at {show_exact(to)}"
        scope.report(
            GradeUnreachable(
                span=grade.span,
                name=grade.name.text,
                because=f"it begins at {show_exact(low)} and ends {last}",
                advice="`from` names the lowest score of the grade, `to` the highest, `below` the first one too high",
            )
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
    unreachable = [band for band in bands if _outside(band, scores)]
    for band in unreachable:
        names.collector.report(
            GradeUnreachable(
                span=band.written.span,
                name=band.written.name.text,
                because=f"scores are {show_range(scores)}",
                advice="compare it with the bounds of the score",
            )
        )
    if not bands:
        gap = _Gap(scores.low, scores.high, written, "say of one grade at least which scores it has: `from 0`")
        names.collector.report(gap.finding())
        return False
    by_low = sorted(bands, key=lambda b: (b.low is not None, b.low or 0))
    sound = not unreachable
    reach = by_low[0]  # the band that reaches highest so far
    for band in by_low[1:]:
        if reach.below is None or band.low is None or band.low < reach.below:
            _report_overlap(reach, band, step, names)
            sound = False
        elif band.low > reach.below:
            upper, lower = band.written.name.text, reach.written.name.text
            advice = f"let `{lower}` end where `{upper}` begins: `below {show_exact(band.low)}`"
            names.collector.report(_Gap(reach.below, band.low - step, band.written, advice).finding())
            sound = False
        if reach.below is not None and (band.below is None or band.below > reach.below):
            reach = band
    for gap in _open_ends(by_low[0], reach, scores, step):
        names.collector.report(gap.finding())
        sound = False
    return sound


@attrs.frozen
class _Gap:
    """Scores without a grade, both ends included."""

    low: Exact | None
    high: Exact | None
    at: nodes.Node
    advice: str

    def finding(self) -> GradeGap:
        if self.low is None:
            scores = "of any height" if self.high is None else f"of {show_exact(self.high)} or less"
        elif self.high is None:
            scores = f"of {show_exact(self.low)} or more"
        elif self.low == self.high:
            scores = f"of {show_exact(self.low)}"
        else:
            scores = f"from {show_exact(self.low)} to {show_exact(self.high)}"
        return GradeGap(span=self.at.span, scores=scores, advice=self.advice)


def _open_ends(lowest: _Band, highest: _Band, scores: Interval, step: Exact) -> Iterator[_Gap]:
    """What lies below the lowest band and above the highest."""
    if lowest.low is not None and (scores.low is None or scores.low < lowest.low):
        advice = f"`{lowest.written.name.text}` is the lowest: let it have no beginning"
        if lowest.below is not None:
            advice += f": `below {show_exact(lowest.below)}`"
        yield _Gap(scores.low, lowest.low - step, lowest.written, advice)
    if highest.below is not None and (scores.high is None or scores.high >= highest.below):
        advice = f"add a grade `from {show_exact(highest.below)}`"
        if highest.low is not None:
            name = highest.written.name.text
            advice = f"`{name}` is the highest: let it have no end: `from {show_exact(highest.low)}`"
        yield _Gap(highest.below, scores.high, highest.written, advice)


def _report_overlap(reach: _Band, band: _Band, step: Exact, names: Names) -> None:
    """`band` begins before `reach` ends."""
    score = band.low if band.low is not None else min(b.below or step for b in (reach, band)) - step
    first, second = sorted((reach.written, band.written), key=lambda g: g.span.start)
    names.collector.report(
        GradeOverlap(
            span=second.span,
            score=show_exact(score),
            one=first.name.text,
            other=second.name.text,
            advice=_end_of_the_lower(reach, band, step),
            first=first.span,
        )
    )


def _end_of_the_lower(reach: _Band, band: _Band, step: Exact) -> str:
    """How the lower of two bands is written so that it ends before the upper begins."""
    if band.low is None or (reach.low is not None and reach.low >= band.low):
        return "`below 960` leaves 960 out, `to 959` includes 959"
    start = "" if reach.low is None else f"from {show_exact(reach.low)} "
    below, last = f"{start}below {show_exact(band.low)}", f"{start}to {show_exact(band.low - step)}"
    return f"write `{below}` for `{reach.written.name.text}`, or `{last}`"


def _outside(band: _Band, scores: Interval) -> bool:
    return (scores.high is not None and band.low is not None and band.low > scores.high) or (
        scores.low is not None and band.below is not None and band.below <= scores.low
    )


def _ordered(bands: list[_Band], names: Names) -> bool:
    """Whether the bands stand in the order of their scores, rising or falling."""
    lows = [(b.low is not None, b.low or 0) for b in bands]
    rising = lows[0] < lows[-1]
    for (earlier, low), (later, next_low) in pairwise(zip(bands, lows, strict=True)):
        if (low < next_low) != rising:
            names.collector.report(
                GradeOrder(
                    span=later.written.span,
                    name=later.written.name.text,
                    side="above" if low < next_low else "below",
                    other=earlier.written.name.text,
                    first=earlier.written.span,
                )
            )
            return False
    return True


def check_move(written: nodes.GradeMove, names: Names) -> GradeMove | None:
    """A downgrade or upgrade; None after a report."""
    rule = f"the {written.direction.value} `{written.name.text}`"
    costs = written.direction is nodes.Direction.DOWNGRADE
    text = rule_text(written.name, written.title, written.clauses, rule, written.span, names)
    trigger = check_trigger(written.clauses, rule, MOVE_PLACE, names)
    exists = references.grade_exists(written.to, trigger.scope)
    if exists and written.to.text == names.grades[0 if costs else -1]:
        end, wanted = ("best", "worse") if costs else ("worst", "better")
        names.collector.report(
            PointlessMove(span=written.to.span, rule=rule, grade=written.to.text, end=end, wanted=wanted)
        )
        exists = False
    process = check_process(written.clauses, rule, written.name, trigger, names, costs=costs, basis=text.basis)
    if costs:
        unknowns.check_trigger(written.clauses, rule, names.collector)
    elif text.basis is None:
        names.collector.report(NoBasisWarning(span=written.name.span, rule=rule))
    when = need_trigger(trigger, written.name, rule, names)
    if when is None or process is None or not exists or not trigger.sound:
        return None
    return GradeMove(text, Direction[written.direction.name], written.to.text, when, process)
