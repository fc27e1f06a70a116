"""The pictures of the README show what the commands print today."""

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "pictures"
PICTURES = runpy.run_path(str(FOLDER / "make.py"))["PICTURES"]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_current(name: str) -> None:
    assert PICTURES[name]() == (FOLDER / name).read_text(encoding="utf-8"), "run `python docs/pictures/make.py`"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_needs_nothing_from_elsewhere(name: str) -> None:
    drawn = (FOLDER / name).read_text(encoding="utf-8")
    assert re.findall(r"https?://[^\s\"]+", drawn) == ["http://www.w3.org/2000/svg"]
    assert "<script" not in drawn


def test_the_readme_shows_them_and_says_what_they_show() -> None:
    shown = re.findall(r"!\[([^\]]{20,})\]\(docs/pictures/([^)]+)\)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert {name for _, name in shown} == set(PICTURES)
