"""Ways to write the same thing. Style 0 always takes the first one."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

import attrs

T = TypeVar("T")
_GRAMMARS = Path(__file__).parents[3] / "grammars"
_KEYWORDS = frozenset(
    word
    for file in _GRAMMARS.glob("*.lark")
    for quoted in re.findall(r'"([a-z][a-z ]*)"', file.read_text(encoding="utf-8"))
    for word in quoted.split()
) | {"unknown", "ended"}
_NAME = re.compile(r"[^\W\d]\w*")
_SPACE = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|(?<![0-9 |]) (?![ |#])')


@attrs.frozen
class Style:
    """How a program is printed, as one number."""

    seed: int = 0

    def hand(self) -> Hand:
        """A hand that writes so."""
        return Hand(self.seed)


class Hand:
    """Chooses between ways to write, always the same ones for one style."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed) if seed else None

    def pick(self, options: Sequence[T]) -> T:
        """One of them."""
        return self._random.choice(options) if self._random else options[0]

    def sometimes(self, percent: int) -> bool:
        """Yes in about so many of a hundred cases."""
        return self._random is not None and self._random.random() * 100 < percent

    def name(self, text: str) -> str:
        """A name, in back-quotes where it needs them."""
        bare = _NAME.fullmatch(text) and text not in _KEYWORDS
        return text if bare and not self.sometimes(3) else f"`{text}`"

    def text(self, value: str) -> str:
        """A quoted text."""
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'

    def broken(self, line: str, indent: str) -> str:
        """A clause, perhaps over two lines: the second one deeper than `indent`."""
        if not self.sometimes(10):
            return line
        spaces = [found.start() for found in _SPACE.finditer(line) if found.group() == " "]
        if not spaces:
            return line
        at = self.pick(spaces)
        return f"{line[:at]}\n{indent}    {line[at + 1 :]}"
