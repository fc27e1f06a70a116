"""The score: where the sum starts, ends and is rounded."""

from __future__ import annotations

import attrs

from creditlang.ir.expressions import Expression
from creditlang.ir.rules import RuleText
from creditlang.source import Span
from creditlang.types import Interval
from creditlang.values import Rounding


@attrs.frozen
class Score:
    """Where the sum starts and ends.

    Attributes:
        bounds: what the score is clamped to.
        decimals: how many the score has.
        rounding: how a weighted sum becomes points; None where nothing needs it.
        text: the law behind it.
    """

    title: str | None
    starts_at: Expression
    bounds: Interval
    decimals: int
    rounding: Rounding | None
    text: RuleText | None = attrs.field(default=None, kw_only=True)
    span: Span = attrs.field(kw_only=True, eq=False, repr=False)
