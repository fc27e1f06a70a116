"""Trees of grades, downgrades and upgrades to nodes."""

from lark import Token, Tree

from creditlang.syntax.build.clauses import RULE_CLAUSES
from creditlang.syntax.build.definitions import range_ends
from creditlang.syntax.nodes import Direction, Grade, GradeMove, Grades, MoveClause
from creditlang.syntax.reading import Reading, is_tree


def grades(reading: Reading, tree: Tree[Token], members: tuple[Grade, ...]) -> Grades:
    """`grades` with the lines of its block."""
    return Grades(members, span=reading.span(tree))


def grade(reading: Reading, tree: Tree[Token]) -> Grade:
    """`AA "Fair" from 1030 below 1050`."""
    name, title, band = tree.children
    assert is_tree(band)
    low, below, to = range_ends(reading, band)
    only = band.data == "by_rule_only"
    return Grade(
        reading.name(name), reading.optional_text(title), low, below, to, by_rule_only=only, span=reading.span(tree)
    )


def grade_move(reading: Reading, tree: Tree[Token], clauses: tuple[MoveClause, ...]) -> GradeMove:
    """`downgrade ContemptOfCourt to D` or `upgrade …` with the clauses of its block."""
    name, title, to = tree.children
    return GradeMove(
        Direction(tree.data.removesuffix("_head")),
        reading.name(name),
        reading.optional_text(title),
        reading.name(to),
        clauses,
        span=reading.span(tree),
    )


def move_clause(reading: Reading, tree: Tree[Token]) -> MoveClause:
    """A clause under a `downgrade` or `upgrade` head."""
    return RULE_CLAUSES[tree.data](reading, tree)
