"""Who moves where, who gains and who loses, told apart by any fact."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from analysis.diff.towns import RULES, replaced, series

from creditlang import ir
from creditlang.analysis.diff.articles import ArticleKind
from creditlang.analysis.diff.comparison import compare, stops
from creditlang.analysis.diff.effect import (
    Effect,
    EffectDifference,
    EffectKind,
    Extreme,
    GradeMoveAnswer,
    Observed,
    Verdict,
)
from creditlang.analysis.diff.law import compare_law
from creditlang.analysis.diff.pairs import alone
from creditlang.analysis.diff.population import Population, Turn, UnknownFactError, compare_population, fact
from creditlang.analysis.diff.seen import with_people
from creditlang.data import History, history_from_objects
from creditlang.semantics import Decision, decide

AS_OF = date(2025, 6, 1)


def _offence(id: str, offence: str, day: date = date(2025, 4, 1)) -> dict[str, object]:
    return {
        "event": "TrafficOffence",
        "record": id,
        "date": day,
        "offence": offence,
        "fine": 10 + len(id),
        "settled": None,
    }


PEOPLE = {
    "ann": ({"born": date(1950, 1, 1), "income": 500}, []),
    "ben": ({"born": date(1990, 1, 1), "income": 20_000}, [_offence("o1", "speeding")]),
    "cleo": ({"born": date(1980, 1, 1), "income": 950}, []),
    "dan": ({"born": date(2000, 2, 29), "income": 0}, [_offence("o2", "drunk_driving"), _offence("o3", "parking")]),
}


def _decided(old: ir.Series, new: ir.Series) -> Iterator[tuple[History, Decision, Decision]]:
    for name, (facts, records) in PEOPLE.items():
        history = history_from_objects(old.registry, "Person", {**facts, "subject": name}, records)
        yield (history, *(decide(alone(side.editions[0]), history, AS_OF) for side in (old, new)))  # type: ignore[misc]  # two sides


def _population(*pairs: tuple[str, str], by: tuple[str, ...] = ()) -> Population:
    old, new = series(), series(replaced(*pairs))
    editions = (old.editions[0], new.editions[0])
    fields = [fact(old.registry.subjects["Person"], name) for name in by]
    return compare_population(_decided(old, new), compare_law(*editions), editions, fields)


def _turns(found: Population) -> dict[str, dict[Turn, int]]:
    return {one.name: dict(one.turns) for one in found.entitlements if one.turns}


def test_nothing_changes() -> None:
    found = _population()
    assert (found.people, found.changed, found.better, found.worse) == (4, 0, 0, 0)
    assert found.points == {0: 4}
    assert (found.most_lost, found.most_gained, _turns(found)) == (None, None, {})


def test_grades_and_points() -> None:
    border = ("from 50\n    C        below 50", "from 70\n    C        below 70")
    found = _population(("speeding or parking | 5", "speeding | 60\n    parking | 1"), border)
    assert found.moves == {("A", "A"): 2, ("B", "C"): 1, ("C", "C"): 1}
    assert (found.better, found.worse, found.changed) == (0, 1, 2)
    assert found.points == {0: 2, -35: 1, 4: 1}
    assert found.most_lost == (-35, "ben")
    assert found.most_gained == (4, "dan")
    assert found.examples == {("B", "C"): "ben"}


def test_who_gains_and_who_loses() -> None:
    found = _population(("income < Limit", "income < 900 EUR"))
    assert _turns(found) == {"Bus": {Turn.LOST: 1}}
    (bus,) = [one for one in found.entitlements if one.name == "Bus"]
    assert (bus.kind, bus.before, bus.after, bus.example) == (ArticleKind.REWARD, 2, 1, {Turn.LOST: "cleo"})


def test_another_amount_and_another_time() -> None:
    assert _turns(_population(("grant    30 EUR", "grant    31 EUR"))) == {"Bus": {Turn.OTHER_VALUE: 2}}
    assert _turns(_population(("lasts    1 year\n    lifted", "lasts    2 years\n    lifted"))) == {
        "Ban": {Turn.OTHER_DATES: 1}
    }


def test_a_new_and_a_repealed_rule() -> None:
    rule = RULES[RULES.index("sanction Ban") : RULES.index("list Drivers")]
    assert _turns(_population((rule, ""))) == {"Ban": {Turn.LOST: 1}}
    new = 'sanction Toll "Toll"\n    basis "By-law, art. 9"\n    while income > 900 EUR\n    impose 5 EUR\n'
    new += '    notice none\n    appeal to "court" within 30 days\n\n'
    assert _turns(_population(("list Drivers", f"{new}list Drivers"))) == {"Toll": {Turn.GAINED: 2}}


def test_a_renamed_rule_and_a_renamed_grade_are_the_same() -> None:
    found = _population(("reward Bus", "reward Tram"), ("    B        from 50", "    Fair     from 50"))
    assert (found.changed, _turns(found)) == (0, {})
    assert (found.old_grades, found.new_grades) == (("A", "B", "C"), ("A", "Fair", "C"))
    assert found.moves[("B", "Fair")] == 1


def test_people_who_are_covered_no_more() -> None:
    found = _population(("records   Records", "records   Records\n    covers    income > 0 EUR"))
    assert found.moves[("C", "not covered")] == 1
    assert (found.better, found.worse, found.changed) == (0, 0, 1)
    assert sum(found.points.values()) == 3


def test_told_apart_by_facts() -> None:
    found = _population(("income < Limit", "income < 900 EUR"), by=("income", "born"))
    income, born = found.breakdowns
    assert [(share.label, share.people) for share in income.shares] == [
        ("0 EUR", 1),
        ("500 EUR", 1),
        ("950 EUR", 1),
        ("20000 EUR", 1),
    ]
    assert [share.turns for share in income.shares if share.turns] == [{(ArticleKind.REWARD, "Bus", Turn.LOST): 1}]
    assert sum(share.people for share in born.shares) == 4


def test_a_fact_that_nobody_has() -> None:
    subject = series().registry.subjects["Person"]
    with pytest.raises(UnknownFactError, match="did you mean `income`"):
        fact(subject, "incone")


def test_effects_that_change_for_someone() -> None:
    border = ("from 50\n    C        below 50", "from 70\n    C        below 70")
    found = _population(("speeding or parking | 5", "speeding | 60\n    parking | 1"), border)
    assert found.observed[EffectKind.POINTS, None, None] == Observed(2, "ben")
    assert found.observed[EffectKind.GRADE, None, None] == Observed(1, "ben")
    assert _population().observed == {}


def test_who_is_decided_on_no_more_changes_in_the_coverage_alone() -> None:
    found = _population(("records   Records", "records   Records\n    covers    years between born and as_of >= 70"))
    assert found.observed == {(EffectKind.COVERAGE, None, None): Observed(3, "ben")}


def test_people_overrule_what_was_proved_for_few_records() -> None:
    moved = ("from 50\n    C        below 50", "from 70\n    C        below 70")
    found = _population(("speeding or parking | 5", "speeding | 60\n    parking | 1"), moved)
    old, new = series(), series(replaced(moved))
    tried = Effect(EffectKind.GRADE, None, None, None, Verdict.EQUAL, "few", bounded=True)
    points = Effect(EffectKind.POINTS, None, None, None, Verdict.DIFFERENT, "")
    kept = Effect(EffectKind.REWARD, "Bus", "Bus", None, Verdict.EQUAL, "few", bounded=True)
    answers = EffectDifference(
        (tried, points, kept),
        Extreme(-5, Verdict.EQUAL, "proved"),
        Extreme(9, Verdict.EQUAL, "proved"),
        (GradeMoveAnswer("B", "C", Verdict.EQUAL), GradeMoveAnswer("A", "C", Verdict.EQUAL)),
    )
    shown = with_people(compare(old, new, lambda *_given: answers), found, None)
    (pair,) = shown.pairs
    assert pair.effect is not None
    assert [effect.verdict for effect in pair.effect.effects] == [Verdict.DIFFERENT, Verdict.DIFFERENT, Verdict.EQUAL]
    assert pair.effect.effects[0].by == (
        "found in the data, for 1 person, such as ben; the cases tried have too few records to show it"
    )
    assert pair.effect.effects[2] == kept
    assert pair.effect.loss == Extreme(-35, Verdict.UNDECIDED, "ben in the data has it")
    assert pair.effect.gain == Extreme(9, Verdict.EQUAL, "proved")
    assert [move.verdict for move in pair.effect.moves] == [Verdict.DIFFERENT, Verdict.EQUAL]
    assert shown.verdict is Verdict.DIFFERENT
    assert stops(shown, "points")
    assert not stops(shown, "reward")


def test_people_count_where_the_effect_was_not_asked_for() -> None:
    moved = ("from 50\n    C        below 50", "from 96\n    C        below 96")
    found = _population(moved)
    shown = with_people(compare(series(), series(replaced(moved)), None), found, None)
    assert shown.verdict_and_why == (Verdict.DIFFERENT, "found in the data, such as for ben")
