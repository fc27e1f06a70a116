"""Trees of amounts in which the branches of every entry add up to it.

In come entries; out come lines with aligned amounts and, in a column of its own, what each rests on.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

import attrs
from rich.cells import cell_len
from rich.text import Text

from creditlang.render.signs import visible

_GAP = 3
_NARROWEST = 24
"""A column of words is never made narrower than this, even if a line then grows too long."""


@attrs.frozen
class Entry:
    """An amount, what it is, and what it is made of.

    Attributes:
        amount: as it is shown, with its sign.
        aside: what it rests on, shown in the right column.
        below: further words, on lines of their own; only for an entry without branches.
        style: of the amount.
        quiet: whether it is shown as less than the rest, such as a step that only bounds a sum.
    """

    amount: str
    label: str
    aside: str = ""
    below: str = ""
    style: str = ""
    quiet: bool = False
    branches: tuple[Entry, ...] = ()


@attrs.frozen
class _Row:
    entry: Entry
    lead: str
    below: str
    amount: str

    @property
    def start(self) -> int:
        """The cell at which the words begin."""
        return cell_len(self.lead) + cell_len(self.amount) + 2


def ledger(entries: Sequence[Entry], room: int) -> Text:
    """The entries, one below the other, each with its branches.

    Args:
        room: the width in cells that lines keep to where they can.
    """
    rows = list(_rows(entries))
    beside = [row for row in rows if row.entry.aside]
    if not beside:
        return Text("\n").join(line for row in rows for line in _lines(row, room, room))
    widest = max(row.start + cell_len(visible(row.entry.label)) for row in beside)
    longest = max(cell_len(visible(row.entry.aside)) for row in beside)
    column = min(widest + _GAP, max(room - longest, room // 2))
    return Text("\n").join(line for row in rows for line in _lines(row, column, room))


def _rows(entries: Sequence[Entry], lead: str = "  ", top: bool = True) -> Iterator[_Row]:
    amounts = max((cell_len(entry.amount) for entry in entries), default=0)
    for entry in entries:
        last = entry is entries[-1]
        fork = "" if top else "└─ " if last else "├─ "
        below = lead if top else lead + ("   " if last else "│  ")
        amount = entry.amount.rjust(amounts)
        inner = below + " " * (amounts - cell_len(entry.amount.lstrip("+-")) if top else amounts - 1)
        yield _Row(entry, lead + fork, inner if entry.branches else below, amount)
        yield from _rows(entry.branches, inner, top=False)


def _lines(row: _Row, column: int, room: int) -> Iterator[Text]:
    """A row, on more lines where its words need them; what it rests on begins at `column`."""
    entry = row.entry
    start = row.start
    label = wrapped(entry.label, column - _GAP - start if entry.aside else room - start)
    aside = wrapped(entry.aside, room - column) if entry.aside else []
    if entry.below:
        label += wrapped(entry.below, (column - _GAP if len(aside) > len(label) else room) - start)
    style = "quiet" if entry.quiet else ""
    for number in range(max(len(label), len(aside))):
        if number == 0:
            line = Text.assemble((row.lead, "frame"), (row.amount, entry.style or style), "  ")
        else:
            below = row.below + ("│" if entry.branches else "")
            line = Text.assemble((below, "frame"), " " * (start - cell_len(below)))
        if number < len(label):
            line.append(label[number], style)
        if number < len(aside):
            line.append(" " * max(column - cell_len(line.plain), _GAP))
            line.append(aside[number], "law")
        line.rstrip()
        yield line


def wrapped(words: str, room: int) -> list[str]:
    """Words broken into lines by their cells, not their characters; at least one line."""
    shown, width = visible(words), max(room, _NARROWEST)
    if cell_len(shown) <= width:
        return [shown]
    wide = cell_len(shown) / max(len(shown), 1)
    return textwrap.wrap(shown, max(int(width / wide), 8), break_on_hyphens=False) or [""]
