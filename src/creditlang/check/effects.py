"""Rules that read other rules: the order in which they are decided, and circles among them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from creditlang.check.errors.names import Circular
from creditlang.diagnostics import Collector
from creditlang.ir import Define, GradeMove, OnEvent, PublicList, Reward, Sanction, walk
from creditlang.ir import expressions as ir

Effect = GradeMove | Reward | Sanction | PublicList
GRADE = "grade"


def expressions_of(rule: Effect) -> Iterable[ir.Expression]:
    """Every expression of a rule."""
    trigger = rule.trigger.where if isinstance(rule.trigger, OnEvent) else rule.trigger.condition
    value = rule.grant if isinstance(rule, Reward) else rule.impose if isinstance(rule, Sanction) else None
    found = (trigger, value, rule.process.lasts, rule.process.lifted)
    return (expression for expression in found if expression is not None)


def evaluation_order(
    rules: Mapping[str, Effect], defines: Mapping[str, Define], collector: Collector
) -> tuple[str, ...]:
    """The names of the rules, each after those that it reads. A circle is reported."""
    read_by_define: dict[str, frozenset[str]] = {}
    for name, define in defines.items():  # in the order in which they use one another
        read_by_define[name] = _read([define.body], read_by_define)
    reads: dict[str, frozenset[str]] = {
        name: _read(expressions_of(rule), read_by_define) for name, rule in rules.items()
    }
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


def _read(expressions: Iterable[ir.Expression], by_define: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """The rules that some expressions read, also through defines."""
    found: set[str] = set()
    for expression in expressions:
        for part in walk(expression):
            match part:
                case ir.Listed(name=name) | ir.Holds(name=name):
                    found.add(name)
                case ir.CompareGrade() | ir.GradeOf():
                    found.add(GRADE)
                case ir.CallDefine(define=define):
                    found |= by_define.get(define, frozenset())
                case _:
                    pass
    return frozenset(found)


@attrs.frozen
class Reads:
    """What an expression rests on: events, the score or grade, and other rules."""

    events: frozenset[str]
    score: bool


def reads_of(expressions: Iterable[ir.Expression], defines: Mapping[str, Define]) -> Reads:
    """What some expressions rest on, also through defines."""
    events: set[str] = set()
    score = False
    waiting = list(expressions)
    seen: set[str] = set()
    while waiting:
        for part in walk(waiting.pop()):
            match part:
                case ir.Aggregate(source=ir.EventRecords(event=event)):
                    events.add(event)
                case ir.Points() | ir.CompareGrade() | ir.GradeOf():
                    score = True
                case ir.CallDefine(define=define) if define not in seen and define in defines:
                    seen.add(define)
                    waiting.append(defines[define].body)
                case _:
                    pass
    return Reads(frozenset(events), score)
