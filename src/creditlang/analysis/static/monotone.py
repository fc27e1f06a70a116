"""Which way an outcome moves when one field does, all else being equal: proven part by part, without a solver.

A direction is found from the leaves up: a field rises with itself, a sum with its parts, a comparison becomes true or
false with what it compares, an `if` moves from one branch to the other. `UNCLEAR` is the answer wherever that does not
follow, never a guess; so a direction that is found holds for all people and histories.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from itertools import pairwise

import attrs

from creditlang.analysis.static.flows import Field
from creditlang.analysis.static.points import amount_of, range_of
from creditlang.analysis.static.reading import gives_way
from creditlang.ir import (
    Assessed,
    CalendarPeriod,
    Cap,
    Criterion,
    Direction,
    Edition,
    GradeMove,
    Group,
    HalfOpen,
    OnEvent,
    Reward,
    Row,
    Sanction,
    Values,
    While,
    better_with_points,
    walk,
)
from creditlang.ir import expressions as ir
from creditlang.types import Interval, ManyRelated, Related, definite
from creditlang.values import Exact


class Way(enum.Enum):
    """How something moves as the field rises: never down, never up, not at all, or that does not follow."""

    STILL = "still"
    UP = "up"
    DOWN = "down"
    UNCLEAR = "unclear"

    @property
    def opposite(self) -> Way:
        """Seen from below."""
        return _OPPOSITE[self]


_OPPOSITE = {Way.STILL: Way.STILL, Way.UP: Way.DOWN, Way.DOWN: Way.UP, Way.UNCLEAR: Way.UNCLEAR}


def together(*ways: Way) -> Way:
    """What moves each of these ways moves so as a whole."""
    moving = set(ways) - {Way.STILL}
    if not moving:
        return Way.STILL
    return moving.pop() if len(moving) == 1 else Way.UNCLEAR


_WIDTH = {CalendarPeriod.MONTH: 1, CalendarPeriod.QUARTER: 2, CalendarPeriod.YEAR: 3}


def nested(caps: Sequence[Cap]) -> bool:
    """Whether each cap but the last is on a calendar period that lies within that of the next.

    Only then does what is counted under all of them rise with each record: a cap on everything hands what is left from
    one year to another, where a cap per year that comes after it may cut it off.
    """
    spans = [cap.span_of for cap in caps]
    for one, next_one in pairwise(spans):
        if not isinstance(one, CalendarPeriod):
            return False
        if isinstance(next_one, CalendarPeriod) and _WIDTH[next_one] < _WIDTH[one]:
            return False
    return True


@attrs.frozen
class Movement:
    """Directions along one field of an edition."""

    edition: Edition
    field: Field

    # --- rules -----------------------------------------------------------------------------------------

    def points(self) -> Way:
        """Of the score."""
        edition = self.edition
        if edition.score is None:
            return Way.STILL
        inner = {member for group in edition.groups.values() for member in group.members}
        outer = [name for name in (*edition.criteria, *edition.groups) if name not in inner]
        way = together(self.of(edition.score.starts_at), *(self._member(name) for name in outer))
        # What fades is kept to what is left of the lines before it, and moves with them.
        fading = any(criterion.fades for criterion in edition.criteria.values())
        return Way.UNCLEAR if fading and way is not Way.STILL else way

    def grade(self) -> Way:
        """Of the grade: up is better."""
        points, better = self.points(), better_with_points(self.edition.grades)
        band = points if points is Way.STILL or better else points.opposite if better is False else Way.UNCLEAR
        return together(band, *(self._move(move) for move in self.edition.moves.values()))

    def rule(self, name: str) -> Way:
        """Of what a criterion contributes, or of what a reward grants or a sanction imposes."""
        edition = self.edition
        if name in edition.criteria or name in edition.groups:
            if self._rests_on_others(name):
                return Way.STILL if self.points() is Way.STILL else Way.UNCLEAR
            return self._member(name)
        rule = edition.rewards.get(name) or edition.sanctions.get(name)
        return Way.UNCLEAR if rule is None else self._value(rule)

    def displaces(self, criterion: Criterion) -> bool:
        """Whether more of the field in one record may cost or free the place of another one, or move a cap."""
        if criterion.only_largest_per is not None or criterion.once_in is not None or not nested(criterion.caps):
            return True
        moved = any(self.of(cap.amount) is not Way.STILL for cap in criterion.caps)
        return moved or self._rests_on_others(criterion.text.name)

    def _rests_on_others(self, name: str) -> bool:
        """Whether lines of other criteria decide what one counts, or may: it fades, or gives way within a group."""
        criterion = self.edition.criteria.get(name)
        if criterion is not None:
            return criterion.fades or gives_way(name, self.edition)
        giving_way = any(group.only_largest_per is not None for group in self.edition.groups.values())
        return giving_way or any(other.fades for other in self.edition.criteria.values())

    def _member(self, name: str) -> Way:
        if name in self.edition.criteria:
            return self._criterion(self.edition.criteria[name])
        return self._group(self.edition.groups[name])

    def _group(self, group: Group) -> Way:
        members = together(*(self._member(name) for name in group.members))
        limits = together(*(self.of(limit) for limit in (*group.at_most, *group.at_least)))
        if members is Way.STILL and limits is Way.STILL:
            return Way.UNCLEAR if self._tells_acts_apart(group) else Way.STILL
        signs = {self.edition.criteria[name].sign for name in group.members if name in self.edition.criteria}
        mixed = group.best_of and (len(signs) > 1 or any(name in self.edition.groups for name in group.members))
        return Way.UNCLEAR if limits is not Way.STILL or group.only_largest_per is not None or mixed else members

    def _tells_acts_apart(self, group: Group) -> bool:
        """Whether by the field a group, or one in it, lets one of several records count."""
        inner = [self.edition.groups[name] for name in group.members if name in self.edition.groups]
        own = group.only_largest_per == self.field.name and self.field.holder in self.edition.registry.events
        return own or any(self._tells_acts_apart(one) for one in inner)

    def _criterion(self, criterion: Criterion) -> Way:
        size = Way.STILL if isinstance(criterion.amount, Assessed) else self.of(criterion.amount)
        match criterion.trigger:
            case OnEvent(where=where):
                applies = Way.STILL if where is None else self.of(where)
            case While(condition=condition):
                applies = self.of(condition)
            case _:
                applies = Way.STILL
        others = [criterion.expires_after, criterion.counts_from, *(cap.amount for cap in criterion.caps)]
        rest = [self.of(other) for other in others if other is not None]
        if (applies, size) == (Way.STILL, Way.STILL) and all(way is Way.STILL for way in rest):
            if self._concerns_selection(criterion):
                return Way.UNCLEAR
            return Way.STILL
        ordinal = not isinstance(criterion.amount, Assessed) and any(
            isinstance(part, ir.Occurrence | ir.EarlierPoints) for part in walk(criterion.amount)
        )
        displaced = criterion.only_largest_per is not None or criterion.fades
        displaced |= applies is not Way.STILL and ordinal
        # A record that comes to be worth something may stand in the way of one that is worth more.
        steady = applies is Way.STILL and (amount_of(criterion).low or 0) > 0
        displaced |= criterion.once_in is not None and not steady
        displaced |= not nested(criterion.caps)
        if displaced or any(way is not Way.STILL for way in rest):
            return Way.UNCLEAR
        way = together(applies, size)
        return way if criterion.sign > 0 else way.opposite

    def _concerns_selection(self, criterion: Criterion) -> bool:
        on = criterion.trigger.event if isinstance(criterion.trigger, OnEvent) else None
        return (criterion.only_largest_per, on) == (self.field.name, self.field.holder)

    def _move(self, move: GradeMove) -> Way:
        way = self._trigger(move)
        return way if move.direction is Direction.UPGRADE else way.opposite

    def _value(self, rule: Reward | Sanction) -> Way:
        value = rule.grant if isinstance(rule, Reward) else rule.impose
        return together(self._trigger(rule), Way.STILL if value is None else self.of(value))

    def _trigger(self, rule: GradeMove | Reward | Sanction) -> Way:
        process = rule.process
        times = [self.of(part) for part in (process.lasts, process.until, process.lifted) if part is not None]
        if any(way is not Way.STILL for way in times):
            return Way.UNCLEAR
        match rule.trigger:
            case OnEvent(where=where):
                return Way.STILL if where is None else self.of(where)
            case While(condition=condition):
                return self.of(condition)

    # --- expressions -----------------------------------------------------------------------------------

    def of(self, node: ir.Expression) -> Way:
        """Of the value of an expression; a condition goes up from no to yes."""
        match node:
            case ir.Read():
                return self._read(node)
            case ir.Negate(operand=operand) | ir.Not(operand=operand):
                return self.of(operand).opposite
            case ir.Round(operand=operand):
                return self.of(operand)
            case ir.Arithmetic():
                return self._arithmetic(node)
            case ir.And(operands=operands) | ir.Or(operands=operands):
                return together(*(self.of(operand) for operand in operands))
            case ir.Compare(relation=relation, left=left, right=right):
                return _compared(relation, together(self.of(left), self.of(right).opposite))
            case ir.If():
                return self._if(node)
            case ir.Known(operand=ir.Read()):
                return Way.STILL
            case ir.CallDefine(define=name, arguments=arguments):
                inside = self.of(self.edition.defines[name].body)
                moved = any(self.of(argument) is not Way.STILL for argument in arguments)
                return Way.UNCLEAR if moved else inside
            case ir.Lookup(table=name, keys=keys):
                return self._looked_up([self.edition.tables[name].rows], keys)
            case ir.ParameterValue(parameter=name, keys=keys):
                return self._looked_up([dated.rows for dated in self.edition.parameters[name].values], keys)
            case ir.Aggregate():
                return self._aggregate(node)
            case ir.Points():
                return self.points()
            case ir.CompareGrade(relation=relation):
                return _compared(relation, self.grade())
            case ir.Listed(name=name) | ir.Holds(name=name):
                return self._other_rule(name)
            case ir.GradeOf():
                return Way.STILL if self.grade() is Way.STILL else Way.UNCLEAR
            case ir.EarlierPoints():
                return Way.UNCLEAR  # the score in the score: where it leads is not followed
            case ir.Among(operand=operand):
                return Way.STILL if self.of(operand) is Way.STILL else Way.UNCLEAR
            case ir.CountBetween(start=start, end=end):
                return together(self.of(start).opposite, self.of(end))
            case ir.Shift(date=day, duration=duration, backwards=backwards):
                shift = self.of(duration)
                return together(self.of(day), shift.opposite if backwards else shift)
            case ir.Known(operand=operand):
                return Way.STILL if self.of(operand) is Way.STILL else Way.UNCLEAR
            case _:
                return Way.STILL

    def _read(self, node: ir.Read) -> Way:
        kind = definite(node.of.type)
        assert isinstance(kind, Related | ManyRelated)
        if (kind.subject, node.field) == (self.field.holder, self.field.name):
            # The same field of another subject is another field; reading both at once would not be all else equal.
            return Way.UNCLEAR if isinstance(node.of, ir.Read) else Way.UP
        return Way.STILL if not isinstance(node.of, ir.Read) else self._read(node.of)

    def _arithmetic(self, node: ir.Arithmetic) -> Way:
        left, right = self.of(node.left), self.of(node.right)
        match node.operator:
            case ir.Operator.ADD | ir.Operator.MINIMUM | ir.Operator.MAXIMUM:
                return together(left, right)
            case ir.Operator.SUBTRACT:
                return together(left, right.opposite)
            case ir.Operator.MULTIPLY:
                return together(_scaled(left, range_of(node.right)), _scaled(right, range_of(node.left)))
            case ir.Operator.DIVIDE:
                over, under = range_of(node.left), range_of(node.right)
                if under.low is None or under.low < 0:
                    return Way.STILL if (left, right) == (Way.STILL, Way.STILL) else Way.UNCLEAR
                return together(left, _scaled(right, over).opposite)

    def _if(self, node: ir.If) -> Way:
        condition = self.of(node.condition)
        branches = together(self.of(node.then), self.of(node.otherwise))
        if condition is Way.STILL:
            return branches
        then, otherwise = _bounds(node.then), _bounds(node.otherwise)
        if then is None or otherwise is None or condition is Way.UNCLEAR:
            return Way.UNCLEAR
        gains = then.low is not None and otherwise.high is not None and then.low >= otherwise.high
        loses = then.high is not None and otherwise.low is not None and then.high <= otherwise.low
        if not (gains or loses):
            return Way.UNCLEAR
        return together(branches, condition if gains else condition.opposite)

    def _looked_up(self, grids: Iterable[Sequence[Row]], keys: Sequence[ir.Expression]) -> Way:
        ways = [self.of(key) for key in keys]
        if all(way is Way.STILL for way in ways):
            return Way.STILL
        found = []
        for rows in grids:
            for place, way in enumerate(ways):
                if way is not Way.STILL:
                    cells = along(rows, place)
                    found.append(cells if way is Way.UP else cells.opposite if way is Way.DOWN else Way.UNCLEAR)
        return together(*found)

    def _aggregate(self, node: ir.Aggregate) -> Way:
        taken = Way.STILL if node.where is None else self.of(node.where)
        value = Way.STILL if node.value is None else self.of(node.value)
        if (taken, value) == (Way.STILL, Way.STILL):
            return Way.STILL
        match node.kind:
            case ir.AggregateKind.COUNT | ir.AggregateKind.EXISTS:
                return taken
            case ir.AggregateKind.SUM:
                low = None if node.value is None else range_of(node.value).low
                return together(taken, value) if low is not None and low >= 0 else Way.UNCLEAR
            case ir.AggregateKind.LARGEST | ir.AggregateKind.SMALLEST:
                return value if taken is Way.STILL else Way.UNCLEAR
            case _:
                return Way.UNCLEAR

    def _other_rule(self, name: str) -> Way:
        edition = self.edition
        rule = edition.rewards.get(name) or edition.sanctions.get(name)
        return Way.UNCLEAR if rule is None else self._trigger(rule)


def _compared(relation: ir.Relation, difference: Way) -> Way:
    match relation:
        case ir.Relation.GREATER | ir.Relation.AT_LEAST:
            return difference
        case ir.Relation.LESS | ir.Relation.AT_MOST:
            return difference.opposite
        case _:
            return Way.STILL if difference is Way.STILL else Way.UNCLEAR


def _scaled(way: Way, factor: Interval) -> Way:
    if way is Way.STILL:
        return Way.STILL
    if factor.low is not None and factor.low >= 0:
        return way
    return way.opposite if factor.high is not None and factor.high <= 0 else Way.UNCLEAR


def _bounds(node: ir.Expression) -> Interval | None:
    """The range of a number; of a truth 0 or 1."""
    if isinstance(node, ir.Constant) and isinstance(node.value, bool):
        return Interval.only(int(node.value))
    found = range_of(node)
    return None if found == Interval() else found


def along(rows: Sequence[Row], place: int) -> Way:
    """How the cells of a table move along one of its keys, a number or a truth (from no to yes)."""
    found: list[tuple[Exact, Row]] = []
    for row in rows:
        pattern = row.patterns[place]
        match pattern:
            case HalfOpen(low=low) if low is None or isinstance(low, Exact):
                found.append((_LOWEST if low is None else low, row))
            case Values(values=values) if all(isinstance(v, bool) for v in values):
                found += [(int(value), row) for value in values]  # type: ignore[call-overload]  # truths: no before yes
            case Values(values=values) if all(isinstance(v, Exact) and not isinstance(v, bool) for v in values):
                # Rows answer with exact numbers, as the table's type says.
                found += [(value, row) for value in values]  # type: ignore[misc]  # the keys of one column are of one ordered type
            case _:
                return Way.UNCLEAR
    found.sort(key=lambda pair: pair[0])
    ways = []
    for index, (at, row) in enumerate(found):
        for later, other in found[index + 1 :]:
            if at < later and _meet(row, other, place):
                if not (isinstance(row.value, Exact) and isinstance(other.value, Exact)):
                    return Way.UNCLEAR
                ways.append(Way.STILL if row.value == other.value else Way.UP if row.value < other.value else Way.DOWN)
    return together(*ways)


_LOWEST = -(10**40)
"""Below every number of a table."""


def _meet(one: Row, other: Row, place: int) -> bool:
    """Whether two rows can be asked with the same other keys; where in doubt, yes."""
    for index, (a, b) in enumerate(zip(one.patterns, other.patterns, strict=True)):
        if index != place and isinstance(a, Values) and isinstance(b, Values) and not set(a.values) & set(b.values):
            return False
    return True
