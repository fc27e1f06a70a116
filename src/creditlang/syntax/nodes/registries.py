"""Registries: what is recorded about whom, by which body, in which context."""

from __future__ import annotations

import attrs

from creditlang.syntax.nodes.base import Name, Node, Text
from creditlang.syntax.nodes.expressions import Expression, Reference


@attrs.frozen
class SimpleType(Node):
    """A type named by one word: `date`, `text`, `boolean`, `number`, a category or (as a relation) a subject.

    Also `points`, and with these words as one name, `duration in days` and `duration in months`.
    """

    name: Name


@attrs.frozen
class DecimalType(Node):
    """`decimal(2)`."""

    scale: int


@attrs.frozen
class MoneyType(Node):
    """`money(CNY)`."""

    currency: Name


@attrs.frozen
class ChoiceType(Node):
    """`one of speeding, red_light "Red light"`. Titles are per member, None where not written."""

    members: tuple[Choice, ...]


@attrs.frozen
class Choice(Node):
    """One member of a choice."""

    name: Name
    title: Text | None


@attrs.frozen
class ManyType(Node):
    """`many Person by household`: the subjects whose field `by` points here."""

    subject: Name
    by: Name


@attrs.frozen
class FieldType(Node):
    """`TrafficOffence.offence`: the type of that field (in tables, parameters and defines)."""

    field: Reference


TypeExpression = SimpleType | DecimalType | MoneyType | ChoiceType | ManyType | FieldType


@attrs.frozen
class Bounds(Node):
    """`between LOW and HIGH`, or one side (`at least LOW`, `at most HIGH`), both ends included."""

    low: Expression | None
    high: Expression | None


@attrs.frozen
class FieldDeclaration(Node):
    """`amount "Amount given" : money(CNY) between 0 CNY and 50_000 CNY optional, protected`.

    `flags` are the words written: `optional`, `protected`.
    """

    name: Name
    title: Text | None
    type: TypeExpression
    bounds: Bounds | None
    flags: tuple[Name, ...]


@attrs.frozen
class Contexts(Node):
    """`contexts traffic, charity "Charity"`."""

    members: tuple[Choice, ...]


@attrs.frozen
class CategoryDeclaration(Node):
    """`category Offence : one of speeding, red_light`: a choice with a name of its own."""

    name: Name
    title: Text | None
    type: TypeExpression


@attrs.frozen
class SubjectDeclaration(Node):
    """`subject Person` with its fields."""

    name: Name
    title: Text | None
    fields: tuple[FieldDeclaration, ...]


@attrs.frozen
class EventDeclaration(Node):
    """`event Donation "Gift" of Person in charity from "Charity federation", voluntary` with its fields.

    `subject` is needed only where a registry has several subjects.
    """

    name: Name
    title: Text | None
    subject: Name | None
    context: Name | None
    issuer: Text | None
    flags: tuple[Name, ...]
    fields: tuple[FieldDeclaration, ...]


RegistryDeclaration = Contexts | CategoryDeclaration | SubjectDeclaration | EventDeclaration


@attrs.frozen
class Registry(Node):
    """A `registry` with everything declared under it. `name_span` is where messages point."""

    name: Name
    title: Text | None
    declarations: tuple[RegistryDeclaration, ...]
