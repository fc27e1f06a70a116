"""The decision on everyone: the order in which everything is decided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs
import polars as pl

from creditlang.backends.polars.consent import consent_state
from creditlang.backends.polars.entitlements import in_effect
from creditlang.backends.polars.expressions import emit_expr
from creditlang.backends.polars.frames import Frames
from creditlang.backends.polars.grades import band, moved
from creditlang.backends.polars.needs import rules_of
from creditlang.backends.polars.rows import Rows, people_rows
from creditlang.backends.polars.scope import Scope
from creditlang.backends.polars.scores import Scored, score
from creditlang.backends.polars.support import refuse_unsupported
from creditlang.ir import Edition, Series
from creditlang.semantics.series import edition_in_force


@attrs.frozen
class Decided:
    """What has been decided on everyone, as columns of `rows`.

    Attributes:
        scored: None where the rulebook has no score.
        scorable: the column that says who is covered and has not withheld consent.
        covered, consent: the columns that say why somebody is not; None where nobody can be.
        place: the column with the place of the final grade; None without grades.
        rules: the columns that say who has which move, reward, list entry or sanction.
    """

    edition: Edition
    rows: Rows
    scored: Scored | None
    scorable: str
    covered: str | None
    consent: str | None
    place: str | None
    rules: Mapping[str, str]


def decide_all(series: Series, frames: Frames, as_of: date, as_known: date | None, lines: bool) -> Decided:
    """Decide on everyone for a day, with the knowledge of `as_known` (None: all that is known now).

    Raises:
        NotInForceError: no edition is in force on `as_of`.
        NotSupportedError: the rulebook uses what this engine refuses.
    """
    refuse_unsupported(series)
    edition = edition_in_force(series, as_of)
    visible = {event: visible_records(records, as_of, as_known) for event, records in frames.events.items()}
    rows = people_rows(frames)
    scope = Scope(edition, rows, visible, as_of)
    tests = {"#scorable": pl.lit(True)}
    if edition.covers is not None:
        tests["#covered"] = emit_expr(edition.covers, scope)
    if edition.consent is not None:
        tests["#consent"] = consent_state(edition.consent, scope)
    rows.add(tests)
    scorable = pl.lit(True)
    if edition.covers is not None:
        scorable = scorable & pl.col("#covered")
    if edition.consent is not None:
        scorable = scorable & (pl.col("#consent") == "given")
    rows.add({"#scorable": scorable})
    scored, place = None, None
    if edition.score is not None:
        scored = score(series, scope, lines)
        scope = attrs.evolve(scope, points=scored.points)
        if edition.grades:
            place = "#band"
            rows.add({place: band(edition, scored.points)})
            scope = attrs.evolve(scope, place=place)
    place, rules = _with_rules(edition, scope)
    covered = "#covered" if edition.covers is not None else None
    consent = "#consent" if edition.consent is not None else None
    return Decided(edition, rows, scored, "#scorable", covered, consent, place, rules)


def visible_records(records: pl.LazyFrame, as_of: date, as_known: date | None) -> pl.LazyFrame:
    """The records that had happened by `as_of` and were known, and not withdrawn, by `as_known`."""
    happened = pl.col("date") <= pl.lit(as_of)
    withdrawn = pl.col("withdrawn")
    if as_known is None:
        return records.filter(happened & withdrawn.is_null())
    known = pl.col("recorded") <= pl.lit(as_known)
    return records.filter(happened & known & (withdrawn.is_null() | (withdrawn > pl.lit(as_known))))


def _with_rules(edition: Edition, scope: Scope) -> tuple[str | None, dict[str, str]]:
    """Moves, lists, rewards and sanctions, each after what it reads."""
    rules = rules_of(edition)
    found: dict[str, str] = {}
    for name in edition.evaluation_order:
        column = scope.rows.fresh("rule")
        scope.rows.add({column: in_effect(rules[name], scope)})
        found[name] = column
        if name not in edition.moves:
            scope = attrs.evolve(scope, in_effect={**scope.in_effect, name: column})
        elif scope.place is not None:
            # INVARIANT: what reads the grade comes after all that moves it, so nothing sees it half moved.
            active = [(move, pl.col(found[other])) for other, move in edition.moves.items() if other in found]
            place = scope.rows.fresh("place")
            scope.rows.add({place: moved(edition, pl.col("#band"), active)})
            scope = attrs.evolve(scope, place=place)
    return scope.place, {name: found[name] for name in rules}
