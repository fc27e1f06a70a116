"""The difference of two rulebooks on a terminal: the verdict first, then law, effect and people."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from rich.cells import cell_len
from rich.text import Text

from creditlang.analysis.diff.articles import Bearing
from creditlang.analysis.diff.comparison import Comparison, PairDifference
from creditlang.analysis.diff.effect import Effect, EffectDifference, Verdict, Witness
from creditlang.analysis.diff.law import ArticleChange, CellChange, ClauseChange, Fate, Law
from creditlang.analysis.diff.population import Population
from creditlang.analysis.diff.ranges import day_ranges
from creditlang.render.diff import wording
from creditlang.render.diff.people import people_text
from creditlang.render.diff.places import Places, places
from creditlang.render.signs import visible

MOST_CELLS = 12
"""Of a table that changed in more places the first ones are shown; the page and the JSON have all."""

_FATES = {Fate.NEW: "gain", Fate.REPEALED: "loss"}
_VERDICTS = {Verdict.EQUAL: "good", Verdict.DIFFERENT: "warning", Verdict.UNDECIDED: "error"}


def difference_text(comparison: Comparison, population: Population | None, room: int, *, effect: bool = True) -> Text:
    """The whole answer.

    Args:
        room: the width in cells that lines keep to where they can.
        effect: whether the effect was asked for.
    """
    where = places(comparison)
    head = Text(visible(wording.title(comparison)), "title")
    if effect:
        head.append("\n")
        style = "warning" if comparison.bounded else "good"
        head.append(
            visible(wording.whole_verdict(comparison)),
            style if comparison.verdict is Verdict.EQUAL else _VERDICTS[comparison.verdict],
        )
        first, *more = _wrapped(f"Compared: {wording.scope(comparison)}.", room)
        head.append("".join(f"\n{line}" for line in (first, *more)), "quiet")
    parts = [head]
    if not comparison.is_alone:
        lines = [f"\n  {visible(wording.days(found))}" for found in day_ranges(comparison)]
        parts.append(Text.assemble(("In force", "title"), "".join(lines)))
    for found in comparison.pairs:
        if found.is_same and not comparison.is_alone:
            parts.append(Text(f"{visible(wording.pair_title(found))}: the same", "quiet"))
            continue
        if not comparison.is_alone:
            parts.append(Text(visible(wording.pair_title(found)), "title"))
        parts += _pair(found, where, room)
    if population is not None:
        parts.append(people_text(population))
    return Text("\n\n").join(part for part in parts if part.plain)


def _pair(found: PairDifference, where: Places, room: int) -> list[Text]:
    parts = []
    if found.law is not None:
        parts += _law(found.law, where, room)
    if found.effect is not None:
        parts += _effect(found.effect, room)
    return parts


# --- law -------------------------------------------------------------------------------------------------


def _law(law: Law, where: Places, room: int) -> list[Text]:
    parts = [Text.assemble(("In law", "title"), f": {wording.tally(law)}")]
    told = wording.parts(law)
    parts += [_article(change, where, room) for change in told.one_by_one]
    if told.touched:
        lines = [f"{wording.heading(c, title=False)}: reads {wording.reads(c)}" for c in told.touched]
        parts.append(_listed("touched by another change", lines, room))
    if told.alike:
        alike = [f"{a.clause} of {len(a.articles)} rules: {wording.several(a.articles)}" for a in told.alike]
        parts.append(_listed("changed in what is said only", alike, room))
    return parts


def _listed(head: str, lines: Sequence[str], room: int) -> Text:
    text = Text(f"  {head}", "hint")
    for line in lines:
        first, *more = _wrapped(visible(line), room - 8)
        text.append(f"\n      {first}")
        text.append("".join(f"\n        {rest}" for rest in more))
    return text


def _article(change: ArticleChange, where: Places, room: int) -> Text:
    style = next((_FATES[fate] for fate in change.fates if fate in _FATES), "hint")
    text = Text(f"  {wording.fates(change)} ", style)
    text.append(visible(wording.heading(change)), "message")
    place = where.both(*(None if article is None else article.span for article in (change.old, change.new)))
    _aside(text, place, room)
    if change.old is None or change.new is None:
        article = change.new or change.old
        assert article is not None
        for clause in article.clauses.values():
            if clause.words is not None and clause.bearing in (Bearing.EFFECT, Bearing.PROCESS):
                _line(text, "+" if change.new else "-", clause.words, "", room)
    for clause_change in change.clauses:
        _clause(text, clause_change, where, room)
    for cell in change.cells[:MOST_CELLS]:
        _cell(text, cell, where, room)
    if len(change.cells) > MOST_CELLS:
        text.append(f"\n      and {len(change.cells) - MOST_CELLS} more answers", "quiet")
    return text


def _clause(text: Text, change: ClauseChange, where: Places, room: int) -> None:
    if change.through:
        through = ", ".join(change.through)
        words = f"{change.new.words or change.name}" if change.new else change.name
        text.append(f"\n      {visible(words)}", "")
        text.append(f"   reads {visible(through)}, which changed", "quiet")
        return
    for sign, clause in (("-", change.old), ("+", change.new)):
        if clause is not None:
            _line(text, sign, clause.words or "", where.of(clause.span), room)


def _cell(text: Text, change: CellChange, where: Places, room: int) -> None:
    shown = f"{wording.cell(change)}: {change.old or 'no answer'} → {change.new or 'no answer'}"
    text.append(f"\n      {visible(shown)}")
    _aside(text, where.both(change.old_span, change.new_span), room)


def _line(text: Text, sign: str, words: str, place: str, room: int) -> None:
    style = "gain" if sign == "+" else "loss"
    lines = _wrapped(visible(words), room - 8)
    text.append(f"\n    {sign} ", style)
    text.append(lines[0], style)
    for line in lines[1:]:
        text.append(f"\n        {line}", style)
    _aside(text, place, room)


def _aside(text: Text, place: str, room: int) -> None:
    """A place at the right end of the last line, or below it where there is no room."""
    if not place:
        return
    last = text.plain.rpartition("\n")[2]
    gap = room - cell_len(last) - cell_len(visible(place))
    text.append(" " * gap if gap >= 2 else f"\n{' ' * 8}")
    text.append(visible(place), "place")


def _wrapped(words: str, room: int) -> list[str]:
    return textwrap.wrap(words, max(room, 30), break_long_words=False, break_on_hyphens=False) or [""]


# --- effect ----------------------------------------------------------------------------------------------


def _effect(found: EffectDifference, room: int) -> list[Text]:
    text = Text("In effect", "title")
    if found.bounds:
        text.append("\n  ".join(_wrapped(f": {visible(found.bounds)}", room - len(text.plain))), "quiet")
    equal = [effect for effect in found.effects if effect.verdict is Verdict.EQUAL]
    rest = [effect for effect in found.effects if effect.verdict is not Verdict.EQUAL]
    for by in dict.fromkeys((effect.by, effect.bounded) for effect in equal):
        alike = [effect.name for effect in equal if (effect.by, effect.bounded) == by]
        words = f"{'' if by[1] else 'equal, proved, '}{by[0]}: {', '.join(alike)}"
        style = "warning" if by[1] else "good"
        first, *more = _wrapped(visible(words), room - 4)
        text.append(f"\n  {first}", style)
        text.append("".join(f"\n    {line}" for line in more), style)
    if remark := wording.on_whom(found):
        text.append(f"\n  {remark}", "quiet")
    parts = [text]
    shown = {id(effect) for effects, _ in wording.by_case(rest) for effect in effects[1:]}
    first_of = {id(e): effects[0].name for effects, _ in wording.by_case(rest) for e in effects}
    parts += [_one(effect, room, first_of[id(effect)] if id(effect) in shown else None) for effect in rest]
    for extreme, way in ((found.gain, "gain"), (found.loss, "loss")):
        if extreme is not None:
            line = Text(f"  largest {way} of points ", "message")
            line.append("\n      ".join(_wrapped(wording.extreme(extreme), room - cell_len(line.plain))), "")
            if extreme.witness is not None and extreme.change:
                line.append_text(_witness(extreme.witness, room))
            parts.append(line)
    if found.moves:
        parts.append(_moves(found, room))
    return parts


def _one(effect: Effect, room: int, told: str | None) -> Text:
    """An effect with its case, unless the case of another one that was told shows it as well."""
    text = Text(f"  {visible(effect.name)} ", "message")
    lines = _wrapped(visible(wording.verdict(effect)), room - cell_len(text.plain))
    text.append("\n      ".join(lines), _VERDICTS[effect.verdict])
    if effect.witness is not None and told is not None:
        text.append(f", in the case of: {visible(told)}", _VERDICTS[effect.verdict])
    elif effect.witness is not None:
        text.append_text(_witness(effect.witness, room))
    return text


def _witness(witness: Witness, room: int) -> Text:
    text = Text()
    for line in witness.scenario.splitlines():
        text.append(f"\n      {visible(line)}")
    for word, decision, style in (("old", witness.old, "loss"), ("new", witness.new, "gain")):
        first, *more = _wrapped(f"{word}: {visible(wording.outcome(decision))}", room - 6)
        text.append(f"\n      {first}", style)
        text.append("".join(f"\n           {line}" for line in more), style)
    if not witness.pastes:
        text.append("".join(f"\n      {line}" for line in _wrapped(wording.NOT_PASTED, room - 6)), "quiet")
    return text


def _moves(found: EffectDifference, room: int) -> Text:
    text = Text("  Grades that someone can move between", "message")
    names = {
        Verdict.DIFFERENT: ("possible", "warning"),
        Verdict.EQUAL: ("impossible within the bounds", "warning"),
        Verdict.UNDECIDED: ("undecided", "error"),
    }
    for verdict, (word, style) in names.items():
        pairs = [f"{move.old} → {move.new}" for move in found.moves if move.verdict is verdict]
        if pairs:
            rest = verdict is Verdict.EQUAL and len(pairs) < len(found.moves)
            shown = f"all others, {len(pairs)}" if rest and len(pairs) > 6 else ", ".join(pairs)
            first, *more = _wrapped(f"{word}: {visible(shown)}", room - 4)
            text.append(f"\n    {first}", style)
            text.append("".join(f"\n      {line}" for line in more), style)
    return text
