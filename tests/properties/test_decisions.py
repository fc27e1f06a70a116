"""Laws of every decision, on drawn programs and data."""

from collections.abc import Iterator
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import given, settings

from creditlang.data import History, Record, load_dataset
from creditlang.semantics import Decision, NotInForceError, ScorePart, decide, upcoming
from creditlang.semantics.series import edition_in_force
from creditlang.values import Days, Exact, round_exact
from properties.compiled import ANY_ORDER, Compiled, compiled_cases
from properties.generator import write_folder


@given(compiled_cases)
def test_a_decision_never_fails_and_can_be_told(compiled: Compiled) -> None:
    decision = compiled.decide()
    assert decision.to_json()
    assert decision.explain()


@settings(max_examples=max(20, settings().max_examples // 10))
@given(compiled_cases, ANY_ORDER)
def test_the_order_of_rows_never_matters(compiled: Compiled, random) -> None:  # type: ignore[no-untyped-def]  # typing it would say nothing
    case = compiled.case
    expected = compiled.decide().to_json()
    with TemporaryDirectory() as folder:
        for number in range(2):
            path = Path(folder, str(number))
            write_folder(case.people, path)
            for table in path.iterdir() if number else ():
                lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
                random.shuffle(lines)
                table.write_text("".join(lines), encoding="utf-8")
            with load_dataset(path, case.program.registry, case.program.subject) as data:
                found = decide(compiled.series, data.history(case.id), case.as_of, case.as_known)
            assert expected == found.to_json()


@given(compiled_cases)
def test_the_explanation_adds_up(compiled: Compiled) -> None:
    decision = compiled.decide()
    part = decision.score
    if part is None:
        assert decision.points is None
        return
    score = edition_in_force(compiled.series, decision.as_of).score
    assert score is not None
    inner = {member for group in part.groups for member in group.members}
    for group in part.groups:
        counted = [_counted(part, group.group, member) for member in group.members]
        assert group.sum == (sum(counted) if group.chosen is None else _counted(part, group.group, group.chosen))
    alone = sum(line.points * _share(line.weight) for line in part.lines if line.group is None)
    outermost = sum(group.points for group in part.groups if group.group not in inner)
    assert part.sum == part.starts_at + alone + outermost
    step = Fraction(1, 10**score.decimals)
    assert part.rounded == (round_exact(part.sum, score.rounding, step) if score.rounding else part.sum)
    assert part.rounded % step == 0
    assert score.bounds.contains(part.points)
    assert part.points == part.rounded or part.points in (score.bounds.low, score.bounds.high)
    assert decision.points == part.points


def _counted(part: ScorePart, group: str, member: str) -> Exact:
    """What a member brings into its group: the lines of a criterion with its weight, or an inner group."""
    inner = next((g.points for g in part.groups if g.group == member), None)
    if inner is not None:
        return inner
    return sum(ln.points * _share(ln.weight) for ln in part.lines if ln.group == group and ln.criterion == member)


def _share(weight: Exact | None) -> Exact:
    return 1 if weight is None else weight


@given(compiled_cases)
def test_the_future_and_what_is_not_yet_known_do_not_count(compiled: Compiled) -> None:
    case, history = compiled.case, compiled.case.history
    seen = tuple(_as_seen(history, case.as_of, case.as_known))
    without = decide(compiled.series, attrs.evolve(history, records=seen), case.as_of, case.as_known)
    assert compiled.decide().to_json() == without.to_json()


def _as_seen(history: History, as_of: date, as_known: date | None) -> Iterator[Record]:
    """The records as they stood: none of later days, none recorded later, none withdrawn later."""
    for record in history.records:
        known = as_known is None or record.recorded <= as_known
        if record.date <= as_of and known:
            late = as_known is not None and record.withdrawn is not None and record.withdrawn > as_known
            yield attrs.evolve(record, withdrawn=None) if late else record


WINDOW = Days(40)


@settings(max_examples=max(40, settings().max_examples // 3))
@given(compiled_cases)
def test_what_is_announced_is_what_changes(compiled: Compiled) -> None:
    case, today = compiled.case, compiled.decide()
    announced = {
        change.on: change for change in upcoming(compiled.series, case.history, today, limit=1_000, horizon=WINDOW)
    }
    history = attrs.evolve(case.history, records=tuple(_as_seen(case.history, case.as_of, case.as_known)))
    before = _shown(today)
    for day in (case.as_of + timedelta(days=n) for n in range(1, WINDOW.count)):
        found = _decision(compiled, history, day)
        if _shown(found) != before:
            assert day in announced
        if day in announced:
            change = announced[day]
            assert (change.points, change.grade) == ((found.points, found.grade) if found else (None, None))
        before = _shown(found)


def _decision(compiled: Compiled, history: History, day: date) -> Decision | None:
    try:
        return decide(compiled.series, history, day, compiled.case.as_known)
    except NotInForceError:
        return None


def _shown(decision: Decision | None) -> object:
    """What a person would notice."""
    if decision is None:
        return None
    rules = sorted((part.name, part.record or "") for part in decision.in_effect)
    return decision.points, decision.grade, decision.consent, rules


@given(compiled_cases)
def test_a_day_without_an_edition_is_an_error_that_says_which_are_covered(compiled: Compiled) -> None:
    first = compiled.series.editions[0].in_force
    if first is None:
        assert decide(compiled.series, compiled.case.history, date.min).as_of == date.min
        return
    with pytest.raises(NotInForceError, match=first.isoformat()):
        decide(compiled.series, compiled.case.history, first - timedelta(days=1))
