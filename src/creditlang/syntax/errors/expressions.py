"""Slips in expressions, most of them habits from other languages."""

import attrs

from creditlang.diagnostics import Diagnostic


@attrs.frozen(kw_only=True)
class ForeignOperator(Diagnostic):
    """An operator of another language, or its sign for a remark."""

    code = "E0040"
    slug = "foreign-operator"
    message = "`{written}` is not a sign of this language"
    hint = "write `{meant}`"

    written: str
    meant: str


@attrs.frozen(kw_only=True)
class ChainedComparison(Diagnostic):
    """Two comparisons in a row."""

    code = "E0041"
    slug = "chained-comparison"
    message = "a second comparison follows the first"
    hint = "write `x is between 1 and 5`, or join two comparisons with `and`"


@attrs.frozen(kw_only=True)
class MissingRounding(Diagnostic):
    """`rounded` without saying how."""

    code = "E0042"
    slug = "missing-rounding"
    message = "`rounded` does not say how"
    hint = "write `rounded down`, `rounded up`, `rounded half up` or `rounded half even`"


@attrs.frozen(kw_only=True)
class MissingThen(Diagnostic):
    """`if` without `then`."""

    code = "E0043"
    slug = "missing-then"
    message = "`then` is missing after the condition of this `if`"
    hint = "write `if CONDITION then VALUE else OTHER VALUE`"


@attrs.frozen(kw_only=True)
class MissingElse(Diagnostic):
    """`if` without `else`."""

    code = "E0044"
    slug = "missing-else"
    message = "this `if` does not say what holds otherwise: `else` is missing"
    hint = "write `if CONDITION then VALUE else OTHER VALUE`; for points, `else 0`"


@attrs.frozen(kw_only=True)
class ElseIf(Diagnostic):
    """`elif`, `elseif` or `elsif`."""

    code = "E0045"
    slug = "else-if"
    message = "`{written}` is not a word of this language"
    hint = "write `else if`"

    written: str


@attrs.frozen(kw_only=True)
class UnknownAsValue(Diagnostic):
    """`unknown` used as if it were a value."""

    code = "E0046"
    slug = "unknown-as-value"
    message = "`unknown` is not a value that can be computed with or compared to"
    hint = "ask `is unknown` or `is known`"


@attrs.frozen(kw_only=True)
class OpenCondition(Diagnostic):
    """A calculation or comparison right after the `where` of a count or a sum."""

    code = "E0047"
    slug = "open-condition"
    message = "it is not plain whether this belongs to the condition after `where` or comes after the whole `{kind}`"
    hint = "put the whole `{kind} … where …` in parentheses"

    kind: str


@attrs.frozen(kw_only=True)
class RoundedInside(Diagnostic):
    """Arithmetic with what has been rounded.

    Attributes:
        written: the rounding, such as `rounded down`.
        sign: the operator that follows it.
    """

    code = "E0048"
    slug = "rounded-inside"
    message = "`{written}` rounds all that stands before it, so `{sign}` cannot follow"
    hint = "put what is rounded in parentheses: `(… {written}) {sign} …`"

    written: str
    sign: str


@attrs.frozen(kw_only=True)
class PointsFormat(Diagnostic):
    """The word `points` where it cannot stand.

    Attributes:
        advice: what to write instead.
    """

    code = "E0049"
    slug = "points-format"
    message = "`points` cannot stand here"
    hint = "{advice}"

    advice: str


@attrs.frozen(kw_only=True)
class NotAssessed(Diagnostic):
    """A range of points without the word that makes it an official's choice."""

    code = "E0050"
    slug = "not-assessed"
    message = "`{effect} between` does not say who chooses the points"
    hint = "write `{effect} assessed between {rest}`: an official sets them in the record, with a reason"

    effect: str
    rest: str
