"""The lowest and the highest score that anybody can really have.

Where each further record of a kind moves the score on (`analysis.static.growth`) there is no end, and that is proved.
Else an end is proved where a case reaches what no loose world goes beyond.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import attrs

from creditlang.analysis.proofs.answers import Answer, Proved, Undecided
from creditlang.analysis.proofs.asking import Subject, unless_unsupported
from creditlang.analysis.proofs.copies import Acts, day_of, times
from creditlang.analysis.proofs.questions import Finding, Kind, size_text
from creditlang.analysis.proofs.witnesses import Witnesses
from creditlang.analysis.static.growth import Growth, growth
from creditlang.analysis.static.points import points_possible
from creditlang.backends.smt import terms
from creditlang.backends.smt.cases import Case, CaseRecord, case_of
from creditlang.backends.smt.decisions import SymbolicDecision, encode_decision
from creditlang.backends.smt.extremes import Extreme, highest, lowest
from creditlang.backends.smt.smallest import some_case
from creditlang.backends.smt.solving import Model
from creditlang.backends.smt.worlds import World
from creditlang.data import InvalidDataError
from creditlang.ir.earlier import asks_earlier
from creditlang.semantics import Decision, NotInForceError
from creditlang.semantics.series import edition_on
from creditlang.values import Exact, plain, show_exact, show_points

_MORE = 3
"""How many times larger the histories are in which one looks again."""


def extent(subject: Subject) -> Iterator[Finding]:
    """Which scores can be reached at the two ends."""
    score = subject.edition.score
    if score is None:
        return
    for up, word in ((False, "lowest"), (True, "highest")):
        own = score.bounds.high if up else score.bounds.low
        if own is not None and _at_end(subject, own):
            answer: Answer = _made_to_end(own)
        else:
            answer = unless_unsupported(lambda up=up: _end(subject, up))  # type: ignore[misc]  # bound now
        yield Finding(Kind.EXTENT, word, f"the {word} score", answer, score.span)


def _at_end(subject: Subject, own: Exact) -> bool:
    """Whether a person who is soon found has the points at which the score is made to end."""
    witnesses = Witnesses(subject, frozenset({own}), (), lambda case, decide: {decide(case).points} & {own})
    return witnesses.early(own) is not None


def _made_to_end(own: Exact) -> Proved:
    return Proved(f"{show_points(own)} are reached, and there the score is made to end")


def _end(subject: Subject, up: bool) -> Answer:
    if (endless := _grows(subject, up)) is not None:
        return endless
    loose = subject.loose()
    outer = None if loose is None else _extreme(loose, up, subject.budget / 2)
    limit: Exact | None = None
    if loose is not None and outer is not None and outer.proven and outer.value is not None:
        limit = _exact(loose, outer.value)
    if limit is None and len(subject.series.editions) == 1:
        possible = points_possible(subject.edition)
        limit = possible.high if up else possible.low
    bounds = None if subject.edition.score is None else subject.edition.score.bounds
    own = None if bounds is None else bounds.high if up else bounds.low
    best: Exact | None = None
    size = ""
    for records in (subject.bounds.records, _MORE * subject.bounds.records):
        decision = subject.decision(records)
        found = _extreme(decision, up, subject.budget)
        if found.model is None or found.value is None:
            break
        case = case_of(found.model, decision.world, decision.as_of)
        value = _exact(decision, found.value)
        try:
            comes_out = _comes_out(subject, case, value)
        except InvalidDataError:
            return Undecided("no end was found within the numbers that data can hold, which have 18 digits")
        if not comes_out:
            return Undecided("the solver's case does not come out so in the evaluator; please report this", case)
        if (endless := _endless(subject, case, up)) is not None:
            return endless
        if own is not None and (own == value or _reaches(subject, case, own)):
            return _made_to_end(own)
        if value == limit:
            return Proved(f"{show_points(value)} are reached, and no history of any length goes beyond", None)
        if best is None or (value > best if up else value < best):
            best, size = value, size_text(decision.world.bounds)
    if best is None:
        return Undecided("no score was found in time")
    never = f"whether another history goes {'higher' if up else 'lower'} is open"
    if limit is not None:
        never = f"never {'more' if up else 'less'} than {show_exact(limit)} in any history"
    # That no history of a size goes beyond bounds nobody who has more on record: it is not told as proved.
    word = "at least" if up else "at most"
    return Undecided(f"{word} {show_points(best)}, reached in histories with {size}; {never}")


def _copies(subject: Subject) -> int:
    """How many copies of a record are looked at, at the most.

    Where rules ask for earlier scores, each of those is a decision of its own: of many records that takes minutes.
    """
    return 12 if asks_earlier(subject.series) else 100


def _reaches(subject: Subject, case: Case, end: Exact) -> bool:
    """Whether more of the same records bring the score to its own end."""
    consent = subject.edition.consent
    own = [r for r in case.records if consent is None or r.event not in (consent.event, consent.ended_by)]
    if not own:
        return False
    registry, most = subject.series.registry, _copies(subject)
    return any(
        subject.decide(times(case, own, number, _acts(subject, own), registry)).points == end
        for number in (3, 10, 30, 100)
        if number <= most
    )


def _grows(subject: Subject, up: bool) -> Answer | None:
    """That there is no end, by a record of some event that counts by itself: a case that is found soon, if any is."""
    edition, registry = subject.edition, subject.series.registry
    asked = () if edition.consent is None else (edition.consent.event,)
    for event in registry.events:
        found = growth(subject.series, edition, edition, event, 1 if up else -1, frozenset({event, *asked}))
        if found is None:
            continue
        bounds = attrs.evolve(subject.bounds, records=0, of_event=dict.fromkeys((*asked, event), 1))
        world = World(registry, edition.subject, bounds)
        decision = encode_decision(subject.series, world, edition=edition)
        assert decision.score is not None
        lines = [line for name in found.along for line in decision.score.lines.get(name, ())]
        counting = terms.any_of(
            *(
                terms.every(line.counted.counts, terms.negated(terms.equal(line.points.over, terms.ZERO)))
                for line in lines
            )
        )
        model = some_case(world, [decision.in_force, decision.decided, counting], subject.budget / 4)
        if isinstance(model, Model):
            endless = _endless(subject, case_of(model, world, decision.as_of), up)
            if endless is not None:
                return endless
    return None


def _endless(subject: Subject, case: Case, up: bool) -> Answer | None:
    """That there is no end, if a record of the case, and another like it, and so on, would go beyond every score."""
    sign = 1 if up else -1
    consent = subject.edition.consent
    asked = () if consent is None else (consent.event,)
    for record in case.records:
        # By itself: what other records would hold against it need not be there.
        own = attrs.evolve(case, records=tuple(r for r in case.records if r is record or r.event in asked))
        decision = subject.decide(own)
        day = day_of(record)
        judging = edition_on(subject.series, day)
        if judging is None or decision.score is None:
            continue
        present = frozenset({record.event, *asked})
        found = growth(subject.series, subject.edition, judging, record.event, sign, present)
        if found is None:
            continue
        each = moved_by(decision, str(record.values["record"]), found, sign)
        if each > 0 and _moves_on(subject, own, record, sign * each, up):
            verb = "adds" if up else "takes"
            amount = show_points(plain(each))
            more = f"each further `{record.event}` like the one of {day} {verb} {amount}"
            return Proved(f"there is none: {more}, and nothing holds that back")
    return None


def moved_by(decision: Decision, record: str, found: Growth, sign: int) -> Fraction:
    """By how much a record like one that is there moves the score the way that is asked about, at the least."""
    moved = Fraction(0)
    for line in () if decision.score is None else decision.score.lines:
        if line.record == record and line.criterion in found.along | found.against:
            moved += sign * Fraction(line.before_caps) * Fraction(1 if line.weight is None else line.weight)
    return moved


def _moves_on(subject: Subject, case: Case, record: CaseRecord, each: Fraction, up: bool) -> bool:
    """Whether the evaluator gives what the argument says for many copies."""
    acts, most = _acts(subject, [record]), _copies(subject)
    half = most // 2
    few, many = (
        subject.decide(times(case, [record], number, acts, subject.series.registry)).points for number in (half, most)
    )
    if few is None or many is None:
        return False
    moved = Fraction(many) - Fraction(few) - (most - half) * each
    assert subject.edition.score is not None
    rounding = Fraction(1, 10**subject.edition.score.decimals)
    return moved >= -rounding if up else moved <= rounding


def _acts(subject: Subject, records: Sequence[CaseRecord]) -> Acts:
    """By which fields of the records rules let one of several count."""
    editions, events = subject.series.editions, subject.series.registry.events
    chosen = [c.only_largest_per for e in editions for c in e.criteria.values()]
    chosen += [g.only_largest_per for e in editions for g in e.groups.values()]
    return {(r.event, name) for r in records for name in chosen if name is not None and name in events[r.event].fields}


def _comes_out(subject: Subject, case: Case, points: Exact) -> bool:
    try:
        return subject.decide(case).points == points
    except NotInForceError:
        return False


def _extreme(decision: SymbolicDecision, up: bool, budget: float) -> Extreme:
    assert decision.points is not None
    search = highest if up else lowest
    return search(decision.world, [decision.in_force, decision.decided], decision.points.over, budget)


def _exact(decision: SymbolicDecision, over: int) -> Exact:
    assert decision.points is not None
    under = terms.constant(decision.points.under)
    assert under is not None
    return plain(Fraction(over, under))
