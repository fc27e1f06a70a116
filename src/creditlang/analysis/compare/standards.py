"""What one locality makes of one deed: what it costs or earns, for how long, and what it can lead to."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from datetime import date

import attrs

from creditlang.analysis.compare.deeds import Deed
from creditlang.analysis.compare.possible import Case, deeply, may_hold, must_hold, numbers, possible, takes_in
from creditlang.analysis.compare.wording import Saying, condition_of, limits_of, process_of
from creditlang.ir import (
    Assessed,
    CalendarPeriod,
    Criterion,
    Direction,
    Edition,
    GradeMove,
    OnEvent,
    PublicList,
    Reward,
    RuleText,
    Sanction,
    Transition,
    While,
    better_with_points,
)
from creditlang.ir import expressions as ir
from creditlang.semantics.moments import Rule, rules_of, value_of
from creditlang.types import Interval
from creditlang.values import Days, Duration, Months, plain, subtract


@attrs.frozen
class Charge:
    """What one criterion counts for the deed.

    Attributes:
        points: what one record can count, before caps, with the criterion's weight; below 0 where it costs.
        certain: whether every such record counts; else it depends on further conditions.
        lasts: the durations after which it can expire; None if it never does.
        until_end_of: the calendar period at whose end it expires.
        limits: its caps, and the bounds of the groups around it.
    """

    rule: RuleText
    points: Interval
    certain: bool
    lasts: tuple[Duration, ...] | None
    until_end_of: CalendarPeriod | None
    limits: tuple[Saying, ...]


class Way(enum.Enum):
    """How a deed leads to something."""

    DIRECTLY = "directly"
    """The rule speaks of such records."""
    COUNTED = "counted with others"
    """A condition counts or looks for such records."""
    PREVENTS = "prevents or ends it"
    """A condition fails because of such records, or one of them lifts what another record has set off."""
    THROUGH_SCORE = "through the score"
    """The condition reads the points or the grade, and the deed moves these."""
    THROUGH_RULE = "through another rule"
    """The condition reads a list, reward or sanction that the deed leads to."""


class Effect(enum.Enum):
    """What a deed leads to."""

    SANCTION = "sanction"
    REWARD = "reward"
    RED_LIST = "red list"
    BLACK_LIST = "black list"
    DOWNGRADE = "downgrade"
    UPGRADE = "upgrade"


@attrs.frozen
class Consequence:
    """A rule that the deed can set off.

    Attributes:
        certain: whether every such record sets it off by itself; else there are further conditions.
        condition: what sets it off.
        process: notice, appeal, and what ends it before its time.
    """

    rule: RuleText
    effect: Effect
    way: Way
    lasts: tuple[Duration, ...] | None
    certain: bool
    condition: Saying
    process: Saying


@attrs.frozen
class Standard:
    """All that a locality makes of a deed.

    Attributes:
        edition: whose law it is.
        charges: by criteria on such records.
        counted_by: criteria on something else, groups and the score, where they count or look for such records.
    """

    edition: Edition
    charges: tuple[Charge, ...]
    counted_by: tuple[str, ...]
    consequences: tuple[Consequence, ...]

    @property
    def points(self) -> Interval | None:
        """What one record can count in all, before caps; criteria that need not count may count nothing."""
        if not self.charges:
            return None
        total = Interval.only(0)
        for charge in self.charges:
            total += charge.points if charge.certain else charge.points.hull(Interval.only(0))
        return total

    @property
    def direct(self) -> tuple[Consequence, ...]:
        """What the deed leads to or prevents by itself or by being counted, not through the score or another rule."""
        own = (Way.DIRECTLY, Way.COUNTED, Way.PREVENTS)
        return tuple(found for found in self.consequences if found.way in own)

    @property
    def worth(self) -> Interval | None:
        """`points` as what they are worth to the person: below 0 what moves them towards worse grades."""
        fewer = better_with_points(self.edition.grades) is False
        return -self.points if fewer and self.points is not None else self.points

    @property
    def says_something(self) -> bool:
        """Whether the locality takes any notice of the deed."""
        return bool(self.charges or self.counted_by or self.consequences)


def standard(edition: Edition, deed: Deed, day: date | None = None) -> Standard:
    """What an edition makes of a deed.

    Args:
        day: the day that is decided for; None for every day on which the edition is in force. Each record is measured
            by the parameters of its own day, so all that hold on a day of a record judged by then are possible.
    """
    last = day if day is not None or edition.ends is None else subtract(edition.ends, Days(1))
    # Consequences follow from records of any age; the score is of those that the edition judges.
    every = Case(edition, None, last, dict(deed.case))
    judged = attrs.evolve(every, first=edition.in_force) if edition.transition is Transition.OWN_DATE else every
    charges = tuple(_charges(edition, deed, judged))
    counted_by = tuple(_counted_by(edition, deed, judged))
    moves_score = bool(charges or counted_by)
    return Standard(edition, charges, counted_by, tuple(_consequences(edition, deed, every, moves_score)))


def _charges(edition: Edition, deed: Deed, case: Case) -> Iterator[Charge]:
    for criterion in edition.criteria.values():
        trigger = criterion.trigger
        if not isinstance(trigger, OnEvent) or trigger.event != deed.event.name or not may_hold(trigger.where, case):
            continue
        points = _points(criterion, case)
        if points != Interval.only(0):
            yield Charge(
                criterion.text,
                points,
                # An assessed criterion counts nothing for a record that nobody has assessed.
                must_hold(trigger.where, case) and not isinstance(criterion.amount, Assessed),
                _durations(criterion.expires_after, case),
                criterion.expires_at_end_of,
                limits_of(criterion, edition),
            )


def _points(criterion: Criterion, case: Case) -> Interval:
    amount = criterion.amount
    found = Interval(amount.low, amount.high) if isinstance(amount, Assessed) else numbers(amount, case)
    if criterion.weight is not None:
        found = found * Interval.only(criterion.weight)
    found = found.map(plain)
    return found if criterion.sign > 0 else -found


def _durations(node: ir.Expression | None, case: Case) -> tuple[Duration, ...] | None:
    """The durations that an expression can come to, shortest first; None for none at all."""
    if node is None:
        return None
    found = possible(node, case)
    durations = [value for value in found if isinstance(value, Days | Months)] if isinstance(found, frozenset) else []
    return tuple(sorted(durations, key=_length))


def _length(duration: Duration) -> int:
    return duration.count if isinstance(duration, Days) else duration.count * 30


# --- what it leads to ----------------------------------------------------------------------------------


def _counted_by(edition: Edition, deed: Deed, case: Case) -> Iterator[str]:
    """What of the score looks for such records beside the criteria on them."""
    for name, root in _of_score(edition):
        if any(takes_in(part, deed.event.name, case) for part in deeply(root, edition)):
            yield name


def _of_score(edition: Edition) -> Iterator[tuple[str, ir.Expression]]:
    """Every expression that the score rests on, with the title of where it stands."""
    if edition.score is not None:
        yield edition.score.title or "score", edition.score.starts_at
    for criterion in edition.criteria.values():
        condition = criterion.trigger.condition if isinstance(criterion.trigger, While) else None
        where = criterion.trigger.where if isinstance(criterion.trigger, OnEvent) else condition
        amount = None if isinstance(criterion.amount, Assessed) else criterion.amount
        parts = (where, amount, criterion.expires_after, criterion.counts_from, *(cap.amount for cap in criterion.caps))
        yield from ((criterion.text.shown, part) for part in parts if part is not None)
    for group in edition.groups.values():
        yield from ((group.title or group.name, part) for part in (*group.at_most, *group.at_least))


def _consequences(edition: Edition, deed: Deed, case: Case, moves_grade: bool) -> Iterator[Consequence]:
    reached: dict[str, Way] = {}
    rules: dict[str, Rule] = {rule.text.name: rule for rule in rules_of(edition)}
    # In this order each rule comes after what it reads; moves come before what reads the grade.
    for name in edition.evaluation_order:
        rule = rules[name]
        way = _way(edition, rule, deed, case, moves_grade, reached)
        if way is None:
            continue
        reached[name] = way
        moves_grade = moves_grade or isinstance(rule, GradeMove)
        where = rule.trigger.where if isinstance(rule.trigger, OnEvent) else None
        yield Consequence(
            rule.text,
            _effect(rule),
            way,
            _durations(rule.process.lasts, case),
            way is Way.DIRECTLY and must_hold(where, case),
            condition_of(rule.trigger, edition),
            process_of(rule.process, edition),
        )


def _way(
    edition: Edition, rule: Rule, deed: Deed, case: Case, moves_grade: bool, reached: dict[str, Way]
) -> Way | None:
    """How a deed can set off a rule; None if it cannot."""
    condition = rule.trigger.condition if isinstance(rule.trigger, While) else rule.trigger.where
    own = isinstance(rule.trigger, OnEvent) and rule.trigger.event == deed.event.name
    if own and may_hold(condition, case):
        return Way.DIRECTLY
    helped = set(_helped(condition, deed, case, 1)) | set(_helped(rule.process.lifted, deed, case, -1))
    roots = (condition, rule.process.lasts, rule.process.until, rule.process.lifted, value_of(rule))
    for root in (rule.process.lasts, rule.process.until, value_of(rule)):
        helped.update(_helped(root, deed, case, 0))
    if helped:
        return Way.PREVENTS if helped == {-1} else Way.COUNTED
    parts = [part for root in roots if root is not None for part in deeply(root, edition)]
    # A reward that the deed costs, and a sanction that it brings, hang on the same grade: what matters is which way.
    if moves_grade and any(isinstance(part, _OF_SCORE) for part in parts):
        return Way.THROUGH_SCORE
    if any(isinstance(part, ir.Listed | ir.Holds) and part.name in reached for part in parts):
        return Way.THROUGH_RULE
    return None


def _helped(node: ir.Expression | None, deed: Deed, case: Case, sign: int) -> Iterator[int]:
    """For each place that takes in such records whether more of them can only help a truth to hold (1), only hinder it
    (-1), or whether that is not plain (0); times `sign`."""
    match node:
        case None:
            return
        case ir.Not(operand=operand):
            yield from _helped(operand, deed, case, -sign)
        case ir.And(operands=operands) | ir.Or(operands=operands):
            for operand in operands:
                yield from _helped(operand, deed, case, sign)
        case ir.CallDefine(define=define, arguments=()):
            yield from _helped(case.edition.defines[define].body, deed, case, sign)
        case ir.Aggregate(kind=ir.AggregateKind.EXISTS):
            yield from _taken(node, node, deed, case, sign)
        case ir.Compare(relation=relation, left=ir.Aggregate(kind=ir.AggregateKind.COUNT) as left, right=ir.Constant()):
            yield from _taken(node, left, deed, case, sign * _RISES.get(relation, 0))
        case _:
            yield from _taken(node, None, deed, case, 0)


def _taken(node: ir.Expression, plain_one: ir.Expression | None, deed: Deed, case: Case, sign: int) -> Iterator[int]:
    """`sign` for an aggregate that is asked plainly, 0 for every other one inside that takes in such records."""
    for part in deeply(node, case.edition):
        if takes_in(part, deed.event.name, case):
            yield sign if part is plain_one else 0


_RISES = {ir.Relation.GREATER: 1, ir.Relation.AT_LEAST: 1, ir.Relation.LESS: -1, ir.Relation.AT_MOST: -1}

_OF_SCORE = ir.Points | ir.GradeOf | ir.CompareGrade | ir.EarlierPoints


def _effect(rule: Rule) -> Effect:
    match rule:
        case Sanction():
            return Effect.SANCTION
        case Reward():
            return Effect.REWARD
        case PublicList(kind=kind):
            return Effect(f"{kind.value} list")
        case GradeMove(direction=direction):
            return Effect.DOWNGRADE if direction is Direction.DOWNGRADE else Effect.UPGRADE
