"""Pages: one HTML file that needs nothing else, for a screen, a phone and paper.

Pages are built as trees and written once, so that everything is escaped and nothing can be left open:

    page("Title", tag("h1", "Title"), tag("p", "Some ", tag("strong", "text"), class_="lead"))

Drawings are trees as well: `tag("svg", …, viewBox="0 0 10 10")`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from xml.etree.ElementTree import Element, tostring

from creditlang.render.signs import visible

Content = Element | str | None | Iterable["Content"]
"""What may stand in an element: elements, texts, nothing, or any of these in a row."""


def tag(name: str, /, *content: Content, **attributes: object) -> Element:
    """An element of HTML or SVG.

    Args:
        name: `p`, `td`, `svg`…
        content: what stands in it; texts are escaped, and control characters in them made visible.
        attributes: None and False leave one out, True writes it bare. `_` stands for `-`, except at the end, where it
            only keeps the name from being a word of Python: `class_`, `aria_label`.
    """
    made = Element(name)
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        made.set(key.rstrip("_").replace("_", "-"), "" if value is True else visible(str(value)))
    _fill(made, content)
    return made


def page(title: str, *body: Content, language: str = "en") -> str:
    """A whole page.

    Args:
        title: what the browser's tab says; the heading is the body's own.
        body: stands in `main`.
        language: of the text, as HTML's `lang` has it.
    """
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        _style(),
    )
    tree = tag("html", head, tag("body", tag("main", *body)), lang=language)
    return f"<!doctype html>\n{tostring(tree, encoding='unicode', method='html')}\n"


def table(headings: Sequence[Content], rows: Iterable[Sequence[Content]], *, caption: Content = None) -> Element:
    """A table that scrolls sideways by itself on a narrow screen.

    The first cell of a row is its heading. A cell that holds `number(…)` stands to the right, with the headings of its
    column.

    Args:
        headings: of the columns.
        rows: as many cells each.
        caption: what the table shows.
    """
    lines = [list(row) for row in rows]
    right = [any(_is_number(row[column]) for row in lines) for column in range(len(headings))]
    made = tag(
        "table",
        tag("caption", caption) if caption is not None else None,
        tag(
            "thead",
            tag("tr", [tag("th", text, scope="col", class_=_side(r)) for text, r in zip(headings, right, strict=True)]),
        ),
        tag("tbody", [_row(row, right) for row in lines]),
    )
    return tag("div", made, class_="wide", tabindex="0")


def number(text: str) -> Element:
    """A number in a cell, whose digits stand below each other."""
    return tag("span", text, class_="number")


def _row(cells: Sequence[Content], right: Sequence[bool]) -> Element:
    first, *rest = cells
    return tag(
        "tr",
        tag("th", first, scope="row", class_=_side(right[0])),
        [tag("td", cell, class_=_side(r)) for cell, r in zip(rest, right[1:], strict=True)],
    )


def _side(right: bool) -> str | None:
    return "right" if right else None


def _is_number(cell: Content) -> bool:
    return isinstance(cell, Element) and cell.get("class") == "number"


def _fill(made: Element, content: Iterable[Content]) -> None:
    for part in content:
        if part is None:
            continue
        if isinstance(part, str):
            if len(made):
                made[-1].tail = (made[-1].tail or "") + _shown(part)
            else:
                made.text = (made.text or "") + _shown(part)
        elif isinstance(part, Element):
            made.append(part)
        else:
            _fill(made, part)


def _shown(text: str) -> str:
    return "\n".join(visible(line) for line in text.split("\n"))


def _style() -> Element:
    """The shared style sheet. It holds no text of users, for a style element cannot be escaped."""
    made = Element("style")
    made.text = files("creditlang.render").joinpath("page.css").read_text(encoding="utf-8")
    return made
