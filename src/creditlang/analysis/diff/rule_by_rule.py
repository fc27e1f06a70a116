"""Rules whose clauses are written differently and do the same: proven for every single record or person.

A criterion that gives every record the same points and the same end as before, and has the same caps, gives every
history the same, however long. So a question about one record answers for all, as long as the clauses that differ
look at nothing else; a rule that counts other records is left to the questions about whole histories.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang import ir
from creditlang.analysis.diff.articles import Article, ArticleKind
from creditlang.analysis.diff.canonical import Meaning
from creditlang.analysis.diff.effect import Same
from creditlang.analysis.diff.law import Law
from creditlang.analysis.diff.matching import Matched
from creditlang.analysis.diff.pairs import Stretch
from creditlang.analysis.diff.symbolic import occasions_differ, unequal, unlike
from creditlang.analysis.diff.terms import Term
from creditlang.analysis.diff.worlds import within
from creditlang.analysis.proofs import Bounds, Unsupported, World
from creditlang.backends.smt import terms
from creditlang.backends.smt.criteria import Counted, on_facts, on_records
from creditlang.backends.smt.entitlements import effect
from creditlang.backends.smt.expressions import Environment
from creditlang.backends.smt.nodes import FALSE, TRUE, Truth
from creditlang.backends.smt.solving import Impossible, solve
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.values import NOTHING, Amount, choose_amount, equal_values
from creditlang.ir.earlier import earlier_points
from creditlang.types import Interval

_OF_RECORDS = frozenset({"aggregate", "occurrence", "earlier points", "holds"})
"""Heads of terms that speak of more than the one record and the facts."""

_JUDGING = frozenset({"applies", "points", "expires", "counts from"})
"""The clauses of a criterion that judge a record by itself."""

_ENTITLED = frozenset({"applies", "brings", "lasts", "lifted", "notice"})


def proven_rules(law: Law, registry: ir.Registry, days: Stretch, seconds: float) -> Same:
    """The matched rules that differ in writing and are proven to do the same on some days."""
    if any(next(earlier_points(meaning.edition), None) is not None for meaning in law.meanings):
        days = Stretch()  # an earlier score is asked for on other days, too
    return frozenset(
        (matched.kind, matched.old.name)
        for matched in law.matched
        if matched.old and _can_be_asked(matched, law) and _is_same(matched, law, registry, days, seconds)
    )


def _can_be_asked(matched: Matched, law: Law) -> bool:
    old, new = matched.old, matched.new
    if old is None or new is None or old.effect == new.effect:
        return False
    asked = _JUDGING if matched.kind is ArticleKind.CRITERION else _ENTITLED
    if matched.kind in (ArticleKind.DOWNGRADE, ArticleKind.UPGRADE):
        asked = asked | {"to"}
    elif matched.kind not in (ArticleKind.CRITERION, ArticleKind.REWARD, ArticleKind.SANCTION, ArticleKind.LIST):
        return False
    changed = {name for name, _ in old.effect ^ new.effect}
    return changed <= asked and not any(
        _OF_RECORDS & _heads(meaning, article) for meaning, article in zip(law.meanings, (old, new), strict=True)
    )


def _heads(meaning: Meaning, article: Article) -> frozenset[str]:
    """What the clauses speak of. Meanings hold numbers of terms beside plain values; those are told apart by kind."""
    roots = set(_terms_of(meaning, article))
    return frozenset(meaning.terms.head(term) for term in meaning.terms.within(roots))


def _terms_of(meaning: Meaning, article: Article) -> Iterator[Term]:
    rule = article.node
    match rule:
        case ir.Criterion():
            yield meaning.trigger(rule.trigger)
            if not isinstance(rule.amount, ir.Assessed):
                yield meaning.of(rule.amount)
            parts = (rule.expires_after, rule.counts_from)
            yield from (meaning.of(part) for part in parts if part is not None)
        case ir.GradeMove() | ir.Reward() | ir.Sanction() | ir.PublicList():
            yield meaning.in_effect(rule)
            brings = rule.grant if isinstance(rule, ir.Reward) else None
            brings = rule.impose if isinstance(rule, ir.Sanction) else brings
            if brings is not None:
                yield meaning.of(brings)
        case _:
            raise AssertionError("only rules are compared one by one")


def _is_same(matched: Matched, law: Law, registry: ir.Registry, days: Stretch, seconds: float) -> bool:
    assert matched.old is not None
    assert matched.new is not None
    old, new = (meaning.edition for meaning in law.meanings)
    world = World(registry, new.subject, Bounds(records=1).of_all_days)
    try:
        asked = _question(matched.old.node, matched.new.node, law, world, (old, new))
        if asked is None:
            return False
        on_days = within(days, world.as_of, world.calendar)
        return isinstance(solve(world.closed([asked, on_days]), seconds), Impossible)
    except Unsupported:
        return False


def _question(
    old: object, new: object, law: Law, world: World, editions: tuple[ir.Edition, ir.Edition]
) -> Truth | None:
    """Whether the rules do something different; None where that cannot be asked of one record."""
    match old, new:
        case ir.Criterion(), ir.Criterion():
            one, other = (
                _counted(rule, _environment(world, edition, rule.trigger))
                for rule, edition in zip((old, new), editions, strict=True)
            )
            if (one.record is None) != (other.record is None):
                return None
            return _counted_differs(one, other, world)
        case (
            (ir.GradeMove() | ir.Reward() | ir.Sanction() | ir.PublicList()),
            (ir.GradeMove() | ir.Reward() | ir.Sanction() | ir.PublicList()),
        ):
            if [law.grades.get(grade.name) for grade in editions[1].grades] != [g.name for g in editions[0].grades]:
                return None
            effects = (
                effect(rule, _environment(world, edition, rule.trigger))
                for rule, edition in zip((old, new), editions, strict=True)
            )
            before, after = effects
            return occasions_differ(before, after, law.grades, world.calendar)
        case _:
            return None


def _environment(world: World, edition: ir.Edition, trigger: object) -> Environment:
    """What a rule reads: one record, the facts, and any points and grade there may be."""
    visible = {}
    if isinstance(trigger, ir.OnEvent):
        visible[trigger.event] = tuple(
            (terms.every(record.present, world.calendar.at_most(record.date, world.as_of)), record)
            for record in world.records(trigger.event)
        )
    env = Environment(world, edition, visible, world.as_of, world.as_of)
    if edition.score is not None:
        decimals = edition.score.decimals
        points = Amount(world.number("points", Interval()), whole(10**decimals))
        grade = world.number("grade", Interval(0, max(len(edition.grades) - 1, 0)))
        env = attrs.evolve(env, points=points, grade=grade)
    return env


def _counted(criterion: ir.Criterion, env: Environment) -> Counted:
    if not isinstance(criterion.trigger, ir.OnEvent):
        return on_facts(criterion, env)
    found = on_records(criterion, env, lambda _record: TRUE)
    if found:
        return found[0]
    (record,) = env.world.records(criterion.trigger.event)
    return Counted(criterion, env.edition, record, FALSE, NOTHING, None)


def _counted_differs(old: Counted, new: Counted, world: World) -> Truth:
    if old.record is None:
        one, other = (choose_amount(counted.counts, counted.points, NOTHING) for counted in (old, new))
        return unequal(one, other)
    if old.record is not new.record:
        return TRUE
    if old.until is None or new.until is None:
        ends: Truth = terms.truth(old.until is not new.until)
    else:
        ends = terms.negated(equal_values(old.until, new.until, world.calendar))
    both = terms.every(old.counts, new.counts, terms.any_of(unequal(old.points, new.points), ends))
    return terms.any_of(unlike(old.counts, new.counts), both)
