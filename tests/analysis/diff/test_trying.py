"""Cases that are tried, and how small they are made before they are shown."""

from datetime import date
from fractions import Fraction

from analysis.diff.towns import difference, replaced, series

from creditlang.analysis.cases.exploring import Explorer, Seen
from creditlang.analysis.cases.mentioned import mentioned
from creditlang.analysis.diff.adding import Move, Scores, Step, spread, ways
from creditlang.analysis.diff.comparison import compare
from creditlang.analysis.diff.effect import Effect, EffectKind, Open, Verdict, by_terms
from creditlang.analysis.diff.law import compare_law
from creditlang.analysis.diff.pairs import Stretch
from creditlang.analysis.diff.solved import effect_between
from creditlang.analysis.diff.trying import Trying
from creditlang.analysis.proofs import Case, CaseRecord
from creditlang.values import Months


def _trying(*pairs: tuple[str, str]) -> tuple[Trying, list[Open]]:
    within = series(replaced(*pairs))
    old, new = series().editions[0], within.editions[0]
    law = compare_law(old, new)
    opened = [one for one in by_terms(law) if isinstance(one, Open)]
    return Trying(old, new, law, new.registry, Stretch(), within), opened


def _offence(day: date, **values: object) -> CaseRecord:
    kept = {"record": "r1", "date": day, "recorded": day, "offence": "speeding", "fine": 0, "settled": None}
    return CaseRecord("TrafficOffence", {**kept, **values})


def test_what_rules_mention_is_collected_through_their_definitions() -> None:
    edition = series().editions[0]
    found = mentioned([edition.criteria["Offences"], edition.criteria["Elders"]], [edition])
    assert found.events == ("TrafficOffence",)
    assert {10, 5, 20, 40, 65} <= set(found.numbers)
    assert found.lengths == (Months(24),)


def test_a_border_of_a_grade_is_met_by_trying() -> None:
    trying, opened = _trying(("from 50\n    C        below 50", "from 51\n    C        below 51"))
    trying.explore(opened, 20)
    case = trying.found[EffectKind.GRADE, None, None]
    outcomes = trying.outcomes(case)
    assert outcomes is not None
    assert (outcomes[0].points, outcomes[0].standing, outcomes[1].standing) == (50, "B", "C")
    assert trying.moves.keys() >= {("A", "A"), ("B", "C")}


def test_a_border_that_one_number_steps_over_is_met_by_two() -> None:
    """A gift moves this score by thousands, and an income by so little that no draw would come upon it."""
    edition = series().editions[0]
    met: list[Case] = []

    def look(case: Case) -> Seen:
        gifts = sum(int(str(r.values["amount"])) for r in case.records if r.event == "Gift")
        score = 1000 * gifts + int(Fraction(str(case.subject["income"])) // 100)
        if 300_772 <= score < 300_777:
            met.append(case)
        return Seen(score, standing=score >= 300_777, differs=True)

    all_ = mentioned([edition], [edition])
    start = Case("Person", {"born": date(2000, 1, 1), "income": 0}, (), date(2026, 1, 1))
    Explorer(edition.registry, all_, all_, look).explore(start, lambda: bool(met), 0, 2_000, 60)
    assert met


def test_trying_gives_the_same_cases_every_time() -> None:
    found = []
    for _ in range(2):
        seen: list[Case] = []
        registry = series().registry
        edition = series().editions[0]
        all_ = mentioned([edition], [edition])

        def look(case: Case, seen: list[Case] = seen) -> Seen:
            seen.append(case)
            return Seen(len(case.records))

        start = Case("Person", {"born": date(2000, 1, 1), "income": 0}, (), date(2026, 1, 1))
        Explorer(registry, all_, all_, look).explore(start, lambda: False, 0, 200, 1_000)
        found.append(seen)
    assert len(found[0]) == 200
    assert found[0] == found[1]


def test_a_case_is_made_small_and_plain() -> None:
    trying, _ = _trying(("deduct   Weight(offence)", "deduct   Weight(offence) + 1"))
    long_ago = date(1910, 7, 13)
    records = (
        _offence(date(1909, 3, 5), offence="drunk_driving", fine=873, settled=date(1909, 9, 9)),
        _offence(date(1909, 4, 5), record="r2", offence="parking", fine=9),
        _offence(date(1909, 8, 5), record="r3", offence="parking", fine=99, recorded=date(1910, 1, 2)),
    )
    case = Case("Person", {"born": date(1916, 5, 6), "income": 31_872}, records, long_ago)
    shown = trying.smallest(case, lambda found: found[0].points != found[1].points)
    assert shown is not None
    assert shown.case.as_of == date(2026, 1, 1)
    assert shown.case.subject == {"born": date(1990, 1, 1), "income": 0}
    (record,) = shown.case.records
    assert (record.values["date"], record.values["recorded"]) == (date(2026, 1, 1), date(2026, 1, 1))
    assert (record.values["fine"], record.values["offence"], record.values["settled"]) == (50, "speeding", None)
    assert (shown.old.points, shown.new.points) == (95, 94)


def test_what_matters_of_a_case_stays() -> None:
    trying, _ = _trying(("expires  after 2 years", "expires  after 3 years"))
    case = Case(
        "Person", {"born": date(1950, 5, 6), "income": 0}, (_offence(date(2023, 6, 5), fine=20),), date(2026, 3, 4)
    )
    shown = trying.smallest(case, lambda found: found[0].points != found[1].points)
    assert shown is not None
    assert shown.case.as_of == date(2026, 1, 1)
    (record,) = shown.case.records
    day = record.values["date"]
    assert isinstance(day, date)
    assert date(2023, 1, 1) < day <= date(2024, 1, 1)


def test_a_case_that_does_not_show_it_is_not_shown() -> None:
    trying, _ = _trying(("award    10", "award    11"))
    case = Case("Person", {"born": date(1990, 1, 1), "income": 0}, (), date(2026, 1, 1))
    assert trying.smallest(case, lambda found: found[0].points != found[1].points) is None


def test_nothing_is_proved_of_days_that_were_not_asked_about() -> None:
    old = ("while    Old", "while    born < 1905-03-04")
    new = ("while    Old", "while    born < 1905-03-05")
    found = compare(series(replaced(old)), series(replaced(new)), effect_between(2, 5))
    (pair,) = found.pairs
    assert pair.effect is not None
    answers = {effect.name: effect for effect in pair.effect.effects}
    assert not (answers["points"].verdict is Verdict.EQUAL and not answers["points"].bounded)


FAMILY = """\
registry Homes
subject Person
    parent : Person optional
    children : many Person by parent
"""

KIN = """\
rulebook Kin
    records Homes
score points
    starts at 0
criterion Siblings
    while   parent is known and count of parent.children >= {number}
    award   1
"""


def test_what_counts_relatives_of_relatives_is_compared_for_few_of_them() -> None:
    old, new = (series(KIN.format(number=number), FAMILY) for number in (20, 21))
    (pair,) = compare(old, new, effect_between(2, 2)).pairs
    assert pair.effect is not None
    (points,) = (effect for effect in pair.effect.effects if effect.kind is EffectKind.POINTS)
    assert not _is_proved(points)


def _is_proved(effect: Effect) -> bool:
    return effect.verdict is Verdict.EQUAL and not effect.bounded


def test_a_difference_by_few_records_is_found_without_the_solver_giving_it() -> None:
    found = difference(("at most  40 per calendar year", "at most  41 per calendar year"), records=1)
    (pair,) = found.pairs
    assert pair.effect is not None
    (points,) = (effect for effect in pair.effect.effects if effect.name == "points")
    assert points.verdict is Verdict.DIFFERENT, "more records than the proof would look at"


def test_records_that_add_up_to_a_move_are_the_fewest() -> None:
    record = _offence(date(2026, 1, 1))
    by = [Step(record, change) for change in ((-30, -30), (10, 8), (5, 5))]

    def move(scores: Scores) -> Move | None:
        grades = ["low" if points < 90 else "high" for points in scores]
        return None if grades[0] == grades[1] else (grades[0], grades[1])

    found = list(ways((100, 100), by, move))
    assert [step.change for step in found[0]] == [(-30, -30), (10, 8), (10, 8)]
    assert [len(way) for way in found] == sorted(len(way) for way in found)
    assert {move((100 + sum(s.change[0] for s in way), 100 + sum(s.change[1] for s in way))) for way in found} == {
        ("high", "low")
    }


def test_records_of_one_event_are_spread_over_two_years() -> None:
    day = date(2026, 5, 4)
    spread_over = [record.values["date"] for record in spread([_offence(day), _offence(day), _offence(day)], day)]
    assert spread_over == [day, date(2025, 5, 4), day]


def test_records_are_added_to_whoever_gains_most() -> None:
    """An elder gains twenty points; three offences lead to where these cross a border."""
    trying, _ = _trying(("award    10", "award    30"))
    trying.records = (_offence(date(2026, 1, 1), fine=50),)
    elder = Case("Person", {"born": date(1930, 5, 6), "income": 0}, (), date(2026, 1, 1))
    trying.add_up([Case("Person", {"born": date(1990, 1, 1), "income": 0}, (), date(2026, 1, 1))], 60)
    assert ("B", "A") not in trying.moves
    trying.add_up([elder], 60)
    assert len(trying.moves["B", "A"].records) == 3
