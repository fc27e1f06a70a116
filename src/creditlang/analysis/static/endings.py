"""Whether what burdens can end, or must end by itself, if nothing new is recorded.

A game against the worst history. In the far future, if nothing new is recorded: records within a period have grown old;
deductions and awards that expire are gone; unknown fields can have become known and unprotected facts can have changed,
for life goes on; ages have grown. What stays as it was may be whatever is worst: records that never grow old, protected
facts, points that never expire. A rule can end if a way remains in which its condition fails. Conditions are
judged part by part, so that two facts are taken to be free of each other; a fact that stands on both sides of a
comparison is not.

It ends by itself (`ends_by_time`) if it ends although no fact ever changes: then time alone must bring it about.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import attrs

from creditlang.analysis.static.points import points_left, range_of
from creditlang.analysis.static.reading import parts
from creditlang.analysis.static.steps import Step
from creditlang.analysis.static.targets import Effect
from creditlang.ir import Direction, Edition, Grade, While
from creditlang.ir import expressions as ir
from creditlang.ir.grades import compares
from creditlang.types import Choice, Interval, ManyRelated, Number, Related, definite
from creditlang.values import Exact


def why_endless(rule: Effect, edition: Edition) -> Step | None:
    """Why a rule may never end without a new record; None if it always can."""
    return Future(edition).why_endless(rule)


def ends_by_time(rule: Effect, edition: Edition) -> bool:
    """Whether a rule ends by time alone, whatever the history and the facts are and stay."""
    return Future(edition, facts_stay=True).why_endless(rule) is None


@attrs.define
class Future:
    """What may stay as it is, in the far future of an edition.

    Attributes:
        facts_stay: whether no fact of anybody and no field of a record ever changes.
    """

    edition: Edition
    facts_stay: bool = False
    _deciding: set[str] = attrs.field(factory=set)

    def why_endless(self, rule: Effect) -> Step | None:
        """Why a rule may never end without a new record; None if it always can."""
        process = rule.process
        if process.lasts is not None or process.until is not None:
            return None
        if process.lifted is not None and (why := self.why_not(process.lifted, True)) is None:
            return None
        if isinstance(rule.trigger, While):
            return self.why_not(rule.trigger.condition, False)
        if process.lifted is not None:
            assert why is not None
            return why
        return Step("it has no end", rule.text.span)

    def why_not(self, node: ir.Expression, wanted: bool) -> Step | None:
        """Why a condition may never become `wanted`; None if a way is always open."""
        match node:
            case ir.Constant(value=value):
                return None if value is wanted else Step("its condition always holds", node.span)
            case ir.Not(operand=operand):
                return self.why_not(operand, not wanted)
            case ir.And(operands=operands) | ir.Or(operands=operands):
                reasons = [self.why_not(operand, wanted) for operand in operands]
                if isinstance(node, ir.And) == wanted:
                    return next((reason for reason in reasons if reason is not None), None)
                return None if None in reasons else reasons[0]
            case ir.If(condition=condition, then=then, otherwise=otherwise):
                first = self.why_not(condition, True) or self.why_not(then, wanted)
                second = self.why_not(condition, False) or self.why_not(otherwise, wanted)
                return None if first is None or second is None else first
            case ir.Known(operand=operand):
                return self._known(operand, wanted)
            case ir.CallDefine(define=name):
                return self.why_not(self.edition.defines[name].body, wanted)
            case ir.Aggregate():
                return self._aggregate(node, wanted)
            case ir.Compare():
                return self._compared(node, wanted)
            case ir.CompareGrade():
                return self._grade(node, wanted)
            case ir.Listed(name=name) | ir.Holds(name=name):
                return self._rule(name, wanted)
            case ir.Read():
                return self._fact(node)
            case ir.Among(operand=ir.Read() as operand, values=values):
                kind = definite(operand.type)
                if not wanted and isinstance(kind, Choice) and set(values) >= set(kind.members):
                    return Step("its condition always holds", node.span)
                return self._fact(operand)
            case _:
                return Step("what it rests on may stay as it is", node.span)

    def _known(self, operand: ir.Expression, wanted: bool) -> Step | None:
        if isinstance(operand, ir.Aggregate):
            return self._aggregate(operand, wanted)
        if wanted and isinstance(operand, ir.Read) and not self.facts_stay:
            return None
        return Step("what is known stays known", operand.span)

    def _aggregate(self, node: ir.Aggregate, wanted: bool) -> Step | None:
        """Whether there are (`wanted`) or are no elements left."""
        if isinstance(node.source, ir.RelatedSubjects):
            return Step("others may stay as they are", node.span)
        event = node.source.event
        if wanted:
            return Step(f"a record of `{event}` would be new", node.span)
        if node.within is not None or (node.where is not None and self.why_not(node.where, False) is None):
            return None
        return Step(f"a record of `{event}` never grows old", node.span)

    def _fact(self, read: ir.Expression) -> Step | None:
        if not isinstance(read, ir.Read):
            return Step("what it rests on may stay as it is", read.span)
        kind = definite(read.of.type)
        assert isinstance(kind, Related | ManyRelated)
        subject = self.edition.registry.subjects.get(kind.subject)
        if isinstance(read.of, ir.Read) or subject is None:
            whose = "what is recorded" if subject is None else "what others are"
            return Step(f"{whose} stays: `{read.field}` of `{kind.subject}`", read.span)
        if subject.fields[read.field].protected or self.facts_stay:
            return Step(f"`{read.field}` stays with the person", read.span)
        return None

    def _compared(self, node: ir.Compare, wanted: bool) -> Step | None:
        if (passed := self._passed(node)) is not None:
            return None if passed is wanted else Step("the day that it asks about passes for good", node.span)
        left, right = self._range(node.left), self._range(node.right)
        if isinstance(left, Step) or isinstance(right, Step):
            return left if isinstance(left, Step) else right if isinstance(right, Step) else None
        if left is None or right is None:
            moved = not self.facts_stay and self._movable(node, left, right, wanted)
        else:
            moved = _truths(node.relation, left, right) == {wanted}
        return None if moved else Step(f"{_shown(node)} may stay as it is", node.span)

    def _movable(self, node: ir.Compare, left: Interval | None, right: Interval | None, wanted: bool) -> bool:
        """Whether the side that life can move (None) can bring a comparison about, wherever the other one stays."""
        reads = [{p for p in parts(side, self.edition) if isinstance(p, ir.Read)} for side in (node.left, node.right)]
        if reads[0] & reads[1]:
            return False
        free = [range_of(side) for side, found in ((node.left, left), (node.right, right)) if found is None]
        if len(free) == 2:
            return wanted in _truths(node.relation, *free)
        stays = right if left is None else left
        assert stays is not None
        if None in (stays.low, stays.high) and free[0] != Interval():
            return False
        ends = [Interval.only(end) for end in (stays.low, stays.high) if end is not None]
        pairs = [(free[0], end) if left is None else (end, free[0]) for end in ends]
        return all(wanted in _truths(node.relation, *pair) for pair in pairs)

    def _range(self, node: ir.Expression) -> Interval | Step | None:
        """Where a number may stay; None if life can move it freely; a step that says why it stays, if nothing is known
        of where."""
        match node:
            case ir.Constant(value=value) if isinstance(definite(node.type), Number):
                assert isinstance(value, Exact)
                return Interval.only(value)
            case ir.Points():
                return points_left(self.edition, facts_stay=self.facts_stay)
            case ir.CountBetween(start=start, end=ir.AsOf()) if self._fixed(start):
                return Interval(_FAR, None)
            case ir.Aggregate(source=ir.EventRecords(), kind=kind):
                gone = self._aggregate(node, False)
                if gone is not None:
                    return gone
                return Interval.only(0) if kind in (ir.AggregateKind.COUNT, ir.AggregateKind.SUM) else None
            case ir.Read():
                return self._fact(node)
            case ir.CallDefine(define=name):
                return self._range(self.edition.defines[name].body)
            case ir.Constant():
                return Step("a date stays", node.span)
            case ir.Shift(date=day, duration=duration) if self._fixed(duration):
                return None if self._range(day) is None else Step("a date stays", node.span)
            case _:
                kind_of = definite(node.type)
                if isinstance(kind_of, Number) and kind_of.range.low is not None and kind_of.range.high is not None:
                    return kind_of.range
                return Step("what it is compared with may stay as it is", node.span)

    def _passed(self, node: ir.Compare) -> bool | None:
        """What a comparison of something that grows with the day, with something that does not, comes to in the end.

        None if it is no such comparison.
        """
        left, right = self._grows(node.left), self._grows(node.right)
        if left == right or not self._fixed(node.right if left else node.left):
            return None
        if _out_of_reach(node.right if left else node.left):
            return None
        later = (ir.Relation.GREATER, ir.Relation.AT_LEAST) if left else (ir.Relation.LESS, ir.Relation.AT_MOST)
        return node.relation in later or node.relation is ir.Relation.NOT_EQUAL

    def _grows(self, node: ir.Expression) -> bool:
        """Whether a date, or the time since one, rises beyond all bounds with the day that is decided for."""
        match node:
            case ir.AsOf():
                return True
            case ir.Shift(date=day, duration=still) | ir.CountBetween(end=day, start=still):
                return self._fixed(still) and self._grows(day)
            case ir.Arithmetic(operator=ir.Operator.ADD | ir.Operator.SUBTRACT, left=left, right=ir.Constant()):
                return self._grows(left)
            case _:
                return False

    def _fixed(self, node: ir.Expression) -> bool:
        """Whether something does not move with the day, through no define and no argument of one."""
        moving = (ir.AsOf, ir.Argument, ir.Points, ir.GradeOf, ir.CompareGrade, ir.Listed, ir.Holds, ir.EarlierPoints)
        return not any(isinstance(part, moving) for part in parts(node, self.edition))

    def _grade(self, node: ir.CompareGrade, wanted: bool) -> Step | None:
        edition, names = self.edition, [grade.name for grade in self.edition.grades]
        left = points_left(edition, facts_stay=self.facts_stay)
        remaining = {index for index, grade in enumerate(edition.grades) if grade.banded and _reaches(grade, left)}
        for move in edition.moves.values():
            if self._ends(move):
                continue
            to = names.index(move.to)
            down = move.direction is Direction.DOWNGRADE
            remaining |= {max(index, to) if down else min(index, to) for index in remaining}
        named = names.index(node.grade)
        for index in sorted(remaining):
            if compares(node.relation, index, named) is not wanted:
                return Step(f"the grade may stay at `{names[index]}`", node.span)
        return None

    def _ends(self, rule: Effect) -> bool:
        name = rule.text.name
        if name in self._deciding:
            return False
        self._deciding.add(name)
        try:
            return self.why_endless(rule) is None
        finally:
            self._deciding.discard(name)

    def _rule(self, name: str, wanted: bool) -> Step | None:
        edition = self.edition
        rules: dict[str, Effect] = {**edition.rewards, **edition.sanctions, **edition.lists}
        rule = rules[name]
        if not wanted and self._ends(rule):
            return None
        return Step(f"`{name}` may stay as it is", rule.text.span)


_FAR = 1000
"""More years, months or days than any rule counts up to."""

_LAST_YEAR = 2900
"""What waits for a later year than this, or for so many years, is not said to pass."""


def _out_of_reach(node: ir.Expression) -> bool:
    """Whether a written day, or number of years, months or days, is one that nobody waits for."""
    match node:
        case ir.Constant(value=date() as day):
            return day.year > _LAST_YEAR
        case ir.Constant(value=int() | Fraction() as number):
            return number > _LAST_YEAR
        case _:
            return False


def _reaches(grade: Grade, points: Interval) -> bool:
    below = grade.below is None or points.low is None or points.low < grade.below
    return below and (grade.low is None or points.high is None or points.high >= grade.low)


def _truths(relation: ir.Relation, left: Interval, right: Interval) -> set[bool]:
    """The truths that a comparison can have over two ranges."""
    difference = left - right
    low, high = difference.low, difference.high
    match relation:
        case ir.Relation.EQUAL | ir.Relation.NOT_EQUAL:
            found = {False} if not difference.contains(0) else {True} if difference.is_single else {True, False}
            return found if relation is ir.Relation.EQUAL else {not truth for truth in found}
        case ir.Relation.LESS | ir.Relation.AT_LEAST:
            found = set()
            if low is None or low < 0:
                found.add(True)
            if high is None or high >= 0:
                found.add(False)
            return found if relation is ir.Relation.LESS else {not truth for truth in found}
        case ir.Relation.GREATER | ir.Relation.AT_MOST:
            found = set()
            if high is None or high > 0:
                found.add(True)
            if low is None or low <= 0:
                found.add(False)
            return found if relation is ir.Relation.GREATER else {not truth for truth in found}


def _shown(node: ir.Compare) -> str:
    for side in (node.left, node.right):
        match side:
            case ir.Points():
                return "the score"
            case ir.Aggregate():
                return "the number of records"
            case _:
                pass
    return "what it compares"
