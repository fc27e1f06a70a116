"""Whether a rulebook keeps to its charter, for people and for programs."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from creditlang import ir
from creditlang.analysis.charter import Answer, Conformity, Finding, Status, Step
from creditlang.render.ledger import wrapped
from creditlang.render.signs import visible
from creditlang.render.terminal import counted
from creditlang.source import Span

Found = Sequence[tuple[ir.Series, Conformity]]
SIGNS = {Status.HOLDS: "✓", Status.VIOLATED: "✗", Status.UNDECIDED: "?"}
STYLES = {Status.HOLDS: "good", Status.VIOLATED: "bad", Status.UNDECIDED: "warning"}
_MARGIN = 14
_MOST_PLACES = 6
"""How many places that break one clause are shown; the JSON and the page have all."""


def conform_text(found: Found, room: int) -> Text:
    """The report: for each edition and charter the clauses, each with its answer and the reason."""
    return Text("\n\n").join(_one(conformity, room) for _, conformity in found)


def summary(conformity: Conformity) -> str:
    """`14 clauses hold, 2 are violated, 1 is undecided`."""
    if not conformity.applies:
        registry = conformity.charter.registry
        about = f": it is about the records of {registry}" if registry else ""
        return f"the charter does not apply to this rulebook{about}"
    parts: list[str] = []
    for status, one, many in (
        (Status.HOLDS, "holds", "hold"),
        (Status.VIOLATED, "is violated", "are violated"),
        (Status.UNDECIDED, "is undecided", "are undecided"),
    ):
        number = len(conformity.of(status))
        if number or status is Status.HOLDS:
            what = counted(number, "clause") if not parts else str(number)
            parts.append(f"{what} {one if number == 1 else many}")
    return ", ".join(parts)


def open_clauses_text(conformity: Conformity) -> Text:
    """What `check`, which asks no solver, leaves to `conform`."""
    held, left = len(conformity.of(Status.HOLDS)), len(conformity.of(Status.UNDECIDED))
    text = Text(f"{visible(title(conformity))} under {visible(conformity.charter.name)}: ")
    if not conformity.applies:
        return text.append(summary(conformity))
    text.append(f"{counted(held, 'clause')} {'holds' if held == 1 else 'hold'}", "good")
    if left:
        text.append(f", {left} {'is' if left == 1 else 'are'} left to `creditlang conform`", "warning")
    return text


def title(conformity: Conformity) -> str:
    """The rulebook with its edition."""
    edition = conformity.edition
    shown = edition.title or edition.name
    return f"{shown}, edition {edition.edition}" if edition.edition else shown


def _one(conformity: Conformity, room: int) -> Text:
    text = Text.assemble((visible(title(conformity)), "title"))
    charter = conformity.charter
    text.append(f"\nunder {visible(charter.name)}")
    if charter.title:
        text.append(f", {visible(charter.title)}")
    told = ""
    for answer in conformity.answers:
        known = law(answer)
        text.append("\n\n").append_text(_answer(answer, room, "" if known == told else known))
        told = known
    text.append("\n\n")
    style = "good" if conformity.conforms else "bad"
    text.append(summary(conformity), style)
    if conformity.applies:
        text.append(": the rulebook conforms." if conformity.conforms else ": the rulebook does not conform.", style)
    return text


def _answer(answer: Answer, room: int, cited: str) -> Text:
    style = STYLES[answer.status]
    text = Text.assemble((f"{SIGNS[answer.status]} {answer.status.value}".ljust(_MARGIN), style))
    margin = "\n" + " " * _MARGIN
    text.append(margin.join(wrapped(visible(answer.demand.words), room - _MARGIN)), "title")
    if cited:
        text.append(margin + margin.join(wrapped(visible(cited), room - _MARGIN)), "law")
    if answer.status is Status.HOLDS:
        text.append(margin + margin.join(wrapped(f"{visible(answer.reason)}, {answer.grounds.value}", room - _MARGIN)))
    for finding in answer.findings[:_MOST_PLACES]:
        text.append_text(_finding(finding, room))
    if len(answer.findings) > _MOST_PLACES:
        text.append(f"{margin}… and {len(answer.findings) - _MOST_PLACES} more: --format json has all", "quiet")
    for excused in answer.excused:
        said = f"excepted: {excused.finding.message}, because “{excused.exemption.because}”"
        text.append(margin + margin.join(wrapped(visible(said), room - _MARGIN)), "quiet")
    return text


def law(answer: Answer) -> str:
    """The law that a clause repeats, and how its drafter knows it."""
    demand = answer.demand
    if demand.source is None:
        return demand.basis or ""
    where = f": {demand.source_where}" if demand.source_where else ""
    return f"{demand.basis} ({demand.source.value}{where})"


def place(span: Span | None) -> str:
    """`town.credit:12`."""
    return f"{span.source.name}:{span.position.line}" if span else ""


def _finding(finding: Finding, room: int) -> Text:
    inner = _MARGIN + 2
    margin = "\n" + " " * inner
    lines = wrapped(f"{visible(finding.message)}  {visible(place(finding.span))}", room - inner)
    text = Text("\n" + " " * _MARGIN + "- " + margin.join(lines))
    if len(finding.chain) > 1:
        for step in finding.chain:
            shown = f"{visible(step.text)}  {visible(place(step.span))}".rstrip()
            text.append(margin + "  → ", "quiet")
            text.append(f"{margin}    ".join(wrapped(shown, room - inner - 4)), "quiet")
    if finding.witness is not None:
        text.append(margin + "this scenario shows it, and passes when it is pasted into the rulebook:", "quiet")
        for line in finding.witness.scenario.splitlines():
            text.append(f"{margin}  {visible(line)}" if line else "\n")
    return text


# --- for programs --------------------------------------------------------------------------------------


def conform_json(found: Found) -> dict[str, object]:
    """The report as plain data."""
    return {
        "conforms": all(conformity.conforms for _, conformity in found),
        "reports": [
            {
                "rulebook": series.name,
                "edition": conformity.edition.edition,
                "rulebook_digest": series.digest,
                "charter": conformity.charter.name,
                "title": conformity.charter.title,
                "applies": conformity.applies,
                "conforms": conformity.conforms,
                "holds": len(conformity.of(Status.HOLDS)),
                "violated": len(conformity.of(Status.VIOLATED)),
                "undecided": len(conformity.of(Status.UNDECIDED)),
                "clauses": [_answer_json(answer) for answer in conformity.answers],
            }
            for series, conformity in found
        ],
    }


def _answer_json(answer: Answer) -> dict[str, object]:
    demand = answer.demand
    return {
        "clause": demand.words,
        **_place_json(demand.span),
        "status": answer.status.value,
        "grounds": answer.grounds.value,
        "reason": answer.reason,
        "bound": answer.bound,
        "basis": demand.basis,
        "source": demand.source.value if demand.source else None,
        "source_where": demand.source_where,
        "because": demand.because,
        "findings": [_finding_json(finding) for finding in answer.findings],
        "excepted": [
            {**_finding_json(excused.finding), "because": excused.exemption.because} for excused in answer.excused
        ],
    }


def _finding_json(finding: Finding) -> dict[str, object]:
    witness = finding.witness
    return {
        "rule": finding.rule,
        "message": finding.message,
        **_place_json(finding.span),
        "chain": [_step_json(step) for step in finding.chain],
        "case": {"shows": witness.shows, "scenario": witness.scenario} if witness else None,
    }


def _step_json(step: Step) -> dict[str, object]:
    return {"text": step.text, **_place_json(step.span)}


def _place_json(span: Span | None) -> dict[str, object]:
    return {"file": span.source.name if span else None, "line": span.position.line if span else None}
