"""From a failure of the parser to the one diagnostic that mends it.

Recognisers of typical slips are asked in order; each looks at the failure and returns its diagnostic, or None. If none
knows the slip, the message says what stands there and what could.
"""

from collections.abc import Callable
from typing import Final

from lark.exceptions import UnexpectedInput

from creditlang.diagnostics import Diagnostic
from creditlang.source import Source
from creditlang.syntax.errors import ExtraText, UnexpectedEnd, UnexpectedText, UnknownSign
from creditlang.syntax.errors.words import may_follow, shown
from creditlang.syntax.expectations import expected_after
from creditlang.syntax.failures import Failure, failure
from creditlang.syntax.slips.amounts import (
    amount_by_group,
    condition_first,
    condition_of_effect,
    limit_in_time,
    ratio,
    score_bounds,
    weighed_between,
)
from creditlang.syntax.slips.beginnings import (
    misplaced_clause,
    missing_grade,
    missing_name,
    unknown_clause,
    unknown_key,
)
from creditlang.syntax.slips.capitals import keyword_with_capitals
from creditlang.syntax.slips.counts import days_of_a_kind, records_counted
from creditlang.syntax.slips.lists import (
    keys_with_comma,
    left_out_one_by_one,
    lookup_without_brackets,
    members_without_comma,
    values_without_comma,
)
from creditlang.syntax.slips.names import (
    decided_by_no_one,
    misspelt_keyword,
    name_with_space,
    reserved_name,
    set_off_by_a_rule,
    text_without_quotes,
)
from creditlang.syntax.slips.one_word import extra_sign, extra_word, missing_is, missing_word
from creditlang.syntax.slips.prose import (
    article,
    comparison_in_words,
    condition_behind_event,
    date_compared,
    date_in_words,
    field_missing,
    issuer,
    key_in_words,
    needless_plus,
    number_in_words,
    rate,
    state_and_more,
    unless,
)
from creditlang.syntax.slips.speech import lasts_unless, none_of, said_otherwise, two_events
from creditlang.syntax.slips.types import (
    flag_first,
    incomplete_type,
    members_with_bars,
    question_mark,
    quoted_name,
    unknown_type,
)
from creditlang.syntax.slips.values import (
    band_with_hyphen,
    broken_duration,
    chained_comparison,
    comma_in_number,
    currency_word,
    else_if,
    fixed_parameter,
    foreign_operator,
    from_number_on,
    hyphen_between,
    last_period,
    membership,
    missing_else,
    missing_rounding,
    missing_then,
    not_assessed,
    points_format,
    rounded_inside,
    unit_missing,
    wrong_way_round,
)

_RECOGNISERS: Final[tuple[Callable[[Failure], Diagnostic | None], ...]] = (
    keyword_with_capitals,
    limit_in_time,
    weighed_between,
    ratio,
    amount_by_group,
    condition_first,
    condition_of_effect,
    score_bounds,
    number_in_words,
    date_in_words,
    days_of_a_kind,
    said_otherwise,
    none_of,
    left_out_one_by_one,
    two_events,
    lasts_unless,
    records_counted,
    set_off_by_a_rule,
    decided_by_no_one,
    points_format,
    not_assessed,
    foreign_operator,
    incomplete_type,
    flag_first,
    question_mark,
    members_with_bars,
    membership,
    hyphen_between,
    band_with_hyphen,
    wrong_way_round,
    from_number_on,
    key_in_words,
    state_and_more,
    comparison_in_words,
    date_compared,
    condition_behind_event,
    unless,
    article,
    needless_plus,
    rate,
    issuer,
    field_missing,
    fixed_parameter,
    last_period,
    extra_sign,
    misplaced_clause,
    unknown_clause,
    unknown_key,
    missing_name,
    quoted_name,
    missing_grade,
    missing_is,
    misspelt_keyword,
    else_if,
    comma_in_number,
    currency_word,
    broken_duration,
    chained_comparison,
    missing_rounding,
    rounded_inside,
    missing_then,
    missing_else,
    reserved_name,
    text_without_quotes,
    unknown_type,
    unit_missing,
    keys_with_comma,
    members_without_comma,
    values_without_comma,
    lookup_without_brackets,
    extra_word,
    missing_word,
    name_with_space,
)
_SIGNS: Final = frozenset(";@[]{}~^$\\%'|?!&")
_ADVICE: Final = {
    **dict.fromkeys("[]", "write `(` and `)`, not square brackets"),
    "?": "write `if CONDITION then VALUE else OTHER VALUE`",
    **dict.fromkeys("{}", "delete it: what belongs together is indented, not put in braces"),
}


def explain(problem: UnexpectedInput, source: Source, code: str, start: int, end: int, place: str) -> Diagnostic:
    """What is wrong with a clause.

    Args:
        problem: what the parser raised.
        source: the file.
        code: its program with plain characters only.
        start: where the clause begins in it.
        end: where it ends.
        place: the grammar rule that it was read by.
    """
    failed = failure(problem, source, code, start, end, place)
    for recognise in _RECOGNISERS:
        found = recognise(failed)
        if found is not None:
            return found
    return _ended(failed, problem) if failed.ended else _anything_else(failed)


def _ended(failed: Failure, problem: UnexpectedInput) -> Diagnostic:
    expected, then = failed.expected, ""
    if len(expected.words) == 1 and not expected.things:
        after = expected_after(problem, expected.words[0])
        then = "" if after.complete else may_follow(after.words, after.things)
    return UnexpectedEnd(
        span=failed.here(), written=failed.written(), words=expected.words, things=expected.things, then=then
    )


def _anything_else(failed: Failure) -> Diagnostic:
    expected, suggestion = failed.expected, failed.suggestion()
    if suggestion is None and failed.piece[:1] in _SIGNS:
        return UnknownSign(span=failed.here(), written=failed.written(), advice=_ADVICE.get(failed.piece[:1], ""))
    meant, span = None, failed.here()
    if suggestion is not None:
        meant, span = suggestion[0], failed.span(len(suggestion[1]))
    if expected.complete:
        return ExtraText(span=span, written=shown(span.text), meant=meant, new_line=failed.on_new_line)
    return UnexpectedText(
        span=span, written=shown(span.text), meant=meant, words=expected.words, things=expected.things
    )
