"""Scenarios: valid data, a day that is covered, and expectations that can come out."""

from datetime import date

import pytest

from creditlang.driver import compile_text
from creditlang.ir import ExpectContribution, ExpectGrade, ExpectPoints, ExpectRule, Scenario

from .texts import GRADES, HEAD, REGISTRY, SCORE, findings, hints, series, town

RULES = """\
criterion Debts
    basis "b"
    on Debt
    deduct 10
    expires after 2 years

criterion Helping
    basis "b"
    while veteran
    award 5

group All
    Debts, Helping

reward Bus
    basis "b"
    while veteran and grade is A
    grant 300 EUR

reward Line
    basis "b"
    while veteran

sanction Ban
    basis "b"
    on Debt
    impose "no licence"
    notice 10 days
    appeal to "x" within 10 days
    lasts 2 years
"""
BASE = town(SCORE, GRADES, RULES)
PERSON = "Person born 1980-05-04, wealth 0 EUR, children 2, veteran yes"
LATER = """\
rulebook Town
    in force from 2022-01-01
    records Records
score points
    starts at 1000
criterion Gifts
    basis "b"
    on Gift
    award 1
"""


def scenario(*lines: str, day: str = "as of 2021-06-01", person: str = PERSON, base: str = BASE) -> str:
    clauses = "".join(f"    {line}\n" for line in (day, person, *lines) if line)
    return f'{base}\nscenario "a case"\n{clauses}'


def expecting(*expected: str, base: str = BASE, day: str = "as of 2021-06-01") -> str:
    return scenario(*(f"expect {e}" for e in expected), base=base, day=day)


def built(text: str) -> Scenario:
    (found,) = series(text).scenarios
    return found


def test_a_case_as_valid_data() -> None:
    text = scenario(
        "as known 2021-05-01",
        '2020-02-03 Debt owed 300 EUR, record "d7", recorded 2020-02-05, withdrawn 2020-03-01',
        "2020-01-02 Offence kind drunk, fine 12.50 EUR",
        "expect points 995, grade A",
        "expect Debts points -10",
        "expect no Ban",
        "expect Bus 300 EUR",
        "expect on 2021-07-01 Ban since 2020-02-13 until 2022-02-13",
    )
    assert findings(text) == []
    found = built(text)
    assert (found.title, found.as_of, found.as_known) == ("a case", date(2021, 6, 1), date(2021, 5, 1))
    assert found.subject == {
        "born": date(1980, 5, 4),
        "income": None,
        "wealth": 0,
        "children": 2,
        "veteran": True,
    }
    debt, offence = (record.values for record in found.records)
    assert debt == {
        "record": "d7",
        "date": date(2020, 2, 3),
        "recorded": date(2020, 2, 5),
        "withdrawn": date(2020, 3, 1),
        "owed": 300,
        "settled": None,
    }
    assert (offence["record"], offence["recorded"], offence["kind"]) == ("r1", date(2020, 1, 2), "drunk")
    assert [(e.on, e.expected) for e in found.expectations] == [
        (None, ExpectPoints(995)),
        (None, ExpectGrade("A")),
        (None, ExpectContribution("Debts", -10)),
        (None, ExpectRule("Ban", False, None, None, None)),
        (None, ExpectRule("Bus", True, 300, None, None)),
        (date(2021, 7, 1), ExpectRule("Ban", True, None, date(2020, 2, 13), date(2022, 2, 13))),
    ]


def test_without_a_day_of_its_own_the_first_expectation_gives_one() -> None:
    text = expecting("on 2021-01-01 points 1005", "on 2021-03-01 points 1005", day="")
    assert built(text).as_of == date(2021, 1, 1)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (expecting("points 1005", day=""), "day"),
        (expecting("points 1005", "on 2021-03-01 points 1005", day=""), "day"),
        (scenario(), "expectation"),
        (scenario("expect points 3", person=""), "subject"),
    ],
)
def test_what_is_missing(text: str, what: str) -> None:
    assert findings(text) == [("E0601", '"a case"', f"this scenario has no {what}")]


def test_a_title_says_something_and_is_given_once() -> None:
    text = expecting("points 1005")
    assert findings(text.replace('"a case"', '""')) == [("E0509", '""', "this title says nothing")]
    again = text + text[len(BASE) :]
    assert findings(again) == [("E0151", '"a case"', "`a case` is declared twice")]


@pytest.mark.parametrize(
    ("person", "finding"),
    [
        ("Persn born 1980-05-04", ("E0150", "Persn", "a subject called `Persn` is not known here")),
        (
            "Person born 1980-05-04, wealth 0 EUR",
            ("E0602", "Person born 1980-05-04, wealth 0 EUR", "this `Person` has no `children` or `veteran`"),
        ),
        (PERSON.replace("born", "bron"), ("E0155", "bron", "`Person` has no field `bron`")),
        (PERSON + ", veteran no", ("E0401", "veteran", "this `Person` has `veteran` twice")),
        (
            PERSON.replace("children 2", "children 25"),
            ("E0603", "25", "`children` is a whole number, from 0 to 20, and this is 25"),
        ),
        (
            PERSON.replace("children 2", "children unknown"),
            ("E0603", "unknown", "`children` is a whole number, and this is unknown"),
        ),
        (
            PERSON.replace("children 2", "children 1.5"),
            ("E0209", "1.5", "`1.5` has more decimals than a whole number has"),
        ),
        (
            PERSON.replace("veteran yes", "veteran 3"),
            ("E0200", "3", "`veteran` needs a yes or no, and this is a whole number"),
        ),
        (
            PERSON.replace("wealth 0 EUR", "wealth 0"),
            ("E0200", "0", "`wealth` needs money in EUR, and this is a whole number"),
        ),
        (
            PERSON.replace("children 2", "children (born 1980-01-01)"),
            ("E0603", "children (born 1980-01-01)", "`children` is a whole number, and this is facts in parentheses"),
        ),
    ],
)
def test_facts_that_do_not_fit(person: str, finding: tuple[str, str, str]) -> None:
    assert findings(scenario("expect points 3", person=person)) == [finding]


def test_where_the_field_is_declared() -> None:
    (found,) = compile_text(scenario("expect points 3", person=PERSON.replace("children 2", "children 25"))).diagnostics
    assert [(label.span.text, label.text) for label in found.labels()] == [("children", "declared here")]


HOUSES = """\
registry Records
subject Person
    name : text
    home : House optional
subject House
    rooms   : number between 1 and 9
    members : many Person by home
event Move of Person
event Fire of House
"""


def housed(*lines: str) -> str:
    base = town(SCORE, registry=HOUSES, head=HEAD + "    about Person\n")
    return scenario(*lines, "expect points 1000", base=base, person="")


def test_relations_are_given_with_their_facts() -> None:
    text = housed('Person name "a", home (rooms 3, members (name "b"), members (name "c", home unknown))')
    assert findings(text) == []
    b, c = {"name": "b", "home": None}, {"name": "c", "home": None}
    assert built(text).subject == {"name": "a", "home": {"rooms": 3, "members": (b, c)}}
    assert built(housed('Person name "a"')).subject == {"name": "a", "home": None}


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ('Person name "a", home 3', ("E0603", "3", "`home` is a House, and this is `3`")),
        ('Person name "a", home (rooms 30)', ("E0603", "30", "`rooms` is a whole number, from 1 to 9, and this is 30")),
        ('Person name "a", home (floor 1)', ("E0155", "floor", "`House` has no field `floor`")),
    ],
)
def test_relations_that_do_not_fit(line: str, finding: tuple[str, str, str]) -> None:
    assert finding in findings(housed(line))


def test_records_of_another_subject() -> None:
    text = housed('Person name "a"', "2021-01-01 Fire")
    assert findings(text) == [("E0154", "Fire", "`Fire` cannot be used in this rulebook")]


@pytest.mark.parametrize(
    ("record", "finding"),
    [
        ("2020-02-02 Dept owed 3 EUR", ("E0150", "Dept", "an event called `Dept` is not known here")),
        ("2020-02-02 Debt", ("E0602", "2020-02-02 Debt", "this `Debt` has no `owed`")),
        (
            "2020-02-02 Debt owed -3 EUR",
            ("E0603", "-3 EUR", "`owed` is money in EUR, from 0 to 1000000, and this is -3 EUR"),
        ),
        ("2020-02-02 Debt owed 3 USD", ("E0200", "3 USD", "`owed` needs money in EUR, and this is money in USD")),
        (
            '2020-02-02 Debt owed 3 EUR, record ""',
            ("E0509", '""', "this `record` says nothing"),
        ),
        (
            "2020-02-02 Debt owed 3 EUR, recorded 2020-03-01, withdrawn 2020-02-10",
            (
                "E0552",
                "2020-02-02 Debt owed 3 EUR, recorded 2020-03-01, withdrawn 2020-02-10",
                "the record was withdrawn on 2020-02-10, before 2020-03-01, when it became known",
            ),
        ),
        (
            "2022-02-02 Debt owed 3 EUR",
            (
                "W0610",
                "2022-02-02 Debt owed 3 EUR",
                "nothing that is expected can depend on this record: it is dated 2022-02-02, after 2021-06-01",
            ),
        ),
    ],
)
def test_records_that_do_not_fit(record: str, finding: tuple[str, str, str]) -> None:
    assert findings(scenario(record, "expect points 1005")) == [finding]


def test_a_later_expectation_sees_a_later_record() -> None:
    text = scenario("2022-02-02 Debt owed 3 EUR", "expect points 1005", "expect on 2022-02-02 points 995")
    assert findings(text) == []


def test_records_without_a_number_get_one_that_is_free() -> None:
    text = scenario(
        '2020-02-02 Debt owed 3 EUR, record "r2"',
        "2020-02-02 Debt owed 3 EUR",
        "2020-02-02 Debt owed 3 EUR",
        "expect points 3",
    )
    assert [record.values["record"] for record in built(text).records] == ["r2", "r1", "r3"]


def test_two_records_of_one_number() -> None:
    record = '2020-02-02 Debt owed 3 EUR, record "a"'
    assert findings(scenario(record, record, "expect points 3")) == [("E0604", record, "two records are called `a`")]


# --- expectations ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expected", "finding"),
    [
        ("points 995.5", ("E0209", "995.5", "`995.5` has more decimals than the score has")),
        ("points 3000", ("E0603", "3000", "`points` is a score from 0 to 1300, and this is 3000")),
        ("points 3 EUR", ("E0200", "3 EUR", "`points` needs points, and this is money in EUR")),
        (
            "no points",
            (
                "E0606",
                "no points",
                "`no points` cannot come out: the rulebook has a score, covers everybody and needs no consent",
            ),
        ),
        (
            "no grade",
            (
                "E0606",
                "no grade",
                "`no grade` cannot come out: the rulebook has grades, covers everybody and needs no consent",
            ),
        ),
        ("grade C", ("E0454", "C", "there is no grade `C`")),
        (
            "Debts points 10",
            ("E0606", "Debts points 10", "`Debts points 10` cannot come out: the criterion only deducts"),
        ),
        (
            "Helping points -1",
            ("E0606", "Helping points -1", "`Helping points -1` cannot come out: the criterion only awards"),
        ),
        ("Dets points -10", ("E0150", "Dets", "a criterion or group called `Dets` is not known here")),
        ("Debts", ("E0607", "Debts", "`Debts` is a criterion, and cannot be expected like this")),
        ("no All", ("E0607", "All", "`All` is a group, and cannot be expected like this")),
        ("A", ("E0607", "A", "`A` is a grade, and cannot be expected like this")),
        ("Bus points 3", ("E0607", "Bus", "`Bus` is a reward, and cannot be expected like this")),
        ("Ban points 3", ("E0607", "Ban", "`Ban` is a sanction, and cannot be expected like this")),
        (
            "HeatingRebate",
            ("E0150", "HeatingRebate", "a reward, sanction, list or move called `HeatingRebate` is not known here"),
        ),
        ('Bus "free"', ("E0200", '"free"', "`Bus` needs money in EUR, and this is a text")),
        ("Line 3 EUR", ("E0402", "3 EUR", "`3 EUR` means nothing here: `Line` grants or imposes nothing")),
        (
            "Bus until 2022-01-01",
            ("E0402", "Bus until 2022-01-01", "`until` means nothing here: nothing says beforehand when `Bus` ends"),
        ),
        (
            "Ban since 2021-01-01 until 2020-01-01",
            (
                "E0552",
                "Ban since 2021-01-01 until 2020-01-01",
                "`Ban` would end on 2020-01-01, which is not after 2021-01-01, when it begins",
            ),
        ),
        ("points 3, points 4", ("E0504", "points 4", "the scenario says both `points 3` and `points 4`")),
        ("Bus, no Bus", ("E0504", "no Bus", "the scenario says both `Bus` and `no Bus`")),
    ],
)
def test_what_cannot_be_expected(expected: str, finding: tuple[str, str, str]) -> None:
    assert findings(expecting(expected)) == [finding]


@pytest.mark.parametrize(
    "expected",
    [
        "points 0, grade B, Debts points 0, All points -10",
        "Bus since 2021-01-01",
        "Ban since 2020-01-01, Ban since 2020-06-01",
        "points 3, points 3",
    ],
)
def test_what_can(expected: str) -> None:
    assert findings(expecting(expected)) == []


def test_contradictions_on_one_day_written_in_two_ways() -> None:
    assert findings(expecting("points 3", "on 2021-06-01 points 4")) == [
        ("E0504", "points 4", "the scenario says both `points 3` and `points 4`")
    ]
    assert findings(expecting("points 3", "on 2021-06-02 points 4")) == []


def test_without_consent_there_are_no_points() -> None:
    asked = BASE.replace("records  Records", "records  Records\n    requires consent Gift")
    assert findings(expecting("no points, no grade", base=asked)) == []


def test_without_a_score_there_are_none_either() -> None:
    bare = town('reward Bus\n    basis "b"\n    while veteran\n')
    assert findings(expecting("no points, no grade", base=bare)) == []
    assert findings(expecting("points 3", base=bare)) == [
        ("E0407", "3", "`points` needs a score, and this rulebook has none")
    ]
    assert hints(expecting("grade A", base=bare)) == ["this rulebook declares no grades"]


def test_weights_leave_fractions_of_points() -> None:
    weighted = BASE.replace("award 5", "award 5\n    weight 35%").replace(
        "between   0", "rounded   half up\n    between   0"
    )
    assert findings(expecting("Helping points 1.75", base=weighted)) == []
    assert [code for code, _, _ in findings(expecting("Helping points 1.75"))] == ["E0209"]


# --- days and editions ---------------------------------------------------------------------------------------


def test_days_that_no_edition_covers() -> None:
    text = expecting("points 3", day="as of 2019-12-31")
    assert findings(text) == [("E0605", "as of 2019-12-31", "no edition of `Town` is in force on 2019-12-31")]
    assert hints(text) == ["it is in force from 2020-01-01 on"]
    line = "expect on 2019-12-31 points 3"
    assert findings(expecting("on 2019-12-31 points 3")) == [
        ("E0605", line, "no edition of `Town` is in force on 2019-12-31")
    ]


@pytest.mark.parametrize(
    ("first", "second", "covered"),
    [
        ("from 2020-01-01", "from 2022-01-01", "from 2020-01-01 on"),
        ("from 2020-01-01", "from 2022-01-01 until 2024-01-01", "from 2020-01-01 until 2024-01-01"),
        (
            "from 2020-01-01 until 2021-01-01",
            "from 2022-01-01",
            "from 2020-01-01 until 2021-01-01 and from 2022-01-01 on",
        ),
    ],
)
def test_which_days_are_covered(first: str, second: str, covered: str) -> None:
    editions = BASE.replace("from 2020-01-01", first) + LATER.replace("from 2022-01-01", second)
    assert hints(expecting("points 3", base=editions, day="as of 2019-01-01")) == [f"it is in force {covered}"]


def test_what_another_edition_has() -> None:
    editions = BASE + LATER
    later = expecting("Bus, grade A", base=editions, day="as of 2022-06-01")
    assert findings(later) == [
        ("E0608", "Bus", "the edition in force on 2022-06-01 has no reward, sanction, list or move `Bus`"),
        ("E0608", "A", "the edition in force on 2022-06-01 has no grade `A`"),
    ]
    assert hints(later) == ["there is one in the edition in force from 2020-01-01 until 2022-01-01"] * 2
    assert findings(expecting("Gifts points 1", base=editions)) == [
        ("E0608", "Gifts", "the edition in force on 2021-06-01 has no criterion or group `Gifts`")
    ]


def test_a_criterion_of_an_earlier_edition_may_run_out() -> None:
    assert findings(expecting("Debts points -10", base=BASE + LATER, day="as of 2022-06-01")) == []


def test_a_rulebook_with_errors_is_enough_to_say() -> None:
    text = expecting("Bsu, points 3000", base=BASE.replace("while veteran and", "while vetran and"))
    assert findings(text) == [("E0150", "vetran", "a field or definition called `vetran` is not known here")]


# --- which rulebook -----------------------------------------------------------------------------------------


def test_the_rulebook_above_or_the_one_that_is_named() -> None:
    two = town(SCORE, GRADES, RULES, LATER.replace("Town", "Harbour"))
    lines = ("expect points 3", "of Town")
    towns, harbours = compile_text(scenario(*lines, base=two)).series
    assert (len(towns.scenarios), len(harbours.scenarios)) == (1, 0)
    towns, harbours = compile_text(scenario("expect points 3", day="as of 2022-06-01", base=two)).series
    assert (len(towns.scenarios), len(harbours.scenarios)) == (0, 1)
    assert findings(scenario("expect points 3", "of Twn", base=two)) == [
        ("E0150", "Twn", "a rulebook called `Twn` is not known here")
    ]


def test_a_scenario_before_any_rulebook() -> None:
    first = f'scenario "early"\n    as of 2021-06-01\n    {PERSON}\n    expect points 1005\n\n'
    assert findings(first + BASE) == []
    two = first + BASE + LATER.replace("Town", "Harbour")
    assert findings(two) == [("E0600", '"early"', "this scenario does not say which rulebook it tries")]
    assert hints(two) == ["add `of Town`; there is `Town` and `Harbour`"]
    assert hints(first + REGISTRY) == ["import the file of the rulebook"]


def test_clauses_stand_once() -> None:
    assert findings(scenario("as of 2021-06-02", PERSON, "expect points 1005")) == [
        ("E0401", "as of 2021-06-02", "the scenario has `as of` twice"),
        ("E0401", PERSON, "the scenario has `Person` twice"),
    ]
