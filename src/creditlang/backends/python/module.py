"""The parts of an emitted module that editions share: constants, tables and parameters, each written once."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import attrs

from creditlang import ir
from creditlang.backends.python import trees
from creditlang.source import Source
from creditlang.values import Days, Months, plain


@attrs.frozen
class Module:
    """Collects what stands at the module's top level.

    Attributes:
        statements: in the order in which they must stand.
        sources: by the name of an emitted function the text that it comes from.
    """

    identifiers: trees.Identifiers = attrs.field(factory=trees.Identifiers)
    statements: list[ast.stmt] = attrs.field(factory=list)
    sources: dict[str, Source] = attrs.field(factory=dict)
    _constants: dict[tuple[str, object], str] = attrs.field(factory=dict)
    _tables: dict[tuple[int, str], str] = attrs.field(factory=dict)
    _parameters: dict[tuple[int, str], str] = attrs.field(factory=dict)

    def constant(self, value: object) -> ast.expr:
        """A value of the language; dates, fractions and tuples are made once, when the module is loaded."""
        if isinstance(value, Fraction):
            value = plain(value)
        if isinstance(value, Days | Months):
            value = value.count
        if value is None or isinstance(value, bool | int | str):
            return trees.literal(value)
        key = (type(value).__name__, value)
        if key not in self._constants:
            self._constants[key] = self.identifiers.new(*_called(value))
            self.statements.append(trees.assign(self._constants[key], self._made(value)))
        return trees.name(self._constants[key])

    def _made(self, value: object) -> ast.expr:
        match value:
            case date():
                return trees.call("date", *map(trees.literal, (value.year, value.month, value.day)))
            case Fraction():
                return trees.call("Fraction", trees.literal(value.numerator), trees.literal(value.denominator))
            case tuple():
                return trees.tupled(self.constant(element) for element in value)
            case _:
                raise AssertionError(f"no value of the language: {value!r}")

    def table(self, edition: ir.Edition, number: int, called: str) -> str:
        """The function that looks up a table of an edition."""
        if (number, called) not in self._tables:
            table = edition.tables[called]
            found = self.identifiers.new("table", called, *_suffix(number))
            self._tables[number, called] = found
            keys = [f"key{index}" for index in range(len(table.keys))]
            self._define(found, keys, self._rows(table.rows, keys), table.rows)
        return self._tables[number, called]

    def parameter(self, edition: ir.Edition, number: int, called: str) -> str:
        """The function that gives a parameter of an edition on a day."""
        if (number, called) not in self._parameters:
            parameter = edition.parameters[called]
            found = self.identifiers.new("parameter", called, *_suffix(number))
            self._parameters[number, called] = found
            keys = [f"key{index}" for index in range(len(parameter.keys))]
            body: list[ast.stmt] = []
            for value in reversed(parameter.values[1:]):
                later = trees.compare(trees.name("day"), ast.GtE(), self.constant(value.starts))
                body += trees.when(later, self._rows(value.rows, keys))
            body += self._rows(parameter.values[0].rows, keys)
            self._define(found, ["day", *keys], body, parameter.values[0].rows)
        return self._parameters[number, called]

    def _define(self, called: str, arguments: Sequence[str], body: list[ast.stmt], rows: Sequence[ir.Row]) -> None:
        span = rows[0].span
        function = trees.function(called, arguments, body)
        trees.place(function, span.position.line)
        self.sources[called] = span.source
        self.statements.append(function)

    def _rows(self, rows: Sequence[ir.Row], keys: Sequence[str]) -> list[ast.stmt]:
        """One test after the other; the last row needs none, for the checker has proven that one fits."""
        body: list[ast.stmt] = []
        for row in rows:
            tests = [self._fits(pattern, key) for pattern, key in zip(row.patterns, keys, strict=True)]
            test = None if row is rows[-1] else trees.both(tests)
            answer = trees.when(test, [ast.Return(self.constant(row.value))])
            for statement in answer:
                trees.place(statement, row.span.position.line)
            body += answer
            if test is None:
                break
        return body

    def _fits(self, pattern: ir.KeyPattern, key: str) -> ast.expr | None:
        match pattern:
            case ir.Anything():
                return None
            case ir.Values(values=(value,)):
                return trees.compare(trees.name(key), ast.Eq(), self.constant(value))
            case ir.Values(values=values):
                return trees.compare(trees.name(key), ast.In(), self.constant(values))
            case ir.HalfOpen(low=low, below=below):
                tests: list[ast.expr | None] = []
                if low is not None:
                    tests.append(trees.compare(trees.name(key), ast.GtE(), self.constant(low)))
                if below is not None:
                    tests.append(trees.compare(trees.name(key), ast.Lt(), self.constant(below)))
                return trees.both(tests)


def _called(value: object) -> tuple[str, ...]:
    match value:
        case date():
            return ("DAY", value.isoformat())
        case Fraction():
            return ("RATIO", str(value.numerator), str(value.denominator))
        case _:
            return ("CHOICES",)


def _suffix(number: int) -> tuple[str, ...]:
    return (str(number),) if number else ()
