"""What an expression is worth, in terms: one case for each kind of node. Mirrors `semantics/expressions.py`.

Every operand is encoded, also one that the evaluator would not reach: what it then is does not matter, because the
truth that keeps the evaluator from it keeps it out of the answer too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol, assert_never

import attrs

from creditlang import ir
from creditlang.backends.smt import terms, values
from creditlang.backends.smt.calendar import Moment, Span, moment_of, span_of
from creditlang.backends.smt.nodes import FALSE, TRUE, Number, Truth
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.terms import whole
from creditlang.backends.smt.values import (
    NOTHING,
    Amount,
    Held,
    Value,
    Word,
    amount,
    definitely,
    lift,
    maybe,
    moment,
    span,
    truth,
)
from creditlang.backends.smt.worlds import Individual, SymbolicRecord, World
from creditlang.ir import expressions as expr
from creditlang.types import definite
from creditlang.values import Duration, Exact, Rounding

Guarded = tuple[Truth, SymbolicRecord]
"""A record and whether it is there."""


class EarlierScores(Protocol):
    """Gives the score as it stood at a record."""

    def points(self, record: SymbolicRecord, moment: expr.ScoreMoment) -> Amount:
        """The score on the record's date, as `moment` says."""


@attrs.frozen(eq=False)
class Environment:
    """Everything that an expression may read; see `semantics.expressions.Environment`.

    Attributes:
        places: the grades, best first.
        grade: the place of the final grade.
        in_effect: whether each list, reward and sanction holds, as far as they have been decided.
    """

    world: World
    edition: ir.Edition
    visible: Mapping[str, tuple[Guarded, ...]]
    as_of: Moment
    anchor: Moment
    record: SymbolicRecord | None = None
    elements: tuple[SymbolicRecord | Individual, ...] = ()
    arguments: Mapping[str, Value] = attrs.field(factory=dict)
    points: Amount | None = None
    grade: Number | None = None
    in_effect: Mapping[str, Truth] = attrs.field(factory=dict)
    matching: tuple[Guarded, ...] = ()
    earlier: EarlierScores | None = None
    answers: dict[tuple[object, ...], Value] = attrs.field(factory=dict, repr=False)


def evaluate(node: expr.Expression, env: Environment) -> Value:
    """The value of an expression."""
    calendar, lexicon = env.world.calendar, env.world.lexicon
    match node:
        case expr.Constant(value=value):
            return lift(value, definite(node.type), lexicon)
        case expr.Read():
            return _read(node, env)
        case expr.Compare(relation=relation, left=left, right=right):
            return _compare(relation, evaluate(left, env), evaluate(right, env), env)
        case expr.And(operands=operands):
            return _joined(operands, env, FALSE, terms.every)
        case expr.Or(operands=operands):
            return _joined(operands, env, TRUE, terms.any_of)
        case expr.Not(operand=operand):
            return terms.negated(holds(operand, env))
        case expr.Known(operand=operand):
            return maybe(evaluate(operand, env)).known
        case expr.Among(operand=operand, values=options):
            found = definitely(evaluate(operand, env))
            among = (values.equal_values(found, lift(option, None, lexicon), calendar) for option in options)
            return terms.any_of(*among)
        case expr.If(condition=condition, then=then, otherwise=otherwise):
            chosen = holds(condition, env)
            if chosen is TRUE or chosen is FALSE:
                return evaluate(then if chosen is TRUE else otherwise, env)
            return values.choose_value(chosen, evaluate(then, env), evaluate(otherwise, env), calendar)
        case expr.Arithmetic(operator=how, left=left, right=right):
            return _OPERATORS[how](amount(evaluate(left, env)), amount(evaluate(right, env)))
        case expr.Negate(operand=operand):
            return values.minus(amount(evaluate(operand, env)))
        case expr.Round(operand=operand, mode=mode, step=step):
            return rounded(amount(evaluate(operand, env)), mode, step)
        case expr.Shift(date=day, duration=duration, backwards=backwards):
            length = span(evaluate(duration, env))
            if backwards:
                length = Span(length.kind, terms.scaled(-1, length.count))
            return calendar.add(moment(evaluate(day, env)), length)
        case expr.CountBetween(unit=unit, start=start, end=end):
            first, last = moment(evaluate(start, env)), moment(evaluate(end, env))
            return Amount(_between(unit, env)(first, last))
        case expr.AsOf():
            return env.as_of
        case expr.Argument(name=name):
            return env.arguments[name]
        case expr.CallDefine(define=name, arguments=arguments):
            return _call(env.edition.defines[name], [evaluate(argument, env) for argument in arguments], env)
        case expr.Lookup(table=table, keys=keys):
            return _answered(table, env.edition.tables[table].rows, [evaluate(key, env) for key in keys], env)
        case expr.ParameterValue(parameter=name, keys=keys):
            return _parameter(env.edition.parameters[name], [evaluate(key, env) for key in keys], env)
        case expr.Aggregate():
            return _aggregate(node, env)
        case expr.Occurrence(within=period):
            return _ordinal(period, env)
        case expr.EarlierPoints(moment=when):
            assert env.record is not None
            if env.earlier is None:
                raise Unsupported("the score as it stood at an earlier record")
            return env.earlier.points(env.record, when)
        case expr.Points():
            assert env.points is not None
            return env.points
        case expr.GradeOf():
            return _grade(env)
        case expr.CompareGrade(relation=relation, grade=grade):
            return _compare_grade(relation, grade, env)
        case expr.Listed(name=name) | expr.Holds(name=name):
            return env.in_effect.get(name, FALSE)
        case expr.TheSubject() | expr.TheRecord() | expr.Element():
            raise AssertionError("a holder is read only through its fields")
        case _:
            assert_never(node)


def holds(node: expr.Expression, env: Environment) -> Truth:
    """The value of a truth."""
    return truth(evaluate(node, env))


def _joined(operands: Sequence[expr.Expression], env: Environment, end: Truth, join: Callable[..., Truth]) -> Truth:
    """All or any; what stands after an operand that decides alone is not looked at, for it may rely on it."""
    found: list[Truth] = []
    for operand in operands:
        found.append(holds(operand, env))
        if found[-1] is end:
            return end
    return join(*found)


_OPERATORS: Mapping[expr.Operator, Callable[[Amount, Amount], Amount]] = {
    expr.Operator.ADD: values.added,
    expr.Operator.SUBTRACT: lambda left, right: values.added(left, values.minus(right)),
    expr.Operator.MULTIPLY: values.multiplied,
    expr.Operator.DIVIDE: values.quotient,
    expr.Operator.MINIMUM: values.lower,
    expr.Operator.MAXIMUM: values.higher,
}


def _between(unit: expr.CalendarUnit, env: Environment) -> Callable[[Moment, Moment], Number]:
    calendar = env.world.calendar
    match unit:
        case expr.CalendarUnit.YEARS:
            return calendar.years_between
        case expr.CalendarUnit.MONTHS:
            return calendar.months_between
        case expr.CalendarUnit.DAYS:
            return calendar.days_between
        case _:
            assert_never(unit)


def _compare(relation: expr.Relation, left: Value, right: Value, env: Environment) -> Truth:
    one, other = definitely(left), definitely(right)
    match relation:
        case expr.Relation.EQUAL:
            return values.equal_values(one, other, env.world.calendar)
        case expr.Relation.NOT_EQUAL:
            return terms.negated(values.equal_values(one, other, env.world.calendar))
        case expr.Relation.LESS:
            return terms.negated(_at_most(other, one, env))
        case expr.Relation.AT_MOST:
            return _at_most(one, other, env)
        case expr.Relation.GREATER:
            return terms.negated(_at_most(one, other, env))
        case expr.Relation.AT_LEAST:
            return _at_most(other, one, env)
        case _:
            assert_never(relation)


def _at_most(left: Value, right: Value, env: Environment) -> Truth:
    match left, right:
        case Amount(), Amount():
            return values.amount_at_most(left, right)
        case Moment(), Moment():
            return env.world.calendar.at_most(left, right)
        case Span(count=one), Span(count=other):
            return terms.at_most(one, other)
        case _:
            raise AssertionError("the checker has proven that both have an order")


def rounded(value: Amount, mode: Rounding, step: Exact) -> Amount:
    """The multiple of the step that the mode chooses."""
    over = terms.scaled(step.denominator, value.over)
    under = terms.scaled(step.numerator, value.under)
    scaled = values.reduced(over, under)
    over, under = scaled.over, scaled.under
    match mode:
        case Rounding.DOWN:
            found = terms.divided(over, under)
        case Rounding.UP:
            found = terms.scaled(-1, terms.divided(terms.scaled(-1, over), under))
        case Rounding.HALF_UP:
            found = terms.divided(terms.plus(terms.scaled(2, over), under), terms.scaled(2, under))
        case Rounding.HALF_EVEN:
            down = terms.divided(over, under)
            twice = terms.scaled(2, terms.sub(over, terms.times(down, under)))
            odd = terms.equal(terms.remainder(down, 2), terms.ONE)
            up = terms.any_of(terms.less(under, twice), terms.every(terms.equal(twice, under), odd))
            found = terms.plus(down, terms.as_number(up))
        case _:
            assert_never(mode)
    return values.reduced(terms.scaled(step.numerator, found), whole(step.denominator))


def _call(define: ir.Define, given: list[Value], env: Environment) -> Value:
    """What a define answers; equal questions have equal answers."""
    question = (id(define), env.as_of, env.anchor, env.points, env.grade, *sorted(env.in_effect), *given)
    if question not in env.answers:
        arguments = dict(zip(define.parameters, given, strict=True))
        env.answers[question] = evaluate(define.body, attrs.evolve(env, arguments=arguments))
    return env.answers[question]


def _answered(table: str, rows: Sequence[ir.Row], keys: Sequence[Value], env: Environment) -> Value:
    for place, row in enumerate(rows):
        env.world.answers.setdefault((table, place), []).append(row_fits(row, keys, env))
    return look_up(rows, keys, env)


def look_up(rows: Sequence[ir.Row], keys: Sequence[Value], env: Environment) -> Value:
    """The value of the one row whose patterns fit all keys."""
    result = lift(rows[-1].value, None, env.world.lexicon)
    for row in reversed(rows[:-1]):
        result = values.choose_value(
            row_fits(row, keys, env), lift(row.value, None, env.world.lexicon), result, env.world.calendar
        )
    return result


def row_fits(row: ir.Row, keys: Sequence[Value], env: Environment) -> Truth:
    """Whether a row answers these keys."""
    return terms.every(*(_fits(pattern, definitely(key), env) for pattern, key in zip(row.patterns, keys, strict=True)))


def _fits(pattern: ir.KeyPattern, key: Value, env: Environment) -> Truth:
    lexicon, calendar = env.world.lexicon, env.world.calendar
    match pattern:
        case ir.Anything():
            return TRUE
        case ir.Values(values=options):
            return terms.any_of(*(values.equal_values(key, lift(o, None, lexicon), calendar) for o in options))
        case ir.HalfOpen(low=low, below=below):
            above = TRUE if low is None else _at_most(lift(low, None, lexicon), key, env)
            under = FALSE if below is None else _at_most(lift(below, None, lexicon), key, env)
            return terms.every(above, terms.negated(under))
        case _:
            assert_never(pattern)


def _parameter(parameter: ir.Parameter, keys: Sequence[Value], env: Environment) -> Value:
    """The value in force on the anchor day; before the first, the first."""
    calendar = env.world.calendar
    result = look_up(parameter.values[0].rows, keys, env)
    for value in parameter.values[1:]:
        begun = calendar.at_most(moment_of(value.starts), env.anchor)
        result = values.choose_value(begun, look_up(value.rows, keys, env), result, calendar)
    return result


def _holder(node: expr.Holder | expr.Read, env: Environment) -> SymbolicRecord | Individual:
    match node:
        case expr.TheSubject():
            return env.world.subject
        case expr.TheRecord():
            assert env.record is not None
            return env.record
        case expr.Element(binder=binder):
            return env.elements[binder]
        case expr.Read():
            found = definitely(_read(node, env))
            assert isinstance(found, Held)
            assert isinstance(found.holder, Individual)
            return found.holder
        case _:
            assert_never(node)


def _read(node: expr.Read, env: Environment) -> Value:
    return _holder(node.of, env).read(node.field)


def _ordinal(period: Duration | None, env: Environment) -> Amount:
    """Which one the record is among the matching ones: those after it, and those whose period is over, left out."""
    assert env.record is not None
    counted: list[Number] = []
    for guard, record in env.matching:
        inside = TRUE if period is None else env.world.calendar.within(env.anchor, record.date, span_of(period))
        counted.append(terms.as_number(terms.every(guard, inside)))
        if record is env.record:
            break
    return Amount(terms.total(counted))


def _grade(env: Environment) -> Value:
    assert env.grade is not None
    codes = [env.world.lexicon.code(grade.name) for grade in env.edition.grades]
    result = whole(codes[-1])
    for place, code in reversed(list(enumerate(codes[:-1]))):
        result = terms.choose(terms.equal(env.grade, whole(place)), whole(code), result)
    return Word(result)


def _compare_grade(relation: expr.Relation, grade: str, env: Environment) -> Truth:
    """Grades stand best first, so the better of two has the lower place."""
    assert env.grade is not None
    place = whole([g.name for g in env.edition.grades].index(grade))
    return _compare(relation, Amount(terms.scaled(-1, env.grade)), Amount(terms.scaled(-1, place)), env)


# --- aggregates --------------------------------------------------------------------------------------


def _aggregate(node: expr.Aggregate, env: Environment) -> Value:
    inside: list[tuple[Truth, Environment]] = []
    for guard, element in _elements(node, env):
        there = attrs.evolve(env, elements=(*env.elements[: node.binder], element))
        if guard is not FALSE and node.where is not None:
            guard = terms.every(guard, holds(node.where, there))
        if guard is not FALSE:
            inside.append((guard, there))
    guards = [guard for guard, _ in inside]
    if node.kind is expr.AggregateKind.COUNT:
        return Amount(terms.total(terms.as_number(guard) for guard in guards))
    if node.kind is expr.AggregateKind.EXISTS:
        return terms.any_of(*guards)
    assert node.value is not None
    found = [(guard, evaluate(node.value, there)) for guard, there in inside]
    calendar = env.world.calendar
    if node.kind is expr.AggregateKind.SUM:
        return values.summed([values.choose_amount(guard, amount(value), NOTHING) for guard, value in found])
    result = maybe(lift(None, definite(node.type), env.world.lexicon))
    if node.kind is expr.AggregateKind.EARLIEST:
        found.reverse()
    for guard, value in found:
        one = maybe(value)
        if node.kind in (expr.AggregateKind.LATEST, expr.AggregateKind.EARLIEST):
            chosen = guard
        else:
            smaller = node.kind is expr.AggregateKind.SMALLEST
            pair = (one.value, result.value) if smaller else (result.value, one.value)
            better = terms.any_of(terms.negated(result.known), _at_most(*pair, env))
            chosen = terms.every(guard, one.known, better)
        result = maybe(values.choose_value(chosen, one, result, calendar))
    return result


def _elements(node: expr.Aggregate, env: Environment) -> list[tuple[Truth, SymbolicRecord | Individual]]:
    """The records, in order and in the period if there is one, or the related subjects."""
    match node.source:
        case expr.EventRecords(event=event):
            records = env.visible.get(event, ())
            if node.within is None:
                return list(records)
            calendar, length = env.world.calendar, span_of(node.within)
            return [
                (terms.every(guard, calendar.within(env.anchor, record.date, length)), record)
                for guard, record in records
            ]
        case expr.RelatedSubjects(of=of, field=field):
            holder = _holder(of, env)
            assert isinstance(holder, Individual)
            return list(holder.many(field))
        case _:
            assert_never(node.source)
