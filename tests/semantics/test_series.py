"""Law in time: which edition is in force, which one judges a record, and what becomes of repealed criteria."""

from typing import Any

import pytest
from towns import HEAD, compiled, counted, day, decided, person, points, record

from creditlang.semantics import NotInForceError

EVENTS = "event Speeding\nevent Jaywalking\nevent Help\nevent Noise\n    loud : boolean\n"


def edition(name: str, starts: str, rules: str, head: str = "") -> str:
    return f"""
rulebook Town
    edition  "{name}"
    in force from {starts}
    records  Records
{head}
score points
    starts at 100
{rules}
"""


def fine(name: str, event: str, amount: int, more: str = "    expires after 3 years\n", verb: str = "deduct") -> str:
    return f"criterion {name}\n    on {event}\n    {verb} {amount}\n{more}"


def series(*editions: str) -> Any:
    return compiled(HEAD + EVENTS + "".join(editions))


def history(*given: tuple[str, str]) -> Any:
    return person(*(record(event, on, f"r{n}") for n, (event, on) in enumerate(given, 1)))


FIRST = edition("2020", "2020-01-01", fine("TooFast", "Speeding", 10) + fine("Crossing", "Jaywalking", 2))
DEEDS = history(
    ("Speeding", "2019-08-01"), ("Speeding", "2021-06-01"), ("Jaywalking", "2021-06-01"), ("Speeding", "2022-06-01")
)


def second(head: str = "", amount: int = 4) -> str:
    return edition("2022", "2022-01-01", fine("TooFast", "Speeding", amount), head)


@pytest.mark.parametrize(
    ("head", "amount", "expected"),
    [
        # Nobody judges what was done before there was law; the old deed costs what it cost, the new one what it costs.
        ("", 4, [("r2", -10), ("r4", -4), ("r3", -2)]),
        ("    transition the edition of its date\n", 4, [("r2", -10), ("r4", -4), ("r3", -2)]),
        ("    transition this edition\n", 4, [("r1", -4), ("r2", -4), ("r4", -4), ("r3", -2)]),
        # No law on the day of the first deed is milder than any.
        ("    transition the milder\n", 4, [("r2", -4), ("r4", -4), ("r3", -2)]),
        ("    transition the milder\n", 20, [("r2", -10), ("r4", -20), ("r3", -2)]),
        ("    repealed criteria lapse\n", 4, [("r2", -10), ("r4", -4)]),
        ("    transition the milder\n    repealed criteria lapse\n", 4, [("r2", -4), ("r4", -4)]),
        ("    transition this edition\n    repealed criteria lapse\n", 4, [("r1", -4), ("r2", -4), ("r4", -4)]),
    ],
)
def test_who_judges_a_record(head: str, amount: int, expected: list[tuple[str, int]]) -> None:
    decision = decided(series(FIRST, second(head, amount)), DEEDS, "2022-06-01")
    assert [(id, lost) for _, id, lost in counted(decision)] == expected
    assert decision.points == 100 + sum(lost for _, lost in expected)


def test_the_judging_edition_gives_the_expiry_and_is_named() -> None:
    town = series(
        edition("2020", "2020-01-01", fine("TooFast", "Speeding", 10, "    expires after 1 year\n")),
        edition("2022", "2022-01-01", fine("TooFast", "Speeding", 4, "    expires after 5 years\n")),
    )
    given = history(("Speeding", "2021-12-31"), ("Speeding", "2022-01-01"))
    lines = decided(town, given, "2022-06-01").score.lines
    assert [(line.edition, str(line.until)) for line in lines] == [("2020", "2022-12-31"), ("2022", "2027-01-01")]
    assert points(town, given, "2022-12-30") == 86
    assert points(town, given, "2022-12-31") == 96


def test_the_edition_that_is_milder_for_the_points_also_gives_the_expiry() -> None:
    town = series(
        edition("2020", "2020-01-01", fine("TooFast", "Speeding", 10, "    expires after 1 year\n")),
        edition(
            "2022",
            "2022-01-01",
            fine("TooFast", "Speeding", 4, "    expires after 5 years\n"),
            "    transition the milder\n",
        ),
    )
    assert points(town, history(("Speeding", "2021-12-31")), "2023-06-01") == 96


def test_of_equal_editions_that_of_the_date_judges() -> None:
    town = series(
        edition("2020", "2020-01-01", fine("TooFast", "Speeding", 4, "    expires after 1 year\n")),
        edition("2022", "2022-01-01", fine("TooFast", "Speeding", 4), "    transition the milder\n"),
    )
    (line,) = decided(town, history(("Speeding", "2021-12-31")), "2022-06-01").score.lines
    assert (line.edition, str(line.until)) == ("2020", "2022-12-31")


def test_an_award_of_the_new_edition_is_milder_than_nothing() -> None:
    town = series(
        edition("2020", "2020-01-01", fine("Crossing", "Jaywalking", 2)),
        edition(
            "2022",
            "2022-01-01",
            fine("Helping", "Help", 5, verb="award") + fine("Crossing", "Jaywalking", 2),
            "    transition the milder\n",
        ),
    )
    given = history(("Help", "2018-01-01"), ("Help", "2019-12-31"), ("Help", "2021-01-01"), ("Help", "2022-01-01"))
    assert [id for _, id, _ in counted(decided(town, given, "2022-06-01"))] == ["r2", "r3", "r4"]
    assert points(town, given, "2022-06-01") == 115


def test_lines_stay_in_the_order_of_the_records_whoever_judges() -> None:
    town = series(FIRST, second("    transition the milder\n", 20))
    given = person(
        record("Speeding", "2022-02-01", "a"),
        record("Speeding", "2021-06-01", "z"),
        record("Speeding", "2022-01-01", "m"),
    )
    assert [(id, lost) for _, id, lost in counted(decided(town, given, "2022-06-01"))] == [
        ("z", -10),
        ("m", -20),
        ("a", -20),
    ]


def test_the_current_edition_gives_caps_weights_groups_and_start() -> None:
    capped = edition(
        "2022",
        "2022-01-01",
        fine("TooFast", "Speeding", 4, "    expires after 3 years\n    at most 12 in total\n")
        + "group Traffic at most 8\n    TooFast\n",
    )
    town = series(FIRST, capped)
    decision = decided(town, DEEDS, "2022-06-01")
    assert counted(decision) == [("TooFast", "r2", -10), ("TooFast", "r4", -2), ("Crossing", "r3", -2)]
    assert [(part.group, part.sum, part.points) for part in decision.score.groups] == [("Traffic", -12, -8)]
    assert decision.points == 100 - 8 - 2


def test_a_repealed_criterion_keeps_its_last_caps_and_stands_outside_groups() -> None:
    crossing = "    expires after 9 years\n    at most {} in total\n"
    town = series(
        edition(
            "2020",
            "2020-01-01",
            fine("Crossing", "Jaywalking", 2, crossing.format(100)) + "group G at most 1\n    Crossing\n",
        ),
        edition(
            "2021",
            "2021-01-01",
            "define Most = 3 points\n" + fine("Crossing", "Jaywalking", 2, crossing.format("Most")),
        ),
        edition(
            "2022", "2022-01-01", "define Most = 50 points\n" + fine("TooFast", "Speeding", 4, crossing.format("Most"))
        ),
    )
    given = history(("Jaywalking", "2020-06-01"), ("Jaywalking", "2021-06-01"), ("Jaywalking", "2022-06-01"))
    assert points(town, given, "2020-06-01") == 99
    assert counted(decided(town, given, "2022-06-01")) == [("Crossing", "r1", -2), ("Crossing", "r2", -1)]


def test_ordinals_count_what_the_judging_edition_matches_also_before_its_time() -> None:
    amount = "if occurrence within 3 years >= 2 then 50 else 5"
    repeat = f"criterion Repeat\n    on Speeding\n    deduct {amount}\n    expires never\n"
    town = series(edition("2020", "2020-01-01", repeat))
    given = history(("Speeding", "2019-06-01"), ("Speeding", "2020-06-01"))
    assert counted(decided(town, given, "2020-06-01")) == [("Repeat", "r2", -50)]


def test_facts_are_judged_by_the_current_edition_alone() -> None:
    def bonus(amount: int) -> str:
        return f"criterion Bonus\n    award {amount}\n"

    town = series(edition("2020", "2020-01-01", bonus(1)), edition("2022", "2022-01-01", bonus(2)))
    assert points(town, person(), "2021-12-31") == 101
    assert points(town, person(), "2022-01-01") == 102


def test_a_criterion_may_change_what_it_speaks_of() -> None:
    per = "    expires never\n    only the largest per loud\n"
    town = series(
        edition("2020", "2020-01-01", fine("Conduct", "Jaywalking", 2)),
        edition("2021", "2021-01-01", fine("Conduct", "Noise", 7, per)),
        edition("2022", "2022-01-01", "criterion Conduct\n    award 1\n"),
    )
    given = person(
        record("Jaywalking", "2020-06-01", "a"),
        record("Jaywalking", "2020-07-01", "b"),
        record("Jaywalking", "2021-06-01", "c"),
        record("Noise", "2020-06-01", "d", loud=True),
        record("Noise", "2021-06-01", "e", loud=True),
        record("Noise", "2021-07-01", "f", loud=True),
    )
    assert counted(decided(town, given, "2021-12-31")) == [
        ("Conduct", "a", -2),
        ("Conduct", "b", -2),
        ("Conduct", "e", -7),
        ("Conduct", "f", 0),
    ]
    assert counted(decided(town, given, "2022-01-01"))[0] == ("Conduct", None, 1)


GAPS = (
    edition("2020", "2020-01-01", fine("TooFast", "Speeding", 10), "    sunset 2021-01-01\n"),
    edition("2022", "2022-01-01", fine("TooFast", "Speeding", 4)),
    edition("2023", "2023-01-01", fine("TooFast", "Speeding", 5), "    sunset 2024-01-01\n"),
)


@pytest.mark.parametrize("on", ["2019-12-31", "2021-01-01", "2021-12-31", "2024-01-01"])
def test_no_edition_in_force_is_an_error_that_says_what_is_covered(on: str) -> None:
    with pytest.raises(NotInForceError) as raised:
        decided(series(*GAPS), person(), on)
    assert str(raised.value) == (
        f"no edition of `Town` is in force on {on}: it is in force from 2020-01-01 until 2021-01-01 "
        "and from 2022-01-01 until 2024-01-01"
    )
    assert raised.value.day == day(on)
    assert raised.value.covered[0] == (day("2020-01-01"), day("2021-01-01"))


@pytest.mark.parametrize(
    ("on", "name"), [("2020-01-01", "2020"), ("2020-12-31", "2020"), ("2022-01-01", "2022"), ("2023-12-31", "2023")]
)
def test_the_edition_in_force_decides(on: str, name: str) -> None:
    assert decided(series(*GAPS), person(), on).edition == name


def test_a_record_from_a_gap_is_not_judged() -> None:
    given = history(("Speeding", "2020-12-31"), ("Speeding", "2021-01-01"), ("Speeding", "2022-01-01"))
    assert counted(decided(series(*GAPS), given, "2022-06-01")) == [("TooFast", "r1", -10), ("TooFast", "r3", -4)]


def test_a_rulebook_without_dates_has_always_been_in_force() -> None:
    town = compiled(HEAD + EVENTS + "rulebook Town\n    records Records\nscore points\n    starts at 100\n")
    assert points(town, person(), "0001-01-01") == 100
    assert points(town, person(), "9999-12-31") == 100


def test_each_record_is_told_with_the_law_that_judges_it() -> None:
    grades = "grades\n    A from 100\n    B below 100\n"
    old, new = (
        fine("TooFast", "Speeding", amount, f'    basis "§ {place}"\n    expires after 9 years\n')
        for amount, place in ((10, "8"), (4, "8 as amended"))
    )
    found = decided(
        series(edition("2020", "2020-01-01", old + grades), edition("2022", "2022-01-01", new + grades)),
        history(("Speeding", "2021-06-01"), ("Speeding", "2022-06-01")),
        "2023-01-01",
    )
    (reason,) = found.reasons
    assert (reason.points, reason.records, reason.basis) == (-14, ("r1", "r2"), "§ 8; § 8 as amended")
    assert ", § 8]" in found.explain()
    assert ", § 8 as amended]" in found.explain()
