"""Grades: every score has exactly one, best first, and moves that move."""

import pytest

from creditlang.ir import Appeal, Direction, Grade, GradeMove, OnEvent, Process, RuleText
from creditlang.values import Days

from .texts import GRADES, SCORE, edition, findings, hints, town

EXPLICIT = """\
grades
    A "Good"   from 960 below 1301
    B          from 850 to 959
    C          below 850
    D "Barred" by rule only
"""
DOWNGRADE = """\
downgrade Fraud "Fraud" to B
    basis   "By-law, art. 9"
    on      Debt where settled is unknown
    notice  10 days
    appeal  to "the town court" within 30 days
    lasts   1 year
"""


def graded(*rows: str, score: str = SCORE) -> str:
    return town(score, "grades\n" + "".join(f"    {row}\n" for row in rows))


def test_bands_as_they_are_written_and_as_they_follow() -> None:
    open_ended = graded('A "Good" from 960', "B from 850", "C below 850", 'D "Barred" by rule only')
    expected = (
        Grade("A", "Good", 960, None, True),
        Grade("B", None, 850, 960, True),
        Grade("C", None, None, 850, True),
        Grade("D", "Barred", None, None, False),
    )
    assert expected == edition(open_ended).grades
    closed = edition(town(SCORE, EXPLICIT)).grades
    assert [(g.low, g.below) for g in closed] == [(960, 1301), (850, 960), (None, 850), (None, None)]


def test_rising_bands_are_a_scheme_in_which_few_points_are_good() -> None:
    text = graded(
        "clean below 1", "noted from 1 to 3", "banned from 4", score="score points\n    starts at 0\n    at least 0\n"
    )
    assert findings(text) == []
    assert [(g.name, g.low, g.below) for g in edition(text).grades] == [
        ("clean", None, 1),
        ("noted", 1, 4),
        ("banned", 4, None),
    ]


def test_with_decimals_to_reaches_the_next_step() -> None:
    score = SCORE + "    decimals 1\n"
    assert findings(graded("A from 90", "B from 0 to 89.9", score=score)) == []
    assert findings(graded("A from 90", "B from 0 to 89", score=score)) == [
        ("E0450", "A from 90", "a score from 89.1 to 89.9 has no grade")
    ]


@pytest.mark.parametrize(
    ("rows", "marked", "message", "hint"),
    [
        (
            ("A from 1000", "B from 961 to 999", "C from 0 to 959"),
            "B from 961 to 999",
            "a score of 960 has no grade",
            "let `C` end where `B` begins: `below 961`",
        ),
        (
            ("A from 960 to 1200", "B below 960"),
            "A from 960 to 1200",
            "a score from 1201 to 1300 has no grade",
            "`A` is the highest: let it have no end: `from 960`",
        ),
        (
            ("A from 960", "B from 600"),
            "B from 600",
            "a score from 0 to 599 has no grade",
            "`B` is the lowest: let it have no beginning: `below 960`",
        ),
        (
            ("A by rule only", "B by rule only"),
            "grades",
            "a score from 0 to 1300 has no grade",
            "say of one grade at least which scores it has: `from 0`",
        ),
        (("A below 960",), "A below 960", "a score from 960 to 1300 has no grade", "add a grade `from 960`"),
    ],
)
def test_gaps(rows: tuple[str, ...], marked: str, message: str, hint: str) -> None:
    assert findings(graded(*rows)) == [("E0450", marked, message)]
    assert hints(graded(*rows)) == [hint]


def test_gaps_without_bounds() -> None:
    score = "score points\n    starts at 0\n"
    assert findings(graded("A from 9 to 20", score=score)) == [
        ("E0450", "A from 9 to 20", "a score of 8 or less has no grade")
    ]
    assert findings(graded("A from 9", "B from 5 below 9", score=score)) == [
        ("E0450", "B from 5 below 9", "a score of 4 or less has no grade")
    ]
    assert findings(graded("A by rule only", score=score)) == [
        ("E0450", "grades", "a score of any height has no grade")
    ]


@pytest.mark.parametrize(
    ("rows", "marked", "message"),
    [
        (("A from 960", "B from 0 to 960"), "B from 0 to 960", "a score of 960 would be both `A` and `B`"),
        (("A from 900", "B from 900", "C below 900"), "B from 900", "a score of 900 would be both `A` and `B`"),
        (("A below 900", "B below 800", "C from 900"), "B below 800", "a score of 799 would be both `A` and `B`"),
    ],
)
def test_overlaps(rows: tuple[str, ...], marked: str, message: str) -> None:
    assert findings(graded(*rows)) == [("E0451", marked, message)]


def test_a_band_inside_another_is_no_gap_behind_it() -> None:
    assert findings(graded("A from 1000", "B from 0 below 1000", "C from 100 below 200")) == [
        ("E0451", "C from 100 below 200", "a score of 100 would be both `B` and `C`")
    ]


def test_the_first_grade_out_of_order() -> None:
    message = "`B` stands out of order: its scores lie above those of `C`, which stands before it"
    assert findings(graded("A from 900", "C below 600", "B from 600")) == [("E0452", "B from 600", message)]


@pytest.mark.parametrize(
    ("row", "because"),
    [
        ("A from 1029 to 960", "it begins at 1029 and ends at 960"),
        ("A from 960 below 960", "it begins at 960 and ends below 960"),
    ],
)
def test_a_band_that_ends_before_it_begins(row: str, because: str) -> None:
    assert findings(graded(row, "B below 960")) == [("E0453", row, f"no score can be `A`: {because}")]


def test_bands_outside_the_score() -> None:
    assert findings(graded("A from 1400", "B from 900", "C below 900")) == [
        ("E0453", "A from 1400", "no score can be `A`: scores are from 0 to 1300")
    ]
    assert findings(graded("A from 0", "B below 0")) == [
        ("E0453", "B below 0", "no score can be `B`: scores are from 0 to 1300")
    ]


def test_every_wrong_border_is_reported() -> None:
    assert findings(graded("A from 960.5", "B from 900 + 1", "C below 30 EUR")) == [
        ("E0209", "960.5", "`960.5` has more decimals than the score has"),
        ("E0212", "900 + 1", "the border of a grade must be written out, not computed"),
        ("E0200", "30 EUR", "the border of a grade needs points, and this is money in EUR"),
    ]


def test_letters_upside_down() -> None:
    message = "`C` stands first, so it is the best grade and `AA` the worst"
    assert findings(graded("C below 600", "B from 600", "A from 900", "AA from 1000")) == [("W0460", "C", message)]
    assert findings(graded("`A-` below 600", "A from 600", "`A+` from 900"))[0][0] == "W0460"
    assert findings(graded("A below 600", "B from 600", "C from 900")) == []
    assert findings(graded("Low below 600", "High from 600")) == []


METALS = "grades\n    Bronze below 600\n    Silver from 600\n    Gold from 900\n"
PROCESS = '    notice 10 days\n    appeal to "the town court" within 30 days\n'


def sanction(name: str, trigger: str) -> str:
    until = "    lasts 1 year\n" if trigger.startswith("on") else ""
    return f'sanction {name}\n    basis "b"\n    {trigger}\n{PROCESS}{until}'


def points(name: str, effect: str) -> str:
    return f'criterion {name}\n    basis "b"\n    on Offence\n    {effect} 10\n    expires after 1 year\n'


@pytest.mark.parametrize(
    ("trigger", "yet"),
    [
        ("while grade is Bronze", "the sanction `Ban` falls on it and not on `Gold`"),
        ("while grade is one of Bronze, Silver", "the sanction `Ban` falls on it and not on `Gold`"),
        ("while grade is at least Silver and veteran", "the sanction `Ban` falls on it and not on `Gold`"),
        ("while not (grade is Gold or veteran)", "the sanction `Ban` falls on it and not on `Gold`"),
        ("while points < 900", "the sanction `Ban` falls on it and not on `Gold`"),
        ("on Offence", "the sanction `Ban` falls on what the criterion `Fines` deducts for"),
        ("on Offence where fine > 10 EUR", "the sanction `Ban` falls on what the criterion `Fines` deducts for"),
    ],
)
def test_grades_that_sanctions_show_to_stand_worst_first(trigger: str, yet: str) -> None:
    found = findings(town(SCORE, METALS, points("Fines", "deduct"), sanction("Ban", trigger)))
    message = f"`Bronze` stands first, so it is the best grade and `Gold` the worst, yet {yet}"
    assert [finding for finding in found if finding[0] != "W0702"] == [("W0460", "Bronze", message)]


@pytest.mark.parametrize(
    "rules",
    [
        (sanction("Ban", "while veteran"),),
        (sanction("Ban", "while grade is Gold"),),
        (sanction("Ban", "while grade is Silver"),),
        (sanction("Ban", "while points >= 900"),),
        (sanction("Ban", "while points < 900 or veteran"),),
        (points("Fines", "award"), sanction("Ban", "on Offence")),
        (points("Fines", "deduct"), sanction("Ban", "on Debt")),
        (points("Fines", "deduct"), sanction("Ban", "on Offence"), sanction("Bar", "while grade is Gold")),
        ('reward R\n    basis "b"\n    while grade is at least Silver\n',),
    ],
)
def test_penalty_points_and_what_is_not_certain(rules: tuple[str, ...]) -> None:
    assert not [finding for finding in findings(town(SCORE, METALS, *rules)) if finding[0] == "W0460"]


def test_best_first_is_as_it_should_be() -> None:
    metals = "grades\n    Gold from 900\n    Silver from 600\n    Bronze below 600\n"
    assert "W0460" not in [
        found[0] for found in findings(town(SCORE, metals, sanction("Ban", "while grade is Bronze")))
    ]


def test_a_grade_twice() -> None:
    assert findings(graded("A from 900", "A below 900")) == [("E0151", "A", "`A` is declared twice")]


def test_grades_need_a_score_and_members() -> None:
    assert findings(town(GRADES)) == [("E0407", "grades", "a grade needs a score, and this rulebook has none")]
    assert findings(town(SCORE, "grades\n")) == [("E0400", "grades", "the list of grades has no grade")]


def test_what_cannot_be_read_in_a_grade_makes_no_gap() -> None:
    assert [code for code, _, _ in findings(graded("A from 900", "B"))] == ["E0021"]


def test_two_lists_of_grades() -> None:
    assert findings(town(SCORE, GRADES, "grades\n    C from 0\n")) == [
        ("E0401", "grades", "the rulebook has `grades` twice")
    ]


def test_a_downgrade() -> None:
    move = edition(town(SCORE, GRADES, DOWNGRADE)).moves["Fraud"]
    assert isinstance(move, GradeMove)
    assert isinstance(move.trigger, OnEvent)
    assert move.text == RuleText(name="Fraud", title="Fraud", basis="By-law, art. 9", span=move.text.span)
    assert (move.direction, move.to, move.trigger.event) == (Direction.DOWNGRADE, "B", "Debt")
    expected = Process(notice=Days(10), appeal=Appeal("the town court", Days(30), None), lasts=move.process.lasts)
    assert expected == move.process
    assert move.process.lasts is not None


def test_moves_to_grades_that_are_not_there() -> None:
    assert findings(town(SCORE, GRADES, DOWNGRADE.replace("to B", "to C"))) == [("E0454", "C", "there is no grade `C`")]
    assert hints(town(SCORE, GRADES, DOWNGRADE.replace("to B", "to C"))) == ["the grades are `A` and `B`"]
    assert hints(town(SCORE, DOWNGRADE)) == ["this rulebook declares no grades"]


def test_moves_that_change_nothing() -> None:
    assert findings(town(SCORE, GRADES, DOWNGRADE.replace("to B", "to A"))) == [
        ("E0455", "A", "the downgrade `Fraud` changes nothing: `A` is the best grade")
    ]
    upgrade = 'upgrade Hero to B\n    basis "By-law"\n    while veteran\n'
    assert findings(town(SCORE, GRADES, upgrade)) == [
        ("E0455", "B", "the upgrade `Hero` changes nothing: `B` is the worst grade")
    ]


def test_an_upgrade_owes_no_process_but_should_name_its_law() -> None:
    upgrade = "upgrade Hero to A\n    while veteran\n"
    assert findings(town(SCORE, GRADES, upgrade)) == [
        ("W0703", "Hero", "the upgrade `Hero` does not say which law it rests on")
    ]
    assert edition(town(SCORE, GRADES, upgrade)).moves["Hero"].process == Process()


def test_what_moves_a_grade_cannot_read_it() -> None:
    rules = DOWNGRADE.replace("on      Debt where settled is unknown", "while   grade is A").replace(
        "    lasts   1 year\n", ""
    )
    assert [code for code, _, _ in findings(town(SCORE, GRADES, rules))] == ["E0154"]
