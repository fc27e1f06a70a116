"""What a rulebook does to a population, as tables with bars."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from creditlang.ir.names import same_words
from creditlang.render.signs import visible
from creditlang.render.terminal import counted
from creditlang.summary import Effect, Summary
from creditlang.values import show_exact

_BLOCKS = " ▏▎▍▌▋▊▉█"
_HEIGHTS = "▁▂▃▄▅▆▇█"
_BINS = 24
_LONGEST_NAME = 48
_LONGEST_BAR = 30


def summary_text(summary: Summary, room: int) -> Text:
    """The whole summary.

    Args:
        room: the width in cells that lines keep to.
    """
    table = _Table(summary, room)
    parts = [
        _head(summary),
        _points(summary),
        table.section("Grades", summary.grades),
        table.section("Criteria", summary.criteria),
        table.section("Moves of the grade", summary.moves),
        table.section("Rewards", summary.rewards),
        table.section("Sanctions", summary.sanctions),
        table.section("Public lists", summary.lists),
        Text(f"Decided by {summary.digest[:12]}, the digest of the rules.", "quiet"),
    ]
    return Text("\n\n").join(part for part in parts if part.plain)


def _head(summary: Summary) -> Text:
    text = Text.assemble((visible(summary.title or summary.rulebook), "title"))
    if summary.edition:
        text.append(f", edition {visible(summary.edition)}", "")
    text.append(f", as of {summary.as_of}")
    if summary.as_known:
        text.append(f", with what was known on {summary.as_known}")
    text.append(f"\n{counted(summary.people, 'person', 'people')}")
    for state, number in summary.unscored.items():
        text.append(f", {number:,} not scored: {state}", "warning")
    if summary.incomplete:
        text.append(f", {summary.incomplete:,} incomplete: a row was set aside", "warning")
    return text


def _points(summary: Summary) -> Text:
    lowest, median, highest = (summary.quantile(share) for share in (0.0, 0.5, 1.0))
    if lowest is None or median is None or highest is None:
        return Text()
    text = Text.assemble(("Points\n", "title"))
    text.append("  lowest ", "")
    text.append(show_exact(lowest), "title")
    if highest > lowest:
        text.append("  ")
        text.append(_histogram(summary), "bar")
        text.append("  ")
    else:
        text.append(", ")
    text.append("highest ")
    text.append(show_exact(highest), "title")
    text.append(", median ")
    text.append(show_exact(median), "title")
    return text


def _histogram(summary: Summary) -> str:
    """How many people have which score, as a row of columns from the lowest to the highest."""
    lowest, highest = min(summary.points), max(summary.points)
    bins = [0] * _BINS
    for points, people in summary.points.items():
        bins[min(int((points - lowest) * _BINS / (highest - lowest)), _BINS - 1)] += people
    most = max(bins)
    return "".join(_HEIGHTS[-(-people * (len(_HEIGHTS) - 1) // most)] if people else " " for people in bins)


class _Table:
    """Rows of all sections in the same columns."""

    def __init__(self, summary: Summary, room: int) -> None:
        rows = (
            *summary.grades,
            *summary.criteria,
            *summary.moves,
            *summary.rewards,
            *summary.sanctions,
            *summary.lists,
        )
        sums = [_sum(row) for row in rows if row.points is not None]
        self.people = summary.people
        self.number = max((len(f"{row.people:,}") for row in rows), default=1)
        self.sum = max((*map(len, sums), len("points in all"))) if sums else 0
        fixed = 2 + 2 + self.number + 2 + len("100.0%") + 2 + (2 + self.sum if self.sum else 0)
        self.name = min(max((cell_len(_label(row)) for row in rows), default=0), _LONGEST_NAME, room - fixed - 10)
        self.bar = min(room - fixed - self.name, _LONGEST_BAR)

    def section(self, title: str, rows: Sequence[Effect]) -> Text:
        """A heading and its rows; empty if there are none."""
        if not rows:
            return Text()
        text = Text.assemble((title, "title"))
        if rows[0].points is not None:
            lead = 2 + self.name + 2 + self.number + 2 + len("100.0%") + 2 + self.bar + 2
            text.append(" " * (lead - len(title)) + "points in all".rjust(self.sum), "quiet")
        for row in rows:
            text.append_text(self._row(row))
        return text

    def _row(self, row: Effect) -> Text:
        label = _label(row)
        if cell_len(label) > self.name:
            label = set_cell_size(label, self.name - 1).rstrip() + "…"
        share = row.people / self.people if self.people else 0.0
        line = Text("\n  ")
        line.append(set_cell_size(label, self.name), "" if row.people else "quiet")
        line.append(f"  {row.people:>{self.number},}  {share:>6.1%}  ", "" if row.people else "quiet")
        line.append(_bar(share, self.bar).ljust(self.bar), "bar")
        if row.points is not None:
            line.append(
                "  " + _sum(row).rjust(self.sum), "gain" if row.points > 0 else "loss" if row.points < 0 else "quiet"
            )
        line.rstrip()
        return line


def _label(row: Effect) -> str:
    """The title; for a grade its name too, which is what rules speak of."""
    if row.title and len(row.name) <= 4 and not same_words(row.name, row.title):
        return visible(f"{row.name} {row.title}")
    return visible(row.title or row.name)


def _sum(row: Effect) -> str:
    assert row.points is not None
    digits = show_exact(row.points)
    whole, dot, decimals = digits.partition(".")
    grouped = f"{int(whole):,}{dot}{decimals}" if "/" not in whole else whole
    return f"+{grouped}" if row.points > 0 else grouped


def _bar(share: float, width: int) -> str:
    eighths = round(share * width * 8)
    if share and not eighths:
        eighths = 1
    return "█" * (eighths // 8) + _BLOCKS[eighths % 8].strip()
