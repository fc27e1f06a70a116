"""What a value must look like, as SQL over text: the problem of a cell, and its typed value.

Every format is brought to the same texts first, so that one rule decides for all of them. Numbers are
recognised by their digits and then read as DECIMAL; no binary fraction comes near them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from math import ceil, floor
from typing import assert_never

from creditlang.data.reasons import LARGEST_DIGITS, LARGEST_TEXT
from creditlang.data.tables import Column
from creditlang.types import (
    Boolean,
    Choice,
    Date,
    Duration,
    ManyRelated,
    Number,
    Related,
    Text,
)
from creditlang.values import show_exact


def literal(text: str) -> str:
    """A text as SQL has it."""
    return "'" + text.replace("'", "''") + "'"


def quoted(text: str) -> str:
    """A name as SQL has it."""
    return '"' + text.replace('"', '""') + '"'


def sql_type(column: Column) -> str:
    """How the values are stored."""
    match column.type:
        case Number(scale=scale):
            return f"DECIMAL({LARGEST_DIGITS}, {scale})"
        case Date():
            return "DATE"
        case Boolean():
            return "BOOLEAN"
        case Text() | Choice() | Related():
            return "VARCHAR"
        case ManyRelated() | Duration():
            raise AssertionError(f"{column.name} is not stored")
        case _:
            assert_never(column.type)


def typed(column: Column, cell: str) -> str:
    """The value of a cell that holds valid text; NULL for some that do not."""
    kind = sql_type(column)
    return cell if kind == "VARCHAR" else f"TRY_CAST({cell} AS {kind})"


def as_text(column: Column, cell: str) -> str:
    """A typed value as a text file has it."""
    return cell if sql_type(column) == "VARCHAR" else f"CAST({cell} AS VARCHAR)"


def problem(column: Column, cell: str) -> str:
    """The code of what is wrong with a cell; NULL if nothing is."""
    absent = "'missing-value'" if column.required else "NULL"
    return _case([(f"{cell} IS NULL", absent), *_wrong(column, cell)])


def _wrong(column: Column, cell: str) -> Iterable[tuple[str, str]]:
    match column.type:
        case Number():
            yield from _wrong_number(column.type, cell)
        case Date():
            yield f"NOT regexp_full_match({cell}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}')", "'not-a-date'"
            yield f"TRY_CAST({cell} AS DATE) IS NULL OR starts_with({cell}, '0000')", "'impossible-date'"
        case Boolean():
            yield f"{cell} NOT IN ('true', 'false')", "'not-a-boolean'"
        case Choice(members=members):
            yield f"{cell} NOT IN ({', '.join(map(literal, members))})", "'unknown-member'"
        case Text() | Related():
            if column.is_id:
                yield f"trim({cell}) = ''", "'empty-id'"
            yield f"length({cell}) > {LARGEST_TEXT}", "'text-too-long'"
        case ManyRelated() | Duration():
            raise AssertionError(f"{column.name} is not stored")
        case _:
            assert_never(column.type)


def _wrong_number(kind: Number, cell: str) -> Iterable[tuple[str, str]]:
    assert kind.scale is not None
    whole = LARGEST_DIGITS - kind.scale
    decimals = f"[.][0-9]{{1,{kind.scale}}}0*" if kind.scale else "[.]0+"
    misfit = _case(
        [
            (f"regexp_full_match(lower({cell}), '[-+]?(nan|inf|infinity)')", "'not-finite'"),
            (f"NOT regexp_full_match({cell}, '-?[0-9]+([.][0-9]+)?')", "'not-a-number'"),
            (f"NOT regexp_full_match({cell}, '-?0*[0-9]{{1,{whole}}}([.][0-9]+)?')", "'too-large'"),
        ],
        otherwise="'too-many-decimals'",
    )
    yield f"NOT regexp_full_match({cell}, '-?0*[0-9]{{1,{whole}}}({decimals})?')", misfit
    for operator, bound in bounds(kind):
        yield f"TRY_CAST({cell} AS DECIMAL({LARGEST_DIGITS}, {kind.scale})) {operator} {bound}", "'out-of-bounds'"


def bounds(kind: Number) -> Iterator[tuple[str, str]]:
    """What a number must not be: `<` or `>` and the bound, as an exact literal."""
    assert kind.scale is not None
    for end, operator, toward in ((kind.range.low, "<", ceil), (kind.range.high, ">", floor)):
        if end is not None:
            yield operator, _decimal(toward(end * 10**kind.scale), kind.scale)


def _decimal(steps: int, scale: int) -> str:
    """A number of smallest steps as an exact literal, moved to the nearest that can be stored."""
    limit = 10**38 - 1
    steps = min(max(steps, -limit), limit)
    return f"CAST('{show_exact(Fraction(steps, 10**scale))}' AS DECIMAL(38, {scale}))"


def _case(arms: Iterable[tuple[str, str]], otherwise: str = "NULL") -> str:
    return f"CASE {' '.join(f'WHEN {condition} THEN {code}' for condition, code in arms)} ELSE {otherwise} END"
