"""Moves, rewards, sanctions and lists: what is in effect on the as-of date."""

from __future__ import annotations

import ast
from collections.abc import Mapping

import attrs

from creditlang import ir
from creditlang.backends.python import trees
from creditlang.backends.python.expressions import add_length, adder, emit
from creditlang.backends.python.grades import moved
from creditlang.backends.python.scope import Body, Scope
from creditlang.ir import expressions as nodes
from creditlang.types import Number, Optional, definite
from creditlang.values import Days, Months

Rule = ir.GradeMove | ir.Reward | ir.Sanction | ir.PublicList


def rules_of(edition: ir.Edition) -> Mapping[str, Rule]:
    """Every rule by name."""
    return {**edition.moves, **edition.rewards, **edition.sanctions, **edition.lists}


@attrs.frozen
class Entitlements:
    """Emits the rules of one edition in their order.

    Attributes:
        steps: whether dates and records are kept, for the explanation.
        read: the rules whose being in effect others ask for.
        found: the variable that collects the occasions of each rule.
        lengthy: those of these variables that hold a list; the others hold a tuple.
    """

    edition: ir.Edition
    number: int
    body: Body
    steps: bool
    read: tuple[str, ...]
    found: Mapping[str, str]
    lengthy: frozenset[str]

    def emit(self) -> list[ast.stmt]:
        """Statements that collect what is in effect."""
        rules = rules_of(self.edition)
        statements: list[ast.stmt] = []
        for name in self.edition.evaluation_order:
            statements += self.body.of_rule(rules[name].text.span, name, self._rule(rules[name]))
        return statements

    def _rule(self, rule: Rule) -> list[ast.stmt]:
        scope = Scope(self.edition, self.number)
        match rule.trigger:
            case ir.While(condition=condition):
                effect = self._effect(rule, [self._occasion(rule, scope, None)])
                return trees.when(emit(condition, scope, self.body), effect)
            case ir.OnEvent():
                return self._on_records(rule, rule.trigger, scope)

    def _on_records(self, rule: Rule, trigger: ir.OnEvent, scope: Scope) -> list[ast.stmt]:
        body, record = self.body, self.body.identifiers.new("record")
        here = scope.at(record)
        since, until = body.identifiers.new("since"), body.identifiers.new("until")
        days = [trees.item(trees.name(record), ast.Constant(key)) for key in ("date", "recorded")]
        noticed = trees.call("max", *days)
        notice = rule.process.notice
        begin: list[ast.stmt] = [trees.assign(since, noticed if notice is None else add_length(noticed, notice))]
        tests: list[ast.expr | None] = [trees.compare(trees.name("as_of"), ast.GtE(), trees.name(since))]
        end: ast.expr = ast.Constant(None)
        if rule.process.until is not None:
            begin.append(trees.assign(until, emit(rule.process.until, here, body)))
            end = trees.name(until)
            tests.append(trees.compare(trees.name("as_of"), ast.Lt(), end))
        elif rule.process.lasts is not None:
            length = emit(rule.process.lasts, here, body)
            end = trees.call(adder(rule.process.lasts), trees.name(since), length)
            match rule.process.lasts:
                case nodes.Constant(value=Days() | Months() as known):
                    tests.append(trees.compare(trees.name(since), ast.GtE(), body.first(known)))
                case _:
                    begin.append(trees.assign(until, end))
                    end = trees.name(until)
                    tests.append(trees.compare(trees.name("as_of"), ast.Lt(), end))
        if rule.process.lifted is not None:
            tests.append(ast.UnaryOp(ast.Not(), emit(rule.process.lifted, here.on_as_of(), body)))
        occasion = self._occasion(rule, here, (record, since, end))
        inner = [*begin, *trees.when(trees.both(tests), self._effect(rule, [occasion]))]
        where = None if trigger.where is None else emit(trigger.where, here, body)
        return [trees.each(record, body.event(trigger.event), trees.when(where, inner))]

    def _occasion(self, rule: Rule, scope: Scope, dated: tuple[str, str, ast.expr] | None) -> ast.expr:
        """What is noted of an occasion: name and value, or with steps the rule, record, since, until and value."""
        value = self._value(rule, scope)
        if not self.steps:
            return trees.tupled([ast.Constant(rule.text.name), value])
        none = ast.Constant(None)
        parts = [none, none, none] if dated is None else [trees.name(dated[0]), trees.name(dated[1]), dated[2]]
        return trees.tupled([ast.Constant(rule.text.name), *parts, value])

    def _value(self, rule: Rule, scope: Scope) -> ast.expr:
        match rule:
            case ir.Reward(grant=node) | ir.Sanction(impose=node) if node is not None:
                value = emit(node, scope, self.body)
                kind = definite(node.type)
                whole = not isinstance(kind, Number) or kind.scale == 0
                return value if whole and not isinstance(node.type, Optional) else trees.call("plain", value)
            case _:
                return ast.Constant(None)

    def _effect(self, rule: Rule, occasions: list[ast.expr]) -> list[ast.stmt]:
        name = rule.text.name
        statements: list[ast.stmt] = []
        if self.steps or not isinstance(rule, ir.GradeMove):
            add = trees.append if self.found[name] in self.lengthy else trees.lengthen
            statements += [add(self.found[name], occasion) for occasion in occasions]
        if isinstance(rule, ir.GradeMove):
            places = [grade.name for grade in self.edition.grades]
            statements += moved(rule.direction, places.index(rule.to))
        elif name in self.read:
            statements.append(trees.assign(self.body.holding[name], ast.Constant(True)))
        return statements
