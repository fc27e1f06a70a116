"""`creditlang prove`."""

import json
import sys
from pathlib import Path

import pytest

from creditlang.cli.main import main

TEACHING = str(Path(__file__).parents[2] / "examples" / "rules" / "teaching")


def test_what_holds_is_told_and_exits_with_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", TEACHING, "--only", "protected,ending", "--records", "1"]) == 0
    shown = capsys.readouterr().out
    assert "Person.ethnicity never changes anything: no rule reads a fact of this name" in shown
    assert "whatever record brings it about, it lasts at most 1 year" in " ".join(shown.split())
    assert shown.rstrip().endswith("3 proved, 0 bounded, 0 refuted, 0 undecided")


def test_the_same_as_data(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["prove", TEACHING, "--only", "protected", "--format", "json"]) == 0
    answers = json.loads(capsys.readouterr().out)["answers"]
    assert [answer["answer"] for answer in answers] == ["proved"]


BOUNDED = """\
registry Records
subject Person
    born : date
event Agreed
event Gift
    amount : number between 0 and 100

rulebook Town
    records Records
    requires consent Agreed

score points
    starts at 100

criterion Gifts
    on     Gift
    award  if amount = 50 then 50 else amount
"""


def test_what_is_bounded_is_never_called_proved(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "town.credit"
    file.write_text(BOUNDED, encoding="utf-8")
    assert main(["prove", str(file), "--only", "monotone", "--format", "json"]) == 0
    answers = json.loads(capsys.readouterr().out)["answers"]
    found = [(answer["answer"], answer["bounds"]) for answer in answers]
    assert found == [("bounded", {"records": 1, "related": 0, "years": [1910, 2080]})]
    assert main(["prove", str(file), "--only", "monotone"]) == 0
    shown = capsys.readouterr().out
    assert "(in histories with up to 1 record of each event, days from 1910 to 2080)" in " ".join(shown.split())
    assert shown.rstrip().endswith("0 proved, 1 bounded, 0 refuted, 0 undecided")


def test_what_does_not_hold_exits_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "town.credit"
    file.write_text(
        "registry Records\nsubject Person\n    hair : one of red, brown, protected\n\n"
        "rulebook Town\n    records Records\n\nscore points\n    starts at 100\n    between 0 and 200\n\n"
        "criterion Hair\n    while  hair is red\n    award  5\n",
        encoding="utf-8",
    )
    assert main(["prove", str(file), "--only", "protected"]) == 1
    shown = capsys.readouterr().out
    assert "REFUTED    Person.hair never changes points: points: " in shown
    assert "    Person      hair red" in shown


def test_an_unknown_question_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["prove", TEACHING, "--only", "truth"])
    assert left.value.code == 2
    assert "`truth` is not one of" in capsys.readouterr().err


def test_without_the_solver_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "z3", None)
    assert main(["prove", TEACHING]) == 2
    assert "install `creditlang[verify]`" in capsys.readouterr().err
