"""What is said of all histories by argument alone holds of those that are drawn.

Most draws meet the conditions of few laws, and drawing is what costs time: so each draw is held against all of them.
"""

from __future__ import annotations

import math
from datetime import timedelta
from fractions import Fraction

import attrs
from hypothesis import event, given
from hypothesis import strategies as st

from creditlang import ir
from creditlang.analysis.proofs.ending import ended_by_argument
from creditlang.analysis.proofs.extent import moved_by
from creditlang.analysis.static.growth import growth, is_told_apart
from creditlang.analysis.static.points import points_possible
from creditlang.analysis.static.targets import rules_of
from creditlang.analysis.static.thresholds import most_by_record
from creditlang.data import History
from creditlang.ir.earlier import asks_earlier
from creditlang.semantics import decide
from creditlang.semantics.series import edition_on
from creditlang.types import EVERYTHING
from properties.compiled import TWICE, Compiled, compiled_cases

_COPIES = 6
"""How many copies of a record are added."""


@TWICE
@given(compiled_cases, st.lists(st.booleans(), min_size=4, max_size=4))
def test_what_is_said_of_all_histories_holds_of_each(drawn: Compiled, freed: list[bool]) -> None:
    _no_score_lies_beyond_what_is_possible(drawn)
    _no_record_moves_the_score_by_more_than_it_can(drawn)
    _what_ends_by_argument_has_ended_long_after(drawn)
    # Each earlier score is a decision of its own: of forty records that takes minutes.
    if not asks_earlier(drawn.series):
        _each_further_record_moves_the_score_on(drawn)
        _each_further_record_moves_the_score_on(attrs.evolve(drawn, series=_without_bounds(drawn.series, freed)))


def _no_score_lies_beyond_what_is_possible(drawn: Compiled) -> None:
    points = drawn.decide().points
    if len(drawn.series.editions) > 1 or points is None:
        return
    possible = points_possible(drawn.series.editions[0])
    assert possible.low is None or possible.low <= points
    assert possible.high is None or points <= possible.high


def _each_further_record_moves_the_score_on(drawn: Compiled) -> None:
    case, series = drawn.case, drawn.series
    decision = drawn.decide()
    current = edition_on(series, case.as_of)
    assert current is not None
    for sign, record in ((sign, record) for sign in (1, -1) for record in case.history.records):
        judging = edition_on(series, record.date)
        present = frozenset(each.event for each in case.history.records)
        if decision.score is None or judging is None:
            continue
        found = growth(series, current, judging, record.event, sign, present)
        each = Fraction(0) if found is None else moved_by(decision, record.id, found, sign)
        if each <= 0:
            continue
        # What is bounded may hold against it at first, and so does the score's bound at the other end.
        assert current.score is not None
        few, far = 40, current.score.bounds.low if sign > 0 else current.score.bounds.high
        if far is not None:
            few += max(0, math.ceil(sign * (Fraction(far) - Fraction(decision.score.sum)) / each))
        if few > 300:
            continue
        points = [
            decide(series, _with_copies(case.history, record.id, number, current), case.as_of, case.as_known).points
            for number in (few, few + _COPIES)
        ]
        assert None not in points
        first, last = (sign * Fraction(p) for p in points if p is not None)
        assert last - first >= _COPIES * each - 1
        event("each further record moves the score on")


def _without_bounds(series: ir.Series, freed: list[bool]) -> ir.Series:
    """The series with scores that have no bounds and, of every four criteria, some that nothing holds back."""

    def edition_of(edition: ir.Edition) -> ir.Edition:
        free = {
            name: attrs.evolve(c, caps=(), once_in=None, only_largest_per=None) if freed[place % 4] else c
            for place, (name, c) in enumerate(edition.criteria.items())
        }
        score = edition.score and attrs.evolve(edition.score, bounds=EVERYTHING)
        return attrs.evolve(edition, criteria=free, score=score, grades=_without_end(edition.grades))

    return attrs.evolve(series, editions=tuple(map(edition_of, series.editions)))


def _without_end(grades: tuple[ir.Grade, ...]) -> tuple[ir.Grade, ...]:
    """The grades, of which the lowest and the highest go on for ever."""
    banded = [grade for grade in grades if grade.banded]
    low = min((grade.low for grade in banded if grade.low is not None), default=None)
    below = max((grade.below for grade in banded if grade.below is not None), default=None)
    has_lowest, has_highest = any(g.low is None for g in banded), any(g.below is None for g in banded)
    return tuple(
        attrs.evolve(
            grade,
            low=None if grade.low == low and not has_lowest else grade.low,
            below=None if grade.below == below and not has_highest else grade.below,
        )
        for grade in grades
    )


def _no_record_moves_the_score_by_more_than_it_can(drawn: Compiled) -> None:
    case, series = drawn.case, drawn.series
    points = drawn.decide().points
    if points is None:
        return
    for record in case.history.records:
        most = most_by_record(series, record.event)
        if most is None:
            continue
        others = tuple(other for other in case.history.records if other.id != record.id)
        without = decide(series, attrs.evolve(case.history, records=others), case.as_of, case.as_known).points
        assert without is not None
        assert abs(Fraction(points) - Fraction(without)) <= Fraction(most)
        event("a record moves the score by no more than it can")


def _what_ends_by_argument_has_ended_long_after(drawn: Compiled) -> None:
    case, series = drawn.case, drawn.series
    edition = edition_on(series, case.as_of)
    assert edition is not None
    if edition.ends is not None or edition.sunset is not None:
        return
    far = case.as_of + timedelta(days=366 * 1000)
    ended = [
        name
        for name, rule in rules_of(edition).items()
        if name not in edition.criteria and ended_by_argument(rule, series, edition) is not None  # type: ignore[arg-type]  # criteria are left out
    ]
    if not ended:
        return
    known = tuple(
        r for r in case.history.records if r.date <= case.as_of and r.recorded <= (case.as_known or case.as_of)
    )
    then = decide(series, attrs.evolve(case.history, records=known), far, case.as_known and far)
    held = {part.name for part in then.in_effect}
    assert [name for name in ended if name in held] == []
    event("what ends by argument has ended")


def _with_copies(history: History, record_id: str, number: int, edition: ir.Edition) -> History:
    """The history with copies of a record, each an act of its own where rules let one record of an act count."""
    (record,) = (r for r in history.records if r.id == record_id)
    fields = edition.registry.events[record.event].fields
    acts = {c.only_largest_per for c in (*edition.criteria.values(), *edition.groups.values())} & fields.keys()
    copies = tuple(
        attrs.evolve(
            record,
            id=f"{record.id} {place}",
            values={
                name: (None if fields[name].optional else f"{value} {place}")
                if name in acts and is_told_apart(edition.registry, record.event, name)
                else value
                for name, value in record.values.items()
            },
        )
        for place in range(number)
    )
    records = sorted((*history.records, *copies), key=lambda r: (r.date, r.id))
    return attrs.evolve(history, records=tuple(records))
