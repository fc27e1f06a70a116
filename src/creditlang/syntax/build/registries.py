"""Trees of registries to nodes."""

from lark import Token, Tree

from creditlang.syntax.build.expressions import expression, path
from creditlang.syntax.build.literals import plain_number
from creditlang.syntax.errors import FlagAsChoice
from creditlang.syntax.expectations import nearest
from creditlang.syntax.nodes import (
    Bounds,
    CategoryDeclaration,
    Choice,
    ChoiceType,
    Contexts,
    DecimalType,
    EventDeclaration,
    FieldDeclaration,
    FieldType,
    ManyType,
    MoneyType,
    Name,
    SimpleType,
    SubjectDeclaration,
    TypeExpression,
)
from creditlang.syntax.reading import Branch, Reading, is_tree

_FLAGS = ("optional", "protected")


def contexts(reading: Reading, tree: Tree[Token]) -> Contexts:
    """`contexts traffic, charity "Charity"`."""
    return Contexts(_choices(reading, tree.children[0]), span=reading.span(tree))


def category(reading: Reading, tree: Tree[Token]) -> CategoryDeclaration:
    """`category Offence : one of speeding, red_light`."""
    name, title, members = tree.children
    kind = ChoiceType(_choices(reading, members), span=reading.span(members))
    return CategoryDeclaration(reading.name(name), reading.optional_text(title), kind, span=reading.span(tree))


def subject(reading: Reading, tree: Tree[Token], fields: tuple[FieldDeclaration, ...]) -> SubjectDeclaration:
    """`subject Person` with the fields of its block."""
    name, title = tree.children
    return SubjectDeclaration(reading.name(name), reading.optional_text(title), fields, span=reading.span(tree))


def event(reading: Reading, tree: Tree[Token], fields: tuple[FieldDeclaration, ...]) -> EventDeclaration:
    """`event Donation of Person in charity from "…", voluntary` with the fields of its block."""
    name, title, of, context, issuer, *flags = tree.children
    return EventDeclaration(
        reading.name(name),
        reading.optional_text(title),
        None if of is None else reading.name(of),
        None if context is None else reading.name(context),
        reading.optional_text(issuer),
        _flags(reading, flags),
        fields,
        span=reading.span(tree),
    )


def field(reading: Reading, tree: Tree[Token]) -> FieldDeclaration:
    """`amount "Amount given" : money(CNY) between 0 CNY and 50_000 CNY optional, protected`."""
    name, title, kind, limits, *flags = tree.children
    return FieldDeclaration(
        reading.name(name),
        reading.optional_text(title),
        type_expression(reading, kind),
        None if limits is None else bounds(reading, limits),
        _flags(reading, flags),
        span=reading.span(tree),
    )


def type_expression(reading: Reading, tree: Branch) -> TypeExpression:
    """What stands after a colon."""
    assert is_tree(tree)
    span = reading.span(tree)
    match tree.data:
        case "duration_in_days" | "duration_in_months":
            return SimpleType(Name(tree.data.replace("_", " "), span=span), span=span)
        case "decimal_type":
            return DecimalType(plain_number(reading, tree.children[0]), span=span)
        case "money_type":
            return MoneyType(reading.name(tree.children[0]), span=span)
        case "choice_type":
            return ChoiceType(_choices(reading, tree.children[0]), span=span)
        case "many_type":
            members, by = tree.children
            return ManyType(reading.name(members), reading.name(by), span=span)
        case "field_type":
            return FieldType(path(reading, tree), span=span)
        case _:
            return SimpleType(reading.name(tree.children[0]), span=span)


def bounds(reading: Reading, tree: Branch) -> Bounds:
    """`between LOW and HIGH`, `at least LOW`, `at most HIGH`."""
    assert is_tree(tree)
    values = [expression(reading, child) for child in tree.children]
    span = reading.span(tree)
    match tree.data:
        case "lower_bound":
            return Bounds(values[0], None, span=span)
        case "upper_bound":
            return Bounds(None, values[0], span=span)
        case _:
            return Bounds(values[0], values[1], span=span)


def _choices(reading: Reading, tree: Branch) -> tuple[Choice, ...]:
    assert is_tree(tree)
    return tuple(_choice(reading, child) for child in tree.children)


def _choice(reading: Reading, tree: Branch) -> Choice:
    assert is_tree(tree)
    name, title = tree.children
    like = nearest(str(name), _FLAGS) if title is None and not name.startswith("`") else None
    if like is not None:
        reading.report(FlagAsChoice(span=reading.span(name), written=str(name), meant=like[0]))
    return Choice(reading.name(name), reading.optional_text(title), span=reading.span(tree))


def _flags(reading: Reading, trees: list[Branch]) -> tuple[Name, ...]:
    return tuple(reading.name(tree.children[0]) for tree in trees if is_tree(tree))
