"""One decision for people: the result, the points as a tree that adds up, what follows, what changes next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import assert_never

import attrs
from rich.cells import cell_len
from rich.text import Text

from creditlang import ir
from creditlang.render.because import edition_of, lifted_when, titled, titles_of
from creditlang.render.ledger import Entry, ledger, wrapped
from creditlang.render.signs import visible
from creditlang.semantics import (
    AppealPart,
    Decision,
    ListPart,
    MovePart,
    RewardPart,
    SanctionPart,
    Step,
    decided,
    explain_score,
    show_brought,
    signed,
)
from creditlang.semantics.changes import MOST
from creditlang.semantics.parts import ScorePart
from creditlang.semantics.series import edition_in_force
from creditlang.values import Exact, show_duration, show_exact, show_points

Part = MovePart | RewardPart | SanctionPart | ListPart

START = "starts at"
"""What `explain_score` calls the step that begins the sum."""


def decision_text(decision: Decision, series: ir.Series, room: int) -> Text:
    """The whole explanation.

    Args:
        series: the rulebook, which has the titles.
        room: the width in cells that lines keep to where they can.
    """
    edition = edition_in_force(series, decision.as_of)
    parts = [_head(decision, edition)]
    if decision.score is not None:
        parts.append(ledger([step_entry(explain_score(_with_titles(decision.score, edition)))], room))
    if decision.grade is not None:
        parts.append(_grade(decision, edition, room))
    parts += [
        _section("Rewards", decision.rewards, edition, room),
        _section("Sanctions", decision.sanctions, edition, room),
        _section("Public lists", decision.lists, edition, room),
        _announced(decision, series, room),
        _changes(decision, titles_of(series, decision.as_of), room),
        Text(f"Decided by {decision.rulebook_digest[:12]}, the digest of the rules.", "quiet"),
    ]
    return Text("\n\n").join(part for part in parts if part.plain)


def _with_titles(score: ScorePart, edition: ir.Edition) -> ScorePart:
    """The same score with the titles of events where there were names."""
    events = edition.registry.events
    lines = (
        line if line.event is None else attrs.evolve(line, event=events[line.event].title or line.event)
        for line in score.lines
    )
    return attrs.evolve(score, lines=tuple(lines))


# --- the head ------------------------------------------------------------------------------------------


def _head(decision: Decision, edition: ir.Edition) -> Text:
    title = edition.title or decision.rulebook
    head = Text.assemble((visible(title), "title"))
    if decision.edition:
        head.append(f", edition {visible(decision.edition)}")
    head.append("\n")
    subject = edition.registry.subjects[edition.subject]
    head.append(f"{visible(subject.title or subject.name)} ")
    head.append(visible(decision.subject), "title")
    head.append(f", as of {decision.as_of}")
    if decision.as_known:
        head.append(f", with what was known on {decision.as_known}")
    if decision.points is not None:
        head.append("\n\n  ")
        head.append(show_points(decision.points), "title")
        if decision.grade is not None:
            head.append(", grade ")
            head.append(visible(_graded(edition, decision.grade)), "title")
    if not decision.covered:
        head.append("\n\n  Not scored: this rulebook is not about this subject on this day", "warning")
        if edition.covers is not None and edition.covers.span is not None:
            head.append(f": it covers those with `{visible(edition.covers.span.words)}`", "warning")
        head.append(".", "warning")
    elif decision.consent in ("missing", "withdrawn"):
        head.append(f"\n\n  Not scored: consent is {decision.consent}, and this rulebook requires it.", "warning")
    if decision.incomplete:
        head.append("\n\n  Incomplete: a row about this subject was set aside because it is not valid.", "warning")
    return head


# --- the points ----------------------------------------------------------------------------------------


def step_entry(step: Step, top: bool = True) -> Entry:
    """A step of the score with all that it is made of."""
    plain_sum = top or step.label == START
    details = ", ".join(step.details)
    beside = f"{step.label}, {details}" if details and step.law is None else step.label
    return Entry(
        show_exact(step.points) if plain_sum else signed(step.points),
        beside,
        aside=_law(step.law),
        below=details if step.law else "",
        style="title" if top else "" if plain_sum else _tone(step.points),
        quiet=not (step.law or step.details or step.children or plain_sum),
        branches=tuple(step_entry(child, top=False) for child in step.children),
    )


def _law(law: str | None) -> str:
    """The law, or that none is named where only the source of the rule is."""
    return f"no law named {law}" if law and law.startswith("(") else law or ""


def _tone(points: Exact) -> str:
    return "gain" if points > 0 else "loss" if points < 0 else ""


# --- what follows --------------------------------------------------------------------------------------


def _graded(edition: ir.Edition, name: str) -> str:
    """A grade with its title."""
    title = next((grade.title for grade in edition.grades if grade.name == name), None)
    return f"{name} {title}" if title not in (None, "", name) else name


def _grade(decision: Decision, edition: ir.Edition, room: int) -> Text:
    assert decision.grade is not None
    text = Text.assemble(("Grade\n", "title"))
    if not decision.moved_by:
        return text.append(f"  {visible(_graded(edition, decision.grade))}, by the points", "")
    text.append(f"  {visible(_graded(edition, decision.band or ''))}, by the points", "")
    for move in decision.moved_by:
        bound = "at most" if move.direction == ir.Direction.DOWNGRADE.value else "at least"
        text.append_text(_part(move, f"{bound} {move.to}: {move.title or move.name}", edition, room))
    return text


def _section(title: str, parts: Sequence[Part], edition: ir.Edition, room: int) -> Text:
    if not parts:
        return Text()
    text = Text.assemble((title, "title"))
    for part in parts:
        text.append_text(_part(part, part.title or part.name, edition, room))
    return text


def _announced(decision: Decision, series: ir.Series, room: int) -> Text:
    if not decision.announced:
        return Text()
    text = Text.assemble(("Announced, not yet in effect", "title"))
    for part in decision.announced:
        edition = edition_of(part, series, decision.as_of)
        text.append_text(_part(part, part.title or part.name, edition, room, begins="from"))
    return text


def _part(part: Part, name: str, edition: ir.Edition, room: int, *, begins: str = "since") -> Text:
    """One rule in effect: its name and law, then what it brings, in lines below."""
    first = Text.assemble("\n  ", (visible(name), "message"))
    rows = list(_facts_of(part, edition, begins))
    if part.basis:
        gap = room - cell_len(first.plain) + 1 - cell_len(visible(part.basis))
        if gap >= 3:
            first.append(" " * gap)
            first.append(visible(part.basis), "law")
        else:
            rows.append(part.basis)
    for row in rows:
        first.append(f"\n    {visible(row)}", "law" if row == part.basis else "")
    return first


def _facts_of(part: Part, edition: ir.Edition, begins: str) -> Iterable[str]:
    match part:
        case RewardPart() | SanctionPart():
            if brought := show_brought(part):
                yield brought
        case ListPart(kind=kind, publishes=fields):
            yield f"{kind} list" + (f", publishes {', '.join(fields)}" if fields else "")
        case MovePart():
            pass
        case _:
            assert_never(part)
    lifted = lifted_when(part, edition)
    yield _period(part, lifted, begins)
    if lifted is not None:
        yield f"lifted at once when `{lifted}`"
    if part.appeal is not None:
        yield _appeal(part.appeal)
    if part.notice_unstated:
        yield "notice unstated: the law that was read does not say"
    if who := decided(part):
        yield who


def _period(part: Part, lifted: str | None, begins: str) -> str:
    words = f"{begins} {part.since}" if part.since else "in effect"
    if part.until:
        words += f" until {part.until}"
    elif part.endless:
        words += ", without a set end" if lifted else ", without end"
    elif part.record is None:
        words += ", for as long as its condition holds"
    return f"{words}, set off by record {part.record}" if part.record else words


def _appeal(appeal: AppealPart) -> str:
    if appeal.unstated:
        return "appeal unstated: the law that was read does not say"
    if appeal.to is None:
        return f"no appeal: {appeal.because}" if appeal.because else "no appeal"
    if appeal.by is not None:
        return f"appeal to {appeal.to} by {appeal.by}"
    return f"appeal to {appeal.to}" + (f" within {show_duration(appeal.within)}" if appeal.within else "")


# --- what changes next ---------------------------------------------------------------------------------


def _changes(decision: Decision, titles: Mapping[str, str], room: int) -> Text:
    if not decision.next_changes:
        return Text()
    text = Text.assemble(("What changes if nothing new is recorded", "title"))
    results = [
        f"{'' if c.points is None else show_exact(c.points)} {visible(c.grade or '')}".strip()
        for c in decision.next_changes
    ]
    widest = max(map(cell_len, results))
    for change, result in zip(decision.next_changes, results, strict=True):
        text.append(f"\n  {change.on}  ")
        text.append(result, "title")
        lead = " " * (widest - cell_len(result) + 2)
        indent = 2 + len("2020-01-01") + 2 + widest + 2
        because = "; ".join(titled(words, titles) for words in change.because)
        rows = wrapped(visible(because), room - indent)
        text.append(lead + f"\n{' ' * indent}".join(rows))
    if len(decision.next_changes) == MOST:
        text.append(f"\n  the next {MOST} days of change; there may be later ones", "quiet")
    return text
