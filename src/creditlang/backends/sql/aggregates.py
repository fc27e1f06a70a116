"""Aggregates: each becomes a table of answers, grouped by what its question depends on, and joined where it is asked.

A question about the subject alone has one answer for each subject, one that speaks of the rule's record one for each
record, and so on inwards. So no query is nested in another one, whatever the engine could make of that, and a question
that is asked in several places is answered once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import assert_never

import attrs
from sqlglot import exp

from creditlang.backends.sql import dates, expressions, trees
from creditlang.backends.sql.dialect import Dialect
from creditlang.backends.sql.frames import Env, Frame, Holder
from creditlang.backends.sql.literals import Value
from creditlang.backends.sql.numbers import Number, Whole
from creditlang.backends.sql.plan import MOST_RECORDS, N, Plan, Today
from creditlang.backends.sql.support import Refused
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.ir import walk
from creditlang.ir.walk import children
from creditlang.types import ManyRelated, definite
from creditlang.types import Number as NumberType
from creditlang.values import Duration, add

_ANSWER = "answer"


def aggregate(node: nodes.Aggregate, env: Env, frame: Frame) -> Value:
    """The answer to an aggregate on the rows of a frame."""
    plan = frame.plan
    asked = _with_parents(_dependencies(node, env), env)
    question = (node, *_meaning(node, env, asked))
    if question not in plan.answers:
        plan.answers[question] = _answers(node, env, asked, plan)
    keys = _keys(asked, env, frame)
    alias = frame.looked_up(plan.answers[question], keys)
    return _result(node, env, trees.column(_ANSWER, alias), plan)


def _key(place: int) -> str:
    return f"_k{place}"


def _keys(asked: list[Holder], env: Env, frame: Frame) -> list[tuple[str, Sql]]:
    """The columns by which answers are found, with what they hold in a frame."""
    found = [(_key(place), frame.n if holder is env.subject else holder.key) for place, holder in enumerate(asked)]
    # One record lies in many moments, and the answer is another in each.
    return [(N, frame.n), *found] if not asked or frame.plan.of_moments else found


def _result(node: nodes.Aggregate, env: Env, answer: Sql, plan: Plan) -> Value:
    """The answer with what it is where there is no element, and its bounds."""
    match node.kind:
        case nodes.AggregateKind.COUNT:
            return Number(Whole(trees.coalesce(answer, trees.whole(0)), 0, MOST_RECORDS))
        case nodes.AggregateKind.EXISTS:
            return trees.coalesce(answer, trees.truth(False))
        case nodes.AggregateKind.SUM:
            low, high, denominator = _bounds(node, env, plan)
            low, high = min(low, 0) * MOST_RECORDS, max(high, 0) * MOST_RECORDS
            wide = not plan.arithmetic.fits(low, high)
            zero = plan.dialect.wide(trees.whole(0)) if wide else trees.whole(0)
            return Number(Whole(trees.coalesce(answer, zero), low, high, wide), denominator)
        case _:
            if not isinstance(definite(node.type), NumberType):
                return answer
            low, high, denominator = _bounds(node, env, plan)
            return Number(Whole(answer, low, high), denominator)


def _bounds(node: nodes.Aggregate, env: Env, plan: Plan) -> tuple[int, int, int]:
    """What the steps of the value can be, and their denominator. A value is always a field."""
    assert isinstance(node.value, nodes.Read)
    found = expressions.stored(trees.null(), _field_type(node.value, node, env, plan))
    assert isinstance(found, Number)
    return found.steps.low, found.steps.high, found.denominator


def _field_type(read: nodes.Read, node: nodes.Aggregate, env: Env, plan: Plan) -> NumberType:
    """The type that the registry gives to a field, without what a guard says of it."""
    of = read.of
    if isinstance(of, nodes.Read):
        related = definite(of.type)
        name = getattr(related, "subject", "")
        kind = plan.registry.subjects[name].fields[read.field].type
    elif isinstance(of, nodes.Element) and of.binder == node.binder:
        if isinstance(node.source, nodes.EventRecords):
            kind = plan.registry.events[node.source.event].fields[read.field].type
        else:
            kind = plan.registry.subjects[_related_name(node.source, env, plan)].fields[read.field].type
    else:
        holder = expressions.holder_of(of, env)
        owners = plan.registry.events if holder.is_event else plan.registry.subjects
        kind = owners[holder.name].fields[read.field].type
    assert isinstance(kind, NumberType)
    return kind


# --- what a question depends on ----------------------------------------------------------------------------


def _dependencies(node: nodes.Expression, env: Env, inner: int | None = None) -> set[Holder]:
    """The records and elements around an expression that its value depends on, besides the subject.

    Args:
        inner: the lowest number of an element that an aggregate inside the expression binds itself.
    """
    found: set[Holder] = set()
    for part in _outer_parts(node):
        match part:
            case nodes.TheRecord() | nodes.Occurrence() | nodes.EarlierPoints():
                assert env.record is not None
                found.add(env.record)
            case nodes.Element(binder=binder):
                if inner is None or binder < inner:
                    found.add(env.elements[binder])
            case nodes.Argument(name=name) if name in env.arguments:
                given, outside = env.arguments[name]
                found |= _dependencies(given, outside)
            case nodes.ParameterValue() if env.anchor is not None:
                found.add(env.anchor)
            case nodes.CallDefine(define=define):
                for argument in part.arguments:
                    found |= _dependencies(argument, env, inner)
                body = env.edition.defines[define].body
                found |= _dependencies(body, attrs.evolve(env, record=None, elements=(), arguments={}))
            case nodes.Aggregate():
                if part.within is not None and env.anchor is not None:
                    found.add(env.anchor)
                bound = part.binder if inner is None else min(inner, part.binder)
                if isinstance(part.source, nodes.RelatedSubjects):
                    found |= _dependencies(part.source.of, env, inner)
                for piece in (part.where, part.value):
                    if piece is not None:
                        found |= _dependencies(piece, env, bound)
            case _:
                pass
    return found


def _outer_parts(node: nodes.Expression) -> Iterator[nodes.Expression]:
    """The node and what is below it, but not inside aggregates and the arguments of calls."""
    stack = [node]
    while stack:
        found = stack.pop()
        yield found
        if not isinstance(found, nodes.Aggregate | nodes.CallDefine):
            stack.extend(children(found))


def _with_parents(found: set[Holder], env: Env) -> list[Holder]:
    """The holders with those that they are found from, in the order in which a frame joins them."""
    every = {holder for one in found for holder in one.chain()}
    every.discard(env.subject)
    if any(holder.parent is env.subject for holder in every):
        every.add(env.subject)
    return sorted(every, key=lambda holder: holder.place)


def _meaning(node: nodes.Expression, env: Env, asked: list[Holder]) -> tuple[object, ...]:
    """What, besides its text, makes two questions the same: where their names lead."""
    names = {part.name for part in walk(node) if isinstance(part, nodes.Argument)}
    arguments = tuple(
        (name, env.arguments[name][0], _meaning(env.arguments[name][0], env.arguments[name][1], asked))
        for name in sorted(names)
        if name in env.arguments
    )
    return (
        env.edition.in_force,
        env.edition.name,
        tuple(holder.place for holder in asked),
        env.record.place if env.record in asked and env.record else None,
        env.anchor.place if env.anchor in asked and env.anchor else None,
        tuple(element.place if element in asked else None for element in env.elements),
        env.state.table if env.state and _reads_state(node, env) else None,
        arguments,
    )


def _reads_state(node: nodes.Expression, env: Env) -> bool:
    """Whether the score, the grade or other rules are read, also through definitions."""
    for part in walk(node):
        match part:
            case nodes.Points() | nodes.GradeOf() | nodes.CompareGrade() | nodes.Listed() | nodes.Holds():
                return True
            case nodes.CallDefine(define=define) if _reads_state(env.edition.defines[define].body, env):
                return True
            case nodes.Argument(name=name) if name in env.arguments and _reads_state(*env.arguments[name]):
                return True
            case _:
                pass
    return False


# --- the table of answers ----------------------------------------------------------------------------------


def _answers(node: nodes.Aggregate, env: Env, asked: list[Holder], plan: Plan) -> str:
    """The name of the table of answers: the keys of what the question depends on, and the answer."""
    element = _element(node, env, plan)
    before = list(asked)
    if element.parent is not None:
        before = sorted({*before, *element.parent.chain()}, key=lambda holder: holder.place)
    frame = Frame(plan, (*before, element))
    inside = attrs.evolve(env, elements=(*env.elements[: node.binder], element))
    tests: list[Sql | None] = []
    if node.within is not None:
        tests.append(_in_period(element, env, node.within, frame))
    if node.where is not None:
        tests.append(expressions.truth(node.where, inside, frame))
    value = None if node.value is None else expressions.value(node.value, inside, frame)
    return plan.add(_grouped(node, frame, _keys(asked, env, frame), value, trees.both(tests), element), "answers")


def _grouped(
    node: nodes.Aggregate,
    frame: Frame,
    keys: list[tuple[str, Sql]],
    value: Value | None,
    where: Sql | None,
    element: Holder,
) -> exp.Select:
    shown: list[Sql] = [trees.named(tree, name) for name, tree in keys]
    group = [tree for _, tree in keys]
    steps = value.steps.tree if isinstance(value, Number) else value
    if isinstance(value, Number) and value.divisor is not None:
        raise Refused("an aggregate over ratios")
    match node.kind:
        case nodes.AggregateKind.COUNT:
            return frame.select([*shown, trees.named(trees.count(), _ANSWER)], where, group)
        case nodes.AggregateKind.EXISTS:
            return frame.select([*shown, trees.named(trees.truth(True), _ANSWER)], where, distinct=True)
        case nodes.AggregateKind.SUM:
            assert isinstance(value, Number)
            low, high = min(value.steps.low, 0) * MOST_RECORDS, max(value.steps.high, 0) * MOST_RECORDS
            wide = not frame.plan.arithmetic.fits(low, high)
            found = frame.plan.dialect.sum(value.steps.tree, wide=wide)
            return frame.select([*shown, trees.named(found, _ANSWER)], where, group)
        case nodes.AggregateKind.LARGEST | nodes.AggregateKind.SMALLEST:
            assert steps is not None
            largest = node.kind is nodes.AggregateKind.LARGEST
            best: Sql = exp.Max(this=steps) if largest else exp.Min(this=steps)
            return frame.select([*shown, trees.named(best, _ANSWER)], where, group)
        case nodes.AggregateKind.LATEST | nodes.AggregateKind.EARLIEST:
            assert steps is not None
            falls = node.kind is nodes.AggregateKind.LATEST
            order: list[tuple[Sql, bool]] = [(element.key, falls)]
            if element.is_event:
                order.insert(0, (element.date, falls))
            place = trees.window(exp.RowNumber(), group, order)
            rows = frame.select([*shown, trees.named(steps, _ANSWER), trees.named(place, "_place")], where)
            first = trees.equal(trees.column("_place"), trees.whole(1))
            names = [trees.column(name) for name, _ in keys]
            return trees.select([*names, trees.column(_ANSWER)], trees.inner(rows, "ranked"), where=first)
        case _:
            assert_never(node.kind)


def _element(node: nodes.Aggregate, env: Env, plan: Plan) -> Holder:
    """The rows that the aggregate looks at."""
    source = node.source
    if isinstance(source, nodes.EventRecords):
        return Holder(plan.name("e"), source.event, plan.event(source.event), True)
    root: nodes.Holder | nodes.Read = source.of
    while isinstance(root, nodes.Read):
        root = root.of
    name = _related_name(source, env, plan)
    owner, field = _many(source, env)
    by = plan.registry.subjects[owner].fields[field].type
    assert isinstance(by, ManyRelated)
    table = plan.subject(name)
    column = plan.field(name, by.by)

    def link(frame: Frame, holder: Holder) -> Sql:
        return trees.equal(trees.column(column, holder.alias), expressions.id_of(source.of, env, frame))

    return Holder(plan.name("e"), name, table, False, expressions.holder_of(root, env), link)


def _many(source: nodes.RelatedSubjects, env: Env) -> tuple[str, str]:
    """The subject that a relation to many belongs to, and its field."""
    if isinstance(source.of, nodes.Read):
        related = definite(source.of.type)
        return getattr(related, "subject", ""), source.field
    return expressions.holder_of(source.of, env).name, source.field


def _related_name(source: nodes.RelatedSubjects, env: Env, plan: Plan) -> str:
    owner, field = _many(source, env)
    kind = plan.registry.subjects[owner].fields[field].type
    assert isinstance(kind, ManyRelated)
    return kind.subject


def _in_period(element: Holder, env: Env, period: Duration, frame: Frame) -> Sql:
    """Whether an element's period holds the anchor's day: `date <= day < date + period`."""
    if env.anchor is None:
        return began_after(element.date, period, frame.today, frame.plan.dialect)
    end = dates.moved(frame.plan.dialect, element.date, period)
    found = trees.both([trees.at_most(element.date, env.anchor.date), trees.less(env.anchor.date, end)])
    assert found is not None
    return found


def began_after(day: Sql, period: Duration, today: Today, dialect: Dialect) -> Sql:
    """Whether what began on a day and takes a period still runs on as-of: where that is written out, a bound on the day
    itself, which an engine can hold against the statistics of a file."""
    as_of = today.day
    if as_of is None:
        return trees.less(today.tree, dates.moved(dialect, day, period))
    first = first_day(lambda start: add(start, period) > as_of)
    return trees.truth(False) if first is None else trees.at_most(trees.day(first), day)


def first_day(holds: Callable[[date], bool]) -> date | None:
    """The first day on which something holds that, once it holds, holds on all later days; None if it never does."""
    low, high = date.min.toordinal(), date.max.toordinal() + 1
    while low < high:
        middle = (low + high) // 2
        if holds(date.fromordinal(middle)):
            high = middle
        else:
            low = middle + 1
    return None if low > date.max.toordinal() else date.fromordinal(low)
