"""What may stand where: the grammar's own answer, in the drafter's words.

Nothing about the language is listed here a second time. The words that begin the clauses of a construct, and those
that may follow a beginning, are read off the parse tables when a message needs them.
"""

import re
from collections.abc import Iterable
from copy import copy
from difflib import SequenceMatcher
from functools import cache
from typing import Final

import attrs
from lark import Token
from lark.exceptions import UnexpectedInput
from lark.lexer import PatternStr
from lark.parsers.lalr_analysis import Shift
from lark.parsers.lalr_interactive_parser import InteractiveParser
from lark.parsers.lalr_parser_state import ParseConf

from creditlang.syntax.grammar import parser
from creditlang.syntax.words import CLAUSE_PLACES

END: Final = "$END"
_THINGS: Final = {
    "NAME": "a name",
    "STRING": "a text in quotation marks",
    "NUMBER": "a number",
    "PERCENT": "a percentage such as `35%`",
    "MONEY": "an amount such as `500 CNY`",
    "POINTS": "points such as `5 points`",
    "DURATION": "a period such as `10 days`",
    "DATE": "a date such as `2020-01-31`",
    "COMPARISON": "a comparison",
}
_NEVER_OFFERED: Final = ("FOREIGN_DATE", "FOREIGN_MONEY", "_NEXT_TYPED")
_GOES_ON: Final = frozenset(
    ("PLUS", "MINUS", "STAR", "SLASH", "LPAR", "DOT", "COMPARISON", "IS", "ROUNDED", "IF", "AND", "OR", "AGO")
)
_LIKE_ENOUGH: Final = 0.65
_FAR_ENOUGH: Final = 100


@attrs.frozen
class Expected:
    """What may stand at one point of a clause.

    Attributes:
        terminals: by the grammar's names; `$END` if the clause may end there.
        words: the keywords and signs that say what the clause is about.
        things: everything else, in words, such as `a name`.
        more_words: keywords that go on with or begin a calculation, too many to list but good to suggest.
    """

    terminals: frozenset[str]
    words: tuple[str, ...]
    things: tuple[str, ...]
    more_words: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether the clause may end there."""
        return END in self.terminals


def expected_at(problem: UnexpectedInput) -> Expected:
    """What could have stood where the parser stopped."""
    return _described(_accepted(problem.interactive_parser))


def expected_after(problem: UnexpectedInput, word: str) -> Expected:
    """What could stand behind a keyword, if that stood where the parser stopped."""
    state = copy(problem.interactive_parser)
    terminal = next(name for name in _accepted(state) if shown_terminal(name) == word)
    state.feed_token(Token(terminal, word))
    return _described(_accepted(state))


@cache
def at_start(place: str) -> Expected:
    """What can begin a clause of this kind."""
    return _described(_accepted(parser().parse_interactive("", start=place)))


def words_at_start(place: str) -> tuple[str, ...]:
    """The keywords that can begin a clause of this kind."""
    return at_start(place).words


@cache
def homes() -> dict[str, tuple[str, ...]]:
    """Each keyword that begins a clause, to the constructs that have such a clause."""
    found: dict[str, list[str]] = {}
    for construct, place in CLAUSE_PLACES.items():
        for word in words_at_start(place):
            found.setdefault(word, []).append(construct)
    return {word: tuple(constructs) for word, constructs in found.items()}


@cache
def keywords() -> frozenset[str]:
    """Every single word that is a keyword somewhere, or a part of one."""
    shown = (shown_terminal(terminal.name) for terminal in parser().terminals)
    return frozenset(word for text in shown if text for word in text.split() if word.isalpha())


def begins(text: str, phrase: str) -> bool:
    """Whether the text begins with these words, whatever white space is between them."""
    return re.match(phrase.replace(" ", r"\s+") + r"\b", text) is not None


def nearest(text: str, phrases: Iterable[str]) -> tuple[str, str] | None:
    """The phrase that `text` begins with, misspelt.

    Returns:
        the phrase, and as many words of the text as it has; None if nothing is like enough.
    """
    written = re.findall(r"[\w`]+|[^\w\s]+", text[:_FAR_ENOUGH])
    best, found = _LIKE_ENOUGH, None
    for phrase in phrases:
        words = " ".join(written[: phrase.count(" ") + 1])
        matcher = SequenceMatcher(None, words.casefold(), phrase)
        if matcher.real_quick_ratio() >= best and matcher.quick_ratio() >= best and (like := matcher.ratio()) >= best:
            best, found = like, (phrase, words)
    return found


def shown_terminal(name: str) -> str | None:
    """The keyword or sign that a terminal stands for; None if it stands for many texts."""
    pattern = parser().get_terminal(name).pattern
    if isinstance(pattern, PatternStr):
        return pattern.value
    keyword = re.fullmatch(r"([\w]+(?:\\s\+[\w]+)*)\\b", pattern.value)
    if keyword:
        return keyword.group(1).replace(r"\s+", " ")
    return "ended by" if name == "_ENDED_BY" else None


@cache
def _described(terminals: frozenset[str]) -> Expected:
    hidden = _value_start() if _value_start() <= terminals else frozenset()
    if terminals & {"PLUS", "OR"}:  # a value stands before: what it could go on with is too much to list
        goes_on = _GOES_ON if "OR" in terminals else _GOES_ON - {"AND"}
        hidden |= goes_on & terminals
    words, things, more = [], ["a value"] if _value_start() <= terminals else [], []
    for name in sorted(terminals - {END, *_NEVER_OFFERED}):
        word = shown_terminal(name)
        if name in hidden:
            more += [word] if word and word[0].isalpha() else []
        elif word:
            words.append(word)
        else:
            things.append(_THINGS[name])
    return Expected(terminals, tuple(sorted(words)), tuple(things), tuple(more))


@cache
def _value_start() -> frozenset[str]:
    """The terminals that begin a sum, the least that a value can be."""
    return _accepted(parser().parse_interactive("", start="sum"))


def _accepted(state: InteractiveParser) -> frozenset[str]:
    """The terminals that the parser could take next: what Lark's own `accepts` finds, without copying the parser."""
    stack, table = state.parser_state.state_stack, state.parser_state.parse_conf
    return frozenset(name for name in table.states[stack[-1]] if name.isupper() and _takes(table, stack, name))


def _takes(table: ParseConf[int], stack: list[int], terminal: str) -> bool:
    """Whether the parser, in these states, gets on with a terminal: by some reductions, and then a shift or the end."""
    kept, pushed = len(stack), list[int]()
    while True:
        step = table.states[pushed[-1] if pushed else stack[kept - 1]].get(terminal)
        if step is None or step[0] is Shift:
            return step is not None
        rule = step[1]
        size = len(rule.expansion)
        kept -= max(0, size - len(pushed))
        pushed = pushed[: max(0, len(pushed) - size)]
        after = table.states[pushed[-1] if pushed else stack[kept - 1]][rule.origin.name][1]
        if terminal == END and after == table.end_state:
            return True
        pushed.append(after)
