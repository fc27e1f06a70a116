"""The pictures of the README: what commands print, as SVG. `python docs/pictures/make.py` writes them anew.

Each picture is the output of a command on the examples that come along, in the colours of a terminal. They are plain
SVG without scripts, fonts or anything else from elsewhere; a test says when they no longer show what is printed.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from creditlang import load
from creditlang.driver import compile_paths
from creditlang.render.decision import decision_text
from creditlang.render.terminal import THEME, diagnostics_text

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
TOWN = ROOT / "examples" / "rules" / "teaching"
WIDTH = 100

SLIPS = (
    ("amount / GiftPerPoint rounded down", "amount / GiftPerPoint"),
    ('C "Fair"       from 60', 'C "Fair"       from 65'),
    ("where offence is drunk_driving\n    impose", "where offense is drunk_driving\n    impose"),
)
"""What is right in the rule file, and what a drafter may write."""

COLOURS = TerminalTheme(
    (252, 252, 250),
    (36, 41, 47),
    [
        (36, 41, 47),
        (179, 29, 40),
        (17, 99, 41),
        (122, 78, 0),
        (9, 88, 178),
        (106, 66, 178),
        (16, 102, 121),
        (87, 96, 106),
    ],
    [
        (87, 96, 106),
        (179, 29, 40),
        (17, 99, 41),
        (122, 78, 0),
        (9, 88, 178),
        (106, 66, 178),
        (16, 102, 121),
        (36, 41, 47),
    ],
)
"""Dark on light, each colour readable on paper and on a screen."""

SVG = """\
<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {terminal_width} {height}">
<title>TITLE</title>
<style>
.{unique_id}-matrix {{
  font: {char_height}px ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre;
}}
{styles}
</style>
<defs>{lines}</defs>
<rect x="0.5" y="0.5" width="99.9%" height="99.9%" rx="8" fill="#fcfcfa" stroke="#d0d7de"/>
<g transform="translate({terminal_x}, 26)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def picture(title: str, command: str, shown: Text) -> str:
    """A command and what it prints, as SVG."""
    console = Console(
        record=True,
        file=StringIO(),
        width=WIDTH + 4,
        soft_wrap=True,
        theme=THEME,
        force_terminal=True,
        color_system="truecolor",
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(Text.assemble(("$ ", "quiet"), (f"creditlang {command}", "title")))
    console.print()
    console.print(shown)
    drawn = console.export_svg(
        theme=COLOURS, code_format=SVG.replace("TITLE", title), unique_id="c", font_aspect_ratio=0.6
    )
    return "\n".join(line.rstrip() for line in drawn.splitlines()) + "\n"


def decision() -> str:
    """One person's decision."""
    day = date(2025, 6, 30)
    town = load(TOWN)
    with town.open_data(ROOT / "examples" / "data" / "harbourtown") as data:
        found = town.decide_history(data.history("p119"), as_of=day)
    command = f"explain examples/rules/teaching --data examples/data/harbourtown \\\n      --as-of {day} --subject p119"
    return picture("A decision, explained", command, decision_text(found, town.series, WIDTH))


def messages() -> str:
    """What a drafter reads who has made three slips."""
    with TemporaryDirectory() as folder:
        town = Path(shutil.copytree(TOWN, Path(folder, "teaching"))) / "harbourtown.credit"
        text = town.read_text(encoding="utf-8")
        for right, wrong in SLIPS:
            assert text.count(right) == 1, right
            text = text.replace(right, wrong)
        town.write_text(text, encoding="utf-8")
        with contextlib.chdir(town.parent):
            found = compile_paths([Path(town.name)]).diagnostics
        shown = diagnostics_text([one for one in found if one.is_error], WIDTH)
    return picture("Three slips, and the messages that mend them", f"check {town.name}", shown)


PICTURES: dict[str, Callable[[], str]] = {"decision.svg": decision, "messages.svg": messages}

if __name__ == "__main__":
    for name, make in PICTURES.items():
        (HERE / name).write_text(make(), encoding="utf-8")
        print(f"{name} written", file=sys.stderr)
