"""`creditlang check`: what it prints and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def test_a_sound_file_says_what_was_checked(run: Callable[..., Any], town: Path) -> None:
    result = run("check", town)
    assert result.status == 0
    assert result.err == ""
    assert result.out == (
        "fine: 1 rulebook, 3 rules: 1 documented (33%), 1 recalled (33%), 1 with no source stated (33%)\n"
        "no source stated: BusPass; "
        "add `source documented`, `source reported`, `source recalled` or `source disputed`\n"
    )


def test_a_mistake_is_shown_with_its_place(run: Callable[..., Any], town: Path) -> None:
    text = town.read_text()
    number = text.split("\n").index("    deduct   if fine >= 500 EUR then 10 else 5") + 1
    town.write_text(text.replace("fine >= 500", "fien >= 500"), encoding="utf-8")
    result = run("check", town)
    assert result.status == 1
    assert f"╭─ town.credit:{number}:17" in result.out
    assert f"{number} │     deduct   if fien >= 500 EUR then 10 else 5\n   │                 ^^^^\n" in result.out
    assert "1 error; `creditlang check --explain" in result.out
    assert "fine:" not in result.out


def test_a_mistake_as_json(run: Callable[..., Any], town: Path) -> None:
    town.write_text(town.read_text().replace("fine >= 500", "fien >= 500"), encoding="utf-8")
    result = run("check", town, "--format", "json")
    report = json.loads(result.out)
    assert result.status == 1
    assert report["errors"] == 1
    (found,) = report["diagnostics"]
    assert found["file"] == "town.credit"
    assert found["end"]["column"] - found["start"]["column"] == 4
    assert "fien" in found["message"]


def test_a_sound_file_as_json(run: Callable[..., Any], town: Path) -> None:
    result = run("check", town, "--format", "json")
    report = json.loads(result.out)
    digest = report["rulebooks"][0].pop("digest")
    assert len(digest) == 64
    assert report == {
        "errors": 0,
        "warnings": 0,
        "diagnostics": [],
        "rulebooks": [{"name": "Town", "editions": ["2020"]}],
        "charters": [],
        "rules": 3,
        "sources": {"documented": 1, "recalled": 1, "unstated": 1},
        "blank": [],
    }


def test_warnings_fail_only_where_they_are_asked_to(run: Callable[..., Any], town: Path) -> None:
    town.write_text(town.read_text().replace('    basis    "By-law, art. 1"\n', ""), encoding="utf-8")
    assert run("check", town).status == 0
    result = run("check", town, "--strict")
    assert result.status == 1
    assert result.out.startswith("warning[")
    assert "1 warning;" in result.out


def test_warnings_of_one_kind_stand_together_and_before_errors(run: Callable[..., Any], town: Path) -> None:
    text = (
        town.read_text().replace('    basis    "By-law, art. 1"\n', "").replace('    basis    "By-law, art. 2"\n', "")
    )
    town.write_text(text.replace("grade is A", "grade is C"), encoding="utf-8")
    result = run("check", town)
    assert "1 more of this kind:\n" in result.out
    assert result.out.index("warning[") < result.out.index("error[")
    assert "1 error, 2 warnings;" in result.out


def test_a_folder_is_searched_to_any_depth_and_each_folder_is_one_program(run: Callable[..., Any], town: Path) -> None:
    for folder in ("a", "a/b", ".hidden"):
        Path(folder).mkdir()
        (Path(folder) / "town.credit").write_text(town.read_text(), encoding="utf-8")
    Path("a/b/registry.md").write_text("# not a rule file", encoding="utf-8")
    result = run("check", ".")
    assert result.status == 0, result.out
    assert result.out.startswith("fine: 3 rulebooks, 9 rules")


def test_files_of_one_folder_are_one_program(run: Callable[..., Any], town: Path) -> None:
    Path("next.credit").write_text(
        'import "town.credit"\n\nrulebook Town "Town points"\n    edition "2022"\n    in force from 2022-01-01\n'
        "    records Records\n\nscore points\n    starts at 100\n",
        encoding="utf-8",
    )
    result = run("check", "next.credit", "town.credit")
    assert result.out.startswith("fine: 1 rulebook, 2 editions, 3 rules")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("twon.credit", "there is no file or folder `twon.credit`\n = hint: did you mean `town.credit`?"),
        ("nowhere/at/all", "there is no file or folder `nowhere/at/all`"),
        ("empty", "the folder `empty` holds no rule files\n = hint: rule files end in"),
        ("notes.txt", "`notes.txt` is not a rule file"),
    ],
)
def test_wrong_paths_are_bad_input(run: Callable[..., Any], town: Path, name: str, said: str) -> None:
    Path("empty").mkdir()
    Path("notes.txt").write_text("hello")
    result = run("check", name)
    assert result.status == 2
    assert said in result.out


def test_bytes_that_are_not_utf8_are_named_by_line(run: Callable[..., Any], town: Path) -> None:
    town.write_bytes(b"# first\n" + "rulebook 荣成".encode("gbk") + b"\n")
    result = run("check", town)
    assert result.status == 1
    assert "line 2 of `town.credit` is not UTF-8 text (byte 0xc8)" in result.out


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n", b"# only a comment\n"])
def test_an_empty_file_is_no_trouble_and_said_to_be_empty(run: Callable[..., Any], town: Path, content: bytes) -> None:
    town.write_bytes(content)
    result = run("check", town)
    empty = "nothing is written in `town.credit`: no registry, rulebook, charter or scenario\n"
    assert (0, f"fine: 0 rulebooks, 0 rules\n{empty}") == (result.status, result.out)


def test_a_byte_order_mark_and_windows_line_ends_are_no_trouble(run: Callable[..., Any], town: Path) -> None:
    town.write_bytes(b"\xef\xbb\xbf" + town.read_text().replace("\n", "\r\n").encode())
    assert run("check", town).status == 0


def test_without_files_it_says_what_is_missing(run: Callable[..., Any]) -> None:
    result = run("check")
    assert result.status == 2
    assert "name the files to check" in result.err
    assert result.out == ""


def test_explain_prints_the_page_of_an_error(run: Callable[..., Any]) -> None:
    result = run("check", "--explain", "e0902")
    assert result.status == 0
    assert result.out.startswith("# The folder holds no rule files (`E0902`)\n")
    assert run("check", "--explain", "empty-folder").out == result.out


@pytest.mark.parametrize(("asked", "said"), [("E09002", "did you mean `E0902`?"), ("zzz", "codes look like E0105")])
def test_explain_of_nothing_known(run: Callable[..., Any], asked: str, said: str) -> None:
    result = run("check", "--explain", asked)
    assert result.status == 2
    assert said in result.err
