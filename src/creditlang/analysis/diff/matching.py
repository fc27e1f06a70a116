"""Which article of the new edition is which one of the old: by name, else by what it does.

A rule that has a new name and the same content was renamed; one that has a new name and nearly the same content was
renamed and changed. Below the threshold it is another rule, and the old one is repealed.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping

import attrs

from creditlang import ir
from creditlang.analysis.diff.articles import Article, ArticleKind, Bearing, Clause

ALIKE = 0.6
"""From this likeness on, rules with different names are taken for one rule."""

_WEIGHTS: Mapping[str, int] = {"applies": 3, "points": 3, "brings": 3, "means": 6, "answers": 6, "title": 2, "basis": 2}
_WORD = re.compile(r"\w+")


@attrs.frozen
class Matched:
    """An article of both editions, or of one."""

    old: Article | None
    new: Article | None

    @property
    def kind(self) -> ArticleKind:
        """What kind of article it is."""
        article = self.new or self.old
        assert article is not None
        return article.kind


def match_grades(old: tuple[ir.Grade, ...], new: tuple[ir.Grade, ...]) -> dict[str, str]:
    """The old name of each new grade that has one: its own, or that of the one grade it replaces.

    A grade replaces another if both have the same scores, or stand alone in the same place among the rest.
    """
    names = {grade.name for grade in old}
    found = {grade.name: grade.name for grade in new if grade.name in names}
    gone = [grade for grade in old if grade.name not in found]
    come = [grade for grade in new if grade.name not in names]
    for grade in come:
        same = [
            other for other in gone if (other.low, other.below, other.banded) == (grade.low, grade.below, grade.banded)
        ]
        if len(same) == 1:
            found[grade.name] = same[0].name
            gone.remove(same[0])
    rest = [grade for grade in come if grade.name not in found]
    if len(rest) == len(gone) == 1 and new.index(rest[0]) == old.index(gone[0]) and len(old) == len(new):
        found[rest[0].name] = gone[0].name
    return found


def match(old: Iterable[Article], new: Iterable[Article]) -> tuple[Matched, ...]:
    """All articles of both editions, in the order of the new one; what was repealed stands last."""
    before: dict[ArticleKind, dict[str, Article]] = {}
    after: dict[ArticleKind, dict[str, Article]] = {}
    for side, articles in ((before, old), (after, new)):
        for article in articles:
            name = article.kind.value if article.kind in _ONLY_ONE else article.name
            side.setdefault(article.kind, {})[name] = article
    found: list[Matched] = []
    for kind in ArticleKind:
        found += _of_kind(before.get(kind, {}), after.get(kind, {}))
    return tuple(found)


_ONLY_ONE = (ArticleKind.RULEBOOK, ArticleKind.REGISTRY, ArticleKind.SCORE, ArticleKind.GRADES)


def _of_kind(old: Mapping[str, Article], new: Mapping[str, Article]) -> list[Matched]:
    partner = {name: old[name] for name in new if name in old}
    gone = {name: article for name, article in old.items() if name not in partner}
    come = {name: article for name, article in new.items() if name not in partner}
    by_effect: dict[Hashable, list[Article]] = {}
    for article in gone.values():
        by_effect.setdefault(article.effect, []).append(article)
    for name, article in list(come.items()):
        same = by_effect.get(article.effect, [])
        if same:
            chosen = max(same, key=lambda other: _likeness(other, article))
            same.remove(chosen)
            partner[name] = gone.pop(chosen.name)
            del come[name]
    pairs = [(likeness, a, b) for a in gone for b in come if (likeness := _likeness(old[a], new[b])) >= ALIKE]
    for _, a, b in sorted(pairs, key=lambda pair: (-pair[0], pair[1], pair[2])):
        if a in gone and b in come:
            partner[b] = gone.pop(a)
            del come[b]
    found = [Matched(partner.get(name), article) for name, article in new.items()]
    return [*found, *(Matched(article, None) for article in gone.values())]


def _likeness(old: Article, new: Article) -> float:
    """From 0, nothing in common, to 1: the share of clauses that agree, those that matter most counting most."""
    alike = total = 0.0
    for name in old.clauses.keys() | new.clauses.keys():
        a, b = old.clauses.get(name), new.clauses.get(name)
        if (a is None or a.meaning is None) and (b is None or b.meaning is None):
            continue
        if (a or b).bearing is Bearing.WORDS and name == "note":  # type: ignore[union-attr]  # one of them is there
            continue
        weight = _WEIGHTS.get(name, 1)
        total += weight
        alike += weight * _agreement(a, b)
    return alike / total if total else 0.0


def _agreement(a: Clause | None, b: Clause | None) -> float:
    if a is None or b is None:
        return 0.0
    if a.meaning == b.meaning:
        return 1.0
    mine, yours = (set(_WORD.findall(clause.words or "")) for clause in (a, b))
    return len(mine & yours) / len(mine | yours) if mine and yours else 0.0
