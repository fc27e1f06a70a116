"""Slips: one thing of a valid program made wrong, or only different."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import attrs

from creditlang.syntax import nodes
from properties.generator.choices import Draw, count, pick
from properties.generator.documents import Program
from properties.generator.histories import written_in
from properties.generator.names import EVENTS, FIELDS
from properties.generator.written import name

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|`[^`\n]*`|\w+|[^\w\s]')
_WORDS = (
    "where",
    "is",
    "known",
    "unknown",
    "from",
    "5",
    "0",
    "CNY",
    "points",
    "2020-02-30",
    "|",
    "(",
    ")",
    '"',
    "“",
    "：",
)


# --- of texts ----------------------------------------------------------------------------------------


def slip(draw: Draw, text: str) -> str:
    """A text with one small thing changed, as a hand might slip."""
    return pick(
        draw, (_without_line, _line_twice, _moved_line, _indented, _without_token, _other_token, _without_sign)
    )(draw, text)


def _without_line(draw: Draw, text: str) -> str:
    lines = text.splitlines(keepends=True)
    lines.pop(count(draw, 0, len(lines) - 1))
    return "".join(lines)


def _line_twice(draw: Draw, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = count(draw, 0, len(lines) - 1)
    return "".join([*lines[: at + 1], *lines[at:]])


def _moved_line(draw: Draw, text: str) -> str:
    lines = text.splitlines(keepends=True)
    line = lines.pop(count(draw, 0, len(lines) - 1))
    lines.insert(count(draw, 0, len(lines)), line)
    return "".join(lines)


def _indented(draw: Draw, text: str) -> str:
    lines = text.splitlines(keepends=True)
    at = count(draw, 0, len(lines) - 1)
    lines[at] = pick(draw, ("", " ", "\t", "      ", "　")) + lines[at].lstrip(" ")
    return "".join(lines)


def _without_token(draw: Draw, text: str) -> str:
    return _at_token(draw, text, lambda token: "")


def _other_token(draw: Draw, text: str) -> str:
    tokens = [found.group() for found in _TOKEN.finditer(text)]
    return _at_token(draw, text, lambda token: pick(draw, (pick(draw, _WORDS), pick(draw, tokens))))


def _without_sign(draw: Draw, text: str) -> str:
    at = count(draw, 0, len(text) - 1)
    return text[:at] + text[at + 1 :]


def _at_token(draw: Draw, text: str, change: Callable[[str], str]) -> str:
    found = pick(draw, list(_TOKEN.finditer(text)))
    return f"{text[: found.start()]} {change(found.group())} {text[found.end() :]}"


# --- of trees: certainly wrong -----------------------------------------------------------------------


def misspelt(draw: Draw, program: Program) -> Program | None:
    """A field or definition called by a name that nothing has."""

    def fits(node: nodes.Node) -> bool:
        return isinstance(node, nodes.Reference) and node.path[-1].text in FIELDS

    return _changed(draw, program, _read_by_rules(program, fits), lambda node: _renamed(node, "nothing has this name"))


def _renamed(node: Any, text: str) -> nodes.Node:
    return attrs.evolve(node, path=(*node.path[:-1], name(text)))


def on_nothing(draw: Draw, program: Program) -> Program | None:
    """A rule on an event that does not exist."""
    found = [n for n in _everything(program) if isinstance(n, nodes.OnEvent) and n.event.text in EVENTS]
    return _changed(draw, program, found, lambda node: attrs.evolve(node, event=name("no such event")))


def in_another_currency(draw: Draw, program: Program) -> Program | None:
    """An amount of money compared with one in another currency."""

    def fits(node: nodes.Node) -> bool:
        return (
            isinstance(node, nodes.Comparison)
            and isinstance(node.right, nodes.MoneyLiteral)
            and isinstance(node.left, nodes.Reference | nodes.Aggregate)
        )

    def change(node: Any) -> nodes.Node:
        other = "EUR" if node.right.currency != "EUR" else "GBP"
        return attrs.evolve(node, right=attrs.evolve(node.right, currency=other))

    return _changed(draw, program, [n for n in _everything(program) if fits(n)], change)


def unguarded(draw: Draw, program: Program) -> Program | None:
    """`where x is known and x > 5` without the first half."""

    def fits(node: nodes.Node) -> bool:
        match node:
            case nodes.OnEvent(where=condition) | nodes.While(condition=condition):
                pass
            case _:
                return False
        match condition:
            case nodes.AllOf(operands=(nodes.KnownTest(operand=asked, known=True), nodes.Comparison(left=left))):
                return asked == left
            case _:
                return False

    def change(node: Any) -> nodes.Node:
        if isinstance(node, nodes.OnEvent):
            assert isinstance(node.where, nodes.AllOf)
            return attrs.evolve(node, where=node.where.operands[1])
        return attrs.evolve(node, condition=node.condition.operands[1])

    return _changed(draw, program, [n for n in _everything(program) if fits(n)], change)


def without_basis(draw: Draw, program: Program) -> Program | None:
    """A sanction without the law that it rests on."""

    def change(node: Any) -> nodes.Node:
        return attrs.evolve(node, clauses=tuple(c for c in node.clauses if not isinstance(c, nodes.Basis)))

    return _changed(draw, program, [n for n in _everything(program) if isinstance(n, nodes.Sanction)], change)


def _everything(program: Program) -> Iterator[nodes.Node]:
    for document in program.files.values():
        yield from written_in(document)


def _read_by_rules(program: Program, fits: Callable[[nodes.Node], bool]) -> list[nodes.Node]:
    """What fits below the rules of rulebooks: not in definitions, which nothing need read, nor in data types."""
    rules = (nodes.Criterion, nodes.GradeMove, nodes.Reward, nodes.Sanction, nodes.PublicList)
    found = (rule for rule in _everything(program) if isinstance(rule, rules))
    return [node for rule in found for node in written_in(rule) if fits(node)]


def _changed(
    draw: Draw, program: Program, places: list[nodes.Node], change: Callable[[Any], nodes.Node]
) -> Program | None:
    if not places:
        return None
    target = pick(draw, places)
    files = {file: _replaced(document, target, change(target)) for file, document in program.files.items()}
    return attrs.evolve(program, files=files)


def _replaced(node: Any, target: nodes.Node, new: nodes.Node) -> Any:
    """The tree with one node, known by its identity, replaced."""
    if node is target:
        return new
    if isinstance(node, tuple):
        parts = tuple(_replaced(part, target, new) for part in node)
        return parts if any(a is not b for a, b in zip(parts, node, strict=True)) else node
    if not isinstance(node, nodes.Node):
        return node
    changes = {}
    for attribute in attrs.fields(type(node)):
        value = getattr(node, attribute.name)
        if attribute.name != "span" and (part := _replaced(value, target, new)) is not value:
            changes[attribute.name] = part
    return attrs.evolve(node, **changes) if changes else node
