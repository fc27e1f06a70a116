"""Trees of rewards, sanctions and lists to nodes."""

from lark import Token, Tree

from creditlang.syntax.build.clauses import RULE_CLAUSES, names
from creditlang.syntax.build.expressions import expression
from creditlang.syntax.nodes import (
    Grant,
    Impose,
    ListClause,
    ListKind,
    ListKindClause,
    PublicList,
    Publishes,
    Reward,
    RewardClause,
    Sanction,
    SanctionClause,
)
from creditlang.syntax.reading import Reading, is_tree


def reward(reading: Reading, tree: Tree[Token], clauses: tuple[RewardClause, ...]) -> Reward:
    """`reward HeatingRebate "…"` with the clauses of its block."""
    name, title = tree.children
    return Reward(reading.name(name), reading.optional_text(title), clauses, span=reading.span(tree))


def sanction(reading: Reading, tree: Tree[Token], clauses: tuple[SanctionClause, ...]) -> Sanction:
    """`sanction FlightBan "…"` with the clauses of its block."""
    name, title = tree.children
    return Sanction(reading.name(name), reading.optional_text(title), clauses, span=reading.span(tree))


def public_list(reading: Reading, tree: Tree[Token], clauses: tuple[ListClause, ...]) -> PublicList:
    """`list Defaulters "…"` with the clauses of its block."""
    name, title = tree.children
    return PublicList(reading.name(name), reading.optional_text(title), clauses, span=reading.span(tree))


def reward_clause(reading: Reading, tree: Tree[Token]) -> RewardClause:
    """A clause under a `reward` head."""
    if tree.data == "grant":
        return Grant(expression(reading, tree.children[0]), span=reading.span(tree))
    return RULE_CLAUSES[tree.data](reading, tree)


def sanction_clause(reading: Reading, tree: Tree[Token]) -> SanctionClause:
    """A clause under a `sanction` head."""
    if tree.data == "impose":
        return Impose(expression(reading, tree.children[0]), span=reading.span(tree))
    return RULE_CLAUSES[tree.data](reading, tree)


def list_clause(reading: Reading, tree: Tree[Token]) -> ListClause:
    """A clause under a `list` head."""
    if tree.data == "publishes":
        return Publishes(names(reading, tree.children[0]), span=reading.span(tree))
    if tree.data == "list_kind_clause":
        kind = tree.children[0]
        assert is_tree(kind)
        return ListKindClause(ListKind(kind.data), span=reading.span(tree))
    return RULE_CLAUSES[tree.data](reading, tree)
