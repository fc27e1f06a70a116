"""What changed in effect: the answer for points, grade, and each move, reward, sanction and list.

Each effect is *equal*, proved for all people and histories; *different*, with a person and history that show it; or
*undecided*, which is never shown as equal. Whether anything is decided is an effect of its own, the coverage; the
others are compared for those on whom both decide. Here are the answers, and those that need no solver: an effect whose
rules mean the same, term by term, is equal whatever the records are, however many.
"""

from __future__ import annotations

import enum
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

import attrs

from creditlang import ir
from creditlang.analysis.diff.articles import Article, ArticleKind
from creditlang.analysis.diff.canonical import Meaning
from creditlang.analysis.diff.law import Law
from creditlang.analysis.diff.matching import Matched
from creditlang.analysis.diff.terms import Term
from creditlang.data import History
from creditlang.semantics import Decision
from creditlang.values import Exact


class EffectKind(enum.Enum):
    """What a decision consists of."""

    COVERAGE = "coverage"
    """Whether anything is decided: whom the rulebook covers, and whether consent is needed and given."""
    POINTS = "points"
    GRADE = "grade"
    DOWNGRADE = "downgrade"
    UPGRADE = "upgrade"
    REWARD = "reward"
    SANCTION = "sanction"
    LIST = "list"


class Verdict(enum.Enum):
    """Whether an effect is as it was."""

    EQUAL = "equal"
    DIFFERENT = "different"
    UNDECIDED = "undecided"


@attrs.frozen
class Witness:
    """A person and history that both rulebooks decide differently on, as the reference evaluator says.

    Attributes:
        history: the facts and records.
        scenario: the same, and what the new rulebook decides, to be pasted under the new rulebook.
        old, new: the decisions.
        pastes: whether the new text as it stands decides so. It does not where the days on which its editions are in
            force decide otherwise than if the new edition had always been: records of before are judged by others.
    """

    history: History = attrs.field(repr=False)
    scenario: str
    old: Decision = attrs.field(repr=False)
    new: Decision = attrs.field(repr=False)
    pastes: bool = True


EffectKey = tuple[EffectKind, str | None, str | None]
"""Which effect it is: its kind, and the names of the rule on either side."""


@attrs.frozen
class Observed:
    """People in a data set who are decided on differently.

    Attributes:
        people: how many.
        example: one of them.
    """

    people: int
    example: str


@attrs.frozen
class Effect:
    """The answer for one effect.

    Attributes:
        old, new: the names on either side; None where a side does not have it.
        by: how it is known; or why it is undecided.
        bounded: whether the proof holds only up to the bounds of the answer.
        witness: of a difference.
        observed: whom it changed for in a data set; None where for nobody, or where there was no data.
    """

    kind: EffectKind
    old: str | None
    new: str | None
    title: str | None
    verdict: Verdict
    by: str
    bounded: bool = False
    witness: Witness | None = None
    observed: Observed | None = None

    @property
    def key(self) -> EffectKey:
        """Which effect it is."""
        return (self.kind, self.old, self.new)

    @property
    def name(self) -> str:
        """`points`, `who is decided on`, `sanction FlightBan`; of a renamed rule both names."""
        match self.kind:
            case EffectKind.COVERAGE:
                return "who is decided on"
            case EffectKind.POINTS | EffectKind.GRADE:
                return str(self.kind.value)
            case _:
                names = dict.fromkeys(name for name in (self.old, self.new) if name)
                return f"{self.kind.value} {' → '.join(names)}"


@attrs.frozen
class Extreme:
    """The largest possible change of the score in one direction.

    Attributes:
        change: from the old score to the new; 0 where it never changes this way; None where nobody knows.
        verdict: EQUAL where it is proven that no change is larger (`change` is reached); UNDECIDED where one may be.
        by: how it is known.
        witness: who reaches it.
        bounded: whether the proof holds only up to the bounds of the answer.
    """

    change: Exact | None
    verdict: Verdict
    by: str
    witness: Witness | None = None
    bounded: bool = False


@attrs.frozen
class GradeMoveAnswer:
    """Whether someone can go from one grade to another by the change of law.

    Attributes:
        verdict: DIFFERENT where someone can (the witness), EQUAL where nobody can, UNDECIDED.
    """

    old: str
    new: str
    verdict: Verdict
    witness: Witness | None = None


@attrs.frozen
class EffectDifference:
    """All answers for one pair of editions.

    Attributes:
        effects: coverage, points and grade first, then rules in the order of the text.
        loss, gain: the largest changes of the score; None where a side has no score or points are equal.
        moves: between grades of different name or rank; empty where grades are equal.
        bounds: up to what the bounded answers hold, in words; None where there is none.
    """

    effects: tuple[Effect, ...]
    loss: Extreme | None = None
    gain: Extreme | None = None
    moves: tuple[GradeMoveAnswer, ...] = ()
    bounds: str | None = None

    @property
    def verdict(self) -> Verdict:
        """EQUAL only if every effect is; UNDECIDED if none differs and one is undecided."""
        found = {effect.verdict for effect in self.effects}
        for verdict in (Verdict.DIFFERENT, Verdict.UNDECIDED):
            if verdict in found:
                return verdict
        return Verdict.EQUAL

    @property
    def bounded(self) -> bool:
        """Whether an answer of equality holds only up to the bounds."""
        return any(effect.bounded for effect in self.effects)


BY_TEXT = "the rules mean the same, term by term"

OF_ARTICLE = {
    ArticleKind.DOWNGRADE: EffectKind.DOWNGRADE,
    ArticleKind.UPGRADE: EffectKind.UPGRADE,
    ArticleKind.REWARD: EffectKind.REWARD,
    ArticleKind.SANCTION: EffectKind.SANCTION,
    ArticleKind.LIST: EffectKind.LIST,
}


OF_SCORE = frozenset({"points", "earlier points"})
"""Heads of terms that rest on the score, of the day or of an earlier one."""


@attrs.frozen
class Open:
    """An effect that the terms do not settle: the solver's to answer."""

    kind: EffectKind
    matched: Matched | None
    """The rule; None for points and grade."""

    @property
    def key(self) -> EffectKey:
        """Which effect it is."""
        sides = (None, None) if self.matched is None else (self.matched.old, self.matched.new)
        old, new = (None if side is None else side.name for side in sides)
        return (self.kind, old, new)


Same = frozenset[tuple[ArticleKind, str]]
"""Articles, by kind and old name, that are proven to do the same though their terms differ."""

NOTHING_PROVEN: Same = frozenset()


def by_terms(law: Law, same: Same = NOTHING_PROVEN, by: str = BY_TEXT) -> tuple[Effect | Open, ...]:
    """The effects that are equal because their rules mean the same, and those that are open.

    Args:
        same: what else is known to do the same.
        by: how that is known.
    """
    return tuple(_ByTerms(law, same, by).answers())


@attrs.frozen(eq=False)
class _ByTerms:
    law: Law
    same: Same
    by: str

    def answers(self) -> Iterable[Effect | Open]:
        old, new = (meaning.edition for meaning in self.law.meanings)
        points = self._points()
        grade = points and self._grade()
        yield self._answer(EffectKind.COVERAGE, None, self._coverage())
        if old.score is not None or new.score is not None:
            yield self._answer(EffectKind.POINTS, None, points)
        if old.grades or new.grades:
            yield self._answer(EffectKind.GRADE, None, grade)
        for matched in self.law.matched:
            kind = OF_ARTICLE.get(matched.kind)
            if kind is not None:
                yield self._answer(kind, matched, self._rule(matched, points, grade))

    def _answer(self, kind: EffectKind, matched: Matched | None, equal: bool) -> Effect | Open:
        if not equal:
            return Open(kind, matched)
        return effect_of(Open(kind, matched), Verdict.EQUAL, self.by)

    def _coverage(self) -> bool:
        """Whether both editions speak of the same people."""
        (head,) = (m for m in self.law.matched if m.kind is ArticleKind.RULEBOOK)
        assert head.old is not None
        assert head.new is not None
        return head.old.effect == head.new.effect

    def _points(self) -> bool:
        old, new = (_score_meaning(self.law, side, self.same) for side in (0, 1))
        return old == new

    def _grade(self) -> bool:
        old, new = (_grade_meaning(self.law, side) for side in (0, 1))
        return old == new and all(
            self._rule(m, points=True, grade=False)
            for m in self.law.matched
            if m.kind in (ArticleKind.DOWNGRADE, ArticleKind.UPGRADE)
        )

    def _rule(self, matched: Matched, points: bool, grade: bool) -> bool:
        old, new = matched.old, matched.new
        if old is None or new is None:
            return False
        if old.effect != new.effect and (old.kind, old.name) not in self.same:
            return False
        read = heads_of(self.law.meanings[0], old.node)
        return (not read & OF_SCORE or points) and ("grade" not in read or grade)


def effect_of(
    open_: Open, verdict: Verdict, by: str, *, bounded: bool = False, witness: Witness | None = None
) -> Effect:
    """The answer to an open question."""
    title = None
    if open_.matched is not None:
        sides = (open_.matched.new, open_.matched.old)
        title = next(side.title for side in sides if side is not None)
    return Effect(*open_.key, title, verdict, by, bounded, witness)


def _articles(law: Law, side: int, kind: ArticleKind) -> dict[str, Article]:
    found = (((m.old, m.new)[side]) for m in law.matched if m.kind is kind)
    return {article.name: article for article in found if article is not None}


def _score_meaning(law: Law, side: int, same: Same) -> Hashable:
    """What the score is, whatever its criteria and groups are called and in which order they stand."""
    (score,) = _articles(law, side, ArticleKind.SCORE).values() or (None,)
    return score and score.effect, frozenset(Counter(member_meanings(law, side, same).values()).items())


def member_meanings(law: Law, side: int, same: Same) -> dict[str, Hashable]:
    """What each criterion and group that stands in no group does, by its name in the edition of that side."""
    edition = law.meanings[side].edition
    criteria, groups = (_articles(law, side, kind) for kind in (ArticleKind.CRITERION, ArticleKind.GROUP))
    inside = {member for group in edition.groups.values() for member in group.members}

    def effect(article: Article) -> Hashable:
        name = law.old_names.get((article.kind, article.name)) if side else article.name
        known = name is not None and (article.kind, name) in same
        return ("proven", name) if known else article.effect

    def member(name: str, ordered: bool) -> Hashable:
        if name in criteria:
            return ("criterion", effect(criteria[name]))
        group = edition.groups[name]
        # The order decides which of two equal members is the best, and which of two criteria keeps a record.
        ordered = ordered or group.best_of or group.only_largest_per is not None
        found = [member(one, ordered) for one in group.members]
        together: Hashable = tuple(found) if ordered else frozenset(Counter(found).items())
        return ("group", effect(groups[name]), together)

    return {name: member(name, False) for name in (*criteria, *groups) if name not in inside}


def _grade_meaning(law: Law, side: int) -> Hashable:
    """The bands and their order."""
    names: Mapping[str, str] = law.grades if side else {}
    return tuple(
        (names.get(grade.name, grade.name), grade.low, grade.below, grade.banded)
        for grade in law.meanings[side].edition.grades
    )


def heads_of(meaning: Meaning, rule: object) -> frozenset[str]:
    """What a move, reward, sanction or list reads, as heads of terms: `points`, `grade`."""
    assert isinstance(rule, ir.GradeMove | ir.Reward | ir.Sanction | ir.PublicList)
    roots: list[Term] = [meaning.in_effect(rule)]
    brings = rule.grant if isinstance(rule, ir.Reward) else rule.impose if isinstance(rule, ir.Sanction) else None
    if brings is not None:
        roots.append(meaning.of(brings))
    return frozenset(meaning.terms.head(term) for term in meaning.terms.within(roots))
