"""What corrections change, for people and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.text import Text

from creditlang.analysis.rescore import Correction, CorrectionKind, Notification, Rescored, fact_words
from creditlang.analysis.spells import Burden, Spell
from creditlang.data.fact_corrections import FactCorrection
from creditlang.render.ledger import wrapped
from creditlang.render.meanwhile import AS_IT_WAS, outcome_text, spell_json, spell_texts
from creditlang.render.signs import visible
from creditlang.semantics import show_value

MOST_SHOWN = 20
"""How many people are shown one by one; the JSON has all."""

_LABEL = 11


def rescored_text(found: Sequence[Rescored], looked_at: int, room: int) -> Text:
    """Everyone whose decision changes, or who had it better or worse meanwhile.

    Args:
        looked_at: how many people the corrections concern.
        room: the width in cells that lines keep to where they can.
    """
    if not found:
        return Text(f"Nothing changes for the {looked_at:,} that the corrections concern.")
    changed = sum(bool(one.because) for one in found)
    harmed = sum(bool(one.suffered) for one in found)
    head = Text.assemble(
        (f"{changed:,} of {looked_at:,}", "title"),
        " whom the corrections concern are decided on otherwise; ",
        (f"{harmed:,}", "title"),
        " had it worse meanwhile than they should have had.",
    )
    blocks = [head, *(_person(one, room) for one in found[:MOST_SHOWN])]
    if len(found) > MOST_SHOWN:
        blocks.append(Text(f"… and {len(found) - MOST_SHOWN:,} more: --format json has all.", "quiet"))
    return Text("\n\n").join(blocks)


def _person(one: Rescored, room: int) -> Text:
    text = Text.assemble((visible(one.subject), "title"), "  ", outcome_text(one.before))
    if outcome_text(one.after) != outcome_text(one.before):
        text.append(" → ").append(outcome_text(one.after), "title")
    else:
        text.append(" as before")
    rows = [("through", _correction(cause)) for cause in one.causes]
    rows += [("changes", "; ".join(one.because))] if one.because else []
    for burden, label in ((Burden.HARM, "suffered"), (Burden.FAVOUR, "spared"), (Burden.OTHER, "meanwhile")):
        own = (spell for spell in one.spells if spell.burden is burden)
        rows += [(label, words) for words in spell_texts(own, AS_IT_WAS)]
    rows += [("tell", _told(notification)) for notification in one.notifications]
    before = ""
    for label, words in rows:
        lead = "" if label == before else label
        style = "loss" if label == "suffered" else ""
        lines = wrapped(visible(words), room - _LABEL - 2)
        text.append(f"\n  {lead:<{_LABEL}}", "quiet")
        text.append(f"\n  {'':<{_LABEL}}".join(lines), style)
        before = label
    return text


def _correction(correction: Correction | FactCorrection) -> str:
    if isinstance(correction, FactCorrection):
        return fact_words(correction)
    record = correction.record
    verb = "withdrawn" if correction.kind is CorrectionKind.WITHDRAWN else "recorded"
    words = f"{record.event} {record.id} of {record.date}, {verb} {correction.on}"
    return f"{words}, from {correction.issuer}" if correction.issuer else words


def _told(notification: Notification) -> str:
    return f"{notification.who}, {notification.role.value}" if notification.who else notification.role.value


# --- for programs --------------------------------------------------------------------------------------


def rescored_json(found: Iterable[Rescored]) -> list[dict[str, object]]:
    """Everyone, as plain data."""
    return [
        {
            "subject": one.subject,
            "before": one.before.to_dict(),
            "after": one.after.to_dict(),
            "because": list(one.because),
            "corrections": [_correction_json(c, c in one.causes) for c in one.corrections],
            "meanwhile": [_spell(spell) for spell in one.spells],
            "notify": [
                {"role": notification.role.value, "who": notification.who, "about": list(notification.about)}
                for notification in one.notifications
            ],
        }
        for one in found
    ]


def _spell(spell: Spell) -> dict[str, object]:
    data = spell_json(spell)
    data["was"], data["due"] = data.pop("first"), data.pop("second")
    return data


def _correction_json(correction: Correction | FactCorrection, cause: bool) -> dict[str, object]:
    if isinstance(correction, FactCorrection):
        return {
            "kind": "fact",
            "of": correction.subject,
            "subject": correction.id,
            "field": correction.field,
            "was": _fact(correction.was),
            "is": _fact(correction.should_be),
            "since": correction.since.isoformat() if correction.since else None,
            "on": correction.known.isoformat(),
            "cause": cause,
        }
    record = correction.record
    return {
        "kind": correction.kind.value,
        "event": record.event,
        "record": record.id,
        "date": record.date.isoformat(),
        "on": correction.on.isoformat(),
        "issuer": correction.issuer,
        "cause": cause,
    }


def _fact(value: object) -> object:
    return value if value is None or isinstance(value, bool | str | int) else show_value(value)  # type: ignore[arg-type]  # a fact's value
