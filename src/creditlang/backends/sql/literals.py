"""Written values in SQL, and whether a value is one of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from creditlang.backends.sql import trees
from creditlang.backends.sql.dates import within_reach
from creditlang.backends.sql.numbers import Arithmetic, Number, Whole, constant
from creditlang.backends.sql.trees import Sql
from creditlang.ir import expressions as nodes
from creditlang.types import Definite
from creditlang.types import Number as NumberType
from creditlang.values import Days, Exact, Months

Value = Number | Sql
"""A number with its denominator, or a value of SQL: a truth, text, day, or a duration's count."""


def literal(written: object, kind: Definite, arithmetic: Arithmetic) -> Value:
    """A value of the language as SQL has it."""
    match written:
        case None if isinstance(kind, NumberType):
            return Number(Whole(arithmetic.dialect.narrow(trees.null()), 0, 0))
        case None:
            return trees.null()
        case bool():
            return trees.truth(written)
        case int() | Fraction():
            return constant(written)
        case str():
            return trees.text(written)
        case date():
            return trees.day(written)
        case Days() | Months():
            return trees.whole(within_reach(written))
        case _:
            raise AssertionError(f"no value of the language: {written!r}")


def matches(found: Value, values: Sequence[object], kind: Definite, arithmetic: Arithmetic) -> Sql:
    """Whether a value is one of some constants."""
    if not isinstance(found, Number):
        others = [literal(other, kind, arithmetic) for other in values]
        return trees.one_of(found, [other for other in others if not isinstance(other, Number)])
    numbers = [literal(other, kind, arithmetic) for other in values]
    tests = [arithmetic.compare(nodes.Relation.EQUAL, found, other) for other in numbers if isinstance(other, Number)]
    return trees.either(tests) if tests else trees.truth(False)


def exact(written: object) -> Exact:
    """A written value that is a number."""
    assert isinstance(written, int | Fraction)
    return written
