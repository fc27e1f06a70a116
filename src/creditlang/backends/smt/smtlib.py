"""Terms as SMT-LIB 2 text, which any solver of whole numbers reads.

A term that is used more than once is defined once. Ranges of unknowns are assertions of their own, after the
declarations and before what is asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import assert_never

from creditlang.backends.smt.nodes import (
    Always,
    AnyOf,
    Choose,
    Divided,
    Every,
    IsZero,
    NotPositive,
    Number,
    Opposite,
    Product,
    Sum,
    Switch,
    Term,
    Truth,
    Unknown,
    below,
    children,
)

Input = Switch | Unknown


def inputs_of(given: Iterable[Term]) -> list[Input]:
    """What is unknown in some terms."""
    return [term for term in below(given) if isinstance(term, Input)]


def script(assertions: Sequence[Truth], wanted: Sequence[Input] = ()) -> str:
    """A whole query: declarations, ranges, definitions, assertions.

    Args:
        assertions: all of them hold at once.
        wanted: further unknowns to declare, so that a solver gives them a value.
    """
    parts = below(assertions)
    inputs = [term for term in parts if isinstance(term, Input)]
    inputs += [term for term in wanted if term not in set(inputs)]
    lines = ["(set-logic ALL)"]
    for one in inputs:
        lines.append(f"(declare-const {symbol(one.name)} {'Bool' if isinstance(one, Switch) else 'Int'})")
    for one in inputs:
        if isinstance(one, Unknown):
            lines.extend(f"(assert {bound})" for bound in _bounds(one))
    uses = Counter(child for term in parts for child in children(term))
    shown: dict[Term, str] = {}
    for term in parts:
        text = _shown(term, shown)
        # INVARIANT: `below` gives parts before wholes, so every name is defined before it is used.
        if uses[term] > 1 and children(term):
            name, sort = f"t{len(shown)}", "Bool" if isinstance(term, Truth) else "Int"
            lines.append(f"(define-fun {name} () {sort} {text})")
            text = name
        shown[term] = text
    lines.extend(f"(assert {shown[assertion]})" for assertion in assertions)
    return "\n".join(lines) + "\n"


def symbol(name: str) -> str:
    """A name as a quoted symbol. Names never hold a bar or a backslash."""
    return f"|{name}|"


def _bounds(term: Unknown) -> Iterator[str]:
    name, low, high = symbol(term.name), term.range.low, term.range.high
    if low is not None:
        yield f"(<= {_whole(int(low))} {name})"
    if high is not None:
        yield f"(<= {name} {_whole(int(high))})"


def _whole(value: int) -> str:
    return str(value) if value >= 0 else f"(- {-value})"


def _shown(term: Term, shown: dict[Term, str]) -> str:
    match term:
        case Always(holds=holds):
            return "true" if holds else "false"
        case Switch(name=name) | Unknown(name=name):
            return symbol(name)
        case Opposite(of=one):
            return f"(not {shown[one]})"
        case Every(of=several):
            return f"(and {' '.join(shown[one] for one in several)})"
        case AnyOf(of=several):
            return f"(or {' '.join(shown[one] for one in several)})"
        case NotPositive(number_of=number):
            return _compared("<=", number, shown)
        case IsZero(number_of=number):
            return _compared("=", number, shown)
        case Sum():
            return _added(term, shown)
        case Product(left=left, right=right):
            return f"(* {shown[left]} {shown[right]})"
        case Divided(dividend=dividend, divisor=divisor):
            return f"(div {shown[dividend]} {shown[divisor]})"
        case Choose(condition=condition, then=then, otherwise=otherwise):
            return f"(ite {shown[condition]} {shown[then]} {shown[otherwise]})"
        case _:
            assert_never(term)


def _compared(relation: str, number: Number, shown: dict[Term, str]) -> str:
    """A number against 0, with what is subtracted on the right."""
    if not isinstance(number, Sum) or (number in shown and shown[number].startswith("t")):
        return f"({relation} {shown[number]} 0)"
    left = [(factor, part) for factor, part in number.parts if factor > 0]
    right = [(-factor, part) for factor, part in number.parts if factor < 0]
    one = _addition(max(number.constant, 0), left, shown)
    other = _addition(max(-number.constant, 0), right, shown)
    return f"({relation} {one} {other})"


def _added(term: Sum, shown: dict[Term, str]) -> str:
    return _addition(term.constant, term.parts, shown)


def _addition(base: int, parts: Iterable[tuple[int, Term]], shown: dict[Term, str]) -> str:
    summands = [shown[part] if factor == 1 else f"(* {_whole(factor)} {shown[part]})" for factor, part in parts]
    if base or not summands:
        summands.append(_whole(base))
    return summands[0] if len(summands) == 1 else f"(+ {' '.join(summands)})"
