"""What changes for the people in a data set: decisions under both rulebooks, counted side by side."""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from creditlang import ir
from creditlang.analysis.diff.articles import ArticleKind
from creditlang.analysis.diff.bands import bands
from creditlang.analysis.diff.effect import OF_ARTICLE, EffectKey, EffectKind, Observed
from creditlang.analysis.diff.law import Law
from creditlang.analysis.diff.outcomes import UNGRADED, Outcome, key_of_new, outcome_of_new, outcome_of_old, standing
from creditlang.data import History
from creditlang.diagnostics import CreditlangError, closest
from creditlang.semantics import Decision
from creditlang.types import ManyRelated, Related
from creditlang.values import Exact


class UnknownFactError(CreditlangError):
    """Decisions cannot be broken down by this fact."""

    def __init__(self, name: str, subject: ir.Subject, why: str = "") -> None:
        fields = [field.name for field in facts_of(subject)]
        guess = closest(name, fields)
        hint = f"; did you mean `{guess}`?" if guess else f"; there are {', '.join(fields)}"
        super().__init__(why or f"a {subject.name} has no fact `{name}`{hint}")


class Turn(enum.Enum):
    """How a person's standing with an entitlement changes."""

    GAINED = "gained"
    LOST = "lost"
    OTHER_VALUE = "other value"
    OTHER_DATES = "other dates"


@attrs.frozen
class EntitlementChange:
    """Who has a reward, sanction, list entry or move under either rulebook.

    Attributes:
        kind, old, new: what it is, and its name on each side; None where a side does not have it.
        before, after: how many people have it.
        turns: for how many people it changes, and how; a person counts once, under the gravest.
        example: a person for each turn.
    """

    kind: ArticleKind
    old: str | None
    new: str | None
    title: str | None
    before: int
    after: int
    turns: Mapping[Turn, int]
    example: Mapping[Turn, str]

    @property
    def name(self) -> str:
        """Its name, the new one if it has two."""
        return self.new or self.old or ""


@attrs.frozen
class Share:
    """The people of one band of a fact.

    Attributes:
        better, worse: by the rank of their grade; where there are no grades, by points.
        points: the sum of what their points change by, over those with points on both sides.
        scored: how many have points on both sides.
        turns: by entitlement and turn, how many people.
    """

    label: str
    people: int
    better: int
    worse: int
    points: Exact
    scored: int
    turns: Mapping[tuple[ArticleKind, str, Turn], int]


@attrs.frozen
class Breakdown:
    """People by a fact."""

    field: str
    title: str | None
    shares: tuple[Share, ...]


@attrs.frozen(kw_only=True)
class Population:
    """What a change does to everyone in a data set.

    Attributes:
        people: decided under both rulebooks.
        changed: of whom something is different: points, grade, or what is in effect.
        old_grades, new_grades: every standing, best first; standings without a grade last.
        moves: how many people go from which standing to which.
        same: the standing of the old rulebook that each new one continues.
        examples: for each pair of standings that differ a person.
        points: how many people's points change by how much; people without points on a side are left out.
        most_lost, most_gained: who, and by how much; None if nobody.
        incomplete: people of whom a row was set aside.
        observed: for each effect that changes for someone, for how many; all but the coverage among those on whom
            both decide.
    """

    people: int
    changed: int
    old_grades: tuple[str, ...]
    new_grades: tuple[str, ...]
    same: Mapping[str, str]
    moves: Mapping[tuple[str, str], int]
    examples: Mapping[tuple[str, str], str]
    points: Mapping[Exact, int]
    most_lost: tuple[Exact, str] | None
    most_gained: tuple[Exact, str] | None
    entitlements: tuple[EntitlementChange, ...]
    breakdowns: tuple[Breakdown, ...]
    incomplete: int
    observed: Mapping[EffectKey, Observed]

    @property
    def better(self) -> int:
        """People who end in a better grade."""
        return self._moved(-1)

    @property
    def worse(self) -> int:
        """People who end in a worse grade."""
        return self._moved(1)

    def direction(self, old: str, new: str) -> int:
        """-1 where the new standing is better, 1 where it is worse, 0 where they are one or cannot be compared."""
        return _direction(old, new, self.old_grades, self.new_grades, self.same)

    def _moved(self, way: int) -> int:
        return sum(number for pair, number in self.moves.items() if self.direction(*pair) == way)


def facts_of(subject: ir.Subject) -> list[ir.Field]:
    """The facts that people can be told apart by."""
    return [f for f in subject.fields.values() if not isinstance(f.type, Related | ManyRelated)]


def fact(subject: ir.Subject, name: str) -> ir.Field:
    """The field of this name.

    Raises:
        UnknownFactError: there is none, or it is a relation.
    """
    field = subject.fields.get(name)
    if field is None:
        raise UnknownFactError(name, subject)
    if isinstance(field.type, Related | ManyRelated):
        raise UnknownFactError(name, subject, f"`{name}` leads to another subject: name a fact of the {subject.name}")
    return field


def compare_population(
    decided: Iterable[tuple[History, Decision, Decision]],
    law: Law,
    editions: tuple[ir.Edition, ir.Edition],
    by: Sequence[ir.Field] = (),
) -> Population:
    """Count what changes.

    Args:
        decided: each person with the decisions under the old and the new rulebook.
        law: tells which rules and grades belong together.
        editions: in force on the day that is decided for, whose order of grades and of rules the answer has.
        by: the facts to break down by.
    """
    counting = _Counting(law, editions, by)
    for history, old, new in decided:
        counting.add(history, old, new)
    return counting.population()


@attrs.define
class _Tally:
    people: int = 0
    better: int = 0
    worse: int = 0
    points: Exact = 0
    scored: int = 0
    turns: Counter[tuple[ArticleKind, str, Turn]] = attrs.field(factory=Counter)

    def merge(self, other: _Tally) -> None:
        self.people += other.people
        self.better += other.better
        self.worse += other.worse
        self.points += other.points
        self.scored += other.scored
        self.turns.update(other.turns)


class _Counting:
    def __init__(self, law: Law, editions: tuple[ir.Edition, ir.Edition], by: Sequence[ir.Field]) -> None:
        self.by = by
        self.law = law
        self.grades = [[grade.name for grade in edition.grades] for edition in editions]
        self.same = {**law.grades, **{name: name for name in UNGRADED}}
        self.rules = _rules(law)
        self.people = self.changed = self.incomplete = 0
        self.moves: Counter[tuple[str, str]] = Counter()
        self.examples: dict[tuple[str, str], str] = {}
        self.points: Counter[Exact] = Counter()
        self.extremes: dict[int, tuple[Exact, str]] = {}
        self.having: tuple[Counter[tuple[ArticleKind, str]], Counter[tuple[ArticleKind, str]]] = (Counter(), Counter())
        self.turns: Counter[tuple[ArticleKind, str, Turn]] = Counter()
        self.turned: dict[tuple[ArticleKind, str, Turn], str] = {}
        self.tallies: list[dict[Any, _Tally]] = [{} for _ in by]
        self.names = {(kind, key): (old, new) for kind, key, old, new, _ in self.rules}
        self.observed: dict[EffectKey, Observed] = {}

    def add(self, history: History, old: Decision, new: Decision) -> None:
        """Count one more person."""
        self.people += 1
        self.incomplete += old.incomplete or new.incomplete
        pair = (standing(old), standing(new))
        self.moves[pair] += 1
        one = _Tally(people=1)
        way = _direction(pair[0], pair[1], self.grades[0], self.grades[1], self.same)
        change: Exact | None = None
        if old.points is not None and new.points is not None:
            change = new.points - old.points
            self.points[change] += 1
            one.points, one.scored = change, 1
            side = (change > 0) - (change < 0)
            if side and (side not in self.extremes or change * side > self.extremes[side][0] * side):
                self.extremes[side] = (change, old.subject)
            if not any(self.grades):
                way = -side
        one.better, one.worse = way < 0, way > 0
        outcomes = (outcome_of_old(old), outcome_of_new(new, self.law))
        for turn in self._turns(*outcomes):
            one.turns[turn] += 1
            self.turned.setdefault(turn, old.subject)
        for effect in self._effects(*outcomes, one.turns):
            seen = self.observed.get(effect, Observed(0, old.subject))
            self.observed[effect] = Observed(seen.people + 1, seen.example)
        self.turns.update(one.turns)
        moved = self.same.get(pair[1]) != pair[0]
        if moved:
            self.examples.setdefault(pair, old.subject)
        self.changed += bool(moved or change or one.turns)
        for field, tallies in zip(self.by, self.tallies, strict=True):
            tallies.setdefault(history.facts.values.get(field.name), _Tally()).merge(one)

    def _effects(
        self, old: Outcome, new: Outcome, turns: Iterable[tuple[ArticleKind, str, Turn]]
    ) -> Iterable[EffectKey]:
        """The effects that differ for a person."""
        if old.is_decided != new.is_decided:
            yield (EffectKind.COVERAGE, None, None)
        if not (old.is_decided and new.is_decided):
            return
        if old.points != new.points:
            yield (EffectKind.POINTS, None, None)
        if old.standing != new.standing:
            yield (EffectKind.GRADE, None, None)
        for kind, key, _ in turns:
            yield (OF_ARTICLE[kind], *self.names[kind, key])

    def _turns(self, old: Outcome, new: Outcome) -> Iterable[tuple[ArticleKind, str, Turn]]:
        before, after = old.in_effect, new.in_effect
        self.having[0].update(before.keys())
        self.having[1].update(after.keys())
        for key in before.keys() | after.keys():
            if key not in before:
                yield (*key, Turn.GAINED)
            elif key not in after:
                yield (*key, Turn.LOST)
            elif {part[0] for part in before[key]} != {part[0] for part in after[key]}:
                yield (*key, Turn.OTHER_VALUE)
            elif before[key] != after[key]:
                yield (*key, Turn.OTHER_DATES)

    def population(self) -> Population:
        """What was counted."""
        standings = [
            (*grades, *(name for name in UNGRADED if any(pair[side] == name for pair in self.moves)))
            for side, grades in enumerate(self.grades)
        ]
        names = {(kind, key): new or key for kind, key, _, new, _ in self.rules}
        return Population(
            people=self.people,
            changed=self.changed,
            old_grades=standings[0],
            new_grades=standings[1],
            same=self.same,
            moves=dict(self.moves),
            examples=self.examples,
            points=dict(self.points),
            most_lost=self.extremes.get(-1),
            most_gained=self.extremes.get(1),
            entitlements=tuple(self._entitlement(*rule) for rule in self.rules),
            breakdowns=tuple(
                _breakdown(field, tallies, names) for field, tallies in zip(self.by, self.tallies, strict=True)
            ),
            incomplete=self.incomplete,
            observed=self.observed,
        )

    def _entitlement(
        self, kind: ArticleKind, key: str, old: str | None, new: str | None, title: str | None
    ) -> EntitlementChange:
        return EntitlementChange(
            kind,
            old,
            new,
            title,
            self.having[0][kind, key],
            self.having[1][kind, key],
            {turn: number for turn in Turn if (number := self.turns[kind, key, turn])},
            {turn: self.turned[kind, key, turn] for turn in Turn if (kind, key, turn) in self.turned},
        )


_ENTITLEMENTS = (
    ArticleKind.DOWNGRADE,
    ArticleKind.UPGRADE,
    ArticleKind.REWARD,
    ArticleKind.SANCTION,
    ArticleKind.LIST,
)


def _rules(law: Law) -> list[tuple[ArticleKind, str, str | None, str | None, str | None]]:
    """Every move, reward, sanction and list of either edition: kind, key, name on each side, title."""
    found = []
    for kind in _ENTITLEMENTS:
        for matched in law.matched:
            if matched.kind is kind:
                old, new = (None if a is None else a.name for a in (matched.old, matched.new))
                key = old if old is not None else key_of_new(kind, str(new), law)
                found.append((kind, key, old, new, (matched.new or matched.old).title))  # type: ignore[union-attr]  # one is there
    return found


def _direction(
    old: str, new: str, old_grades: Sequence[str], new_grades: Sequence[str], same: Mapping[str, str]
) -> int:
    """-1 better, 1 worse, 0 the same or not to be compared. Ranks are those of the scale that has both."""
    mapped = same.get(new)
    if mapped == old or old not in old_grades or new not in new_grades or old in UNGRADED or new in UNGRADED:
        return 0
    if mapped is not None and mapped in old_grades:
        return 1 if old_grades.index(mapped) > old_grades.index(old) else -1
    forward = {before: after for after, before in same.items()}
    kept = forward.get(old)
    if kept is not None and kept in new_grades:
        return 1 if new_grades.index(new) > new_grades.index(kept) else -1
    return 0


def _breakdown(
    field: ir.Field, tallies: Mapping[Any, _Tally], names: Mapping[tuple[ArticleKind, str], str]
) -> Breakdown:
    found = bands(field, {value: tally.people for value, tally in tallies.items()})
    by_label = {label: _Tally() for label in found.labels}
    for value, tally in tallies.items():
        by_label[found.of(value)].merge(tally)
    shares = (
        Share(
            label,
            t.people,
            t.better,
            t.worse,
            t.points,
            t.scored,
            {(kind, names[kind, key], turn): number for (kind, key, turn), number in t.turns.items()},
        )
        for label, t in by_label.items()
        if t.people
    )
    return Breakdown(field.name, field.title, tuple(shares))
