"""No answer of `prove` is contradicted: by drawn people of drawn rulebooks, and by everybody in a small town.

What is asked here needs a solver and has no other law: the scores at the two ends, what a protected fact moves, and
cliffs in money. The directions and ends that need no solver are held in `test_static`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from itertools import combinations_with_replacement, product
from typing import Any, Final

import attrs
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

import creditlang
from creditlang import ir
from creditlang.analysis.cases.mentioned import mentioned
from creditlang.analysis.proofs import Bounds, Proved, Refuted, Undecided
from creditlang.analysis.proofs.questions import Finding, Kind, Shown
from creditlang.analysis.proofs.report import prove
from creditlang.analysis.static.reading import parts
from creditlang.backends.python.decisions import compiled as fast
from creditlang.data import History
from creditlang.ir import expressions as expr
from creditlang.scenarios import run_scenario
from creditlang.semantics import Decision, NotInForceError, RewardPart, SanctionPart, decide
from creditlang.semantics.series import edition_on
from creditlang.types import Boolean, Choice, ManyRelated, Number
from creditlang.values import Exact, Money
from properties.compiled import Compiled, compiled_cases
from properties.pasting import pasted
from properties.twins import others, with_fact, with_field, without

_DEEP = settings().max_examples > 1_000
_ONCE = settings(phases=(Phase.explicit, Phase.generate))
"""A solver answers by the clock, so that a smaller case that is tried again may get another answer."""
_DRAWN = settings(_ONCE, max_examples=400 if _DEEP else 2)
"""A solver is asked some ten times for each."""
_SECONDS: Final = 2.0 if _DEEP else 0.2
"""For each answer."""
_ASKED = (Kind.EXTENT, Kind.PROTECTED, Kind.CLIFF)
_BOUNDS = Bounds(records=1)


# --- drawn rulebooks ---------------------------------------------------------------------------------


@_DRAWN
@given(compiled_cases, st.integers(0, 1_000))
def test_no_drawn_person_contradicts_what_is_proved(drawn: Compiled, place: int) -> None:
    edition = edition_on(drawn.series, drawn.case.as_of)
    assert edition is not None
    read = sorted(_facts_read(edition))
    chosen = [read[(place + step) % len(read)] for step in range(2)] if read else []
    series = _protecting(drawn.series, frozenset(chosen))
    edition = edition_on(series, drawn.case.as_of)
    drawn = attrs.evolve(drawn, series=series)
    for found in prove(series, edition, bounds=_BOUNDS, budget=_SECONDS, kinds=_ASKED):
        event(f"{found.kind.name} {_word(found)}")
        _comes_out(found, series, drawn.case.program.texts)
        for history in _near(drawn):
            for one, other in _compared(found, drawn, history):
                _agrees(found, one, other, fits=_fits(drawn, history))


def _facts_read(edition: ir.Edition) -> Iterator[tuple[str, str]]:
    """The facts of the person, and the fields of records, that something in an edition reads."""
    read = {part.field for part in parts(edition, edition) if isinstance(part, expr.Read)}
    registry = edition.registry
    for holder in (registry.subjects[edition.subject], *registry.events.values()):
        for field in holder.fields.values():
            if field.name in read and isinstance(field.type, Boolean | Choice | Number):
                yield holder.name, field.name


def _protecting(series: ir.Series, chosen: frozenset[tuple[str, str]]) -> ir.Series:
    """The series with a registry that calls these fields protected, and no others."""

    def marked(holder: Any) -> Any:
        fields = {n: attrs.evolve(f, protected=(holder.name, n) in chosen) for n, f in holder.fields.items()}
        return attrs.evolve(holder, fields=fields)

    old = series.registry
    registry = attrs.evolve(
        old,
        subjects={name: marked(subject) for name, subject in old.subjects.items()},
        events={name: marked(one) for name, one in old.events.items()},
    )
    editions = tuple(attrs.evolve(edition, registry=registry) for edition in series.editions)
    return attrs.evolve(series, editions=editions)


def _near(drawn: Compiled) -> Iterator[History]:
    """The drawn person, with all records, without some of them, and with few."""
    history = drawn.case.history
    yield history
    for record in history.records[:4]:
        yield without(history, record)
        yield attrs.evolve(history, records=(record,))
    yield attrs.evolve(history, records=())


def _compared(found: Finding, drawn: Compiled, history: History) -> Iterator[tuple[Decision, Decision]]:
    """The decisions on a person and on others who differ in what is asked about; the same twice for a score."""
    before = _decided(drawn, history)
    if before is None:
        return
    if found.kind is Kind.EXTENT:
        yield before, before
        return
    holder, _, name = found.about.rpartition(".")
    registry = drawn.series.registry
    if found.kind is Kind.CLIFF:
        field = registry.subjects[holder].fields[name]
        for less, more in _one_more(field, [*_numbers(drawn.series), history.facts.values[name]]):
            one, other = (_decided(drawn, with_fact(history, name, value)) for value in (less, more))
            if one is not None and other is not None:
                yield one, other
        return
    if holder == history.facts.subject:
        varied = [
            with_fact(history, name, value)
            for value in others(registry.subjects[holder].fields[name], history.facts.values[name])
        ]
    elif holder in registry.events:
        field = registry.events[holder].fields[name]
        varied = [
            with_field(history, record, name, value)
            for record in history.records
            if record.event == holder
            for value in others(field, record.values[name])
        ]
    else:
        return
    for other_person in varied:
        after = _decided(drawn, other_person)
        if after is not None:
            yield before, after


def _decided(drawn: Compiled, history: History) -> Decision | None:
    try:
        return decide(drawn.series, history, drawn.case.as_of)
    except NotInForceError:
        return None


def _numbers(series: ir.Series) -> tuple[Exact, ...]:
    found = mentioned(series.editions, series.editions).numbers
    return tuple(dict.fromkeys([*found, *(number - 1 for number in found)]))


def _one_more(field: ir.Field, numbers: list[Any]) -> Iterator[tuple[Exact, Exact]]:
    """Values of a field that lie one unit apart."""
    assert isinstance(field.type, Number)
    low, high, scale = field.type.range.low, field.type.range.high, field.type.scale
    assert scale is not None
    for number in [*numbers, low, None if high is None else high - 1]:
        if number is None or (Fraction(number) * 10**scale).denominator != 1:
            continue
        if (low is None or low <= number) and (high is None or number + 1 <= high):
            yield number, number + 1


def _fits(drawn: Compiled, history: History) -> bool:
    """Whether a person is among those of whom a bounded proof speaks."""
    counts = Counter(record.event for record in history.records)
    days = [
        drawn.case.as_of,
        *(record.date for record in history.records),
        *(record.recorded for record in history.records),
    ]
    days += [value for record in history.records for value in record.values.values() if isinstance(value, date)]
    days += [value for value in history.facts.values.values() if isinstance(value, date)]
    relations = drawn.series.registry.subjects[history.facts.subject].fields.values()
    many = any(isinstance(field.type, ManyRelated) for field in relations)
    small = all(number <= _BOUNDS.records for number in counts.values())
    return small and not many and all(_BOUNDS.first <= day.year <= _BOUNDS.last for day in days)


# --- what an answer says -----------------------------------------------------------------------------


def _word(found: Finding) -> str:
    match found.answer:
        case Proved(bounds=None):
            return "proved"
        case Proved():
            return "bounded"
        case Refuted():
            return "refuted"
        case Undecided():
            return "undecided"


def _agrees(found: Finding, one: Decision, other: Decision, *, fits: bool) -> None:
    """Two people do not contradict what is said of all, or of all that are so few."""
    if found.kind is Kind.EXTENT:
        _lies_within(found, one)
    elif isinstance(found.answer, Proved) and (found.answer.bounds is None or fits):
        shown = _lost(found, one, other) if found.kind is Kind.CLIFF else _moved(found, one, other)
        assert not shown, f"{found.question}: {found.answer}, but {shown}"


_ENDS = (
    re.compile(r"^(-?[\d.]+) points? (?:are|is) reached, and "),
    re.compile(r"never (?:more|less) than (-?[\d.]+) in any history$"),
)


def _lies_within(found: Finding, decision: Decision) -> None:
    if decision.points is None or isinstance(found.answer, Refuted):
        return
    for end in (Fraction(match[1]) for pattern in _ENDS if (match := pattern.search(found.answer.reason))):
        beyond = decision.points > end if found.about == "highest" else decision.points < end
        assert not beyond, f"{found.question}: {found.answer.reason}, but {decision.points}"


def _moved(found: Finding, one: Decision, other: Decision) -> list[str]:
    """What differs between two people, of what is never to differ."""
    outcome = found.question.partition("never changes ")[2]
    before, after = _outcomes(one), _outcomes(other)
    names = {*before, *after} if outcome == "anything" else {outcome}
    return sorted(name for name in names if before.get(name) != after.get(name))


def _outcomes(decision: Decision) -> dict[str, object]:
    found: dict[str, Any] = {"points": decision.points, "grade": decision.grade}
    for part in decision.in_effect:
        brought = getattr(part, "grant", getattr(part, "impose", None))
        found.setdefault(part.name, []).append((part.since, part.until, brought))
    return found


def _lost(found: Finding, one: Decision, other: Decision) -> Exact:
    """What is lost by one unit more, beyond that unit; 0 for nothing."""
    currency = found.question.split()[1]
    return max(0, _received(one, currency) - _received(other, currency) - 1)


def _received(decision: Decision, currency: str) -> Exact:
    total: Exact = 0
    for part in decision.in_effect:
        value = part.grant if isinstance(part, RewardPart) else part.impose if isinstance(part, SanctionPart) else None
        if isinstance(value, Money) and value.currency == currency:
            total += value.amount if isinstance(part, RewardPart) else -value.amount
    return total


def _comes_out(found: Finding, series: ir.Series, texts: dict[str, str]) -> None:
    """What is refuted comes with cases that show it, and that pass when they are pasted."""
    answer = found.answer
    if isinstance(answer, Undecided):
        assert answer.disagreement is None, f"{found.question}: {answer.reason}\n{answer.disagreement}"
        assert "please report" not in answer.reason, f"{found.question}: {answer.reason}"
        return
    if isinstance(answer, Proved):
        return
    assert found.kind is not Kind.EXTENT
    assert found.shown is not None, f"{found.question} is refuted by nothing"
    assert found.shown.other is not None
    for shown in (found.shown, found.shown.other):
        _passes(shown, texts)
    one, other = found.shown, found.shown.other
    decisions = [decide(series, side.case.history(series.registry), side.case.as_of) for side in (one, other)]
    shown = _lost(found, *decisions) if found.kind is Kind.CLIFF else _moved(found, *decisions)
    assert shown, f"{found.question}: {answer.reason}, but the cases do not differ so"
    _differ_in_nothing_else(found, one, other)


def _passes(shown: Shown, texts: dict[str, str]) -> None:
    series = pasted(texts, shown.scenario)
    result = run_scenario(series, series.scenarios[-1])
    assert result.passed, f"{[outcome.got for outcome in result.outcomes]}\n{shown.scenario}"


def _differ_in_nothing_else(found: Finding, one: Shown, other: Shown) -> None:
    holder, _, name = found.about.rpartition(".")
    assert one.case.as_of == other.case.as_of

    def rest(shown: Shown) -> object:
        own = name if holder == shown.case.kind else None
        return (
            [(key, value) for key, value in shown.case.subject.items() if key != own and not _leads_on(value)],
            [
                (
                    record.event,
                    [(key, value) for key, value in record.values.items() if (record.event, key) != (holder, name)],
                )
                for record in shown.case.records
            ],
        )

    assert rest(one) == rest(other), f"{one.scenario}\n{other.scenario}"
    if found.kind is Kind.CLIFF:
        assert other.case.subject[name] - one.case.subject[name] == 1  # type: ignore[operator]  # both are money


def _leads_on(value: object) -> bool:
    """Whether a fact holds other people, who may differ in the same field."""
    return isinstance(value, dict | tuple)


# --- a small town ------------------------------------------------------------------------------------

_DAY: Final = date(2026, 1, 1)
_FEW: Final = 2 if _DEEP else 1
_MOST_INCOME: Final = 8
_HALL = f"""
registry Hall
contexts street, aid

subject Person
    income : money(JPY) between 0 JPY and {_MOST_INCOME} JPY
    abroad : boolean, protected

event Deed in street
    size  : number between 0 and 2
    faith : boolean, protected

event Fault in street
"""
_RULES = """
rulebook Town
    records Hall{covers}

define stranger = {stranger}
define counts(size : number between 0 and 2, faith : boolean) = {counts}

score points
    starts at {start}{bounds}

criterion Deeds
    on Deed where counts(size, faith)
    award {award}{deeds_capped}

criterion Faults
    on Fault{own_faults}
    deduct {deduct}{faults_capped}

criterion Elders
    while {elders}
    award {elders_get}

group All "All" at most {all}
    Deeds, Elders

grades
    A from {upper}
    B below {upper}

reward Aid
    in aid
    while {aid}
    grant {grant}

sanction Fee
    in aid
    basis "By-law"
    while {fee}
    impose {imposed}
    notice none
    appeal none because "it is small"
"""


@st.composite
def _towns(draw: Callable[..., Any]) -> str:
    """The rules of a town in which everybody with a few records can be decided on."""
    income = st.integers(1, _MOST_INCOME)
    conditions = st.one_of(
        income.map(lambda n: f"income < {n} JPY"),
        income.map(lambda n: f"income >= {n} JPY"),
        st.sampled_from(["not stranger", "stranger", "points >= 3", "grade is A", "exists Deed", "not (exists Fault)"]),
        income.map(lambda n: f"(if stranger then income >= {n} JPY else income < {n} JPY)"),
    )
    money = st.one_of(
        income.map(lambda n: f"{n} JPY"),
        st.sampled_from(["income", "income / 2 rounded down", "max(0 JPY, 5 JPY - income)", "min(income, 3 JPY)"]),
        st.tuples(income, income).map(lambda p: f"(if income < {p[0]} JPY then {p[1]} JPY else 1 JPY)"),
        income.map(lambda n: f"(if stranger then {n} JPY else 2 JPY)"),
    )
    values = {
        "covers": st.sampled_from(["", "", "\n    covers  income < 6 JPY", "\n    covers  not abroad"]),
        "stranger": st.sampled_from(["abroad", "abroad and income >= 3 JPY", "income < 0 JPY or income >= 7 JPY"]),
        "counts": st.sampled_from(
            ["size > 0", "faith or size > 1", "size > 0 and (faith or not faith)", "faith = (size = 2)"]
        ),
        "start": st.sampled_from(["0", "2", "if stranger then 1 else 2"]),
        "bounds": st.sampled_from(
            ["", "\n    between -4 and 9", "\n    between -30 and 30", "\n    between -1 and 100"]
        ),
        "award": st.sampled_from(["1", "size", "2 - size", "3 * size", "if faith then 2 else size"]),
        "deeds_capped": st.sampled_from(["", "\n    at most 3 in total", "\n    at most 4 per calendar year"]),
        "own_faults": st.sampled_from(["", " where not stranger", " where count of Deed < 2"]),
        "deduct": st.sampled_from(["2", "1", "if exists Deed then 1 else 3"]),
        "faults_capped": st.sampled_from(["", "\n    at most 3 in total", "\n    at most 2 per calendar month"]),
        "elders": conditions.filter(lambda c: "points" not in c and "grade" not in c),
        "elders_get": st.integers(1, 3),
        "all": st.sampled_from([3, 5, 50]),
        "upper": st.integers(0, 6),
        "aid": st.one_of(conditions, st.tuples(conditions, conditions).map(" and ".join)),
        "grant": money,
        "fee": conditions,
        "imposed": money,
    }
    return _RULES.format(**{name: draw(strategy) for name, strategy in values.items()})


_Person = tuple[int, bool, tuple[tuple[int, bool], ...], int]
"""Income, whether from abroad, the size and faith of each deed, how many faults."""


@settings(_ONCE, max_examples=300 if _DEEP else 2)
@given(_towns())
def test_nobody_in_a_small_town_contradicts_what_is_said_of_it(rules: str) -> None:
    text = f"{_HALL}\n{rules}"
    series = creditlang.loads(text).series
    found = list(prove(series, bounds=Bounds(records=_FEW), budget=2 * _SECONDS, kinds=_ASKED))
    for one in found:
        event(f"{one.kind.name} {_word(one)}")
        _comes_out(one, series, {"town.credit": text})
    decisions = _everybody(series)
    for person, decision in decisions.items():
        for one in found:
            for other in _beside(one.about, person):
                if other in decisions:
                    _agrees(one, decision, decisions[other], fits=True)


def _everybody(series: ir.Series) -> dict[_Person, Decision]:
    """What is decided on every person with at most a few records of each event."""
    book, engine = creditlang.Rulebook(series), fast(series)
    kinds = list(product(range(3), (False, True)))
    deeds = [few for number in range(_FEW + 1) for few in combinations_with_replacement(kinds, number)]
    found: dict[_Person, Decision] = {}
    for done, faults in product(deeds, range(_FEW + 1)):
        given: dict[str, list[dict[str, object]]] = {
            "Deed": [{"size": size, "faith": faith} for size, faith in done],
            "Fault": [{}] * faults,
        }
        dated = {
            kind: [{**record, "record": f"{kind}{n}", "date": _DAY} for n, record in enumerate(records)]
            for kind, records in given.items()
        }
        for income, abroad in product(range(_MOST_INCOME + 1), (False, True)):
            history = book.history({"subject": "p", "income": income, "abroad": abroad}, dated)
            found[income, abroad, done, faults] = engine.decide(history, _DAY)
    return found


def _beside(about: str, person: _Person) -> Iterator[_Person]:
    """Whom a person is compared with: one who differs in what is asked about."""
    income, abroad, deeds, faults = person
    match about:
        case "Person.income":
            yield income + 1, abroad, deeds, faults
        case "Person.abroad":
            yield income, not abroad, deeds, faults
        case "Deed.faith":
            for place, (size, faith) in enumerate(deeds):
                other = (*deeds[:place], (size, not faith), *deeds[place + 1 :])
                yield income, abroad, tuple(sorted(other)), faults
        case _:
            yield person
