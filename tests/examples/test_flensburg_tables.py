"""Flensburg against a second implementation, written from the statutes' tables and rules and not from the rule file.

Points by class, on the day of the act; the largest of one act; deletion from finality; the admonition on reaching four
points. The seminar and the drop that follows a measure are left to the worked cases.
"""

from datetime import date, timedelta
from functools import cache
from pathlib import Path

import attrs
from hypothesis import given
from hypothesis import strategies as st

import creditlang

RULES = Path(__file__).parents[2] / "examples" / "rules" / "flensburg"

POINTS = {"O1": 1, "O2": 2, "S2": 2, "S3": 3}
PERIOD = {"O1": 30, "O2": 60, "S2": 60, "S3": 120}
CRIMES = ("killing", "injury", "leaving_scene", "drunk_driving", "plate_misuse")
GRAVE = ("alcohol", "drugs", "wrong_way", "device_grave")
ORDINARY = ("phone", "red_light", "priority", "securing")
FIRST = date(2015, 1, 1)


@attrs.frozen
class Act:
    date: date
    offence: str
    over: int
    inside: bool
    fine: int
    ban: str
    withdrawn_too: bool
    act: str | None
    final: date | None

    @property
    def category(self) -> str | None:
        """The class of the decision; None where it is not registered."""
        match self.offence:
            case "speeding":
                bottom = 31 if self.inside else 41
                found = "O2" if self.over >= bottom else "O1" if self.over >= 21 else None
            case offence if offence in GRAVE:
                found = "O2"
            case offence if offence in ORDINARY:
                found = "O1"
            case _ if self.withdrawn_too:
                return "S3"
            case "killing" | "injury":
                return "S2" if self.ban == "linked_ban" else None
            case "plate_misuse":
                return None if self.ban == "no_ban" else "S2"
            case _:
                return "S2"
        return found if self.fine >= 60 else None

    @property
    def deleted(self) -> date:
        assert self.final is not None
        assert self.category is not None
        start = self.final
        if self.withdrawn_too:
            start = date(start.year + 5, start.month, start.day)
        months = start.year * 12 + start.month - 1 + PERIOD[self.category]
        return date(months // 12, months % 12 + 1, start.day)


def counted(acts: list[Act], day: date) -> list[Act]:
    """The decisions that give points by that day, of one act the gravest, whether or not it has been deleted since."""
    by_act: dict[object, Act] = {}
    for number, act in enumerate(acts):
        if act.date > day or act.final is None or act.category is None:
            continue
        key = act.act if act.act is not None else number
        held = by_act.get(key)
        if held is None or (POINTS[act.category], -act.date.toordinal(), -number) > (
            POINTS[held.category or ""],
            -held.date.toordinal(),
            -acts.index(held),
        ):
            by_act[key] = act
    return list(by_act.values())


def points(acts: list[Act], day: date) -> int:
    return sum(POINTS[act.category or ""] for act in counted(acts, day) if day < act.deleted)


def admonition_due(acts: list[Act], admonished: list[date], day: date) -> bool:
    """Whether an act by that day reached four points, and no admonition has followed."""
    for number, act in enumerate(acts):
        if act.date > day or act.final is None or act.category is None or points(acts, act.date) < 4:
            continue
        before = points([a for i, a in enumerate(acts) if (a.date, i) < (act.date, number)], act.date)
        known = any(taken <= act.date for taken in admonished)
        followed = any(act.date <= taken <= day for taken in admonished)
        if not followed and (before < 4 or not known):
            return True
    return False


days = st.integers(0, 2_500).map(lambda n: FIRST + timedelta(days=n))
short = st.integers(1, 28)
finals = st.builds(lambda y, m, d: date(y, m, d), st.integers(2015, 2023), st.integers(1, 12), short)
acts = st.builds(
    Act,
    date=days,
    offence=st.sampled_from((*CRIMES, *GRAVE, *ORDINARY, "speeding", "speeding")),
    over=st.sampled_from((20, 21, 30, 31, 40, 41)) | st.integers(1, 150),
    inside=st.booleans(),
    fine=st.sampled_from((59, 60, 200)),
    ban=st.sampled_from(("no_ban", "plain_ban", "linked_ban")),
    withdrawn_too=st.booleans(),
    act=st.none() | st.sampled_from(("a", "b")),
    final=st.none() | finals,
)


@cache
def register() -> creditlang.Rulebook:
    return creditlang.load(RULES / "register.credit.md")


def records(history: list[Act]) -> list[dict[str, object]]:
    return [
        {"event": "Offence", "record": f"r{number:02}", "recorded": act.date, **attrs.asdict(act)}
        for number, act in enumerate(history)
    ]


@given(st.lists(acts, max_size=8), st.lists(days, min_size=1, max_size=3))
def test_points_and_admonition_on_any_day(history: list[Act], asked: list[date]) -> None:
    history.sort(key=lambda act: act.date)
    for day in asked:
        decision = register().decide({"born": date(1980, 1, 1)}, records(history), as_of=day)
        assert points(history, day) == decision.points
        due = admonition_due(history, [], day)
        assert due == any(sanction.name == "AdmonitionDue" for sanction in decision.sanctions)


def test_the_worked_cases() -> None:
    def act(on: date, offence: str, final: date) -> Act:
        return Act(on, offence, 1, False, 100, "no_ban", False, None, final)

    first = act(date(2023, 3, 10), "phone", date(2023, 5, 2))
    assert first.deleted == date(2025, 11, 2)
    history = [
        first,
        act(date(2023, 9, 1), "alcohol", date(2023, 11, 15)),
        act(date(2024, 2, 20), "phone", date(2024, 4, 10)),
    ]
    asked = (date(2023, 9, 1), date(2024, 2, 20), date(2026, 1, 1), date(2027, 1, 1), date(2028, 11, 15))
    expected = dict(zip(asked, (3, 4, 3, 2, 0), strict=True))
    assert expected == {day: points(history, day) for day in asked}
    assert admonition_due(history, [], date(2024, 2, 20))
    assert not admonition_due(history, [date(2024, 4, 20)], date(2024, 5, 1))
