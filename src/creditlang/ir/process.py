"""Due process: notice, appeal, who decides, and the end of what a rule brings."""

from __future__ import annotations

import attrs

from creditlang.ir.expressions import Expression
from creditlang.values import Duration


@attrs.frozen
class Appeal:
    """To whom and within which time after the notice; `to` None with a `because` where law gives none.

    All three are None where the law that was read does not say (`appeal unstated`).
    """

    to: str | None
    within: Duration | None
    because: str | None


@attrs.frozen
class Decided:
    """Who takes the decision; `by` None where nobody does: it follows automatically."""

    by: str | None


@attrs.frozen(kw_only=True)
class Process:
    """How a sanction, list or move begins and ends.

    Attributes:
        notice: the time between the notice and the effect; None where the law says none, or nothing.
        notice_unstated: whether the law that was read does not say; the rule is then in effect at once.
        appeal: None for rules that need none (rewards).
        lasts: a duration; None for without end or (state-based) while the condition holds.
        until: the date until which it lasts, instead of a duration.
        endless: whether the text says `lasts without end`.
        decided: None where the text does not say.
        lifted: a condition that ends it at once; None where not written.
    """

    notice: Duration | None = None
    notice_unstated: bool = False
    appeal: Appeal | None = None
    lasts: Expression | None = None
    until: Expression | None = None
    endless: bool = False
    decided: Decided | None = None
    lifted: Expression | None = None
