"""What an expression can come to when only one thing is known: what kind of deed the record is.

In: a typed expression and a case in which some fields of the record have fixed values. Out: every value that the
expression can have, and perhaps more, never fewer: an interval for a number, a set for anything else, None where the
values cannot be told one by one. Everything else, the person, the day and all other records, is left open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import reduce

import attrs

from creditlang.ir import Anything, DatedValue, Edition, HalfOpen, KeyPattern, Row, Values, walk
from creditlang.ir import expressions as ir
from creditlang.types import Boolean, Choice, Interval, Number, Type, definite
from creditlang.values import Exact, round_exact

Possible = Interval | frozenset[object] | None
"""Numbers between two ends, some values, or anything."""

BOTH: frozenset[object] = frozenset({True, False})


@attrs.frozen
class Case:
    """A kind of deed under an edition.

    Attributes:
        first, last: the days between which what holds is asked for; None for without end. All values that a parameter
            has on them are possible.
        fixed: fields of the record with their values.
        binders: the elements of aggregates that stand for the record.
        arguments: of the define that is looked into.
    """

    edition: Edition
    first: date | None
    last: date | None
    fixed: Mapping[str, object]
    binders: frozenset[int] = frozenset()
    arguments: Mapping[str, Possible] = attrs.field(factory=dict)


def may_hold(condition: ir.Expression | None, case: Case) -> bool:
    """Whether a condition can be met; None always is."""
    return condition is None or True in _truths(condition, case)


def must_hold(condition: ir.Expression | None, case: Case) -> bool:
    """Whether a condition is met whatever else is the case."""
    return condition is None or _truths(condition, case) == {True}


def deeply(node: ir.Expression, edition: Edition, seen: frozenset[str] = frozenset()) -> Iterator[ir.Expression]:
    """An expression and everything below it, the bodies of defines too."""
    for part in walk(node):
        yield part
        if isinstance(part, ir.CallDefine) and part.define not in seen:
            yield from deeply(edition.defines[part.define].body, edition, seen | {part.define})


def takes_in(part: ir.Expression, event: str, case: Case) -> bool:
    """Whether an expression is an aggregate that can take in such records of an event."""
    if not isinstance(part, ir.Aggregate) or part.source != ir.EventRecords(event):
        return False
    return may_hold(part.where, attrs.evolve(case, binders=frozenset({part.binder})))


def numbers(node: ir.Expression, case: Case) -> Interval:
    """What a number can be."""
    found = possible(node, case)
    return found if isinstance(found, Interval) else Interval()


def possible(node: ir.Expression, case: Case) -> Possible:
    """What an expression can come to."""
    found = _possible(node, case)
    every = _of_type(node.type)
    if isinstance(found, Interval) and isinstance(every, Interval):
        # What the checker has proven holds too; it has seen the whole, and this case only a part.
        met = found.meet(every)
        return every if met.is_empty else met
    return every if found is None else found


def _possible(node: ir.Expression, case: Case) -> Possible:
    match node:
        case ir.Constant(value=value):
            return _constant(node.type, value)
        case ir.Read(of=of, field=field):
            if field not in case.fixed or not _is_the_record(of, case):
                return None
            value = case.fixed[field]
            return frozenset({None}) if value is None else _constant(node.type, value)
        case ir.Argument(name=name):
            return case.arguments.get(name)
        case ir.CallDefine(define=define, arguments=arguments):
            known = case.edition.defines[define]
            given = dict(zip(known.parameters, (possible(a, case) for a in arguments), strict=True))
            return possible(known.body, attrs.evolve(case, arguments=given, fixed={}))
        case ir.If(condition=condition, then=then, otherwise=otherwise):
            truths = _truths(condition, case)
            return _either(possible(part, case) for part, on in ((then, True), (otherwise, False)) if on in truths)
        case ir.Lookup(table=table, keys=keys):
            return _looked_up(case.edition.tables[table].rows, keys, node.type, case)
        case ir.ParameterValue(parameter=parameter, keys=keys):
            values = case.edition.parameters[parameter].values
            return _either(_looked_up(value.rows, keys, node.type, case) for value in _held(values, case))
        case ir.Negate() | ir.Arithmetic() | ir.Round():
            return _number(node, case)
        case _ if isinstance(definite(node.type), Boolean):
            return _truths(node, case)
        case _:
            return None


def _is_the_record(of: ir.Expression, case: Case) -> bool:
    match of:
        case ir.TheRecord():
            return not case.binders
        case ir.Element(binder=binder):
            return binder in case.binders
        case _:
            return False


def _of_type(kind: Type) -> Possible:
    """What a value of a type can be."""
    match definite(kind):
        case Number(range=bounds):
            return bounds
        case Boolean():
            return BOTH
        case Choice(members=members):
            return frozenset(members)
        case _:
            return None


def _constant(kind: Type, value: object) -> Possible:
    return Interval.only(value) if isinstance(definite(kind), Number) else frozenset({value})  # type: ignore[arg-type]  # a number, by its type


def _either(found: Iterable[Possible]) -> Possible:
    """What one of several can be."""
    return reduce(_or, found)


def _or(one: Possible, other: Possible) -> Possible:
    if isinstance(one, Interval) and isinstance(other, Interval):
        return one.hull(other)
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return one | other
    return None


# --- numbers -------------------------------------------------------------------------------------------


def _number(node: ir.Negate | ir.Arithmetic | ir.Round, case: Case) -> Interval | None:
    match node:
        case ir.Negate(operand=operand):
            return -numbers(operand, case)
        case ir.Round(operand=operand, mode=mode, step=step):
            return numbers(operand, case).map(lambda number: round_exact(number, mode, step))
        case ir.Arithmetic(operator=operator, left=left, right=right):
            return _arithmetic(operator, numbers(left, case), numbers(right, case))


def _arithmetic(operator: ir.Operator, left: Interval, right: Interval) -> Interval | None:
    match operator:
        case ir.Operator.ADD:
            return left + right
        case ir.Operator.SUBTRACT:
            return left - right
        case ir.Operator.MULTIPLY:
            return left * right
        case ir.Operator.MINIMUM:
            return left.lower_of(right)
        case ir.Operator.MAXIMUM:
            return left.higher_of(right)
        case ir.Operator.DIVIDE:
            # Only by numbers of one sign: elsewhere what the checker has proven is all that is said.
            if right.low is not None and right.high is not None and right.low * right.high > 0:
                return left * Interval(1 / Fraction(right.high), 1 / Fraction(right.low))
            return None


def _held(values: tuple[DatedValue, ...], case: Case) -> tuple[DatedValue, ...]:
    """The values that a parameter has on the days of a case; before its first day the first holds."""
    start = sum(case.first is not None and value.starts <= case.first for value in values)
    end = sum(case.last is None or value.starts <= case.last for value in values)
    return values[max(start - 1, 0) : max(end, 1)]


def _looked_up(rows: tuple[Row, ...], keys: tuple[ir.Expression, ...], kind: Type, case: Case) -> Possible:
    """What the rows that can be met answer."""
    found = [possible(key, case) for key in keys]
    met = [row for row in rows if all(_may_fit(p, key) for p, key in zip(row.patterns, found, strict=True))]
    return _either(_constant(kind, row.value) for row in met)


def _may_fit(pattern: KeyPattern, key: Possible) -> bool:
    match pattern:
        case Anything():
            return True
        case Values(values=values):
            if isinstance(key, Interval):
                return any(key.contains(value) for value in values)  # type: ignore[arg-type]  # numbers, as the key is
            return key is None or any(value in key for value in values)
        case HalfOpen(low=low, below=below):
            if isinstance(key, Interval):
                return _reaches(key, low, below)  # type: ignore[arg-type]  # numbers, as the key is
            return True


def _reaches(key: Interval, low: Exact | None, below: Exact | None) -> bool:
    """Whether some number of an interval lies in a half-open range."""
    above = low is None or key.high is None or key.high >= low
    return above and (below is None or key.low is None or key.low < below)


# --- truths --------------------------------------------------------------------------------------------


def _truths(node: ir.Expression, case: Case) -> frozenset[object]:
    match node:
        case ir.Not(operand=operand):
            return frozenset(not truth for truth in _truths(operand, case))
        case ir.And(operands=operands):
            return _all(_truths(operand, case) for operand in operands)
        case ir.Or(operands=operands):
            opposite = _all(frozenset(not truth for truth in _truths(operand, case)) for operand in operands)
            return frozenset(not truth for truth in opposite)
        case ir.Known(operand=operand):
            if isinstance(operand, ir.Read) and operand.field in case.fixed and _is_the_record(operand.of, case):
                return frozenset({case.fixed[operand.field] is not None})
            return BOTH
        case ir.Among(operand=operand, values=values):
            found = possible(operand, case)
            if isinstance(found, frozenset):
                return frozenset(value in values for value in found)
            return BOTH
        case ir.Compare(relation=relation, left=left, right=right):
            return _compare(relation, possible(left, case), possible(right, case))
        case ir.Constant() | ir.If() | ir.Lookup() | ir.ParameterValue() | ir.CallDefine() | ir.Argument() | ir.Read():
            found = possible(node, case)
            return found if isinstance(found, frozenset) else BOTH
        case _:
            return BOTH


def _all(truths: Iterable[frozenset[object]]) -> frozenset[object]:
    """Whether all of several can hold, and whether one can fail."""
    every = list(truths)
    held = {True} if all(True in found for found in every) else set()
    failed = {False} if any(False in found for found in every) else set()
    return frozenset[object](held | failed)


_BELOW = (ir.Relation.LESS, ir.Relation.AT_MOST)


def _compare(relation: ir.Relation, left: Possible, right: Possible) -> frozenset[object]:
    match relation:
        case ir.Relation.EQUAL | ir.Relation.NOT_EQUAL:
            equal = _equal(left, right)
            return equal if relation is ir.Relation.EQUAL else frozenset(not truth for truth in equal)
        case _ if not isinstance(left, Interval) or not isinstance(right, Interval):
            return BOTH
        case ir.Relation.GREATER | ir.Relation.AT_LEAST:
            flipped = ir.Relation.LESS if relation is ir.Relation.GREATER else ir.Relation.AT_MOST
            return _compare(flipped, right, left)
        case _:
            strict = relation is ir.Relation.LESS
            return frozenset(
                truth
                for truth, can in (
                    (True, _some_below(left, right, strict)),
                    (False, _some_below(right, left, not strict)),
                )
                if can
            )


def _some_below(left: Interval, right: Interval, strict: bool) -> bool:
    """Whether some number of the left lies below (or at) some of the right."""
    if left.low is None or right.high is None:
        return True
    return left.low < right.high or (not strict and left.low == right.high)


def _equal(left: Possible, right: Possible) -> frozenset[object]:
    if isinstance(left, Interval) and isinstance(right, Interval):
        met = left.meet(right)
        if met.is_empty:
            return frozenset({False})
        return frozenset({True}) if left.is_single and left == right else BOTH
    if isinstance(left, frozenset) and isinstance(right, frozenset):
        if not left & right:
            return frozenset({False})
        return frozenset({True}) if len(left) == 1 and left == right else BOTH
    return BOTH
