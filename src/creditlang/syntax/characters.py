"""Characters: what a line holds besides words.

Cuts comments, finds quotation marks and parentheses, and replaces what a keyboard or a word processor put there
in place of plain punctuation. Every replacement is as long as what it replaces, so that offsets hold.
"""

import re
import unicodedata

from creditlang.diagnostics import Collector
from creditlang.source import Source, Span
from creditlang.syntax.errors import (
    ControlCharacter,
    FullWidthCharacter,
    InvisibleCharacter,
    NestingTooDeep,
    StrayParenthesis,
    UnclosedBackQuote,
    UnclosedQuote,
    WrongQuotes,
)
from creditlang.syntax.errors.words import shown

_CLOSING = {
    **{'"': '"”＂', "＂": '"＂', "“": '"”“', "”": '"”', "„": '"“”', "«": '"»', "»": '"«', "「": '"」', "『": '"』'},
    **{"'": "'’", "‘": "'’", "’": "'’"},
}
"""Each sign that opens a text to the signs that may close it."""
_SIGNS = {
    "、": ",",
    "。": ".",
    "《": "<",
    "》": ">",
    "【": "(",
    "】": ")",
    "–": "-",
    "—": "-",
    "−": "-",
    "×": "*",
    "÷": "/",
}
_FULL_WIDTH_FORMS = {
    chr(code): chr(code - 0xFEE0)
    for code in range(0xFF01, 0xFF5F)
    if not chr(code).isalpha() and chr(code) not in "＂＇￥"
}
_PLAIN = _SIGNS | _FULL_WIDTH_FORMS
_TURNING = "\u202a-\u202e\u2066-\u2069"
"""Marks that show a text in another order than it has: never allowed, not even in texts and comments."""
_INVISIBLE = "\u00a0\u00ad\u034f\u061c\u1680\u180e\u2000-\u200f\u2028\u2029\u202f\u205f-\u2064\u3000\ufeff" + _TURNING
_CONTROL = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_SPECIAL = re.compile(rf"[`#(){''.join(_CLOSING)}{''.join(map(re.escape, _PLAIN))}{_INVISIBLE}{_CONTROL}]")
_TURNING_MARK = re.compile(f"[{_TURNING}]")
_TEXT = re.compile(r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"')
_BACK_QUOTED = re.compile(r"`[^`\n]+`")
WIDE_SPACE = "\u3000"
MAX_DEPTH = 100
"""How many levels an expression may have."""
BLANK = re.compile(f"[ \t{_INVISIBLE}{_CONTROL}]*")


class Characters:
    """Reads lines of one source and remembers how they must be mended.

    Attributes:
        opened: the offsets of parentheses that are still open.
        odd: the offsets of what was replaced, each of which has been reported.
    """

    def __init__(self, source: Source, collector: Collector) -> None:
        self._source = source
        self._collector = collector
        self._edits: list[tuple[int, str]] = []
        self.opened: list[int] = []
        self.odd: list[int] = []
        self._text_open = False
        for mark in _TURNING_MARK.finditer(source.code):
            self._report_invisible(mark.start())

    def mended(self) -> str:
        """The program with all replacements made: as long as the source's own code."""
        code, parts, done = self._source.code, [], 0
        for start, text in self._edits:
            parts += [code[done:start], text]
            done = start + len(text)
        return "".join([*parts, code[done:]])

    def read(self, start: int, end: int) -> tuple[int, bool]:
        """Read one line.

        Returns:
            where its program ends, before white space or a comment, and whether its quotation marks were in order.
        """
        code, position, whole = self._source.code, start, True
        goes_on, self._text_open = self._text_open, False
        while found := _SPECIAL.search(code, position, end):
            at, char = found.start(), found.group()
            if char == "#":
                self._edits.append((at, " " * (end - at)))
                end = at
                break
            position = at + 1
            if char in _CLOSING:
                position, closed = self._text(at, end, goes_on=goes_on)
                whole &= closed
            elif char == "`":
                position, closed = self._back_quoted(at, end)
                whole &= closed
            elif char in "(（【":
                self.opened.append(at)
                if len(self.opened) > MAX_DEPTH:
                    whole = False
                    self._report_depth()
            elif char in ")）】" and self.opened:
                self.opened.pop()
            elif char in ")）】":
                self._collector.report(StrayParenthesis(span=self._span(at, at + 1)))
                self._edits.append((at, " "))
                self.odd.append(at)
                continue
            if char not in "`()" and char not in _CLOSING:
                self._replace(at, char)
        return start + len(code[start:end].rstrip()), whole

    def _replace(self, at: int, char: str) -> None:
        plain = _PLAIN.get(char, " ")
        self._edits.append((at, plain))
        self.odd.append(at)
        if char in _PLAIN:
            self._collector.report(FullWidthCharacter(span=self._span(at, at + 1), written=char, plain=plain))
        elif unicodedata.category(char) == "Cc":
            self._collector.report(ControlCharacter(span=self._span(at, at + 1), name=_name(char)))
        else:
            self._report_invisible(at)

    def _text(self, start: int, end: int, *, goes_on: bool) -> tuple[int, bool]:
        """Read a text that opens at `start`; returns where to go on and whether it was closed.

        `goes_on` says that a text of the line before was left open, so that this one may be its end.
        """
        code = self._source.code
        if code[start] == '"' and (plain := _TEXT.match(code, start, end)):
            return plain.end(), True
        close = next((i for i in range(start + 1, end) if code[i] in _CLOSING[code[start]]), None)
        if close is not None:
            span = self._span(start, close + 1)
            content = code[start + 1 : close]
            self._collector.report(WrongQuotes(span=span, written=shown(span.text), content=shown(content)))
            self._edits += [(start, '"'), (start + 1, re.sub(r'["\\]', "'", content)), (close, '"')]
            return close + 1, True
        if code[start] in "'’":  # more likely an apostrophe than a text
            self._edits.append((start, "'"))
            return start + 1, True
        last = start + len(code[start:end].rstrip())
        if not goes_on:
            self._collector.report(UnclosedQuote(span=self._span(start, last)))
            self._text_open = True
        content = re.sub(r'["\\]', "'", code[start + 1 : last - 1])
        self._edits.append((start, f'"{content}"' if last - start > 1 else " "))
        return last, False

    def _back_quoted(self, start: int, end: int) -> tuple[int, bool]:
        found = _BACK_QUOTED.match(self._source.code, start, end)
        if found:
            return found.end(), True
        self._collector.report(UnclosedBackQuote(span=self._span(start, start + 1)))
        self._edits.append((start, " "))
        return start + 1, False

    def _report_depth(self) -> None:
        outermost = self.opened[0]
        self._collector.report(NestingTooDeep(span=self._span(outermost, outermost + 1), limit=MAX_DEPTH))

    def _report_invisible(self, at: int) -> None:
        self._collector.report(InvisibleCharacter(span=self._span(at, at + 1), name=_name(self._source.code[at])))

    def _span(self, start: int, end: int) -> Span:
        return Span(self._source, start, end)


def _name(char: str) -> str:
    """The Unicode name and number: `NO-BREAK SPACE (U+00A0)`."""
    return f"{unicodedata.name(char, 'control character').lower()} (U+{ord(char):04X})"
