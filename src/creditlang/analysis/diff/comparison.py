"""Two rulebooks compared: pair by pair of editions, in law and in effect, and what follows for the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import attrs

from creditlang import ir
from creditlang.analysis.diff.articles import ArticleKind, Bearing
from creditlang.analysis.diff.effect import (
    BY_TEXT,
    Effect,
    EffectDifference,
    EffectKey,
    EffectKind,
    Observed,
    Verdict,
)
from creditlang.analysis.diff.law import ArticleChange, Fate, Law, compare_law
from creditlang.analysis.diff.pairs import EditionPair, alone, find_edition, pair_editions

AskEffect = Callable[[EditionPair, Law, ir.Series], EffectDifference]
"""What changed in effect between two editions, each taken alone; and the series that cases are to be pasted under."""


@attrs.frozen
class PairDifference:
    """What changed between two editions. `law` and `effect` are None where there is nothing to compare with."""

    pair: EditionPair
    law: Law | None
    effect: EffectDifference | None

    @property
    def is_same(self) -> bool:
        """Whether nothing changed, in law or in effect."""
        return (
            self.law is not None
            and not self.law.changes
            and self.effect is not None
            and self.effect.verdict is Verdict.EQUAL
        )


@attrs.frozen
class Comparison:
    """Two series side by side.

    Attributes:
        pairs: of editions, in the order of the new series.
        observed: for each effect that changes for someone in a data set, for how many; empty where there was no data.
    """

    old: ir.Series
    new: ir.Series
    pairs: tuple[PairDifference, ...]
    observed: Mapping[EffectKey, Observed] = attrs.field(factory=dict)

    @property
    def bounded(self) -> bool:
        """Whether an answer of equality holds only for as many records as were tried: no proof of the whole."""
        return any(pair.effect.bounded for pair in self.pairs if pair.effect)

    @property
    def is_alone(self) -> bool:
        """Whether one edition is compared with one, each as if it alone had always been in force."""
        return len(self.old.editions) == len(self.new.editions) == 1

    @property
    def deciding(self) -> tuple[ir.Series, ir.Series]:
        """The series as they decide on data: a single edition as if it had always been in force."""
        if not self.is_alone:
            return self.old, self.new
        old, new = (alone(series.editions[0], series.digest) for series in (self.old, self.new))
        return old, new

    @property
    def verdict(self) -> Verdict:
        """Whether the rulebooks decide alike, always and for everybody."""
        return self.verdict_and_why[0]

    @property
    def verdict_and_why(self) -> tuple[Verdict, str]:
        """The verdict on the whole, and what it rests on beyond the editions one by one."""
        found = [pair.effect.verdict for pair in self.pairs if pair.effect is not None]
        if any(pair.pair.old is None or pair.pair.new is None or pair.pair.follows for pair in self.pairs):
            return Verdict.DIFFERENT, "the editions are not the same ones"
        if Verdict.DIFFERENT in found:
            return Verdict.DIFFERENT, ""
        if self.observed:
            first = next(iter(self.observed.values()))
            return Verdict.DIFFERENT, f"found in the data, such as for {first.example}"
        if Verdict.UNDECIDED in found:
            return Verdict.UNDECIDED, ""
        return (Verdict.EQUAL, "") if self.is_alone else self._in_time()

    def _in_time(self) -> tuple[Verdict, str]:
        """Editions that are equal one by one also judge each other's records: that must agree, too."""
        changes = [change for pair in self.pairs if pair.law for change in pair.law.changes]
        if any(clause.bearing is Bearing.TIME for change in changes for clause in change.clauses):
            return Verdict.DIFFERENT, "it changes when an edition is in force, or which edition judges a record"
        effects = [effect for pair in self.pairs if pair.effect for effect in pair.effect.effects]
        if any(effect.by != BY_TEXT for effect in effects):
            return (
                Verdict.UNDECIDED,
                "each edition is equal by itself; how they judge each other's records is not decided",
            )
        if not _is_one_renaming(pair.law for pair in self.pairs if pair.law):
            return Verdict.UNDECIDED, "a criterion was renamed in some editions only: its records may run out or not"
        return Verdict.EQUAL, ""


def compare(old: ir.Series, new: ir.Series, ask: AskEffect | None, *, within: ir.Series | None = None) -> Comparison:
    """Compare two series.

    Args:
        ask: answers what changed in effect; None where only the law is asked for.
        within: all editions of the text that the new ones are taken from, where they are not all of them.
    """
    return Comparison(old, new, tuple(_compared(pair, ask, within or new) for pair in pair_editions(old, new)))


def choose_edition(series: ir.Series, name: str | None) -> ir.Series:
    """The series cut down to one edition; whole where none is named.

    Raises:
        NoSuchEditionError: it has no edition of this name.
    """
    return series if name is None else attrs.evolve(series, editions=(find_edition(series, name),))


def _compared(pair: EditionPair, ask: AskEffect | None, within: ir.Series) -> PairDifference:
    if pair.old is None or pair.new is None:
        return PairDifference(pair, None, None)
    law = compare_law(pair.old, pair.new)
    return PairDifference(pair, law, ask(pair, law, within) if ask else None)


def _is_one_renaming(laws: Iterable[Law]) -> bool:
    """Whether every criterion has one old name in all editions, and no two have the same."""
    renamed: dict[str, str] = {}
    for law in laws:
        for (kind, new), old in law.old_names.items():
            if kind is ArticleKind.CRITERION and renamed.setdefault(new, old) != old:
                return False
    return len(set(renamed.values())) == len(renamed)


# --- the review gate -------------------------------------------------------------------------------------

GATES = ("law", "coverage", "points", "grade", "reward", "sanction", "list", "process", "data", "bounded", "undecided")
"""What a review can be told to stop at."""

_MOVES = (EffectKind.DOWNGRADE, EffectKind.UPGRADE)
_EFFECTS = {
    "coverage": (EffectKind.COVERAGE,),
    "points": (EffectKind.POINTS,),
    "grade": (EffectKind.GRADE, *_MOVES),
    "reward": (EffectKind.REWARD,),
    "sanction": (EffectKind.SANCTION,),
    "list": (EffectKind.LIST,),
}
_ARTICLES: dict[str, tuple[ArticleKind, ...]] = {
    "coverage": (),
    "points": (ArticleKind.SCORE, ArticleKind.CRITERION, ArticleKind.GROUP),
    "grade": (ArticleKind.GRADES, ArticleKind.DOWNGRADE, ArticleKind.UPGRADE),
    "reward": (ArticleKind.REWARD,),
    "sanction": (ArticleKind.SANCTION,),
    "list": (ArticleKind.LIST,),
}


def stops(comparison: Comparison, gate: str) -> bool:
    """Whether a review that is told to stop at something must stop.

    `law`: anything changed in law. `process`: what a person is owed, such as notice or appeal, changed. `data`: what
    is recorded changed. `bounded`: an effect was compared for few records only. `undecided`: nobody knows of an effect.
    The others: such an effect is different, by a case or in the data, or is undecided; or a rule of that kind is new,
    repealed, or changed in more than its words.
    """
    changes = [change for pair in comparison.pairs if pair.law for change in pair.law.changes]
    if any(pair.law is None for pair in comparison.pairs):
        return True
    match gate:
        case "law":
            return bool(changes)
        case "process":
            return any(Bearing.PROCESS in change.bears_on or _is_notice(change) for change in changes)
        case "data":
            return any(Bearing.DATA in change.bears_on for change in changes)
        case "bounded":
            return any(effect.bounded for effect in _effects(comparison))
        case "undecided":
            return comparison.verdict is Verdict.UNDECIDED or any(
                effect.verdict is Verdict.UNDECIDED for effect in _effects(comparison)
            )
        case _:
            return any(kind in _EFFECTS[gate] for kind, _, _ in comparison.observed) or (
                any(_fails(effect, gate) for effect in _effects(comparison))
                or any(change.kind in _ARTICLES[gate] and _is_more_than_words(change) for change in changes)
            )


def differs(comparison: Comparison) -> bool:
    """Whether anything changed, in law or in effect, or is undecided."""
    return comparison.verdict is not Verdict.EQUAL or stops(comparison, "law")


def _effects(comparison: Comparison) -> Iterable[Effect]:
    return (effect for pair in comparison.pairs if pair.effect for effect in pair.effect.effects)


def _fails(effect: Effect, gate: str) -> bool:
    """A gate that nobody can answer for stays shut: what is undecided may differ."""
    return effect.kind in _EFFECTS[gate] and effect.verdict is not Verdict.EQUAL


def _is_notice(change: ArticleChange) -> bool:
    return any(clause.name == "notice" for clause in change.clauses)


def _is_more_than_words(change: ArticleChange) -> bool:
    if Fate.NEW in change.fates or Fate.REPEALED in change.fates:
        return True
    return bool(change.bears_on - {Bearing.WORDS})
