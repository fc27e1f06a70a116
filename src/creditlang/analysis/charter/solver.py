"""The prover that `creditlang conform` has: cases and proofs by a solver, each case decided again by the evaluator.

A question is asked in a world of one unknown person with a bounded number of records. Where what is asked cannot depend
on further records the answer is one for all histories; else it names its bound and stays undecided, for a bounded proof
is none for everybody. Sums over a period are shown by a case whose records are repeated until they exceed the limit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from creditlang.analysis.charter.answers import Witness
from creditlang.analysis.charter.lines import counted, gives_more, lines_of, size_of, within
from creditlang.analysis.charter.prover import Never, Open, Proof, Shown
from creditlang.analysis.charter.repeating import joined, repeated
from creditlang.analysis.charter.together import Pair, brought_together, pairs_of
from creditlang.analysis.charter.twins import Twins
from creditlang.analysis.proofs import (
    Bounds,
    Case,
    NoSolverError,
    Proved,
    Refuted,
    SymbolicDecision,
    Undecided,
    Unsupported,
    World,
    replay,
)
from creditlang.analysis.proofs.copies import Acts
from creditlang.analysis.proofs.questions import Finding as Asked
from creditlang.analysis.proofs.questions import Kind, size_text
from creditlang.analysis.proofs.report import prove
from creditlang.analysis.proofs.witnesses import Witnesses
from creditlang.analysis.static.points import amount_of
from creditlang.analysis.static.reading import looks_beyond, parts, rated_alone
from creditlang.analysis.static.small_models import Records as Needed
from creditlang.analysis.static.small_models import needed, needed_not_to_hold, needed_to_hold, together
from creditlang.analysis.static.targets import Rule, rules_of
from creditlang.analysis.static.thresholds import at_most_together
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.nodes import FALSE, Truth
from creditlang.backends.smt.values import Amount as Term
from creditlang.backends.smt.worlds import SymbolicRecord
from creditlang.ir import (
    CalendarPeriod,
    Criterion,
    InTheLast,
    InTotal,
    OnEvent,
    Reward,
    Sanction,
)
from creditlang.ir import expressions as ir
from creditlang.ir.charter import Amount
from creditlang.semantics import Decision
from creditlang.values import Exact, Money, show_points

_MANY = 10
"""A case that could need more records than this is not looked for."""
_OTHERS = 2
"""Records of each event beside the one that is looked at."""
_SEVERAL = 3
"""Records of an event, where one may weigh more because of others."""
_PAIR = 2
"""So many rules are too many, where one record may bring about one."""
_SEVERAL_CRITERIA = 12
"""Criteria of which a case is sought together."""


@attrs.frozen(eq=False)
class Solver(Twins):
    """Answers about one edition. Implements `prover.Prover`."""

    # --- points of one record --------------------------------------------------------------------------

    def record_exceeds(self, event: str, sign: int, amount: Amount) -> Proof:
        """Whether one record of an event can cost (or earn) more than so much.

        Of a criterion on facts that counts records it is what comes out otherwise without the record.
        """
        self.patience.begin()
        concerned = [c for c in self.edition.criteria.values() if c.sign == sign and self.speaks(c, event)]
        by_record = all(isinstance(c.trigger, OnEvent) for c in concerned)
        alone = by_record and all(self.stands_alone(c) for c in concerned)
        world = self.world(concerned, {event: 1 if alone else _SEVERAL})

        def asked(decision: SymbolicDecision) -> Truth:
            assert decision.score is not None
            lines = [line for c in concerned for line in decision.score.lines.get(c.text.name, ())]
            limit = values.amount_of(amount.value)
            exceeding = []
            for slot in decision.world.records(event):
                own = [size_of(line) for line in lines if line.counted.record is slot]
                if by_record:
                    exceeding.append(values.amount_less(limit, values.summed(own)))
                    continue
                without = self._without(decision, slot)
                now, before = self._on_facts(decision, concerned), self._on_facts(without, concerned)
                moved = values.summed([*own, now, values.minus(before)])
                beyond = terms.any_of(values.amount_less(limit, moved), values.amount_less(limit, values.minus(moved)))
                exceeding.append(terms.every(slot.present, without.decided, beyond))
            return terms.any_of(*exceeding)

        names = {criterion.text.name for criterion in concerned}

        def moves(decision: Decision, case: Case) -> Iterator[tuple[str, Exact]]:
            """For each record of the event what the score owes to it, or has lost by it."""
            lines = lines_of(decision, names)
            for record in (r for r in case.records if r.event == event):
                others = tuple(other for other in case.records if other is not record)
                without = lines_of(replay(attrs.evolve(case, records=others), self.series), names)
                id = str(record.values["record"])
                moved = sum((counted(line) for line in lines if line.record in (None, id)), start=0)
                moved -= sum((counted(line) for line in without if line.record is None), start=0)
                yield id, moved

        def shows(decision: Decision, case: Case) -> str | None:
            for id, moved in moves(decision, case):
                if moved > amount.value:
                    verb = "costs" if sign < 0 else "earns"
                    return f"the record `{id}` {verb} {show_points(moved)}"
                if -moved > amount.value:
                    verb = "deducted" if sign < 0 else "awarded"
                    return f"without the record `{id}` {show_points(-moved)} more are {verb}"
            return None

        verb = ("cost" if sign < 0 else "earn") if by_record else "move the score by"
        title = f"one record may {verb} more than {amount.written}"

        def most(case: Case) -> Exact:
            return max((moved for _, moved in moves(replay(case, self.series), case)), default=0)

        def beside_many() -> Proof | None:
            """A case in which the record moves more because there are many others."""
            found = self._counting(self.world(concerned, {event: 1}), names, 0)
            if not isinstance(found, Case):
                return None
            others = {record.event for record in found.records} - self.rated_by - {event}
            exceeding = repeated(found, others, most, amount.value, self._acts(), self.series)
            said = None if exceeding is None else shows(replay(exceeding, self.series), exceeding)
            return None if exceeding is None or said is None else Shown(self.witness(title, exceeding, said))

        # A world with several records and scores of earlier days is more than a solver answers in time.
        earlier = any(isinstance(part, ir.EarlierPoints) for c in concerned for part in parts(c, self.edition))
        if earlier and (shown := beside_many()) is not None:
            return shown
        found = self.ask(world, title, asked, shows, complete=alone)
        if alone or earlier or found == Never() or isinstance(found, Shown):
            return found
        return beside_many() or found

    def _acts(self) -> Acts:
        """By which fields records are told apart, that all of them count."""
        return {
            (c.trigger.event, c.only_largest_per)
            for c in self.edition.criteria.values()
            if isinstance(c.trigger, OnEvent) and c.only_largest_per is not None
        }

    def _on_facts(self, decision: SymbolicDecision, criteria: Sequence[Criterion]) -> Term:
        """What those criteria count that count no record by itself."""
        assert decision.score is not None
        lines = [line for c in criteria for line in decision.score.lines.get(c.text.name, ())]
        return values.summed([size_of(line) for line in lines if line.counted.record is None])

    def _without(self, decision: SymbolicDecision, record: SymbolicRecord) -> SymbolicDecision:
        """The decision, were one record not there."""
        present, record.present = record.present, FALSE
        without = self.encoded(decision.world)
        record.present = present
        return without

    def period_exceeds(
        self, criteria: tuple[Criterion, ...], sign: int, amount: Amount, period: CalendarPeriod | InTheLast | InTotal
    ) -> Proof:
        """Whether the records of one period can together cost (or earn) more than so much."""
        self.patience.begin()
        names = {criterion.text.name for criterion in criteria}
        events = {c.trigger.event for c in criteria if isinstance(c.trigger, OnEvent)}
        world = self.world(criteria, dict.fromkeys(events, 1))
        # The gravest record first, so that few of them make the case.
        highs = [amount_of(criterion).high for criterion in criteria]
        gravest = max((high for high in highs if high is not None), default=0)
        found = self._counting(world, names, gravest)
        if isinstance(found, Never):
            found = self._counting(world, names, 0)
        if isinstance(found, Never):
            return Open("no record that counts was found")
        if isinstance(found, Open):
            return found

        def total(case: Case) -> Exact:
            decision = replay(case, self.series)
            return sum((counted(line) for line in lines_of(decision, names) if within(line, case, period)), start=0)

        if any(criterion.fades for criterion in criteria):
            # What fades takes from lines of the other sign: these must be there as often.
            events |= {t.event for c in self.edition.criteria.values() if isinstance(t := c.trigger, OnEvent)}
        acts = self._acts()
        exceeding = repeated(found, events, total, amount.value, acts, self.series)
        if exceeding is None and len(criteria) > 1:
            # One kind of record is not enough: the gravest of each criterion, together and by themselves.
            gravest_of = (self._gravest(world, criterion) for criterion in criteria[:_SEVERAL_CRITERIA])
            each = [case for case in gravest_of if isinstance(case, Case)]
            whole = joined(each)
            tried = (
                repeated(case, events, total, amount.value, acts, self.series)
                for case in (*([] if whole is None else [whole]), *each)
            )
            exceeding = next((case for case in tried if case is not None), None)
        if exceeding is None:
            return Open("no case was found, and caps and groups do not prove that there is none")
        verb = "cost" if sign < 0 else "earn"
        said = f"{len(exceeding.records)} records together {verb} {show_points(total(exceeding))}"
        return Shown(self.witness(f"records of one period may {verb} more than {amount.written}", exceeding, said))

    def _gravest(self, world: World, criterion: Criterion) -> Case | Never | Open:
        """A case of the most that a criterion counts for one record; of less, if that cannot be."""
        names = {criterion.text.name}
        found = self._counting(world, names, amount_of(criterion).high or 0)
        return self._counting(world, names, 0) if isinstance(found, Never) else found

    def _counting(self, world: World, names: set[str], least: Exact) -> Case | Never | Open:
        """A case in which some criteria count at least so much, and not nothing."""

        def asked(decision: SymbolicDecision) -> Truth:
            assert decision.score is not None
            size = values.summed([size_of(line) for name in names for line in decision.score.lines.get(name, ())])
            some = values.amount_less(values.amount_of(0), size)
            return terms.every(some, values.amount_at_most(values.amount_of(least), size))

        try:
            return self.case(world, [self.decided(world, asked)])
        except Unsupported as error:
            return Open(f"the solver has no terms for this: {error.reason}")

    # --- one rule, and several rules -------------------------------------------------------------------

    def value_exceeds(self, rule: Criterion | Reward | Sanction, amount: Amount) -> Proof:
        """Whether one such rule can take or give more than so much."""
        self.patience.begin()
        event = {rule.trigger.event: 1} if isinstance(rule.trigger, OnEvent) else {}
        world = self.world([rule], event)
        name = rule.text.name
        limit = values.amount_of(amount.value)

        def asked(decision: SymbolicDecision) -> Truth:
            if isinstance(rule, Criterion):
                assert decision.score is not None
                lines = decision.score.lines.get(name, ())
                return terms.any_of(*(values.amount_less(limit, size_of(line)) for line in lines))
            instances = decision.effects[name].instances
            return terms.any_of(*(gives_more(instance, limit) for instance in instances))

        def shows(decision: Decision, _case: Case) -> str | None:
            if isinstance(rule, Criterion):
                sizes = [counted(line) for line in lines_of(decision, {name})]
                return next((f"it is {show_points(s)}" for s in sizes if s > amount.value), None)
            given = [(p.name, p.grant) for p in decision.rewards] + [(p.name, p.impose) for p in decision.sanctions]
            for value in (value for other, value in given if other == name):
                if isinstance(value, Money) and value.amount > amount.value:
                    return f"it is {value}"
            return None

        complete = set(self.events(rule)) <= set(event) and self.stands_alone(rule)
        return self.ask(world, f"{name} may exceed {amount.written}", asked, shows, complete=complete)

    def both_hold(self, names: tuple[str, ...], event: str, number: int) -> Proof:
        """Whether one record of an event alone can bring about so many of these rules."""
        self.patience.begin()
        pairs = pairs_of(event, names) if number == _PAIR else []
        found: Proof | None = self._shown(pairs, self._together.early)
        if found is None:
            found = self._both_solved(names, event, number)
            if not isinstance(found, Shown) and found != Never():
                found = self._shown(pairs, self._together.late) or found
        return found

    def _shown(self, pairs: Sequence[Pair], case_of: Callable[[Pair], Case | None]) -> Shown | None:
        """A case that is known or was tried, in which one record brings about two rules."""
        for pair in pairs:
            if (case := case_of(pair)) is not None:
                event, *names = pair
                said = f"one record brings about {' and '.join(names)}"
                title = f"one record of {event} brings about {_PAIR} at once"
                return Shown(self.witness(title, self._together.small(pair, case), said, names))
        return None

    @cached_property
    def _together(self) -> Witnesses:
        return brought_together(self.series, self.edition, self.seconds)

    def _both_solved(self, names: tuple[str, ...], event: str, number: int) -> Proof:
        rules = [rules_of(self.edition)[name] for name in names]
        rated = dict.fromkeys(self.rated_by, 1)

        def asked(decision: SymbolicDecision) -> Truth:
            found = []
            for record in decision.world.records(event):
                without = self._without(decision, record)
                brought = [terms.every(decision.holds(name), terms.negated(without.holds(name))) for name in names]
                found.append(terms.at_most(terms.whole(number), terms.total(terms.as_number(one) for one in brought)))
            return terms.any_of(*found)

        def shows(decision: Decision, case: Case) -> str | None:
            for record in (r for r in case.records if r.event == event):
                others = tuple(other for other in case.records if other is not record)
                held = {p.name for p in replay(attrs.evolve(case, records=others), self.series).in_effect}
                found = [p.name for p in decision.in_effect if p.name in names and p.name not in held]
                if len(set(found)) >= number:
                    return f"one record brings about {' and '.join(found)}"
            return None

        title = f"one record of {event} brings about {number} at once"
        most = self._most(rules, event)
        if most is not None:
            # A case with few records is found much faster, if there is one.
            few = dict.fromkeys(most, 1) | rated
            for sizes in (few, dict(most)) if few != dict(most) else (few,):
                world = World(self.series.registry, self.edition.subject, Bounds(records=0, of_event=sizes))
                found = self.ask(world, title, asked, shows, complete=sizes == dict(most), names=names)
                if isinstance(found, Shown):
                    break
            return found
        # Alone first; where others matter, beside some others.
        for others in ({}, {e: _OTHERS for rule in rules for e in self.events(rule)}):
            bounds = Bounds(records=0, of_event={**rated, **others, event: 1 + (_OTHERS if others else 0)})
            world = World(self.series.registry, self.edition.subject, bounds)
            alone = rated_alone(self.edition) and not any(looks_beyond(rule, self.edition) for rule in rules)
            found = self.ask(world, title, asked, shows, complete=alone, names=names)
            if alone or isinstance(found, Shown):
                return found
            together = at_most_together(names, event, self.series, self.edition)
            if together is not None and together < number:
                return Never()
            if any(isinstance(part, ir.EarlierPoints) for rule in rules for part in parts(rule, self.edition)):
                # A world with others and with scores of earlier days is more than a solver answers in time.
                return Never(self.bound(world)) if isinstance(found, Never) else found
        return found

    def _most(self, rules: Sequence[Rule], event: str) -> Needed | None:
        """How many records a case of `both_hold` can need: the one, those with which the rules hold, and those that
        keep them from holding without it."""
        covers = self.edition.covers
        found: Needed | None = Needed({event: 1})
        if covers is not None:
            # Without the record the person may not have been rated at all, and then must not be with fewer either.
            found = together(found, needed(covers, self.edition, holds=False))
        for rule in rules:
            if isinstance(rule, Criterion):
                return None
            holding, without = needed_to_hold(rule, self.edition), needed_not_to_hold(rule, self.edition)
            found = together(found, holding, without)
        return None if found is None or found.total() > _MANY else found

    def cliffs(self) -> Mapping[str, Proof]:
        """For each fact in money, by `Holder.field`, whether one unit more can leave a person with less."""
        try:
            found = tuple(prove(self.series, self.edition, budget=self.seconds, kinds=(Kind.CLIFF,)))
        except NoSolverError as error:
            return {f"{self.edition.subject}.{name}": Open(str(error)) for name in self._facts}
        return {finding.about: self._told(finding) for finding in found}

    def _told(self, finding: Asked) -> Proof:
        match finding.answer:
            case Proved(bounds=bounds):
                return Never() if bounds is None else Never(size_text(bounds))
            case Refuted(reason=reason):
                shown = finding.shown
                if shown is None:
                    return Open("the solver's case cannot be decided on")
                scenarios = [shown.scenario, *([shown.other.scenario] if shown.other else [])]
                return Shown(Witness("\n\n".join(scenarios), reason, finding.differing))
            case Undecided(reason=reason):
                return Open(reason)

    @property
    def _facts(self) -> Iterable[str]:
        return self.series.registry.subjects[self.edition.subject].fields
