"""Keywords that are written with capitals: a word that differs from a keyword in nothing else is that keyword."""

import re
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.errors import UnexpectedText
from creditlang.syntax.errors.words import shown
from creditlang.syntax.expectations import at_start, keywords, words_at_start
from creditlang.syntax.failures import Failure
from creditlang.syntax.slips.one_word import reads_past

_HEAD_AND_NAME: Final = 2
_WORD: Final = re.compile(r"\s*([^\W\d]\w*)")


def keyword_with_capitals(failed: Failure) -> Diagnostic | None:
    """`a And b`, `Not holds Ban`, `award If a then 5 else 0`: where it became a name, the parser stops behind it."""
    start_words = words_at_start(failed.place) if at_start(failed.place).words else ()
    named = failed.place.endswith("_head") and failed.words_read <= _HEAD_AND_NAME
    for at, word in ((failed.at, failed.word), (failed.previous_at, failed.previous))[: 1 if named else 2]:
        meant = word.casefold()
        if word == meant or len(word) == 1 or meant not in keywords() or (at == failed.start and meant in start_words):
            continue
        end = at + len(word)
        if not reads_past(failed, at, end, meant):
            continue
        longer = _WORD.match(failed.code, end, failed.end)
        while longer and longer[1] != longer[1].casefold() and longer[1].casefold() in keywords():
            more = " ".join(failed.code[at : longer.end()].casefold().split())
            if not reads_past(failed, at, longer.end(), more):
                break
            meant, end = more, longer.end()
            longer = _WORD.match(failed.code, end, failed.end)
        span = failed.between(at, end)
        return UnexpectedText(span=span, written=shown(span.text), meant=meant, words=(), things=())
    return None
