"""Decisions as frames: one row for each person, and one for each line of a score.

Numbers are whole numbers of the smallest step that the caller names; days are dates.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs
import polars as pl

from creditlang.backends.polars import numbers
from creditlang.backends.polars.criteria import ORDER
from creditlang.backends.polars.evaluate import Decided
from creditlang.backends.polars.frames import NUMBER
from creditlang.backends.polars.numbers import Number
from creditlang.backends.polars.scores import Lines
from creditlang.backends.polars.series import Judge
from creditlang.ir import OnEvent


def person_rows(decided: Decided, decimals: int) -> pl.LazyFrame:
    """One row for each person, in the order of ids.

    Columns: `subject`, `points` (in steps of `decimals`), `grade`, `rewards`, `sanctions`, `lists`, `moves`,
    `incomplete`, `covered`, `consent`.
    """
    edition, scorable = decided.edition, pl.col(decided.scorable)
    points, grade = pl.lit(None, dtype=pl.Int64), pl.lit(None, dtype=pl.String)
    if decided.scored is not None:
        points = pl.when(scorable).then(numbers.scaled(decided.scored.points, decimals).whole)
    if decided.place is not None:
        names = [g.name for g in edition.grades]
        named = pl.lit(pl.Series(names, dtype=pl.String)).gather(pl.col(decided.place))
        grade = pl.when(scorable).then(named)
    rules: dict[str, Iterable[str]] = {
        "rewards": edition.rewards,
        "sanctions": edition.sanctions,
        "lists": edition.lists,
        "moves": edition.moves,
    }
    return decided.rows.settle().select(
        pl.col("s.#id").alias("subject"),
        points.alias("points"),
        grade.alias("grade"),
        *(_names(decided, named).alias(kind) for kind, named in rules.items()),
        pl.col("incomplete"),
        (pl.lit(True) if decided.covered is None else pl.col(decided.covered)).alias("covered"),
        (pl.lit(None, dtype=pl.String) if decided.consent is None else pl.col(decided.consent)).alias("consent"),
    )


_TOGETHER = 10
"""How many rules are told by one number: there is a list of names for each combination of them."""


def _names(decided: Decided, rules: Iterable[str]) -> pl.Expr:
    """The names of the rules that are in effect, in the order of the text."""
    names = list(rules)
    parts = [_combination(decided, names[start : start + _TOGETHER]) for start in range(0, len(names), _TOGETHER)]
    if not parts:
        return pl.lit([], dtype=pl.List(pl.String))
    return parts[0] if len(parts) == 1 else pl.concat_list(parts)


def _combination(decided: Decided, names: Sequence[str]) -> pl.Expr:
    """Lists of names, taken from the few that there can be: making each anew takes many times as long."""
    lists = [[name for bit, name in enumerate(names) if code >> bit & 1] for code in range(2 ** len(names))]
    scorable, code = pl.col(decided.scorable), pl.lit(0, dtype=pl.UInt32)
    for bit, name in enumerate(names):
        code = code + (pl.col(decided.rules[name]) & scorable).cast(pl.UInt32) * 2**bit
    return pl.lit(pl.Series(lists, dtype=pl.List(pl.String))).gather(code)


def line_rows(decided: Decided, decimals: int) -> pl.LazyFrame:
    """One row for each line, by person and in the order of an explanation.

    Columns: `subject`, `criterion`, `group`, `points`, `before_caps` (both in steps of `decimals`), `event`, `record`,
    `date`, `until`, `basis`, `source`, `edition`, `remark`, `at`.
    """
    parts = (
        [] if decided.scored is None else [_rows(lines, n, decimals) for n, lines in enumerate(decided.scored.lines)]
    )
    people = decided.rows.settle().filter(pl.col(decided.scorable)).select(NUMBER, pl.col("s.#id").alias("subject"))
    if not parts:
        return people.head(0).select("subject", *(pl.lit(None, dtype=kind).alias(n) for n, kind in _COLUMNS.items()))
    points = {part.collect_schema()["points"] for part in parts}
    wide = pl.Int128 if pl.Int128 in points else pl.Int64
    every = pl.concat([part.with_columns(pl.col("points", "before_caps").cast(wide)) for part in parts])
    found = every.join(people, on=NUMBER, how="inner").sort(NUMBER, "#entry", *ORDER[1:], nulls_last=False)
    return found.select("subject", *_COLUMNS)


_COLUMNS = {
    "criterion": pl.String,
    "group": pl.String,
    "points": pl.Int64,
    "before_caps": pl.Int64,
    "event": pl.String,
    "record": pl.String,
    "date": pl.Date,
    "until": pl.Date,
    "basis": pl.String,
    "source": pl.String,
    "edition": pl.String,
    "remark": pl.String,
    "at": pl.String,
}


def _rows(lines: Lines, place: int, decimals: int) -> pl.LazyFrame:
    entry = lines.entry
    facts = Judge(entry.criterion, entry.edition)
    judges = [*enumerate(entry.judges), *([(-1, facts)] if entry.on_facts else [])]

    def told(say: Callable[[Judge], str | None]) -> pl.Expr:
        values = {number: say(judge) for number, judge in judges}
        if len(set(values.values())) == 1:
            return pl.lit(next(iter(values.values())), dtype=pl.String)
        return pl.col("#judge").replace_strict(values, return_dtype=pl.String)

    return lines.frame.select(
        NUMBER,
        *ORDER[1:],
        pl.lit(place).alias("#entry"),
        told(lambda judge: judge.criterion.text.name).alias("criterion"),
        pl.lit(entry.group, dtype=pl.String).alias("group"),
        _scaled(lines.points, "#points", decimals).alias("points"),
        _scaled(lines.before, "#before", decimals).alias("before_caps"),
        pl.when(pl.col("#record").is_not_null()).then(told(_event)).alias("event"),
        pl.col("#record").alias("record"),
        pl.col("#date").cast(pl.Date).alias("date"),
        pl.col("#until").cast(pl.Date).alias("until"),
        told(lambda judge: judge.criterion.text.basis).alias("basis"),
        told(lambda judge: judge.criterion.text.source.value if judge.criterion.text.source else None).alias("source"),
        told(lambda judge: judge.edition.edition).alias("edition"),
        pl.when(pl.col("#why").is_null())
        .then(pl.col("#remark"))
        .when(pl.col("#remark").is_null())
        .then(pl.col("#why"))
        .otherwise(pl.format("{}; {}", "#remark", "#why"))
        .alias("remark"),
        told(lambda judge: str(judge.criterion.text.span)).alias("at"),
    )


def _event(judge: Judge) -> str | None:
    return judge.event if isinstance(judge.criterion.trigger, OnEvent) else None


def _scaled(number: Number, column: str, decimals: int) -> pl.Expr:
    return numbers.scaled(attrs.evolve(number, whole=pl.col(column)), decimals).whole
