"""Answers of a solver, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, assert_never

from rich.text import Text

from creditlang import ir
from creditlang.analysis.proofs.answers import Answer, Proved, Refuted, Undecided
from creditlang.analysis.proofs.questions import Finding, Kind, size_text
from creditlang.backends.smt.worlds import Bounds
from creditlang.render.ledger import wrapped
from creditlang.render.signs import visible

PROVED = "proved"
"""Holds for everybody and every history."""

BOUNDED = "bounded"
"""Holds of all histories up to a size, which stands in the same line. Nothing is known of larger ones."""

_LABEL = 11
_HEADS = {
    Kind.REACHED: "Rules, rows of tables and grades that can be reached",
    Kind.EXTENT: "The ends of the score",
    Kind.PROTECTED: "Protected facts",
    Kind.MONOTONE: "More of the same, in each criterion",
    Kind.CLIFF: "Cliffs in money",
    Kind.ENDING: "Burdens that end without a new record",
}


def proofs_text(edition: ir.Edition, findings: Sequence[Finding], bounds: Bounds, room: int) -> Text:
    """All answers about an edition, question by question; what is refuted with its case."""
    name = edition.title or edition.name
    text = Text.assemble((visible(name), "title"))
    if edition.edition:
        text.append(f", edition {visible(edition.edition)}")
    text.append(f"\n  looked for in histories with {size_text(bounds)};", "quiet")
    text.append("\n  an answer that says no bound holds for all histories", "quiet")
    for kind in Kind:
        found = [finding for finding in findings if finding.kind is kind]
        if found:
            text.append(f"\n\n{_HEADS[kind]}", "title")
            _section(text, kind, found, room)
    words = [_word(finding.answer)[0].lower() for finding in findings]
    told = ", ".join(f"{words.count(word)} {word}" for word in (PROVED, BOUNDED, "refuted", "undecided"))
    text.append(f"\n\n{told}", "title")
    return text


def _section(text: Text, kind: Kind, findings: Sequence[Finding], room: int) -> None:
    shown = findings
    if kind is Kind.REACHED:
        # What can be reached is what one expects: a number will do.
        shown = [finding for finding in findings if not isinstance(finding.answer, Proved)]
        reached = len(findings) - len(shown)
        _row(text, "reached", "good", f"{reached} of {len(findings)}", room)
    for finding in shown:
        answer = finding.answer
        word, style = _word(answer)
        _row(text, word, style, f"{finding.question}: {answer.reason}{_limits(answer)}", room)
        if finding.span is not None and not isinstance(answer, Proved):
            text.append(f"\n  {'':<{_LABEL}}at {finding.span}", "quiet")
        for part in _cases(finding):
            text.append("\n")
            text.append("\n".join(f"    {visible(line)}" for line in f"\n{part}".split("\n")))


def _cases(finding: Finding) -> list[str]:
    if finding.shown is None:
        return []
    other = finding.shown.other
    return [finding.shown.scenario, *([other.scenario] if other else [])]


def _row(text: Text, word: str, style: str, words: str, room: int) -> None:
    text.append(f"\n  {word:<{_LABEL}}", style)
    text.append(f"\n  {'':<{_LABEL}}".join(wrapped(visible(words), room - _LABEL - 2)))


def _word(answer: Answer) -> tuple[str, str]:
    match answer:
        case Proved(bounds=bounds):
            return (PROVED, "good") if bounds is None else (BOUNDED, "warning")
        case Refuted():
            return "REFUTED", "error"
        case Undecided():
            return "undecided", "warning"
        case _:
            assert_never(answer)


def _limits(answer: Answer) -> str:
    bounds = None if isinstance(answer, Undecided) else answer.bounds
    return "" if bounds is None else f" (in histories with {size_text(bounds)})"


# --- as data -----------------------------------------------------------------------------------------


def proofs_json(edition: ir.Edition, findings: Sequence[Finding], bounds: Bounds) -> dict[str, Any]:
    """All answers as plain data."""
    return {
        "rulebook": edition.name,
        "edition": edition.edition,
        "bounds": _bounds(bounds),
        "answers": [_finding(finding) for finding in findings],
    }


def _bounds(bounds: Bounds) -> dict[str, Any]:
    return {"records": bounds.records, "related": bounds.related, "years": [bounds.first, bounds.last]}


def _finding(finding: Finding) -> dict[str, Any]:
    answer = finding.answer
    bounds = None if isinstance(answer, Undecided) else answer.bounds
    place = finding.span
    return {
        "kind": finding.kind.name.lower(),
        "about": finding.about,
        "question": finding.question,
        "answer": _word(answer)[0].lower(),
        "reason": answer.reason,
        "bounds": None if bounds is None else _bounds(bounds),
        "at": None if place is None else str(place),
        "scenarios": _cases(finding),
    }
