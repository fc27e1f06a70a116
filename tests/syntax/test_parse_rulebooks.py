"""Files, units and the clauses of a rulebook's head."""

from typing import Any

import pytest
from spanned import day, make, name, ref, sound, text

from creditlang.syntax.nodes import (
    About,
    Authority,
    Charter,
    Document,
    EditionClause,
    EnactedClause,
    Import,
    InForce,
    Note,
    Records,
    Registry,
    Repealed,
    RepealedClause,
    RequiresConsent,
    Rulebook,
    Scenario,
    Sector,
    SourceClause,
    SourceStatus,
    Sunset,
    Transition,
    TransitionClause,
    Under,
)


@pytest.mark.parametrize("empty", ["", "\n\n", "   \n\t\n", "# only a remark\n", "\ufeff", "\r\n"])
def test_an_empty_file_is_an_empty_document(empty: str) -> None:
    assert make(Document, (), (), (), (), (), ()) == sound(empty)


def test_the_units_of_a_file() -> None:
    document = sound(
        'import "../a.credit"\nregistry R\nrulebook A "Title"\n    edition "1"\nscenario "in A"\n'
        'rulebook A\n    edition "2"\ncharter C\nscenario "of nobody"\n'
    )
    first = make(Scenario, text("in A"), ())
    expected = make(
        Document,
        (make(Import, text("../a.credit")),),
        (make(Registry, name("R"), None, ()),),
        (
            make(Rulebook, name("A"), text("Title"), (make(EditionClause, text("1")),), (), (first,)),
            make(Rulebook, name("A"), None, (make(EditionClause, text("2")),), (), ()),
        ),
        (make(Charter, name("C"), None, ()),),
        (),
        (make(Scenario, text("of nobody"), ()),),
    )
    assert expected == document


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ('authority "Office"', make(Authority, text("Office"))),
        ('edition "2019"', make(EditionClause, text("2019"))),
        ("in force from 2019-01-01", make(InForce, day("2019-01-01"), None)),
        ("in force from 2019-01-01 until 2021-07-01", make(InForce, day("2019-01-01"), day("2021-07-01"))),
        ("enacted 2018-11-20", make(EnactedClause, day("2018-11-20"), None, None)),
        ('enacted 2018-11-20 by "Congress"', make(EnactedClause, day("2018-11-20"), text("Congress"), None)),
        ("enacted 2018-11-20 after 30 days of public comment", make(EnactedClause, day("2018-11-20"), None, 30)),
        (
            'enacted 2018-11-20 by "Congress", after 2 weeks of public comment',
            make(EnactedClause, day("2018-11-20"), text("Congress"), 14),
        ),
        ("sunset 2024-01-01", make(Sunset, day("2024-01-01"))),
        ("records Civic", make(Records, name("Civic"))),
        ("about Person", make(About, name("Person"))),
        ("under DueProcess, Other", make(Under, (name("DueProcess"), name("Other")))),
        ('sector "platform"', make(Sector, text("platform"))),
        ('source documented "a1"', make(SourceClause, SourceStatus.DOCUMENTED, text("a1"))),
        ("source recalled", make(SourceClause, SourceStatus.RECALLED, None)),
        ('note "n"', make(Note, text("n"))),
        ("transition the milder", make(TransitionClause, Transition.MILDER)),
        ("transition: this edition", make(TransitionClause, Transition.THIS_EDITION)),
        ("transition the edition of its date", make(TransitionClause, Transition.OWN_DATE)),
        ("repealed criteria lapse", make(RepealedClause, Repealed.LAPSE)),
        ("repealed criteria run out", make(RepealedClause, Repealed.RUN_OUT)),
        ("requires consent Consent", make(RequiresConsent, name("Consent"), None, None)),
        (
            "requires consent Consent, ended by Withdrawal",
            make(RequiresConsent, name("Consent"), None, name("Withdrawal")),
        ),
        (
            "requires consent Consent where by_hand, ended by Withdrawal",
            make(RequiresConsent, name("Consent"), ref("by_hand"), name("Withdrawal")),
        ),
    ],
)
def test_clauses_of_the_head(written: str, expected: Any) -> None:
    (rulebook,) = sound(f"rulebook R\n    {written}").rulebooks
    assert (expected,) == rulebook.clauses


def test_a_list_of_options_ends_before_what_ends_the_consent() -> None:
    (rulebook,) = sound("rulebook R\n    requires consent C where k is one of a, b, ended by W").rulebooks
    clause: Any = rulebook.clauses[0]
    assert (ref("a"), ref("b")) == clause.where.options
    assert name("W") == clause.ended_by
