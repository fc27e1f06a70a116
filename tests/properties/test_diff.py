"""What `diff` says holds: of a program written another way, and of one with one thing changed."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import attrs
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditlang import ir
from creditlang.analysis.diff.articles import ArticleKind
from creditlang.analysis.diff.comparison import compare
from creditlang.analysis.diff.effect import Effect, EffectKind, Verdict
from creditlang.analysis.diff.law import compare_law
from creditlang.analysis.diff.outcomes import Outcome, outcome_of_new, outcome_of_old
from creditlang.analysis.diff.pairs import alone
from creditlang.analysis.diff.solved import effect_between
from creditlang.scenarios import run_scenario
from creditlang.semantics import decide
from creditlang.semantics.series import edition_on
from creditlang.syntax import nodes
from properties.generator import Case, Program, Style, cases, compile_program, is_pointless, programs
from properties.generator.histories import written_in
from properties.generator.mutations import _replaced
from properties.pasting import pasted, witnesses_of

_RULES = (nodes.Criterion, nodes.Group, nodes.GradeMove, nodes.Reward, nodes.Sanction, nodes.PublicList, nodes.Score)
_DEFINITIONS = (nodes.Define, nodes.Table, nodes.Parameter)


def _series(program: Program) -> ir.Series:
    found = compile_program(program)
    assume(not is_pointless(found))
    assume(not found.errors)
    (series,) = found.series
    return series


# --- written another way -----------------------------------------------------------------------------


def _reordered(document: nodes.Document, hand: random.Random) -> nodes.Document:
    """The rules of each rulebook in another order, and the clauses of each rule."""
    return attrs.evolve(document, rulebooks=tuple(_shuffled(book, hand) for book in document.rulebooks))


def _shuffled(book: nodes.Rulebook, hand: random.Random) -> nodes.Rulebook:
    declared = [_with_other_clauses(d, hand) if isinstance(d, nodes.Criterion) else d for d in book.declarations]
    hand.shuffle(declared)
    return attrs.evolve(book, declarations=tuple(declared))


def _with_other_clauses(rule: nodes.Criterion, hand: random.Random) -> nodes.Criterion:
    # Caps apply one after the other, so that their order among each other is law.
    caps = [clause for clause in rule.clauses if isinstance(clause, nodes.Cap)]
    others = [clause for clause in rule.clauses if not isinstance(clause, nodes.Cap)]
    hand.shuffle(others)
    return attrs.evolve(rule, clauses=(*others, *caps))


@given(programs(), st.integers(0, 1_000))
def test_another_layout_and_order_change_nothing(program: Program, style: int) -> None:
    hand = random.Random(style)
    files = {name: _reordered(document, hand) for name, document in program.files.items()}
    again = attrs.evolve(program, files=files, style=Style(style))
    found = compare(_series(program), _series(again), effect_between(2, 1))
    assert [change for pair in found.pairs if pair.law for change in pair.law.changes] == []
    assert found.verdict is Verdict.EQUAL


# --- one thing changed -------------------------------------------------------------------------------


def _changes(program: Program) -> Iterator[tuple[nodes.Node, nodes.Node]]:
    """Small changes of rules and definitions: another number or time, another comparison, a clause left out."""
    for document in program.files.values():
        declared = (*document.library, *(d for book in document.rulebooks for d in book.declarations))
        for one in declared:
            if isinstance(one, _RULES + _DEFINITIONS):
                for node in written_in(one):
                    yield from _other(node)


def _other(node: Any) -> Iterator[tuple[nodes.Node, nodes.Node]]:
    match node:
        case nodes.NumberLiteral(value=value):
            yield node, attrs.evolve(node, value=value + 1)
        case nodes.MoneyLiteral(amount=amount):
            yield node, attrs.evolve(node, amount=amount + 1)
        case nodes.DurationLiteral(value=value):
            yield node, attrs.evolve(node, value=attrs.evolve(value, count=value.count + 1))
        case nodes.Comparison(operator=operator) if operator in _BESIDE:
            yield node, attrs.evolve(node, operator=_BESIDE[operator])
        case nodes.Criterion(clauses=clauses):
            for left_out in clauses:
                if isinstance(left_out, nodes.Cap | nodes.Expires | nodes.Basis):
                    yield node, attrs.evolve(node, clauses=tuple(c for c in clauses if c is not left_out))
        case _:
            return


_COMPARISONS = nodes.ComparisonOperator
_BESIDE = {
    _COMPARISONS.LESS: _COMPARISONS.AT_MOST,
    _COMPARISONS.AT_MOST: _COMPARISONS.LESS,
    _COMPARISONS.GREATER: _COMPARISONS.AT_LEAST,
    _COMPARISONS.AT_LEAST: _COMPARISONS.GREATER,
}


@st.composite
def _changed(draw: Callable[..., Any]) -> tuple[Case, Program]:
    case = draw(cases())
    places = list(_changes(case.program))
    assume(places)
    target, new = places[draw(st.integers(0, len(places) - 1))]
    files = {file: _replaced(document, target, new) for file, document in case.program.files.items()}
    return case, attrs.evolve(case.program, files=files)


def _within(case: Case, records: int) -> bool:
    """Whether a case is one of those that a bounded proof speaks of."""
    counts = Counter(record.event for record in case.history.records)
    return all(number <= records for number in counts.values()) and 1910 <= case.as_of.year <= 2080


@given(_changed())
@settings(max_examples=20)
def test_what_decides_otherwise_is_never_called_equal(drawn: tuple[Case, Program]) -> None:
    case, changed = drawn
    found = compare(_series(case.program), _series(changed), effect_between(2, 0.5))
    for pair in found.pairs:
        if pair.pair.old is None or pair.pair.new is None or pair.law is None or pair.effect is None:
            continue
        if not pair.pair.days.has(case.as_of):
            continue
        old, new = (decide(alone(edition), case.history, case.as_of) for edition in (pair.pair.old, pair.pair.new))
        before, after = outcome_of_old(old), outcome_of_new(new, pair.law)
        both = before.is_decided and after.is_decided
        differs = {
            EffectKind.COVERAGE: before.is_decided != after.is_decided,
            EffectKind.POINTS: both and before.points != after.points,
            EffectKind.GRADE: both and before.standing != after.standing,
        }
        for answer in pair.effect.effects:
            other = differs[answer.kind] if answer.kind in differs else both and _rule_differs(answer, before, after)
            if other and (not answer.bounded or _within(case, 2)):
                assert answer.verdict is not Verdict.EQUAL, answer


def _rule_differs(answer: Effect, before: Outcome, after: Outcome) -> bool:
    key = (ArticleKind(answer.kind.value), answer.old or f"new {answer.new}")
    return before.in_effect.get(key) != after.in_effect.get(key)


@given(_changed())
def test_a_changed_rule_is_named_in_law(drawn: tuple[Case, Program]) -> None:
    case, changed = drawn
    old, new = _series(case.program), _series(changed)
    for before, after in zip(old.editions, new.editions, strict=True):
        law = compare_law(before, after)
        decided = (decide(alone(edition), case.history, case.as_of) for edition in (before, after))
        one, other = decided
        if outcome_of_old(one) != outcome_of_new(other, law):
            assert law.changes != ()


@given(_changed())
@settings(max_examples=20)
def test_witnesses_can_be_pasted_under_the_new_rulebook(drawn: tuple[Case, Program]) -> None:
    case, changed = drawn
    new = _series(changed)
    found = compare(_series(case.program), new, effect_between(1, 0.5))
    for pair in found.pairs:
        for witness in witnesses_of(pair.effect) if pair.effect else ():
            current = edition_on(new, witness.new.as_of)
            assert current == pair.pair.new, "a case is decided on a day of the new edition"
            series = pasted(changed.texts, witness.scenario)
            under = series if witness.pastes else alone(current)
            result = run_scenario(under, series.scenarios[-1])
            got = [outcome.got for outcome in result.outcomes]
            assert result.passed, f"{witness.pastes} {got}\n{changed}\n{witness.scenario}"
