"""Clauses that are right but for one word or sign: one that is missing, or one too many.

Nothing is guessed: a word is put in or taken out, and the clause is read again. Only what can then be read is offered.
"""

import re
from typing import Final

import attrs
from lark.exceptions import UnexpectedInput

from creditlang.diagnostics import Diagnostic
from creditlang.source import Span
from creditlang.syntax.errors import UnexpectedText
from creditlang.syntax.errors.words import shown
from creditlang.syntax.expectations import begins, words_at_start
from creditlang.syntax.failures import Failure, failure
from creditlang.syntax.grammar import parse_clause

_IDLE_WORDS: Final = frozenset(("a", "an", "the", "of", "for", "is", "are", "be", "to", "at", "by", "that"))
_IDLE_NAMES: Final = frozenset(("for", "of", "the", "to", "is", "are"))
"""Words that may have been read as a name, and are none."""
_IDLE_SIGNS: Final = frozenset(":=.-")
_MANY: Final = 4
_ONLY_WORDS: Final = re.compile(r"[\w\s]*")


def extra_word(failed: Failure) -> Diagnostic | None:
    """`basis: "…"`, `born = 1980-05-04`, `lasts for 2 years`: without one word or sign all is well, or better."""
    if failed.words_read == 0 or failed.ended:
        return None
    if failed.piece in _IDLE_SIGNS or (failed.word in _IDLE_WORDS and failed.suggestion() is None):
        end = failed.at + len(failed.piece)
        if _reads_on(failed, failed.at, end):
            return _needless(failed, failed.at, end)
    if failed.previous in _IDLE_NAMES and failed.words_read > 1 and reads(failed, failed.previous_at, failed.before):
        return _needless(failed, failed.previous_at, failed.before)
    return None


def extra_sign(failed: Failure) -> Diagnostic | None:
    """`registry: Records`, `expect points: 950`: a sign that other notations put between a word and its value."""
    if failed.piece not in (":", "=") or not reads(failed, failed.at, failed.at + 1):
        return None
    return _needless(failed, failed.at, failed.at + 1)


def missing_is(failed: Failure) -> Diagnostic | None:
    """`points at least 1030`, `settled unknown`, `grade A`: a test without its `is`."""
    tested = failed.previous == "grade" or any(begins(failed.rest, test) for test in words_at_start("test"))
    if failed.words_read == 0 or not tested:
        return None
    if not reads(failed, failed.at, failed.at, "is "):
        return None
    return advised(failed.here(), f"write `is` before `{failed.written()}`")


def missing_word(failed: Failure) -> Diagnostic | None:
    """`expires 2 years`, `appeal "the court" within 10 days`, `points at least 1030`: one keyword is left out."""
    if failed.ended or failed.on_new_line or failed.words_read == 0:
        return None
    if failed.word and _ONLY_WORDS.fullmatch(failed.rest):
        return None  # more likely a name of several words
    written, end = failed.written(), failed.at + len(failed.piece)
    known = (*failed.expected.words, "is") if "IS" in failed.expected.terminals else failed.expected.words
    words = [word for word in known if word[0].isalpha()]
    before = [word for word in words if reads(failed, failed.at, failed.at, f"{word} ")]
    if before:
        offered = " or ".join(f"`{word}`" for word in before[:_MANY])
        return advised(failed.here(), f"write {offered} before `{written}`")
    replaceable = not failed.word and not failed.expected.complete and failed.suggestion() is None
    for word in words if replaceable else ():
        if reads(failed, failed.at, end, f" {word} "):
            return advised(failed.here(), f"write `{word}` instead")
    return None


def _needless(failed: Failure, start: int, end: int) -> Diagnostic:
    span = failed.between(start, end)
    return advised(span, f"delete `{shown(span.text)}`")


def advised(span: Span, advice: str) -> Diagnostic:
    """That something cannot stand there, and what to write."""
    return UnexpectedText(span=span, written=shown(span.text), meant=None, words=(), things=(), advice=advice)


def reads(failed: Failure, start: int, end: int, instead: str = "") -> bool:
    """Whether the clause can be read with something else between two offsets."""
    return _failure(failed, start, end, instead) is None


def reads_past(failed: Failure, start: int, end: int, instead: str) -> bool:
    """Whether the clause can be read with something else between two offsets, at least beyond that."""
    left = _failure(failed, start, end, instead)
    return left is None or left.before >= start + len(instead.strip())


def _reads_on(failed: Failure, start: int, end: int) -> bool:
    """Whether the clause can be read without a stretch, at least beyond the next piece."""
    left = _failure(failed, start, end, "")
    return left is None or left.before > start


def _failure(failed: Failure, start: int, end: int, instead: str) -> Failure | None:
    text = failed.code[failed.start : start] + instead + failed.code[end : failed.end]
    try:
        parse_clause(text, 0, len(text), failed.place)
    except UnexpectedInput as problem:
        other = failure(problem, failed.source, text, 0, len(text), failed.place)
        return attrs.evolve(other, at=other.at + failed.start, before=other.before + failed.start)
    return None
