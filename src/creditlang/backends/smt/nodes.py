"""What terms are made of: truths and unbounded whole numbers, immutable.

Equal terms are the same object, so that what two rulebooks share is recognised without a solver, and a term is
printed once however often it is used. They are built by `terms` only, which simplifies them. Every comparison is of a
number with 0. Each number knows the range that it can have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any, ClassVar, TypeVar
from weakref import WeakValueDictionary

import attrs

from creditlang.types import Interval

T = TypeVar("T", bound="Node")


@attrs.frozen(eq=False)
class Node:
    """What every term has. `number` orders terms by when they were built."""

    number: int = attrs.field(factory=count().__next__, init=False, repr=False)
    _built: ClassVar[WeakValueDictionary[tuple[object, ...], Node]] = WeakValueDictionary()

    @classmethod
    def build(cls: type[T], *parts: Any) -> T:
        """The term with these parts: the one that exists, or a new one."""
        key = (cls, *(id(part) if isinstance(part, Node) else part for part in _flat(parts)))
        found = cls._built.get(key)
        if found is None:
            found = cls(*parts)
            cls._built[key] = found
        return found  # type: ignore[return-value]  # the key holds the class


def _flat(parts: Iterable[Any]) -> Iterator[Any]:
    for part in parts:
        if isinstance(part, tuple):
            yield len(part)
            yield from _flat(part)
        else:
            yield part


# --- truths ------------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class Always(Node):
    """True or false."""

    holds: bool


@attrs.frozen(eq=False)
class Switch(Node):
    """An unknown truth."""

    name: str


@attrs.frozen(eq=False)
class Opposite(Node):
    """Not."""

    of: Truth


@attrs.frozen(eq=False)
class Every(Node):
    """And, of two or more different truths."""

    of: tuple[Truth, ...]


@attrs.frozen(eq=False)
class AnyOf(Node):
    """Or, of two or more different truths."""

    of: tuple[Truth, ...]


@attrs.frozen(eq=False)
class NotPositive(Node):
    """The number is 0 or below."""

    number_of: Number


@attrs.frozen(eq=False)
class IsZero(Node):
    """The number is 0."""

    number_of: Number


# --- numbers -----------------------------------------------------------------------------------------


@attrs.frozen(eq=False)
class Unknown(Node):
    """An unknown whole number. Its range is asserted wherever it is used."""

    name: str
    range: Interval


@attrs.frozen(eq=False)
class Sum(Node):
    """A constant and parts with factors that are not 0; a constant alone has no parts."""

    constant: int
    parts: tuple[tuple[int, Part], ...]
    range: Interval


@attrs.frozen(eq=False)
class Product(Node):
    """Of two numbers of which neither is constant."""

    left: Number
    right: Number
    range: Interval


@attrs.frozen(eq=False)
class Divided(Node):
    """The quotient by a divisor above 0, rounded down."""

    dividend: Number
    divisor: Number
    range: Interval


@attrs.frozen(eq=False)
class Choose(Node):
    """One of two numbers."""

    condition: Truth
    then: Number
    otherwise: Number
    range: Interval


Truth = Always | Switch | Opposite | Every | AnyOf | NotPositive | IsZero
Part = Unknown | Product | Divided | Choose
Number = Sum | Part
Term = Truth | Number

TRUE = Always.build(True)
FALSE = Always.build(False)
_KEPT = (TRUE, FALSE)


def children(term: Term) -> tuple[Term, ...]:
    """The terms that a term is directly made of."""
    match term:
        case Always() | Switch() | Unknown():
            return ()
        case Opposite(of=one):
            return (one,)
        case Every(of=several) | AnyOf(of=several):
            return several
        case NotPositive(number_of=number) | IsZero(number_of=number):
            return (number,)
        case Sum(parts=parts):
            return tuple(part for _, part in parts)
        case Product(left=left, right=right):
            return (left, right)
        case Divided(dividend=dividend, divisor=divisor):
            return (dividend, divisor)
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return (condition, then, otherwise)


def below(terms: Iterable[Term]) -> list[Term]:
    """The terms and everything that they are made of, each once, parts before wholes."""
    seen: set[Term] = set()
    found: list[Term] = []
    waiting: list[tuple[Term, bool]] = [(term, False) for term in reversed(list(terms))]
    while waiting:
        term, ready = waiting.pop()
        if ready:
            found.append(term)
        elif term not in seen:
            seen.add(term)
            waiting.append((term, True))
            waiting.extend((child, False) for child in reversed(children(term)) if child not in seen)
    return found
