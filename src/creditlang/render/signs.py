"""Text that is safe to print, and its width on a terminal."""

from rich.cells import cell_len

TAB = 4
"""How many cells a tab takes in a shown line."""

_BIDIRECTIONAL = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u061c")


def visible(text: str) -> str:
    """The text with control characters as signs, so that nothing printed can steer the terminal.

    Tabs become spaces; marks that turn the direction of writing are shown, for they can make a rule read as
    what it is not.
    """
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(char) for char in text)


def width(text: str) -> int:
    """How many cells the visible text takes."""
    return cell_len(visible(text))


def _visible(char: str) -> str:
    if char == "\t":
        return " " * TAB
    code = ord(char)
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    if 0x80 <= code < 0xA0 or code in (0x2028, 0x2029) or char in _BIDIRECTIONAL or 0xD800 <= code < 0xE000:
        return f"<U+{code:04X}>"
    return char
