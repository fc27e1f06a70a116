"""What a comparison claims, held against people who are decided on by the reference evaluator or an engine like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from creditlang import ir
from creditlang.analysis.diff.articles import ArticleKind
from creditlang.analysis.diff.comparison import Comparison, PairDifference, differs, stops
from creditlang.analysis.diff.effect import Effect, EffectKind, Verdict, Witness
from creditlang.analysis.diff.law import Law
from creditlang.analysis.diff.outcomes import Outcome, outcome_of_new, outcome_of_old
from creditlang.analysis.diff.pairs import alone
from creditlang.backends.python.decisions import compiled
from creditlang.data import History
from creditlang.semantics import decide
from creditlang.semantics.series import edition_on

Person = tuple[History, date]
"""Somebody, and the day that is decided for."""

_GATES = {EffectKind.DOWNGRADE: "grade", EffectKind.UPGRADE: "grade"}


def faults(found: Comparison, people: Sequence[Person], records: int) -> Iterator[str]:
    """What is wrong with a comparison, in words; nothing if all it says is so.

    Args:
        people: recorded so that both registries allow it.
        records: how many of each event the comparison looked at.
    """
    for pair in found.pairs:
        if pair.law is not None and pair.effect is not None and pair.pair.old and pair.pair.new:
            yield from _of_pair(found, pair, pair.pair.old, pair.pair.new, people, records)
    yield from _of_the_whole(found, people, records)


def _of_pair(
    whole: Comparison,
    pair: PairDifference,
    old: ir.Edition,
    new: ir.Edition,
    people: Sequence[Person],
    records: int,
) -> Iterator[str]:
    assert pair.law is not None
    assert pair.effect is not None
    sides = (alone(old), alone(new))
    engines = (compiled(sides[0]), compiled(sides[1]))
    moves = {(move.old, move.new): move for move in pair.effect.moves}
    told: set[object] = set()
    for history, day in people:
        if not pair.pair.days.has(day):
            continue
        one, other = (engine.decide(history, day) for engine in engines)
        outcomes = (outcome_of_old(one), outcome_of_new(other, pair.law))
        counts = Counter(record.event for record in history.records)
        within = all(number <= records for number in counts.values()) and 1910 <= day.year <= 2080
        for effect in pair.effect.effects:
            if effect.key in told or not effect_differs(effect, outcomes, pair.law):
                continue
            told.add(effect.key)
            if not pair.law.changes:
                yield f"{effect.name} differs and nothing changed in law"
            if effect.verdict is Verdict.EQUAL and (within or not effect.bounded):
                yield f"{effect.name} is called {_claim(effect)} and differs on {day} for {describe(history)}"
            if effect.verdict is not Verdict.EQUAL:
                gate = _GATES.get(effect.kind, effect.kind.value)
                if not stops(whole, gate) or not differs(whole):
                    yield f"{effect.name} differs and --fail-on {gate} lets it pass"
        both = outcomes[0].is_decided and outcomes[1].is_decided
        if both and one.points is not None and other.points is not None and within:
            change = other.points - one.points
            for extreme, way in ((pair.effect.gain, 1), (pair.effect.loss, -1)):
                proved = extreme is not None and extreme.verdict is Verdict.EQUAL and extreme.change is not None
                if proved and change * way > extreme.change * way and way not in told:  # type: ignore[union-attr,operator]  # known where it is proved
                    told.add(way)
                    yield f"{extreme.change} is called the largest and {change} happens: {day} {describe(history)}"  # type: ignore[union-attr]  # the text above has it
        if both and within and one.grade and other.grade:
            move = moves.get((one.grade, other.grade))
            if move is not None and move.verdict is Verdict.EQUAL and (one.grade, other.grade) not in told:
                told.add((one.grade, other.grade))
                yield f"{one.grade} → {other.grade} is called impossible and happens: {day} {describe(history)}"
    for effect in pair.effect.effects:
        if effect.witness is not None:
            yield from _of_witness(effect, effect.witness, pair.law, sides)
    for extreme in (pair.effect.gain, pair.effect.loss):
        if extreme is not None and extreme.witness is not None and extreme.change:
            before, after = (_decided(side, extreme.witness) for side in sides)
            if before.points is None or after.points is None or after.points - before.points != extreme.change:
                yield f"the case of {extreme.change} shows {before.points} and {after.points}"
    for move in pair.effect.moves:
        if move.witness is not None:
            before, after = (_decided(side, move.witness) for side in sides)
            if (before.grade, after.grade) != (move.old, move.new):
                yield f"the case of {move.old} → {move.new} shows {before.grade} → {after.grade}"


def _decided(side: ir.Series, witness: Witness):  # type: ignore[no-untyped-def]  # a Decision
    return decide(side, witness.history, witness.new.as_of)


def _of_witness(effect: Effect, witness: Witness, law: Law, sides: tuple[ir.Series, ir.Series]) -> Iterator[str]:
    before, after = (_decided(side, witness) for side in sides)
    if not effect_differs(effect, (outcome_of_old(before), outcome_of_new(after, law)), law):
        yield f"the case of {effect.name} does not differ: {witness.scenario}"


def _claim(effect: Effect) -> str:
    return f"equal{' within bounds' if effect.bounded else ''} ({effect.by})"


def effect_differs(effect: Effect, outcomes: tuple[Outcome, Outcome], law: Law) -> bool:
    """Whether what two editions decided on somebody differs in an effect."""
    before, after = outcomes
    both = before.is_decided and after.is_decided
    match effect.kind:
        case EffectKind.COVERAGE:
            return before.is_decided != after.is_decided
        case EffectKind.POINTS:
            return both and before.points != after.points
        case EffectKind.GRADE:
            return both and before.standing != after.standing
        case _:
            key = (ArticleKind(effect.kind.value), effect.old or f"new {effect.new}")
            return both and before.in_effect.get(key) != after.in_effect.get(key)


def _of_the_whole(found: Comparison, people: Iterable[Person], records: int) -> Iterator[str]:
    """Series that are called the same decide alike on every day on which one of them is in force."""
    if found.verdict is not Verdict.EQUAL or any(pair.law is None for pair in found.pairs):
        return
    law = next(pair.law for pair in reversed(found.pairs) if pair.law)
    sides = found.deciding
    for history, day in people:
        if found.is_alone and not found.pairs[0].pair.days.has(day):
            continue
        counts = Counter(record.event for record in history.records)
        if found.bounded and any(number > records for number in counts.values()):
            continue
        current = [edition_on(side, day) for side in sides]
        if (current[0] is None) != (current[1] is None):
            yield f"only one is in force on {day}"
            return
        if current[0] is None:
            continue
        own = next((p.law for p in found.pairs if p.pair.new is current[1] and p.law), law)
        before, after = (decide(side, history, day) for side in sides)
        if outcome_of_old(before) != outcome_of_new(after, own):
            yield f"the whole is called the same and differs on {day} for {describe(history)}"
            return


def describe(history: History) -> str:
    """A person and history, to be read in a report of faults."""
    facts = {name: str(value) for name, value in history.facts.values.items() if value is not None}
    records = [f"{r.date} {r.event} {dict(r.values)}" for r in history.records]
    return f"{facts} with {'; '.join(records) or 'no records'}"
