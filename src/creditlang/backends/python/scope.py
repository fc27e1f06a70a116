"""Where an emitted expression stands: which edition's definitions it means, and which variables hold what it reads."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping

import attrs

from creditlang import ir
from creditlang.backends.python import trees
from creditlang.backends.python.module import Module
from creditlang.source import Source, Span
from creditlang.values import Days, Duration


@attrs.frozen
class Scope:
    """What names mean at one place.

    Attributes:
        edition: whose defines, tables and parameters are meant; `number` is its place in the series.
        anchor: makes the expression for the day that windows and parameters count from.
        record: the variable that holds the rule's record.
        elements: the variables that hold what aggregates look at, by binder.
        arguments: the variables that hold the arguments of the define.
        matching: the variable that holds the criterion's matching records.
    """

    edition: ir.Edition
    number: int
    anchor: Callable[[], ast.expr] = attrs.field(default=lambda: trees.name("as_of"), eq=False)
    record: str | None = None
    elements: tuple[str, ...] = ()
    arguments: Mapping[str, str] = attrs.field(factory=dict)
    matching: str | None = None

    @property
    def is_anchored_at_as_of(self) -> bool:
        """Whether windows and parameters count from the day of the decision."""
        return self.record is None and not self.arguments

    def at(self, record: str, matching: str | None = None) -> Scope:
        """The scope in which a rule judges the record in this variable."""
        return attrs.evolve(
            self, record=record, matching=matching, anchor=lambda: trees.item(trees.name(record), ast.Constant("date"))
        )

    def on_as_of(self) -> Scope:
        """The same record, with windows and parameters counted from the day of the decision."""
        return attrs.evolve(self, anchor=lambda: trees.name("as_of"))


@attrs.define
class Body:
    """The function that is being emitted: its module, and what must be computed at its beginning.

    Attributes:
        source: the text of the edition that is in force.
        prelude: reads of facts, records in order, and defines, each once.
        grades: the grades of the edition in force, best first.
        asks_earlier: whether an expression asks for an earlier score.
        holding: the variable that says whether a list, reward or sanction is in effect.
    """

    module: Module
    identifiers: trees.Identifiers
    grades: tuple[str, ...]
    source: Source
    prelude: list[ast.stmt] = attrs.field(factory=list)
    holding: dict[str, str] = attrs.field(factory=dict)
    asks_earlier: bool = False
    _facts: dict[str, str] = attrs.field(factory=dict)
    _events: dict[str, str] = attrs.field(factory=dict)
    _first: dict[Duration, str] = attrs.field(factory=dict)
    defined: dict[tuple[int, str], str] = attrs.field(factory=dict)

    def fact(self, field: str, optional: bool) -> ast.expr:
        """A fact of the subject, read once."""
        if field not in self._facts:
            self._facts[field] = self.identifiers.new("its", field)
            self.prelude.append(trees.assign(self._facts[field], read(trees.name("facts"), field, optional)))
        return trees.name(self._facts[field])

    def event(self, event: str) -> ast.expr:
        """The visible records of an event, in order."""
        if event not in self._events:
            self._events[event] = self.identifiers.new("records", event)
            seen = trees.call("visible", trees.name("records"), ast.Constant(event), *map(trees.name, _DAYS))
            self.prelude.append(trees.assign(self._events[event], seen))
        return trees.name(self._events[event])

    def first(self, length: Duration) -> ast.expr:
        """The first day whose period of this length includes the day of the decision, found once."""
        if length not in self._first:
            unit = "days" if isinstance(length, Days) else "months"
            self._first[length] = self.identifiers.new("since", str(length.count), unit)
            found = trees.call(f"first_{unit}", trees.name("as_of"), trees.literal(length.count))
            self.prelude.append(trees.assign(self._first[length], found))
        return trees.name(self._first[length])

    def of_rule(self, span: Span | None, called: str, statements: list[ast.stmt]) -> list[ast.stmt]:
        """Statements that belong to a rule, so that a traceback shows it.

        A function points to one file only. What comes from a rule in another file (of an earlier edition, or of one
        that this edition follows) stands in a function of its own, which sets the variables of this one.
        """
        if span is None:
            return statements
        for statement in statements:
            trees.place(statement, span.position.line)
        if span.source is self.source or not statements:
            return statements
        name = self.identifiers.new("rule", called)
        self.module.sources[name] = span.source
        changed = trees.written(statements)
        if changed:
            # At the beginning of the function, where nothing can have a value yet.
            self.prelude.insert(0, ast.Assign([trees.target(each) for each in changed], ast.Constant(None)))
            statements = [ast.Nonlocal(changed), *statements]
        function = trees.function(name, [], statements)
        trees.place(function, span.position.line)
        return [function, trees.do(trees.call(name))]


_DAYS = ("as_of", "as_known")


def read(holder: ast.expr, field: str, optional: bool) -> ast.expr:
    """A field of a mapping. What is unknown may be left out of it."""
    key = ast.Constant(field)
    return trees.method(holder, "get", key) if optional else trees.item(holder, key)
