"""Rules that read other rules: the order in which they are decided, and circles among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from creditlang.check.errors.names import Circular
from creditlang.diagnostics import Collector
from creditlang.ir import Define, GradeMove, OnEvent, PublicList, Reward, Sanction, walk
from creditlang.ir import expressions as ir
from creditlang.types import Number, definite

Effect = GradeMove | Reward | Sanction | PublicList
GRADE = "grade"


def expressions_of(rule: Effect) -> Iterable[ir.Expression]:
    """Every expression of a rule."""
    trigger = rule.trigger.where if isinstance(rule.trigger, OnEvent) else rule.trigger.condition
    value = rule.grant if isinstance(rule, Reward) else rule.impose if isinstance(rule, Sanction) else None
    found = (trigger, value, rule.process.lasts, rule.process.until, rule.process.lifted)
    return (expression for expression in found if expression is not None)


def causes_of(rule: Effect, defines: Mapping[str, Define]) -> Iterator[ir.Expression]:
    """The expressions by which a rule comes about, lasts and is kept from ending: not what lifts it by being there."""
    lifted = rule.process.lifted
    yield from (expression for expression in expressions_of(rule) if expression is not lifted)
    if lifted is not None:
        yield from keeping(lifted, defines)


def keeping(lifted: ir.Expression, defines: Mapping[str, Define]) -> Iterator[ir.Expression]:
    """The parts of `lifted when` that a record may keep from holding; not those that records can only make hold."""
    if isinstance(lifted, ir.And | ir.Or):
        for operand in lifted.operands:
            yield from keeping(operand, defines)
    elif not _only_lifts(lifted, defines):
        yield lifted


def _only_lifts(part: ir.Expression, defines: Mapping[str, Define]) -> bool:
    """Whether one record more can only make a condition hold. Where that does not follow, no."""
    match part:
        case _ if _rests_on_facts(part, defines):
            return True
        case ir.And(operands=operands) | ir.Or(operands=operands):
            return all(_only_lifts(operand, defines) for operand in operands)
        case ir.Aggregate(kind=ir.AggregateKind.EXISTS):
            return _only_grows(part, defines)
        case ir.Compare(relation=ir.Relation.GREATER | ir.Relation.AT_LEAST, left=more, right=fixed):
            return _only_grows(more, defines) and _rests_on_facts(fixed, defines)
        case ir.Compare(relation=ir.Relation.LESS | ir.Relation.AT_MOST, left=fixed, right=more):
            return _only_grows(more, defines) and _rests_on_facts(fixed, defines)
        case ir.CallDefine(define=name, arguments=arguments) if name in defines:
            settled = all(_rests_on_facts(argument, defines) for argument in arguments)
            return settled and _only_lifts(defines[name].body, defines)
        case _:
            return False


def _only_grows(part: ir.Expression, defines: Mapping[str, Define]) -> bool:
    """Whether what is counted over records can only be more with one record more."""
    if not isinstance(part, ir.Aggregate):
        return False
    settled = all(each is None or _rests_on_facts(each, defines) for each in (part.where, part.value))
    match part.kind:
        case ir.AggregateKind.COUNT | ir.AggregateKind.EXISTS:
            return settled
        case ir.AggregateKind.SUM:
            kind = None if part.value is None else definite(part.value.type)
            return settled and isinstance(kind, Number) and kind.range.low is not None and kind.range.low >= 0
        case _:
            return False


def _rests_on_facts(part: ir.Expression, defines: Mapping[str, Define]) -> bool:
    """Whether a part reads neither records beyond its own nor the score nor other rules."""
    reads = reads_of([part], defines)
    return not (reads.events or reads.rules or reads.score)


def evaluation_order(
    rules: Mapping[str, Effect], defines: Mapping[str, Define], collector: Collector
) -> tuple[str, ...]:
    """The names of the rules, each after those that it reads. A circle is reported."""
    reads: dict[str, frozenset[str]] = {}
    for name, rule in rules.items():
        found = reads_of(expressions_of(rule), defines)
        # What a rule names may not have compiled; that has been told.
        read = found.rules & rules.keys()
        reads[name] = read | {GRADE} if found.grade else read
    reads[GRADE] = frozenset(name for name, rule in rules.items() if isinstance(rule, GradeMove))
    order: list[str] = []
    state: dict[str, bool] = {}  # False while being decided, True once it has been
    for root in reads:
        stack = [(root, iter(sorted(reads[root])))] if root not in state else []
        state.setdefault(root, False)
        while stack:
            name, rest = stack[-1]
            wanted = next(rest, None)
            if wanted is None:
                stack.pop()
                state[name] = True
                order.append(name)
            elif wanted not in state:
                state[wanted] = False
                stack.append((wanted, iter(sorted(reads[wanted]))))
            elif not state[wanted]:
                chain = [n for n, _ in stack]
                circle = [*chain[chain.index(wanted) :], wanted]
                named = next(n for n in circle if n in rules)
                collector.report(Circular(span=rules[named].text.span, name=named, circle=" → ".join(circle)))
                return ()
    return tuple(name for name in order if name != GRADE)


@attrs.frozen
class Reads:
    """What expressions rest on.

    Attributes:
        rules: lists, rewards and sanctions by name.
        score: whether the score counts, by itself or through the grade.
    """

    events: frozenset[str]
    rules: frozenset[str]
    score: bool
    grade: bool


def reads_of(expressions: Iterable[ir.Expression], defines: Mapping[str, Define]) -> Reads:
    """What some expressions rest on, also through defines."""
    events: set[str] = set()
    rules: set[str] = set()
    score = grade = False
    waiting = list(expressions)
    seen: set[str] = set()
    while waiting:
        for part in walk(waiting.pop()):
            match part:
                case ir.Aggregate(source=ir.EventRecords(event=event)):
                    events.add(event)
                case ir.Listed(name=name) | ir.Holds(name=name):
                    rules.add(name)
                case ir.Points():
                    score = True
                case ir.CompareGrade() | ir.GradeOf():
                    score = grade = True
                case ir.CallDefine(define=define) if define not in seen and define in defines:
                    seen.add(define)
                    waiting.append(defines[define].body)
                case _:
                    pass
    return Reads(frozenset(events), frozenset(rules), score, grade)
