"""What is said of all histories by argument alone holds of those that are drawn."""

import math
from datetime import timedelta
from fractions import Fraction

import attrs
from hypothesis import assume, given
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
from properties.compiled import Compiled, compiled_cases

_COPIES = 6
"""How many copies of a record are added."""


@given(compiled_cases)
def test_no_score_lies_beyond_what_is_possible(drawn: Compiled) -> None:
    assume(len(drawn.series.editions) == 1)
    points = drawn.decide().points
    assume(points is not None)
    assert points is not None
    possible = points_possible(drawn.series.editions[0])
    assert possible.low is None or possible.low <= points
    assert possible.high is None or points <= possible.high


@given(compiled_cases, st.sampled_from([1, -1]))
def test_each_further_record_moves_the_score_on(drawn: Compiled, sign: int) -> None:
    case, series = drawn.case, drawn.series
    decision = drawn.decide()
    assume(decision.score is not None)
    assert decision.score is not None
    current = edition_on(series, case.as_of)
    assert current is not None
    assert current.score is not None
    assume(not asks_earlier(series))  # each earlier score is a decision of its own: of forty records that takes minutes
    moved = False
    for record in case.history.records:
        judging = edition_on(series, record.date)
        present = frozenset(each.event for each in case.history.records)
        found = None if judging is None else growth(series, current, judging, record.event, sign, present)
        if found is None:
            continue
        each = moved_by(decision, record.id, found, sign)
        if each <= 0:
            continue
        # What is bounded may hold against it at first, and so does the score's bound at the other end.
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
        moved = True
    assume(moved)


@given(compiled_cases)
def test_no_record_moves_the_score_by_more_than_it_can(drawn: Compiled) -> None:
    case, series = drawn.case, drawn.series
    points = drawn.decide().points
    assume(points is not None and case.history.records)
    assert points is not None
    looked = False
    for record in case.history.records:
        most = most_by_record(series, record.event)
        if most is None:
            continue
        others = tuple(other for other in case.history.records if other.id != record.id)
        without = decide(series, attrs.evolve(case.history, records=others), case.as_of, case.as_known).points
        assert without is not None
        assert abs(Fraction(points) - Fraction(without)) <= Fraction(most)
        looked = True
    assume(looked)


@given(compiled_cases)
def test_what_ends_by_argument_has_ended_long_after(drawn: Compiled) -> None:
    case, series = drawn.case, drawn.series
    edition = edition_on(series, case.as_of)
    assert edition is not None
    assume(edition.ends is None and edition.sunset is None)
    far = case.as_of + timedelta(days=366 * 400)
    ended = [
        name
        for name, rule in rules_of(edition).items()
        if name not in edition.criteria and ended_by_argument(rule, series, edition) is not None  # type: ignore[arg-type]  # criteria are left out
    ]
    assume(ended)
    known = tuple(
        r for r in case.history.records if r.date <= case.as_of and r.recorded <= (case.as_known or case.as_of)
    )
    then = decide(series, attrs.evolve(case.history, records=known), far, case.as_known and far)
    held = {part.name for part in then.in_effect}
    assert [name for name in ended if name in held] == []


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
