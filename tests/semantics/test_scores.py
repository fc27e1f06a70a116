"""Scores: start, groups, weights, rounding and bounds."""

from fractions import Fraction
from typing import Any

import pytest
from towns import decided, person, points, record, town

EVENTS = "".join(
    f"event {name}\n    n : number between 0 and 1000\n    act : text optional\n" for name in ("A", "B", "C")
)


def criteria(**verbs: str) -> str:
    return "".join(
        f"criterion {name}s\n    on {name}\n    {verb} n\n    expires never\n" for name, verb in verbs.items()
    )


def history(*given: tuple[str, int], act: str | None = None) -> Any:
    return person(
        *(record(event, f"2020-01-{n:02}", f"r{n}", n=amount, act=act) for n, (event, amount) in enumerate(given, 1))
    )


def groups_of(decision: Any) -> dict[str, tuple[Any, Any]]:
    return {part.group: (part.sum, part.points) for part in decision.score.groups}


def grouped(group: str, **verbs: str) -> Any:
    return town(f"score points\n    starts at 1000\n{criteria(**verbs)}{group}", EVENTS)


@pytest.mark.parametrize(
    ("bounds", "given", "expected"),
    [
        ("at most 100", [("A", 70), ("B", 50)], (120, 100)),
        ("at most 100", [("A", 70), ("B", 30)], (100, 100)),
        ("at most 100", [("C", 70), ("C", 50)], (-120, -100)),
        ("at least -50", [("C", 70), ("A", 10)], (-60, -50)),
        ("at least -50", [("C", 30)], (-30, -30)),
        ("at least 10", [], (0, 10)),
        ("at most 100, at least -50", [("C", 500)], (-500, -50)),
        ("at most 20, at least -50", [("A", 500)], (500, 20)),
        ("at most 20, at most 10", [("A", 500)], (500, 10)),
        ("best of", [("A", 70), ("B", 80)], (80, 80)),
        ("best of", [("A", 70), ("C", 80)], (-80, -80)),
        ("best of", [("A", 70), ("C", 70)], (70, 70)),
        ("best of", [], (0, 0)),
        ("best of, at most 60", [("A", 70), ("B", 80)], (80, 60)),
    ],
)
def test_bounds_of_a_group(bounds: str, given: list[tuple[str, int]], expected: tuple[int, int]) -> None:
    series = grouped(f"group G {bounds}\n    As, Bs, Cs\n", A="award", B="award", C="deduct")
    decision = decided(series, history(*given), "2020-06-01")
    assert groups_of(decision) == {"G": expected}
    assert decision.points == 1000 + expected[1]


def test_groups_hold_groups_whichever_is_written_first() -> None:
    outer, inner = "group Outer at most 25\n    Inner, Bs\n", "group Inner at most 10\n    As\n"
    for rules in (outer + inner, inner + outer):
        series = grouped(rules, A="award", B="award", C="award")
        decision = decided(series, history(("A", 50), ("B", 20), ("C", 7)), "2020-06-01")
        assert groups_of(decision) == {"Inner": (50, 10), "Outer": (30, 25)}
        assert decision.points == 1032


def test_a_group_weighs_before_it_bounds() -> None:
    series = town(
        f"score points\n    starts at 0\n    decimals 1\n    rounded half up\n{criteria(A='award', B='award')}"
        "group G\n    As, Bs\n    weight 35%\n    at most 30\n",
        EVENTS,
    )
    assert points(series, history(("A", 50), ("B", 27)), "2020-06-01") == 27  # 26.95
    assert points(series, history(("A", 90), ("B", 27)), "2020-06-01") == 30  # 40.95


def test_a_weighted_criterion_counts_its_share_of_the_capped_total() -> None:
    series = town(
        "score points\n    starts at 0\n    decimals 2\n    rounded half up\n"
        "criterion As\n    on A\n    award n\n    at most 77 in total\n    weight 35%\n",
        EVENTS,
    )
    decision = decided(series, history(("A", 50), ("A", 50)), "2020-06-01")
    assert decision.points == Fraction(2695, 100)
    assert [(line.points, line.weight) for line in decision.score.lines] == [
        (50, Fraction(7, 20)),
        (27, Fraction(7, 20)),
    ]


@pytest.mark.parametrize(
    ("mode", "plus", "minus"),
    [("down", 2, -3), ("up", 3, -2), ("half up", 3, -2), ("half even", 2, -2)],
)
def test_rounding_chooses_for_negative_scores_too(mode: str, plus: int, minus: int) -> None:
    def rounded(verb: str) -> Any:
        rules = f"criterion As\n    on A\n    {verb} n\n    weight 50%\n    expires never\n"
        return town(f"score points\n    starts at 0\n    rounded {mode}\n{rules}", EVENTS)

    assert points(rounded("award"), history(("A", 5)), "2020-06-01") == plus
    assert points(rounded("deduct"), history(("A", 5)), "2020-06-01") == minus
    assert points(rounded("award"), history(("A", 4)), "2020-06-01") == 2


def test_rounding_comes_before_the_bounds_and_every_step_is_kept() -> None:
    series = town(
        "score points\n    starts at 990\n    between 0 and 1000\n    decimals 1\n    rounded half even\n"
        "criterion As\n    on A\n    award n\n    weight 35%\n",
        EVENTS,
    )
    score = decided(series, history(("A", 77)), "2020-06-01").score
    assert (score.sum, score.rounded, score.points) == (Fraction(101695, 100), Fraction(10170, 10), 1000)


def test_the_start_may_depend_on_facts_and_the_score_stays_between_its_bounds() -> None:
    series = town(
        "score points\n    starts at (100 if years between born and as_of >= 18 else 90)\n    between 0 and 120\n"
        + criteria(A="award", C="deduct"),
        EVENTS,
    )
    assert points(series, history(), "1998-05-03") == 90
    assert points(series, history(), "1998-05-04") == 100
    assert points(series, history(("A", 500)), "2020-06-01") == 120
    assert points(series, history(("C", 500)), "2020-06-01") == 0


LARGEST = "group G\n    As, Bs\n    only the largest per act\n"


def test_in_a_group_one_act_costs_what_the_gravest_criterion_costs() -> None:
    series = grouped(LARGEST, A="deduct", B="deduct")
    decision = decided(series, history(("A", 5), ("B", 9), ("A", 7), act="night"), "2020-06-01")
    assert decision.points == 991
    assert [(line.record, line.points, line.before_caps) for line in decision.score.lines] == [
        ("r1", 0, -5),
        ("r3", 0, -7),
        ("r2", -9, -9),
    ]


def test_in_a_group_the_earliest_of_equal_ones_counts_and_unknown_acts_stand_alone() -> None:
    series = grouped(LARGEST, A="deduct", B="deduct")
    tied = decided(series, history(("B", 5), ("A", 5), act="night"), "2020-06-01")
    assert [(line.record, line.points) for line in tied.score.lines] == [("r2", 0), ("r1", -5)]
    assert points(series, history(("B", 5), ("A", 5)), "2020-06-01") == 990


def test_a_record_that_falls_under_two_criteria_counts_once_in_the_group() -> None:
    series = town(
        "score points\n    starts at 100\n"
        "criterion First\n    on A\n    deduct 5\n    expires never\n"
        "criterion Second\n    on A where n > 10\n    deduct 5\n    expires never\n"
        "group G\n    First, Second\n    only the largest per act\n",
        EVENTS,
    )
    decision = decided(series, history(("A", 50), act="night"), "2020-06-01")
    assert [(line.criterion, line.points) for line in decision.score.lines] == [("First", -5), ("Second", 0)]


def test_what_the_group_takes_is_taken_before_caps_and_expiry() -> None:
    series = town(
        "score points\n    starts at 1000\n"
        "criterion As\n    on A\n    deduct n\n    expires after 10 years\n    at most 10 in total\n"
        "criterion Bs\n    on B\n    deduct n\n    expires after 1 year\n"
        "group G\n    As, Bs\n    only the largest per act\n",
        EVENTS,
    )
    given = person(
        record("A", "2020-01-01", "r1", n=8, act="x"),
        record("B", "2020-01-01", "r2", n=9, act="x"),
        record("A", "2020-01-02", "r3", n=8, act="y"),
    )
    # r1 gives way to r2, so the cap of 10 has room for all of r3.
    assert points(series, given, "2020-06-01") == 1000 - 9 - 8
    # r2 has expired, and r1 does not come back.
    assert points(series, given, "2021-06-01") == 1000 - 8


def test_an_inner_group_chooses_before_the_outer_whichever_is_written_first() -> None:
    registry = "".join(
        f"event {name}\n    n : number between 0 and 1000\n    act : text optional\n    place : text optional\n"
        for name in ("A", "B")
    )
    outer = "group Outer\n    Inner, Bs\n    only the largest per place\n"
    inner = "group Inner\n    As\n    only the largest per act\n"
    given = person(
        record("A", "2020-01-01", "r1", n=5, act="x", place="p"),
        record("A", "2020-01-02", "r2", n=9, act="x", place="q"),
        record("B", "2020-01-03", "r3", n=4, act=None, place="p"),
    )
    for groups in (outer + inner, inner + outer):
        series = town(f"score points\n    starts at 1000\n{criteria(A='deduct', B='deduct')}{groups}", registry)
        # Inner keeps r2 of the act; so at place p only r3 is left, and it counts.
        assert points(series, given, "2020-06-01") == 1000 - 9 - 4


def test_a_rulebook_without_a_score() -> None:
    series = town("reward Bus\n    while years between born and as_of >= 18\n")
    decision = decided(series, person(), "2020-06-01")
    assert (decision.points, decision.grade, decision.band, decision.score) == (None, None, None, None)
    assert [reward.name for reward in decision.rewards] == ["Bus"]
