"""Registries: what is recorded about whom, as the data contract sees it."""

import pytest

from creditlang import ir
from creditlang.driver import compile_text
from creditlang.types import Boolean, Choice, Date, Interval, ManyRelated, MoneyUnit, Number, Plain, Related, Text

from .texts import findings, hints

SOUND = """\
registry Records "What the town records"
contexts traffic "Road traffic", justice
category Kind : one of speeding "Drove too fast", drunk
subject Person "Resident"
    born    "Date of birth" : date
    name    : text optional, protected
    height  : decimal(2)
    flags   : number at least 0
    veteran : boolean
    home    : House optional
subject House
    members : many Person by home
event Offence "Offence" of Person in traffic from "Police", voluntary
    kind  : Kind
    fine  : money(EUR) between 0 and 50
event Fire of House
"""


def registry(text: str) -> ir.Registry:
    compilation = compile_text(text)
    assert compilation.diagnostics == ()
    (found,) = compilation.registries
    return found


def test_all_that_a_registry_says() -> None:
    found = registry(SOUND)
    assert (found.name, found.title) == ("Records", "What the town records")
    assert found.contexts == {"traffic": "Road traffic", "justice": None}
    assert list(found.subjects) == ["Person", "House"]
    person = found.subjects["Person"].fields
    assert {name: field.type for name, field in person.items()} == {
        "born": Date(),
        "name": Text(),
        "height": Number(Plain(), 2),
        "flags": Number(Plain(), 0, Interval(0, None)),
        "veteran": Boolean(),
        "home": Related("House"),
    }
    assert [(f.name, f.optional, f.protected) for f in person.values() if f.optional] == [
        ("name", True, True),
        ("home", True, False),
    ]
    assert person["born"].title == "Date of birth"
    assert found.subjects["House"].fields["members"].type == ManyRelated("Person", "home")
    offence, fire = found.events.values()
    assert (offence.subject, offence.context, offence.issuer, offence.voluntary) == (
        "Person",
        "traffic",
        "Police",
        True,
    )
    assert (fire.subject, fire.context, fire.issuer, fire.voluntary) == ("House", None, None, False)
    assert offence.fields["kind"].type == Choice(("speeding", "drunk"))
    assert offence.fields["fine"].type == Number(MoneyUnit("EUR"), 2, Interval(0, 50))


def test_the_only_subject_goes_without_saying() -> None:
    assert registry("registry R\nsubject Person\nevent Medal\n").events["Medal"].subject == "Person"


@pytest.mark.parametrize(
    ("right", "wrong", "finding"),
    [
        ("in traffic", "in trafic", ("E0150", "trafic", "a context called `trafic` is not known here")),
        ("of Person in", "of Persn in", ("E0150", "Persn", "a subject called `Persn` is not known here")),
        ("of Person in", "in", ("E0551", "Offence", "`Offence` does not say which subject it is about")),
        ("event Fire", "event Offence", ("E0151", "Offence", "`Offence` is declared twice")),
        ("veteran : boolean", "born : boolean", ("E0151", "born", "`born` is declared twice")),
        (
            "veteran : boolean",
            "subject : text",
            ("E0152", "subject", "`subject` already means something in the language"),
        ),
        ("kind  :", "date :", ("E0152", "date", "`date` already means something in the language")),
        ("by home", "by house", ("E0155", "members", "`Person` has no field `house`")),
        (
            "many Person by home",
            "many Person by home optional",
            (
                "E0402",
                "members : many Person by home optional",
                "`optional` means nothing here: a relation to many may simply have nobody in it",
            ),
        ),
        ("justice\n", "traffic\n", ("E0151", "traffic", "`traffic` is declared twice")),
        ("drunk\n", "speeding\n", ("E0151", "speeding", "`speeding` is declared twice")),
        ("House optional", "Hose optional", ("E0210", "Hose", "there is no type `Hose`")),
    ],
)
def test_slips(right: str, wrong: str, finding: tuple[str, str, str]) -> None:
    assert SOUND.count(right) == 1
    assert finding in [(c, " ".join(w.split()), m) for c, w, m in findings(SOUND.replace(right, wrong))]


def test_the_inverse_must_lead_back() -> None:
    text = "registry R\nsubject Person\n    home : text\nsubject House\n    members : many Person by home\n"
    assert findings(text) == [
        (
            "E0402",
            "members",
            "`many Person by home` means nothing here: `home` of `Person` is a text, not a `House`",
        )
    ]
    assert hints(text) == ["declare `home : House` there"]


def test_a_record_points_to_one_subject_only() -> None:
    text = "registry R\nsubject Person\n    friend : Person optional\nevent Party\n    guests : many Person by friend\n"
    assert [code for code, _, _ in findings(text)] == ["E0402"]


def test_a_registry_is_about_somebody() -> None:
    assert findings("registry R\nevent Medal\n") == [("E0400", "R", "the registry `R` has no subject")]
