"""Terms: meanings that are equal exactly if they are the same number.

A term is a head, some plain facts and the terms below it. Each different one is kept once and known by a number, so
that comparing two rules costs nothing however large they are, and shared parts are never walked twice. Numbers of two
rulebooks can be compared when they come from one `Terms`.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

import attrs

from creditlang.values import Exact, magnitude, plain

Term = int
"""The number of a term."""


@attrs.frozen
class _Parts:
    head: str
    facts: tuple[Hashable, ...]
    below: tuple[Term, ...]


class Terms:
    """All terms of one comparison."""

    def __init__(self) -> None:
        self._numbers: dict[_Parts, Term] = {}
        self._parts: list[_Parts] = []
        self.true = self.constant(True)
        self.false = self.constant(False)

    def make(self, head: str, *facts: Hashable, below: Iterable[Term] = ()) -> Term:
        """The term of this head, these facts and these terms below it, in their order."""
        parts = _Parts(head, facts, tuple(below))
        number = self._numbers.setdefault(parts, len(self._parts))
        if number == len(self._parts):
            self._parts.append(parts)
        return number

    def constant(self, value: object) -> Term:
        """A value. Truths are not numbers, and a whole number is itself however it was written."""
        return self.make("constant", *tagged(value))

    def constant_of(self, term: Term) -> tuple[object, ...] | None:
        """The kind and value of a constant, as `tagged` gives them; None if it is none."""
        parts = self._parts[term]
        return parts.facts if parts.head == "constant" else None

    def head(self, term: Term) -> str:
        """What kind of term it is."""
        return self._parts[term].head

    def facts(self, term: Term) -> tuple[Hashable, ...]:
        """What it says itself."""
        return self._parts[term].facts

    def below(self, term: Term) -> tuple[Term, ...]:
        """The terms directly below."""
        return self._parts[term].below

    def within(self, roots: Iterable[Term]) -> frozenset[Term]:
        """The terms and everything below them."""
        seen: set[Term] = set()
        rest = list(roots)
        while rest:
            term = rest.pop()
            if term not in seen:
                seen.add(term)
                rest.extend(self._parts[term].below)
        return frozenset(seen)

    def said_by(self, head: str) -> frozenset[tuple[Hashable, ...]]:
        """The facts of every term of a head that was ever made."""
        return frozenset(parts.facts for parts in self._parts if parts.head == head)

    # --- numbers ---------------------------------------------------------------------------------------

    def linear(self, term: Term) -> tuple[dict[Term, Exact], Exact]:
        """A number as a sum: how often each term counts, and what is added."""
        parts = self._parts[term]
        if parts.head == "constant" and parts.facts[0] == "number":
            value = parts.facts[1]
            assert isinstance(value, int | Fraction)
            return {}, value
        if parts.head == "sum":
            *shares, added = parts.facts
            return dict(zip(parts.below, shares, strict=True)), added  # type: ignore[arg-type,return-value]  # exact numbers, by `sum`
        return {term: 1}, 0

    def sum(self, shares: Mapping[Term, Exact], added: Exact) -> Term:
        """The sum of terms, each so many times, and a number."""
        kept = {term: plain(share) for term, share in sorted(shares.items()) if share != 0}
        if not kept:
            return self.constant(added)
        if added == 0 and list(kept.values()) == [1]:
            return next(iter(kept))
        return self.make("sum", *kept.values(), plain(added), below=kept)

    def plus(self, left: Term, right: Term, times: Exact = 1) -> Term:
        """`left + times × right`."""
        shares, added = self.linear(left)
        more, much = self.linear(right)
        for term, share in more.items():
            shares[term] = shares.get(term, 0) + times * share
        return self.sum(shares, added + times * much)

    def times(self, term: Term, factor: Exact) -> Term:
        """`factor × term`."""
        shares, added = self.linear(term)
        return self.sum({part: factor * share for part, share in shares.items()}, factor * added)

    # --- truths ----------------------------------------------------------------------------------------

    def negated(self, term: Term) -> Term:
        """The opposite truth. Comparisons turn round, so that there are no two ways to say one thing."""
        parts = self._parts[term]
        match parts.head:
            case "constant":
                return self.false if term == self.true else self.true
            case "not":
                return parts.below[0]
            case "all":
                return self.some(self.negated(part) for part in parts.below)
            case "some":
                return self.every(self.negated(part) for part in parts.below)
            case "less":  # not (a < b) is b <= a
                return self.make("at most", *parts.facts, below=parts.below[::-1])
            case "at most":
                return self.make("less", *parts.facts, below=parts.below[::-1])
            case "positive":  # not (x > 0) is -x >= 0
                return self.sign("not negative", self.times(parts.below[0], -1))
            case "not negative":
                return self.sign("positive", self.times(parts.below[0], -1))
            case _:
                return self.make("not", below=(term,))

    def every(self, parts: Iterable[Term]) -> Term:
        """All hold, in whatever order."""
        return self._joined("all", parts, self.true, self.false)

    def some(self, parts: Iterable[Term]) -> Term:
        """One holds."""
        return self._joined("some", parts, self.false, self.true)

    def sign(self, head: str, number: Term) -> Term:
        """`positive`, `not negative` or `zero`: a number against 0, whatever positive factor it was written with."""
        shares, added = self.linear(number)
        if not shares:
            holds = {"positive": added > 0, "not negative": added >= 0, "zero": added == 0}[head]
            return self.true if holds else self.false
        first = shares[min(shares)]
        scale = first if head == "zero" else magnitude(first)
        return self.make(head, below=(self.times(number, Fraction(1) / scale),))

    def among(self, term: Term, values: Iterable[object]) -> Term:
        """Whether it is one of some values."""
        wanted = frozenset(tagged(value) for value in values)
        known = self.constant_of(term)
        if known is not None:
            return self.true if known in wanted else self.false
        if not wanted:
            return self.false
        return self.make("among", wanted, below=(term,))

    def _joined(self, head: str, parts: Iterable[Term], neutral: Term, deciding: Term) -> Term:
        found: set[Term] = set()
        rest = list(parts)
        while rest:
            part = rest.pop()
            if self.head(part) == head:
                rest.extend(self.below(part))
            else:
                found.add(part)
        found.discard(neutral)
        if deciding in found:
            return deciding
        if head == "some":
            found = self._merged(found)
        if not found:
            return neutral
        ordered: Sequence[Term] = sorted(found)
        return ordered[0] if len(ordered) == 1 else self.make(head, below=ordered)

    def _merged(self, found: set[Term]) -> set[Term]:
        """`x is a or x is b` as `x is one of a, b`."""
        values: dict[Term, frozenset[Hashable]] = {}
        others: set[Term] = set()
        for part in found:
            if self.head(part) == "among":
                (wanted,), (operand,) = self.facts(part), self.below(part)
                assert isinstance(wanted, frozenset)
                values[operand] = values.get(operand, frozenset()) | wanted
            else:
                others.add(part)
        return others | {self.make("among", wanted, below=(operand,)) for operand, wanted in values.items()}


def tagged(value: object) -> tuple[str, Hashable]:
    """A value with its kind, so that `yes` and 1, or 30 days and 30 months, stay apart."""
    match value:
        case bool():
            return ("truth", value)
        case int() | Fraction():
            return ("number", plain(value))
        case date():
            return ("date", value)
        case str():
            return ("text", value)
        case None:
            return ("unknown", None)
        case _:
            assert isinstance(value, Hashable)
            return (type(value).__name__, value)
