"""From the steps that a compiled function gives to the `Decision` that the reference evaluator would give."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Protocol

import attrs

from creditlang import ir
from creditlang.backends.python.criteria import Judge
from creditlang.backends.python.entitlements import Rule, rules_of
from creditlang.backends.python.functions import Functions
from creditlang.backends.python.inputs import facts_of, records_of
from creditlang.backends.python.scores import Entry, entries
from creditlang.data.records import History
from creditlang.ir.expressions import Expression
from creditlang.semantics.decision import Decision
from creditlang.semantics.parts import (
    AppealPart,
    DecidedPart,
    GroupPart,
    Line,
    ListPart,
    MovePart,
    RewardPart,
    RulePart,
    SanctionPart,
    ScorePart,
)
from creditlang.semantics.reasons import Attainable, attainable
from creditlang.semantics.series import edition_in_force
from creditlang.types import Duration, DurationKind, MoneyUnit, Number, definite
from creditlang.values import Days, Money, Months, add, plain


class Explaining(Protocol):
    """The functions of a series, just compiled or from the cache."""

    @property
    def score(self) -> Callable[..., Any]:
        """The bare function."""

    @property
    def explained(self) -> tuple[Callable[..., Any], tuple[tuple[Judge, ...], ...]]:
        """The function that gives every step, and what its items refer to, by edition."""


@attrs.frozen(eq=False)
class Compiled:
    """A series with its functions, ready to decide."""

    series: ir.Series
    functions: Explaining
    _shapes: dict[int, _Shape] = attrs.field(factory=dict)

    @cached_property
    def _explained(self) -> tuple[Callable[..., Any], tuple[tuple[Judge, ...], ...]]:
        return self.functions.explained

    def decide(self, history: History, as_of: date, as_known: date | None = None) -> Decision:
        """What `semantics.decide` gives, faster.

        Raises:
            NotInForceError: no edition is in force on `as_of`.
        """
        edition_in_force(self.series, as_of)
        explain, judges = self._explained
        facts, records = facts_of(history, self.series.registry), records_of(history)
        number, found = explain(facts, records, as_of, as_known)
        if number not in self._shapes:
            self._shapes[number] = _shape(self.series, number, judges[number])
        shape = self._shapes[number]
        covered, consent, part, band, grade, rewards, sanctions, lists, moves = found
        score = None if part is None else shape.score(part)
        return Decision(
            rulebook=self.series.name,
            edition=shape.edition.edition,
            subject=history.facts.id,
            as_of=as_of,
            as_known=as_known,
            points=None if score is None else score.points,
            grade=grade,
            band=band,
            score=score,
            moved_by=tuple(map(shape.rule, moves)),  # type: ignore[arg-type]
            rewards=tuple(map(shape.rule, rewards)),  # type: ignore[arg-type]
            lists=tuple(map(shape.rule, lists)),  # type: ignore[arg-type]
            sanctions=tuple(map(shape.rule, sanctions)),  # type: ignore[arg-type]
            incomplete=history.incomplete,
            covered=covered,
            consent=consent,
            rulebook_digest=self.series.digest,
            attainable=shape.attainable,
        )


def compiled(series: ir.Series) -> Compiled:
    """Compile a series; its functions are made when they are first wanted."""
    return Compiled(series, Functions(series))


def decide_compiled(series: ir.Series, history: History, as_of: date, as_known: date | None = None) -> Decision:
    """What `semantics.decide` gives, by functions that are compiled for this once."""
    return compiled(series).decide(history, as_of, as_known)


@attrs.frozen
class _Shape:
    """All that does not change from one decision under an edition to the next."""

    edition: ir.Edition
    entries: tuple[Entry, ...]
    judges: tuple[dict[str, Any], ...]
    rules: Mapping[str, Rule]
    attainable: Mapping[str, Attainable]

    def score(self, part: tuple[Any, ...]) -> ScorePart:
        start, summed, rounded, points, lines, groups = part
        inner = {step[0]: step for step in groups}
        return ScorePart(
            plain(start),
            tuple(self._group(inner[name]) for name in self.edition.groups),
            tuple(line for found in lines for line in self._lines(*found)),
            plain(summed),
            plain(rounded),
            plain(points),
            *_law(self.edition.score.text if self.edition.score else None),
        )

    def _group(self, step: tuple[Any, ...]) -> GroupPart:
        name, summed, points, chosen = step
        group = self.edition.groups[name]
        best = None if chosen is None else group.members[chosen]
        return GroupPart(
            name, group.title, group.members, plain(summed), plain(points), group.weight, best, *_law(group.text)
        )

    def _lines(
        self,
        index: int,
        items: Sequence[tuple[Any, ...]],
        counting: Sequence[tuple[Any, ...]],
        points: Sequence[Any],
        yielding: Mapping[int, str] | None,
        worn: Mapping[int, str] | None,
    ) -> list[Line]:
        entry = self.entries[index]
        weight = entry.judge.criterion.weight
        worth = {id(item): value for item, value in zip(counting, points, strict=True)}
        found = []
        for item in items:
            before, until, record, judge, remark = item
            why = yielding.get(id(item)) if yielding else None
            less = worn.get(id(item)) if worn else None
            remarks = [text for text in (remark, why, less) if text]
            found.append(
                Line(
                    points=plain(worth.get(id(item), 0)),
                    before_caps=plain(before),
                    weight=weight,
                    record=record["record"] if record else None,
                    event=self.judges[judge]["event"] if record else None,
                    date=record["date"] if record else None,
                    until=until,
                    remark="; ".join(remarks) or None,
                    group=entry.group,
                    gives_way=why is not None,
                    **self.judges[judge]["text"],
                )
            )
        return found

    def rule(self, occasion: tuple[Any, ...]) -> RulePart:
        name, record, since, until, value = occasion
        rule = self.rules[name]
        text, appeal = rule.text, rule.process.appeal
        by = None
        if appeal and appeal.within is not None and record is not None:
            by = add(max(record["date"], record["recorded"]), appeal.within)
        shared: dict[str, Any] = {
            "name": name,
            "title": text.title,
            "record": record["record"] if record else None,
            "since": since,
            "until": until,
            "endless": rule.process.endless,
            "appeal": AppealPart(appeal.to, by, appeal.because, appeal.within) if appeal else None,
            "notice_unstated": rule.process.notice_unstated,
            "decided": DecidedPart(rule.process.decided.by) if rule.process.decided else None,
            "basis": text.basis,
            "source": text.source.value if text.source else None,
            "at": str(text.span),
        }
        match rule:
            case ir.GradeMove():
                return MovePart(**shared, direction=rule.direction.value, to=rule.to)
            case ir.Reward():
                return RewardPart(**shared, grant=_value(rule.grant, value))
            case ir.Sanction():
                return SanctionPart(**shared, impose=_value(rule.impose, value))
            case ir.PublicList():
                return ListPart(**shared, kind=rule.kind.value, publishes=rule.publishes)


def _law(text: ir.RuleText | None) -> tuple[str | None, str | None]:
    """The basis of a rule, and how the drafter knows it."""
    if text is None:
        return None, None
    return text.basis, text.source.value if text.source else None


def _value(node: Expression | None, value: Any) -> Any:
    if node is None or value is None:
        return None
    kind = definite(node.type)
    if isinstance(kind, Number) and isinstance(kind.unit, MoneyUnit):
        return Money(plain(value), kind.unit.currency)
    if isinstance(kind, Duration):
        return Days(value) if kind.kind is DurationKind.DAYS else Months(value)
    return value


def _shape(series: ir.Series, number: int, judges: Sequence[Judge]) -> _Shape:
    edition = series.editions[number]
    return _Shape(edition, entries(series, number), tuple(map(_told, judges)), rules_of(edition), attainable(edition))


def _told(judge: Judge) -> dict[str, Any]:
    text, trigger = judge.criterion.text, judge.criterion.trigger
    return {
        "event": trigger.event if isinstance(trigger, ir.OnEvent) else None,
        "text": {
            "criterion": text.name,
            "title": text.title,
            "basis": text.basis,
            "source": text.source.value if text.source else None,
            "at": str(text.span),
            "edition": judge.edition.edition,
        },
    }
