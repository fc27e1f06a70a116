"""`forbid … because a fact is unknown`: the burden of proof is not the person's.

Decided by polarity. A condition rests on a lack where that something is *not* known, or that a record is *not* there,
can make it true. `income is known and income < 1000 EUR` cannot: unknown income makes it false. `income is unknown or`
can. An amount rests on a lack where an `if` or a table gives more points on the side of not knowing; so do how long a
rule lasts, and what would lift it. What both sides of an `if` depend on counts as resting on it, to be safe; the flow
runs through defines, the rules that are read, and the score: where it must be low by what lowers it, where it must be
high by what raises it. That an award was not given lowers nothing (as in `reading`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import attrs

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict, verdict
from creditlang.analysis.static.monotone import Way, along, together
from creditlang.analysis.static.points import range_of
from creditlang.analysis.static.steps import Step
from creditlang.analysis.static.targets import Rule, called, rules_of, selected, words_of
from creditlang.ir import (
    Assessed,
    Criterion,
    Direction,
    Edition,
    OnEvent,
    Reward,
    Row,
    Sanction,
    While,
    better_with_points,
)
from creditlang.ir import expressions as ir
from creditlang.ir.charter import ForbidUnknown, Unknowns
from creditlang.source import Span
from creditlang.types import Boolean, ManyRelated, Optional, Related, definite
from creditlang.values import Exact


@attrs.frozen
class _Lack:
    """Something whose lack helps a rule to apply, and the way there."""

    what: str
    chain: tuple[Step, ...]


def decide_unknowns(demand: ForbidUnknown, edition: Edition) -> Verdict:
    """Whether no such rule rests on a lack."""
    findings: list[Finding] = []
    rules = selected(demand.targets, edition)
    for said, asked in _heads(edition) if rules else ():
        for lack in _Search(edition, demand.unknowns).condition(asked, said, edition.span):
            findings.append(Finding(None, f"{said} can rate a person because {lack.what}", edition.span, lack.chain))
    for rule in rules:
        lacks = {lack.what: lack for lack in _Search(edition, demand.unknowns).rule(rule)}
        for lack in lacks.values():
            findings.append(
                Finding(rule.text.name, f"{called(rule)} can apply because {lack.what}", rule.text.span, lack.chain)
            )
    kept = f"{words_of(demand.targets)} never apply, and never weigh more, because {demand.unknowns.value}"
    return verdict(Grounds.FLOW, kept, findings)


def _heads(edition: Edition) -> Iterator[tuple[str, ir.Expression]]:
    """What decides whether a person is rated at all."""
    if edition.covers is not None:
        yield "the rulebook's `covers`", edition.covers
    if edition.consent is not None and edition.consent.where is not None:
        yield "the rulebook's `requires consent`", edition.consent.where


@attrs.define
class _Search:
    edition: Edition
    unknowns: Unknowns
    _seen: set[tuple[str, bool]] = attrs.field(factory=set)

    def rule(self, rule: Rule) -> Iterator[_Lack]:
        """The lacks that help a rule to apply, to last or to weigh more."""
        said = called(rule)
        yield from self._applies(rule, True, said)
        values: list[ir.Expression | None] = []
        if isinstance(rule, Criterion):
            values += [None if isinstance(rule.amount, Assessed) else rule.amount, rule.expires_after]
            values += [cap.amount for cap in rule.caps]
            if rule.counts_from is not None and (what := self._what(rule.counts_from)) is not None:
                step = Step(f"{said} expires only after {self._named(rule.counts_from)}", rule.text.span)
                yield _Lack(what, (step,))
        elif isinstance(rule, Reward | Sanction):
            values.append(rule.grant if isinstance(rule, Reward) else rule.impose)
        for value in values:
            if value is not None:
                yield from self._number(value, True, said, value.span or rule.text.span)

    def condition(self, node: ir.Expression, said: str, place: Span) -> Iterator[_Lack]:
        """The lacks that help a condition to hold."""
        return self._truth(node, True, said, place)

    def _applies(self, rule: Rule, wanted: bool, said: str) -> Iterator[_Lack]:
        """The lacks that help a rule to be in effect, or not to be."""
        place = rule.text.span
        trigger = rule.trigger
        if isinstance(trigger, OnEvent):
            if not wanted and self.unknowns is Unknowns.RECORD:
                step = Step(f"{said} is on records of `{trigger.event}`", place)
                yield _Lack(f"there is no record of `{trigger.event}`", (step,))
            if trigger.where is not None:
                yield from self._truth(trigger.where, wanted, said, trigger.where.span or place)
        elif isinstance(trigger, While):
            yield from self._truth(trigger.condition, wanted, said, trigger.condition.span or place)
        if isinstance(rule, Criterion):
            return
        for length in (rule.process.lasts, rule.process.until):
            if length is not None:
                yield from self._number(length, wanted, said, length.span or place)
        if rule.process.lifted is not None:
            yield from self._truth(rule.process.lifted, not wanted, said, rule.process.lifted.span or place)

    # --- conditions ------------------------------------------------------------------------------------

    def _truth(self, node: ir.Expression, wanted: bool, said: str, place: Span) -> Iterator[_Lack]:
        """The lacks that can make a condition `wanted`."""
        span = node.span or place
        match node:
            case ir.Known(operand=operand):
                if not wanted and (what := self._what(operand)) is not None:
                    yield _Lack(what, (Step(f"{said} asks whether {self._named(operand)} is unknown", span),))
                elif isinstance(operand, ir.Aggregate):
                    yield from self._counted(operand, wanted, said, span)
            case ir.Not(operand=operand):
                yield from self._truth(operand, not wanted, said, span)
            case ir.And(operands=operands) | ir.Or(operands=operands):
                for operand in operands:
                    yield from self._truth(operand, wanted, said, span)
            case ir.If(condition=condition, then=then, otherwise=otherwise):
                yield from self._branches(condition, then, otherwise, wanted, said, span)
            case ir.Aggregate():
                yield from self._counted(node, wanted, said, span)
            case ir.Compare(relation=relation, left=left, right=right):
                yield from self._compared(relation, left, right, wanted, said, span)
            case ir.CompareGrade(relation=relation, grade=grade):
                for better in _towards(relation, grade, wanted, self.edition):
                    yield from self._grade(better, said, span)
            case ir.Among(operand=operand):
                yield from self._any_way(operand, said, span)
            case ir.CallDefine():
                yield from self._define(node, wanted, said, span)
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
        less = (ir.Relation.LESS, ir.Relation.AT_MOST)
        more = (ir.Relation.GREATER, ir.Relation.AT_LEAST)
        for side, grows in ((left, more), (right, less)):
            if relation in (ir.Relation.EQUAL, ir.Relation.NOT_EQUAL):
                yield from self._any_way(side, said, span)
            else:
                yield from self._number(side, (relation in grows) == wanted, said, span)

    # --- numbers, and what else is no condition --------------------------------------------------------

    def _any_way(self, node: ir.Expression, said: str, place: Span) -> Iterator[_Lack]:
        """The lacks that can make a value another one."""
        inner = self._truth if isinstance(definite(node.type), Boolean) else self._number
        for way in (True, False):
            yield from inner(node, way, said, place)

    def _number(self, node: ir.Expression, more: bool, said: str, place: Span) -> Iterator[_Lack]:
        """The lacks that can make a number larger, or smaller. Missing records make counts and sums small."""
        span = node.span or place
        match node:
            case ir.Aggregate():
                yield from self._counted(node, more, said, span)
            case ir.Occurrence():
                if not more and self.unknowns is Unknowns.RECORD:
                    yield _Lack("there are few records", (Step(f"{said} counts records before its own", span),))
            case ir.Points() | ir.EarlierPoints():
                yield from self._score(more, said, span)
            case ir.GradeOf():
                for better in (True, False):
                    yield from self._grade(better, said, span)
            case ir.Arithmetic():
                yield from self._arithmetic(node, more, said, span)
            case ir.CountBetween(start=start, end=end):
                yield from self._number(start, not more, said, span)
                yield from self._number(end, more, said, span)
            case ir.Shift(date=day, duration=duration, backwards=backwards):
                yield from self._number(day, more, said, span)
                yield from self._number(duration, more != backwards, said, span)
            case ir.Negate(operand=operand):
                yield from self._number(operand, not more, said, span)
            case ir.Round(operand=operand):
                yield from self._number(operand, more, said, span)
            case ir.If(condition=condition, then=then, otherwise=otherwise):
                yield from self._chosen(condition, then, otherwise, more, said, span)
            case ir.Lookup(table=name, keys=keys):
                yield from self._looked_up([self.edition.tables[name].rows], keys, more, said, span)
            case ir.ParameterValue(parameter=name, keys=keys):
                grids = [dated.rows for dated in self.edition.parameters[name].values]
                yield from self._looked_up(grids, keys, more, said, span)
            case ir.CallDefine():
                yield from self._define(node, more, said, span)
            case _:
                pass

    def _arithmetic(self, node: ir.Arithmetic, more: bool, said: str, span: Span) -> Iterator[_Lack]:
        left, right = node.left, node.right
        product = node.operator in (ir.Operator.MULTIPLY, ir.Operator.DIVIDE)
        if product and not all(
            (range_of(side).low or 0) >= 0 and range_of(side).low is not None for side in (left, right)
        ):
            for side in (left, right):
                yield from self._any_way(side, said, span)
            return
        turns = node.operator in (ir.Operator.SUBTRACT, ir.Operator.DIVIDE)
        yield from self._number(left, more, said, span)
        yield from self._number(right, more != turns, said, span)

    def _chosen(
        self, condition: ir.Expression, then: ir.Expression, otherwise: ir.Expression, more: bool, said: str, span: Span
    ) -> Iterator[_Lack]:
        if isinstance(then, ir.Constant) and isinstance(otherwise, ir.Constant) and isinstance(then.value, Exact):
            if then.value != otherwise.value:
                # Both are exact numbers, by the type of the node.
                larger = then.value > otherwise.value  # type: ignore[operator]  # both are of one ordered type
                yield from self._truth(condition, larger is more, said, span)
            return
        for truth, value in ((True, then), (False, otherwise)):
            if not (more and _is_nothing(value)):
                yield from self._truth(condition, truth, said, span)
            yield from self._number(value, more, said, span)

    def _looked_up(
        self, grids: Sequence[Sequence[Row]], keys: Sequence[ir.Expression], more: bool, said: str, span: Span
    ) -> Iterator[_Lack]:
        for place, key in enumerate(keys):
            way = together(*(along(rows, place) for rows in grids))
            if way is Way.UNCLEAR:
                yield from self._any_way(key, said, span)
            elif way is not Way.STILL:
                inner = self._truth if isinstance(definite(key.type), Boolean) else self._number
                yield from inner(key, (way is Way.UP) is more, said, span)

    def _counted(self, node: ir.Aggregate, more: bool, said: str, span: Span) -> Iterator[_Lack]:
        """The lacks that make it hold, or more of it; or, without `more`, make it fail, or less of it."""
        rises = node.kind in (ir.AggregateKind.COUNT, ir.AggregateKind.EXISTS, ir.AggregateKind.SUM)
        event = node.source.event if isinstance(node.source, ir.EventRecords) else None
        if event is not None and self.unknowns is Unknowns.RECORD and not (more and rises):
            none = node.kind is ir.AggregateKind.EXISTS
            what = f"there is no record of `{event}`" if none else f"there are few or no records of `{event}`"
            asks = "asks that there be none" if none else f"counts or asks records of `{event}`"
            yield _Lack(what, (Step(f"{said} {asks}", span),))
        for way in (more,) if rises else (True, False):
            if node.where is not None:
                yield from self._truth(node.where, way, said, node.where.span or span)
            if node.value is not None:
                yield from self._number(node.value, way, said, node.value.span or span)

    # --- through other places --------------------------------------------------------------------------

    def _define(self, node: ir.CallDefine, wanted: bool, said: str, span: Span) -> Iterator[_Lack]:
        name = node.define
        for argument in node.arguments:
            yield from self._any_way(argument, said, span)
        if (name, wanted) in self._seen:
            return
        self._seen.add((name, wanted))
        body = self.edition.defines[name].body
        shown = f"the define `{name}`"
        inner = self._truth if isinstance(definite(body.type), Boolean) else self._number
        yield from _behind(Step(f"{said} uses {shown}", span), inner(body, wanted, shown, body.span or span))

    def _other_rule(self, name: str, wanted: bool, said: str, span: Span) -> Iterator[_Lack]:
        rule = rules_of(self.edition)[name]
        if (name, wanted) in self._seen:
            return
        self._seen.add((name, wanted))
        found = self._applies(rule, wanted, called(rule))
        yield from _behind(Step(f"{said} asks whether `{name}` holds", span), found)

    def _score(self, more: bool, said: str, span: Span) -> Iterator[_Lack]:
        score = self.edition.score
        if score is None or ("the score", more) in self._seen:
            return
        self._seen.add(("the score", more))
        step = Step(f"{said} reads the points", span)
        yield from _behind(step, self._number(score.starts_at, more, "the score", score.span))
        for group in self.edition.groups.values():
            place = group.span or span
            for limit in group.at_most:  # it bounds what is taken as what is given
                yield from _behind(step, self._any_way(limit, f"the group `{group.name}`", place))
            for limit in group.at_least:
                yield from _behind(step, self._number(limit, more, f"the group `{group.name}`", place))
        for criterion in self.edition.criteria.values():
            if (criterion.sign > 0) is more:
                yield from _behind(step, self.rule(criterion))

    def _grade(self, better: bool, said: str, span: Span) -> Iterator[_Lack]:
        rising = better_with_points(self.edition.grades)
        for more in (True, False) if rising is None else (rising is better,):
            yield from self._score(more, said, span)
        for move in self.edition.moves.values():
            if (move.direction is Direction.UPGRADE) is better:
                yield from self._other_rule(move.text.name, True, said, span)

    # --- what is lacking -------------------------------------------------------------------------------

    def _what(self, operand: ir.Expression) -> str | None:
        if isinstance(operand, ir.CallDefine):
            return self._what(self.edition.defines[operand.define].body)
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


def _behind(step: Step, lacks: Iterable[_Lack]) -> Iterator[_Lack]:
    for lack in lacks:
        yield attrs.evolve(lack, chain=(step, *lack.chain))


def _towards(relation: ir.Relation, grade: str, wanted: bool, edition: Edition) -> tuple[bool, ...]:
    """Whether it takes a better grade (True) or a worse one to make a comparison of the grade come out so."""
    match relation:
        case ir.Relation.AT_LEAST | ir.Relation.GREATER:
            return (wanted,)
        case ir.Relation.AT_MOST | ir.Relation.LESS:
            return (not wanted,)
        case _:
            names = [each.name for each in edition.grades]
            is_it = (relation is ir.Relation.EQUAL) is wanted
            ends = {names[0]: True, names[-1]: False}
            return (ends[grade] is is_it,) if grade in ends else (True, False)


def _is_always(node: ir.Expression, truth: bool) -> bool:
    return isinstance(node, ir.Constant) and node.value is truth


def _is_nothing(node: ir.Expression) -> bool:
    return isinstance(node, ir.Constant) and node.value == 0 and not isinstance(node.type, Optional)
