"""JSON Lines: one object on each line. Numbers keep their digits.

In: a file. Out: batches of rows whose cells are texts, with a fault for each value of a kind that its
column does not take.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from creditlang.data.batches import BATCH, Batch, Cells, Fault
from creditlang.data.lines import Line, read_lines
from creditlang.data.tables import Column
from creditlang.types import Boolean, Number

_SUBJECT = re.compile(r'"subject"\s*:\s*"((?:[^"\\]|\\.)*)"')
_LARGEST_EXPONENT = 40


class _Digits(str):
    """A number as it is written."""

    __slots__ = ()


class _Object(list[tuple[str, object]]):
    """The keys and values of an object, those that stand twice too."""


_DECODER = json.JSONDecoder(object_pairs_hook=_Object, parse_float=_Digits, parse_int=_Digits, parse_constant=_Digits)


def read_rows(path: Path, columns: Sequence[Column], on_bytes: Callable[[int], None] | None = None) -> Iterator[Batch]:
    """The rows. A key that is left out is an unknown value."""
    batch = Batch()
    for block in read_lines(path, on_bytes):
        for line in block:
            if line.text.strip() or line.code:
                _read(line, columns, batch)
                if len(batch) >= BATCH:
                    yield batch
                    batch = Batch()
    yield batch


def _read(line: Line, columns: Sequence[Column], batch: Batch) -> None:
    pairs, code = (None, line.code) if line.code else _decode(line)
    values = dict(pairs or ())
    detail = None
    if pairs is not None and len(values) < len(pairs):
        keys = [key for key, _ in pairs]
        code, detail = "duplicate-key", next(key for key in keys if keys.count(key) > 1)
    if code is None:
        _take(line, values, columns, batch)
    else:
        guess = _SUBJECT.search(line.text)
        owner = guess.group(1) if guess else None
        batch.faults.append(Fault(line.number, code, line.text, owner, value=line.text, detail=detail))


def _decode(line: Line) -> tuple[_Object | None, str | None]:
    """The object on a line, or the code of what is wrong with it."""
    try:
        found = _DECODER.decode(line.text)
        if "\\u" in line.text:
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return None, "broken-text"
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, _Object):
        return found, None
    return None, "json-array" if line.number == 1 and line.text.lstrip().startswith("[") else "not-json"


def _take(line: Line, values: dict[str, object], columns: Sequence[Column], batch: Batch) -> None:
    owner = values.get("subject")
    owner = owner if isinstance(owner, str) else None
    cells: Cells = []
    for column in columns:
        value = values.pop(column.name, None)
        wrong = None
        if value.__class__ is str or value is None:
            cells.append(value)
        elif isinstance(value, _Digits) and isinstance(column.type, Number):
            cell, wrong = _written_out(value)
            cells.append(cell)
        elif isinstance(value, bool) and isinstance(column.type, Boolean):
            cells.append("true" if value else "false")
        else:
            cells.append(None)
            wrong = "wrong-type"
        if wrong:
            shown, kind = _shown(value)
            batch.faults.append(Fault(line.number, wrong, line.text, owner, column.name, shown, kind))
    for key in values:
        batch.faults.append(Fault(line.number, "unknown-column", line.text, owner, key, key))
    batch.lines.append(line.number)
    batch.rows.append(cells)


def _written_out(digits: _Digits) -> tuple[str | None, str | None]:
    """`1.5e3` as `1500`, without loss; or what is wrong with a number that is too long to be written out."""
    mantissa, _, exponent = digits.lower().partition("e")
    if not exponent:
        return str(digits), None
    number = Decimal(mantissa)
    if not number:
        return "0", None
    size = len(exponent.lstrip("+-0"))
    if size < 5 and abs(number.adjusted() + int(exponent)) <= _LARGEST_EXPONENT:
        return f"{Decimal(digits):f}", None
    return None, "too-many-decimals" if exponent.startswith("-") else "too-large"


def _shown(value: object) -> tuple[str, str]:
    """A value of the wrong kind: how it is written, and what it is."""
    if isinstance(value, bool):
        return ("true" if value else "false"), "a truth value"
    if isinstance(value, _Digits):
        return str(value), "a number"
    if isinstance(value, _Object):
        return json.dumps(dict(value), ensure_ascii=False), "an object"
    return json.dumps(value, ensure_ascii=False), "a list"
