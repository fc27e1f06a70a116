"""Scores, criteria, groups, grades, rewards, sanctions and lists."""

from fractions import Fraction
from typing import Any

import pytest
from spanned import clauses, declaration, make, money, name, num, ref, text, value

from creditlang.syntax.nodes import (
    Appeal,
    AssessedPoints,
    Basis,
    BestOf,
    Bounds,
    CalendarPeriod,
    Cap,
    CapInTheLast,
    CapInTotal,
    CapPerCalendar,
    CountsFrom,
    Criterion,
    Decimals,
    Direction,
    DurationLiteral,
    Effect,
    Expires,
    Grade,
    GradeMove,
    Grades,
    Grant,
    Group,
    GroupAtLeast,
    GroupAtMost,
    GroupMembers,
    Impose,
    InContext,
    Lasts,
    Lifted,
    ListKind,
    ListKindClause,
    Negate,
    NoAppeal,
    Note,
    NoticePeriod,
    NumberLiteral,
    OnEvent,
    OnlyLargest,
    Points,
    PublicList,
    Publishes,
    Reward,
    Sanction,
    Score,
    ScoreBounds,
    ScoreRounding,
    SourceClause,
    SourceStatus,
    StartsAt,
    TextLiteral,
    Weight,
    While,
)
from creditlang.values import Days, Months, Rounding


def days(count: int) -> DurationLiteral:
    return make(DurationLiteral, Days(count))


def months(count: int) -> DurationLiteral:
    return make(DurationLiteral, Months(count))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("starts at 100 if veteran else 90", make(StartsAt, value("100 if veteran else 90"))),
        ("between 0 and 1300", make(ScoreBounds, make(Bounds, num("0"), num("1300")))),
        ("at least 0", make(ScoreBounds, make(Bounds, num("0"), None))),
        ("at most 100", make(ScoreBounds, make(Bounds, None, num("100")))),
        ("decimals 1", make(Decimals, 1)),
        ("rounded half up", make(ScoreRounding, Rounding.HALF_UP)),
    ],
)
def test_clauses_of_a_score(written: str, expected: Any) -> None:
    found = declaration(f'score points "Civic points"\n    {written}')
    assert make(Score, text("Civic points"), (expected,)) == found


COMMON = [
    ('basis "Law, art. 91"', make(Basis, text("Law, art. 91"))),
    ('source reported "a7"', make(SourceClause, SourceStatus.REPORTED, text("a7"))),
    ('note "n"', make(Note, text("n"))),
    ("in traffic", make(InContext, name("traffic"))),
    ("on Donation", make(OnEvent, name("Donation"), None)),
    ("on Donation where amount >= 5 CNY", make(OnEvent, name("Donation"), value("amount >= 5 CNY"))),
    ("while veteran", make(While, ref("veteran"))),
]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        *COMMON,
        ("award 10", make(Points, Effect.AWARD, num("10"))),
        ("deduct amount / 5", make(Points, Effect.DEDUCT, value("amount / 5"))),
        ("deduct assessed between 5 and 50", make(AssessedPoints, Effect.DEDUCT, num("5"), num("50"))),
        ("deduct assessed", make(Points, Effect.DEDUCT, ref("assessed"))),
        ("counts from recorded", make(CountsFrom, ref("recorded"))),
        ("expires after 2 years", make(Expires, months(24))),
        ("expires never", make(Expires, None)),
        ("at most 30 per calendar year", make(Cap, num("30"), make(CapPerCalendar, CalendarPeriod.YEAR))),
        ("at most 30 per calendar quarter", make(Cap, num("30"), make(CapPerCalendar, CalendarPeriod.QUARTER))),
        ("at most 30 per calendar month", make(Cap, num("30"), make(CapPerCalendar, CalendarPeriod.MONTH))),
        ("at most 50 in the last 2 years", make(Cap, num("50"), make(CapInTheLast, months(24)))),
        ("at most 90 in total", make(Cap, num("90"), make(CapInTotal))),
        ("only the largest per this.act", make(OnlyLargest, ref("this.act"))),
        ("weight 35%", make(Weight, make(NumberLiteral, Fraction("0.35"), 2))),
    ],
)
def test_clauses_of_a_criterion(written: str, expected: Any) -> None:
    found = declaration(f'criterion Giving "Gifts"\n    {written}')
    assert make(Criterion, name("Giving"), text("Gifts"), (expected,)) == found


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Giving, BloodDonation", make(GroupMembers, (name("Giving"), name("BloodDonation")))),
        ("Giving,", make(GroupMembers, (name("Giving"),))),
        ("at most  50", make(GroupAtMost, num("50"))),
        ("at least -50", make(GroupAtLeast, make(Negate, num("50")))),
        ("best of", make(BestOf)),
        ("only the largest per act", make(OnlyLargest, ref("act"))),
        ("weight 0.35", make(Weight, num("0.35"))),
        ('note "n"', make(Note, text("n"))),
    ],
)
def test_clauses_of_a_group(written: str, expected: Any) -> None:
    assert (expected,) == clauses("group G", written)


def test_limits_in_the_head_of_a_group_come_first() -> None:
    found = declaration('group G "Virtue" at most 100, at least 0 best of\n    A, B\n    C')
    limits = (make(GroupAtMost, num("100")), make(GroupAtLeast, num("0")), make(BestOf))
    members = (make(GroupMembers, (name("A"), name("B"))), make(GroupMembers, (name("C"),)))
    assert make(Group, name("G"), text("Virtue"), (*limits, *members)) == found


def test_grades() -> None:
    found = declaration(
        'grades\n    AAA "Model"  from 1050\n    AA  from 1030 below 1050\n    A   from 960 to 1029\n'
        '    B   below 960\n    M "new firm" by rule only\n    `B-` below -5\n'
    )
    expected = make(
        Grades,
        (
            make(Grade, name("AAA"), text("Model"), num("1050"), None, None),
            make(Grade, name("AA"), None, num("1030"), num("1050"), None),
            make(Grade, name("A"), None, num("960"), None, num("1029")),
            make(Grade, name("B"), None, None, num("960"), None),
            make(Grade, name("M"), text("new firm"), None, None, None, by_rule_only=True),
            make(Grade, name("B-"), None, None, make(Negate, num("5")), None),
        ),
    )
    assert expected == found


@pytest.mark.parametrize(("word", "direction"), [("downgrade", Direction.DOWNGRADE), ("upgrade", Direction.UPGRADE)])
def test_moves_between_grades(word: str, direction: Direction) -> None:
    found = declaration(f'{word} Fraud "Proven fraud" to D\n    notice none')
    expected = (make(NoticePeriod, None),)
    assert make(GradeMove, direction, name("Fraud"), text("Proven fraud"), name("D"), expected) == found


RULE = [
    *COMMON,
    ("notice 10 days", make(NoticePeriod, days(10))),
    ("notice none", make(NoticePeriod, None)),
    ('appeal to "the court" within 10 days', make(Appeal, text("the court"), days(10))),
    ('appeal none because "its own procedure"', make(NoAppeal, text("its own procedure"))),
    ("lasts 2 years", make(Lasts, months(24))),
    ("lasts 1 year if first else 2 years", make(Lasts, value("1 year if first else 2 years"))),
    ("lasts without end", make(Lasts, None)),
    ("lifted when settled is known", make(Lifted, value("settled is known"))),
]


@pytest.mark.parametrize("head", ["downgrade X to D", "upgrade X to A", "reward X", "sanction X", "list X"])
@pytest.mark.parametrize(("written", "expected"), RULE)
def test_clauses_that_rules_share(head: str, written: str, expected: Any) -> None:
    assert (expected,) == clauses(head, written)


@pytest.mark.parametrize(
    ("written", "kind", "expected"),
    [
        ("reward X\n    grant 300 CNY", Reward, make(Grant, money("300"))),
        ('reward X\n    grant "priority"', Reward, make(Grant, make(TextLiteral, "priority"))),
        ('sanction X\n    impose "no tickets"', Sanction, make(Impose, make(TextLiteral, "no tickets"))),
        ("list X\n    kind black", PublicList, make(ListKindClause, ListKind.BLACK)),
        ("list X\n    kind red", PublicList, make(ListKindClause, ListKind.RED)),
        ("list X\n    publishes name, owed", PublicList, make(Publishes, (name("name"), name("owed")))),
    ],
)
def test_clauses_of_one_kind_of_rule(written: str, kind: Any, expected: Any) -> None:
    assert make(kind, name("X"), None, (expected,)) == declaration(written)
