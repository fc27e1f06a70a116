"""What only follows from something that has been said is not said."""

import pytest

from .texts import HEAD, REGISTRY, SCORE, findings, town

RULES = """\
criterion C
    basis "b"
    on Gift where amount >= 3 EUR
    award if amount > 100 EUR then 3 else 4

reward W
    basis "b"
    while points > 3
"""
SCENARIO = """\
scenario "s"
    as of 2021-06-01
    Person born 1980-05-04, wealth 0 EUR, children 0, veteran no
    expect W
"""


def codes(text: str) -> list[str]:
    return [code for code, _, _ in findings(text)]


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [
        ("score points", "scor points", "E0013"),
        ("score points", "score", "E0021"),
        ("criterion C", "criterion 3C", "E0025"),
        ("on Gift", "onn Gift", "E0015"),
        ("rulebook Town", "rulbook Town", "E0013"),
        ("registry Records", "registy Records", "E0013"),
        ("records  Records", "record  Records", "E0015"),
        ("event Gift in finance", "event Gift in", "E0021"),
        ("amount : money(EUR)", "amount : mony(EUR)", "E0020"),
        ("reward W", "rewrd W", "E0013"),
        ("as of 2021-06-01", "as of 1.6.2021", "E0031"),
    ],
)
def test_one_slip_gives_one_message(right: str, wrong: str, code: str) -> None:
    text = town(SCORE, RULES, "group G\n    C\n", SCENARIO)
    assert findings(text) == []
    assert text.count(right) == 1
    assert codes(text.replace(right, wrong)) == [code]


@pytest.mark.parametrize(
    ("right", "wrong", "finding"),
    [
        ("born      : date", "born      : dat", ("E0210", "dat", "there is no type `dat`")),
        ("amount : money(EUR)", "amount : money(EUX)", ("E0208", "EUX", "there is no currency `EUX`")),
        (
            "event Gift in finance",
            "event Gift of Persn in finance",
            ("E0150", "Persn", "a subject called `Persn` is not known here"),
        ),
        (
            "kind  : one of speeding, drunk",
            "kind  : Knd",
            ("E0210", "Knd", "there is no type `Knd`"),
        ),
    ],
)
def test_a_wrong_registry_gives_no_errors_in_the_rulebook(
    right: str, wrong: str, finding: tuple[str, str, str]
) -> None:
    rules = f"""\
{RULES}
criterion D
    basis "b"
    on Offence where kind is drunk and years between born and this.date > 3
    award 1
"""
    text = town(SCORE, rules, SCENARIO)
    assert findings(text) == []
    assert text.count(right) == 1
    assert findings(text.replace(right, wrong)) == [finding]


def test_other_mistakes_are_still_reported() -> None:
    text = town(SCORE, RULES.replace("points > 3", "pints > 3"), registry=REGISTRY.replace("date\n", "dat\n", 1))
    assert codes(text) == ["E0210", "E0150"]


def test_a_definition_that_cannot_be_read_is_not_unknown() -> None:
    text = town("define Limit = 3 +\n", SCORE, RULES.replace("> 3", "> Limit"))
    assert codes(text) == ["E0021"]


def test_a_broken_head_makes_no_series() -> None:
    later = HEAD.replace("2020-01-01", "2022-1-1")
    assert codes(town(SCORE, RULES, later, SCORE, RULES)) == ["E0031"]


def test_the_right_side_of_an_unknown_name_is_not_judged() -> None:
    rule = RULES.replace("on Gift where amount >= 3 EUR", "on Offence where knd is drunk").replace(
        "amount > 100 EUR", "veteran"
    )
    assert findings(town(SCORE, rule)) == [("E0150", "knd", "a field or definition called `knd` is not known here")]


@pytest.mark.parametrize(
    ("right", "wrong", "code"),
    [("grant 5 EUR", "grnt 5 EUR", "E0015"), ("lasts 1 year", "lasts for years", "E0020")],
)
def test_what_a_scenario_expects_of_a_clause_that_cannot_be_read(right: str, wrong: str, code: str) -> None:
    rules = """\
reward W
    basis "b"
    on Gift
    lasts 1 year
    grant 5 EUR
"""
    scenario = SCENARIO.replace(
        "    expect W\n", "    2021-05-01 Gift amount 5 EUR\n    expect W 5 EUR since 2021-05-01 until 2022-05-01\n"
    )
    text = town(rules, scenario)
    assert findings(text) == []
    assert codes(text.replace(right, wrong)) == [code]
