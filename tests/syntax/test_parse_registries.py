"""Registries."""

import pytest
from spanned import declaration, make, money, name, num, ref, sound, text

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
    Registry,
    SimpleType,
    SubjectDeclaration,
)


def choice(word: str, title: str | None = None) -> Choice:
    return make(Choice, name(word), title and text(title))


def simple(word: str) -> SimpleType:
    return make(SimpleType, name(word))


def test_a_registry_holds_what_is_declared_after_it() -> None:
    (found,) = sound('registry Civic "Records"\n\ncontexts traffic\n\nsubject Person\n').registries
    expected = make(
        Registry,
        name("Civic"),
        text("Records"),
        (make(Contexts, (choice("traffic"),)), make(SubjectDeclaration, name("Person"), None, ())),
    )
    assert expected == found


def test_contexts_with_titles_over_several_lines() -> None:
    found = declaration('contexts traffic, charity "Charity",\n    finance', "registry R")
    assert make(Contexts, (choice("traffic"), choice("charity", "Charity"), choice("finance"))) == found


def test_a_category() -> None:
    found = declaration('category Offence : one of speeding, red_light "Ran a red light"', "registry R")
    members = (choice("speeding"), choice("red_light", "Ran a red light"))
    assert make(CategoryDeclaration, name("Offence"), None, make(ChoiceType, members)) == found


@pytest.mark.parametrize(
    ("written", "kind", "bounds", "flags"),
    [
        ("date", simple("date"), None, ()),
        ("money(CNY)", make(MoneyType, name("CNY")), None, ()),
        ("decimal(2) optional", make(DecimalType, 2), None, ("optional",)),
        ("text optional, protected", simple("text"), None, ("optional", "protected")),
        ("number at least 0", simple("number"), make(Bounds, num("0"), None), ()),
        ("number at most 9, protected", simple("number"), make(Bounds, None, num("9")), ("protected",)),
        (
            "money(CNY) between 0 CNY and 9_000 CNY optional",
            make(MoneyType, name("CNY")),
            make(Bounds, money("0"), money("9000")),
            ("optional",),
        ),
        ("one of a, b optional", make(ChoiceType, (choice("a"), choice("b"))), None, ("optional",)),
        ("one of a, b, optional", make(ChoiceType, (choice("a"), choice("b"))), None, ("optional",)),
        ("one of a, `optional`", make(ChoiceType, (choice("a"), choice("optional"))), None, ()),
        ("many Person by home", make(ManyType, name("Person"), name("home")), None, ()),
        ("Household optional", simple("Household"), None, ("optional",)),
        ("Gift.kind", make(FieldType, ref("Gift.kind")), None, ()),
        ("duration in days", simple("duration in days"), None, ()),
        ("duration in months", simple("duration in months"), None, ()),
    ],
)
def test_types_of_fields(written: str, kind: object, bounds: object, flags: tuple[str, ...]) -> None:
    (found,) = declaration(f'subject Person\n    x "An x" : {written}', "registry R").fields
    words = tuple(name(flag) for flag in flags)
    assert make(FieldDeclaration, name("x"), text("An x"), kind, bounds, words) == found


@pytest.mark.parametrize(
    ("written", "subject", "context", "issuer", "flags"),
    [
        ("", None, None, None, ()),
        (" of Person", name("Person"), None, None, ()),
        (' in traffic from "Police"', None, name("traffic"), text("Police"), ()),
        (' from "Federation", voluntary', None, None, text("Federation"), (name("voluntary"),)),
        (" voluntary", None, None, None, (name("voluntary"),)),
    ],
)
def test_heads_of_events(written: str, subject: object, context: object, issuer: object, flags: object) -> None:
    found = declaration(f'event Medal "A medal"{written}', "registry R")
    assert make(EventDeclaration, name("Medal"), text("A medal"), subject, context, issuer, flags, ()) == found
