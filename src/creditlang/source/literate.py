"""Literate Markdown: prose with the program in fenced blocks marked `credit`."""

import re

RULE_SUFFIXES = (".credit", _LITERATE := ".credit.md")
"""How the names of rule files end."""

_FENCE = re.compile(r"^( {0,3})(`{3,}|~{3,})[ \t]*([^\s`]*)[^\n]*$")


def is_literate(name: str) -> bool:
    """Whether a file of this name is Markdown with rules in it."""
    return name.endswith(_LITERATE)


def blank_prose(text: str) -> str:
    """The text with everything outside `credit` blocks turned into spaces, line ends kept.

    Offsets therefore stay what they are in the Markdown file.
    """
    kept: list[str] = []
    fence: str | None = None  # the marker that opened the block we are in
    program = False
    for line in text.splitlines(keepends=True):
        found = _FENCE.match(line.rstrip("\r\n"))
        if fence is None and found:
            fence, program = found.group(2), found.group(3) == "credit"
            kept.append(_blank(line))
        elif fence is not None and found and _closes(found, fence):
            fence, program = None, False
            kept.append(_blank(line))
        else:
            kept.append(line if program else _blank(line))
    return "".join(kept)


def _closes(found: re.Match[str], fence: str) -> bool:
    marker = found.group(2)
    return marker[0] == fence[0] and len(marker) >= len(fence) and not found.group(3)


def _blank(line: str) -> str:
    return re.sub(r"[^\r\n]", " ", line)
