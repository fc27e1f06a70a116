"""What a module that is written says for type checkers: what its functions take and give, and what variables hold.

Only the module of `creditlang build --python` has annotations. Where a rulebook is compiled and run at once nobody
reads them, and functions that are made inside a decision would be made more slowly. They are spelled for a module that
begins with `from __future__ import annotations`.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Collection

from creditlang.backends.python import trees

SPARED = """\
# creditlang has checked the types of all expressions. A checker of Python knows less of them: it sees that two
# constants are never equal, and not which values are known to be there.
# mypy: disable-error-code="comparison-overlap, operator, type-var\""""
"""What a type checker of Python is not asked to judge in the module."""

_TAKEN = {
    "facts": "Mapping[str, Any]",
    "records": "Mapping[str, Iterable[Record]]",
    "as_of": "date",
    "as_known": "date | None",
    "memo": "dict[Any, Any] | None",
    "anchor": "date",
    "day": "date",
}
"""By the name of an argument what it is; keys of tables and arguments of definitions are values of any kind."""


def annotate(tree: ast.Module, decides: Collection[str]) -> None:
    """Annotate every function of a module in place.

    Args:
        decides: the functions that give an `Outcome`; others give a value, or set variables of the one around them.
    """
    functions = [part for part in ast.walk(tree) if isinstance(part, ast.FunctionDef)]
    for function in functions:
        for argument in function.args.args:
            argument.annotation = trees.name(_TAKEN.get(argument.arg, "Any"))
        gives = any(isinstance(part, ast.Return) for part in ast.walk(function))
        answer = trees.name("Outcome" if function.name in decides else "Any")
        function.returns = answer if gives else ast.Constant(None)
        function.body = _declared(function)
    ast.fix_missing_locations(tree)


def _declared(function: ast.FunctionDef) -> list[ast.stmt]:
    """Its statements. The first one that sets a variable says what it may hold, where its value does not tell."""
    times = _times_set(function)
    body: list[ast.stmt] = []
    for statement in function.body:
        match statement:
            case ast.Assign(targets=targets, value=value):
                for each in targets:
                    assert isinstance(each, ast.Name)
                    kind = _kind(value, times[each.id])
                    # Declared once; what sets it again finds it declared.
                    times[each.id] = 0
                    if kind is None:
                        body.append(ast.Assign([each], value, lineno=statement.lineno))
                    else:
                        body.append(ast.AnnAssign(each, trees.name(kind), value, simple=1, lineno=statement.lineno))
            case _:
                body.append(statement)
    return body


def _times_set(function: ast.FunctionDef) -> Counter[str]:
    """How often the statements of a function, and of those inside it, set each variable that is not an argument."""
    found = Counter(
        part.id for part in ast.walk(function) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)
    )
    borrowed = {name for part in function.body if isinstance(part, ast.Nonlocal) for name in part.names}
    arguments = {argument.arg for argument in function.args.args}
    return Counter({name: times for name, times in found.items() if name not in borrowed | arguments})


def _kind(value: ast.expr, times: int) -> str | None:
    """What a variable is declared as that is set so many times, first to this value; None if it need not be."""
    match value:
        case _ if not times:
            return None
        case ast.List(elts=[]):
            return "list[Any]"
        case ast.Tuple(elts=[]):
            return "tuple[Any, ...]"
        case ast.Dict(keys=[]):
            return "dict[Any, Any]"
        case _:
            return "Any" if times > 1 else None
