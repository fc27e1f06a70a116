"""Slips with names and texts: spaces, missing quotation marks, misspelt keywords that became names."""

import re
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.source import RULE_SUFFIXES
from creditlang.syntax.errors import MissingQuotes, NameWithSpace, ReservedName, UnexpectedText
from creditlang.syntax.errors.words import shown
from creditlang.syntax.expectations import at_start, begins, keywords, nearest, words_at_start
from creditlang.syntax.failures import AFTER_NUMBER, Failure
from creditlang.syntax.slips.one_word import advised, reads

_WORDS: Final = re.compile(r"[^\W\d][\w'’-]*(?:[ \t]+[^\W\d][\w'’-]*)*")
_VERB_AND_WORDS: Final = re.compile(rf"(?:grant|impose)\s+((?:[0-9]+[ \t]+)?{_WORDS.pattern})\s*")
_UNITS: Final = frozenset(("year", "years", "month", "months", "week", "weeks", "day", "days"))
_CHOICE: Final = re.compile(r"\bone\s+of\b")
_NUMBER: Final = re.compile(r"[0-9]\s+\Z")
_HEAD_AND_NAME: Final = 2
_RULES: Final = frozenset(("criterion", "downgrade", "list", "reward", "sanction", "upgrade"))
_BEHIND_ON: Final = re.compile(r"\bon\s+\Z")
_NO_ONE: Final = re.compile(
    r"(?:automat\w*|(?:an?\s+|the\s+)?(?:algorithm|computer|machine|system|software)\w*)\s*\Z", re.IGNORECASE
)


def misspelt_keyword(failed: Failure) -> Diagnostic | None:
    """`occurence within 3 years`, `count Donation`: a keyword was read as a name; the parser stops behind it."""
    phrases = at_start("expression").more_words
    first_words = {phrase.split()[0]: phrase for phrase in phrases if " " in phrase}
    if failed.ended or not (_is_name(failed.previous) or failed.previous in first_words):
        return None
    if _NUMBER.search(failed.code, failed.start, failed.previous_at):
        return None  # a unit, as in `5 points`
    if failed.place.endswith("_head") and failed.words_read == _HEAD_AND_NAME:
        return None
    text = failed.code[failed.previous_at : failed.end]
    meant = nearest(text, phrases) or (first_words.get(failed.previous, ""), failed.previous)
    if not meant[0] or begins(text, meant[0]) or not _like_beyond_first(text, meant[0]):
        return None
    span = failed.between(failed.previous_at, failed.previous_at + len(meant[1]))
    return UnexpectedText(span=span, written=span.text, meant=meant[0], words=(), things=())


def reserved_name(failed: Failure) -> Diagnostic | None:
    """`award latest * 5`: a keyword meant as a name; the parser stops behind it."""
    word = failed.previous
    if failed.word or failed.expected.complete or failed.piece.startswith(('"', "`")):
        return None
    value = at_start("expression")
    begins_value = word in value.more_words or (word in value.words and not failed.ended)
    begins_clause = (
        failed.words_read == 1
        and "NAME" in at_start(failed.place).terminals
        and word in words_at_start(failed.place)
        and failed.piece in (",", "")
    )
    if not (begins_value or begins_clause):
        return None
    return ReservedName(span=failed.between(failed.previous_at, failed.before), written=word)


def text_without_quotes(failed: Failure) -> Diagnostic | None:
    """`authority Office of Credit`, `grant bus pass`."""
    granted = _VERB_AND_WORDS.fullmatch(failed.code, failed.start, failed.end)
    misspelt = failed.previous[:1].isdigit() and (failed.word == "percent" or nearest(failed.rest, AFTER_NUMBER))
    if granted is not None and failed.expected.complete and not misspelt:
        return MissingQuotes(span=failed.between(*granted.span(1)), written=shown(granted.group(1)))
    if failed.expected.terminals != {"STRING"} or not failed.piece[:1].isalnum():
        return None
    text = re.split(r"[,\n]", failed.rest)[0].strip()
    if failed.place == "import_head" and not text.endswith(RULE_SUFFIXES):
        text += RULE_SUFFIXES[0]
    return MissingQuotes(span=failed.span(len(text)), written=shown(text))


def decided_by_no_one(failed: Failure) -> Diagnostic | None:
    """`decided by automatic`: in quotation marks it would be an office, and somebody would seem to decide."""
    if (
        failed.previous != "by"
        or not _NO_ONE.match(failed.rest)
        or not reads(failed, failed.previous_at, failed.end, "automatically")
    ):
        return None
    return advised(failed.span(len(failed.word)), "where nobody decides, write `decided automatically`")


def set_off_by_a_rule(failed: Failure) -> Diagnostic | None:
    """`on sanction Ban`: rules are set off by records, not by each other."""
    if failed.previous not in _RULES or not _BEHIND_ON.search(failed.code, failed.start, failed.previous_at):
        return None
    return advised(
        failed.between(failed.previous_at, failed.end),
        "a rule is set off by a record: write the event that sets off the other rule, or `while` and what must hold",
    )


def name_with_space(failed: Failure) -> Diagnostic | None:
    """`criterion Drunk Driving`, or a title without its quotation marks."""
    first = failed.previous
    if not failed.word or failed.word in _UNITS or failed.on_new_line or not failed.behind_name:
        return None
    if not first[:1].isidentifier():  # `money(GBP) at least`: behind a bracket there is no name to be joined
        return None
    in_type = failed.place == "field_clause" and ":" in failed.read and not _CHOICE.search(failed.read)
    if failed.words_read == 1 or in_type or failed.suggestion() is not None:
        return None
    found = _WORDS.match(failed.code, failed.at, failed.end)
    rest = found.group() if found else failed.word
    if "STRING" not in failed.expected.terminals:  # no title can follow, so the name ends before any keyword
        rest = _before_keyword(rest)
    span = failed.between(failed.previous_at, failed.at + len(rest))
    joined = _joined((first, *rest.split()))
    title = failed.place.endswith("_head") and "STRING" in failed.expected.terminals
    return NameWithSpace(span=span, first=first, rest=shown(rest), joined=joined, title=title)


def _like_beyond_first(text: str, phrase: str) -> bool:
    """Whether more is like than the first word of the phrase: `points under` is not `points on`."""
    first, _, rest = phrase.partition(" ")
    if first != "points" or not begins(text, first):
        return True
    return nearest(text.removeprefix(first).lstrip(), (rest,)) is not None


def _before_keyword(text: str) -> str:
    first, *others = re.finditer(r"\S+", text)
    stop = next((word.start() for word in others if word.group() in keywords()), len(text))
    return text[: max(stop, first.end())].rstrip()


def _joined(words: tuple[str, ...]) -> str:
    """As one word: `drunk_driving`, or `DrunkDriving` if the first begins with a capital."""
    if words[0][:1].islower():
        return "_".join(words)
    return "".join(word[:1].upper() + word[1:] for word in words)


def _is_name(piece: str) -> bool:
    return piece[:1].isidentifier() and piece not in keywords()
