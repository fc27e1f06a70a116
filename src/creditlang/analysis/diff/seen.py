"""What people in a data set show about the answers in effect: whoever is decided on differently refutes a proof."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from creditlang.analysis.diff.comparison import Comparison, PairDifference
from creditlang.analysis.diff.effect import (
    Effect,
    EffectDifference,
    EffectKey,
    Extreme,
    GradeMoveAnswer,
    Observed,
    Verdict,
)
from creditlang.analysis.diff.population import Population
from creditlang.values import Exact


def with_people(comparison: Comparison, population: Population, in_force: date | None) -> Comparison:
    """The comparison, corrected by what happens to people.

    What is proved for few records only, or undecided, is different where someone in the data is decided on
    differently. Editions of a series also judge each other's records, so there even an effect that is equal for the
    edition by itself may differ: then it comes from another edition, and the answer says so.

    Args:
        in_force: the first day of the new edition that decided on the people.
    """
    pairs = tuple(
        _corrected(pair, population, comparison.is_alone)
        if comparison.is_alone or (pair.pair.new is not None and pair.pair.new.in_force == in_force)
        else pair
        for pair in comparison.pairs
    )
    return attrs.evolve(comparison, pairs=pairs, observed=population.observed)


def _corrected(pair: PairDifference, population: Population, alone: bool) -> PairDifference:
    if pair.effect is None:
        return pair
    found = pair.effect
    corrected = EffectDifference(
        tuple(_effect(effect, population.observed, alone) for effect in found.effects),
        _extreme(found.loss, population.most_lost, -1),
        _extreme(found.gain, population.most_gained, 1),
        tuple(_move(move, population) for move in found.moves),
        found.bounds,
    )
    return attrs.evolve(pair, effect=corrected)


def _effect(effect: Effect, observed: Mapping[EffectKey, Observed], alone: bool) -> Effect:
    seen = observed.get(effect.key)
    if seen is None:
        return effect
    if effect.verdict is Verdict.DIFFERENT:
        return attrs.evolve(effect, observed=seen)
    people = "1 person" if seen.people == 1 else f"{seen.people:,} people"
    by = f"found in the data, for {people}, such as {seen.example}"
    if effect.bounded:
        by += "; the cases tried have too few records to show it"
    elif effect.verdict is Verdict.EQUAL and not alone:
        by += f"; by itself the edition decides as before ({effect.by}), so another edition judges records otherwise"
    return attrs.evolve(effect, verdict=Verdict.DIFFERENT, by=by, bounded=False, observed=seen)


def _extreme(found: Extreme | None, seen: tuple[Exact, str] | None, way: int) -> Extreme | None:
    """The largest change: that of the data, where nothing as large was found."""
    if found is None or seen is None:
        return found
    change, who = seen
    if found.change is not None and change * way <= found.change * way:
        return found
    return Extreme(change, Verdict.UNDECIDED, f"{who} in the data has it")


def _move(move: GradeMoveAnswer, population: Population) -> GradeMoveAnswer:
    if move.verdict is Verdict.DIFFERENT or (move.old, move.new) not in population.examples:
        return move
    return attrs.evolve(move, verdict=Verdict.DIFFERENT)
