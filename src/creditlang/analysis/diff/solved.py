"""What changed in effect, where the terms of two editions differ: asked of a solver.

A rule whose clauses differ in writing only is first compared record by record: what gives every single record the same
points and the same end is the same law, however many records there are. What is left is asked of histories of bounded
size: of the criteria that differ alone, of these and any sum that all others may come to, then of the whole. A
difference is believed when the reference evaluator decides so under both editions.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import attrs

from creditlang import ir
from creditlang.analysis.diff.articles import ArticleKind
from creditlang.analysis.diff.canonical import fields_read
from creditlang.analysis.diff.common_registry import common_registry, narrowed
from creditlang.analysis.diff.comparison import AskEffect
from creditlang.analysis.diff.effect import (
    BY_TEXT,
    OF_SCORE,
    Effect,
    EffectDifference,
    EffectKind,
    Extreme,
    GradeMoveAnswer,
    Open,
    Verdict,
    Witness,
    by_terms,
    effect_of,
    heads_of,
)
from creditlang.analysis.diff.extremes import largest_change
from creditlang.analysis.diff.law import Law
from creditlang.analysis.diff.pairs import EditionPair, Stretch
from creditlang.analysis.diff.pasting import recorded_under
from creditlang.analysis.diff.reduced import reduced, with_any_rest
from creditlang.analysis.diff.rule_by_rule import proven_rules
from creditlang.analysis.diff.symbolic import differs, grade_code, grade_codes, some_record_is_read
from creditlang.analysis.diff.trying import Shown, Trying, change_of
from creditlang.analysis.diff.worlds import Pair, within
from creditlang.analysis.proofs import Bounds, Case, NoSolverError, Unsupported, case_of
from creditlang.analysis.proofs.scenario_text import scenario_text
from creditlang.backends.smt import terms
from creditlang.backends.smt.nodes import FALSE, Number, Truth
from creditlang.backends.smt.smallest import some_case
from creditlang.backends.smt.smtlib import inputs_of
from creditlang.backends.smt.solving import Impossible, Model, Session, Solution
from creditlang.backends.smt.terms import whole
from creditlang.diagnostics import listing
from creditlang.semantics import Decision
from creditlang.values import Exact

BY_RULE = "written differently, and proven to do the same with every record, however many"
BY_CASES = "no case can differ"

_FOR_MOVES = 3
"""The moves between grades may take so many times as long as one question."""

_FOR_TRYING = 0.6
"""Trying cases may take so much of the time of one question."""

Progress = Callable[[str, int, int], None]
"""Told what is asked, how many questions are answered, and how many there are."""


def effect_between(records: int, seconds: float, progress: Progress | None = None) -> AskEffect:
    """How to ask what changed in effect.

    Args:
        records: histories have up to so many records of each event.
        seconds: how long one question may take.
        progress: told how far it is.
    """

    def ask(pair: EditionPair, law: Law, within: ir.Series) -> EffectDifference:
        assert pair.old is not None
        assert pair.new is not None
        bounds = Bounds(records=records).of_all_days
        return _Asking(pair.old, pair.new, law, pair.days, within, bounds, seconds, progress).answer()

    return ask


_WORLDS = ("reduced", "any rest", "whole")
"""The criteria that differ alone; these and any sum of the others; everything."""


@attrs.frozen
class _Session:
    """A world that is asked about several times, and the codes of the grades in it."""

    pair: Pair
    session: Session
    codes: tuple[Number, Number]


@attrs.define(eq=False, slots=False)
class _Asking:
    old: ir.Edition
    new: ir.Edition
    law: Law
    days: Stretch
    within: ir.Series
    bounds: Bounds
    seconds: float
    progress: Progress | None
    _pairs: dict[str, Pair | None] = attrs.field(factory=dict)
    registry: ir.Registry = attrs.field(init=False)
    trying: Trying = attrs.field(init=False)
    same: frozenset[tuple[ArticleKind, str]] = attrs.field(default=frozenset())

    def answer(self) -> EffectDifference:
        """All answers."""
        found = by_terms(self.law)
        if all(isinstance(one, Effect) for one in found):
            return EffectDifference(tuple(one for one in found if isinstance(one, Effect)))
        try:
            if self.old.subject != self.new.subject:
                raise Unsupported(f"one rulebook is about a {self.old.subject}, the other about a {self.new.subject}")
            self.registry = common_registry(self.old.registry, self.new.registry, self._read())
            self.same = proven_rules(self.law, self.registry, self.days, self.seconds)
        except (Unsupported, NoSolverError) as error:
            why = error.reason if isinstance(error, Unsupported) else str(error)
            return EffectDifference(tuple(self._undecided(one, why) for one in found))
        again = by_terms(self.law, self.same, BY_RULE)
        kept = [one if isinstance(one, Effect) else other for one, other in zip(found, again, strict=True)]
        self.trying = Trying(self.old, self.new, self.law, self.registry, self.days, self.within)
        left = [one for one in kept if isinstance(one, Open)]
        number = len(left)
        if left:
            self.trying.explore(left, self.seconds * _FOR_TRYING)
        effects: list[Effect] = []
        asked = 0
        for one in kept:
            if isinstance(one, Open):
                if self.progress:
                    self.progress("asking the solver", asked, number)
                one, asked = self._ask(one), asked + 1
            effects.append(one)
        return self._with_numbers(tuple(effects))

    def _read(self) -> set[object]:
        """The names of all fields that a rule of either edition reads."""
        found: set[object] = {"assessed", "reason", *fields_read(self.law.meanings[0].terms)}
        for edition in (self.old, self.new):
            found |= {criterion.only_largest_per for criterion in edition.criteria.values()}
            found |= {group.only_largest_per for group in edition.groups.values()}
        return found

    def _undecided(self, one: Effect | Open, why: str) -> Effect:
        return one if isinstance(one, Effect) else effect_of(one, Verdict.UNDECIDED, why)

    def _with_numbers(self, effects: tuple[Effect, ...]) -> EffectDifference:
        """The effects with the largest changes of the score and the moves between grades."""
        loss = gain = None
        moves: tuple[GradeMoveAnswer, ...] = ()
        unequal = {effect.kind for effect in effects if effect.verdict is not Verdict.EQUAL}
        if EffectKind.POINTS in unequal and self.old.score and self.new.score:
            loss, gain = (self._largest(way) for way in (-1, 1))
        if EffectKind.GRADE in unequal and self.old.grades and self.new.grades:
            # Where the score moves far, a few records more or less lead from any grade to the next.
            far = sorted(self.trying.shown, key=lambda shown: shown.change)
            self.trying.add_up([shown.case for shown in (*far[:1], *far[-1:])], self.seconds * _FOR_TRYING)
            moves = tuple(self._moves())
        # Whoever moves or gains shows the difference, too, where nobody else was found in time.
        movers = (move.witness for move in moves if move.witness is not None)
        gainers = (extreme.witness for extreme in (gain, loss) if extreme is not None and extreme.change)
        shown = {EffectKind.GRADE: next(movers, None), EffectKind.POINTS: next(filter(None, gainers), None)}
        effects = tuple(_settled_by(effect, shown.get(effect.kind)) for effect in effects)
        solved = any(effect.by != BY_TEXT for effect in effects)
        return EffectDifference(effects, loss, gain, moves, self._bounds_in_words() if solved else None)

    def _largest(self, way: int) -> Extreme:
        title = f"the largest {'gain' if way > 0 else 'loss'} of points"

        def as_witness(case: Case | None) -> Witness | None:
            if case is None:
                return self._furthest(way, title)
            outcomes = self.trying.outcomes(case)
            change = None if outcomes is None else change_of(outcomes)
            return self._moving_as_far(case, change, title) if change else None

        return largest_change(self._pair, self._exact_sums, way, self.seconds, as_witness, self._few())

    def _furthest(self, way: int, title: str) -> Witness | None:
        """Of the cases seen, the one whose score moves furthest one way."""
        changes = [(shown.change * way, shown.case) for shown in self.trying.shown]
        if way in self.trying.furthest:
            change, case = self.trying.furthest[way]
            changes.append((change * way, case))
        most = max(changes, key=lambda pair: pair[0], default=None)
        return self._moving_as_far(most[1], most[0] * way, title) if most and most[0] > 0 else None

    def _moving_as_far(self, case: Case, change: Exact, title: str) -> Witness | None:
        way = 1 if change > 0 else -1
        shown = self.trying.smallest(case, lambda outcomes: change_of(outcomes) * way >= change * way)
        return self._witness(shown, title) if shown else None

    def _by_cases(self) -> str:
        return f"no difference {self._few()}; more were not tried"

    def _few(self) -> str:
        number = self.bounds.records
        return f"with at most {number} record{'s' if number > 1 else ''} of each event"

    def _bounds_in_words(self) -> str:
        records = f"up to {self.bounds.records} record{'s' if self.bounds.records > 1 else ''} of each event"
        records += "" if self.days == Stretch() else f", decided on a day {self.days}"
        if self.old.registry == self.new.registry:
            return f"asked of histories of {records}"
        apart = narrowed(self.old.registry, self.new.registry, self._read())
        only = f"; what only one of them allows of {listing(apart)} was not compared" if apart else ""
        return f"asked of histories of {records}, data that both registries allow{only}"

    # --- worlds ----------------------------------------------------------------------------------------

    def _pair(self, which: str) -> Pair | None:
        """Both editions decided on one unknown subject: `reduced`, `any rest` or `whole`; None where that cannot be."""
        if which not in self._pairs:
            try:
                self._pairs[which] = self._encoded(which)
            except Unsupported:
                if which == "whole":
                    raise
                self._pairs[which] = None
        return self._pairs[which]

    def _encoded(self, which: str) -> Pair | None:
        editions: tuple[ir.Edition, ir.Edition] | None = (self.old, self.new)
        registry = self.registry
        if which != "whole":
            editions = reduced(self.law, self.same)
            if editions is not None and which == "any rest":
                found = with_any_rest(editions, registry)
                editions, registry = found or (None, registry)
        if editions is None:
            return None
        return Pair.of(editions, registry, self.bounds, self.days)

    @property
    def _exact_sums(self) -> bool:
        """Whether the scores are rounded and bounded alike, so that equal sums are equal points."""
        one, other = self.old.score, self.new.score
        assert one is not None
        assert other is not None
        return (one.bounds, one.decimals, one.rounding) == (other.bounds, other.decimals, other.rounding)

    # --- one effect ------------------------------------------------------------------------------------

    def _ask(self, one: Open) -> Effect:
        """The answer for one effect."""
        if shown := self._tried(one):
            return self._different(one, shown)
        reason = ""
        for which in _WORLDS:
            try:
                pair = self._pair(which)
                if pair is None:
                    continue
                found = self._case_of_difference(one, pair)
                if isinstance(found, Model):
                    if which != "any rest":
                        if shown := self._shown_by(one, pair, found):
                            return self._different(one, shown)
                        reason = "the solver's case does not come out so in the evaluator"
                elif isinstance(found, Impossible):
                    if which != "reduced" or self._is_whole_without_rest(one):
                        bounded = some_record_is_read(pair.old)
                        return effect_of(one, Verdict.EQUAL, self._by_cases() if bounded else BY_CASES, bounded=bounded)
                else:
                    reason = found.reason
            except Unsupported as error:
                reason = f"not yet in terms of the solver: {error.reason}"
        return effect_of(one, Verdict.UNDECIDED, reason or "the solver found no answer")

    def _shown_by(self, one: Open, pair: Pair, found: Model) -> Shown | None:
        """What a model shows, made small; if it cannot be pasted, another is looked for that can."""
        shown = self._small(one, case_of(found, pair.world))
        if shown is None or shown.pastes:
            return shown
        other = self._case_of_difference(one, pair, self._recorded_since(pair))
        better = self._small(one, case_of(other, pair.world)) if isinstance(other, Model) else None
        return better if better is not None and better.pastes else shown

    def _tried(self, one: Open) -> Shown | None:
        """A case that was found by trying, or shown for something else, that shows a difference."""
        known = [shown for shown in self.trying.shown if self.trying.differs(one, shown.outcomes)]
        case = self.trying.found.get(one.key)
        best = min(known, key=Shown.burden, default=None)
        if case is None or (best is not None and best.pastes and len(best.case.records) <= len(case.records)):
            return best
        small = self._small(one, case)
        return min(filter(None, (best, small)), key=Shown.burden, default=None)

    def _small(self, one: Open, case: Case) -> Shown | None:
        return self.trying.smallest(case, lambda outcomes: self.trying.differs(one, outcomes))

    def _case_of_difference(self, one: Open, pair: Pair, *more: Truth) -> Solution:
        """A model in which an effect differs on one of the days."""
        question = differs(one, self.law, pair.old, pair.new)
        return some_case(pair.world, [question, pair.on_days, *more], self.seconds)

    def _recorded_since(self, pair: Pair) -> Truth:
        """Whether all records are of days on which the new edition was in force: such a case can be pasted."""
        return terms.every(
            *(
                terms.any_of(terms.negated(record.present), within(self.days, record.date, pair.world.calendar))
                for listed in pair.world.made_records.values()
                for record in listed
            )
        )

    def _is_whole_without_rest(self, one: Open) -> bool:
        """Whether criteria that are the same cannot matter to an effect: it rests on neither points nor grade."""
        if one.kind is EffectKind.COVERAGE:
            return True
        if one.matched is None:
            return False
        sides = zip(self.law.meanings, (one.matched.old, one.matched.new), strict=True)
        read = [heads_of(meaning, article.node) for meaning, article in sides if article is not None]
        return not frozenset().union(*read) & {*OF_SCORE, "grade"}

    def _different(self, one: Open, shown: Shown) -> Effect:
        names = () if one.matched is None or one.matched.new is None else (one.matched.new.name,)
        effect = effect_of(one, Verdict.DIFFERENT, "")
        return attrs.evolve(effect, witness=self._witness(shown, f"not as before: {effect.name}", names))

    def _witness(self, shown: Shown, title: str, names: tuple[str, ...] = ()) -> Witness:
        """A case with both decisions, to be shown."""
        names = names or self._something(shown.new)
        registry = self.within.registry
        text = scenario_text(title, recorded_under(shown.case, registry), shown.new, registry, names)
        return Witness(shown.case.history(self.registry), text, shown.old, shown.new, shown.pastes)

    def _something(self, decision: Decision) -> tuple[str, ...]:
        """A rule to expect something of, where there are no points to expect."""
        if decision.points is not None or not decision.covered or decision.consent in ("missing", "withdrawn"):
            return ()
        rules = (*(part.name for part in decision.in_effect), *self.new.evaluation_order)
        return rules[:1]

    # --- grades ----------------------------------------------------------------------------------------

    def _moves(self) -> Iterator[GradeMoveAnswer]:
        """For each two grades that are not one, whether someone can go from the first to the second."""
        deadline = time.monotonic() + _FOR_MOVES * self.seconds
        sessions: dict[str, _Session | None] = {}
        old_codes, new_codes = grade_codes(self.law)
        pairs = [(a, b) for a in old_codes for b in new_codes if old_codes[a] != new_codes[b]]
        for number, (old, new) in enumerate(pairs):
            if self.progress:
                self.progress("asking for moves between grades", number, len(pairs))
            yield self._move(old, new, sessions, deadline)

    def _session(self, which: str) -> _Session | None:
        try:
            pair = self._pair(which)
        except Unsupported:
            return None
        if pair is None:
            return None
        codes = grade_codes(self.law)
        old, new = (grade_code(side, c) for side, c in zip((pair.old, pair.new), codes, strict=True))
        # The session is asked for codes, so what is promised of the days that they rest on must be in it.
        session = Session(pair.world.closed([pair.both_decide], about=[old, new]), inputs_of([old, new]))
        return _Session(pair, session, (old, new))

    def _move(
        self,
        old: str,
        new: str,
        sessions: dict[str, _Session | None],
        deadline: float,
    ) -> GradeMoveAnswer:
        if shown := self._moving(old, new):
            return GradeMoveAnswer(old, new, Verdict.DIFFERENT, self._witness(shown, f"from {old} to {new}"))
        old_codes, new_codes = grade_codes(self.law)
        for which in _WORLDS:
            left = deadline - time.monotonic()
            if left > 0 and which not in sessions:
                sessions[which] = self._session(which)
            found = sessions.get(which)
            if found is None or left <= 0:
                continue
            one, other = found.codes
            wish = [terms.equal(one, whole(old_codes[old])), terms.equal(other, whole(new_codes[new]))]
            answer = Impossible() if FALSE in wish else found.session.solve(min(left, self.seconds / 2), wish)
            if isinstance(answer, Impossible) and which != "reduced":
                return GradeMoveAnswer(old, new, Verdict.EQUAL)
            if (
                isinstance(answer, Model)
                and which != "any rest"
                and (shown := self._moving(old, new, answer, found.pair))
            ):
                return GradeMoveAnswer(old, new, Verdict.DIFFERENT, self._witness(shown, f"from {old} to {new}"))
        return GradeMoveAnswer(old, new, Verdict.UNDECIDED)

    def _moving(self, old: str, new: str, model: Model | None = None, pair: Pair | None = None) -> Shown | None:
        """A case in which someone goes from one grade to another: of those seen, or that of a model."""
        if model is None or pair is None:
            known = [shown for shown in self.trying.shown if shown.grades == (old, new)]
            # Among outcomes a grade that was only renamed has its old name.
            case = self.trying.moves.get((old, self.law.grades.get(new, f"new {new}")))
            if known or case is None:
                return min(known, key=Shown.burden, default=None)
        else:
            try:
                case = case_of(model, pair.world)
            except Unsupported:  # such a person cannot be written down
                return None
        key = (old, self.law.grades.get(new, f"new {new}"))
        return self.trying.smallest(case, lambda found: (found[0].standing, found[1].standing) == key)


def _settled_by(effect: Effect, witness: Witness | None) -> Effect:
    """An undecided effect is decided by a case that shows it."""
    if effect.verdict is not Verdict.UNDECIDED or witness is None:
        return effect
    return attrs.evolve(effect, verdict=Verdict.DIFFERENT, by="", witness=witness)
