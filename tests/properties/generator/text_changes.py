"""Every small change of a rule file, one at a time, as a hand makes it: in the text, where the node stands.

Each change is of a kind; those of `HARMLESS` kinds change no meaning. What a change makes of the text need not compile.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import attrs

from creditlang.diagnostics import Collector
from creditlang.source import Source, Span
from creditlang.syntax import nodes, parse
from properties.generator.histories import written_in

HARMLESS = frozenset({"renamed", "reordered", "laid out anew"})

_LEFT_OUT = (
    nodes.Cap,
    nodes.Expires,
    nodes.OnceIn,
    nodes.OnlyLargest,
    nodes.CountsFrom,
    nodes.Weight,
    nodes.Lifted,
    nodes.Covers,
    nodes.RequiresConsent,
    nodes.TransitionClause,
    nodes.RepealedClause,
    nodes.GroupAtMost,
    nodes.GroupAtLeast,
    nodes.BestOf,
    nodes.ScoreBounds,
    nodes.Basis,
)
_RULES = (nodes.Criterion, nodes.GradeMove, nodes.Reward, nodes.Sanction, nodes.PublicList)
_BESIDE = {">=": ">", ">": ">=", "<=": "<", "<": "<=", "at least": "better than", "=": "!="}
_DIGITS = re.compile(r"\d[\d_]*")
_UNITS = {"day": "month", "month": "year", "year": "month"}


@attrs.frozen
class TextChange:
    """One change of a text.

    Attributes:
        kind: in a word or two.
        what: what became of what, to be read in a report.
        text: the whole text after it.
    """

    kind: str
    what: str
    text: str = attrs.field(repr=False)


def text_changes(source: Source) -> Iterator[TextChange]:
    """The changes of a file of rulebooks, in the order of the text, kind by kind within each place."""
    document = parse(source, Collector())
    spliced = _Spliced(source)
    # A rule may have the name of an event or subject: what is replaced would be both.
    recorded = {
        declared.name.text
        for registry in document.registries
        for declared in registry.declarations
        if isinstance(declared, nodes.EventDeclaration | nodes.SubjectDeclaration)
    }
    for book in document.rulebooks:
        for clause in book.clauses:
            yield from spliced.node(clause)
        for declared in book.declarations:
            if isinstance(declared, _RULES):
                yield spliced.change("rule left out", _whole(declared), "")
                if declared.name.text not in recorded:
                    yield from spliced.renamed(declared)
            for node in written_in(declared):
                yield from spliced.node(node)
        rules = [d for d in book.declarations if isinstance(d, _RULES)]
        for one, other in pairwise(rules):
            yield spliced.swapped(_whole(one), _whole(other))
    for definition in document.library:
        for node in written_in(definition):
            yield from spliced.node(node)
    if document.rulebooks:
        yield spliced.laid_out()


def _whole(declared: nodes.Node) -> Span:
    """From the head of a declaration to the end of its last clause."""
    return attrs.evolve(declared.span, end=max(node.span.end for node in written_in(declared)))


@attrs.frozen
class _Spliced:
    source: Source

    def change(self, kind: str, span: Span, new: str) -> TextChange:
        text = self.source.text
        old = text[span.start : span.end]
        shown = f"line {span.position.line}: {' '.join(old.split())[:70]!r} → {' '.join(new.split())[:70]!r}"
        return TextChange(kind, shown, text[: span.start] + new + text[span.end :])

    def _within(self, kind: str, span: Span, start: int, end: int, new: str) -> TextChange:
        """A change of a part of a span, which is shown whole."""
        text = self.source.text
        return self.change(kind, span, text[span.start : start] + new + text[end : span.end])

    def node(self, node: Any) -> Iterator[TextChange]:
        text = self.source.text
        match node:
            case nodes.NumberLiteral() | nodes.MoneyLiteral() | nodes.PointsLiteral():
                yield from self._numbers("number", node.span)
            case nodes.DurationLiteral():
                yield from self._numbers("length", node.span)
                yield from self._unit(node.span)
            case nodes.DateLiteral() | nodes.InForce():
                yield from self._day(node.span)
            case nodes.Comparison(left=left, right=right):
                for found in re.finditer(r">=|<=|>|<|at least|!=|(?<![<>!])=", text[left.span.end : right.span.start]):
                    if found[0] in _BESIDE:
                        start = left.span.end + found.start()
                        yield self._within("comparison", node.span, start, start + len(found[0]), _BESIDE[found[0]])
            case nodes.AllOf(operands=operands) | nodes.AnyOf(operands=operands):
                yield from self._operands(node.span, operands)
            case nodes.Not(operand=operand):
                yield self.change("not left out", node.span, text[operand.span.start : operand.span.end])
            case nodes.KnownTest():
                for old, new in (("is known", "is unknown"), ("is unknown", "is known")):
                    if text[node.span.start : node.span.end].endswith(old):
                        yield self._within("known", node.span, node.span.end - len(old), node.span.end, new)
            case nodes.Grade():
                yield from self._numbers("bound of a grade", node.span)
            case nodes.NoticePeriod(period=period) if period is not None:
                yield self._within("notice left out", node.span, period.span.start, period.span.end, "none")
            case _ if isinstance(node, _LEFT_OUT):
                yield self.change("clause left out", node.span, "")
            case _:
                return

    def _numbers(self, kind: str, span: Span) -> Iterator[TextChange]:
        for found in _DIGITS.finditer(self.source.text, span.start, span.end):
            number = int(found[0].replace("_", ""))
            for other in (number + 1, number - 1):
                if other >= 0:
                    yield self._within(kind, span, found.start(), found.end(), str(other))

    def _unit(self, span: Span) -> Iterator[TextChange]:
        for unit, other in _UNITS.items():
            if found := re.search(rf"{unit}(?=s?\b)", self.source.text[span.start : span.end]):
                yield self._within("unit", span, span.start + found.start(), span.start + found.end(), other)

    def _day(self, span: Span) -> Iterator[TextChange]:
        for found in re.finditer(r"(\d{4})-(\d\d)-(\d\d)", self.source.text[span.start : span.end]):
            day = "02" if found[3] == "01" else "01"
            start = span.start + found.start(3)
            yield self._within("day", span, start, start + 2, day)

    def _operands(self, span: Span, operands: tuple[nodes.Expression, ...]) -> Iterator[TextChange]:
        text = self.source.text
        for one, other in pairwise(operands):
            gap = text[one.span.end : other.span.start]
            for word, instead in (("and", "or"), ("or", "and")):
                if found := re.search(rf"\b{word}\b", gap):
                    start = one.span.end + found.start()
                    yield self._within("and or", span, start, start + len(word), instead)
            yield self._within("condition left out", span, one.span.end, other.span.end, "")

    def renamed(self, rule: Any) -> Iterator[TextChange]:
        name = rule.name.text
        if re.fullmatch(r"\w+", name):
            code = self.source.code
            text = self.source.text
            # Not in texts, which only happen to hold the word.
            found = re.finditer(rf'"(?:\\.|[^"\\\n])*"|#[^\n]*|(?<!\w){re.escape(name)}(?!\w)', code)
            places = [one.start() for one in found if one[0] == name]
            for place in reversed(places):
                text = f"{text[:place]}{name}Anew{text[place + len(name) :]}"
            yield TextChange("renamed", f"{name} → {name}Anew", text)

    def swapped(self, one: Span, other: Span) -> TextChange:
        text = self.source.text
        first, second = text[one.start : one.end], text[other.start : other.end]
        changed = text[: one.start] + second + text[one.end : other.start] + first + text[other.end :]
        return TextChange("reordered", f"lines {one.position.line} and {other.position.line} swapped", changed)

    def laid_out(self) -> TextChange:
        """Remarks behind every line of rules that holds no text, and wider gaps."""
        lines = []
        for line, code in zip(
            self.source.text.splitlines(keepends=True), self.source.code.splitlines(keepends=True), strict=True
        ):
            plain = code.strip() and "#" not in code and '"' not in code and "`" not in code
            body = line.rstrip("\n")
            lines.append(re.sub(r"^(\s*\S+) ", r"\1  ", body) + "  # as before\n" if plain else line)
        return TextChange("laid out anew", "wider, with remarks", "".join(lines))
