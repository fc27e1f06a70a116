"""`creditlang diff`: what is asked, what is printed, and when a review must stop."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

NEXT = (("fine >= 500 EUR", "fine > 500 EUR"), ('"Free buses"\n', '"Free buses and trams"\n'))


@pytest.fixture
def other(town: Path) -> Path:
    """The town's rulebook after a vote: a border moved, and a title."""
    text = town.read_text(encoding="utf-8")
    for old, new in NEXT:
        assert old in text
        text = text.replace(old, new)
    file = Path("next.credit")
    file.write_text(text, encoding="utf-8")
    return file


def test_what_changed_in_law_and_in_effect(run: Callable[..., Any], town: Path, other: Path) -> None:
    result = run("diff", town, other)
    assert (result.status, result.err) == (0, "")
    for line in (
        "Town",
        "different in effect",
        "In law: 2 changed; 5 as before",
        "- deduct if fine >= 500 EUR then 10 else 5 town.credit:27",
        "+ deduct if fine > 500 EUR then 10 else 5 next.credit:27",
        "old: 90 points, grade B",
        "new: 95 points, grade B",
    ):
        assert line in [" ".join(shown.split()) for shown in result.out.splitlines()], result.out


def test_the_law_alone(run: Callable[..., Any], town: Path, other: Path) -> None:
    result = run("diff", town, other, "--law-only")
    assert "In law: 2 changed; 5 as before" in result.out
    assert "In effect" not in result.out


def test_a_rulebook_with_itself(run: Callable[..., Any], town: Path) -> None:
    result = run("diff", town, town, "--exit-code")
    assert (result.status, result.err) == (0, "")
    assert result.out.splitlines()[:2] == ["Town", "equivalent, proved"]
    assert "In law: nothing changed; 7 as before" in result.out.splitlines()


def test_layout_and_comments_never_count(run: Callable[..., Any], town: Path) -> None:
    text = town.read_text(encoding="utf-8").replace("\n\n", "\n\n# a remark\n\n").replace("    ", "  ")
    Path("again.credit").write_text(text, encoding="utf-8")
    assert run("diff", town, "again.credit", "--exit-code", "--fail-on", "law").status == 0


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ((), 0),
        (("--exit-code",), 1),
        (("--fail-on", "law"), 1),
        (("--fail-on", "points"), 1),
        (("--fail-on", "sanction"), 0),
        (("--fail-on", "sanction", "--fail-on", "points"), 1),
        (("--fail-on", "coverage"), 0),
        (("--fail-on", "process"), 0),
        (("--fail-on", "data"), 0),
    ],
)
def test_as_a_review_gate(
    run: Callable[..., Any], town: Path, other: Path, arguments: tuple[str, ...], status: int
) -> None:
    assert run("diff", town, other, *arguments).status == status


def test_as_json(run: Callable[..., Any], town: Path, other: Path, data: Path) -> None:
    asked = ("--data", data, "--as-of", "2025-06-01", "--by", "born", "--format", "json")
    found = json.loads(run("diff", town, other, *asked).out)
    (edition,) = found["editions"]
    assert (found["verdict"], found["changed"]) == ("different", True)
    assert [(change["kind"], change["new"]["name"]) for change in edition["law"]["changes"]] == [
        ("criterion", "Offences"),
        ("reward", "BusPass"),
    ]
    effects = {effect["new"] or effect["kind"]: effect["verdict"] for effect in edition["effect"]["effects"]}
    assert effects["points"] == "different"
    gain = edition["effect"]["largest_gain"]
    assert gain["change"] >= 10, "two records gain 10, and more of them more"
    assert not gain["proved"]
    people = found["people"]
    assert (people["people"], people["changed"]) == (4, 1)
    assert people["points"] == [{"change": 0, "people": 3}, {"change": 5, "people": 1}]
    assert people["most_gained"] == {"change": 5, "subject": "ann"}
    assert people["most_lost"] is None
    assert sum(band["people"] for band in people["by"][0]["bands"]) == 4


def test_for_whom(run: Callable[..., Any], town: Path, data: Path) -> None:
    text = (
        town.read_text(encoding="utf-8")
        .replace('A "Good"  from 100', 'A "Good"  from 110')
        .replace("below 100", "below 110")
    )
    Path("next.credit").write_text(text, encoding="utf-8")
    result = run("diff", town, "next.credit", "--law-only", "--data", data, "--as-of", "2025-06-01", "--by", "born")
    for line in (
        "For people: 4 people, for 1 something changes (25%)",
        "Grades: 0 better, 1 worse; rows before, columns after",
        "  A       1  1       2",
        "  B       ·  2       2",
        "  in all  1  3       4",
        "Points: 0 gain, 0 lose, 4 keep theirs; 0 in all",
        "  reward BusPass       2      1        1",
    ):
        assert line in result.out.splitlines(), result.out


def test_the_page_loads_nothing_and_says_it_all(run: Callable[..., Any], town: Path, other: Path, data: Path) -> None:
    asked = ("--data", data, "--as-of", "2025-06-01", "--by", "born", "--html", "page.html")
    result = run("diff", town, other, *asked)
    assert (result.status, result.err) == (0, "page written: page.html\n")
    page = Path("page.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "http" not in page.replace('xmlns="http://www.w3.org/2000/svg"', "")
    for words in (
        "different in effect",
        "<svg",
        "deduct if fine &gt;= 500 EUR then 10 else 5",
        "old rules".title()[:3],
    ):
        assert words in page


def test_editions_of_one_folder(run: Callable[..., Any], town: Path) -> None:
    text = town.read_text(encoding="utf-8")
    second = text[text.index("rulebook Town") :].replace("2020", "2022").replace("amount / 10 EUR", "amount / 20 EUR")
    town.write_text(f"{text}\n{second}", encoding="utf-8")
    result = run("diff", town, "--edition", "2020", "--to", "2022-01-01", "--law-only")
    assert "Town, 2020 → 2022" in result.out
    assert "    + award amount / 20 EUR rounded down" in result.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "say what to compare with"),
        (("--edition", "2020"), "say what to compare with"),
        (("--edition", "2020", "--to", "1999"), "`Town` has no edition `1999`; it has `2020`"),
        (("town.credit", "--by", "born"), "--by, --as-of and --as-known speak of people"),
        (("town.credit", "--data", "data"), "--data needs --as-of"),
        (("town.credit", "--data", "data", "--as-of", "2025-06-01", "--by", "bron"), "did you mean `born`?"),
        (("town.credit", "--html", "nowhere/page.html"), "there is no folder `nowhere`"),
        (("missing.credit",), "missing.credit"),
    ],
)
def test_what_cannot_be_asked(
    run: Callable[..., Any], town: Path, data: Path, arguments: tuple[str, ...], message: str
) -> None:
    result = run("diff", town, *arguments)
    assert result.status == 2
    assert message in result.err


def test_points_in_bands(run: Callable[..., Any], town: Path, data: Path) -> None:
    text = town.read_text(encoding="utf-8").replace("then 10 else 5", "then 100 else 4")
    Path("next.credit").write_text(text, encoding="utf-8")
    result = run("diff", town, "next.credit", "--law-only", "--data", data, "--as-of", "2025-06-01")
    shown = [" ".join(line.split()[:5]) for line in result.out.splitlines()]
    for line in ("lose 50 to below 100", "gain 1 to below 5", "no change 2"):
        assert any(line in row for row in shown), result.out
    assert "  most lost: ann, -85" in result.out.splitlines()


def test_an_empty_data_set(run: Callable[..., Any], town: Path, other: Path) -> None:
    folder = Path("empty")
    folder.mkdir()
    (folder / "Person.csv").write_text("subject,born\n", encoding="utf-8")
    for name, field in (("Offence", "fine"), ("Gift", "amount")):
        (folder / f"{name}.csv").write_text(f"record,subject,date,{field}\n", encoding="utf-8")
    asked = ("--law-only", "--data", folder, "--as-of", "2025-06-01", "--by", "born", "--html", "page.html")
    result = run("diff", town, other, *asked)
    assert "For people: 0 people, nothing changes for anyone" in result.out


HELPERS = """\
registry Library
subject Reader
    born : date
event Hour voluntary

rulebook Lending
    records Library

score points
    starts at 50

criterion Helps
    on    Hour
    award 5

grades
    Gold   from 200
    Silver below 200

reward Extra
    while grade is Gold
    grant 2
"""


@pytest.fixture
def readers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, str]:
    """A rulebook, the same with a border that few records do not reach, and a reader whose 29 records do."""
    monkeypatch.chdir(tmp_path)
    Path("was.credit").write_text(HELPERS, encoding="utf-8")
    Path("is.credit").write_text(HELPERS.replace("200", "195"), encoding="utf-8")
    folder = Path("readers")
    folder.mkdir()
    (folder / "Reader.csv").write_text("subject,born\nida,1980-01-01\nuwe,1990-01-01\n", encoding="utf-8")
    hours = "".join(f"e{n},ida,2025-01-{n:02}\n" for n in range(1, 30))
    (folder / "Hour.csv").write_text(f"record,subject,date\n{hours}", encoding="utf-8")
    return "was.credit", "is.credit", "readers"


def test_what_was_tried_with_few_records_is_no_equivalence(
    run: Callable[..., Any], readers: tuple[str, str, str]
) -> None:
    old, new, _ = readers
    result = run("diff", old, new, "--fail-on", "reward")
    assert result.status == 0
    assert result.out.splitlines()[1] == "no difference with at most 2 records of each event; more were not tried"
    assert "equivalent" not in result.out
    assert run("diff", old, new, "--fail-on", "bounded").status == 1
    found = json.loads(run("diff", old, new, "--format", "json", "--fail-on", "undecided").out)
    (edition,) = found["editions"]
    verdicts = {one["new"] or one["kind"]: one["verdict"] for one in edition["effect"]["effects"]}
    assert (found["verdict"], edition["effect"]["verdict"]) == ("bounded", "bounded")
    assert verdicts == {"coverage": "equal", "points": "equal", "grade": "bounded", "Extra": "bounded"}


def test_people_refute_what_was_tried_with_few_records(run: Callable[..., Any], readers: tuple[str, str, str]) -> None:
    old, new, data = readers
    asked = ("--data", data, "--as-of", "2026-01-01")
    result = run("diff", old, new, *asked, "--fail-on", "reward", "--html", "page.html")
    assert result.status == 1
    assert result.out.splitlines()[1] == "different in effect"
    shown = " ".join(result.out.split())
    assert "reward Extra different: found in the data, for 1 person, such as ida" in shown
    assert "no difference" not in shown
    assert "for 1 person, such as ida" in Path("page.html").read_text(encoding="utf-8")
    assert run("diff", old, new, *asked, "--fail-on", "points").status == 0
    found = json.loads(run("diff", old, new, *asked, "--format", "json").out)
    (edition,) = found["editions"]
    extra = edition["effect"]["effects"][-1]
    assert (found["verdict"], extra["verdict"], extra["bounded"]) == ("different", "different", False)
    assert extra["in_data"] == {"people": 1, "example": "ida"}


def test_a_source_that_an_edition_gives_to_what_it_carries_over_is_told_in_its_words(run: Callable[..., Any]) -> None:
    result = run(
        "diff",
        Path(__file__).parents[2] / "examples" / "rules" / "rongcheng",
        "--edition",
        "2017",
        "--to",
        "2021",
        "--law-only",
    )
    lines = [line.strip() for line in result.out.splitlines()]
    place = next(number for number, line in enumerate(lines) if line.startswith("changed reward HeatingRebate"))
    assert [line.split("   ")[0] for line in lines[place + 2 : place + 4]] == [
        '- source reported "Economic Daily, 4 April 2018"',
        '+ source disputed "follows the edition before: no figure of this one was read"',
    ]
