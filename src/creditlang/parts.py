"""Parts of a population that were decided on apart, laid together into the tables that one run would have written.

In: the tables of decisions of all shards, as Parquet; each has its lines beside it and says in its metadata which part
of how many it is, and by what was decided. Out: the same rows in the same order as without shards. Nothing is computed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import attrs
import duckdb

from creditlang.data.checks import literal
from creditlang.data.columnar import unglobbed
from creditlang.data.setting_aside import SetAside
from creditlang.diagnostics import CreditlangError
from creditlang.outputs import (
    SET_ASIDE,
    SHARD,
    SHARDS,
    UNATTRIBUTED,
    UNDECIDED,
    check_format,
    copy_query,
    lines_path,
    writing,
)

_SAID = {
    "rulebook": "by the rulebook",
    "rulebook_digest": "by the text with the digest",
    "edition": "by the edition",
    "as_of": "as of",
    "as_known": "as known on",
    SHARDS: "on one of so many parts:",
}
"""What parts must agree on, and how it is told."""

_OWN = (SHARD, SET_ASIDE, UNDECIDED, UNATTRIBUTED)
"""What each part says of itself."""


class PartsError(CreditlangError):
    """Files are not the parts of one whole."""


@attrs.frozen
class Joined:
    """How many people were decided on in all parts, and what was set aside in each, in the order of their numbers."""

    people: int
    aside: tuple[SetAside, ...]


@attrs.frozen
class _Part:
    """One file of decisions, with what it says about itself."""

    path: Path
    facts: Mapping[str, str]

    @property
    def number(self) -> int:
        return int(self.facts[SHARD])

    @property
    def aside(self) -> SetAside:
        return SetAside(*(int(self.facts[name]) for name in (SET_ASIDE, UNDECIDED, UNATTRIBUTED)))


def join_parts(paths: Sequence[Path], out: Path) -> Joined:
    """Lay parts together.

    Args:
        paths: the tables of decisions; those of lines stand beside them.
        out: where to write the decisions; the lines go beside them. The ending says the format.

    Raises:
        UnknownFormatError: the ending of `out` is not one that can be written.
        PartsError: a file is not a part, or cannot be read; one is missing or there twice; or they were decided by
            different text, for different days, or cut into a different number of parts.
    """
    check_format(out)
    if out.resolve() in {one.resolve() for path in paths for one in (path, lines_path(path))}:
        raise PartsError(f"`{out}` is one of the parts: write to another file")
    with duckdb.connect() as connection:
        parts = sorted((_part(connection, path) for path in paths), key=lambda part: part.number)
        _check_whole(parts)
        facts = {name: text for name, text in parts[0].facts.items() if name not in (*_OWN, SHARDS)}
        tables = {out: [part.path for part in parts], lines_path(out): [lines_path(part.path) for part in parts]}
        with writing(tables) as ready:
            for path, found in tables.items():
                rows = _all(found, "file_row_number = true")
                columns = _columns(connection, found)
                # Nobody is in two parts, and within one their lines stand in order.
                order = "subject, file_row_number"
                connection.execute(copy_query(f"FROM {rows}", ready[path], columns, facts, order))
        row = connection.execute(f"SELECT count(*) FROM {_all(tables[out])}").fetchone()
    assert row is not None
    return Joined(int(row[0]), tuple(part.aside for part in parts))


def _part(connection: duckdb.DuckDBPyConnection, path: Path) -> _Part:
    """A part, after a look at both of its files."""
    own, beside = _facts(connection, path), _facts(connection, lines_path(path))
    if not {*_SAID, *_OWN} <= own.keys() or not all(own[name].isdecimal() for name in _OWN):
        raise PartsError(f"`{path}` is not a part: it was not written by `creditlang score --shard`")
    if own != beside:
        raise PartsError(f"`{path}` and `{lines_path(path)}` are not of one run")
    return _Part(path, own)


def _facts(connection: duckdb.DuckDBPyConnection, path: Path) -> dict[str, str]:
    if not path.is_file():
        raise PartsError(f"there is no file `{path}`")
    try:
        rows = connection.execute(
            f"SELECT decode(key), decode(value) FROM parquet_kv_metadata({literal(unglobbed(str(path)))})"
        ).fetchall()
    except duckdb.Error:
        raise PartsError(f"`{path}` is not a Parquet file, or was not written to its end") from None
    return dict(rows)


def _check_whole(parts: Sequence[_Part]) -> None:
    """Refuse what is not each part of one whole once."""
    if not parts:
        raise PartsError("there are no parts")
    first = parts[0]
    for part in parts[1:]:
        for name, words in _SAID.items():
            if part.facts[name] != first.facts[name]:
                raise PartsError(
                    f"`{first.path}` and `{part.path}` do not belong together: decided {words}"
                    f" {first.facts[name] or 'nothing'}, and {words} {part.facts[name] or 'nothing'}"
                )
    by_number: dict[int, Path] = {}
    for part in parts:
        if part.number in by_number:
            other = by_number[part.number]
            raise PartsError(f"part {part.number} is there twice, as `{other}` and `{part.path}`")
        by_number[part.number] = part.path
    count = int(first.facts[SHARDS])
    missing = [number for number in range(1, count + 1) if number not in by_number]
    if missing:
        shown = ", ".join(map(str, missing[:10])) + (" and more" if len(missing) > 10 else "")
        named = f"part {shown} of {count} is" if len(missing) == 1 else f"parts {shown} of {count} are"
        raise PartsError(f"{named} missing")


def _columns(connection: duckdb.DuckDBPyConnection, paths: Sequence[Path]) -> dict[str, str]:
    """The columns of all files, which are the same."""
    found = [
        dict(connection.execute(f"SELECT column_name, column_type FROM (DESCRIBE FROM {_all([path])})").fetchall())
        for path in paths
    ]
    for path, columns in zip(paths, found, strict=True):
        if columns != found[0]:
            raise PartsError(f"`{path}` has other columns than `{paths[0]}`")
    return found[0]


def _all(paths: Sequence[Path], *options: str) -> str:
    """The rows of some files."""
    listed = ", ".join(literal(unglobbed(str(path))) for path in paths)
    return f"read_parquet({', '.join((f'[{listed}]', *options))})"
