"""`follows`: what is carried over, what takes its place, and what cannot be followed."""

import pytest

from creditlang.check.errors.names import UnknownName
from creditlang.driver import Compilation, compile_text
from creditlang.inventory import all_rules, by_source
from creditlang.ir import SourceStatus

HEAD = """\
registry Records
subject Person
    born : date
event Offence
"""
FIRST = """\
rulebook Town
    edition  "1"
    in force from 2020-01-01
    records  Records
score points
    starts at 100
define cost = 5
criterion Offences
    source  documented
    on      Offence
    deduct  cost
    expires after 1 year
grades
    A from 95
    B below 95
reward Bus
    source  reported
    basis   "b"
    while   grade is A
"""


def second(clause: str, rules: str = "") -> Compilation:
    head = f'rulebook Town\n    edition  "2"\n    in force from 2022-01-01\n    records  Records\n    {clause}\n'
    return compile_text(f"{HEAD}{FIRST}{head}{rules}")


def messages(found: Compilation) -> list[str]:
    return [error.message_text() for error in found.errors]


def test_everything_is_carried_over_and_counts_once() -> None:
    found = second('follows "1"')
    assert found.errors == ()
    first, later = found.series[0].editions
    assert (first.criteria, first.grades, first.rewards, first.defines) == (
        later.criteria,
        later.grades,
        later.rewards,
        later.defines,
    )
    assert by_source(all_rules(found.series)) == {SourceStatus.DOCUMENTED: 1, SourceStatus.REPORTED: 1}


def test_another_source_makes_another_rule_in_the_count() -> None:
    found = second('follows "1", source disputed "not read"')
    assert [r.text.source for r in found.series[0].editions[1].rewards.values()] == [SourceStatus.DISPUTED]
    assert by_source(all_rules(found.series)) == {
        SourceStatus.DOCUMENTED: 1,
        SourceStatus.REPORTED: 1,
        SourceStatus.DISPUTED: 2,
    }


def test_what_is_written_anew_or_left_out_is_not_carried_over() -> None:
    found = second('follows "1", without Bus', "define cost = 9\ngrades\n    X from 0\n    Y below 0\n")
    assert found.errors == ()
    later = found.series[0].editions[1]
    assert list(later.rewards) == []
    assert [grade.name for grade in later.grades] == ["X", "Y"]


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("follows", "`follows` does not say what"),
        ('follows "9"', "`Town` has no edition `9` to follow"),
        ('follows "2"', "this is the rulebook itself"),
        ("follows City", "there is no rulebook `City` to follow"),
        ("follows Town", "`Town` has several editions, and this does not say which one it follows"),
        ('follows "1" without Buss', "`Town` has no `Buss` that could be left out"),
    ],
)
def test_what_cannot_be_followed(clause: str, message: str) -> None:
    assert messages(second(clause)) == [message]


def test_an_edition_whose_rulebook_is_named_a_little_otherwise_is_told_the_name() -> None:
    head = 'rulebook town\n    edition "2"\n    in force from 2022-01-01\n    records Records\n    follows "1"\n'
    (error,) = compile_text(f"{HEAD}{FIRST}{head}").errors
    assert error.message_text() == "`town` has no edition `1` to follow"
    assert error.hint_text() == "the rulebook with that edition is called `Town`: write `rulebook Town`"


def test_an_edition_is_never_told_to_follow_itself() -> None:
    (error,) = second('follows "2020"').errors
    assert error.hint_text() == 'there is `1`: write `follows "1"`'


def test_what_would_be_carried_over_by_a_clause_that_cannot_be_read_is_not_missed() -> None:
    rule = "criterion Other\n    source documented\n    on Offence\n    award cost\nreward Two\n    while grade is A\n"
    text = second('follows "1", without Bus, without Offences', f'{rule}    basis "b"\n    source documented\n')
    assert [(error.code, error.hint_text()) for error in text.errors] == [("E0020", "write `without Bus, Offences`")]


@pytest.mark.parametrize("anew", ["", "criterion Offences\n    on Offence\n    deduct 1\n"])
def test_a_name_declared_twice_is_reported_in_the_edition_that_declares_it(anew: str) -> None:
    twice = FIRST.replace("grades", "criterion Offences\n    award 1\ngrades")
    follower = 'rulebook Town\n    edition "2"\n    in force from 2022-01-01\n    records Records\n    follows "1"\n'
    found = compile_text(f"{HEAD}{twice}{follower}{anew}")
    assert messages(found) == ["`Offences` is declared twice"]


def test_left_out_and_written_anew() -> None:
    found = second('follows "1" without Bus', 'reward Bus\n    basis "b"\n    while yes\n')
    assert messages(found) == ["`Bus` is left out and written anew"]


def test_a_circle() -> None:
    first = FIRST.replace("    records  Records\n", '    records  Records\n    follows "2"\n')
    head = 'rulebook Town\n    edition  "2"\n    in force from 2022-01-01\n    records  Records\n    follows  "1"\n'
    found = compile_text(f"{HEAD}{first}{head}")
    assert set(messages(found)) == {"the rulebooks follow one another in a circle"}


def test_what_is_wrong_in_the_first_is_said_once() -> None:
    found = compile_text(
        HEAD
        + FIRST.replace("on      Offence", "on      Offense")
        + 'rulebook Town\n    edition "2"\n    in force from 2022-01-01\n    records Records\n    follows "1"\n'
    )
    assert [error.code for error in found.errors] == ["E0150"]


def test_what_is_left_out_and_still_named_is_told_where_it_is_left_out() -> None:
    text = """
registry Records
subject Person
    born : date
event Gift
rulebook Town
    edition  "1"
    in force from 2020-01-01
    records  Records
score points
    starts at 1
criterion Gifts
    on Gift
    award 1
    expires after 1 year
group All at most 5
    Gifts
rulebook Town
    edition  "2"
    in force from 2021-01-01
    records  Records
    follows  "1", without Gifts
"""
    (found,) = compile_text(text, "town.credit").errors
    assert isinstance(found, UnknownName)
    assert found.span is not None
    assert found.span.position.line == 22
    assert found.hint_text() == "`All` is carried over and names it: write `All` anew without it, or keep `Gifts`"
    (label,) = found.labels()
    assert label.span.position.line == 17
