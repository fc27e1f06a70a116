"""The flow of information: what every rule of an edition rests on, and through what.

A graph. From a rule, a define, the score and the grade an edge leads to everything that they read: other rules,
defines, and at last records, fields and relations. It over-approximates: a value that is read counts, also where it
cannot change the outcome; so what the graph does not reach is proven to have no influence, for all people and
histories. Arguments of defines and keys of tables and parameters count where they are written, conditions like values.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

import attrs

from creditlang.analysis.static.reading import gives_way
from creditlang.analysis.static.steps import Step
from creditlang.analysis.static.targets import Effect, Rule, called, rules_of
from creditlang.check.effects import causes_of
from creditlang.ir import (
    Assessed,
    Criterion,
    Define,
    Edition,
    GradeMove,
    Group,
    OnEvent,
    PublicList,
    Score,
    While,
    walk,
)
from creditlang.ir import Field as RegistryField
from creditlang.ir import expressions as ir
from creditlang.source import Span
from creditlang.types import ManyRelated, Related, definite


@attrs.frozen
class Records:
    """That there are records of an event, how many and of when."""

    event: str


@attrs.frozen
class Field:
    """A field of a subject or of a record."""

    holder: str
    name: str


@attrs.frozen
class Relation:
    """A field of a subject that leads to other subjects."""

    subject: str
    name: str


Atom = Records | Field | Relation


@attrs.frozen
class _Place:
    """Something between a rule and the atoms: a rule or define by name, the score, the grade, the rulebook's head."""

    kind: str
    name: str = ""


SCORE, GRADE, COVERS, CONSENT = _Place("the score"), _Place("the grade"), _Place("`covers`"), _Place("consent")


@attrs.frozen
class _Edge:
    to: Atom | _Place
    span: Span | None
    says: str
    lifts: bool = False
    """Whether this can only end a rule sooner."""


Chain = tuple[Step, ...]
Skip = Callable[[Rule], bool]


@attrs.frozen
class Flow:
    """The graph of one edition."""

    edition: Edition
    _edges: dict[_Place, tuple[_Edge, ...]]
    _rules: dict[str, Rule]

    def of_rule(self, rule: Rule) -> dict[Atom, Chain]:
        """What a rule rests on, each with the shortest chain that leads there."""
        return self._reach(_Place("rule", rule.text.name), called(rule), None)

    def causes_of(self, rule: Rule, skip: Skip | None = None) -> dict[Atom, Chain]:
        """What brings a rule about or keeps it from ending, and not what only lifts it.

        Args:
            skip: rules through which the flow is not followed when it comes from the score.
        """
        return self._reach(_Place("rule", rule.text.name), called(rule), skip, lifting=False)

    def of_grade(self) -> dict[Atom, Chain]:
        """What the grade and the score rest on."""
        return self._reach(GRADE, "the grade", None)

    def of_score(self, skip: Skip | None = None) -> dict[Atom, Chain]:
        """What the score rests on."""
        return self._reach(SCORE, "the score", skip)

    def of_head(self) -> Iterator[tuple[str, Span, dict[Atom, Chain]]]:
        """What `covers` and `requires consent` rest on, where the rulebook has them."""
        if self.edition.covers is not None:
            yield "the rulebook's `covers`", self.edition.span, self._reach(COVERS, "the rulebook's `covers`", None)
        if self.edition.consent is not None:
            said = "the rulebook's `requires consent`"
            yield said, self.edition.span, self._reach(CONSENT, said, None)

    def _reach(self, start: _Place, said: str, skip: Skip | None, *, lifting: bool = True) -> dict[Atom, Chain]:
        found: dict[Atom, Chain] = {}
        seen: set[_Place] = {start}
        waiting: deque[tuple[_Place, str, Chain]] = deque([(start, said, ())])
        while waiting:
            place, name, chain = waiting.popleft()
            for edge in self._edges.get(place, ()):
                if edge.lifts and not lifting:
                    continue
                step = Step(f"{name} {edge.says}", edge.span)
                if not isinstance(edge.to, _Place):
                    found.setdefault(edge.to, (*chain, step))
                elif edge.to not in seen and not self._skipped(place, edge.to, skip):
                    seen.add(edge.to)
                    waiting.append((edge.to, self._shown(edge.to), (*chain, step)))
        return found

    def _skipped(self, place: _Place, to: _Place, skip: Skip | None) -> bool:
        return skip is not None and place == SCORE and to.kind == "rule" and skip(self._rules[to.name])

    def _shown(self, place: _Place) -> str:
        match place.kind:
            case "rule":
                return called(self._rules[place.name])
            case "define":
                return f"the define `{place.name}`"
            case kind:
                return kind


def flow_of(edition: Edition) -> Flow:
    """The graph of an edition."""
    edges: dict[_Place, list[_Edge]] = {SCORE: [], GRADE: [_Edge(SCORE, None, "follows from the score")]}
    builder = _Builder(edition)
    for name, define in edition.defines.items():
        edges[_Place("define", name)] = list(builder.define(define))
    for name, rule in rules_of(edition).items():
        edges[_Place("rule", name)] = list(builder.rule(rule))
        if isinstance(rule, Criterion):
            edges[SCORE].append(_Edge(_Place("rule", name), rule.text.span, f"counts {called(rule)}"))
        if isinstance(rule, GradeMove):
            edges[GRADE].append(_Edge(_Place("rule", name), rule.text.span, f"is moved by {called(rule)}"))
    edges[SCORE] += builder.score(edition.score, edition.groups.values())
    if edition.covers is not None:
        edges[COVERS] = list(builder.expressions([edition.covers], edition.span))
    if edition.consent is not None:
        where = [edition.consent.where] if edition.consent.where is not None else []
        edges[CONSENT] = list(builder.expressions(where, edition.span))
        for event in (edition.consent.event, edition.consent.ended_by):
            if event is not None:
                edges[CONSENT].append(_Edge(Records(event), edition.span, f"asks for records of `{event}`"))
    return Flow(edition, {place: tuple(found) for place, found in edges.items()}, dict(rules_of(edition)))


def rests_on_field(edition: Edition, outcome: str, holder: str, field: str) -> bool:
    """Whether an outcome (`points`, `grade` or a rule) may depend on a field, or on who is rated at all."""
    flow = flow_of(edition)
    match outcome:
        case "points":
            reached = [flow.of_score()]
        case "grade":
            reached = [flow.of_grade()]
        case _:
            reached = [flow.of_rule(rules_of(edition)[outcome])] if outcome in rules_of(edition) else []
    reached += [found for _, _, found in flow.of_head()]
    atoms = (Field(holder, field), Relation(holder, field))
    return any(atom in found for found in reached for atom in atoms)


@attrs.frozen
class _Builder:
    edition: Edition

    def define(self, define: Define) -> Iterator[_Edge]:
        return self.expressions([define.body], None)

    def score(self, score: Score | None, groups: Iterable[Group]) -> Iterator[_Edge]:
        if score is not None:
            yield from self.expressions([score.starts_at], score.span)
        for group in groups:
            yield from self.expressions([*group.at_most, *group.at_least], group.span)
            if group.only_largest_per is not None:
                for event in self._events_of(group):
                    field = Field(event, group.only_largest_per)
                    yield _Edge(field, group.span, f"counts one per `{group.only_largest_per}`")

    def _events_of(self, group: Group) -> Iterator[str]:
        """The events with the field by which a group lets one record count."""
        for name in group.members:
            if name in self.edition.groups:
                inner = attrs.evolve(self.edition.groups[name], only_largest_per=group.only_largest_per)
                yield from self._events_of(inner)
                continue
            trigger = self.edition.criteria[name].trigger
            if isinstance(trigger, OnEvent) and group.only_largest_per in self._fields(trigger.event):
                yield trigger.event

    def rule(self, rule: Rule) -> Iterator[_Edge]:
        if isinstance(rule, Criterion):
            yield from self._criterion(rule)
        else:
            yield from self._effect(rule)

    def _effect(self, rule: Effect) -> Iterator[_Edge]:
        yield from self._trigger(rule)
        causes = list(causes_of(rule, self.edition.defines))
        yield from self.expressions(causes, rule.text.span)
        if rule.process.lifted is not None:
            for edge in self.expressions([rule.process.lifted], rule.text.span):
                yield attrs.evolve(edge, lifts=True)
        if isinstance(rule, PublicList):
            for field in rule.publishes:
                holder = rule.trigger.event if isinstance(rule.trigger, OnEvent) else self.edition.subject
                if field in self._fields(holder):
                    yield _Edge(Field(holder, field), rule.text.span, f"publishes `{field}`")

    def _criterion(self, rule: Criterion) -> Iterator[_Edge]:
        yield from self._trigger(rule)
        parts: list[ir.Expression | None] = [
            rule.amount if not isinstance(rule.amount, Assessed) else None,
            rule.trigger.where if isinstance(rule.trigger, OnEvent) else None,
            rule.trigger.condition if isinstance(rule.trigger, While) else None,
            rule.expires_after,
            rule.counts_from,
            *(cap.amount for cap in rule.caps),
        ]
        yield from self.expressions([part for part in parts if part is not None], rule.text.span)
        if rule.fades:
            yield _Edge(SCORE, rule.text.span, "is kept to what is left of the lines before it")
        if gives_way(rule.text.name, self.edition):
            yield _Edge(SCORE, rule.text.span, "gives way to a larger one of its group")
        if rule.only_largest_per is not None and isinstance(rule.trigger, OnEvent):
            field = Field(rule.trigger.event, rule.only_largest_per)
            yield _Edge(field, rule.text.span, f"counts one per `{rule.only_largest_per}`")

    def _trigger(self, rule: Rule) -> Iterator[_Edge]:
        if isinstance(rule.trigger, OnEvent):
            event = rule.trigger.event
            yield _Edge(Records(event), rule.text.span, f"is on records of `{event}`")

    def expressions(self, parts: Iterable[ir.Expression], fallback: Span | None) -> Iterator[_Edge]:
        for part in parts:
            for node in walk(part):
                yield from self._node(node, node.span or part.span or fallback)

    def _node(self, node: ir.Expression, span: Span | None) -> Iterator[_Edge]:
        match node:
            case ir.Read(of=of, field=field):
                yield from self._read(of, field, span)
            case ir.Aggregate(source=ir.EventRecords(event=event)):
                yield _Edge(Records(event), span, f"asks for records of `{event}`")
            case ir.Aggregate(source=ir.RelatedSubjects(of=of, field=field)):
                subject = _holder(of)
                yield _Edge(Relation(subject, field), span, f"asks others, through the relation `{field}`")
                yield from self._inverse(subject, field, span)
            case ir.CallDefine(define=name):
                yield _Edge(_Place("define", name), span, f"uses the define `{name}`")
            case ir.Listed(name=name):
                yield _Edge(_Place("rule", name), span, f"asks whether the person is on the list `{name}`")
            case ir.Holds(name=name):
                yield _Edge(_Place("rule", name), span, f"asks whether `{name}` holds")
            case ir.Points() | ir.EarlierPoints():
                yield _Edge(SCORE, span, "reads the points")
            case ir.GradeOf() | ir.CompareGrade():
                yield _Edge(GRADE, span, "reads the grade")
            case _:
                pass

    def _inverse(self, subject: str, field: str, span: Span | None) -> Iterator[_Edge]:
        """Whom a relation to many leads to is what a field of theirs says; where that is protected, it is read."""
        kind = definite(self._fields(subject)[field].type)
        if isinstance(kind, ManyRelated) and self._fields(kind.subject)[kind.by].protected:
            yield _Edge(Relation(kind.subject, kind.by), span, f"asks who names the `{subject}` in `{kind.by}`")

    def _read(self, of: ir.Holder | ir.Read, field: str, span: Span | None) -> Iterator[_Edge]:
        holder = _holder(of)
        kind = self._fields(holder).get(field)
        if kind is None:
            return  # the date, number or recorded date of a record: no more than that there is one
        whose = "" if holder == self.edition.subject and not isinstance(of, ir.Read) else f" of `{holder}`"
        if isinstance(definite(kind.type), Related | ManyRelated):
            yield _Edge(Relation(holder, field), span, f"reads through the relation `{field}`{whose}")
        else:
            yield _Edge(Field(holder, field), span, f"reads `{field}`{whose}")

    def _fields(self, holder: str) -> dict[str, RegistryField]:
        registry = self.edition.registry
        return (registry.subjects.get(holder) or registry.events[holder]).fields


def _holder(of: ir.Holder | ir.Read) -> str:
    kind = definite(of.type)
    assert isinstance(kind, Related | ManyRelated)
    return kind.subject
