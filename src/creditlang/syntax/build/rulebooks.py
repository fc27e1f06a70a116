"""Trees of a rulebook's own clauses to nodes."""

from collections.abc import Callable
from typing import Final

from lark import Token, Tree

from creditlang.syntax.build.clauses import names, note, source
from creditlang.syntax.build.expressions import expression, optional_expression
from creditlang.syntax.build.literals import day, duration, optional_day
from creditlang.syntax.errors import CommentInMonths
from creditlang.syntax.nodes import (
    About,
    Authority,
    Covers,
    EditionClause,
    EnactedClause,
    Follows,
    Import,
    InForce,
    Records,
    Repealed,
    RepealedClause,
    RequiresConsent,
    RulebookClause,
    Sector,
    Sunset,
    Transition,
    TransitionClause,
    Under,
)
from creditlang.syntax.reading import Branch, Reading, is_tree
from creditlang.values import Days

_TRANSITIONS: Final = {
    "own_date": Transition.OWN_DATE,
    "this_edition": Transition.THIS_EDITION,
    "the_milder": Transition.MILDER,
}


def import_(reading: Reading, tree: Tree[Token]) -> Import:
    """`import "../registry.credit"`."""
    return Import(reading.text(tree.children[0]), span=reading.span(tree))


def rulebook_clause(reading: Reading, tree: Tree[Token]) -> RulebookClause:
    """A clause under a `rulebook` head."""
    return _CLAUSES[tree.data](reading, tree)


def _in_force(reading: Reading, tree: Tree[Token]) -> InForce:
    starts, ends = tree.children
    return InForce(day(reading, starts), optional_day(reading, ends), span=reading.span(tree))


def _enacted(reading: Reading, tree: Tree[Token]) -> EnactedClause:
    on, by, comment = tree.children
    days = None if comment is None else _comment_days(reading, comment)
    return EnactedClause(day(reading, on), reading.optional_text(by), days, span=reading.span(tree))


def _comment_days(reading: Reading, token: Branch) -> int:
    period = duration(reading, token)
    if not isinstance(period.value, Days):
        reading.report(CommentInMonths(span=period.span, written=period.span.text))
    return period.value.count


def _transition(reading: Reading, tree: Tree[Token]) -> TransitionClause:
    chosen = tree.children[0]
    assert is_tree(chosen)
    return TransitionClause(_TRANSITIONS[chosen.data], span=reading.span(tree))


def _repealed(reading: Reading, tree: Tree[Token]) -> RepealedClause:
    chosen = tree.children[0]
    assert is_tree(chosen)
    return RepealedClause(Repealed(chosen.data.replace("_", " ")), span=reading.span(tree))


def _follows(reading: Reading, tree: Tree[Token]) -> Follows:
    rulebook, edition, written, without = tree.children
    return Follows(
        None if rulebook is None else reading.name(rulebook),
        reading.optional_text(edition),
        source(reading, written) if is_tree(written) else None,
        () if without is None else names(reading, without),
        span=reading.span(tree),
    )


def _requires_consent(reading: Reading, tree: Tree[Token]) -> RequiresConsent:
    event, where, ended_by = tree.children
    return RequiresConsent(
        reading.name(event),
        optional_expression(reading, where),
        None if ended_by is None else reading.name(ended_by),
        span=reading.span(tree),
    )


_CLAUSES: Final[dict[str, Callable[[Reading, Tree[Token]], RulebookClause]]] = {
    "authority": lambda reading, tree: Authority(reading.text(tree.children[0]), span=reading.span(tree)),
    "edition": lambda reading, tree: EditionClause(reading.text(tree.children[0]), span=reading.span(tree)),
    "in_force": _in_force,
    "enacted": _enacted,
    "sunset": lambda reading, tree: Sunset(day(reading, tree.children[0]), span=reading.span(tree)),
    "records": lambda reading, tree: Records(reading.name(tree.children[0]), span=reading.span(tree)),
    "about": lambda reading, tree: About(reading.name(tree.children[0]), span=reading.span(tree)),
    "covers": lambda reading, tree: Covers(expression(reading, tree.children[0]), span=reading.span(tree)),
    "under": lambda reading, tree: Under(names(reading, tree.children[0]), span=reading.span(tree)),
    "sector": lambda reading, tree: Sector(reading.text(tree.children[0]), span=reading.span(tree)),
    "transition_clause": _transition,
    "repealed_clause": _repealed,
    "follows": _follows,
    "requires_consent": _requires_consent,
    "source": source,
    "note": note,
}
