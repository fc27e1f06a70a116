"""What changed in effect: equal by terms, equal by proof, different by a case, or undecided."""

from datetime import date

import pytest
from analysis.diff.towns import REGISTRY, RULES, difference, replaced, series

import creditlang
from creditlang.analysis.diff import extremes, solved
from creditlang.analysis.diff.comparison import Comparison, compare, differs, stops
from creditlang.analysis.diff.effect import BY_TEXT, Effect, EffectDifference, Verdict
from creditlang.analysis.diff.ranges import day_ranges
from creditlang.analysis.diff.solved import BY_RULE, effect_between
from creditlang.backends.smt.solving import NoSolverError
from creditlang.render.diff import wording
from creditlang.render.diff.text import difference_text


def _effect(found: Comparison, pair: int | None = None) -> EffectDifference:
    if pair is None:
        (only,) = found.pairs
    else:
        only = found.pairs[pair]
    assert only.effect is not None
    return only.effect


def _verdicts(found: Comparison) -> dict[str, Verdict]:
    return {effect.name: effect.verdict for effect in _effect(found).effects}


def _named(found: Comparison, name: str, pair: int | None = None) -> Effect:
    (effect,) = (effect for effect in _effect(found, pair).effects if effect.name == name)
    return effect


def test_the_same_law_is_equal_without_a_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solved, "proven_rules", None)
    found = difference()
    assert set(_verdicts(found).values()) == {Verdict.EQUAL}
    assert {effect.by for effect in _effect(found).effects} == {BY_TEXT}
    assert not differs(found)


def test_a_moved_border_is_found_with_its_smallest_case() -> None:
    found = difference(("fine > 10", "fine >= 10"))
    points = _named(found, "points")
    assert points.verdict is Verdict.DIFFERENT
    assert points.witness is not None
    (record,) = points.witness.history.records
    assert (record.event, record.values["fine"]) == ("TrafficOffence", 10)
    assert _verdicts(found)["sanction Ban"] is Verdict.EQUAL


def test_the_border_between_two_whole_numbers_is_one_border() -> None:
    found = difference(("fine > 10", "fine >= 11"))
    assert found.verdict is Verdict.EQUAL
    assert {effect.by for effect in _effect(found).effects} == {BY_TEXT, BY_RULE}
    assert not _effect(found).bounded


def test_a_rule_on_facts_that_does_the_same() -> None:
    found = difference(("while    Old", "while    not (years between born and as_of < 65)"))
    assert found.verdict is Verdict.EQUAL


def test_a_sanction_that_lasts_longer() -> None:
    found = difference(("lasts    1 year\n    lifted", "lasts    2 years\n    lifted"))
    (other,) = [name for name, verdict in _verdicts(found).items() if verdict is not Verdict.EQUAL]
    assert other == "sanction Ban"
    assert stops(found, "sanction")
    assert not stops(found, "points")
    assert not stops(found, "reward")


FINE = """
sanction Fine "Fine"
    basis  "By-law, art. 9"
    while  points {condition}
    impose 5 EUR
    notice none
    appeal to "court" within 30 days
"""


def test_a_new_sanction_is_a_difference_with_a_case() -> None:
    found = compare(series(), series(RULES + FINE.format(condition="< 70")), effect_between(2, 5))
    effect = _named(found, "sanction Fine")
    assert effect.verdict is Verdict.DIFFERENT
    assert effect.witness is not None
    assert [part.name for part in effect.witness.new.sanctions if part.name == "Fine"] == ["Fine"]


def test_a_sanction_that_nobody_can_suffer_is_no_difference_within_the_bounds() -> None:
    found = compare(series(), series(RULES + FINE.format(condition="> 150")), effect_between(1, 5))
    assert _verdicts(found)["sanction Fine"] is Verdict.EQUAL
    assert _named(found, "sanction Fine").bounded
    assert stops(found, "bounded")
    assert not stops(found, "undecided")
    assert stops(found, "sanction"), "it is new in law"


def test_the_largest_changes_of_the_score() -> None:
    found = _effect(difference(("award    10", "award    13")))
    assert found.gain is not None
    assert found.loss is not None
    assert (found.gain.change, found.gain.verdict) == (3, Verdict.EQUAL)
    assert (found.loss.change, found.loss.verdict) == (0, Verdict.EQUAL)
    assert found.gain.witness is not None
    assert found.gain.witness.new.points == found.gain.witness.old.points + 3  # type: ignore[operator]  # both have points


def test_a_bound_of_the_score_keeps_the_largest_change_small() -> None:
    found = _effect(difference(("between   0 and 200", "between   0 and 100"), ("award    10", "award    10")))
    assert found.loss is not None
    # Two gifts lose 20; more of them were not asked about, but tried.
    assert found.loss.change is not None
    assert (found.loss.change < -20, found.loss.verdict) == (True, Verdict.UNDECIDED)
    assert found.loss.by == (
        "the case has more records than were asked about; "
        "with at most 2 records of each event it goes no further than -20"
    )


def test_no_limit_is_told_that_the_solver_did_not_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(climb: extremes._Climb) -> tuple[int, bool]:
        climb.reason = "the solver ran out of time"
        return 1, False

    monkeypatch.setattr(extremes._Climb, "_best", stopped)
    found = _effect(difference(("between   0 and 200", "between   0 and 100")))
    assert found.loss is not None
    assert found.loss.change is not None
    assert found.loss.change < -1, "a case was found by trying"
    assert (found.loss.verdict, found.loss.by) == (Verdict.UNDECIDED, "the solver ran out of time")


def test_moves_between_grades() -> None:
    found = _effect(difference(("from 50\n    C        below 50", "from 70\n    C        below 70")))
    moves = {(move.old, move.new): move.verdict for move in found.moves}
    assert moves[("B", "C")] is Verdict.DIFFERENT
    assert {moves[pair] for pair in moves if pair != ("B", "C")} == {Verdict.EQUAL}


ODD = """
criterion Odd "Born between two days that follow each other"
    basis   "By-law, art. 9"
    while   born > 1999-02-28 and born < 1999-03-01
    deduct  100
"""


def test_nobody_moves_on_a_day_that_does_not_exist() -> None:
    new = replaced(("from 50\n    C        below 50", "from 70\n    C        below 70")) + ODD
    moves = {
        (move.old, move.new): move.verdict
        for move in _effect(compare(series(), series(new), effect_between(2, 30))).moves
    }
    assert (moves["B", "C"], moves["A", "C"]) == (Verdict.DIFFERENT, Verdict.EQUAL)


def test_nobody_loses_on_a_day_that_does_not_exist() -> None:
    found = _effect(compare(series(), series(replaced(("award    10", "award    13")) + ODD), effect_between(2, 5)))
    assert found.loss is not None
    assert (found.loss.change, found.loss.verdict) == (0, Verdict.EQUAL)


def test_who_is_decided_on_is_an_effect_of_its_own() -> None:
    found = difference(("records   Records", "records   Records\n    covers    years between born and as_of >= 18"))
    verdicts = _verdicts(found)
    assert verdicts.pop("who is decided on") is Verdict.DIFFERENT
    assert set(verdicts.values()) == {Verdict.EQUAL}
    assert stops(found, "coverage")
    assert found.verdict is Verdict.DIFFERENT


def test_renamed_rules_and_grades_are_one_effect() -> None:
    found = difference(
        ("criterion Elders", "criterion Seniors"),
        ("sanction Ban", "sanction NoParking"),
        ("    B        from 50", "    Fair     from 50"),
    )
    assert found.verdict is Verdict.EQUAL
    assert "sanction Ban → NoParking" in _verdicts(found)


def test_registries_that_differ_are_compared_on_what_both_allow() -> None:
    registry = replaced(("fine    : number between 0 and 1000", "fine    : number between 0 and 500"), text=REGISTRY)
    new = series(replaced(("fine > 10", "fine > 11")), registry)
    found = compare(series(), new, effect_between(1, 5))
    assert _verdicts(found)["points"] is Verdict.DIFFERENT
    assert _effect(found).bounds == (
        "asked of histories of up to 1 record of each event, data that both registries allow; what only one of them"
        " allows of `TrafficOffence.fine` was not compared"
    )


def test_what_is_recorded_in_two_ways_is_undecided() -> None:
    registry = replaced(("born   : date", "born   : date\n    old    : boolean"), text=REGISTRY)
    registry = replaced(("amount : number between 0 and 1000", "amount : money(EUR)"), text=registry)
    new = series(replaced(("amount >= 50", "amount >= 50 EUR")), registry)
    found = compare(series(), new, effect_between(1, 5))
    assert _verdicts(found)["points"] is Verdict.UNDECIDED
    assert "`Gift.amount`" in _named(found, "points").by
    assert found.verdict is Verdict.UNDECIDED
    assert differs(found)
    assert stops(found, "undecided")
    assert stops(found, "grade"), "nobody knows that grades stay"


def test_what_no_rule_reads_may_be_recorded_in_two_ways() -> None:
    registry = replaced(("born   : date", "born   : date\n    shoes  : number"), text=REGISTRY)
    other = replaced(("shoes  : number", "shoes  : text"), text=registry)
    found = compare(
        series(registry=registry), series(replaced(("fine > 10", "fine > 11")), other), effect_between(1, 5)
    )
    assert _verdicts(found)["points"] is Verdict.DIFFERENT


def test_rulebooks_about_others_are_undecided() -> None:
    registry = f"{REGISTRY}\nsubject Firm\n    income : money(EUR)\n"
    registry = replaced(("event TrafficOffence in", "event TrafficOffence of Person in"), text=registry)
    registry = replaced(("event Gift in", "event Gift of Person in"), text=registry)
    head, rule = "rulebook Town\n    records Records\n", "reward Bus\n    while income > 10 EUR\n    grant 1 EUR\n"
    people, firms = (series(f"{head}    about {about}\n\n{rule}", registry) for about in ("Person", "Firm"))
    found = compare(people, firms, effect_between(1, 2))
    assert _verdicts(found)["who is decided on"] is Verdict.UNDECIDED
    assert stops(found, "coverage"), "who is decided on must be decided"
    assert "about a Person, the other about a Firm" in _named(found, "who is decided on").by
    assert found.verdict is Verdict.UNDECIDED


def test_without_a_solver_what_differs_in_writing_is_undecided(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_solver(*_given: object) -> None:
        raise NoSolverError

    monkeypatch.setattr(solved, "proven_rules", no_solver)
    found = difference(("fine > 10", "fine >= 11"))
    assert _verdicts(found)["points"] is Verdict.UNDECIDED
    assert "creditlang[verify]" in _named(found, "points").by
    assert _verdicts(found)["sanction Ban"] is Verdict.EQUAL


def test_the_witness_is_a_scenario_that_passes_under_the_new_rules() -> None:
    new = replaced(("fine > 10", "fine >= 10"))
    witness = _named(compare(series(), series(new), effect_between(2, 5)), "points").witness
    assert witness is not None
    book = creditlang.loads(f"{REGISTRY}\n{new}\n{witness.scenario}\n")
    assert [result.passed for result in book.test()] == [True]


def test_a_rule_that_reads_an_earlier_score_rests_on_the_score() -> None:
    rule = replaced(("offence is parking and", "points on this.date < 95 and offence is parking and"))
    new = replaced(("award    10", "award    11"), text=rule)
    found = compare(series(rule), series(new), effect_between(1, 2))
    assert _named(found, "sanction Ban").by != BY_TEXT


def test_a_relation_that_runs_otherwise_is_no_equal_term() -> None:
    subject = 'subject Person "Resident"\n    mother : Person optional\n    father : Person optional\n'
    kin = ('subject Person "Resident"\n', f"{subject}    children : many Person by mother\n")
    rule = replaced(("while    Old", "while    (count of children) >= 2"))
    old = replaced(kin, text=REGISTRY)
    new = replaced(("many Person by mother", "many Person by father"), text=old)
    found = compare(series(rule, old), series(rule, new), effect_between(1, 2))
    assert _verdicts(found)["points"] is not Verdict.EQUAL


def test_a_person_who_cannot_be_written_down_is_no_case() -> None:
    registry = replaced(("born   : date", "born   : date\n    spouse : Person"), text=REGISTRY)
    rule = ("while    Old", "while    spouse.spouse.income > 10 EUR")
    old, new = series(replaced(rule), registry), series(replaced(rule, ("award    10", "award    11")), registry)
    found = compare(old, new, effect_between(1, 2))
    assert _verdicts(found)["points"] is Verdict.UNDECIDED
    gain = _effect(found).gain
    assert gain is not None
    assert gain.verdict is Verdict.UNDECIDED


# --- series ----------------------------------------------------------------------------------------------


def _edition(name: str, start: str, text: str = RULES) -> str:
    head = f'records   Records\n    edition   "{name}"\n    in force  from {start}'
    return replaced(("records   Records", head), text=text)


def test_editions_are_compared_with_their_own_kind() -> None:
    old = series(_edition("1", "2020-01-01") + _edition("2", "2022-01-01"))
    new = series(_edition("1", "2020-01-01") + _edition("2", "2022-01-01", replaced(("award    5", "award    6"))))
    found = compare(old, new, effect_between(1, 5))
    assert [pair.is_same for pair in found.pairs] == [True, False]
    assert found.verdict is Verdict.DIFFERENT


def test_the_same_series_is_equal_in_time_too() -> None:
    old = series(_edition("1", "2020-01-01") + _edition("2", "2022-01-01"))
    assert compare(old, old, effect_between(1, 5)).verdict is Verdict.EQUAL


def test_another_first_day_of_an_edition_is_a_difference_of_the_series() -> None:
    old = series(_edition("1", "2020-01-01") + _edition("2", "2022-01-01"))
    new = series(_edition("1", "2020-01-01") + _edition("2", "2023-01-01"))
    assert compare(old, new, effect_between(1, 5)).verdict_and_why == (
        Verdict.DIFFERENT,
        "it changes when an edition is in force, or which edition judges a record",
    )


def test_a_new_edition_is_compared_with_the_one_that_it_follows() -> None:
    old = series(_edition("1", "2020-01-01"))
    new = series(_edition("1", "2020-01-01") + _edition("2", "2022-01-01", replaced(("award    5", "award    6"))))
    found = compare(old, new, effect_between(1, 5))
    pair = found.pairs[1].pair
    assert pair.follows
    assert (pair.old and pair.old.in_force) == date(2020, 1, 1)
    assert found.verdict is Verdict.DIFFERENT


def test_two_single_editions_are_compared_as_if_always_in_force() -> None:
    old, new = series(_edition("1", "2020-01-01")), series(_edition("2", "2022-01-01"))
    found = compare(old, new, effect_between(1, 5))
    assert found.verdict is Verdict.EQUAL
    assert [clause.name for pair in found.pairs if pair.law for c in pair.law.changes for clause in c.clauses] == [
        "edition",
        "in force",
    ]


def test_what_changes_after_the_days_of_an_edition_is_no_difference_of_it() -> None:
    both = _edition("1", "2020-01-01") + _edition("2", "2021-01-01")
    found = compare(series(both), series(both.replace("1000 EUR", "1100 EUR")), effect_between(1, 5))
    assert [wording.days(one).rpartition(", ")[2] for one in day_ranges(found)] == ["equal", "different"]
    bus = _named(found, "reward Bus", pair=1)
    assert bus.witness is not None
    assert bus.witness.new.as_of >= date(2022, 1, 1)


def test_a_case_can_be_pasted_where_earlier_records_are_judged_by_nothing() -> None:
    old, new = _edition("1", "2022-01-01"), _edition("2", "2024-01-01", replaced(("award    5", "award    6")))
    witness = _named(compare(series(old), series(new), effect_between(1, 5)), "points").witness
    assert witness is not None
    assert witness.pastes
    book = creditlang.loads(f"{REGISTRY}\n{new}\n{witness.scenario}\n")
    assert [result.passed for result in book.test()] == [True]


def test_a_case_that_rests_on_records_of_before_says_that_it_cannot_be_pasted() -> None:
    longer = replaced(("expires  after 2 years", "expires  after 3 years"))
    new = _edition("2", "2024-01-01", longer).replace(
        "records   Records", "sunset    2025-01-01\n    records   Records"
    )
    found = compare(series(_edition("1", "2022-01-01")), series(new), effect_between(1, 5))
    witness = _named(found, "points").witness
    assert witness is not None
    assert not witness.pastes
    told = difference_text(found, None, 100).plain
    assert "Pasted under the new text it comes out otherwise" in told


def test_a_case_says_what_it_brings_and_when() -> None:
    dearer = difference(("grant    30 EUR", "grant    40 EUR"))
    sooner = difference(("notice   10 days", "notice   5 days"))
    for found, name, words in ((dearer, "reward Bus", "Bus 40 EUR"), (sooner, "sanction Ban", 'Ban "may not park')):
        witness = _named(found, name).witness
        assert witness is not None
        assert f"expect      {words}" in witness.scenario
        assert name != "sanction Ban" or " since " in witness.scenario


def test_the_days_on_which_editions_are_in_force() -> None:
    old = series(_edition("1", "2020-01-01") + _edition("2", "2022-01-01"))
    new = series(_edition("1", "2020-01-01") + _edition("2", "2023-01-01"))
    found = day_ranges(compare(old, new, None))
    names = [tuple(side and side.edition for side in (one.old, one.new)) for one in found]
    assert names == [("1", "1"), ("2", "1"), ("2", "2")]
    assert [str(one.days.start) for one in found] == ["2020-01-01", "2022-01-01", "2023-01-01"]
    assert [one.pair is not None for one in found] == [True, False, True]
    assert [wording.days(one).partition(": ")[2] for one in found] == [
        "1, compared in law only",
        "2 → 1, not compared with each other",
        "2, compared in law only",
    ]
