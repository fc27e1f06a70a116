"""The score: where it starts, what bounds it, how it is rounded."""

from __future__ import annotations

import attrs

from creditlang.syntax.nodes.base import Node, Text
from creditlang.syntax.nodes.clauses import Basis, Note, SourceClause
from creditlang.syntax.nodes.expressions import Expression
from creditlang.syntax.nodes.registries import Bounds
from creditlang.values import Rounding


@attrs.frozen
class StartsAt(Node):
    """`starts at 1000`."""

    value: Expression


@attrs.frozen
class ScoreBounds(Node):
    """`between 0 and 1300`, `at least 0`, `at most 100`."""

    bounds: Bounds


@attrs.frozen
class Decimals(Node):
    """`decimals 1`."""

    count: int


@attrs.frozen
class ScoreRounding(Node):
    """`rounded half up`: how a weighted sum becomes points."""

    mode: Rounding


ScoreClause = StartsAt | ScoreBounds | Decimals | ScoreRounding | Basis | SourceClause | Note


@attrs.frozen
class Score(Node):
    """`score points "Civic points"` with its clauses."""

    title: Text | None
    clauses: tuple[ScoreClause, ...]
