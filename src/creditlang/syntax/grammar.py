"""The grammar's parse tables: built from `grammars/*.lark` once, then kept in the user's cache.

`parse_clause` is all that other modules need. The first call loads the tables; importing this
module does nothing. Building takes about half a second, loading a fiftieth of that.
"""

import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.lexer import Lexer, LexerState, LexerThread, LineCounter, PatternRE, PatternStr, TerminalDef
from lark.utils import TextSlice

from creditlang.syntax import tables

_STARTS = re.compile(r"^[?!]*(\w+_(?:head|clause))\s*:", re.MULTILINE)
_OTHER_STARTS = ("expression", "sum", "test", "key", "cell")
_WORDS = re.compile(r"\w+(?: \w+)*")


def parse_clause(code: str, start: int, end: int, place: str) -> Tree[Token]:
    """The tree of the clause that stands between two offsets of `code`.

    Args:
        code: the whole program; positions in the tree are offsets in it.
        start: where the clause begins.
        end: where it ends, not included.
        place: the grammar rule to read it by, such as `criterion_clause`.

    Raises:
        lark.exceptions.UnexpectedInput: if the clause is not of that kind.
    """
    return parser().parse(TextSlice(code, start, end), start=place)


@cache
def parser() -> Lark:
    """The parser, from the cache folder if it holds this grammar's tables."""
    texts = [(file.name, file.read_text(encoding="utf-8")) for file in _grammar_files()]
    grammar = "\n".join(text for _, text in sorted(texts))
    starts = [*_STARTS.findall(grammar), *_OTHER_STARTS]
    key = "\n".join([grammar, *starts])
    plugins = {"LexerThread": _SliceThread}
    known = tables.load(key)
    if known is not None:
        loaded: Lark = Lark._load_from_dict(**known, propagate_positions=True, _plugins=plugins)  # type: ignore[no-untyped-call]  # Lark's
        return loaded
    built = Lark(
        grammar,
        parser="lalr",
        start=starts,
        propagate_positions=True,
        maybe_placeholders=True,
        edit_terminals=_whole_words,
        _plugins=plugins,
    )
    tables.save(key, built)
    return built


def _grammar_files() -> list[Traversable]:
    """The `.lark` files: inside the installed package, or at the root of the repository.

    An editable install has no `creditlang/grammars`, for the wheel's builder puts it there;
    so the folder three levels above this floor is the one documented fallback.
    """
    packaged = files("creditlang") / "grammars"
    folder: Traversable = packaged if packaged.is_dir() else Path(__file__).parents[3] / "grammars"
    return [file for file in folder.iterdir() if file.name.endswith(".lark")]


def _whole_words(terminal: TerminalDef) -> None:
    """Make a quoted keyword match whole words, with any white space between them, before NAME does.

    Lark would otherwise see the keyword `to` at the start of the name `tobacco`.
    """
    if isinstance(terminal.pattern, PatternStr) and _WORDS.fullmatch(terminal.pattern.value):
        words = terminal.pattern.value.replace(" ", r"\s+")
        terminal.pattern = PatternRE(words + r"\b")
        terminal.priority = 2


class _SliceThread(LexerThread):
    """Reads a slice without counting the lines before it, which would make a long file quadratic."""

    @classmethod
    def from_text(cls, lexer: Lexer, text_or_slice: Any) -> "_SliceThread":
        counter = LineCounter("\n")  # type: ignore[no-untyped-call]  # Lark's
        text = TextSlice.cast_from(text_or_slice)
        counter.char_pos = text.start
        return cls(lexer, LexerState(text, counter))
