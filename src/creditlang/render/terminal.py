"""Consoles, and diagnostics for people.

Colour only on a terminal, and not where `NO_COLOR` is set; in a pipe the same words, plain, 100 cells wide.
"""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable
from typing import IO

from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from creditlang.diagnostics import Diagnostic, Severity
from creditlang.render.signs import visible
from creditlang.render.snippets import Mark, gutter_of, heading, snippet
from creditlang.source import Source

PIPE_WIDTH = 100
"""The width of everything that does not go to a terminal."""

FEW = 3
"""So many wrong signs of one kind are shown one by one; of more, the first, and the lines of the others."""

MOST_LINES = 30

WIDEST = 140
"""Lines longer than this are hard to read, however wide the terminal is."""

THEME = Theme(
    {
        "error": "bold red",
        "warning": "bold yellow",
        "frame": "blue",
        "number": "blue",
        "place": "default",
        "hint": "bold cyan",
        "also": "bold blue",
        "message": "bold",
        "good": "green",
        "bad": "red",
        "quiet": "bright_black",
        "title": "bold",
        "law": "italic bright_black",
        "gain": "green",
        "loss": "red",
        "bar": "cyan",
    },
    inherit=True,
)


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the command line, which ends quietly."""
        raise BrokenPipeError


def console(stream: IO[str]) -> Console:
    """A console for a stream: coloured and as wide as the terminal, or plain and of fixed width."""
    terminal = stream.isatty()
    plain = not terminal or bool(os.environ.get("NO_COLOR"))
    made = _Console(
        file=stream,
        theme=THEME,
        color_system=None if plain else "auto",
        force_terminal=terminal,
        width=None if terminal else PIPE_WIDTH,
        highlight=False,
        markup=False,
        emoji=False,
        soft_wrap=True,
    )
    if terminal and made.width > WIDEST:
        made.width = WIDEST
    return made


def diagnostics_text(diagnostics: Iterable[Diagnostic], room: int) -> Text:
    """All findings: warnings first, so that errors stand last, where people look.

    Of warnings of one kind the first is shown whole, the others in a line each.
    """
    kinds: dict[str, list[Diagnostic]] = {}
    errors: list[list[Diagnostic]] = []
    signs: dict[tuple[str, str], list[Diagnostic]] = {}
    for found in diagnostics:
        if not found.is_error:
            kinds.setdefault(found.code, []).append(found)
        elif found.of_the_keyboard and found.span is not None:
            alike = signs.setdefault((found.code, found.span.source.name), [])
            if not alike:
                errors.append(alike)
            alike.append(found)
        else:
            errors.append([found])
    blocks = [_warnings_text(alike, room) for alike in kinds.values()]
    return Text("\n\n").join([*blocks, *(_errors_text(alike, room) for alike in errors)])


def _errors_text(alike: list[Diagnostic], room: int) -> Text:
    """Errors that are shown one by one, unless there are many of a kind that one setting of a keyboard makes."""
    if len(alike) <= FEW:
        return Text("\n\n").join(diagnostic_text(found, room) for found in alike)
    lines = sorted({found.span.position.line for found in alike[1:] if found.span})
    shown = ", ".join(map(str, lines[:MOST_LINES]))
    rest = f" and {len(lines) - MOST_LINES:,} more" if len(lines) > MOST_LINES else ""
    words = f"{len(alike) - 1:,} more of this kind, in line{'s' if lines[1:] else ''} {shown}{rest}"
    gutter = gutter_of(_marks(alike[0], "error")[0])
    wrapped = textwrap.wrap(words, max(20, room - gutter - 3))
    text = diagnostic_text(alike[0], room)
    text.append_text(
        Text.assemble(f"\n{' ' * gutter}", (" = ", "frame"), (f"\n{' ' * (gutter + 3)}".join(wrapped), ""))
    )
    return text


def _warnings_text(alike: list[Diagnostic], room: int) -> Text:
    text = diagnostic_text(alike[0], room)
    others = alike[1:]
    if others:
        gutter = " " * (gutter_of(_marks(alike[0], "warning")[0]) if alike[0].span else 0)
        text.append_text(
            Text.assemble(f"\n{gutter}", (" = ", "frame"), (f"{len(others)} more of this kind", "hint"), ":")
        )
    for found in others:
        text.append(f"\n{gutter}   {_place(found)}{visible(found.message_text())}")
    return text


def _place(found: Diagnostic) -> str:
    if found.span is None:
        return ""
    return f"{visible(found.span.source.name)}:{found.span.position.line}: "


def diagnostic_text(found: Diagnostic, room: int) -> Text:
    """One finding: its sentence, its places, its hint.

    Args:
        room: the width in cells that lines keep to where they can.
    """
    style = "error" if found.severity is Severity.ERROR else "warning"
    head = Text.assemble(
        (f"{found.severity.value}[{found.code}]", style), ": ", (visible(found.message_text()), "message")
    )
    blocks = [head]
    gutter = 0
    groups = _marks(found, style)
    if groups:
        gutter = max(gutter_of(marks) for marks in groups)
    for marks in groups:
        blocks.append(heading(marks[0].span, gutter_of(marks)))
        blocks.append(snippet(marks, room))
    hint = visible(found.hint_text())
    if hint:
        blocks.append(_hint(hint, gutter, room))
    return Text("\n").join(blocks)


def findings_line(diagnostics: Iterable[Diagnostic]) -> Text:
    """How many errors and warnings there are; empty if there are none."""
    found = tuple(diagnostics)
    errors = sum(d.is_error for d in found)
    parts = [
        Text(counted(number, word), word)
        for number, word in ((errors, "error"), (len(found) - errors, "warning"))
        if number
    ]
    return Text(", ").join(parts)


def counted(number: int, word: str, plural: str = "") -> str:
    """`1 person`, `1,200 people`."""
    return f"{number:,} {word if number == 1 else plural or word + 's'}"


def _hint(hint: str, gutter: int, room: int) -> Text:
    lead = f"{' ' * gutter} = hint: "
    lines = textwrap.wrap(hint, max(room - len(lead), 30), break_long_words=False, break_on_hyphens=False)
    text = Text.assemble((f"{' ' * gutter} = ", "frame"), ("hint", "hint"), ": ", lines[0])
    for line in lines[1:]:
        text.append(f"\n{' ' * len(lead)}{line}")
    return text


def _marks(found: Diagnostic, style: str) -> list[list[Mark]]:
    """The places of a finding, those in one source together, its own first."""
    if found.span is None:
        return []
    groups: dict[Source, list[Mark]] = {found.span.source: [Mark(found.span, "", style)]}
    for label in found.labels():
        mark = Mark(label.span, visible(label.text), "also", "-")
        groups.setdefault(label.span.source, []).append(mark)
    return list(groups.values())
