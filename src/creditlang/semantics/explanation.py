"""The explanation of a decision: a tree whose branches add up, with the law behind each line.

Everything is taken from the decision itself, so that whoever holds its JSON can explain it too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

import attrs

from creditlang.values import Exact, plain, show_exact

if TYPE_CHECKING:
    from creditlang.semantics.decision import Decision, GroupPart, Line, ScorePart


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
    grouped = {member for group in part.groups for member in group.members}
    by_name = {group.group: group for group in part.groups}
    by_criterion: dict[str, list[Line]] = {}
    for line in part.lines:
        by_criterion.setdefault(line.criterion, []).append(line)
    children = [Step("starts at", part.starts_at)]
    children += [_group(group, by_name, by_criterion) for group in part.groups if group.group not in grouped]
    children += [_criterion(lines) for name, lines in by_criterion.items() if name not in grouped]
    children += _adjustment("rounded", part.rounded - part.sum)
    children += _adjustment("kept within the bounds of the score", part.points - part.rounded)
    return Step("score", part.points, children=tuple(children))


def _group(group: GroupPart, groups: dict[str, GroupPart], lines: dict[str, list[Line]]) -> Step:
    members = [
        _group(groups[member], groups, lines) if member in groups else _criterion(lines[member])
        for member in group.members
        if member in groups or member in lines
    ]
    added = sum(member.points for member in members)
    weighted = group.sum * (1 if group.weight is None else group.weight)
    children = list(members)
    if group.chosen is not None:
        children += _adjustment(f"only the best counts: {group.chosen}", group.sum - added)
    if group.weight is not None:
        children += _adjustment(f"weight {show_exact(group.weight * 100)}%", weighted - group.sum)
    children += _adjustment("kept within the bounds of the group", group.points - weighted)
    return Step(group.title or group.group, group.points, children=tuple(children))


def _criterion(lines: Sequence[Line]) -> Step:
    """All lines of a criterion; a single one stands for itself."""
    first = lines[0]
    title, law = first.title or first.criterion, _law(first)
    if len(lines) == 1 and first.weight is None:
        return Step(title, first.points, law, _details(first))
    children = [Step(_record(line), line.points, None, _details(line)[1:]) for line in lines]
    total = sum(line.points for line in lines)
    if first.weight is not None:
        children += _adjustment(f"weight {show_exact(first.weight * 100)}%", total * first.weight - total)
        total = total * first.weight
    return Step(title, plain(total), law, (), tuple(children))


def _adjustment(label: str, points: Exact) -> list[Step]:
    return [Step(label, plain(points))] if points else []


def _law(line: Line) -> str | None:
    if line.basis is None:
        return f"({line.source})" if line.source else None
    return f"{line.basis} ({line.source})" if line.source else line.basis


def _record(line: Line) -> str:
    return f"{line.event} {line.record} of {line.date}" if line.record else "facts"


def _details(line: Line) -> tuple[str, ...]:
    found = [_record(line)] if line.record else ["from the facts"]
    if line.until is not None:
        found.append(f"until {line.until}")
    elif line.record is not None:
        found.append("without end")
    if line.before_caps != line.points:
        found.append(f"{signed(line.before_caps)} before the cap")
    if line.remark:
        found.append(line.remark)
    return tuple(found)


def signed(points: Exact) -> str:
    """The number with its sign: `+5`, `-50`, `0`."""
    return f"+{show_exact(points)}" if points > 0 else show_exact(points)


def explain_plainly(decision: Decision, since: dict[str, date] | None = None) -> str:
    """The whole decision as plain text, one step a line, for a pipe or a log."""
    lines = [f"{decision.rulebook} {decision.edition or ''}".rstrip() + f": {decision.subject} on {decision.as_of}"]
    if decision.consent in ("missing", "withdrawn"):
        lines.append(f"consent is {decision.consent}: nothing is scored, granted or imposed")
    if decision.score is not None:
        lines += _tree(explain_score(decision.score), 0)
    if decision.grade is not None:
        lines.append(f"grade {decision.grade}")
    lines += [f"  {m.direction} to {m.to} by {m.title or m.name} ({m.basis or 'no basis'})" for m in decision.moved_by]
    for label, parts in (("reward", decision.rewards), ("list", decision.lists), ("sanction", decision.sanctions)):
        for part in parts:
            start = part.since or (since or {}).get(part.name)
            lines.append(f"{label} {part.title or part.name}" + _period(start, part.until))
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


def _period(since: date | None, until: date | None) -> str:
    return (f" since {since}" if since else "") + (f" until {until}" if until else "")


def _outcome(points: Exact | None, grade: str | None) -> str:
    found = [f"{show_exact(points)} points"] if points is not None else []
    found += [f"grade {grade}"] if grade is not None else []
    return f" → {', '.join(found)}" if found else ""
