"""Trees of scenarios to nodes."""

from lark import Token, Tree

from creditlang.syntax.build.expressions import expression, optional_expression
from creditlang.syntax.build.literals import day, optional_day
from creditlang.syntax.errors import UnknownClause
from creditlang.syntax.expectations import nearest, words_at_start
from creditlang.syntax.nodes import (
    AsKnown,
    AsOf,
    Assignment,
    Expect,
    Expectation,
    ExpectCovered,
    ExpectCriterion,
    ExpectGrade,
    ExpectPoints,
    ExpectRule,
    Expression,
    GivenRecord,
    GivenSubject,
    OfRulebook,
    Reference,
    Scenario,
    ScenarioClause,
    UnknownLiteral,
)
from creditlang.syntax.reading import Branch, Reading, is_tree


def scenario(reading: Reading, tree: Tree[Token], clauses: tuple[ScenarioClause, ...]) -> Scenario:
    """`scenario "…"` with the clauses of its block."""
    return Scenario(reading.text(tree.children[0]), clauses, span=reading.span(tree))


def scenario_clause(reading: Reading, tree: Tree[Token]) -> ScenarioClause:
    """A clause under a `scenario` head."""
    span, parts = reading.span(tree), tree.children
    match tree.data:
        case "of_rulebook":
            return OfRulebook(reading.name(parts[0]), span=span)
        case "as_of":
            return AsOf(day(reading, parts[0]), span=span)
        case "as_known":
            return AsKnown(day(reading, parts[0]), span=span)
        case "given_subject":
            _refuse_misspelt(reading, tree)
            return GivenSubject(reading.name(parts[0]), _assignments(reading, parts[1]), span=span)
        case "given_record":
            facts = _assignments(reading, parts[2])
            return GivenRecord(day(reading, parts[0]), reading.name(parts[1]), facts, span=span)
        case _:
            on, expectations = parts
            assert is_tree(expectations)
            found = tuple(_expectation(reading, child) for child in expectations.children)
            return Expect(optional_day(reading, on), found, span=span)


def _refuse_misspelt(reading: Reading, tree: Tree[Token]) -> None:
    """Report `expct points 5`, which reads as facts about a subject named `expct`."""
    span = reading.span(tree)
    known = words_at_start("scenario_clause")
    meant = nearest(span.text, known) if span.text[:1].islower() else None
    if meant is not None:
        word = reading.between(span.start, span.start + len(meant[1]))
        reading.report(
            UnknownClause(span=word, word=word.text, construct="scenario", meant=meant[0], known=known, things=())
        )


def _assignments(reading: Reading, tree: Branch | None) -> tuple[Assignment, ...]:
    return tuple(_assignment(reading, child) for child in tree.children) if is_tree(tree) else ()


def _assignment(reading: Reading, tree: Branch) -> Assignment:
    assert is_tree(tree)
    field, value = tree.children
    if tree.data == "nested":
        return Assignment(reading.name(field), None, _assignments(reading, value), span=reading.span(tree))
    return Assignment(reading.name(field), _value(reading, value), None, span=reading.span(tree))


def _value(reading: Reading, tree: Branch) -> Expression:
    assert is_tree(tree)
    match tree.data:
        case "named_value":
            return Reference((reading.name(tree.children[0]),), span=reading.span(tree))
        case "unknown_value":
            return UnknownLiteral(span=reading.span(tree))
        case _:
            return expression(reading, tree)


def _expectation(reading: Reading, tree: Branch) -> Expectation:
    assert is_tree(tree)
    span, parts = reading.span(tree), tree.children
    match tree.data:
        case "expect_points":
            return ExpectPoints(expression(reading, parts[0]), span=span)
        case "expect_no_points":
            return ExpectPoints(None, span=span)
        case "expect_grade":
            return ExpectGrade(reading.name(parts[0]), span=span)
        case "expect_no_grade":
            return ExpectGrade(None, span=span)
        case "expect_covered" | "expect_not_covered":
            return ExpectCovered(tree.data == "expect_covered", span=span)
        case "expect_criterion":
            return ExpectCriterion(reading.name(parts[0]), expression(reading, parts[1]), span=span)
        case "expect_no_rule":
            return ExpectRule(reading.name(parts[0]), False, None, None, None, span=span)
        case _:
            name, value, since, until = parts
            return ExpectRule(
                reading.name(name),
                True,
                optional_expression(reading, value),
                optional_day(reading, since),
                optional_day(reading, until),
                span=span,
            )
