"""Two editions tried on cases: which open effects differ, how far the score moves, from which grade to which.

Many cases are tried by compiled rules. The one that is shown for a thing is made small first, and then decided on by
the reference evaluator: what that does not confirm is not shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TypeVar

import attrs

from creditlang import ir
from creditlang.analysis.cases.exploring import Explorer, Seen
from creditlang.analysis.cases.mentioned import mentioned
from creditlang.analysis.cases.shrinking import shrunk
from creditlang.analysis.diff import adding
from creditlang.analysis.diff.articles import ArticleKind
from creditlang.analysis.diff.effect import EffectKey, EffectKind, Open
from creditlang.analysis.diff.law import Law
from creditlang.analysis.diff.outcomes import Outcome, key_of_new, outcome_of_new, outcome_of_old
from creditlang.analysis.diff.pairs import Stretch, alone
from creditlang.analysis.diff.pasting import recorded_under
from creditlang.analysis.proofs import Case, Unsupported, replay
from creditlang.analysis.proofs.scenario_text import own_ids
from creditlang.analysis.static.reading import roots
from creditlang.backends.python.decisions import Compiled, compiled
from creditlang.backends.smt.cases import CaseRecord, plain_facts
from creditlang.backends.smt.decisions import likely_day
from creditlang.data import InvalidDataError
from creditlang.ir import expressions as expr
from creditlang.semantics import Decision, NotInForceError
from creditlang.semantics.grades import band
from creditlang.values import Exact, Months, add, magnitude

_ENOUGH = 1_000
"""Where scores or grades may differ so many cases are tried at least: the first one is seldom the most telling."""

_MOST = 6_000
"""No more cases are tried."""

_SHRINKING = 1.5
"""Seconds for making one case small."""

_FOR_ADDING = 0.25
"""Records may be added up in so much of the time for trying."""

_RECORDS_TRIED = 20
"""So many different records of each event are added by themselves."""

Outcomes = tuple[Outcome, Outcome]

_Key = TypeVar("_Key")


@attrs.frozen
class Shown:
    """A case and what either edition decides on it, by the reference evaluator.

    Attributes:
        pastes: whether the new text, with all its editions and their days, decides so as well.
    """

    case: Case
    old: Decision
    new: Decision
    outcomes: Outcomes
    pastes: bool

    @property
    def change(self) -> Exact:
        """By how much the score changes; 0 where a side has none."""
        return change_of(self.outcomes)

    def burden(self) -> tuple[bool, int]:
        """How much a reader has to bear: least where it can be pasted and has few records."""
        return not self.pastes, len(self.case.records)

    @property
    def grades(self) -> tuple[str | None, str | None]:
        """The grade under either edition."""
        return (self.old.grade, self.new.grade)


Wanted = Callable[[Outcomes], bool]
"""What a case is to show."""


@attrs.define(eq=False, slots=False)
class Trying:
    """Both editions over one registry, each as if it had always been in force.

    Attributes:
        days: those for which a case may be decided.
        within: the new text as it stands, under which a case is to be pasted.
        shown: the cases shown so far: one that shows one thing may show another.
        moves: for each pair of grades that was seen the first case with it.
        furthest: by direction, -1 or 1, the case whose score moves furthest.
        records: what was tried, to be added to other cases.
    """

    old: ir.Edition
    new: ir.Edition
    law: Law
    registry: ir.Registry
    days: Stretch
    within: ir.Series
    shown: list[Shown] = attrs.field(factory=list)
    found: dict[EffectKey, Case] = attrs.field(factory=dict)
    moves: dict[tuple[str, str], Case] = attrs.field(factory=dict)
    furthest: dict[int, tuple[Exact, Case]] = attrs.field(factory=dict)
    records: tuple[CaseRecord, ...] = ()
    _open: tuple[Open, ...] = ()
    _pasted: set[object] = attrs.field(factory=set)
    _steps: tuple[date, tuple[adding.Step, ...]] | None = None

    @property
    def likely(self) -> date:
        """A day of our time, if it can be: some years after the new edition came in force, so that it has records."""
        wish = date(2026, 1, 1)
        if self.new.in_force is not None and self.new.transition is not ir.Transition.THIS_EDITION:
            wish = max(wish, add(self.new.in_force, Months(36)))
        return self.days.near(likely_day(self.new, wish))

    @cached_property
    def _engines(self) -> tuple[Compiled, Compiled]:
        old, new = (compiled(alone(attrs.evolve(e, registry=self.registry))) for e in (self.old, self.new))
        return old, new

    @cached_property
    def _as_written(self) -> Compiled:
        return compiled(self.within)

    @cached_property
    def _stands_alone(self) -> bool:
        """Whether the new text is the new edition alone, always in force: what it decides is known already."""
        edition = attrs.evolve(self.new, registry=self.registry)
        return self.within.registry == self.registry and self.within.editions == alone(edition).editions

    # --- many cases ------------------------------------------------------------------------------------

    def explore(self, effects: Iterable[Open], seconds: float) -> None:
        """Look for cases that show that effects differ."""
        self._open = tuple(effects)
        kinds = {one.kind for one in self._open}
        least = _ENOUGH if kinds & {EffectKind.POINTS, EffectKind.GRADE} else 0
        changed = [article.node for change in self.law.changes for article in (change.old, change.new) if article]
        sides = (self.old, self.new)
        explorer = Explorer(self.registry, mentioned(changed, sides), mentioned(sides, sides), self._look)
        try:
            start = Case(self.new.subject, plain_facts(self.new.subject, self.registry), (), self.likely)
        except Unsupported:  # nobody can be written down
            return
        # Which compiles all three: that is no part of the time for trying.
        if (outcomes := self.outcomes(start)) is not None:
            self.pastes(start, outcomes[1])
        explorer.explore(start, lambda: len(self.found) == len(self._open), least, _MOST, seconds)
        if kinds & {EffectKind.POINTS, EffectKind.GRADE}:
            seen = (record for case in explorer.kept for record in case.records)
            self.records = (*adding.plain_records(start.kind, self.registry), *seen)
            differing = self.found.get((EffectKind.POINTS, None, None))
            self.add_up([start, differing] if differing else [start], seconds)

    def add_up(self, bases: Iterable[Case], seconds: float) -> None:
        """Look for moves between grades by adding records, such as were tried before, to cases.

        What a record does is asked once, of the first of all cases: as a score is a sum, it mostly does so to others.

        Args:
            seconds: what is given for trying; a part of it is for this.
        """
        deadline = time.process_time() + seconds * _FOR_ADDING
        for base in bases if self.old.grades and self.new.grades else ():
            scores = self._scores(base)
            if self._steps is None:
                self._steps = base.as_of, adding.steps(base, self.records, self._scores, _RECORDS_TRIED)
            since, steps = self._steps
            by = adding.redated(steps, since, base.as_of)
            for way in adding.ways(scores, by, self._likely_move) if scores else ():
                if time.process_time() > deadline:
                    return
                more = tuple(step.record for step in way)
                for dated in (more, adding.spread(more, base.as_of)):
                    self._look(adding.added(base, dated))

    def _scores(self, case: Case) -> adding.Scores | None:
        outcomes = self.outcomes(case)
        if outcomes is None or outcomes[0].points is None or outcomes[1].points is None:
            return None
        return outcomes[0].points, outcomes[1].points

    def _likely_move(self, scores: adding.Scores) -> adding.Move | None:
        """The grades of two scores, where nothing moves them; None if they are one."""
        old, new = (
            band(side, _bounded(side, points)) for side, points in zip((self.old, self.new), scores, strict=True)
        )
        move = (old, self.law.grades.get(new, f"new {new}"))
        return None if move[0] == move[1] else move

    def _look(self, case: Case) -> Seen | None:
        outcomes = self.outcomes(case)
        if outcomes is None:
            return None
        differing = [one for one in self._open if self.differs(one, outcomes)]
        pastes: bool | None = None
        for one in differing:
            pastes = self._keep(self.found, one.key, case, outcomes[1], pastes)
        was, now = outcomes
        if was.is_decided and now.is_decided:
            pastes = self._keep(self.moves, (was.standing, now.standing), case, outcomes[1], pastes)
            change = change_of(outcomes)
            side = (change > 0) - (change < 0)
            if side and (side not in self.furthest or change * side > self.furthest[side][0] * side):
                self.furthest[side] = (change, case)
        key = tuple((one.points, one.standing, frozenset(one.in_effect)) for one in outcomes)
        standing = (was.standing, frozenset(was.in_effect))
        return Seen((key, len(differing)), standing, bool(differing), self._far(outcomes))

    def _keep(
        self, kept: dict[_Key, Case], key: _Key, case: Case, outcome: Outcome, pastes: bool | None
    ) -> bool | None:
        """Keep a case for what it shows if it is the first, can be pasted where that cannot, or has fewer records.

        Returns:
            Whether it can be pasted, as far as that is known.
        """
        known = kept.get(key)
        fewer = known is None or len(case.records) < len(known.records)
        if not fewer and key in self._pasted:
            return pastes
        pastes = self.pastes(case, outcome) if pastes is None else pastes
        if (fewer and key not in self._pasted) or pastes:
            kept[key] = case
        if pastes:
            self._pasted.add(key)
        return pastes

    def _far(self, outcomes: Outcomes) -> Exact | None:
        points = [one.points for one in outcomes if one.points is not None]
        away = [magnitude(one - border) for one in points for border in self._borders]
        return min(away, default=None)

    @cached_property
    def _borders(self) -> frozenset[Exact]:
        """The scores at which something begins or ends under one edition only."""
        lows = [{grade.low for grade in edition.grades if grade.low is not None} for edition in (self.old, self.new)]
        changed = [article.node for change in self.law.changes for article in (change.old, change.new) if article]
        return frozenset(lows[0] ^ lows[1]) | frozenset(_of_points(changed))

    # --- one case --------------------------------------------------------------------------------------

    def outcomes(self, case: Case) -> Outcomes | None:
        """What both decide, by compiled rules; None where the registry or the days do not allow the case."""
        if not self.days.has(case.as_of):
            return None
        try:
            history = case.history(self.registry)
        except InvalidDataError:
            return None
        old, new = (engine.decide(history, case.as_of) for engine in self._engines)
        return outcome_of_old(old), outcome_of_new(new, self.law)

    def pastes(self, case: Case, outcome: Outcome) -> bool:
        """Whether the new text as it stands, with all its editions and their days, comes to an outcome as well."""
        if self._stands_alone:
            return True
        try:
            history = recorded_under(case, self.within.registry).history(self.within.registry)
            return outcome_of_new(self._as_written.decide(history, case.as_of), self.law) == outcome
        except (InvalidDataError, NotInForceError):
            return False

    def smallest(self, case: Case, wanted: Wanted) -> Shown | None:
        """The case, made small, with what the reference evaluator decides; None if that is not what is wanted."""
        own = self.outcomes(case)
        pastes = own is not None and self.pastes(case, own[1])

        def shows(smaller: Case) -> bool:
            outcomes = self.outcomes(smaller)
            return outcomes is not None and wanted(outcomes) and (not pastes or self.pastes(smaller, outcomes[1]))

        small = shrunk(case, self.registry, shows, self.likely, _SHRINKING)
        plain = own_ids(small)
        small = plain if shows(plain) else small
        shown = self.show(small)
        return shown if shown is not None and wanted(shown.outcomes) else None

    def show(self, case: Case) -> Shown | None:
        """What both editions decide on a case, by the reference evaluator; None where it is no case after all."""
        try:
            old, new = (replay(case, alone(attrs.evolve(e, registry=self.registry))) for e in (self.old, self.new))
        except InvalidDataError:
            return None
        outcomes = (outcome_of_old(old), outcome_of_new(new, self.law))
        try:
            written = replay(recorded_under(case, self.within.registry), self.within)
            pastes = outcome_of_new(written, self.law) == outcomes[1]
        except (InvalidDataError, NotInForceError):
            pastes = False
        shown = Shown(case, old, new, outcomes, pastes)
        self.shown.append(shown)
        return shown

    def differs(self, one: Open, outcomes: Outcomes) -> bool:
        """Whether an effect differs; of all but the coverage, for somebody on whom both decide."""
        before, after = outcomes
        if one.kind is EffectKind.COVERAGE:
            return before.is_decided != after.is_decided
        if not (before.is_decided and after.is_decided):
            return False
        match one.kind:
            case EffectKind.POINTS:
                return before.points != after.points
            case EffectKind.GRADE:
                return before.standing != after.standing
            case _:
                assert one.matched is not None
                old, new = one.matched.old, one.matched.new
                kind: ArticleKind = one.matched.kind
                key = (kind, old.name if old else key_of_new(kind, new.name if new else "", self.law))
                return before.in_effect.get(key) != after.in_effect.get(key)


def _bounded(edition: ir.Edition, points: Exact) -> Exact:
    """A score within its bounds."""
    assert edition.score is not None
    low, high = edition.score.bounds.low, edition.score.bounds.high
    points = points if low is None else max(low, points)
    return points if high is None else min(high, points)


def change_of(outcomes: Outcomes) -> Exact:
    """By how much the score changes; 0 where a side has none."""
    old, new = (outcome.points for outcome in outcomes)
    return 0 if old is None or new is None else new - old


def _of_points(changed: Iterable[object]) -> Iterator[Exact]:
    """The numbers that rules which changed compare the score with."""
    found = (node for rule in changed for root in roots(rule) for node in ir.walk(root))
    for node in found:
        if isinstance(node, expr.Compare) and any(isinstance(side, expr.Points) for side in (node.left, node.right)):
            values = [side.value for side in (node.left, node.right) if isinstance(side, expr.Constant)]
            yield from (value for value in values if isinstance(value, int | Fraction))
