"""The way out, for the person and for programs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from rich.text import Text

from creditlang import ir
from creditlang.analysis.proofs.scenario_text import name_text, value_text
from creditlang.analysis.recourse import Goal, OutOf, Recourse, Step, ToGrade, Way
from creditlang.render.because import titled, titles_of
from creditlang.render.ledger import wrapped
from creditlang.render.signs import visible
from creditlang.semantics import Decision, show_value
from creditlang.semantics.parts import Change
from creditlang.values import show_exact

_LABEL = 14


def recourse_text(found: Sequence[Recourse], now: Decision, series: ir.Series, room: int) -> Text:
    """What happens if nothing is done, and the ways to each goal.

    Args:
        series: the rulebook, which has the titles.
        room: the width in cells that lines keep to where they can.
    """
    titles = titles_of(series, now.as_of)
    text = Text.assemble(("If nothing is done", "title"))
    if not now.next_changes:
        _row(text, "", "nothing changes", room)
    for change in now.next_changes:
        _row(text, change.on.isoformat(), _change(change, titles), room)
    for one in found:
        to = "to " if isinstance(one.goal, ToGrade) else ""
        words = f"out of “{titles[one.goal.rule]}”" if isinstance(one.goal, OutOf) else one.goal.words
        text.append(f"\n\nThe way {to}{visible(words)}", "title")
        _goal(text, one, now, series, titles, room)
    return text


def _goal(text: Text, found: Recourse, now: Decision, series: ir.Series, titles: Mapping[str, str], room: int) -> None:
    if found.met:
        _row(text, "now", "it is so already", room)
        return
    if found.begins is not None:
        _row(text, "now", _coming(found.begins, found.goal, now), room)
    if found.waiting is not None:
        _row(text, found.waiting.isoformat(), "by waiting", room)
    for way in found.ways:
        words = "with one step" if len(way.steps) == 1 else f"with {len(way.steps)} steps"
        _row(text, way.on.isoformat(), words + _proof(way), room)
        for step in way.steps:
            _row(text, "", f"- {_step_words(step, series, titles)}", room)
        if way.lost is not None:
            _row(text, "", f"if nothing else is done, it is so until {way.lost}", room)
    waits_longer = found.waiting is None or found.waiting > found.until
    if not found.ways and waits_longer and found.undecided is None:
        _row(text, "none" if found.waiting is None else "", _none(found), room)
    if found.undecided is not None:
        _row(text, "undecided", found.undecided, room)


def _coming(begins: date, goal: Goal, now: Decision) -> str:
    """That a burden is announced: from which day on, through which record and under which law."""
    words = f"not in effect yet: announced, and begins on {begins} if nothing is done"
    part = next((p for p in now.announced if isinstance(goal, OutOf) and p.name == goal.rule), None)
    if part is None:
        return words
    return f"{words} (record {part.record}; {part.basis or 'no law is named'})"


def _none(found: Recourse) -> str:
    """That there is no way, how far was looked, and what would look further."""
    words = f"no way with up to {found.most} step{'s' if found.most != 1 else ''} until {found.until}"
    if found.until < found.horizon:
        words += ", the last day of the edition; ways under a later one are not looked for"
    if found.waiting is not None:
        return words
    if found.last:
        waited = f"and waiting does not help until {found.horizon}, the last day of the rulebook"
        return f"{words}, {waited}; `--steps` looks further"
    return f"{words}, and waiting does not help until {found.horizon}; `--steps` and `--years` look further"


def _proof(way: Way) -> str:
    if way.earliest and way.least:
        return ", proven: none with as few steps is earlier, and none takes less"
    return ", proven: none with as few steps is earlier" if way.earliest else ", not proven to be the earliest"


def _step_words(step: Step, series: ir.Series, titles: Mapping[str, str]) -> str:
    """A step as a reader would put it."""
    registry = series.registry
    event = registry.events[step.event]
    if step.field is not None:
        criteria = {name for edition in series.editions for name in edition.criteria}
        lifted = [f"“{titles[name]}”" for name in step.named_by if name not in criteria]
        counted = [f"“{titles[name]}”" for name in step.named_by if name in criteria]
        why = [f"which {', '.join(lifted)} names as the way out"] if lifted else []
        why += [f"from which {', '.join(counted)} counts its time"] if counted else []
        record = f"{event.title or event.name} {step.record}"
        return f"on {step.day}: {record} gets its `{step.field}`, {' and '.join(why)}"
    known = (
        f"{name_text(name)} {value_text(value, event.fields[name].type, registry)}"
        for name, value in step.values.items()
        if value is not None
    )
    given = ", ".join(known)
    return f"on {step.day}: {event.title or event.name}" + (f", {given}" if given else "")


def _change(change: Change, titles: Mapping[str, str]) -> str:
    because = "; ".join(titled(words, titles) for words in change.because)
    score = [] if change.points is None else [show_exact(change.points)]
    score += [] if change.grade is None else [change.grade]
    return f"{' '.join(score)}: {because}" if score else because


def _row(text: Text, label: str, words: str, room: int) -> None:
    text.append(f"\n  {label:<{_LABEL}}", "quiet")
    text.append(f"\n  {'':<{_LABEL}}".join(wrapped(visible(words), room - _LABEL - 2)))


# --- as data -----------------------------------------------------------------------------------------


def recourse_json(found: Sequence[Recourse], now: Decision) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "decision": now.to_dict(),
        "if_nothing_is_done": now.to_dict()["next_changes"],
        "goals": [_recourse(one) for one in found],
    }


def _recourse(found: Recourse) -> dict[str, Any]:
    return {
        "goal": found.goal.words,
        "met": found.met,
        "begins": _day(found.begins),
        "waiting": _day(found.waiting),
        "until": found.until.isoformat(),
        "horizon": found.horizon.isoformat(),
        "most_steps": found.most,
        "undecided": found.undecided,
        "ways": [
            {
                "on": way.on.isoformat(),
                "steps": [_step(step) for step in way.steps],
                "proven_earliest": way.earliest,
                "proven_least": way.least,
                "points": way.decision.to_dict()["points"],
                "grade": way.decision.grade,
                "lost": _day(way.lost),
            }
            for way in found.ways
        ],
    }


def _step(step: Step) -> dict[str, Any]:
    values = {name: _plain(value) for name, value in step.values.items() if value is not None}
    known = {"record": step.record, "named_by": list(step.named_by)} if step.record else {}
    return {"event": step.event, "date": step.day.isoformat(), **known, "values": values}


def _plain(value: object) -> object:
    return value if isinstance(value, bool | str | int) else show_value(value)  # type: ignore[arg-type]  # a field's value


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
