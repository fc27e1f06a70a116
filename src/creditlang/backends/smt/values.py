"""Values as terms: what `semantics` computes with, known or not.

A number is a whole number over another one above 0, so that it is exact whatever is divided. A text or a member of a
choice is a code of the `Lexicon`. Where a value can be unknown, a truth beside it says whether it is known; what the
value then is has no meaning.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import gcd, lcm
from typing import Protocol

import attrs

from creditlang.backends.smt import terms
from creditlang.backends.smt.calendar import Calendar, Moment, Span, moment_of, span_of
from creditlang.backends.smt.nodes import FALSE, TRUE, Number, Sum, Truth
from creditlang.backends.smt.support import Unsupported
from creditlang.backends.smt.terms import ONE, ZERO, whole
from creditlang.types import Boolean, Choice, Date, Definite, Duration, Text
from creditlang.types import Number as NumberType
from creditlang.values import Days, Exact, Months


@attrs.frozen
class Amount:
    """A number: `over / under`. `under` is above 0 wherever the number matters."""

    over: Number
    under: Number = ONE


@attrs.frozen
class Word:
    """A text or a member of a choice, by its code."""

    code: Number


@attrs.frozen
class Maybe:
    """A value that may be unknown."""

    known: Truth
    value: Definite_


class Holder(Protocol):
    """A subject or a record, whose fields can be read."""

    def read(self, field: str) -> Value:
        """The value of a field."""


@attrs.frozen
class Held:
    """A subject that a relation leads to."""

    holder: Holder


Definite_ = Amount | Moment | Span | Word | Truth | Held
Value = Definite_ | Maybe


FREE = 1000
"""From this code on, texts are called by numbers from 1: for texts of which it only matters that they are some."""


class Lexicon:
    """Codes for texts: negative ones for texts of blanks only, the others from 0. Other codes are other texts."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._texts: dict[int, str] = {}

    def code(self, text: str) -> int:
        """The code of a text."""
        if text not in self._codes:
            blank = not text.strip()
            number = sum(1 for code in self._texts if (code < 0) == blank)
            code = -1 - number if blank else number
            self._codes[text], self._texts[code] = code, text
        return self._codes[text]

    def text(self, code: int) -> str:
        """The text of a code; for one that no rule and no fact names, some text that differs from all others."""
        if code >= FREE and code not in self._texts:
            return f"text {code - FREE + 1}"
        return self._texts.get(code, f"other text {code}" if code >= 0 else " " * -code)


# --- making ------------------------------------------------------------------------------------------


def amount_of(value: Exact) -> Amount:
    """A number that is known."""
    number = Fraction(value)
    return Amount(whole(number.numerator), whole(number.denominator))


NOTHING = amount_of(0)


def lift(value: object, kind: Definite | None, lexicon: Lexicon) -> Value:
    """A value that is known; `kind` is its type, which is needed where it is None."""
    match value:
        case bool():
            return terms.truth(value)
        case int() | Fraction():
            return amount_of(value)
        case date():
            return moment_of(value)
        case Days() | Months():
            return span_of(value)
        case str():
            return Word(whole(lexicon.code(value)))
        case None:
            assert kind is not None
            return Maybe(FALSE, placeholder(kind))
        case _:
            raise Unsupported(f"a value of the kind {type(value).__name__}")


def placeholder(kind: Definite) -> Definite_:
    """Some value of a type, for where none is known."""
    match kind:
        case Boolean():
            return FALSE
        case NumberType():
            return NOTHING
        case Date():
            return moment_of(date(2000, 1, 1))
        case Duration():
            return Span(kind.kind, ZERO)
        case Text() | Choice():
            return Word(ZERO)
        case _:
            raise Unsupported("a relation that may lead to nobody, from outside the subject")


# --- taking ------------------------------------------------------------------------------------------


def definitely(value: Value) -> Definite_:
    """The value, which the checker has proven to be known here."""
    return value.value if isinstance(value, Maybe) else value


def maybe(value: Value) -> Maybe:
    """The value with whether it is known."""
    return value if isinstance(value, Maybe) else Maybe(TRUE, value)


def amount(value: Value) -> Amount:
    """A number."""
    found = definitely(value)
    assert isinstance(found, Amount)
    return found


def moment(value: Value) -> Moment:
    """A day."""
    found = definitely(value)
    assert isinstance(found, Moment)
    return found


def span(value: Value) -> Span:
    """A duration."""
    found = definitely(value)
    assert isinstance(found, Span)
    return found


def truth(value: Value) -> Truth:
    """A truth."""
    found = definitely(value)
    assert isinstance(found, Truth)
    return found


# --- numbers -----------------------------------------------------------------------------------------


def reduced(over: Number, under: Number) -> Amount:
    """A number in its lowest terms, as far as its constants show."""
    below = terms.constant(under)
    if below is None or below == 1:
        return Amount(over, under)
    base, parts = (over.constant, over.parts) if isinstance(over, Sum) else (0, ((1, over),))
    shared = gcd(below, base, *(factor for factor, _ in parts))
    if shared == 1:
        return Amount(over, under)
    return Amount(terms.divided(over, whole(shared)), whole(below // shared))


def _alike(left: Amount, right: Amount) -> tuple[Number, Number, Number]:
    """Both over one divisor."""
    if left.under is right.under:
        return left.over, right.over, left.under
    a, b = terms.constant(left.under), terms.constant(right.under)
    if a is not None and b is not None:
        shared = lcm(a, b)
        return terms.scaled(shared // a, left.over), terms.scaled(shared // b, right.over), whole(shared)
    return (
        terms.times(left.over, right.under),
        terms.times(right.over, left.under),
        terms.times(left.under, right.under),
    )


def added(left: Amount, right: Amount) -> Amount:
    """The sum."""
    one, other, under = _alike(left, right)
    return reduced(terms.plus(one, other), under)


def summed(amounts: list[Amount]) -> Amount:
    """The sum of many."""
    unders = [terms.constant(item.under) for item in amounts]
    if any(under is None for under in unders):
        result = NOTHING
        for item in amounts:
            result = added(result, item)
        return result
    shared = lcm(1, *(under for under in unders if under is not None))
    overs = (
        terms.scaled(shared // under, item.over)
        for item, under in zip(amounts, unders, strict=True)
        if under is not None
    )
    return reduced(terms.total(overs), whole(shared))


def minus(value: Amount) -> Amount:
    """The number with the other sign."""
    return Amount(terms.scaled(-1, value.over), value.under)


def multiplied(left: Amount, right: Amount) -> Amount:
    """The product."""
    return reduced(terms.times(left.over, right.over), terms.times(left.under, right.under))


def quotient(left: Amount, right: Amount) -> Amount:
    """The exact ratio. The checker has proven that the divisor is not 0."""
    over, under = terms.times(left.over, right.under), terms.times(left.under, right.over)
    values = terms.constants_of(under)
    if values is not None and (len(values) > 1 or 0 in values):
        # A divisor that is one of some constants: all over their common multiple.
        shared = lcm(1, *(abs(value) for value in values if value))
        factor = terms.through(under, lambda value: whole(shared // value) if value else ZERO)
        return reduced(terms.times(over, factor), whole(shared))
    negative = terms.less(under, ZERO)
    if negative is not FALSE:
        over = terms.choose(negative, terms.scaled(-1, over), over)
        under = terms.choose(negative, terms.scaled(-1, under), under)
    return reduced(over, under)


def amount_at_most(left: Amount, right: Amount) -> Truth:
    """`left <= right`."""
    one, other, _ = _alike(left, right)
    return terms.at_most(one, other)


def amount_less(left: Amount, right: Amount) -> Truth:
    """`left < right`."""
    one, other, _ = _alike(left, right)
    return terms.less(one, other)


def amount_equal(left: Amount, right: Amount) -> Truth:
    """`left = right`."""
    one, other, _ = _alike(left, right)
    return terms.equal(one, other)


def choose_amount(condition: Truth, then: Amount, otherwise: Amount) -> Amount:
    """One of two numbers."""
    if condition is TRUE or then == otherwise:
        return then
    if condition is FALSE:
        return otherwise
    if terms.constant(then.under) is None or terms.constant(otherwise.under) is None:
        return Amount(
            terms.choose(condition, then.over, otherwise.over), terms.choose(condition, then.under, otherwise.under)
        )
    one, other, under = _alike(then, otherwise)
    return Amount(terms.choose(condition, one, other), under)


def lower(left: Amount, right: Amount) -> Amount:
    """The lower of two numbers."""
    return choose_amount(amount_at_most(left, right), left, right)


def higher(left: Amount, right: Amount) -> Amount:
    """The higher of two numbers."""
    return choose_amount(amount_at_most(left, right), right, left)


def magnitude(value: Amount) -> Amount:
    """The number without its sign."""
    return choose_amount(terms.less(value.over, ZERO), minus(value), value)


# --- any value ---------------------------------------------------------------------------------------


def choose_value(condition: Truth, then: Value, otherwise: Value, calendar: Calendar) -> Value:
    """One of two values of one type."""
    if condition is TRUE or then == otherwise:
        return then
    if condition is FALSE:
        return otherwise
    match then, otherwise:
        case Maybe(), _:
            return _choose_maybe(condition, then, maybe(otherwise), calendar)
        case _, Maybe():
            return _choose_maybe(condition, maybe(then), otherwise, calendar)
        case Amount(), Amount():
            return choose_amount(condition, then, otherwise)
        case Moment(), Moment():
            return calendar.choose(condition, then, otherwise)
        case Word(code=one), Word(code=other):
            return Word(terms.choose(condition, one, other))
        case Span(kind=kind, count=one), Span(count=other):
            return Span(kind, terms.choose(condition, one, other))
        case Held(), _:
            raise Unsupported("a choice between two related subjects")
        case _:
            return terms.choose_truth(condition, truth(then), truth(otherwise))


def _choose_maybe(condition: Truth, then: Maybe, otherwise: Maybe, calendar: Calendar) -> Maybe:
    known = terms.choose_truth(condition, then.known, otherwise.known)
    if otherwise.known is FALSE:
        return Maybe(known, then.value)
    if then.known is FALSE:
        return Maybe(known, otherwise.value)
    return Maybe(known, definitely(choose_value(condition, then.value, otherwise.value, calendar)))


def equal_values(left: Value, right: Value, calendar: Calendar) -> Truth:
    """Whether two values of one type are equal. Unknown ones equal each other and nothing else."""
    if isinstance(left, Maybe) or isinstance(right, Maybe):
        one, other = maybe(left), maybe(right)
        both = terms.every(one.known, other.known)
        neither = terms.every(terms.negated(one.known), terms.negated(other.known))
        if both is FALSE:
            return neither
        return terms.any_of(neither, terms.every(both, equal_values(one.value, other.value, calendar)))
    match left, right:
        case Amount(), Amount():
            return amount_equal(left, right)
        case Moment(), Moment():
            return calendar.equal(left, right)
        case Word(code=one_code), Word(code=other_code):
            return terms.equal(one_code, other_code)
        case Span(count=one_count), Span(count=other_count):
            return terms.equal(one_count, other_count)
        case Held(), Held():
            return terms.truth(left.holder is right.holder)
        case _ if isinstance(left, Truth) and isinstance(right, Truth):
            return terms.same(left, right)
        case _:
            # Values of two types, as fields of one name on two events may hold.
            return FALSE
