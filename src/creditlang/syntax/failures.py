"""A clause that the parser could not read, with everything that the explanation looks at."""

import re
from collections.abc import Iterable
from typing import Final

import attrs
from lark import Token, Tree
from lark.exceptions import UnexpectedInput, UnexpectedToken

from creditlang.source import Source, Span
from creditlang.syntax.errors.words import shown
from creditlang.syntax.expectations import END, Expected, expected_at, nearest
from creditlang.syntax.words import CLAUSE_PLACES, NUMBERS

_PIECE: Final = re.compile(
    r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|`[^`\n]+`|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9][\w.,]*|\w+|[<>]=|[^\w\s]'
)
_WORD: Final = re.compile(r"[^\W\d]\w*|`[^`\n]+`")
AFTER_NUMBER: Final = ("years", "months", "weeks", "days", "points")
_SYNONYMS: Final = {
    "over": ("more than",),
    "above": ("more than",),
    ">=": ("from", "at least"),
    ">": ("at least",),
    "<=": ("at most",),
    "<": ("below", "at most"),
    "under": ("below", "less than"),
    "until": ("to", "below"),
    "through": ("to",),
    "to": ("until", "and"),
    "since": ("from",),
    "a": ("per calendar year",),
    "each": ("per calendar year",),
    "every": ("per calendar year",),
    "otherwise": ("else", "any"),
    "other": ("any",),
    "when": ("where", "while", "lifted when"),
    "with": ("where",),
    "if": ("where", "while"),
    "for": ("lasts", "within"),
    "in": ("within",),
    "percent": ("%",),
    "gives": ("award",),
    "subtract": ("deduct",),
    "per": ("per calendar year",),
    **dict.fromkeys(("maximum", "max", "limit", "capped"), ("at most",)),
    **dict.fromkeys(("minimum", "min"), ("at least",)),
}
"""Words that mean elsewhere what a keyword means here."""


@attrs.frozen
class Failure:
    """Where and how a clause went wrong.

    Attributes:
        source: the file.
        code: its program with plain characters only.
        start: where the clause begins.
        end: where it ends.
        place: the grammar rule that it was read by.
        at: where the parser stopped; `end` if the clause stopped too early.
        ended: whether the clause stopped too early.
        expected: what could have stood there.
        before: the end of the last word that was understood; `start` if there is none.
        behind_name: whether that word was understood as a name.
    """

    source: Source
    code: str = attrs.field(repr=False)
    start: int
    end: int
    place: str
    at: int
    ended: bool
    expected: Expected
    before: int
    behind_name: bool

    @property
    def piece(self) -> str:
        """The word, number, text or sign where the parser stopped; empty at the end."""
        found = _PIECE.match(self.code, self.at, self.end)
        return found.group() if found else ""

    @property
    def word(self) -> str:
        """The piece if it is a word, else empty."""
        found = _WORD.match(self.code, self.at, self.end)
        return found.group() if found else ""

    @property
    def previous(self) -> str:
        """The last piece that was understood."""
        pieces = _PIECE.findall(self.code, self.start, self.before)
        return pieces[-1] if pieces else ""

    @property
    def previous_at(self) -> int:
        """Where that piece begins."""
        return self.before - len(self.previous)

    @property
    def rest(self) -> str:
        """From where the parser stopped to the end of the clause."""
        return self.code[self.at : self.end]

    @property
    def read(self) -> str:
        """What was understood, from the start of the clause."""
        return self.code[self.start : self.before]

    @property
    def words_read(self) -> int:
        """How many words, texts, numbers and signs were understood."""
        return len(_PIECE.findall(self.code, self.start, self.before))

    @property
    def construct(self) -> str | None:
        """The head words under which such a clause stands, as `subject or event`; None for a head or an expression."""
        heads = [head for head, place in CLAUSE_PLACES.items() if place == self.place]
        return " or ".join(heads) or None

    @property
    def on_new_line(self) -> bool:
        """Whether a line begins where the parser stopped."""
        return "\n" in self.code[self.before : self.at]

    def span(self, length: int) -> Span:
        """So many characters from where the parser stopped."""
        return Span(self.source, self.at, min(self.at + length, self.end))

    def between(self, start: int, end: int) -> Span:
        """The stretch between two offsets."""
        return Span(self.source, start, end)

    def here(self) -> Span:
        """The piece where the parser stopped, or the last one before the end."""
        if self.ended:
            return self.between(self.previous_at, self.before)
        return self.span(max(len(self.piece), 1))

    def written(self) -> str:
        """That piece as it stands in the author's file."""
        return shown(self.here().text)

    def suggestion(self) -> tuple[str, str] | None:
        """The keyword meant where the parser stopped, and the words written for it."""
        if self.word in NUMBERS and self.word not in _SYNONYMS:
            return None  # `one` is no misspelt `none`
        known = (*self.expected.words, *self.expected.more_words)
        words = [word for word in known if word[0].isalpha()]
        if self.previous[:1].isdigit():
            words += AFTER_NUMBER
            known = (*known, "%")
        same = synonym(self.word or self.piece, known)
        if same is None and self.word == "for":
            return None  # it is no misspelt `or`
        return nearest(self.rest, words) if same is None else (same, self.piece)


def synonym(word: str, known: Iterable[str]) -> str | None:
    """The keyword among `known` that says here what `word` says elsewhere."""
    possible = frozenset(known)
    return next((meant for meant in _SYNONYMS.get(word.casefold(), ()) if meant in possible), None)


def failure(problem: UnexpectedInput, source: Source, code: str, start: int, end: int, place: str) -> Failure:
    """The facts of a failure."""
    ended = isinstance(problem, UnexpectedToken) and problem.token.type == END
    at = end if ended else _position(problem)
    before = start + len(code[start:at].rstrip())
    return Failure(source, code, start, end, place, at, ended, expected_at(problem), before, _behind_name(problem))


def _behind_name(problem: UnexpectedInput) -> bool:
    """Whether the last word that the parser took was a name to it."""
    values = problem.interactive_parser.parser_state.value_stack
    last = values[-1] if values else None
    while isinstance(last, Tree):
        last = next((child for child in reversed(last.children) if child is not None), None)
    return isinstance(last, Token) and last.type == "NAME"


def _position(problem: UnexpectedInput) -> int:
    token = problem.token if isinstance(problem, UnexpectedToken) else None
    if isinstance(token, Token) and token.start_pos is not None:
        return token.start_pos
    return problem.pos_in_stream or 0
