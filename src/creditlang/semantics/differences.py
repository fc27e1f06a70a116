"""What is different between the decisions of two days, and through what, in words."""

from __future__ import annotations

from collections.abc import Iterator

from creditlang.ir import Edition, Series
from creditlang.semantics.decision import Decision
from creditlang.semantics.parts import Line, ListPart, MovePart, RewardPart, RulePart, SanctionPart
from creditlang.semantics.series import edition_on
from creditlang.values import show_exact


def differences(series: Series, before: Decision | None, after: Decision | None) -> tuple[str, ...]:
    """Why two decisions of one person differ, most telling first; empty if they say the same.

    None stands for a day on which no edition is in force.
    """
    if after is None:
        return () if before is None else ("no edition is in force any more",)
    edition = edition_on(series, after.as_of)
    assert edition is not None
    reasons: list[str] = []
    if before is None or edition_on(series, before.as_of) is not edition:
        reasons.append(f"{_shown(edition)} comes into force")
    if before is None:
        return tuple(reasons)
    if before.covered != after.covered:
        reasons.append(
            "the rulebook covers the subject" if after.covered else "the rulebook no longer covers the subject"
        )
    elif before.consent != after.consent:
        reasons.append("consent is needed" if after.consent == "missing" else f"consent is {after.consent}")
    rules = [*_rules(before, after)]
    if before.points != after.points:
        reasons += _score(before, after)
    reasons += rules
    if not reasons and before.grade != after.grade:
        reasons.append("the grade changes")
    return tuple(reasons)


def _shown(edition: Edition) -> str:
    return f"edition {edition.edition}" if edition.edition else f"the edition of {edition.in_force}"


def _score(before: Decision, after: Decision) -> list[str]:
    """What moves the points: lines that end, then lines that begin or count differently, then what is left."""
    old, new = _lines(before), _lines(after)
    ends = [f"{_line(line)} {_ending(line, after)}" for key, line in old.items() if key not in new]
    begins = [f"{_line(line)} begins to count" for key, line in new.items() if key not in old]
    changes = [
        f"{_line(line)} counts {show_exact(line.points)} instead of {show_exact(old[key].points)}"
        for key, line in new.items()
        if key in old and old[key].points != line.points
    ]
    starts = [score.starts_at for score in (before.score, after.score) if score is not None]
    start = [f"the score starts at {show_exact(starts[1])}"] if len(set(starts)) == 2 else []
    return [*start, *ends, *begins, *changes] or ["the bounds of the score or of a group change"]


def _lines(decision: Decision) -> dict[tuple[str, str | None], Line]:
    return {(line.criterion, line.record): line for line in decision.score.lines} if decision.score else {}


def _line(line: Line) -> str:
    return f"{line.criterion} {line.record}" if line.record else line.criterion


def _ending(line: Line, after: Decision) -> str:
    return "expires" if line.until is not None and line.until <= after.as_of else "no longer counts"


def _rules(before: Decision, after: Decision) -> Iterator[str]:
    """Moves, rewards, sanctions and list entries that end, begin or bring something else."""
    old = {(part.name, part.record): part for part in before.in_effect}
    new = {(part.name, part.record): part for part in after.in_effect}
    yield from (f"{_rule(part)} ends" for key, part in old.items() if key not in new)
    yield from (f"{_rule(part)} begins" for key, part in new.items() if key not in old)
    for key, part in new.items():
        if key in old and _brings(old[key]) != _brings(part):
            yield f"{_rule(part)} changes"


def _rule(part: RulePart) -> str:
    return f"{part.name} of {part.record}" if part.record else part.name


def _brings(part: RulePart) -> object:
    match part:
        case RewardPart(grant=value) | SanctionPart(impose=value):
            return value
        case MovePart(to=to):
            return to
        case ListPart(publishes=fields):
            return fields
