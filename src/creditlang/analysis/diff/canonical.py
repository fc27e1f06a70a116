"""What an expression means, as a term: equal terms have equal values for every person and history.

Names of definitions are gone (a define stands for its body, a table for its answers), constants are computed, sums and
products have one order, comparisons one direction. Nothing here depends on data; what needs arithmetic beyond this
(`fine > 4` against `fine >= 5`) is left to the solver. The converse does not hold: terms may differ and mean the same.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import Any, assert_never

import attrs

from creditlang import ir
from creditlang.analysis.diff import grids
from creditlang.analysis.diff.terms import Term, Terms
from creditlang.ir import expressions as expr
from creditlang.types import Number, Related, definite
from creditlang.values import Exact, plain, round_exact

_GRADE_RELATIONS: Mapping[expr.Relation, frozenset[int]] = {
    expr.Relation.EQUAL: frozenset({0}),
    expr.Relation.NOT_EQUAL: frozenset({-1, 1}),
    expr.Relation.LESS: frozenset({-1}),
    expr.Relation.AT_MOST: frozenset({-1, 0}),
    expr.Relation.GREATER: frozenset({1}),
    expr.Relation.AT_LEAST: frozenset({0, 1}),
}
"""How the grade's rank may stand to the named one's: 1 is better."""


@attrs.frozen
class _Body:
    """The body of a rule or define that we are in.

    Attributes:
        arguments: the terms that stand for the parameters of the define.
        base: how many aggregates stand around the call of the define; its own number theirs from there.
        level: how many stand around us in all.
    """

    arguments: Mapping[str, Term] = attrs.field(factory=dict)
    base: int = 0
    level: int = 0


@attrs.frozen(eq=False)
class Meaning:
    """The meanings of one edition's expressions.

    Attributes:
        terms: shared with the edition that it is compared with.
        grades: the name by which the comparison knows each grade.
    """

    terms: Terms
    edition: ir.Edition
    grades: Mapping[str, str] = attrs.field(factory=dict)
    _known: dict[object, Term] = attrs.field(factory=dict, init=False, repr=False)

    def of(self, node: expr.Expression) -> Term:
        """The term of an expression of the edition."""
        return self._term(node, _Body())

    def maybe(self, node: expr.Expression | None) -> Term | None:
        """The term, or None where nothing is written."""
        return None if node is None else self.of(node)

    def trigger(self, trigger: ir.OnEvent | ir.While | ir.Always) -> Term:
        """When a rule applies, or to which records."""
        match trigger:
            case ir.OnEvent(event=event, where=where):
                return self.terms.make(
                    "on", event, self._about(event), below=() if where is None else (self.of(where),)
                )
            case ir.While(condition=condition):
                return self.terms.make("while", below=(self.of(condition),))
            case ir.Always():
                return self.terms.make("while", below=(self.terms.true,))

    def _about(self, event: str) -> str:
        """Whom the records of an event are about."""
        return self.edition.registry.events[event].subject

    def in_effect(self, rule: ir.GradeMove | ir.Reward | ir.Sanction | ir.PublicList) -> Term:
        """When a rule is in effect, since when and until when; not what it brings."""
        process = rule.process
        parts = [self.maybe(part) for part in (process.lasts, process.until, process.lifted)]
        written = tuple(part is not None for part in parts)
        return self.terms.make(
            "in effect",
            process.notice,
            *written,
            below=(self.trigger(rule.trigger), *(part for part in parts if part is not None)),
        )

    def define(self, define: ir.Define) -> Term:
        """A define by itself, whatever its parameters are called."""
        terms = {name: self.terms.make("parameter", number) for number, name in enumerate(define.parameters)}
        return self._term(define.body, _Body(terms))

    # --- expressions -----------------------------------------------------------------------------------

    def _term(self, node: expr.Expression, body: _Body) -> Term:
        terms = self.terms

        def of(inner: expr.Expression) -> Term:
            return self._term(inner, body)

        match node:
            case expr.Constant(value=value):
                return terms.constant(value)
            case expr.AsOf():
                return terms.make("as of")
            case expr.TheSubject():
                return terms.make("the subject")
            case expr.TheRecord():
                return terms.make("the record")
            case expr.Element(binder=binder):
                return terms.make("element", body.base + binder)
            case expr.Argument(name=name):
                return body.arguments[name]
            case expr.Read(of=holder, field=field):
                return terms.make("read", field, _unit(node), below=(of(holder),))
            case expr.Points():
                return terms.make("points")
            case expr.GradeOf():
                return terms.make("grade")
            case expr.Listed(name=name):
                return self._rule(self.edition.lists[name])
            case expr.Holds(name=name):
                return self._rule(self.edition.rewards.get(name) or self.edition.sanctions[name])
            case expr.CompareGrade():
                return self._grade(node)
            case expr.Negate(operand=operand):
                return terms.times(of(operand), -1)
            case expr.Arithmetic(operator=how, left=left, right=right):
                return self._arithmetic(how, of(left), of(right))
            case expr.Shift(date=day, duration=duration, backwards=backwards):
                return terms.make("shift", backwards, below=(of(day), of(duration)))
            case expr.Round(operand=operand, mode=mode, step=step):
                return self._rounded(of(operand), mode, step)
            case expr.Compare():
                return self._compare(node, of(node.left), of(node.right))
            case expr.Among(operand=operand, values=values):
                return self._among(of(operand), values)
            case expr.Known(operand=operand):
                return terms.make("known", below=(of(operand),))
            case expr.Not(operand=operand):
                return terms.negated(of(operand))
            case expr.And(operands=operands):
                return terms.every(map(of, operands))
            case expr.Or(operands=operands):
                return terms.some(map(of, operands))
            case expr.If(condition=condition, then=then, otherwise=otherwise):
                return self._if(of(condition), of(then), of(otherwise))
            case expr.CountBetween(unit=unit, start=start, end=end):
                return terms.make("between", unit, below=(of(start), of(end)))
            case expr.Lookup(table=table, keys=keys):
                return terms.make("look up", self.table(self.edition.tables[table]), below=map(of, keys))
            case expr.ParameterValue(parameter=name, keys=keys):
                return terms.make("parameter value", self.parameter(self.edition.parameters[name]), below=map(of, keys))
            case expr.CallDefine(define=name, arguments=given):
                return self._call(self.edition.defines[name], tuple(map(of, given)), body.level)
            case expr.Aggregate():
                return self._aggregate(node, body)
            case expr.Occurrence(within=within):
                return terms.make("occurrence", within)
            case expr.EarlierPoints(moment=moment):
                return terms.make("earlier points", moment)
            case _:
                assert_never(node)

    def _call(self, define: ir.Define, given: tuple[Term, ...], level: int) -> Term:
        key = ("call", define.name, given, level)
        if key not in self._known:
            arguments = dict(zip(define.parameters, given, strict=True))
            self._known[key] = self._term(define.body, _Body(arguments, level, level))
        return self._known[key]

    def _rule(self, rule: ir.Reward | ir.Sanction | ir.PublicList) -> Term:
        """Whether a rule is in effect. Rules read each other in no circle."""
        key = ("rule", rule.text.name)
        if key not in self._known:
            self._known[key] = self.terms.make("holds", below=(self.in_effect(rule),))
        return self._known[key]

    def _grade(self, node: expr.CompareGrade) -> Term:
        """A comparison of grades names the grades that it holds for."""
        places = [grade.name for grade in self.edition.grades]
        named, wanted = places.index(node.grade), _GRADE_RELATIONS[node.relation]
        holds = [name for place, name in enumerate(places) if (named > place) - (named < place) in wanted]
        if len(holds) == len(places):
            return self.terms.true
        return self.terms.among(self.terms.make("grade"), (self.grades.get(name, name) for name in holds))

    def _arithmetic(self, how: expr.Operator, left: Term, right: Term) -> Term:
        terms = self.terms
        match how:
            case expr.Operator.ADD:
                return terms.plus(left, right)
            case expr.Operator.SUBTRACT:
                return terms.plus(left, right, -1)
            case expr.Operator.MULTIPLY:
                return self._product(left, right)
            case expr.Operator.DIVIDE:
                divisor = self._number(right)
                if divisor:
                    return terms.times(left, Fraction(1) / divisor)
                return terms.make("quotient", below=(left, right))
            case expr.Operator.MINIMUM:
                return self._extreme("least", min, left, right)
            case expr.Operator.MAXIMUM:
                return self._extreme("greatest", max, left, right)

    def _product(self, left: Term, right: Term) -> Term:
        for factor, other in ((left, right), (right, left)):
            number = self._number(factor)
            if number is not None:
                return self.terms.times(other, number)
        factors = [part for term in (left, right) for part in self._flat("product", term)]
        return self.terms.make("product", below=sorted(factors))

    def _extreme(self, head: str, choose: Any, left: Term, right: Term) -> Term:
        parts = {part for term in (left, right) for part in self._flat(head, term)}
        numbers = {part: number for part in parts if (number := self._number(part)) is not None}
        if len(numbers) > 1:
            parts = parts - numbers.keys() | {self.terms.constant(choose(numbers.values()))}
        return min(parts) if len(parts) == 1 else self.terms.make(head, below=sorted(parts))

    def _flat(self, head: str, term: Term) -> tuple[Term, ...]:
        return self.terms.below(term) if self.terms.head(term) == head else (term,)

    def _number(self, term: Term) -> Exact | None:
        value = self.terms.constant_of(term)
        if value is None or value[0] != "number":
            return None
        number = value[1]
        assert isinstance(number, int | Fraction)
        return number

    def _rounded(self, operand: Term, mode: Hashable, step: Exact) -> Term:
        number = self._number(operand)
        if number is not None:
            return self.terms.constant(round_exact(number, mode, step))  # type: ignore[arg-type]  # the mode of a `Round`
        return self.terms.make("rounded", mode, plain(step), below=(operand,))

    def _compare(self, node: expr.Compare, left: Term, right: Term) -> Term:
        terms, relation = self.terms, node.relation
        if relation is expr.Relation.NOT_EQUAL:
            return terms.negated(self._compare(attrs.evolve(node, relation=expr.Relation.EQUAL), left, right))
        if relation in (expr.Relation.GREATER, expr.Relation.AT_LEAST):
            left, right = right, left
        strict = relation in (expr.Relation.LESS, expr.Relation.GREATER)
        if isinstance(definite(node.left.type), Number):
            if relation is expr.Relation.EQUAL:
                return terms.sign("zero", terms.plus(left, right, -1))
            return terms.sign("positive" if strict else "not negative", terms.plus(right, left, -1))
        if relation is not expr.Relation.EQUAL:
            return terms.make("less" if strict else "at most", below=(left, right))
        for one, other in ((left, right), (right, left)):
            value = terms.constant_of(one)
            if value is not None:
                return self._equal(other, value)
        if left == right:
            return terms.true
        return terms.make("equal", below=sorted((left, right)))

    def _equal(self, term: Term, value: tuple[object, ...]) -> Term:
        if value[0] == "truth":
            return term if value[1] else self.terms.negated(term)
        return self.terms.among(term, (value[1],))

    def _among(self, term: Term, values: tuple[object, ...]) -> Term:
        if all(isinstance(value, bool) for value in values):
            return self.terms.some(term if value else self.terms.negated(term) for value in values)
        if all(isinstance(value, int | Fraction) for value in values):
            number = [self.terms.plus(term, self.terms.constant(value), -1) for value in values]
            return self.terms.some(self.terms.sign("zero", part) for part in number)
        return self.terms.among(term, values)

    def _if(self, condition: Term, then: Term, otherwise: Term) -> Term:
        terms = self.terms
        if then == otherwise or condition == terms.true:
            return then
        if condition == terms.false:
            return otherwise
        opposite = terms.negated(condition)
        if {then, otherwise} == {terms.true, terms.false}:
            return condition if then == terms.true else opposite
        if opposite < condition:
            condition, then, otherwise = opposite, otherwise, then
        return terms.make("if", below=(condition, then, otherwise))

    def _aggregate(self, node: expr.Aggregate, body: _Body) -> Term:
        inside = attrs.evolve(body, level=body.base + node.binder + 1)
        below: list[Term] = []
        match node.source:
            case expr.EventRecords(event=event):
                source: tuple[Hashable, ...] = ("records", event, self._about(event))
            case expr.RelatedSubjects(of=holder, field=field):
                related = definite(holder.type)
                assert isinstance(related, Related)
                # Whose field leads back is law of the registry, and part of who is meant.
                source = ("related", field, self.edition.registry.subjects[related.subject].fields[field].type)
                below.append(self._term(holder, body))
        for part in (node.where, node.value):
            if part is not None:
                below.append(self._term(part, inside))
        written = (node.where is not None, node.value is not None)
        return self.terms.make(
            "aggregate", node.kind, body.base + node.binder, source, node.within, written, below=below
        )

    # --- tables ----------------------------------------------------------------------------------------

    def table(self, table: ir.Table) -> Hashable:
        """What a table answers."""
        return self._answers(table.rows, tuple(table.keys.values()), ("table", table.name))

    def parameter(self, parameter: ir.Parameter) -> Hashable:
        """What a parameter answers, from which day on."""
        kinds = tuple(parameter.keys.values())
        found: list[tuple[Hashable, Hashable]] = []
        for number, dated in enumerate(parameter.values):
            answers = self._answers(dated.rows, kinds, ("parameter", parameter.name, number))
            if not found or found[-1][1] != answers:
                found.append((dated.starts if found else None, answers))
        return tuple(found)

    def _answers(self, rows: tuple[ir.Row, ...], kinds: tuple[Any, ...], key: object) -> Term:
        """A number for the answers, so that large tables are compared once."""
        if key not in self._known:
            self._known[key] = self.terms.make("answers", grids.canonical(rows, kinds))
        return self._known[key]


def fields_read(terms: Terms) -> frozenset[object]:
    """The names of all fields that any expression reads, and of relations whose many ends are looked at."""
    read = {field for field, _ in terms.said_by("read")}
    sources = (source for _, _, source, *_ in terms.said_by("aggregate"))
    return frozenset(read | {source[1] for source in sources if isinstance(source, tuple) and source[0] == "related"})


def _unit(node: expr.Read) -> Hashable:
    """Two fields of one name are different facts if they have other currencies or lead to other subjects."""
    kind = definite(node.type)
    match kind:
        case Number(unit=unit):
            return unit
        case Related(subject=subject):
            return subject
        case _:
            return type(kind).__name__
