"""Slips in types: what they leave open, and how other languages write them."""

import re
from typing import Final

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.errors import ExtraText, IncompleteType, UnexpectedText, UnknownSign
from creditlang.syntax.errors.words import shown
from creditlang.syntax.expectations import nearest
from creditlang.syntax.failures import Failure
from creditlang.values import CURRENCIES

_TYPED_PLACES: Final = ("field_clause", "define_head", "table_head", "parameter_head")
_TYPES: Final = ("decimal(2)", "money(CNY)")
_UNSAID: Final = {
    "money": ("which currency", "money(CNY)"),
    "decimal": ("how many decimals", "decimal(2)"),
}
_FLAGS: Final = ("optional", "protected")
_CURRENCY: Final = re.compile(r"\b[A-Z]{3}\b")
_BARRED: Final = re.compile(r":\s*(?P<members>\w+(?:\s*\|\s*\w+)+)")


def incomplete_type(failed: Failure) -> Diagnostic | None:
    """`money` without its currency, `decimal` without its decimals."""
    word = failed.previous
    if word not in _UNSAID or failed.expected.terminals != {"LPAR"}:
        return None
    missing, meant = _UNSAID[word]
    currencies = [code for code in _CURRENCY.findall(failed.rest) if code in CURRENCIES]
    if word == "money" and currencies:
        meant = f"money({currencies[0]})"
    span = failed.between(failed.previous_at, failed.before)
    return IncompleteType(span=span, written=word, missing=missing, meant=meant)


def unknown_type(failed: Failure) -> Diagnostic | None:
    """`nummer(2)`."""
    if failed.piece != "(" or failed.place not in _TYPED_PLACES or "DOT" not in failed.expected.terminals:
        return None
    meant = nearest(failed.previous, ("decimal", "money"))
    span = failed.between(failed.previous_at, failed.before)
    return UnexpectedText(span=span, written=span.text, meant=meant[0] if meant else None, words=_TYPES, things=())


def flag_first(failed: Failure) -> Diagnostic | None:
    """`optional text`."""
    flag, kind = failed.previous, failed.rest.split(",")[0].strip()
    if failed.place != "field_clause" or flag not in _FLAGS or not failed.word or flag in kind:
        return None
    span = failed.between(failed.previous_at, failed.at + len(kind))
    what = "bounds" if kind.startswith(("between", "at least", "at most")) else "type"
    return ExtraText(
        span=span,
        written=shown(span.text),
        meant=None,
        new_line=False,
        advice=f"write the {what} first: `{kind} {flag}`",
    )


def question_mark(failed: Failure) -> Diagnostic | None:
    """`text?`."""
    if failed.place != "field_clause" or failed.piece != "?":
        return None
    return UnknownSign(span=failed.here(), written="?", advice="write `optional` after the type and its bounds")


def members_with_bars(failed: Failure) -> Diagnostic | None:
    """`kind : a | b | c`."""
    found = _BARRED.search(failed.code, failed.start, failed.end)
    if failed.place != "field_clause" or failed.piece != "|" or found is None:
        return None
    members = ", ".join(re.split(r"\s*\|\s*", found["members"]))
    return UnknownSign(span=failed.here(), written="|", advice=f"write `one of {members}`")


def quoted_name(failed: Failure) -> Diagnostic | None:
    """`one of "red", "green"`: a name between quotation marks."""
    text = failed.piece
    expected = failed.expected.terminals
    if not text.startswith('"') or "NAME" not in expected or "STRING" in expected or len(text) < 3 or "\\" in text:
        return None
    name = text[1:-1]
    advice = f"write `{name}` without quotation marks"
    if not name.isidentifier():
        advice = f"a name stands without quotation marks, and one of several words in back-quotes: `` `{name}` ``"
    return UnexpectedText(
        span=failed.here(), written=shown(text), meant=None, words=(), things=("a name",), advice=advice
    )
