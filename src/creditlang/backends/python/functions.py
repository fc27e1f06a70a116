"""A rulebook's compiled functions, and their source as a module of its own."""

from __future__ import annotations

import ast
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import attrs

from creditlang import ir
from creditlang.backends.python import runtime, trees
from creditlang.backends.python.annotations import SPARED, annotate
from creditlang.backends.python.criteria import Judge
from creditlang.backends.python.editions import ARGUMENTS, Emitted, emit_edition, emit_points
from creditlang.backends.python.listings import Listings, pointing
from creditlang.backends.python.module import Module
from creditlang.backends.python.programs import EmittedProgram
from creditlang.ir.earlier import asks_earlier

Scorer = Callable[..., runtime.Outcome]
"""`scorer(facts, records={}, as_of=…, as_known=None)`."""

_OWN_NAMES = (
    "anchor band consent covered day explain grade item lines lists lowered moves place points points_on raised "
    "rewards sanctions score score_part start summed unbounded worn yielding abs any bool id len max min sum"
)
_RESERVED = frozenset([*(name for name in vars(runtime) if not name.startswith("__")), *ARGUMENTS, *_OWN_NAMES.split()])


_ENTRIES = {False: "score", True: "explain"}
"""The function that users call: bare, and with every step."""


@attrs.frozen
class _Built:
    """Emitted functions with the statements that they share."""

    module: Module
    editions: tuple[Emitted, ...]
    points: tuple[Emitted, ...]
    entries: tuple[ast.stmt, ...]

    @property
    def tree(self) -> ast.Module:
        """The whole, each function after what it needs when it is defined."""
        functions = (found.tree for found in (*self.editions, *self.points))
        return ast.fix_missing_locations(ast.Module([*self.module.statements, *functions, *self.entries], []))


def _build(series: ir.Series, *, steps: bool) -> _Built:
    module = Module(trees.Identifiers(set(_RESERVED)))
    editions = tuple(emit_edition(series, number, module, steps=steps) for number in range(len(series.editions)))
    entries = [_entry(series, editions, module, steps=steps)]
    points: tuple[Emitted, ...] = ()
    if asks_earlier(series):
        points = tuple(emit_points(series, number, module) for number in range(len(series.editions)))
        entries.append(_points_on(series, points, module))
    return _Built(module, editions, points, tuple(entries))


def _points_on(series: ir.Series, points: tuple[Emitted, ...], module: Module) -> ast.FunctionDef:
    """The function that gives the score of a day, by the first edition on days before it."""
    body: list[ast.stmt] = []
    for edition, emitted in reversed(list(zip(series.editions, points, strict=True))):
        test = _in_force(edition, module)
        body += trees.when(test, [ast.Return(trees.call(emitted.name, *map(trees.name, ARGUMENTS)))])
    body.append(ast.Return(trees.call(points[0].name, *map(trees.name, ARGUMENTS))))
    return trees.function("points_on", ARGUMENTS, body)


def _in_force(edition: ir.Edition, module: Module) -> ast.expr | None:
    """Whether an edition is in force on `as_of`; None for always."""
    tests: list[ast.expr | None] = []
    if edition.in_force is not None:
        tests.append(trees.compare(trees.name("as_of"), ast.GtE(), module.constant(edition.in_force)))
    if edition.ends is not None:
        tests.append(trees.compare(trees.name("as_of"), ast.Lt(), module.constant(edition.ends)))
    return trees.both(tests)


def _entry(series: ir.Series, editions: tuple[Emitted, ...], module: Module, *, steps: bool) -> ast.stmt:
    """The function that finds the edition in force. Explained, it also says which one that is."""
    called = _ENTRIES[steps]
    if not steps and len(editions) == 1 and _in_force(series.editions[0], module) is None:
        editions[0].tree.args.defaults = [ast.Constant(None), ast.Constant(None)]
        return trees.assign(called, trees.name(editions[0].name))
    body: list[ast.stmt] = []
    days = trees.name("as_of")
    for number, edition in reversed(list(enumerate(series.editions))):
        answer: ast.expr = trees.call(editions[number].name, *map(trees.name, ARGUMENTS))
        if steps:
            answer = trees.tupled([ast.Constant(number), answer])
        body += trees.when(_in_force(edition, module), [ast.Return(answer)])
    if any(edition.in_force or edition.ends for edition in series.editions):
        told = ast.Constant(f"no edition of {series.name} is in force on ")
        shown = trees.binary(told, ast.Add(), trees.call("str", days))
        body.append(ast.Raise(trees.call("NotInForce", shown), None))
    found = trees.function(called, ARGUMENTS, body)
    found.args.defaults = [ast.Constant(None), ast.Constant(None)]
    return found


@attrs.frozen
class Explained:
    """A program that gives every step, and what its items refer to, by edition."""

    program: EmittedProgram
    judges: tuple[tuple[Judge, ...], ...]


@attrs.frozen(eq=False)
class Functions:
    """The functions of a series, compiled when first wanted."""

    series: ir.Series

    @cached_property
    def bare(self) -> EmittedProgram:
        """The program without explanation."""
        return _compiled(self.series, _build(self.series, steps=False), steps=False)

    @cached_property
    def steps(self) -> Explained:
        """The program with every step."""
        built = _build(self.series, steps=True)
        judges = tuple(edition.judges for edition in built.editions)
        return Explained(_compiled(self.series, built, steps=True), judges)

    @cached_property
    def score(self) -> Scorer:
        """Points, grade and entitlements without explanation, from valid data (see `runtime`)."""
        return self.bare.function()

    @cached_property
    def explained(self) -> tuple[Callable[..., Any], tuple[tuple[Judge, ...], ...]]:
        """The function that gives the edition's place and every step; and what its items refer to, by edition."""
        return self.steps.program.function(), self.steps.judges


def _compiled(series: ir.Series, built: _Built, *, steps: bool) -> EmittedProgram:
    """The code. Each function points to the lines of the file that its rule stands in."""
    listings = Listings()
    files = {name: listings.name_of(source) for name, source in built.module.sources.items()}
    code = pointing(compile(built.tree, f"<{series.name}>", "exec"), files, f"<{series.name}>")
    return EmittedProgram(code, _ENTRIES[steps], listings.texts)


def module_source(series: ir.Series) -> str:
    """A Python module that needs nothing else: `score(facts, records, as_of, as_known=None)` gives an `Outcome`."""
    built = _build(series, steps=False)
    tree = built.tree
    annotate(tree, {_ENTRIES[False], *(edition.name for edition in built.editions)})
    # The runtime's own documentation speaks to those who work on creditlang; the module has one for its users.
    _, _, code = Path(runtime.__file__).read_text(encoding="utf-8").partition('"""\n')
    title = f"{series.name}, compiled by creditlang from rules with the digest {series.digest}."
    use = "`score(facts, records, as_of, as_known=None)` gives an `Outcome`; see `docs/reference/python.md`."
    return f'"""{title}\n\n{use}\n"""\n\n{SPARED}\n{code}\n\n{ast.unparse(tree)}\n'
