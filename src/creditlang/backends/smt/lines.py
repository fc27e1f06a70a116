"""A line of the score, in terms."""

from __future__ import annotations

import attrs

from creditlang.backends.smt.criteria import Counted
from creditlang.backends.smt.values import Amount


@attrs.frozen(eq=False)
class SymbolicLine:
    """What one record, or the facts, contributes: nothing where `counted.counts` is false.

    Attributes:
        counted: what it is worth before caps, and whether it counts (there, matching, not displaced, not expired).
        points: after caps.
    """

    counted: Counted
    points: Amount
