"""Heads of rulebooks, what they surround, and the edition that comes out."""

from datetime import date

import pytest

from creditlang.ir import Enacted, Repealed, SourceStatus, Transition
from creditlang.types import Interval

from .texts import HEAD, REGISTRY, SCORE, edition, findings, hints, town

FULL = """\
rulebook Town "Town points"
    authority  "Town Council"
    edition    "2020"
    in force   from 2020-01-01 until 2028-01-01
    enacted    2019-11-20 by "Council", after 30 days of public comment
    sunset     2030-01-01
    records    Records
    about      Person
    sector     "municipal"
    source     documented "gazette 112"
    note       "Replaces the trial rules."
    transition the milder
    repealed   criteria lapse
    requires   consent Gift where amount > 3 EUR, ended by Debt
"""


def head(*lines: str) -> str:
    return "rulebook Town\n" + "".join(f"    {line}\n" for line in lines)


def codes(text: str) -> list[str]:
    return [code for code, _, _ in findings(text)]


def test_all_that_a_head_says() -> None:
    assert findings(town(SCORE, head=FULL)) == []
    found = edition(town(SCORE, head=FULL))
    assert (found.name, found.title, found.authority, found.edition) == ("Town", "Town points", "Town Council", "2020")
    assert (found.in_force, found.ends, found.sunset) == (date(2020, 1, 1), date(2028, 1, 1), date(2030, 1, 1))
    assert found.enacted == Enacted(date(2019, 11, 20), "Council", 30)
    assert (found.registry.name, found.subject, found.sector) == ("Records", "Person", "municipal")
    assert (found.source, found.source_where) == (SourceStatus.DOCUMENTED, "gazette 112")
    assert (found.transition, found.repealed) == (Transition.MILDER, Repealed.LAPSE)
    assert found.note == "Replaces the trial rules."
    assert found.consent is not None
    assert (found.consent.event, found.consent.ended_by) == ("Gift", "Debt")
    assert found.consent.where is not None


def test_what_a_head_need_not_say() -> None:
    found = edition(town(SCORE, head=head("records Records")))
    assert (found.in_force, found.ends, found.enacted, found.consent, found.charters) == (None, None, None, None, ())
    assert (found.transition, found.repealed) == (Transition.OWN_DATE, Repealed.RUN_OUT)


def test_the_earlier_of_until_and_sunset_ends_it() -> None:
    assert edition(town(SCORE, head=head("records Records", "sunset 2030-01-01"))).ends == date(2030, 1, 1)


@pytest.mark.parametrize(
    ("lines", "marked", "message"),
    [
        (
            ("in force from 2020-01-01 until 2019-01-01",),
            "in force from 2020-01-01 until 2019-01-01",
            "the rulebook ends on 2019-01-01, which is not after 2020-01-01, its first day in force",
        ),
        (
            ("in force from 2020-01-01 until 2020-01-01",),
            "in force from 2020-01-01 until 2020-01-01",
            "the rulebook ends on 2020-01-01, which is not after 2020-01-01, its first day in force",
        ),
        (
            ("in force from 2020-01-01", "sunset 2019-06-01"),
            "sunset 2019-06-01",
            "the rulebook reaches its sunset on 2019-06-01, which is not after 2020-01-01, its first day in force",
        ),
        (
            ("in force from 2020-01-01 until 2025-01-01", "sunset 2024-01-01"),
            "sunset 2024-01-01",
            "the rulebook reaches its sunset on 2024-01-01, before 2025-01-01, the end of its time in force",
        ),
    ],
)
def test_dates_that_cannot_be(lines: tuple[str, ...], marked: str, message: str) -> None:
    assert findings(town(SCORE, head=head("records Records", *lines))) == [("E0552", marked, message)]


def test_law_that_looks_back() -> None:
    text = town(SCORE, head=head("records Records", "in force from 2020-01-01", "enacted 2020-03-01"))
    assert findings(text) == [
        (
            "W0561",
            "in force from 2020-01-01",
            "the rulebook is in force from 2020-01-01, before it was enacted on 2020-03-01",
        )
    ]


def test_clauses_stand_once() -> None:
    assert findings(town(SCORE, head=HEAD + "    records Records\n")) == [
        ("E0401", "records Records", "the rulebook has `records` twice")
    ]


@pytest.mark.parametrize(
    ("lines", "marked", "message", "hint"),
    [
        ((), "Town", "the rulebook `Town` does not say whose records it reads", "write `records Records`"),
        (("records Recors",), "Recors", "there is no registry `Recors`", "did you mean `Records`?"),
        (("records Xyz",), "Xyz", "there is no registry `Xyz`", "write `records Records`"),
    ],
)
def test_the_registry(lines: tuple[str, ...], marked: str, message: str, hint: str) -> None:
    text = town(SCORE, head=head(*lines))
    assert findings(text) == [("E0550", marked, message)]
    assert hints(text) == [hint]


def test_no_registry_at_all() -> None:
    assert hints(HEAD + SCORE) == ['import the file that holds the registry: `import "registry.credit"`']


def test_two_registries_of_one_name() -> None:
    assert findings(town(SCORE, registry=REGISTRY + "\n" + REGISTRY)) == [
        ("E0106", "Records", "there are two units called `Records`")
    ]


def test_whom_it_is_about() -> None:
    firm = "registry Records\nsubject Person\nsubject Firm\n    name : text\n"
    assert findings(town(SCORE, registry=firm)) == [("E0551", "Town", "`Town` does not say which subject it is about")]
    assert edition(town(SCORE, registry=firm, head=HEAD + "    about Firm\n")).subject == "Firm"
    assert findings(town(SCORE, registry=firm, head=HEAD + "    about Frm\n")) == [
        ("E0150", "Frm", "a subject called `Frm` is not known here")
    ]


def test_events_of_others_cannot_set_off_a_rule() -> None:
    registry = "registry Records\nsubject Person\nsubject Firm\nevent Fraud of Firm\n"
    rule = 'reward R\n    basis "b"\n    on Fraud\n'
    text = town(rule, registry=registry, head=HEAD + "    about Person\n")
    assert findings(text) == [("E0154", "Fraud", "`Fraud` cannot be used in this rulebook")]
    assert hints(text) == ["its records are about a `Firm`, and the rulebook is about a `Person`"]


def test_charters() -> None:
    charter = "charter Due\n    require notice at least 7 days on sanctions\n"
    text = town(SCORE, registry=REGISTRY + "\n" + charter, head=HEAD + "    under Due, Duee\n")
    assert findings(text) == [
        ("E0556", "Duee", "there is no charter `Duee`"),
    ]


@pytest.mark.parametrize(
    ("consent", "found"),
    [
        ("consent Agreement", ("E0150", "Agreement", "an event called `Agreement` is not known here")),
        ("consent Gift, ended by Agreement", ("E0150", "Agreement", "an event called `Agreement` is not known here")),
        ("consent Gift where amount", ("E0200", "amount", "a condition needs a yes or no, and this is money in EUR")),
        (
            "consent Gift where amount < 0 EUR",
            ("E0403", "amount < 0 EUR", "the consent can never apply: this condition never holds"),
        ),
        (
            "consent Gift, ended by Gift",
            ("E0504", "Gift", "the rulebook says both that `Gift` gives consent and that it ends it"),
        ),
    ],
)
def test_consent(consent: str, found: tuple[str, str, str]) -> None:
    assert findings(town(SCORE, head=HEAD + f"    requires {consent}\n")) == [found]


@pytest.mark.parametrize("rules", ["", "define Limit = 3\n"])
def test_a_rulebook_without_rules(rules: str) -> None:
    assert findings(town(rules))[0] == ("W0562", "Town", "the rulebook `Town` has no rules")
    assert "W0562" not in codes(town(rules, SCORE))


def test_names_are_declared_once_across_kinds() -> None:
    rules = 'reward W\n    basis "b"\n    while veteran\nlist W\n    kind red\n    basis "b"\n    while veteran\n'
    assert findings(town(rules)) == [("E0151", "W", "`W` is declared twice")]


def test_the_score() -> None:
    score = 'score points "Civic points"\n    starts at if veteran then 100 else 90\n    at most 150\n    decimals 1\n'
    found = edition(town(score)).score
    assert found is not None
    assert (found.title, found.bounds, found.decimals, found.rounding) == ("Civic points", Interval(None, 150), 1, None)


@pytest.mark.parametrize(
    ("clauses", "finding"),
    [
        ("between 0 and 100", ("E0400", "score points", "the score has no start")),
        ("starts at 5\n    starts at 6", ("E0401", "starts at 6", "the score has `starts at` twice")),
        ("starts at 1.5", ("E0209", "1.5", "`1.5` has more decimals than the score has")),
        ("starts at 5 EUR", ("E0200", "5 EUR", "`starts at` needs points, and this is money in EUR")),
        ("starts at children", None),
        ("starts at 0\n    decimals 9", ("E0211", "decimals 9", "a score cannot have 9 decimals")),
        ("starts at 0\n    between 9 and 1", ("E0211", "between 9 and 1", "the lowest value is above the highest")),
        (
            "starts at 1000\n    between 0 and 100",
            ("E0207", "1000", "`starts at` must be from 0 to 100, and this can be 1000"),
        ),
        ("starts at children * 10\n    between 0 and 100", None),
    ],
)
def test_slips_in_the_score(clauses: str, finding: tuple[str, str, str] | None) -> None:
    assert findings(town(f"score points\n    {clauses}\n")) == ([finding] if finding else [])


def test_weights_need_rounding() -> None:
    criterion = 'criterion C\n    basis "b"\n    while veteran\n    award 3\n    weight 35%\n'
    assert findings(town(SCORE, criterion)) == [
        (
            "E0408",
            "score points",
            "weights make fractions of points, and the score does not say how they are rounded",
        )
    ]
    assert findings(town(SCORE + "    rounded half up\n", criterion)) == []


def test_criteria_need_a_score() -> None:
    criterion = 'criterion C\n    basis "b"\n    while veteran\n    award 3\n'
    assert findings(town(criterion)) == [("E0407", "C", "the criterion `C` needs a score, and this rulebook has none")]


def test_two_ends_of_the_score_stand_in_one_clause() -> None:
    text = town("score points\n    starts at 0\n    at least 0\n    at most 9\n")
    assert ("E0401", "at most 9", "the score has `at least` or `at most` twice") in findings(text)
    assert "keep one of them; a score with two ends says `between 0 and 1000`" in hints(text)


def test_a_length_of_years_and_months_is_written_without_and() -> None:
    text = town(SCORE, 'criterion A\n    basis "b"\n    on Gift\n    award 1\n    expires after 1 year and 6 months\n')
    assert any("written without `and`: `1 year 6 months`" in hint for hint in hints(text))
