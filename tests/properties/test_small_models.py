"""A rule stays in effect, or out of it, with no more records than the argument of small models says it needs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain, combinations, product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from creditlang import ir
from creditlang.analysis.static.reading import Rule
from creditlang.analysis.static.small_models import Records, needed_not_to_hold, needed_to_hold, together
from creditlang.data import History, history_from_objects
from creditlang.driver import compile_text
from creditlang.semantics import NotInForceError, decide
from properties.compiled import Compiled, compiled_cases

_MOST = 300
"""Histories of one example."""


def smaller(history: History, most: Records) -> Iterator[History]:
    """Every history with no more records of each event, of those that are there."""
    events = sorted({record.event for record in history.records})
    choices = [
        list(chain.from_iterable(combinations(own, size) for size in range(min(most[event], len(own)) + 1)))
        for event in events
        for own in [[record for record in history.records if record.event == event]]
    ]
    for chosen in product(*choices):
        kept = {id(record) for records in chosen for record in records}
        yield attrs.evolve(history, records=tuple(record for record in history.records if id(record) in kept))


def rules(edition: ir.Edition) -> dict[str, Rule]:
    return {**edition.sanctions, **edition.lists, **edition.rewards, **edition.moves}


@given(compiled_cases)
def test_what_holds_or_not_does_so_with_as_many_records_as_it_needs(drawn: Compiled) -> None:
    edition, case = drawn.series.editions[-1], drawn.case

    def in_effect(history: History) -> set[str] | None:
        try:
            decision = decide(drawn.series, history, case.as_of, case.as_known)
        except NotInForceError:
            return None
        return {part.name for part in decision.in_effect} if decision.covered else None

    found = in_effect(case.history)
    if found is None or decide(drawn.series, case.history, case.as_of, case.as_known).edition != edition.edition:
        return
    for name, rule in rules(edition).items():
        holds = name in found
        most = needed_to_hold(rule, edition)
        if not holds:
            # Whoever is rated is so by what `needed_to_hold` asks of `covers`, too.
            most = together(most, needed_not_to_hold(rule, edition))
        if most is None:
            continue
        tried = list(zip(range(_MOST), smaller(case.history, most), strict=False))
        if len(tried) == _MOST:
            continue
        assert any(held is not None and (name in held) == holds for _, h in tried for held in [in_effect(h)]), name


RULEBOOK = """
registry Records
contexts traffic
subject Person
    born : date
event A in traffic
    size : number between 0 and 9
event B in traffic
    size : number between 0 and 9

rulebook Town
    records Records

sanction Ban
    basis   "law"
    in      traffic
    while   {}
    impose  "may not drive"
    notice  1 day
    appeal  to "court" within 1 month
"""


def _condition(text: str) -> tuple[ir.Series, Rule, ir.Edition]:
    compiled = compile_text(RULEBOOK.format(text))
    assert compiled.errors == ()
    series = compiled.series[0]
    edition = series.editions[0]
    return series, edition.sanctions["Ban"], edition


COUNTING = [
    ("exists A where size > 5", {"A": 1}, {}),
    ("not (exists A where size > 5)", {}, {"A": 1}),
    ("(count of A where size > 2) >= 3", {"A": 3}, {}),
    ("(count of A where size > 2) > 3", {"A": 4}, {}),
    ("(count of A where size > 2) < 3", {}, {"A": 3}),
    ("(count of A) <= 1", {}, {"A": 2}),
    ("3 <= (count of A)", {"A": 3}, {}),
    ("(count of A) >= 2 and exists B", {"A": 2, "B": 1}, {}),
    ("(count of A) >= 2 or not exists B", {"A": 2}, {"B": 1}),
    ("if born < 2000-01-01 then exists A else (count of B) >= 2", {"A": 1, "B": 2}, {}),
]


@pytest.mark.parametrize(("text", "to_hold", "not_to_hold"), COUNTING)
def test_how_many_a_condition_needs(text: str, to_hold: dict[str, int], not_to_hold: dict[str, int]) -> None:
    _, rule, edition = _condition(text)
    assert Records(to_hold) == needed_to_hold(rule, edition)
    assert Records(not_to_hold) == needed_not_to_hold(rule, edition)


@pytest.mark.parametrize("text", ["(count of A) = 2", "(sum of A.size) > 5", "(count of A) > (count of B)"])
def test_what_has_no_such_number(text: str) -> None:
    _, rule, edition = _condition(text)
    assert needed_to_hold(rule, edition) is None


_DAYS = st.dates(min_value=date(2020, 1, 1), max_value=date(2021, 1, 1))
_SIZED = st.lists(st.tuples(st.sampled_from("AB"), _DAYS, st.integers(0, 9)), max_size=7)


@pytest.mark.parametrize("text", [text for text, _, _ in COUNTING])
@given(records=_SIZED)
def test_larger_histories_show_no_more(text: str, records: list[tuple[str, object, int]]) -> None:
    series, rule, edition = _condition(text)
    events: dict[str, list[dict[str, object]]] = {"A": [], "B": []}
    for place, (event, day, size) in enumerate(records):
        events[event].append({"record": f"r{place}", "date": day, "size": size})
    born, as_of = date(1990, 1, 1), date(2022, 1, 1)
    history = history_from_objects(series.registry, "Person", {"subject": "p", "born": born}, events)

    def holds(some: History) -> bool:
        return bool(decide(series, some, as_of).in_effect)

    whole = holds(history)
    most = needed_to_hold(rule, edition) if whole else needed_not_to_hold(rule, edition)
    assert most is not None
    assert any(holds(some) == whole for some in smaller(history, most))
