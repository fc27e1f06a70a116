"""An expression along one field: what it is worth for each value of the field, while all else stays as it is.

In comes a field that is a number, of an edition; out comes the value of an expression where the field has some
value, or the answer that this does not follow. Followed are written-out values, comparisons, `if`, sums, roundings,
tables, and parameters by their latest values.
"""

from __future__ import annotations

import enum
import operator
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

import attrs

from creditlang.check.effects import Effect, expressions_of
from creditlang.ir import Anything, Assessed, Edition, HalfOpen, KeyPattern, OnEvent, Row, Values, While, walk
from creditlang.ir import expressions as ir
from creditlang.types import Number, definite
from creditlang.values import Exact, as_exact, round_exact


class Unsure(enum.Enum):
    """Why an expression has no value that follows from the field's."""

    FREE = "it has nothing to do with the field"
    UNCLEAR = "it depends on the field in a way that is not followed"


_RELATIONS: dict[ir.Relation, Callable[[Exact, Exact], bool]] = {
    ir.Relation.EQUAL: operator.eq,
    ir.Relation.NOT_EQUAL: operator.ne,
    ir.Relation.LESS: operator.lt,
    ir.Relation.AT_MOST: operator.le,
    ir.Relation.GREATER: operator.gt,
    ir.Relation.AT_LEAST: operator.ge,
}
_OPERATORS: dict[ir.Operator, Callable[[Exact, Exact], Exact]] = {
    ir.Operator.ADD: operator.add,
    ir.Operator.SUBTRACT: operator.sub,
    ir.Operator.MULTIPLY: operator.mul,
    ir.Operator.MINIMUM: min,
    ir.Operator.MAXIMUM: max,
}


@attrs.frozen
class Curve:
    """Expressions of an edition along the values of one of its fields."""

    field: ir.Read
    edition: Edition
    _concerned: dict[int, bool] = attrs.field(factory=dict, init=False, eq=False, repr=False)
    """What has been found of each expression: a chain of defines is asked again at every border."""

    @property
    def number(self) -> Number:
        """The type of the field, unit and scale."""
        kind = definite(self.field.type)
        assert isinstance(kind, Number)
        return kind

    @property
    def step(self) -> Exact:
        """The least by which two values of the field differ."""
        return Fraction(1, 10 ** (self.number.scale or 0))

    def concerns(self, node: ir.Expression) -> bool:
        """Whether an expression reads the field, itself or through what it reads."""
        if id(node) not in self._concerned:
            self._concerned[id(node)] = any(part == self.field for part in self._parts(node))
        return self._concerned[id(node)]

    def holds(self, condition: ir.Expression, x: Exact) -> bool | Unsure:
        """Whether a condition holds at `x`, where all that it asks besides the field is met."""
        for operand in condition.operands if isinstance(condition, ir.And) else (condition,):
            found = self.at(operand, x)
            if found is False or found is Unsure.UNCLEAR:
                return found
        return True

    def at(self, node: ir.Expression, x: Exact) -> object:
        """The value of an expression where the field has the value `x`, or why there is none."""
        match node:
            case ir.Constant(value=value):
                return value
            case ir.ParameterValue(parameter=name, keys=keys):
                return self._looked_up(self.edition.parameters[name].values[-1].rows, keys, x)
            case _ if node == self.field:
                return x
            case _ if not self.concerns(node):
                return Unsure.FREE
            case ir.Known(operand=operand):
                return True if operand == self.field else Unsure.UNCLEAR
            case ir.Not(operand=operand):
                truth = self.at(operand, x)
                return not truth if isinstance(truth, bool) else Unsure.UNCLEAR
            case ir.And(operands=operands) | ir.Or(operands=operands):
                truths = [self.at(part, x) for part in operands]
                decisive = isinstance(node, ir.Or)
                if decisive in truths:
                    return decisive
                return Unsure.UNCLEAR if any(isinstance(truth, Unsure) for truth in truths) else not decisive
            case ir.Compare(relation=relation, left=left, right=right):
                return self._combined(_RELATIONS[relation], left, right, x)
            case ir.Arithmetic(operator=kind, left=left, right=right) if kind in _OPERATORS:
                return self._combined(_OPERATORS[kind], left, right, x)
            case ir.Round(operand=operand, mode=mode, step=step):
                number = self.at(operand, x)
                return round_exact(number, mode, step) if isinstance(number, int | Fraction) else Unsure.UNCLEAR
            case ir.If(condition=condition, then=then, otherwise=otherwise):
                chosen = self.at(condition, x)
                return self.at(then if chosen else otherwise, x) if isinstance(chosen, bool) else Unsure.UNCLEAR
            case ir.Lookup(table=name, keys=keys):
                return self._looked_up(self.edition.tables[name].rows, keys, x)
            case ir.CallDefine(define=name, arguments=()):
                return self.at(self.edition.defines[name].body, x)
            case _:
                return Unsure.UNCLEAR

    def borders(self, nodes: Sequence[ir.Expression]) -> list[Exact]:
        """Values of the field in rising order: those before and behind every number that the expressions compare
        with or look up, and the ends of the field's range."""
        named = {value for node in nodes for part in self._parts(node) for value in self._named(part)}
        interval = self.number.range
        found = {end for end in (interval.low, interval.high) if end is not None}
        for value in named:
            last = (Fraction(value) // self.step) * self.step
            found |= {last - self.step, last, last + self.step}
        return sorted(x for x in found if interval.contains(x))

    def _combined(
        self, combine: Callable[[Exact, Exact], object], left: ir.Expression, right: ir.Expression, x: Exact
    ) -> object:
        a, b = self.at(left, x), self.at(right, x)
        return combine(a, b) if isinstance(a, int | Fraction) and isinstance(b, int | Fraction) else Unsure.UNCLEAR

    def _looked_up(self, rows: Sequence[Row], keys: Sequence[ir.Expression], x: Exact) -> object:
        found = [self.at(key, x) for key in keys]
        if any(isinstance(key, Unsure) for key in found):
            return Unsure.UNCLEAR if Unsure.UNCLEAR in found or any(map(self.concerns, keys)) else Unsure.FREE
        for row in rows:
            if all(_fits(pattern, key) for pattern, key in zip(row.patterns, found, strict=True)):
                return row.value
        return Unsure.UNCLEAR

    def _named(self, part: ir.Expression) -> Iterator[Exact]:
        """The numbers at which one expression, without its operands, may change."""
        rows: Sequence[Row] = ()
        match part:
            case ir.Constant(value=value, type=Number(unit=unit)) if unit == self.number.unit:
                yield as_exact(value)
            case ir.ParameterValue(parameter=name):
                rows = self.edition.parameters[name].values[-1].rows
                yield from (row.value for row in rows if isinstance(row.value, int | Fraction))
            case ir.Lookup(table=name):
                rows = self.edition.tables[name].rows
            case _:
                pass
        for pattern in (pattern for row in rows for pattern in row.patterns):
            ends = (pattern.low, pattern.below) if isinstance(pattern, HalfOpen) else ()
            for value in pattern.values if isinstance(pattern, Values) else ends:
                if isinstance(value, int | Fraction) and not isinstance(value, bool):
                    yield value

    def _parts(self, node: ir.Expression) -> Iterator[ir.Expression]:
        """The expression and all that it reads: also bodies of defines, the rules behind lists and grades, and what
        makes up the score."""
        waiting, seen = [node], {""}
        while waiting:
            for part in walk(waiting.pop()):
                yield part
                for name, behind in self._behind(part):
                    if name not in seen:
                        seen.add(name)
                        waiting += behind

    def _behind(self, part: ir.Expression) -> Iterator[tuple[str, list[ir.Expression]]]:
        edition = self.edition
        effects: dict[str, Effect] = {**edition.rewards, **edition.sanctions, **edition.lists, **edition.moves}
        match part:
            case ir.CallDefine(define=name):
                yield f"define {name}", [edition.defines[name].body]
            case ir.Listed(name=name) | ir.Holds(name=name):
                yield name, list(expressions_of(effects[name]))
            case ir.CompareGrade() | ir.GradeOf() | ir.Points():
                yield "points", list(self._of_score())
                if not isinstance(part, ir.Points):
                    yield "grade", [e for move in edition.moves.values() for e in expressions_of(move)]
            case _:
                pass

    def _of_score(self) -> Iterator[ir.Expression]:
        if self.edition.score is not None:
            yield self.edition.score.starts_at
        for criterion in self.edition.criteria.values():
            if not isinstance(criterion.amount, Assessed):
                yield criterion.amount
            if isinstance(criterion.trigger, While):
                yield criterion.trigger.condition
            elif isinstance(criterion.trigger, OnEvent) and criterion.trigger.where is not None:
                yield criterion.trigger.where


def _fits(pattern: KeyPattern, value: object) -> bool:
    match pattern:
        case Anything():
            return True
        case Values(values=values):
            return value in values
        case HalfOpen(low=low, below=below):
            number = as_exact(value)
            return (low is None or as_exact(low) <= number) and (below is None or number < as_exact(below))
