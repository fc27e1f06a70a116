"""The explanation of a decision: a tree whose branches add up, with the law behind each line.

Everything is taken from the decision itself, so that whoever holds its JSON can explain it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, assert_never

import attrs

from creditlang.semantics.parts import (
    AppealPart,
    GroupPart,
    Line,
    ListPart,
    MovePart,
    RewardPart,
    RulePart,
    SanctionPart,
    ScorePart,
    Value,
)
from creditlang.values import Days, Exact, Money, Months, plain, show_duration, show_exact, show_points

if TYPE_CHECKING:
    from creditlang.semantics.decision import Decision


@attrs.frozen
class Step:
    """A node of the tree.

    Attributes:
        points: what it contributes; those of its children add up to it.
        law: the basis and how the drafter knows it.
        details: further words: the record, its date, until when it counts, what a cap did.
    """

    label: str
    points: Exact
    law: str | None = None
    details: tuple[str, ...] = ()
    children: tuple[Step, ...] = ()


def explain_score(part: ScorePart) -> Step:
    """The score as a tree that adds up."""
    groups = {group.group: group for group in part.groups}
    held = {member for group in part.groups for member in group.members}
    lines: dict[str, list[Line]] = {}
    for line in part.lines:
        lines.setdefault(line.criterion, []).append(line)
    children = [Step("starts at", part.starts_at)]
    children += [
        step for group in part.groups if group.group not in held and _says(step := _group(group, groups, lines))
    ]
    children += [_criterion(found) for found in lines.values() if found[0].group is None]
    children += _adjustment("rounded", part.rounded - part.sum)
    children += _adjustment("kept within the bounds of the score", part.points - part.rounded)
    return Step("score", part.points, _law(part.basis, part.source), children=tuple(children))


def _group(group: GroupPart, groups: Mapping[str, GroupPart], lines: Mapping[str, list[Line]]) -> Step:
    members = [
        step
        for member in group.members
        if member in groups or member in lines
        if _says(step := _group(groups[member], groups, lines) if member in groups else _criterion(lines[member]))
    ]
    added = sum(member.points for member in members)
    weighted = group.sum * (1 if group.weight is None else group.weight)
    children = list(members)
    if group.chosen is not None:
        children += _adjustment(f"only the best counts: {group.chosen}", group.sum - added)
    if group.weight is not None:
        children += _adjustment(f"weight {show_exact(group.weight * 100)}%", weighted - group.sum)
    children += _adjustment("kept within the bounds of the group", group.points - weighted)
    return Step(group.title or group.group, group.points, _law(group.basis, group.source), children=tuple(children))


def _says(step: Step) -> bool:
    """Whether a reader learns something from it: a group in which nothing counts is left out."""
    return bool(step.points or step.children or step.details)


def _criterion(lines: Sequence[Line]) -> Step:
    """All lines of a criterion; a single one stands for itself."""
    first = lines[0]
    laws = [_law(line.basis, line.source) for line in lines]
    # Records are judged by the law of their own day, which may be that of several editions.
    title, law = first.title or first.criterion, laws[0] if len(set(laws)) == 1 else None
    if len(lines) == 1 and first.weight is None:
        return Step(title, first.points, law, _details(first))
    own = [None if law is not None else each for each in laws]
    children = [
        Step(_record(line), line.points, each, _details(line)[1:]) for line, each in zip(lines, own, strict=True)
    ]
    total = sum(line.points for line in lines)
    if first.weight is not None:
        children += _adjustment(f"weight {show_exact(first.weight * 100)}%", total * first.weight - total)
        total = total * first.weight
    return Step(title, plain(total), law, (), tuple(children))


def _adjustment(label: str, points: Exact) -> list[Step]:
    return [Step(label, plain(points))] if points else []


def _law(basis: str | None, source: str | None) -> str | None:
    """The law and, in parentheses, how the drafter knows it."""
    return " ".join(part for part in (basis, f"({source})" if source else None) if part) or None


def _record(line: Line) -> str:
    return f"{line.event} {line.record} of {line.date}" if line.record else "facts"


def _details(line: Line) -> tuple[str, ...]:
    found = [_record(line)] if line.record else ["from the facts"]
    if line.until is not None:
        found.append(f"until {line.until}")
    elif line.record is not None:
        found.append("without end")
    if line.before_caps != line.points:
        found.append(f"{signed(line.before_caps)} {'by itself' if line.gives_way else 'before the cap'}")
    if line.remark:
        found.append(line.remark)
    return tuple(found)


def signed(points: Exact) -> str:
    """The number with its sign: `+5`, `-50`, `0`."""
    return f"+{show_exact(points)}" if points > 0 else show_exact(points)


def explain_plainly(decision: Decision, since: Mapping[str, date] | None = None) -> str:
    """The whole decision as plain text, one step a line, for a pipe or a log.

    Args:
        since: when states of affairs began, by the rule's name (`held_since`).
    """
    lines = [f"{decision.rulebook} {decision.edition or ''}".rstrip() + f": {decision.subject} on {decision.as_of}"]
    if decision.as_known is not None:
        lines.append(f"with what was known on {decision.as_known}")
    if decision.incomplete:
        lines.append("incomplete: a row about this subject was set aside as invalid")
    if not decision.covered:
        lines.append("not covered: the rulebook is not about this subject on this day")
    elif decision.consent in ("missing", "withdrawn"):
        lines.append(f"consent is {decision.consent}: nothing is scored, granted or imposed")
    if decision.score is not None:
        lines += _tree(explain_score(decision.score), 0)
    if decision.grade is not None:
        lines.append(f"grade {decision.grade}" + (f", by points {decision.band}" if decision.moved_by else ""))
    for label, parts in (
        ("", decision.moved_by),
        ("reward", decision.rewards),
        ("list", decision.lists),
        ("sanction", decision.sanctions),
    ):
        lines += [_rule(label, part, since or {}) for part in parts]
    lines += [_rule("announced", part, {}) for part in decision.announced]
    lines += [f"on {c.on}: {'; '.join(c.because)}{_outcome(c.points, c.grade)}" for c in decision.next_changes]
    return "\n".join(lines)


def _tree(step: Step, depth: int) -> Iterable[str]:
    words = ", ".join((*step.details, *((step.law,) if step.law else ())))
    yield (
        "  " * depth
        + f"{signed(step.points) if depth else show_exact(step.points)}  {step.label}"
        + (f"  [{words}]" if words else "")
    )
    for child in step.children:
        yield from _tree(child, depth + 1)


def _rule(label: str, part: RulePart, since: Mapping[str, date]) -> str:
    """What a rule brings, why, for how long, and what can be done about it."""
    head = " ".join(word for word in (label, part.title or part.name, _brings(part)) if word)
    words = [
        f"by record {part.record}" if part.record else None,
        f"{'from' if label == 'announced' else 'since'} {start}"
        if (start := part.since or since.get(part.name))
        else None,
        f"until {part.until}" if part.until else "without end" if part.endless else None,
        "notice unstated" if part.notice_unstated else None,
        _appeal(part.appeal) if part.appeal else None,
        decided(part),
        _law(part.basis, part.source),
    ]
    found = [word for word in words if word]
    return f"{head}  [{', '.join(found)}]" if found else head


def _brings(part: RulePart) -> str:
    match part:
        case MovePart(direction=direction, to=to):
            return f"({direction} to {to})"
        case ListPart(kind=kind):
            return f"({kind})"
        case RewardPart(grant=value) | SanctionPart(impose=value):
            return "" if value is None else f"({show_brought(part)})"
        case _:
            assert_never(part)


def decided(part: RulePart) -> str | None:
    """Who takes the decision, in words; None where the rule does not say."""
    if part.decided is None:
        return None
    return "decided automatically" if part.decided.by is None else f"decided by {part.decided.by}"


def _appeal(appeal: AppealPart) -> str:
    if appeal.unstated:
        return "appeal unstated: the law that was read does not say"
    if appeal.to is None:
        return f"no appeal because {appeal.because}"
    if appeal.by is None and appeal.within is not None:
        return f"appeal to {appeal.to} within {show_duration(appeal.within)}"
    return f"appeal to {appeal.to} by {appeal.by}"


def show_brought(part: RewardPart | SanctionPart) -> str:
    """What is granted or imposed, as it is written: `35%` where the rule says so."""
    value = part.grant if isinstance(part, RewardPart) else part.impose
    if part.percent and isinstance(value, int | Fraction):
        return f"{show_exact(plain(value * 100))}%"
    return "" if value is None else show_value(value)


def show_value(value: Value) -> str:
    """A value in words, the same in every report: `300 CNY`, `35/2`, `2 years`, or the text itself."""
    match value:
        case bool():
            return "yes" if value else "no"
        case Money() | str():
            return str(value)
        case date():
            return value.isoformat()
        case Days() | Months():
            return show_duration(value)
        case _:
            return show_exact(value)


def _outcome(points: Exact | None, grade: str | None) -> str:
    found = [show_points(points)] if points is not None else []
    found += [f"grade {grade}"] if grade is not None else []
    return f" → {', '.join(found)}" if found else ""
