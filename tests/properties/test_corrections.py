"""Laws of rescoring and tracing, on drawn programs and data: what is told of a day is what deciding on it gives."""

from datetime import date, timedelta

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from creditlang.analysis.courses import Courses
from creditlang.analysis.rescore import as_it_should_have_been, rescore
from creditlang.analysis.spells import Spell
from creditlang.analysis.trace import trace
from creditlang.backends.python import decisions
from creditlang.data import History
from creditlang.data.fact_corrections import in_effect, with_facts
from creditlang.semantics import Decision, NotInForceError, decide
from properties.compiled import Compiled, compiled_cases
from properties.plain_rescoring import Told, fact_corrections, plain_rescoring

FEWER = settings(max_examples=max(20, settings().max_examples // 3))
BACK = st.integers(min_value=0, max_value=200).map(lambda days: timedelta(days=days))


@FEWER
@given(compiled_cases, BACK, BACK)
def test_meanwhile_is_what_was_decided_beside_what_should_have_been(
    compiled: Compiled, ago: timedelta, earlier: timedelta
) -> None:
    case = compiled.case
    known_before, day = case.as_of - earlier, case.as_of - ago
    found = rescore(Courses(compiled.series), case.history, case.history, case.as_of, known_before=known_before)
    if found is None:
        assert _shown(_on(compiled, case.history, case.as_of, known_before)) == _shown(
            _on(compiled, case.history, case.as_of, None)
        )
        return
    assert found.before == _on(compiled, case.history, case.as_of, known_before)
    assert found.after == _on(compiled, case.history, case.as_of, None)
    if day >= min(correction.record.date for correction in found.corrections):
        believed = _on(compiled, case.history, day, day)
        due = _on(compiled, as_it_should_have_been(case.history, found.corrections, day), day, None)
        assert _differing(believed, due) == _told(found.spells, day)


@FEWER
@given(compiled_cases, BACK, st.data())
def test_what_rests_on_a_record_goes_with_it(compiled: Compiled, ago: timedelta, data: st.DataObject) -> None:
    case = compiled.case
    if not case.history.records:
        return
    record = data.draw(st.sampled_from(case.history.records))
    without = attrs.evolve(case.history, records=tuple(r for r in case.history.records if r != record))
    facts = data.draw(fact_corrections(case))
    found = trace(Courses(compiled.series), case.history, record.id, case.as_of, facts=facts)
    assert found.without == _on(compiled, with_facts(without, in_effect(facts, case.as_of)), case.as_of, None)
    day = case.as_of - ago
    if day >= record.date:
        sides = [with_facts(side, in_effect(facts, day)) for side in (case.history, without)]
        one, other = (_on(compiled, side, day, None) for side in sides)
        assert _differing(one, other) == _told(found.spells, day)


@FEWER
@given(compiled_cases, BACK, st.none() | BACK, st.data())
def test_the_short_way_tells_what_the_plain_way_tells(
    compiled: Compiled, earlier: timedelta, ago: timedelta | None, data: st.DataObject
) -> None:
    case = compiled.case
    known_before, as_known = case.as_of - earlier, None if ago is None else case.as_of - min(ago, earlier)
    facts = data.draw(fact_corrections(case))
    given_ = (compiled.series, case.history, case.as_of, known_before, as_known, facts)
    expected = plain_rescoring(*given_)
    fast = decisions.compiled(compiled.series)
    for deciding in (decide, lambda _series, history, day, known: fast.decide(history, day, known)):
        found = rescore(
            Courses(compiled.series, deciding),
            case.history,
            case.history,
            case.as_of,
            known_before=known_before,
            as_known=as_known,
            facts=facts,
        )
        assert expected == (found and Told(found.before, found.after, found.spells, found.causes))


def _on(compiled: Compiled, history: History, day: date, as_known: date | None) -> Decision | None:
    try:
        return decide(compiled.series, history, day, as_known)
    except NotInForceError:
        return None


def _states(decision: Decision) -> set[str]:
    return {part.name for part in decision.in_effect}


def _differing(first: Decision | None, second: Decision | None) -> set[str]:
    """The rules that are in effect under one decision only, and the grade if it differs."""
    if first is None or second is None:
        return set()
    grade = {"grade"} if first.grade != second.grade else set()
    return grade | (_states(first) ^ _states(second))


def _told(spells: tuple[Spell, ...], day: date) -> set[str]:
    """The same, as the stretches tell it of a day."""
    return {
        spell.name
        for spell in spells
        if spell.since <= day and (spell.until is None or day < spell.until)
        if spell.name == "grade" or spell.first is None or spell.second is None
    }


def _shown(decision: Decision | None) -> object:
    return decision and (decision.points, decision.grade, sorted(_states(decision)))
