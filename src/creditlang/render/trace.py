"""What rests on one record, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from rich.text import Text

from creditlang.analysis.trace import Trace
from creditlang.render.ledger import wrapped
from creditlang.render.meanwhile import WITH_AND_WITHOUT, outcome_text, spell_json, spell_texts
from creditlang.render.signs import visible
from creditlang.semantics import signed

_LABEL = 14


def trace_text(title: str, found: Trace, room: int) -> Text:
    """Everything under one rulebook that rests on the record.

    Args:
        title: of the rulebook.
        room: the width in cells that lines keep to where they can.
    """
    text = Text.assemble((visible(title), "title"))
    if not found.visible:
        return text.append("\n  not seen: it had not happened, was not known, or was withdrawn", "quiet")
    if not found.matters:
        return text.append("\n  nothing rests on it, nor ever did by this day", "quiet")
    rows = [("with it", outcome_text(found.decision)), ("without it", outcome_text(found.without))]
    for line in found.lines:
        until = f", until {line.until}" if line.until else ""
        law = f", {line.basis}" if line.basis else ""
        rows.append(("counts", f"{signed(line.points)} {line.title or line.criterion}{until}{law} ({line.at})"))
    for part in found.set_off:
        until = f" until {part.until}" if part.until else ""
        since = f" since {part.since}" if part.since else ""
        law = f", {part.basis}" if part.basis else ""
        rows.append(("sets off", f"{part.title or part.name}{since}{until}{law} ({part.at})"))
    if found.follows:
        rows.append(("and so", "; ".join(found.follows)))
    rows += [("so far", words) for words in spell_texts(found.spells, WITH_AND_WITHOUT)]
    before = ""
    for label, words in rows:
        lines = wrapped(visible(words), room - _LABEL - 2)
        text.append(f"\n  {'' if label == before else label:<{_LABEL}}", "quiet")
        text.append(f"\n  {'':<{_LABEL}}".join(lines))
        before = label
    return text


def record_text(found: Trace, subject: str) -> Text:
    """The record itself, in a line."""
    record = found.record
    text = Text.assemble((f"{visible(record.event)} {visible(record.id)}", "title"), f" of {record.date}")
    text.append(f", about {visible(subject)}")
    if found.issuer:
        text.append(f", from {visible(found.issuer)}")
    if record.recorded != record.date:
        text.append(f", recorded {record.recorded}")
    if record.withdrawn:
        text.append(f", withdrawn {record.withdrawn}", "warning")
    return text


def tracing_json(
    found: Sequence[tuple[str, Trace]],
    subject: str,
    as_of: date,
    as_known: date | None,
    not_in_force: Iterable[str],
) -> dict[str, Any]:
    """The record, and by rulebook the same as plain data.

    Args:
        found: at least one trace, with the name of its rulebook.
    """
    record = found[0][1].record
    return {
        "record": record.id,
        "event": record.event,
        "subject": subject,
        "date": record.date.isoformat(),
        "recorded": record.recorded.isoformat(),
        "withdrawn": record.withdrawn.isoformat() if record.withdrawn else None,
        "issuer": found[0][1].issuer,
        "as_of": as_of.isoformat(),
        "as_known": as_known.isoformat() if as_known else None,
        "rulebooks": [_trace_json(rulebook, one) for rulebook, one in found],
        "not_in_force": list(not_in_force),
    }


def _trace_json(rulebook: str, found: Trace) -> dict[str, Any]:
    decision = found.decision.to_dict()
    lines = decision["score"]["lines"] if decision["score"] else []
    named = [part for kind in ("moved_by", "rewards", "lists", "sanctions") for part in decision[kind]]
    return {
        "rulebook": rulebook,
        "seen": found.visible,
        "lines": [line for line in lines if line.get("record") == found.record.id],
        "sets_off": [part for part in named if part.get("record") == found.record.id],
        "rests_on": list(found.rests_on),
        "meanwhile": [_spell(spell_json(spell)) for spell in found.spells],
        "decision": decision,
        "without": found.without.to_dict(),
    }


def _spell(data: dict[str, object]) -> dict[str, object]:
    data["with"], data["without"] = data.pop("first"), data.pop("second")
    return data
