"""The decision on an unknown subject, in terms. Mirrors `semantics/evaluate.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import attrs

from creditlang import ir
from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Moment
from creditlang.backends.smt.consent import consented
from creditlang.backends.smt.earlier import Earlier, Visible
from creditlang.backends.smt.entitlements import Effect, Rule, SymbolicInstance, effect
from creditlang.backends.smt.expressions import Environment, holds
from creditlang.backends.smt.grades import band, moved
from creditlang.backends.smt.nodes import TRUE, Number, Truth
from creditlang.backends.smt.scores import SymbolicScore, score
from creditlang.backends.smt.series import in_force, judge_all
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.values import Amount
from creditlang.backends.smt.worlds import World
from creditlang.values import Days, Months, add, subtract


@attrs.frozen(eq=False)
class SymbolicDecision:
    """What an edition decides on the unknown subject of a world, on a day.

    Attributes:
        in_force: whether the edition is in force on the day. A question must assert it, for otherwise nothing is
            decided by this edition.
        decided: whether the rulebook covers the subject and consent, where it is needed, is given. Where not, there
            are no points, no grade and no effects.
        score: every step to the points; None where the edition has no score.
        band, grade: places of grades, from 0 for the best; None where the edition has none.
        effects: every move, reward, list and sanction by its name. `holds` of them is meant only where `decided`.
    """

    world: World
    series: ir.Series
    edition: ir.Edition
    as_of: Moment
    in_force: Truth
    decided: Truth
    score: SymbolicScore | None
    band: Number | None
    grade: Number | None
    effects: Mapping[str, Effect]

    @property
    def points(self) -> Amount | None:
        """The score; None where the edition has none."""
        return self.score.points if self.score else None

    def holds(self, name: str) -> Truth:
        """Whether a move, reward, list or sanction is in effect."""
        return terms.every(self.decided, self.effects[name].holds)


def encode_decision(
    series: ir.Series,
    world: World,
    *,
    edition: ir.Edition | None = None,
    as_of: Moment | None = None,
    points_only: bool = False,
) -> SymbolicDecision:
    """The decision of one edition on the unknown subject, with all that is known now.

    Args:
        edition: the one in force on the day; the latest, where none is given.
        as_of: the day that is decided for; the world's own, where none is given.
        points_only: leave out grades and effects, which the steps to the points never read; there are none then.

    Raises:
        Unsupported: something in the edition has no terms.
    """
    edition = edition or series.editions[-1]
    day = as_of or world.as_of
    world.likely = likely_day(edition, world.likely)
    earlier = Earlier(series, world)
    env = Environment(world, edition, Visible(world, edition.subject, day), day, day, earlier=earlier)
    covers = edition.covers
    covered = TRUE if covers is None else _or_open(world, "any cover", lambda: holds(covers, env))
    decided = terms.every(covered, _or_open(world, "any consent", lambda: consented(edition.consent, env)))
    part: SymbolicScore | None = None
    start: Number | None = None
    if edition.score is not None:
        part = score(judge_all(series, edition, env), env)
    force = in_force(edition, day, world.calendar)
    if points_only:
        return SymbolicDecision(world, series, edition, day, force, decided, part, None, None, {})
    if part is not None:
        start = band(edition, part.points) if edition.grades else None
        env = attrs.evolve(env, points=part.points, grade=start)
    effects, grade = _effects(edition, start, env)
    return SymbolicDecision(world, series, edition, day, force, decided, part, start, grade, effects)


def _or_open(world: World, name: str, found: Callable[[], Truth]) -> Truth:
    """A truth; in a loose world, where it cannot be told without counting, an unknown one."""
    try:
        return found()
    except Unsupported:
        if not world.loose:
            raise
        return terms.switch(name)


def _effect(rule: Rule, env: Environment) -> Effect:
    """The occasions of a rule; in a loose world, where they cannot be told, one that may be or not."""
    try:
        return effect(rule, env)
    except Unsupported:
        if not env.world.loose:
            raise
        unknown = terms.switch(f"any {rule.text.name}")
        return Effect(rule, (SymbolicInstance(unknown, unknown, None, None, None, None),))


def likely_day(edition: ir.Edition, wish: date) -> date:
    """A day on which the edition is in force: the wished one, or else one as near to it as may be."""
    if edition.in_force is not None:
        wish = max(wish, add(edition.in_force, Months(12)))
    if edition.ends is not None and wish >= edition.ends:
        wish = subtract(edition.ends, Days(1))
    return wish


def _effects(edition: ir.Edition, start: Number | None, env: Environment) -> tuple[dict[str, Effect], Number | None]:
    """Moves, lists, rewards and sanctions, each after what it reads."""
    rules: dict[str, Rule] = {**edition.moves, **edition.rewards, **edition.lists, **edition.sanctions}
    found: dict[str, Effect] = {}
    for name in edition.evaluation_order:
        found[name] = _effect(rules[name], env)
        if name not in edition.moves:
            env = attrs.evolve(env, in_effect={**env.in_effect, name: found[name].holds})
        elif start is not None:
            # INVARIANT: what reads the grade comes after all that moves it, so nothing sees it half moved.
            active = [(move, found[other].holds) for other, move in edition.moves.items() if other in found]
            env = attrs.evolve(env, grade=moved(edition, start, active))
    return {name: found[name] for name in rules if name in found}, env.grade
