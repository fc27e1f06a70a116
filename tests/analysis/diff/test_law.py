"""What counts as a change in law, under which name and in which words."""

import pytest
from analysis.diff.towns import REGISTRY, RULES, change, law, replaced, series

from creditlang.analysis.diff.articles import ArticleKind, Bearing
from creditlang.analysis.diff.law import Fate, compare_law
from creditlang.driver import compile_text

CLAUSES = {
    "basis": (("art. 1", "art. 11"), Bearing.WORDS, 'basis "By-law, art. 1"', 'basis "By-law, art. 11"'),
    "source": (('documented "gazette"', "recalled"), Bearing.WORDS, 'source documented "gazette"', "source recalled"),
    "title": (('"Gifts"', '"Presents"'), Bearing.WORDS, '"Gifts"', '"Presents"'),
    "applies": (
        ("fine > 10", "fine >= 10"),
        Bearing.EFFECT,
        "on TrafficOffence where fine > 10",
        "on TrafficOffence where fine >= 10",
    ),
    "points": (("award    5", "award    6"), Bearing.EFFECT, "award 5", "award 6"),
    "expires": (("after 2 years", "after 3 years"), Bearing.EFFECT, "expires after 2 years", "expires after 3 years"),
    "at most": (
        ("40 per calendar year", "40 per calendar month"),
        Bearing.EFFECT,
        "at most 40 per calendar year",
        "at most 40 per calendar month",
    ),
    "notice": (("notice   7 days", "notice   8 days"), Bearing.EFFECT, "notice 7 days", "notice 8 days"),
    "appeal": (
        ('"court" within 10 days', '"mayor" within 10 days'),
        Bearing.PROCESS,
        'appeal to "court" within 10 days',
        'appeal to "mayor" within 10 days',
    ),
    "lasts": (("lasts     6 months", "lasts     7 months"), Bearing.EFFECT, "lasts 6 months", "lasts 7 months"),
    "lifted": (
        ("when settled is known", "when settled is known and settled > date"),
        Bearing.EFFECT,
        "lifted when settled is known",
        "lifted when settled is known and settled > date",
    ),
    "in": (
        ('"By-law, art. 5"\n    in       traffic', '"By-law, art. 5"\n    in       finance'),
        Bearing.PROCESS,
        "in traffic",
        "in finance",
    ),
    "brings": (("grant    30 EUR", "grant    31 EUR"), Bearing.EFFECT, "grant 30 EUR", "grant 31 EUR"),
    "to": (('wheel" to C', 'wheel" to B'), Bearing.EFFECT, "to C", "to B"),
    "kind": (("kind      black", "kind      red"), Bearing.PROCESS, "kind black", "kind red"),
    "publishes": (
        ("publishes offence", "publishes offence, fine"),
        Bearing.PROCESS,
        "publishes offence",
        "publishes offence, fine",
    ),
    "starts at": (("starts at 100", "starts at 101"), Bearing.EFFECT, "starts at 100", "starts at 101"),
    "between": (
        ("between   0 and 200", "between   0 and 201"),
        Bearing.EFFECT,
        "between 0 and 200",
        "between 0 and 201",
    ),
    "authority": (('"Town hall"', '"Mayor"'), Bearing.WORDS, 'authority "Town hall"', 'authority "Mayor"'),
}


@pytest.mark.parametrize("name", CLAUSES)
def test_a_changed_clause_is_shown_in_the_words_of_both_texts(name: str) -> None:
    pair, bearing, old, new = CLAUSES[name]
    found = change(pair)
    (clause,) = found.clauses
    assert found.fates == (Fate.CHANGED,)
    assert clause.old is not None
    assert clause.new is not None
    assert (clause.name, clause.bearing) == (name, bearing)
    assert (clause.old.words, clause.new.words) == (old, new)
    assert clause.new.span is not None
    line = clause.new.span.source.line(clause.new.span.position.line)
    assert new in " ".join(line.split())


def test_a_clause_that_went_and_one_that_came() -> None:
    (gone,) = change(("    at most  40 per calendar year\n", "")).clauses
    assert (gone.name, gone.old and gone.old.words, gone.new) == ("at most", "at most 40 per calendar year", None)
    (come,) = change(("    award    10\n", "    award    10\n    at most  9 in total\n")).clauses
    assert (come.name, come.old, come.new and come.new.words) == ("at most", None, "at most 9 in total")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    in       charity\n    on       Gift where", "    on       Gift where"),
        ("fine > 10", "10 < fine"),
        ("fine > 10", "fine > 5 + 5"),
        ("fine > 10", "not (fine <= 10)"),
        ("offence is parking and settled is unknown", "settled is unknown and offence is parking"),
        ("award    10", "award    2 * 5   # ten"),
        ("after 2 years", "after 24 months"),
        ("speeding or parking | 5", "speeding | 5\n    parking | 5"),
        ("award    5", "award    if amount > 1 then 5 else 5"),
    ],
)
def test_what_is_only_written_differently_is_no_change(old: str, new: str) -> None:
    found = law((old, new)).changes
    if "in       charity" in old:
        assert [c.name for change in found for c in change.clauses] == ["in"]
    else:
        assert found == ()


def test_the_order_of_rules_and_clauses_is_no_change() -> None:
    head, *rules = RULES.split("\n\n")
    again = "\n\n".join([head, *reversed(rules)])
    assert compare_law(series().editions[0], series(again).editions[0]).changes == ()


ORDERED = """
registry R
subject Person
event Offence
rulebook X
    records R
score points
    starts at 0
criterion A
    on Offence
    award 5
criterion B
    on Offence
    award 6
group G{best}
    {members}
"""


@pytest.mark.parametrize(("best", "changed"), [(" best of", ["order"]), ("", [])])
def test_the_order_of_members_is_law_where_of_equal_ones_the_first_named_counts(best: str, changed: list[str]) -> None:
    old, new = (
        compile_text(ORDERED.format(best=best, members=members)).series[0].editions[0] for members in ("A, B", "B, A")
    )
    assert [clause.name for change in compare_law(old, new).changes for clause in change.clauses] == changed


def test_a_definition_may_be_renamed_or_written_out() -> None:
    renamed = law(("define Old", "define Elder"), ("while    Old", "while    Elder"))
    assert [(c.kind, c.fates) for c in renamed.changes] == [(ArticleKind.DEFINE, (Fate.RENAMED,))]
    written_out = law(
        ("define Old = years between born and as_of >= 65\n\n", ""),
        ("while    Old", "while    years between born and as_of >= 65"),
    )
    assert [(c.kind, c.fates) for c in written_out.changes] == [(ArticleKind.DEFINE, (Fate.REPEALED,))]


def test_a_rule_renamed_by_its_content() -> None:
    found = change(("criterion Elders", "criterion Seniors"))
    assert (found.fates, found.old and found.old.name, found.name) == ((Fate.RENAMED,), "Elders", "Seniors")


def test_a_rule_renamed_and_changed() -> None:
    found = change(("criterion Elders", "criterion Seniors"), ("award    10", "award    11"))
    assert found.fates == (Fate.RENAMED, Fate.CHANGED)
    assert [clause.name for clause in found.clauses] == ["points"]


def test_a_new_and_a_repealed_rule() -> None:
    rule = '\nreward Pool "Swimming pool"\n    basis "By-law, art. 9"\n    while points >= 180\n    grant "free"\n'
    found = compare_law(series().editions[0], series(RULES + rule).editions[0]).changes
    assert [(c.kind, c.name, c.fates) for c in found] == [(ArticleKind.REWARD, "Pool", (Fate.NEW,))]
    back = compare_law(series(RULES + rule).editions[0], series().editions[0]).changes
    assert [(c.kind, c.name, c.fates) for c in back] == [(ArticleKind.REWARD, "Pool", (Fate.REPEALED,))]


def test_a_rule_moved_to_another_group() -> None:
    found = change(("    Gifts\n\ngrades", "    Gifts, Elders\n\ngrades"))
    assert (found.name, found.fates) == ("Elders", (Fate.MOVED,))
    (clause,) = found.clauses
    assert (clause.old, clause.new and clause.new.words) == (None, "in group Virtue")


def test_a_changed_define_touches_what_reads_it() -> None:
    found = {c.name: c for c in law((">= 65", ">= 60")).changes}
    assert found["Old"].fates == (Fate.CHANGED,)
    assert found["Elders"].fates == (Fate.TOUCHED,)
    assert found["Elders"].clauses[0].through == ("Old",)


def test_answers_of_a_table() -> None:
    found = {c.name: c for c in law(("speeding or parking | 5", "speeding | 5\n    parking | 6")).changes}
    (cell,) = found["Weight"].cells
    assert (cell.keys, cell.old, cell.new) == ("offence parking", "5", "6")
    assert found["Offences"].fates == (Fate.TOUCHED,)


def test_values_of_a_parameter_from_a_day_on() -> None:
    found = {c.name: c for c in law(("from 2022-01-01 1000 EUR", "from 2021-01-01 1000 EUR")).changes}
    (cell,) = found["Limit"].cells
    assert (cell.old, cell.new) == ("900 EUR", "1000 EUR")
    assert tuple(map(str, cell.period or ())) == ("2021-01-01", "2022-01-01")


def test_bands_and_names_of_grades() -> None:
    bands = change(("from 50\n    C        below 50", "from 60\n    C        below 60"))
    words = [(c.old and c.old.words, c.new and c.new.words) for c in bands.clauses]
    assert words == [("B from 50 below 100", "B from 60 below 100"), ("C below 50", "C below 60")]
    renamed = law(("    B        from 50", "    Fair     from 50"))
    assert renamed.grades == {"A": "A", "Fair": "B", "C": "C"}


def test_the_rank_of_grades_is_law() -> None:
    old = series(replaced(("    C        below 50\n", "    C        below 50\n    D        by rule only\n")))
    new = series(replaced(("grades\n", "grades\n    D        by rule only\n")))
    (found,) = compare_law(old.editions[0], new.editions[0]).changes
    assert [clause.name for clause in found.clauses] == ["rank"]
    assert found.clauses[0].new is not None
    assert found.clauses[0].new.words == "best first: D, A, B, C"


def test_a_grade_in_a_condition_is_the_grades_that_it_holds_for() -> None:
    found = law(("grade is A and", "grade is at least A and")).changes
    assert found == ()


def test_what_is_recorded() -> None:
    registry = replaced(("settled : date optional", "settled : date optional, protected"), text=REGISTRY)
    (found,) = compare_law(series().editions[0], series(registry=registry).editions[0]).changes
    assert (found.kind, found.bears_on) == (ArticleKind.REGISTRY, {Bearing.DATA})
    (clause,) = found.clauses
    assert (clause.name, clause.new and clause.new.words) == (
        "TrafficOffence.settled",
        "settled : date optional, protected",
    )


def test_nothing_changed() -> None:
    found = law()
    assert (found.changes, found.unchanged > 10) == ((), True)
