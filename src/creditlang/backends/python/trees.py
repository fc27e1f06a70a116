"""Python's syntax trees in few words."""

from __future__ import annotations

import ast
import unicodedata
from collections.abc import Iterable, Sequence

import attrs


def name(identifier: str) -> ast.Name:
    """A variable that is read."""
    return ast.Name(identifier, ast.Load())


def target(identifier: str) -> ast.Name:
    """A variable that is written."""
    return ast.Name(identifier, ast.Store())


def literal(value: object) -> ast.expr:
    """A truth, text, whole number or None."""
    assert value is None or isinstance(value, bool | str | int)
    if isinstance(value, int) and not isinstance(value, bool) and value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def call(function: str, *arguments: ast.expr) -> ast.Call:
    """A call of a function by its name."""
    return ast.Call(name(function), list(arguments), [])


def method(of: ast.expr, called: str, *arguments: ast.expr) -> ast.Call:
    """A call of a method."""
    return ast.Call(ast.Attribute(of, called, ast.Load()), list(arguments), [])


def item(of: ast.expr, key: ast.expr) -> ast.Subscript:
    """An element by its key."""
    return ast.Subscript(of, key, ast.Load())


def listed(elements: Iterable[ast.expr]) -> ast.List:
    """A list display."""
    return ast.List(list(elements), ast.Load())


def tupled(elements: Iterable[ast.expr]) -> ast.Tuple:
    """A tuple display."""
    return ast.Tuple(list(elements), ast.Load())


def assign(identifier: str, value: ast.expr) -> ast.Assign:
    """`identifier = value`."""
    return ast.Assign([target(identifier)], value)


def increase(identifier: str, value: ast.expr) -> ast.AugAssign:
    """`identifier += value`."""
    return ast.AugAssign(target(identifier), ast.Add(), value)


def do(value: ast.expr) -> ast.Expr:
    """An expression as a statement."""
    return ast.Expr(value)


def append(identifier: str, value: ast.expr) -> ast.Expr:
    """`identifier.append(value)`."""
    return do(method(name(identifier), "append", value))


def lengthen(identifier: str, value: ast.expr) -> ast.AugAssign:
    """`identifier += (value,)`, of a tuple."""
    return increase(identifier, tupled([value]))


def when(test: ast.expr | None, body: Sequence[ast.stmt], otherwise: Sequence[ast.stmt] = ()) -> list[ast.stmt]:
    """An `if`; without a test just the body."""
    return list(body) if test is None else [ast.If(test, list(body), list(otherwise))]


def each(identifier: str, over: ast.expr, body: Sequence[ast.stmt]) -> ast.For:
    """A loop."""
    return ast.For(target(identifier), over, list(body), [])


def compare(left: ast.expr, operator: ast.cmpop, right: ast.expr) -> ast.Compare:
    """A comparison."""
    return ast.Compare(left, [operator], [right])


def is_none(value: ast.expr) -> ast.Compare:
    """`value is None`."""
    return compare(value, ast.Is(), ast.Constant(None))


def both(tests: Sequence[ast.expr | None]) -> ast.expr | None:
    """That all hold; None stands for what always holds."""
    found = [test for test in tests if test is not None]
    if len(found) < 2:
        return found[0] if found else None
    return ast.BoolOp(ast.And(), found)


def either(tests: Sequence[ast.expr]) -> ast.expr:
    """That one holds."""
    return tests[0] if len(tests) == 1 else ast.BoolOp(ast.Or(), list(tests))


def binary(left: ast.expr, operator: ast.operator, right: ast.expr) -> ast.BinOp:
    """Arithmetic."""
    return ast.BinOp(left, operator, right)


def added(terms: Sequence[ast.expr]) -> ast.expr:
    """A sum; of nothing 0."""
    if not terms:
        return ast.Constant(0)
    found = terms[0]
    for term in terms[1:]:
        found = binary(found, ast.Add(), term)
    return found


def gathered(element: ast.expr, identifier: str, over: ast.expr, test: ast.expr | None) -> ast.ListComp:
    """A list comprehension."""
    return ast.ListComp(element, [ast.comprehension(target(identifier), over, [test] if test else [], 0)])


def function(identifier: str, arguments: Sequence[str], body: Sequence[ast.stmt]) -> ast.FunctionDef:
    """A function with positional arguments."""
    given = ast.arguments([], [ast.arg(argument) for argument in arguments], None, [], [], None, [])
    found = ast.FunctionDef(identifier, given, list(body), [])
    found.type_params = []  # type: ignore[attr-defined]  # from Python 3.12 on
    return found


def place(tree: ast.AST, line: int) -> None:
    """Say which line of the rule file what has no place yet comes from."""
    for part in ast.walk(tree):
        if "lineno" in part._attributes and not hasattr(part, "lineno"):
            part.lineno = part.end_lineno = line  # type: ignore[attr-defined]  # every located node has these
            part.col_offset = part.end_col_offset = 0  # type: ignore[attr-defined]  # every located node has these


def reads(identifier: str, statements: Iterable[ast.stmt]) -> bool:
    """Whether statements read a variable."""
    return any(
        isinstance(part, ast.Name) and part.id == identifier and isinstance(part.ctx, ast.Load)
        for statement in statements
        for part in ast.walk(statement)
    )


def written(statements: Iterable[ast.stmt]) -> list[str]:
    """The variables that statements set, in the order of the text; of functions those that are not their own."""
    found: dict[str, None] = {}
    stack: list[ast.AST] = []
    stack += list(statements)[::-1]
    while stack:
        match stack.pop():
            case ast.Name(id=identifier, ctx=ast.Store()):
                found[identifier] = None
            case ast.FunctionDef(body=body):
                found |= dict.fromkeys(name for part in body if isinstance(part, ast.Nonlocal) for name in part.names)
            case ast.ListComp() | ast.Lambda():
                pass
            case other:
                stack += list(ast.iter_child_nodes(other))[::-1]
    return list(found)


@attrs.frozen
class Identifiers:
    """Gives every thing a name of its own that a reader recognises."""

    taken: set[str] = attrs.field(factory=set)

    def new(self, *words: str) -> str:
        """A name not given before."""
        wanted = "_".join(words)
        wanted = unicodedata.normalize("NFKC", "".join(c if c.isalnum() else "_" for c in wanted))
        if not wanted.isidentifier():
            wanted = f"_{wanted}" if f"_{wanted}".isidentifier() else "named"
        found, number = wanted, 1
        while found in self.taken:
            number += 1
            found = f"{wanted}_{number}"
        self.taken.add(found)
        return found
