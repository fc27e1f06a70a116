"""Slips in the first words of a clause or of a head line."""

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.errors import (
    MisplacedClause,
    MissingGrade,
    MissingName,
    UnexpectedText,
    UnknownClause,
)
from creditlang.syntax.expectations import at_start, begins, homes, nearest
from creditlang.syntax.failures import Failure, synonym


def misplaced_clause(failed: Failure) -> Diagnostic | None:
    """A clause that other constructs have: `notice 10 days` in a criterion."""
    if failed.construct is None or failed.place == "key":
        return None
    whole = failed.code[failed.start : failed.end]
    own = _longest(whole, at_start(failed.place).words)
    foreign = _longest(whole, tuple(homes()))
    if len(foreign) <= len(own) or failed.words_read > max(foreign.count(" ") + 1, 1):
        return None
    span = failed.between(failed.start, failed.start + len(foreign))
    return MisplacedClause(span=span, word=foreign, construct=failed.construct, homes=homes()[foreign])


def unknown_clause(failed: Failure) -> Diagnostic | None:
    """A clause that no construct has, most often a misspelt one."""
    if failed.construct is None or failed.place == "key":
        return None
    start = at_start(failed.place)
    at_first = failed.at == failed.start
    whole = failed.code[failed.start : failed.end]
    if not at_first and ("NAME" not in start.terminals or failed.words_read > 1 or _longest(whole, start.words)):
        return None
    meant = nearest(whole, start.words)
    if meant is not None:
        span = failed.between(failed.start, failed.start + len(meant[1]))
        return UnknownClause(
            span=span, word=meant[1], construct=failed.construct, meant=meant[0], known=start.words, things=()
        )
    if at_first:
        word = failed.written()
        known = synonym(word, start.words)
        return UnknownClause(
            span=failed.here(),
            word=word,
            construct=failed.construct,
            meant=known,
            known=start.words,
            things=start.things,
        )
    return None


def unknown_key(failed: Failure) -> Diagnostic | None:
    """`under 18` for `below 18`, in a table."""
    if failed.place != "key" or failed.words_read != 1:
        return None
    known = at_start("key").words
    meant = synonym(failed.read.strip(), known)
    span = failed.between(failed.start, failed.before)
    return UnexpectedText(span=span, written=span.text, meant=meant, words=known, things=()) if meant else None


def missing_name(failed: Failure) -> Diagnostic | None:
    """`criterion "Drunk driving"`."""
    if not failed.place.endswith("_head") or failed.words_read != 1 or failed.expected.terminals != {"NAME"}:
        return None
    return MissingName(span=failed.between(failed.start, failed.before), written=failed.read.strip())


def missing_grade(failed: Failure) -> Diagnostic | None:
    """`downgrade ContemptOfCourt` with nothing behind."""
    if failed.place not in ("downgrade_head", "upgrade_head") or not failed.ended:
        return None
    if failed.expected.words != ("to",):
        return None
    word, name = failed.read.split()[:2]
    return MissingGrade(span=failed.between(failed.start, failed.before), word=word, name=name)


def _longest(text: str, phrases: tuple[str, ...]) -> str:
    return max((phrase for phrase in phrases if begins(text, phrase)), key=len, default="")
