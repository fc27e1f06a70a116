"""What every decision under an edition has in common, prepared once, so that a decision is quickly put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import attrs

from creditlang import ir
from creditlang.backends.python.criteria import Judge
from creditlang.backends.python.entitlements import Rule, rules_of
from creditlang.backends.python.scores import Entry, entries
from creditlang.ir.expressions import Expression
from creditlang.semantics.entitlements import in_percent
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
from creditlang.semantics.reasons import Standards, standards_of
from creditlang.types import Duration, DurationKind, MoneyUnit, Number, definite
from creditlang.values import Days, Exact, Money, Months, add, plain

Occasion = tuple[str, Mapping[str, Any] | None, date | None, date | None, Any]
"""What an emitted function notes of a rule in effect: its name, record, since, until and value."""

_Law = tuple[str | None, str | None]
"""The basis of a rule, and how the drafter knows it."""


_Told = tuple[str, str | None, str | None, str | None, str | None, str, str | None]
"""What a line says of the criterion that judged it: name, title, event, basis, source, place and edition."""

_OpenLine = attrs.make_class(
    "_OpenLine",
    [field.name for field in attrs.fields(Line)],
    slots=True,
    weakref_slot=False,
    eq=False,
    order=False,
    repr=False,
)
"""A line that is being made. A frozen class pays for that at each of its fields, also while it is made: an object of
this one, which has the same layout, takes a quarter of the time to fill and is then turned into a `Line`."""


@attrs.frozen
class Shape:
    """All that does not change from one decision under an edition to the next.

    Attributes:
        edition: how the edition is called.
        weights: by the place of each entry its weight, and the group that it stands in.
        judges: what lines say, by the place of the criterion that judged them.
    """

    edition: str | None
    standards: Standards
    law: _Law
    groups: Mapping[str, tuple[ir.Group, _Law]]
    weights: tuple[tuple[Exact | None, str | None], ...]
    judges: tuple[_Told, ...]
    _rules: Mapping[str, Callable[[Occasion], RulePart]]

    def rule(self, occasion: Occasion) -> RulePart:
        """A rule in effect."""
        return self._rules[occasion[0]](occasion)

    def score(self, part: tuple[Any, ...]) -> ScorePart:
        """The score with its lines, of what an emitted function noted of it."""
        start, summed, rounded, points, noted, groups = part
        lines: list[Line] = []
        for index, items, counting, worth, yielding, worn in noted:
            if counting is not items:
                known = {id(item): value for item, value in zip(counting, worth, strict=True)}
                worth = [known.get(id(item), 0) for item in items]
            self._add_lines(lines, index, items, worth, yielding or {}, worn or {})
        inner = {step[0]: step for step in groups}
        shown = tuple(self._group(inner[name]) for name in self.groups)
        return ScorePart(plain(start), shown, tuple(lines), plain(summed), plain(rounded), plain(points), *self.law)

    def _group(self, step: tuple[Any, ...]) -> GroupPart:
        name, summed, points, chosen = step
        group, law = self.groups[name]
        best = None if chosen is None else group.members[chosen]
        return GroupPart(name, group.title, group.members, plain(summed), plain(points), group.weight, best, *law)

    def _add_lines(
        self,
        lines: list[Line],
        index: int,
        items: Sequence[tuple[Any, ...]],
        worth: Sequence[Any],
        yielding: Mapping[int, str],
        worn: Mapping[int, str],
    ) -> None:
        """The lines of one entry. Told by what they yield to, and by what keeps them to less, where anything does."""
        weight, group = self.weights[index]
        judges, append, new, remarked = self.judges, lines.append, _OpenLine, bool(yielding or worn)
        why: str | None = None
        for item, points in zip(items, worth, strict=True):
            before, until, record, judge, remark = item
            criterion, title, event, basis, source, at, edition = judges[judge]
            if remarked:
                why, less = yielding.get(id(item)), worn.get(id(item))
                remark = "; ".join(text for text in (remark, why, less) if text)
            if points.__class__ is not int:
                points = plain(points)
            if before.__class__ is not int:
                before = plain(before)
            remark, given_way = remark or None, why is not None
            # By place, for that is quicker than by name; the order is that of `Line`.
            if record is None:
                line = new(
                    criterion, title, points, before, weight, None, None, None, until,
                    basis, source, at, remark, group, edition, given_way,
                )  # fmt: skip
            else:
                line = new(
                    criterion, title, points, before, weight, record["record"], event, record["date"], until,
                    basis, source, at, remark, group, edition, given_way,
                )  # fmt: skip
            line.__class__ = Line
            append(line)


def shape_of(series: ir.Series, number: int, judges: Sequence[Judge]) -> Shape:
    """What decisions under an edition have in common. `judges` are those that its items name by their place."""
    edition = series.editions[number]
    return Shape(
        edition.edition,
        standards_of(edition),
        _law(edition.score.text if edition.score else None),
        {name: (group, _law(group.text)) for name, group in edition.groups.items()},
        tuple(map(_weight, entries(series, number))),
        tuple(map(_told, judges)),
        {name: _telling(rule) for name, rule in rules_of(edition).items()},
    )


def _law(text: ir.RuleText | None) -> _Law:
    if text is None:
        return None, None
    return text.basis, text.source.value if text.source else None


def _weight(entry: Entry) -> tuple[Exact | None, str | None]:
    return entry.judge.criterion.weight, entry.group


def _told(judge: Judge) -> _Told:
    text, trigger = judge.criterion.text, judge.criterion.trigger
    event = trigger.event if isinstance(trigger, ir.OnEvent) else None
    basis, source = _law(text)
    return text.name, text.title, event, basis, source, str(text.span), judge.edition.edition


def _telling(rule: Rule) -> Callable[[Occasion], RulePart]:
    """How a rule in effect is told."""
    text, process = rule.text, rule.process
    basis, source = _law(text)
    same: dict[str, Any] = {
        "name": text.name,
        "title": text.title,
        "endless": process.endless,
        "notice_unstated": process.notice_unstated,
        "decided": DecidedPart(process.decided.by) if process.decided else None,
        "basis": basis,
        "source": source,
        "at": str(text.span),
    }
    appealing = _appealing(process.appeal)

    def shared(occasion: Occasion) -> dict[str, Any]:
        _, record, since, until, _ = occasion
        named = record["record"] if record else None
        return {**same, "record": named, "since": since, "until": until, "appeal": appealing(record)}

    match rule:
        case ir.GradeMove(direction=direction, to=to):
            return lambda occasion: MovePart(**shared(occasion), direction=direction.value, to=to)
        case ir.Reward(grant=node):
            granted = _valuing(node)
            share = in_percent(node)
            return lambda occasion: RewardPart(**shared(occasion), grant=granted(occasion[4]), percent=share)
        case ir.Sanction(impose=node):
            imposed = _valuing(node)
            share = in_percent(node)
            return lambda occasion: SanctionPart(**shared(occasion), impose=imposed(occasion[4]), percent=share)
        case ir.PublicList(kind=kind, publishes=publishes):
            return lambda occasion: ListPart(**shared(occasion), kind=kind.value, publishes=publishes)


def _appealing(appeal: ir.Appeal | None) -> Callable[[Mapping[str, Any] | None], AppealPart | None]:
    """The way to appeal: until a day, where it runs from the notice of a record."""
    if appeal is None:
        return lambda _record: None
    to, within, because = appeal.to, appeal.within, appeal.because
    undated = AppealPart(to, None, because, within)
    if within is None:
        return lambda _record: undated

    def dated(record: Mapping[str, Any] | None) -> AppealPart:
        if record is None:
            return undated
        return AppealPart(to, add(max(record["date"], record["recorded"]), within), because, within)

    return dated


def _valuing(node: Expression | None) -> Callable[[Any], Any]:
    """From the number or text that emitted code gives to a value with its unit."""
    if node is None:
        return lambda _value: None
    kind = definite(node.type)
    if isinstance(kind, Number) and isinstance(kind.unit, MoneyUnit):
        currency = kind.unit.currency
        return lambda value: None if value is None else Money(plain(value), currency)
    if isinstance(kind, Duration):
        made = Days if kind.kind is DurationKind.DAYS else Months
        return lambda value: None if value is None else made(value)
    return lambda value: value
