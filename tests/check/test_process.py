"""Due process: what detriments owe, and silence in disguise."""

import pytest

from creditlang.ir import Appeal, ListKind, Process, While
from creditlang.values import Days

from .texts import SCORE, edition, findings, hints, town

BAN = """\
sanction Ban "No new licence"
    basis   "By-law, art. 7"
    on      Debt where settled is unknown
    impose  "gets no new licence"
    notice  10 days
    appeal  to "the town court" within 30 days
    lasts   1 year
"""
LIST = """\
list Debtors "Unpaid debts"
    kind    black
    basis   "By-law, art. 8"
    on      Debt where settled is unknown
    publishes owed, born
    notice  10 days
    appeal  to "the town court" within 30 days
    lasts   1 year
"""


def without(text: str, *words: str) -> str:
    """A rule without the clauses that begin with these words."""
    return "".join(line + "\n" for line in text.splitlines() if not line.strip().startswith(words))


def test_a_sanction_with_all_that_it_owes() -> None:
    assert findings(town(BAN)) == []
    process = edition(town(BAN)).sanctions["Ban"].process
    expected = Process(notice=Days(10), appeal=Appeal("the town court", Days(30), None), lasts=process.lasts)
    assert process == expected


@pytest.mark.parametrize("kind", ["sanction", "downgrade", "list"])
def test_nothing_of_it_may_be_left_out(kind: str) -> None:
    texts = {
        "sanction": (town("sanction Ban\n    on Debt\n"), "the sanction `Ban`"),
        "downgrade": (
            town(SCORE, "grades\n    A from 9\n    B below 9\n", "downgrade Ban to B\n    on Debt\n"),
            "the downgrade `Ban`",
        ),
        "list": (town("list Ban\n    kind black\n    on Debt\n"), "the list `Ban`"),
    }
    text, rule = texts[kind]
    assert findings(text) == [
        ("E0500", "Ban", f"{rule} does not say which law it rests on"),
        ("E0501", "Ban", f"{rule} does not say how long before it the person is told"),
        ("E0502", "Ban", f"{rule} does not say to whom one can appeal"),
        ("E0503", "Ban", f"{rule} does not say when it ends"),
    ]


@pytest.mark.parametrize(
    ("clause", "code"), [("basis", "E0500"), ("notice", "E0501"), ("appeal", "E0502"), ("lasts", "E0503")]
)
def test_each_of_them(clause: str, code: str) -> None:
    assert [found for found, _, _ in findings(town(without(BAN, clause)))] == [code]


def test_what_law_withholds_is_said_aloud() -> None:
    rule = without(BAN, "notice", "appeal", "lasts") + (
        '    notice none\n    appeal none because "the court has judged"\n    lasts without end\n'
    )
    assert findings(town(rule)) == [
        ("W0510", "notice none", "the sanction `Ban` gives no notice"),
        ("W0510", 'appeal none because "the court has judged"', "the sanction `Ban` gives no appeal"),
        ("W0510", "lasts without end", "the sanction `Ban` gives no end"),
    ]
    process = edition(town(rule)).sanctions["Ban"].process
    assert process == Process(appeal=Appeal(None, None, "the court has judged"), endless=True)


def test_what_can_be_lifted_needs_no_other_end() -> None:
    assert findings(town(without(BAN, "lasts") + "    lifted when settled is known\n")) == []


def test_a_state_of_affairs_ends_with_its_condition() -> None:
    state = without(BAN, "on", "lasts") + "    while exists Debt where settled is unknown\n"
    assert findings(town(state)) == []
    sanction = edition(town(state)).sanctions["Ban"]
    assert isinstance(sanction.trigger, While)
    assert (sanction.process.lasts, sanction.process.endless) == (None, False)
    assert findings(town(state + "    lasts 1 year\n    lifted when veteran\n")) == [
        ("E0402", "lasts 1 year", "`lasts` means nothing here: a rule with `while` ends when its condition does"),
        (
            "E0402",
            "lifted when veteran",
            "`lifted` means nothing here: a rule with `while` ends when its condition does",
        ),
    ]


def test_contradictions() -> None:
    assert findings(town(BAN + '    appeal none because "small"\n')) == [
        ("E0504", 'appeal none because "small"', "the sanction `Ban` says both `appeal to` and `appeal none`")
    ]
    assert findings(town(BAN + "    while veteran\n")) == [
        ("E0504", "while veteran", "the sanction `Ban` says both `on` and `while`")
    ]


def test_repeated_clauses() -> None:
    assert findings(town(BAN + "    lasts 2 years\n    notice 3 days\n")) == [
        ("E0401", "lasts 2 years", "the sanction `Ban` has `lasts` twice"),
        ("E0401", "notice 3 days", "the sanction `Ban` has `notice` twice"),
    ]


def test_a_rule_says_when_it_applies() -> None:
    assert findings(town(without(BAN, "on"))) == [("E0400", "Ban", "the sanction `Ban` has no condition")]


def test_a_promise_that_cannot_come_true() -> None:
    rule = BAN + "    lifted when owed < 0 EUR\n"
    assert findings(town(rule)) == [
        ("E0505", "owed < 0 EUR", "the sanction `Ban` can never be lifted: this condition never holds")
    ]


@pytest.mark.parametrize(
    ("where", "lifted", "at_once"),
    [
        ("settled is unknown", "settled is unknown", True),
        ("settled is unknown", "settled is known", False),
        ("owed > 500 EUR", "owed > 100 EUR", True),
        ("owed > 500 EUR", "owed > 1_000 EUR", False),
        ("settled is unknown", "veteran", False),
        # What is counted may be less on a later day.
        ("count of Debt within 1 year >= 2", "count of Debt within 1 year >= 2", False),
    ],
)
def test_lifted_as_soon_as_it_begins(where: str, lifted: str, at_once: bool) -> None:
    rule = BAN.replace("settled is unknown", where) + f"    lifted when {lifted}\n"
    message = "the sanction `Ban` is lifted as soon as it begins: this condition holds wherever the rule applies"
    assert findings(town(rule)) == ([("E0507", lifted, message)] if at_once else [])


def test_periods_of_no_days() -> None:
    rule = BAN.replace("10 days", "0 days").replace("30 days", "0 days").replace("1 year", "0 months")
    assert findings(town(rule)) == [
        ("E0508", "0 days", "`notice 0 days` is no time at all"),
        ("E0508", "0 days", "`appeal within 0 days` is no time at all"),
        ("E0508", "0 months", "`lasts 0 months` is no time at all"),
    ]
    assert hints(town(rule))[0] == "if the law gives no notice, say it aloud: `notice none`"
    criterion = 'criterion C\n    basis "b"\n    on Debt\n    deduct 3\n    expires after 0 days\n'
    assert findings(town(SCORE, criterion)) == [("E0508", "0 days", "`expires after 0 days` is no time at all")]


def test_quotation_marks_with_nothing_between_them() -> None:
    rule = BAN.replace('"By-law, art. 7"', '"  "').replace('"the town court"', '""')
    assert findings(town(rule)) == [
        ("E0509", '"  "', "this basis says nothing"),
        ("E0509", '""', "this appeal says nothing"),
    ]
    none = without(BAN, "appeal") + '    appeal none because ""\n'
    assert [f for f in findings(town(none)) if f[0] == "E0509"] == [("E0509", '""', "this reason says nothing")]


def test_lasts_needs_a_duration() -> None:
    assert findings(town(BAN.replace("1 year", "2"))) == [
        ("E0200", "2", "`lasts` needs a duration, and this is a whole number")
    ]
    assert findings(town(BAN.replace("1 year", "if owed > 500 EUR then 2 years else 1 year"))) == []


def test_a_condition_that_is_no_truth() -> None:
    rule = BAN + "    lifted when settled\n"
    assert findings(town(rule)) == [("E0200", "settled", "a condition needs a yes or no, and this is a date")]
    assert hints(town(rule)) == ["ask `settled is known`, or compare it with something"]


def test_what_cannot_be_read_is_not_missing() -> None:
    assert [code for code, _, _ in findings(town(BAN.replace("notice  10 days", "notice  10")))] == ["E0020"]


def test_an_unknown_event_leaves_the_rest_in_peace() -> None:
    rule = BAN.replace("Debt", "Dept") + "    lifted when settled is known and owed = 0 EUR\n"
    assert findings(town(rule)) == [("E0150", "Dept", "an event called `Dept` is not known here")]


def test_a_black_list() -> None:
    assert findings(town(LIST)) == []
    listed = edition(town(LIST)).lists["Debtors"]
    assert (listed.kind, listed.publishes, listed.process.notice) == (ListKind.BLACK, ("owed", "born"), Days(10))


def test_a_red_list_owes_no_process() -> None:
    rule = 'list Heroes\n    kind red\n    basis "By-law"\n    while veteran\n    publishes born\n'
    assert findings(town(rule)) == []
    assert edition(town(rule)).lists["Heroes"].process == Process()


def test_a_list_says_of_which_kind_it_is() -> None:
    assert findings(town(without(LIST, "kind"))) == [("E0400", "Debtors", "the list `Debtors` has no kind")]


def test_published_fields() -> None:
    rule = LIST.replace("owed, born", "owd, born, born, fine")
    assert findings(town(rule)) == [
        ("E0506", "owd", "the list `Debtors` publishes `owd`, which is no field of `Person` or `Debt`"),
        ("E0401", "born", "the list `Debtors` has `born` twice"),
        ("E0506", "fine", "the list `Debtors` publishes `fine`, which is no field of `Person` or `Debt`"),
    ]
    assert hints(town(rule))[0] == "did you mean `owed`?"
    assert hints(town(LIST.replace("owed, born", "xyz"))) == [
        "it can publish `owed`, `settled`, `born`, `income`, `wealth`, `children` or `veteran`"
    ]


def test_a_record_is_not_there_without_on() -> None:
    rule = without(LIST, "on", "lasts") + "    while exists Debt\n"
    assert findings(town(rule)) == [
        ("E0506", "owed", "the list `Debtors` publishes `owed`, which is no field of `Person`")
    ]
