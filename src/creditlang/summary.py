"""What a rulebook does to a population: counts over many decisions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

import attrs

from creditlang import ir
from creditlang.semantics import Decision
from creditlang.values import Exact, plain, show_exact


@attrs.frozen
class Effect:
    """How many people a criterion, reward, sanction, list or move reaches.

    Attributes:
        people: each once, however many of their records set it off; for a criterion those to whom it gives
            or takes points.
        points: what a criterion adds for all of them together, before its weight and the bounds of groups;
            None for other rules.
    """

    name: str
    title: str | None
    people: int
    points: Exact | None = None


@attrs.frozen(kw_only=True)
class Summary:
    """Counts over the decisions of one day.

    Attributes:
        grades: how many people have each grade, best first, also those that nobody has.
        points: how many people have each score.
        unscored: people without a score, by the reason: `not covered`, `consent missing`, `consent withdrawn`.
        incomplete: people of whom a row was set aside.
        criteria, moves, rewards, sanctions, lists: in the order of the text, also those that reach nobody.
    """

    rulebook: str
    title: str | None
    edition: str | None
    as_of: date
    as_known: date | None
    digest: str
    people: int
    incomplete: int
    unscored: Mapping[str, int]
    points: Mapping[Exact, int]
    grades: tuple[Effect, ...]
    criteria: tuple[Effect, ...]
    moves: tuple[Effect, ...]
    rewards: tuple[Effect, ...]
    sanctions: tuple[Effect, ...]
    lists: tuple[Effect, ...]

    def quantile(self, share: float) -> Exact | None:
        """The lowest score that at least this share of the scored people do not exceed; None if nobody has one."""
        scored = sum(self.points.values())
        seen = 0
        for points in sorted(self.points):
            seen += self.points[points]
            if seen >= share * scored:
                return points
        return None

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain data: dates as ISO 8601, numbers with decimals as strings of digits."""
        return {
            "rulebook": self.rulebook,
            "edition": self.edition,
            "as_of": self.as_of.isoformat(),
            "as_known": self.as_known.isoformat() if self.as_known else None,
            "rulebook_digest": self.digest,
            "people": self.people,
            "incomplete": self.incomplete,
            "unscored": dict(self.unscored),
            "points": {
                name: _number(self.quantile(share))
                for name, share in (("lowest", 0.0), ("median", 0.5), ("highest", 1.0))
            },
            "grades": {effect.name: effect.people for effect in self.grades},
            "criteria": {
                effect.name: {"people": effect.people, "points": _number(effect.points)} for effect in self.criteria
            },
            **{
                kind: {effect.name: effect.people for effect in getattr(self, kind)}
                for kind in ("moves", "rewards", "sanctions", "lists")
            },
        }


class Tally:
    """Adds decisions up, one at a time, so that any number of them fits into memory; an engine may set the counts.

    Attributes:
        people, incomplete: how many there are, and how many of them lost a row.
        unscored, points, grades, rules, criteria: people by reason, score, grade, rule in effect, and criterion that
            counts anything.
        sums: the points of all lines of a criterion.
    """

    def __init__(self) -> None:
        self.people = 0
        self.incomplete = 0
        self.unscored: Counter[str] = Counter()
        self.points: Counter[Exact] = Counter()
        self.grades: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()
        self.criteria: Counter[str] = Counter()
        self.sums: dict[str, Exact] = {}

    def add(self, decision: Decision) -> None:
        """Count one more person."""
        self.people += 1
        self.incomplete += decision.incomplete
        if decision.points is not None:
            self.points[decision.points] += 1
        elif not decision.covered:
            self.unscored["not covered"] += 1
        elif decision.consent in ("missing", "withdrawn"):
            self.unscored[f"consent {decision.consent}"] += 1
        if decision.grade is not None:
            self.grades[decision.grade] += 1
        parts = (*decision.moved_by, *decision.rewards, *decision.sanctions, *decision.lists)
        self.rules.update({part.name for part in parts})
        lines = decision.score.lines if decision.score else ()
        self.criteria.update({line.criterion for line in lines if line.points})
        for line in lines:
            self.sums[line.criterion] = self.sums.get(line.criterion, 0) + line.points

    def summary(self, series: ir.Series, edition: ir.Edition, as_of: date, as_known: date | None) -> Summary:
        """What was counted, in the order of the edition that decided."""
        criteria = {name: criterion.text for one in series.editions for name, criterion in one.criteria.items()} | {
            name: criterion.text for name, criterion in edition.criteria.items()
        }
        shown = [name for name in criteria if name in edition.criteria or name in self.criteria]
        return Summary(
            rulebook=series.name,
            title=edition.title,
            edition=edition.edition,
            as_of=as_of,
            as_known=as_known,
            digest=series.digest,
            people=self.people,
            incomplete=self.incomplete,
            unscored=dict(self.unscored),
            points=dict(self.points),
            grades=tuple(Effect(grade.name, grade.title, self.grades[grade.name]) for grade in edition.grades),
            criteria=tuple(
                Effect(name, criteria[name].title, self.criteria[name], plain(self.sums.get(name, 0))) for name in shown
            ),
            moves=self._effects(move.text for move in edition.moves.values()),
            rewards=self._effects(reward.text for reward in edition.rewards.values()),
            sanctions=self._effects(sanction.text for sanction in edition.sanctions.values()),
            lists=self._effects(listed.text for listed in edition.lists.values()),
        )

    def _effects(self, texts: Iterable[ir.RuleText]) -> tuple[Effect, ...]:
        return tuple(Effect(text.name, text.title, self.rules[text.name]) for text in texts)


def _number(number: Exact | None) -> int | str | None:
    if number is None:
        return None
    whole = plain(number)
    return whole if isinstance(whole, int) else show_exact(whole)
