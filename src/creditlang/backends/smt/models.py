"""What terms come to in a model."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import assert_never

import attrs

from creditlang.backends.smt.calendar import LAST_DAY, Moment, Span
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
)
from creditlang.backends.smt.solving import Model, free_value
from creditlang.backends.smt.values import Amount, Held, Lexicon, Maybe, Value, Word
from creditlang.types import DurationKind
from creditlang.values import Days, Exact, Months, plain


@attrs.frozen(eq=False)
class Reading:
    """Gives the value of any term in a model. Unknowns that the model does not speak of are what they like to be."""

    model: Model
    lexicon: Lexicon
    _known: dict[Term, int] = attrs.field(factory=dict, repr=False)

    def truth(self, term: Truth) -> bool:
        """The value of a truth."""
        return bool(self._value(term))

    def number(self, term: Number) -> int:
        """The value of a number."""
        return self._value(term)

    def amount(self, amount: Amount) -> Exact:
        """The value of an exact number."""
        return plain(Fraction(self.number(amount.over), self.number(amount.under)))

    def day(self, moment: Moment) -> date:
        """The value of a day."""
        if moment.civil is not None:
            civil = moment.civil
            # A day that no question spoke of is free to be of no year at all.
            return date(max(self.number(civil.year), 1), self.number(civil.month) + 1, self.number(civil.day))
        assert moment.ordinal is not None
        return date.fromordinal(min(max(self.number(moment.ordinal), 1), LAST_DAY))

    def value(self, value: Value) -> object:
        """The value as the evaluator has it. What stands for a subject has none."""
        match value:
            case Maybe(known=known, value=inner):
                return self.value(inner) if self.truth(known) else None
            case Amount():
                return self.amount(value)
            case Moment():
                return self.day(value)
            case Word(code=code):
                return self.lexicon.text(self.number(code))
            case Span(kind=kind, count=count):
                return (Months if kind is DurationKind.MONTHS else Days)(self.number(count))
            case Held():
                raise AssertionError("a subject is read field by field")
            case _:
                return self.truth(value)

    def _value(self, whole: Term) -> int:
        if whole not in self._known:
            for term in below([whole]):
                if term not in self._known:
                    self._known[term] = self._computed(term)
        return self._known[whole]

    def _computed(self, term: Term) -> int:
        known = self._known
        match term:
            case Always(holds=holds):
                return holds
            case Switch(name=name):
                return self.model.truths.get(name, False)
            case Unknown(name=name):
                return self.model.numbers[name] if name in self.model.numbers else free_value(term)
            case Opposite(of=one):
                return not known[one]
            case Every(of=several):
                return all(known[one] for one in several)
            case AnyOf(of=several):
                return any(known[one] for one in several)
            case NotPositive(number_of=number):
                return known[number] <= 0
            case IsZero(number_of=number):
                return known[number] == 0
            case Sum(constant=base, parts=parts):
                return base + sum(factor * known[part] for factor, part in parts)
            case Product(left=left, right=right):
                return known[left] * known[right]
            case Divided(dividend=dividend, divisor=divisor):
                # A divisor that is not above 0 stands where the quotient does not matter.
                return known[dividend] // known[divisor] if known[divisor] else 0
            case Choose(condition=condition, then=then, otherwise=otherwise):
                return known[then] if known[condition] else known[otherwise]
            case _:
                assert_never(term)
