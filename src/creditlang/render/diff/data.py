"""The difference of two rulebooks as plain data. Members are added, never renamed or taken away."""

from __future__ import annotations

from typing import Any

from creditlang.analysis.diff.articles import Article, Bearing
from creditlang.analysis.diff.comparison import Comparison, PairDifference, differs
from creditlang.analysis.diff.effect import Effect, EffectDifference, Extreme, Verdict, Witness
from creditlang.analysis.diff.law import ArticleChange, CellChange, ClauseChange, Law
from creditlang.analysis.diff.population import Breakdown, Population
from creditlang.analysis.diff.ranges import DayRange, day_ranges
from creditlang.source import Span
from creditlang.values import Exact, plain, show_exact


def difference_data(comparison: Comparison, population: Population | None, *, effect: bool = True) -> dict[str, Any]:
    """The whole answer. `effect` and `verdict` are null where the effect was not asked for; `people` without data."""
    verdict, why = comparison.verdict_and_why
    return {
        "old": {"rulebook": comparison.old.name, "rulebook_digest": comparison.old.digest},
        "new": {"rulebook": comparison.new.name, "rulebook_digest": comparison.new.digest},
        "verdict": _verdict(verdict, comparison.bounded) if effect else None,
        "because": why or None,
        "changed": differs(comparison),
        "in_force": [_days(found) for found in day_ranges(comparison)],
        "editions": [_pair(found) for found in comparison.pairs],
        "people": _population(population) if population is not None else None,
    }


def _days(found: DayRange) -> dict[str, Any]:
    return {
        "from": found.days.start and found.days.start.isoformat(),
        "until": found.days.end and found.days.end.isoformat(),
        "old": None if found.old is None else found.old.called,
        "new": None if found.new is None else found.new.called,
        "compared": found.pair is not None,
    }


def _pair(found: PairDifference) -> dict[str, Any]:
    old, new = found.pair.old, found.pair.new
    return {
        "old": None if old is None else old.called,
        "new": None if new is None else new.called,
        "follows": found.pair.follows,
        "law": None if found.law is None else _law(found.law),
        "effect": None if found.effect is None else _effect(found.effect),
    }


def _law(law: Law) -> dict[str, Any]:
    return {"unchanged": law.unchanged, "changes": [_article(change) for change in law.changes]}


def _article(change: ArticleChange) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "old": _side(change.old),
        "new": _side(change.new),
        "fates": [fate.value for fate in change.fates],
        "bears_on": sorted(bearing.value for bearing in change.bears_on),
        "clauses": [_clause(clause) for clause in change.clauses],
        "answers": [_cell(cell) for cell in change.cells],
    }


def _side(article: Article | None) -> dict[str, Any] | None:
    if article is None:
        return None
    said = [
        clause.words
        for clause in article.clauses.values()
        if clause.words is not None and clause.bearing in (Bearing.EFFECT, Bearing.PROCESS)
    ]
    return {"name": article.name, "title": article.title, **_place(article.span), "clauses": said}


def _clause(change: ClauseChange) -> dict[str, Any]:
    return {
        "clause": change.name,
        "bears_on": change.bearing.value,
        "old": None if change.old is None else {"words": change.old.words, **_place(change.old.span)},
        "new": None if change.new is None else {"words": change.new.words, **_place(change.new.span)},
        "through": list(change.through),
    }


def _cell(change: CellChange) -> dict[str, Any]:
    start, end = change.period or (None, None)
    return {
        "keys": change.keys,
        "from": start and start.isoformat(),
        "until": end and end.isoformat(),
        "old": None if change.old is None else {"answer": change.old, **_place(change.old_span)},
        "new": None if change.new is None else {"answer": change.new, **_place(change.new_span)},
    }


def _place(span: Span | None) -> dict[str, Any]:
    if span is None:
        return {"file": None, "line": None}
    return {"file": span.source.name, "line": span.position.line}


def _effect(found: EffectDifference) -> dict[str, Any]:
    return {
        "verdict": _verdict(found.verdict, found.bounded),
        "bounds": found.bounds,
        "effects": [_one(effect) for effect in found.effects],
        "largest_gain": _extreme(found.gain),
        "largest_loss": _extreme(found.loss),
        "grade_moves": [
            {
                "old": move.old,
                "new": move.new,
                "possible": {"different": True, "equal": False}.get(move.verdict.value),
                "witness": _witness(move.witness),
            }
            for move in found.moves
        ],
    }


def _one(effect: Effect) -> dict[str, Any]:
    return {
        "kind": effect.kind.value,
        "old": effect.old,
        "new": effect.new,
        "verdict": _verdict(effect.verdict, effect.bounded),
        "by": effect.by,
        "bounded": effect.bounded,
        "witness": _witness(effect.witness),
        "in_data": None
        if effect.observed is None
        else {"people": effect.observed.people, "example": effect.observed.example},
    }


def _verdict(verdict: Verdict, bounded: bool) -> str:
    """`bounded` where no difference was found with as few records as were tried: that is never called equal."""
    return "bounded" if bounded and verdict is Verdict.EQUAL else verdict.value


def _extreme(found: Extreme | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "change": None if found.change is None else exact_data(found.change),
        "proved": found.verdict.value == "equal" and not found.bounded,
        "bounded": found.bounded,
        "by": found.by,
        "witness": _witness(found.witness),
    }


def _witness(found: Witness | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {"scenario": found.scenario, "old": found.old.to_dict(), "new": found.new.to_dict(), "pastes": found.pastes}


def _population(found: Population) -> dict[str, Any]:
    extremes = {"most_lost": found.most_lost, "most_gained": found.most_gained}
    return {
        "people": found.people,
        "changed": found.changed,
        "better": found.better,
        "worse": found.worse,
        "incomplete": found.incomplete,
        "grades": {
            "old": list(found.old_grades),
            "new": list(found.new_grades),
            "moves": [
                {"old": old, "new": new, "people": number, "example": found.examples.get((old, new))}
                for (old, new), number in sorted(
                    found.moves.items(),
                    key=lambda move: (found.old_grades.index(move[0][0]), found.new_grades.index(move[0][1])),
                )
            ],
        },
        "points": [{"change": exact_data(change), "people": number} for change, number in sorted(found.points.items())],
        **{
            name: None if one is None else {"change": exact_data(one[0]), "subject": one[1]}
            for name, one in extremes.items()
        },
        "entitlements": [
            {
                "kind": one.kind.value,
                "old": one.old,
                "new": one.new,
                "before": one.before,
                "after": one.after,
                **{turn.value.replace(" ", "_"): number for turn, number in one.turns.items()},
                "examples": {turn.value.replace(" ", "_"): who for turn, who in one.example.items()},
            }
            for one in found.entitlements
        ],
        "by": [_breakdown(one) for one in found.breakdowns],
    }


def _breakdown(found: Breakdown) -> dict[str, Any]:
    return {
        "field": found.field,
        "bands": [
            {
                "band": share.label,
                "people": share.people,
                "better": share.better,
                "worse": share.worse,
                "points": exact_data(share.points),
                "scored": share.scored,
                "turns": [
                    {"kind": kind.value, "name": name, "turn": turn.value, "people": number}
                    for (kind, name, turn), number in share.turns.items()
                ],
            }
            for share in found.shares
        ],
    }


def exact_data(number: Exact) -> int | str:
    """A number as decisions have it: whole ones as numbers, others as strings of digits."""
    whole = plain(number)
    return whole if isinstance(whole, int) else show_exact(whole)
