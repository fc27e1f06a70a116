"""What the order of grades says: whether a comparison of grades is true."""

from __future__ import annotations

from creditlang.ir import expressions as ir


def compares(relation: ir.Relation, place: int, named: int) -> bool:
    """Whether the grade at one place compares so with that at another. Best first: a better one has a lower place."""
    match relation:
        case ir.Relation.EQUAL:
            return place == named
        case ir.Relation.NOT_EQUAL:
            return place != named
        case ir.Relation.AT_LEAST:
            return place <= named
        case ir.Relation.GREATER:
            return place < named
        case ir.Relation.AT_MOST:
            return place >= named
        case ir.Relation.LESS:
            return place > named
