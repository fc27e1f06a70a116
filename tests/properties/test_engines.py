"""Every engine gives the decision of the reference evaluator, to the last line."""

from datetime import date

from hypothesis import given

from creditlang.backends.python.decisions import Compiled, compiled
from creditlang.backends.python.inputs import facts_of, records_of
from creditlang.data import History
from creditlang.ir import Series
from creditlang.semantics import Decision, held_since, upcoming
from properties.compiled import FEWER, TWICE, compiled_cases
from properties.compiled import Compiled as Drawn


@TWICE
@given(compiled_cases)
def test_compiled_python_decides_alike(drawn: Drawn) -> None:
    case, expected, engine = drawn.case, drawn.decide(), compiled(drawn.series)
    assert expected == engine.decide(case.history, case.as_of, case.as_known)
    _check_bare(drawn, engine)


@FEWER
@given(compiled_cases)
def test_what_changes_next_is_the_same_by_compiled_python(drawn: Drawn) -> None:
    case, decision, engine = drawn.case, drawn.decide(), compiled(drawn.series)

    def deciding(_series: Series, history: History, day: date, known: date | None) -> Decision:
        return engine.decide(history, day, known)

    expected = upcoming(drawn.series, case.history, decision, limit=4)
    assert expected == upcoming(drawn.series, case.history, decision, limit=4, deciding=deciding)
    since = held_since(drawn.series, case.history, decision)
    assert since == held_since(drawn.series, case.history, decision, deciding=deciding)


def _check_bare(drawn: Drawn, engine: Compiled) -> None:
    """The bare function gives the same points, grade, and names of entitlements."""
    case, expected = drawn.case, drawn.decide()
    facts, records = facts_of(case.history, drawn.series.registry), records_of(case.history)
    if case.as_of.toordinal() % 2:  # what is unknown may be left out
        if facts is case.history.facts.values:
            facts = {name: value for name, value in facts.items() if value is not None}
        records = {e: [{n: v for n, v in r.items() if v is not None} for r in every] for e, every in records.items()}
    found = engine.functions.score(facts, records, case.as_of, case.as_known)
    assert (expected.points, expected.grade) == (found.points, found.grade)
    for kind in ("rewards", "sanctions", "lists"):
        assert [part.name for part in getattr(expected, kind)] == [name for name, _ in getattr(found, kind)]
