"""Only titles are bold: what follows a title on a terminal is not."""

from datetime import date
from io import StringIO
from pathlib import Path

from rich.console import Console

from creditlang import load
from creditlang.render.decision import decision_text
from creditlang.render.terminal import THEME

TOWN = Path(__file__).parents[2] / "examples"


def test_what_follows_a_title_is_plain() -> None:
    day = date(2025, 6, 30)
    town = load(TOWN / "rules" / "teaching")
    with town.open_data(TOWN / "data" / "harbourtown") as data:
        decision = town.decide_history(data.history("p119"), as_of=day)
    text = decision_text(decision, town.series, 100)
    console = Console(theme=THEME, file=StringIO())
    bold = {
        words: bool(text.get_style_at_offset(console, text.plain.index(words)).bold)
        for words in ("Grade", "by the points", "May not drive", "since 2025", "What changes", "(record e0-119-0) ends")
    }
    assert bold == {
        "Grade": True,
        "by the points": False,
        "May not drive": True,
        "since 2025": False,
        "What changes": True,
        "(record e0-119-0) ends": False,
    }
