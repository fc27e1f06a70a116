"""The comparison of localities on a terminal, and as a page with a heat map."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from creditlang.analysis.compare import Comparison, Locality, Row, Standard, Way, share
from creditlang.render.page import page, table, tag
from creditlang.render.signs import visible
from creditlang.render.standards import (
    cell_lines,
    consequence_text,
    finding_text,
    points_text,
)
from creditlang.render.terminal import counted
from creditlang.types import Interval
from creditlang.values import Exact, magnitude, show_exact

_NARROWEST = 18
"""Cells of a column that a reader still follows; localities that have less are listed below each deed instead."""


def comparison_text(comparison: Comparison, room: int) -> RenderableType:
    """What each deed counts in each place, as a table or, of more places than fit, as a list; below it where standards
    differ.

    Args:
        room: the width in cells.
    """
    fits = room // (len(comparison.localities) + 1) >= _NARROWEST
    blocks: list[RenderableType] = [_grid(comparison) if fits else _list(comparison), Text()]
    differing = [row for row in comparison.rows if row.differences]
    blocks.append(Text("Where the same deed meets different standards", "title"))
    for row in differing:
        blocks.append(Text.assemble("\n", (visible(row.deed.title), "message")))
        for difference in row.differences:
            blocks.append(Text(f"  {visible(finding_text(comparison, row, difference))}"))
    if not differing:
        blocks.append(Text("nowhere"))
    if comparison.ignored:
        number = len(comparison.ignored)
        words = f"\n{counted(number, 'deed')} of the registry move{'s' * (number == 1)} nothing in any of them."
        blocks.append(Text(words, "quiet"))
    return Group(*blocks)


def _grid(comparison: Comparison) -> Table:
    """A row for each deed, a column for each place."""
    grid = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, expand=False)
    grid.add_column("deed", ratio=2, overflow="fold")
    for locality in comparison.localities:
        grid.add_column(_heading(locality), ratio=2, overflow="fold")
    for row in comparison.rows:
        grid.add_row(visible(row.deed.title), *(_cell(standard) for standard in row.standards))
    return grid


def _list(comparison: Comparison) -> Text:
    """The places with their scales; then below each deed what it counts, with all places where it counts so."""
    text = Text("places", "title")
    for locality in comparison.localities:
        text.append(f"\n  {visible(locality.name)}", "message")
        text.append(f"  {visible(locality.title)}, {_span(locality)}", "")
    for row in comparison.rows:
        text.append(f"\n\n{visible(row.deed.title)}", "title")
        cells: dict[str, tuple[Text, list[str]]] = {}
        for locality, standard in zip(comparison.localities, row.standards, strict=True):
            cell = _cell(standard, ", ")
            cells.setdefault(cell.plain, (cell, []))[1].append(visible(locality.name))
        for cell, names in cells.values():
            where = "everywhere" if len(names) == len(comparison.localities) else ", ".join(names)
            text.append("\n  ").append_text(cell).append(f"  {where}", "quiet")
    return text


def _heading(locality: Locality) -> str:
    span = f"\n{_span(locality)}"
    return f"{visible(locality.title)}{span}"


def _span(locality: Locality) -> str:
    """Where the score starts and which ends it has."""
    score = locality.edition.score
    if score is None:
        return "no score"
    parts = []
    parts.append("start depends" if locality.start is None else f"starts at {show_exact(locality.start)}")
    if score.bounds.low is not None and score.bounds.high is not None:
        parts.append(f"{show_exact(score.bounds.low)} to {show_exact(score.bounds.high)}")
    return ", ".join(parts)


def _cell(standard: Standard, between: str = "\n") -> Text:
    lines = list(cell_lines(standard))
    text = Text(between.join(map(visible, lines)) if lines else "·")
    if standard.charges and standard.worth is not None:
        tone = _tone(standard.worth)
        text.stylize({"costs": "loss", "earns": "gain"}.get(tone, ""), 0, len(visible(lines[0])))
    return text


def _tone(worth: Interval) -> str:
    if worth.high is not None and worth.high <= 0:
        return "costs"
    return "earns" if worth.low is not None and worth.low >= 0 else "either"


# --- the page ------------------------------------------------------------------------------------------

_STEPS = (0, 1, 5, 10, 25)
"""From which share of the score, in hundredths, each shade begins."""


def comparison_page(comparison: Comparison) -> str:
    """A page: the heat map, where standards differ, and every rule behind a cell."""
    names = " · ".join(locality.name for locality in comparison.localities)
    return page(
        f"The same deed: {names}",
        tag("h1", "The same deed in several places"),
        tag(
            "p",
            f"{counted(len(comparison.rows), 'deed')} of the registry {comparison.registry.name}, as"
            f" {counted(len(comparison.localities), 'rulebook')} see them. A shade says how far one record can move the"
            " score, measured by the whole scale: orange is towards worse grades, blue towards better ones; without"
            " grades more points are better. The scale goes from the worst score to the best, or without bounds from"
            " the start to the farthest grade. What is said holds for every record of the kind.",
            class_="lead",
        ),
        _legend(),
        table(
            ["Deed", *(_page_heading(locality) for locality in comparison.localities)],
            (_page_row(comparison, row) for row in comparison.rows),
            caption="What one record counts, for how long, and what it sets off",
        ),
        tag("h2", "Where the same deed meets different standards"),
        list(_findings(comparison)),
        tag("h2", "Deeds that move nothing"),
        tag("p", ", ".join(deed.title for deed in comparison.ignored) or "none"),
    )


def _page_heading(locality: Locality) -> list[Element | str]:
    edition = locality.edition.edition
    return [
        locality.title,
        tag("br"),
        tag("small", f"{f'edition {edition}, ' if edition else ''}{_span(locality)}"),
    ]


def _page_row(comparison: Comparison, row: Row) -> list[Element | str]:
    cells: list[Element | str] = [row.deed.title]
    for locality, standard in zip(comparison.localities, row.standards, strict=True):
        cells.append(_page_cell(locality, standard))
    return cells


def _page_cell(locality: Locality, standard: Standard) -> Element:
    if not standard.says_something:
        return tag("span", "·", class_="nothing", title="takes no notice of it")
    # The first line is the number, where there is one; after it come times and what the deed sets off.
    lines = list(cell_lines(standard))
    parts: list[Element] = [tag("strong", lines.pop(0))] if standard.charges else []
    parts += [tag("span", line) for line in lines]
    parts.append(tag("details", tag("summary", "law"), tag("ul", list(_laws(standard)))))
    return tag("div", parts, class_=f"deed {_shade(standard.worth, locality)}")


def _laws(standard: Standard) -> Iterator[Element]:
    """Every rule behind a cell, with its law."""
    for charge in standard.charges:
        caps = "".join(f"; {limit.words}" for limit in charge.limits)
        words = f"{charge.rule.shown}: {points_text(charge.points, (charge,))}{caps}"
        yield tag("li", words, tag("small", charge.rule.basis or "no law named"))
    for consequence in standard.consequences:
        words = consequence_text(consequence)
        words = words if consequence.way is Way.PREVENTS else f"{words}, {consequence.way.value}"
        yield tag("li", words, tag("small", consequence.rule.basis or "no law named"))


def _shade(worth: Interval | None, locality: Locality) -> str:
    if worth is None:
        return "plain"
    part = share(worth, locality)
    tone = _tone(worth)
    if part is None or tone == "either":
        return tone
    largest: Exact = (
        100 if part.low is None or part.high is None else max(magnitude(part.low), magnitude(part.high)) * 100
    )
    step = sum(largest >= start for start in _STEPS)
    return f"{tone} {tone}-{step}"


def _findings(comparison: Comparison) -> Iterator[Element]:
    for row in comparison.rows:
        if row.differences:
            yield tag("h3", row.deed.title)
            yield tag("ul", [tag("li", finding_text(comparison, row, found)) for found in row.differences])


def _legend() -> Element:
    steps: list[Exact] = [*_STEPS[1:]]
    labels = ["under 1 %", *(f"from {show_exact(step)} %" for step in steps)]
    return tag(
        "p",
        [
            tag("span", f"{word} {label}", class_=f"key {tone} {tone}-{number}")
            for tone, word in (("costs", "worse"), ("earns", "better"))
            for number, label in enumerate(labels, start=1)
        ],
        class_="legend",
    )
