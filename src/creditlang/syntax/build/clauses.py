"""Trees of clauses that several kinds of rule share to nodes."""

from collections.abc import Callable
from typing import Final

from lark import Token, Tree

from creditlang.syntax.build.expressions import expression, optional_expression
from creditlang.syntax.build.literals import duration
from creditlang.syntax.nodes import (
    Appeal,
    AppealUnstated,
    Basis,
    Decided,
    InContext,
    Lasts,
    Lifted,
    Name,
    NoAppeal,
    Note,
    NoticePeriod,
    OnEvent,
    RuleClause,
    SourceClause,
    SourceStatus,
    While,
)
from creditlang.syntax.reading import Branch, Reading, is_tree

CommonClause = Basis | SourceClause | Note | InContext | OnEvent | While


def names(reading: Reading, tree: Branch) -> tuple[Name, ...]:
    """`a, b, c`."""
    assert is_tree(tree)
    return tuple(reading.name(child) for child in tree.children)


def source(reading: Reading, tree: Tree[Token]) -> SourceClause:
    """`source documented "where"`."""
    status, where = tree.children
    assert is_tree(status)
    return SourceClause(SourceStatus(status.data), reading.optional_text(where), span=reading.span(tree))


def note(reading: Reading, tree: Tree[Token]) -> Note:
    """`note "…"`."""
    return Note(reading.text(tree.children[0]), span=reading.span(tree))


def basis(reading: Reading, tree: Tree[Token]) -> Basis:
    """`basis "…"`."""
    return Basis(reading.text(tree.children[0]), span=reading.span(tree))


def _on_event(reading: Reading, tree: Tree[Token]) -> OnEvent:
    event, where = tree.children
    return OnEvent(reading.name(event), optional_expression(reading, where), span=reading.span(tree))


def _notice(reading: Reading, tree: Tree[Token]) -> NoticePeriod:
    return NoticePeriod(duration(reading, tree.children[0]), span=reading.span(tree))


def _appeal(reading: Reading, tree: Tree[Token]) -> Appeal:
    to, within = tree.children
    return Appeal(reading.text(to), duration(reading, within), span=reading.span(tree))


COMMON_CLAUSES: Final[dict[str, Callable[[Reading, Tree[Token]], CommonClause]]] = {
    "basis": basis,
    "source": source,
    "note": note,
    "in_context": lambda reading, tree: InContext(reading.name(tree.children[0]), span=reading.span(tree)),
    "on_event": _on_event,
    "while": lambda reading, tree: While(expression(reading, tree.children[0]), span=reading.span(tree)),
}
"""By the grammar's rule: the clauses that criteria have in common with rewards, sanctions, lists and grade moves."""

RULE_CLAUSES: Final[dict[str, Callable[[Reading, Tree[Token]], RuleClause]]] = {
    **COMMON_CLAUSES,
    "notice": _notice,
    "no_notice": lambda reading, tree: NoticePeriod(None, span=reading.span(tree)),
    "notice_unstated": lambda reading, tree: NoticePeriod(None, unstated=True, span=reading.span(tree)),
    "appeal": _appeal,
    "no_appeal": lambda reading, tree: NoAppeal(reading.text(tree.children[0]), span=reading.span(tree)),
    "appeal_unstated": lambda reading, tree: AppealUnstated(span=reading.span(tree)),
    "lasts_until": lambda reading, tree: Lasts(None, expression(reading, tree.children[0]), span=reading.span(tree)),
    "decided_by": lambda reading, tree: Decided(reading.text(tree.children[0]), span=reading.span(tree)),
    "decided_automatically": lambda reading, tree: Decided(None, span=reading.span(tree)),
    "lasts": lambda reading, tree: Lasts(expression(reading, tree.children[0]), span=reading.span(tree)),
    "lasts_without_end": lambda reading, tree: Lasts(None, span=reading.span(tree)),
    "lifted": lambda reading, tree: Lifted(expression(reading, tree.children[0]), span=reading.span(tree)),
}
"""By the grammar's rule: the clauses that rewards, sanctions, lists and grade moves have in common."""
