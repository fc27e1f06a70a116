"""`forbid … because a fact is unknown`: the burden of proof is not the person's.

Decided by polarity. A condition rests on a lack where that something is *not* known, or that a record is *not* there,
can make it true. `income is known and income < 1000 EUR` cannot: unknown income makes it false. `income is unknown or`
can. An amount rests on a lack where an `if` gives other points than 0 on the side of not knowing. What both sides of
an `if` depend on counts as resting on it, to be safe; the flow runs through defines and the rules that are read.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict, verdict
from creditlang.analysis.static.steps import Step
from creditlang.analysis.static.targets import Rule, called, rules_of, selected, words_of
from creditlang.check.effects import expressions_of
from creditlang.ir import Assessed, Criterion, Edition, OnEvent, Reward, Sanction, While
from creditlang.ir import expressions as ir
from creditlang.ir.charter import ForbidUnknown, Unknowns
from creditlang.source import Span
from creditlang.types import Boolean, ManyRelated, Optional, Related, definite


@attrs.frozen
class _Lack:
    """Something whose lack helps a rule to apply, and the way there."""

    what: str
    chain: tuple[Step, ...]


def decide_unknowns(demand: ForbidUnknown, edition: Edition) -> Verdict:
    """Whether no such rule rests on a lack."""
    findings: list[Finding] = []
    for rule in selected(demand.targets, edition):
        lacks = {lack.what: lack for lack in _Search(edition, demand.unknowns).rule(rule)}
        for lack in lacks.values():
            findings.append(
                Finding(rule.text.name, f"{called(rule)} can apply because {lack.what}", rule.text.span, lack.chain)
            )
    kept = f"{words_of(demand.targets)} never apply, and never weigh more, because {demand.unknowns.value}"
    return verdict(Grounds.FLOW, kept, findings)


@attrs.define
class _Search:
    edition: Edition
    unknowns: Unknowns
    _seen: set[tuple[str, bool]] = attrs.field(factory=set)

    def rule(self, rule: Rule) -> Iterator[_Lack]:
        """The lacks that help a rule to apply or to weigh more."""
        said = called(rule)
        match rule.trigger:
            case OnEvent(where=where) if where is not None:
                yield from self._truth(where, True, said, where.span or rule.text.span)
            case While(condition=condition):
                yield from self._truth(condition, True, said, condition.span or rule.text.span)
            case _:
                pass
        values: list[ir.Expression | None] = []
        if isinstance(rule, Criterion):
            values.append(None if isinstance(rule.amount, Assessed) else rule.amount)
        elif isinstance(rule, Reward | Sanction):
            values.append(rule.grant if isinstance(rule, Reward) else rule.impose)
        for value in values:
            if value is not None:
                yield from self._value(value, said, value.span or rule.text.span)

    # --- conditions ------------------------------------------------------------------------------------

    def _truth(self, node: ir.Expression, wanted: bool, said: str, place: Span) -> Iterator[_Lack]:
        """The lacks that can make a condition `wanted`."""
        span = node.span or place
        match node:
            case ir.Known(operand=operand):
                if not wanted and (what := self._what(operand)) is not None:
                    yield _Lack(what, (Step(f"{said} asks whether {self._named(operand)} is unknown", span),))
                elif not wanted:
                    yield from self._number(operand, False, said, span)
            case ir.Not(operand=operand):
                yield from self._truth(operand, not wanted, said, span)
            case ir.And(operands=operands) | ir.Or(operands=operands):
                for operand in operands:
                    yield from self._truth(operand, wanted, said, span)
            case ir.If(condition=condition, then=then, otherwise=otherwise):
                yield from self._branches(condition, then, otherwise, wanted, said, span)
            case ir.Aggregate(kind=ir.AggregateKind.EXISTS, source=ir.EventRecords(event=event)):
                if not wanted and self.unknowns is Unknowns.RECORD:
                    yield _Lack(f"there is no record of `{event}`", (Step(f"{said} asks that there be none", span),))
                yield from self._inside(node, said)
            case ir.Compare(relation=relation, left=left, right=right):
                yield from self._compared(relation, left, right, wanted, said, span)
            case ir.CallDefine(define=name):
                yield from self._define(name, wanted, said, span)
            case ir.Listed(name=name) | ir.Holds(name=name):
                yield from self._other_rule(name, wanted, said, span)
            case _:
                pass

    def _branches(
        self,
        condition: ir.Expression,
        then: ir.Expression,
        otherwise: ir.Expression,
        wanted: bool,
        said: str,
        span: Span,
    ) -> Iterator[_Lack]:
        """`if C then A else B` is true as `C and A` or as `not C and B`."""
        if not _is_always(then, not wanted):
            yield from self._truth(condition, True, said, span)
            yield from self._truth(then, wanted, said, span)
        if not _is_always(otherwise, not wanted):
            yield from self._truth(condition, False, said, span)
            yield from self._truth(otherwise, wanted, said, span)

    def _compared(
        self, relation: ir.Relation, left: ir.Expression, right: ir.Expression, wanted: bool, said: str, span: Span
    ) -> Iterator[_Lack]:
        if isinstance(definite(left.type), Boolean):
            # What equality of truths depends on, it depends on in both directions.
            for side in (left, right):
                for truth in (True, False):
                    yield from self._truth(side, truth, said, span)
            return
        less = (ir.Relation.LESS, ir.Relation.AT_MOST)
        more = (ir.Relation.GREATER, ir.Relation.AT_LEAST)
        for side, grows in ((left, more), (right, less)):
            if relation in (ir.Relation.EQUAL, ir.Relation.NOT_EQUAL):
                yield from self._number(side, True, said, span)
                yield from self._number(side, False, said, span)
            else:
                yield from self._number(side, (relation in grows) == wanted, said, span)

    # --- numbers ---------------------------------------------------------------------------------------

    def _number(self, node: ir.Expression, more: bool, said: str, place: Span) -> Iterator[_Lack]:
        """The lacks that can make a number larger, or smaller. Missing records make counts and sums small."""
        span = node.span or place
        match node:
            case ir.Aggregate(source=ir.EventRecords(event=event)):
                if not more and self.unknowns is Unknowns.RECORD:
                    what = f"there are few or no records of `{event}`"
                    yield _Lack(what, (Step(f"{said} counts or asks records of `{event}`", span),))
                yield from self._inside(node, said)
            case ir.Arithmetic(operator=ir.Operator.SUBTRACT | ir.Operator.DIVIDE, left=left, right=right):
                yield from self._number(left, more, said, span)
                yield from self._number(right, not more, said, span)
            case ir.Arithmetic(left=left, right=right):
                yield from self._number(left, more, said, span)
                yield from self._number(right, more, said, span)
            case ir.Negate(operand=operand):
                yield from self._number(operand, not more, said, span)
            case ir.Round(operand=operand):
                yield from self._number(operand, more, said, span)
            case ir.If(condition=condition, then=then, otherwise=otherwise):
                if more and isinstance(then, ir.Constant) and isinstance(otherwise, ir.Constant):
                    # Both are exact numbers here, by the type of the node.
                    yield from self._truth(condition, then.value > otherwise.value, said, span)  # type: ignore[operator]
                else:
                    for truth, value in ((True, then), (False, otherwise)):
                        if not (more and _is_nothing(value)):
                            yield from self._truth(condition, truth, said, span)
                        yield from self._number(value, more, said, span)
            case ir.CallDefine(define=name):
                yield from self._define(name, more, said, span)
            case _:
                pass

    def _value(self, node: ir.Expression, said: str, place: Span) -> Iterator[_Lack]:
        """The lacks that make an amount larger, or a measure another one."""
        yield from self._number(node, True, said, place)

    # --- through other places --------------------------------------------------------------------------

    def _inside(self, node: ir.Aggregate, said: str) -> Iterator[_Lack]:
        if node.where is not None and node.span is not None:
            yield from self._truth(node.where, True, said, node.span)

    def _define(self, name: str, wanted: bool, said: str, span: Span) -> Iterator[_Lack]:
        if (name, wanted) in self._seen:
            return
        self._seen.add((name, wanted))
        body = self.edition.defines[name].body
        shown = f"the define `{name}`"
        inner = self._truth if isinstance(definite(body.type), Boolean) else self._number
        for lack in inner(body, wanted, shown, body.span or span):
            yield attrs.evolve(lack, chain=(Step(f"{said} uses {shown}", span), *lack.chain))

    def _other_rule(self, name: str, wanted: bool, said: str, span: Span) -> Iterator[_Lack]:
        rule = rules_of(self.edition)[name]
        if (name, wanted) in self._seen or isinstance(rule, Criterion):
            return
        self._seen.add((name, wanted))
        for part in expressions_of(rule) if wanted else ():
            if isinstance(definite(part.type), Boolean):
                for lack in self._truth(part, True, called(rule), part.span or rule.text.span):
                    yield attrs.evolve(lack, chain=(Step(f"{said} asks whether `{name}` holds", span), *lack.chain))

    # --- what is lacking -------------------------------------------------------------------------------

    def _what(self, operand: ir.Expression) -> str | None:
        if not isinstance(operand, ir.Read):
            return None
        kind = definite(operand.of.type)
        assert isinstance(kind, Related | ManyRelated)
        fact = kind.subject in self.edition.registry.subjects
        if self.unknowns is Unknowns.FIELD or (self.unknowns is Unknowns.FACT and fact):
            return f"`{operand.field}` of `{kind.subject}` is unknown"
        return None

    def _named(self, operand: ir.Expression) -> str:
        return f"`{operand.field}`" if isinstance(operand, ir.Read) else "the value"


def _is_always(node: ir.Expression, truth: bool) -> bool:
    return isinstance(node, ir.Constant) and node.value is truth


def _is_nothing(node: ir.Expression) -> bool:
    return isinstance(node, ir.Constant) and node.value == 0 and not isinstance(node.type, Optional)
