"""Nodes to compare with, without a place in any text, and shortcuts to read one."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from creditlang.diagnostics import Collector, Diagnostic
from creditlang.source import Source, Span
from creditlang.syntax import nodes, parse, parse_expression

NOWHERE = Span(Source("expected", ""), 0, 0)


def read(text: str, name: str = "test.credit") -> tuple[nodes.Document, tuple[Diagnostic, ...]]:
    collector = Collector()
    return parse(Source(name, text), collector), collector.sorted()


def sound(text: str, name: str = "test.credit") -> nodes.Document:
    """The document of a text in which nothing is wrong."""
    document, found = read(text, name)
    assert found == ()
    return document


def clauses(head: str, *lines: str) -> tuple[Any, ...]:
    """The clauses read under a head line in a rulebook."""
    text = "\n".join(["rulebook R", head, *(f"    {line}" for line in lines)])
    declaration: Any = sound(text).rulebooks[0].declarations[0]
    return declaration.clauses


def declaration(text: str, unit: str = "rulebook R") -> Any:
    """The only declaration of a rulebook, or of another unit."""
    document = sound(f"{unit}\n{text}")
    (found,) = document.registries[0].declarations if document.registries else document.rulebooks[0].declarations
    return found


def value(text: str) -> nodes.Expression:
    collector = Collector()
    found = parse_expression(Source("test", text), collector)
    assert [str(d) for d in collector.sorted()] == []
    assert found is not None
    return found


def make(kind: Any, *fields: Any, **named: Any) -> Any:
    return kind(*fields, span=NOWHERE, **named)


def name(text: str) -> nodes.Name:
    return nodes.Name(text, span=NOWHERE)


def text(content: str) -> nodes.Text:
    return nodes.Text(content, span=NOWHERE)


def ref(path: str) -> nodes.Reference:
    return nodes.Reference(tuple(name(part) for part in path.split(".")), span=NOWHERE)


def num(written: str) -> nodes.NumberLiteral:
    return nodes.NumberLiteral(Fraction(written), len(written.partition(".")[2]), span=NOWHERE)


def money(amount: str, currency: str = "CNY") -> nodes.MoneyLiteral:
    return nodes.MoneyLiteral(Fraction(amount), len(amount.partition(".")[2]), currency, span=NOWHERE)


def day(written: str) -> date:
    return date.fromisoformat(written)
