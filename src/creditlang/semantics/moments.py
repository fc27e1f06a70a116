"""What the dates and durations of a rulebook can be, without knowing the person or the day.

A date stands still, or it is as-of moved by some steps. Both are found generously: whatever a field holds anywhere,
whatever a table or an `if` may answer, whatever any call of a define gives it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

import attrs

from creditlang.ir import (
    Assessed,
    Criterion,
    Edition,
    GradeMove,
    OnEvent,
    PublicList,
    Reward,
    Row,
    Sanction,
    While,
    walk,
)
from creditlang.ir import expressions as ir
from creditlang.values import Days, Duration, Months, add, subtract

Rule = GradeMove | Reward | Sanction | PublicList

TOO_MANY = 500
"""How many moments are told apart; a rule that can move a date in more ways than that is asked every day."""


@attrs.frozen
class Move:
    """One step by which as-of is moved before it is compared."""

    duration: Duration
    backwards: bool

    def undo(self, day: date) -> date:
        """The day that this step moves to `day`, save for the clamping of months."""
        return add(day, self.duration) if self.backwards else subtract(day, self.duration)


@attrs.frozen
class Moments:
    """What a date can be: one of some fixed days, or as-of after some moves; or `any` day, if these are too many."""

    fixed: frozenset[date] = frozenset()
    moving: frozenset[tuple[Move, ...]] = frozenset()
    any: bool = False

    def __or__(self, other: Moments) -> Moments:
        return Moments(self.fixed | other.fixed, self.moving | other.moving, self.any or other.any)

    def shifted(self, durations: Iterable[Duration], backwards: bool) -> Moments:
        """Moved by any of some durations."""
        move = subtract if backwards else add
        steps = list(durations)
        if self.any or (len(self.fixed) + len(self.moving)) * len(steps) > TOO_MANY:
            return Moments(any=True)
        return Moments(
            frozenset(move(day, step) for day in self.fixed for step in steps),
            frozenset((*moves, Move(step, backwards)) for moves in self.moving for step in steps),
        )


class Reader:
    """The expressions of one edition, and what they can be.

    Attributes:
        parts: every expression and sub-expression, with the name of the define that it stands in, or None.
    """

    def __init__(self, edition: Edition, fields: Mapping[str, frozenset[date]]) -> None:
        """`fields` holds every date on record by the name of its field."""
        self.edition = edition
        self.parts = [(inside, part) for inside, root in _roots(edition) for part in walk(root)]
        self._fields = fields
        self._calls: dict[str, list[tuple[str | None, ir.CallDefine]]] = {}
        self._moments: dict[tuple[str | None, str], Moments] = {}
        self._durations: dict[tuple[str | None, str], frozenset[Duration]] = {}
        for inside, part in self.parts:
            if isinstance(part, ir.CallDefine):
                self._calls.setdefault(part.define, []).append((inside, part))

    def moments(self, node: ir.Expression, inside: str | None = None) -> Moments:
        """What a date can be; `inside` names the define that the node stands in."""
        match node:
            case ir.AsOf():
                return Moments(moving=frozenset({()}))
            case ir.Read(field=field):
                return Moments(self._fields.get(field, frozenset()))
            case ir.Shift(date=day, duration=duration, backwards=backwards):
                return self.moments(day, inside).shifted(self.durations(duration, inside), backwards)
            case ir.Aggregate(value=value) if value is not None:
                return self.moments(value, inside)
            case ir.If(then=then, otherwise=otherwise):
                return self.moments(then, inside) | self.moments(otherwise, inside)
            case ir.CallDefine(define=define):
                if (None, define) not in self._moments:
                    body = self.edition.defines[define].body
                    self._moments[None, define] = self.moments(body, define)
                return self._moments[None, define]
            case ir.Argument(name=name):
                if (inside, name) not in self._moments:
                    given = Moments()
                    for caller, argument in self._given(name, inside):
                        given |= self.moments(argument, caller)
                    self._moments[inside, name] = given
                return self._moments[inside, name]
            case _:
                return Moments(frozenset(value for value in self._written(node) if isinstance(value, date)))

    def durations(self, node: ir.Expression, inside: str | None = None) -> frozenset[Duration]:
        """What a duration can be."""
        match node:
            case ir.If(then=then, otherwise=otherwise):
                return self.durations(then, inside) | self.durations(otherwise, inside)
            case ir.CallDefine(define=define):
                if (None, define) not in self._durations:
                    body = self.edition.defines[define].body
                    self._durations[None, define] = self.durations(body, define)
                return self._durations[None, define]
            case ir.Argument(name=name):
                if (inside, name) not in self._durations:
                    given = [self.durations(argument, caller) for caller, argument in self._given(name, inside)]
                    self._durations[inside, name] = frozenset[Duration]().union(*given)
                return self._durations[inside, name]
            case _:
                return frozenset(value for value in self._written(node) if isinstance(value, Days | Months))

    def _given(self, name: str, inside: str | None) -> Iterator[tuple[str | None, ir.Expression]]:
        """What the calls of a define give for a parameter, and where each call stands."""
        assert inside is not None
        place = list(self.edition.defines[inside].parameters).index(name)
        for caller, call in self._calls.get(inside, ()):
            yield caller, call.arguments[place]

    def _written(self, node: ir.Expression) -> Iterator[object]:
        """The values that are written out for a constant, a table or a parameter."""
        rows: Iterable[Row] = ()
        match node:
            case ir.Constant(value=value):
                yield value
            case ir.Lookup(table=table):
                rows = self.edition.tables[table].rows
            case ir.ParameterValue(parameter=parameter):
                rows = [row for value in self.edition.parameters[parameter].values for row in value.rows]
            case _:
                pass
        for row in rows:
            yield row.value


# --- every expression of an edition ------------------------------------------------------------------------


def rules_of(edition: Edition) -> Iterator[Rule]:
    """Everything that moves the grade, grants, imposes or lists."""
    yield from edition.moves.values()
    yield from edition.rewards.values()
    yield from edition.sanctions.values()
    yield from edition.lists.values()


def _roots(edition: Edition) -> Iterator[tuple[str | None, ir.Expression]]:
    """Every expression, with the name of the define that it is the body of."""
    for define in edition.defines.values():
        yield define.name, define.body
    for root in _rule_expressions(edition):
        if root is not None:
            yield None, root


def _rule_expressions(edition: Edition) -> Iterator[ir.Expression | None]:
    if edition.score is not None:
        yield edition.score.starts_at
    yield edition.covers
    if edition.consent is not None:
        yield edition.consent.where
    for criterion in edition.criteria.values():
        yield _condition(criterion)
        yield None if isinstance(criterion.amount, Assessed) else criterion.amount
        yield from (criterion.expires_after, criterion.counts_from)
        yield from (cap.amount for cap in criterion.caps)
    for group in edition.groups.values():
        yield from (*group.at_most, *group.at_least)
    for rule in rules_of(edition):
        yield _condition(rule)
        yield from (rule.process.lasts, rule.process.until, rule.process.lifted)
        yield value_of(rule)


def value_of(rule: Rule) -> ir.Expression | None:
    """What a rule grants or imposes."""
    return rule.grant if isinstance(rule, Reward) else rule.impose if isinstance(rule, Sanction) else None


def _condition(rule: Criterion | Rule) -> ir.Expression | None:
    match rule.trigger:
        case OnEvent(where=where):
            return where
        case While(condition=condition):
            return condition
        case _:
            return None
