"""Editions of one rulebook, in the order of time."""

from datetime import date

import pytest

from .texts import HEAD, REGISTRY, SCORE, compile_text, findings, series, town

REWARD = 'reward W\n    basis "b"\n    while veteran\n'


def head(*lines: str, name: str = "Town") -> str:
    return f"rulebook {name}\n    records Records\n" + "".join(f"    {line}\n" for line in lines)


def test_the_earliest_comes_first_and_ends_when_the_next_begins() -> None:
    text = town(
        SCORE,
        head("in force from 2024-01-01"),
        SCORE,
        head("in force from 2022-01-01"),
        SCORE,
        head=head("in force from 2020-01-01"),
    )
    assert findings(text) == []
    found = series(text)
    assert [(e.in_force, e.ends) for e in found.editions] == [
        (date(2020, 1, 1), date(2022, 1, 1)),
        (date(2022, 1, 1), date(2024, 1, 1)),
        (date(2024, 1, 1), None),
    ]
    assert found.registry is found.editions[-1].registry


def test_an_edition_may_end_before_the_next_begins() -> None:
    text = town(SCORE, head("in force from 2024-01-01"), SCORE, head=head("in force from 2020-01-01 until 2023-01-01"))
    assert [e.ends for e in series(text).editions] == [date(2023, 1, 1), None]
    text = text.replace("until 2023-01-01", "until 2026-01-01")
    assert [e.ends for e in series(text).editions] == [date(2024, 1, 1), None]


@pytest.mark.parametrize(
    ("clauses", "found"),
    [
        (("in force from 2020-01-01", "sunset 2023-12-31"), "sunset 2024-01-01"),
        (("in force from 2020-01-01 until 2023-12-31",), "in force from 2020-01-01 until 2024-01-01"),
        (("in force from 2020-01-01", "sunset 2024-01-01"), None),
        (("in force from 2020-01-01", "sunset 2023-12-30"), None),
        (("in force from 2020-01-01", "sunset 2024-06-30"), None),
    ],
)
def test_a_single_day_between_two_editions_is_told(clauses: tuple[str, ...], found: str | None) -> None:
    text = town(SCORE, head("in force from 2024-01-01"), SCORE, head=head(*clauses))
    warnings = compile_text(text).diagnostics
    assert [w.code for w in warnings] == (["W0563"] if found else [])
    assert found is None or found in warnings[0].hint_text()


def test_no_day_is_missed_that_a_third_edition_fills() -> None:
    between = head("in force from 2022-01-01")
    first = head("in force from 2020-01-01", "sunset 2023-12-31")
    text = town(SCORE, between, SCORE, head("in force from 2024-01-01"), SCORE, head=first)
    assert compile_text(text).diagnostics == ()


def test_a_single_edition_needs_no_date() -> None:
    assert [e.in_force for e in series(town(SCORE, head=head())).editions] == [None]


def test_every_one_of_several_needs_a_date() -> None:
    message = "`Town` has several editions, and this one does not say when it is in force"
    assert findings(town(SCORE, head(), SCORE)) == [("E0554", "rulebook Town", message)]
    assert findings(town(SCORE, head(), SCORE, head=head())) == [("E0554", "rulebook Town", message)] * 2


def test_two_on_one_day() -> None:
    assert findings(town(SCORE, HEAD, SCORE)) == [
        ("E0553", "rulebook Town", "two editions of `Town` come into force on 2020-01-01")
    ]


def test_two_of_one_name() -> None:
    text = town(
        SCORE,
        head('edition "one"', "in force from 2022-01-01"),
        SCORE,
        head=head('edition "one"', "in force from 2020-01-01"),
    )
    assert findings(text) == [("E0557", "rulebook Town", "two editions of `Town` are called `one`")]
    assert findings(text.replace('"one"', '"two"', 1)) == []


def test_editions_share_registry_and_subject() -> None:
    other = "registry Files\nsubject Person\n    veteran : boolean\n"
    later = "rulebook Town\n    records Files\n    in force from 2022-01-01\n"
    message = "the editions of `Town` are not about the same records: `Person in Records` and `Person in Files`"
    assert findings(town(SCORE, later, SCORE, registry=REGISTRY + "\n" + other)) == [
        ("E0555", "rulebook Town", message)
    ]
    assert findings(town(SCORE, later.replace("Town", "Harbour"), SCORE, registry=REGISTRY + "\n" + other)) == []


def test_an_edition_with_errors_takes_the_series_with_it_but_gives_no_more() -> None:
    text = town(SCORE, REWARD.replace("veteran", "vetran"), head("in force from 2022-01-01"), SCORE)
    assert findings(text) == [("E0150", "vetran", "a field or definition called `vetran` is not known here")]


def test_the_digest_names_the_law_that_decides() -> None:
    first, second = town(SCORE), town(SCORE, REWARD)
    assert series(first).digest == series("# a remark\n\n" + first).digest
    assert series(first).digest != series(second).digest


def test_an_earlier_score_may_come_from_another_edition() -> None:
    score = "score points\n    starts at 10\n    between {} and 100\n"
    asking = 'criterion C\n    basis "b"\n    on Gift\n    award (100 points / points before) rounded down\n'
    text = town(
        score.format(0),
        head("in force from 2022-01-01"),
        score.format(1),
        asking,
        head=head("in force from 2020-01-01"),
    )
    message = "a score must be from 1 to 100, and this can be one of the edition from 2020-01-01: from 0 to 100"
    assert findings(text) == [("E0207", "points before", message)]
    assert findings(text.replace("between 0", "between 1")) == []
    assert findings(text.replace("between 0 and 100\n", "between 1 and 100\n    decimals 1\n")) == [
        ("E0207", "points before", f"{message[:-13]}from 1 to 100, with 1 decimal")
    ]
