"""Trees of a score's clauses to nodes."""

from lark import Token, Tree

from creditlang.syntax.build.clauses import basis, note, source
from creditlang.syntax.build.expressions import expression, rounding_mode
from creditlang.syntax.build.literals import plain_number
from creditlang.syntax.build.registries import bounds
from creditlang.syntax.nodes import Decimals, Score, ScoreBounds, ScoreClause, ScoreRounding, StartsAt
from creditlang.syntax.reading import Reading


def score(reading: Reading, tree: Tree[Token], clauses: tuple[ScoreClause, ...]) -> Score:
    """`score points "…"` with the clauses of its block."""
    return Score(reading.optional_text(tree.children[0]), clauses, span=reading.span(tree))


def score_clause(reading: Reading, tree: Tree[Token]) -> ScoreClause:
    """A clause under a `score` head."""
    span, value = reading.span(tree), tree.children[0]
    match tree.data:
        case "starts_at":
            return StartsAt(expression(reading, value), span=span)
        case "decimals":
            return Decimals(plain_number(reading, value), span=span)
        case "score_rounding":
            return ScoreRounding(rounding_mode(value), span=span)
        case "basis":
            return basis(reading, tree)
        case "source":
            return source(reading, tree)
        case "note":
            return note(reading, tree)
        case _:
            return ScoreBounds(bounds(reading, value), span=span)
