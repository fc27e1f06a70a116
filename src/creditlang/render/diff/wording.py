"""The words for what changed, shared by the terminal, the page and tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from creditlang.analysis.diff.articles import ArticleKind, Bearing
from creditlang.analysis.diff.comparison import Comparison, PairDifference
from creditlang.analysis.diff.effect import Effect, EffectDifference, EffectKind, Extreme, Verdict, Witness
from creditlang.analysis.diff.law import ArticleChange, CellChange, Fate, Law
from creditlang.analysis.diff.ranges import DayRange
from creditlang.semantics import Decision, RewardPart, SanctionPart, show_value
from creditlang.semantics.parts import RulePart
from creditlang.values import Exact, show_exact, show_points

_ORDER = (Fate.NEW, Fate.REPEALED, Fate.RENAMED, Fate.MOVED, Fate.CHANGED, Fate.TOUCHED)
_TALLIED = {Fate.TOUCHED: "touched by another change"}


@attrs.frozen
class OnlyWords:
    """Articles of which only one clause of words changed.

    Attributes:
        clause: which.
        articles: their names.
    """

    clause: str
    articles: tuple[str, ...]


def title(comparison: Comparison) -> str:
    """What is compared: `Rongcheng, 2016 → 2019`."""
    old, new = comparison.old, comparison.new
    if comparison.is_alone:
        if old.name != new.name:
            sides = (" ".join(filter(None, (series.name, series.editions[0].edition))) for series in (old, new))
            return " → ".join(sides)
        first, second = (series.editions[0].called for series in (old, new))
        return f"{old.name}, {first} → {second}" if first != second else old.name
    return old.name if old.name == new.name else f"{old.name} → {new.name}"


def pair_title(found: PairDifference) -> str:
    """Which editions a part of the answer speaks of."""
    old, new = found.pair.old, found.pair.new
    if new is None:
        assert old is not None
        return f"edition {old.called} is gone"
    if old is None:
        return f"edition {new.called} is new, and follows no other"
    names = (old.called, new.called)
    if found.pair.follows:
        return f"edition {names[1]} is new, after {names[0]}"
    return f"edition {names[0]}" if names[0] == names[1] else f"edition {names[0]} → {names[1]}"


def scope(comparison: Comparison) -> str:
    """What was compared with what, and what was not asked."""
    if comparison.is_alone:
        return (
            "what each edition decides by itself on a day on which the new one is in force, as if it had always been;"
            " their dates are compared in law only"
        )
    return (
        "edition by edition, each on its days and as if it had always been in force; which one judges a record, and"
        " what becomes of records under the ones before, is compared in law and, with --data, for people"
    )


NOT_PASTED = (
    "Pasted under the new text it comes out otherwise: by the days of its editions, records of before are judged by"
    " others."
)
"""Said of a case that shows what the new edition does by itself, and no more."""


def days(found: DayRange) -> str:
    """`from 2019-01-01 until 2021-06-18: 2019, the same`."""
    names = ["none" if edition is None else edition.called for edition in (found.old, found.new)]
    both = names[0] if names[0] == names[1] else " → ".join(names)
    return f"{found.days}: {both}{_difference_of_days(found)}"


def _difference_of_days(found: DayRange) -> str:
    if found.old is None or found.new is None:
        return ", only one side decides"
    if found.pair is None:
        return ", not compared with each other"
    if found.pair.effect is None:
        return ", compared in law only"
    if found.pair.effect.verdict is Verdict.EQUAL:
        return ", no difference with few records" if found.pair.effect.bounded else ", equal"
    return f", {found.pair.effect.verdict.value}"


def tally(law: Law) -> str:
    """`2 new, 1 repealed, 5 changed; 17 articles as before`."""
    parts = []
    for fate in _ORDER:
        number = sum(fate in change.fates for change in law.changes)
        if number:
            parts.append(f"{number} {_TALLIED.get(fate, fate.value)}")
    rest = f"{law.unchanged} as before" if law.unchanged else ""
    return "; ".join(filter(None, (", ".join(parts) or "nothing changed", rest)))


@attrs.frozen
class Parts:
    """The changes of law as they are told.

    Attributes:
        one_by_one: with every clause.
        touched: those whose words stand, for a line each.
        alike: clauses of words that changed in many articles.
    """

    one_by_one: tuple[ArticleChange, ...]
    touched: tuple[ArticleChange, ...]
    alike: tuple[OnlyWords, ...]


def parts(law: Law) -> Parts:
    """The changes of law, most telling first: what only changes what is said comes after what changes what is so."""
    weighty: list[ArticleChange] = []
    touched: list[ArticleChange] = []
    light: list[ArticleChange] = []
    for change in law.changes:
        only_words = change.fates == (Fate.CHANGED,) and change.bears_on <= {Bearing.WORDS}
        if change.fates == (Fate.TOUCHED,):
            touched.append(change)
        else:
            (light if only_words and change.kind is not ArticleKind.RULEBOOK else weighty).append(change)
    by_clause: dict[str, list[str]] = {}
    for change in light:
        if len(change.clauses) == 1:
            by_clause.setdefault(change.clauses[0].name, []).append(change.name)
    many = {clause: names for clause, names in by_clause.items() if len(names) > 2}
    few = [c for c in light if len(c.clauses) != 1 or c.clauses[0].name not in many]
    alike = (OnlyWords(clause, tuple(names)) for clause, names in many.items())
    return Parts((*weighty, *few), tuple(touched), tuple(alike))


def reads(change: ArticleChange) -> str:
    """What a touched article reads that changed."""
    return several(list(dict.fromkeys(name for clause in change.clauses for name in clause.through)))


def heading(change: ArticleChange, *, title: bool = True) -> str:
    """`reward HeatingRebate "Winter heating rebate"`, with the old name where there is one."""
    kind = change.kind.value
    if change.kind in (ArticleKind.GRADES, ArticleKind.SCORE):
        return kind
    article = change.new or change.old
    assert article is not None
    name = article.name
    if change.old and change.new and change.old.name != change.new.name:
        name = f"{change.old.name} → {change.new.name}"
    return f'{kind} {name} "{article.title}"' if title and article.title else f"{kind} {name}"


def fates(change: ArticleChange) -> str:
    """`renamed, changed`."""
    return ", ".join(fate.value for fate in change.fates)


def cell(change: CellChange) -> str:
    """For which keys and days an answer changed."""
    parts = [change.keys]
    if change.period is not None:
        start, end = change.period
        parts.append(" ".join(filter(None, (f"from {start}" if start else "", f"until {end}" if end else ""))))
    return ", ".join(filter(None, parts)) or "always"


def verdict(effect: Effect) -> str:
    """How an effect compares, with how it is known."""
    match effect.verdict:
        case Verdict.EQUAL:
            return effect.by if effect.bounded else f"equal, proved: {effect.by}"
        case Verdict.DIFFERENT:
            return f"different: {effect.by}" if effect.by else "different"
        case Verdict.UNDECIDED:
            return f"undecided: {effect.by}"


def extreme(found: Extreme) -> str:
    """The largest change of the score one way."""
    if found.change is None:
        return f"undecided: {found.by}"
    if not found.change:
        return f"none {found.by}; more were not tried" if found.bounded else "none is possible, proved"
    shown = signed(found.change)
    if found.verdict is Verdict.EQUAL:
        return (
            f"{shown}, and none is larger {found.by}; more were not tried"
            if found.bounded
            else (f"{shown}, and none is larger, proved")
        )
    return f"{shown} at least; whether one can be larger is undecided: {found.by}"


def signed(number: Exact) -> str:
    """A change with its sign, thousands apart."""
    digits = show_exact(number)
    whole, dot, decimals = digits.partition(".")
    grouped = digits if "/" in digits else f"{int(whole):,}{dot}{decimals}"
    if whole == "-0":
        grouped = f"-{grouped}"
    return f"+{grouped}" if number > 0 else grouped


def whole_verdict(comparison: Comparison) -> str:
    """The first sentence of the answer."""
    found, why = comparison.verdict_and_why
    bounded = next((e.by for pair in comparison.pairs if pair.effect for e in pair.effect.effects if e.bounded), None)
    match found:
        case Verdict.EQUAL:
            return bounded or "equivalent, proved"
        case Verdict.DIFFERENT:
            return f"different in effect{': ' if why else ''}{why}"
        case Verdict.UNDECIDED:
            return f"undecided whether the effect is the same{': ' if why else ''}{why}"


def by_case(effects: Iterable[Effect]) -> list[tuple[list[Effect], Witness]]:
    """The effects that differ, those with one case together."""
    found: dict[tuple[str, ...], tuple[list[Effect], Witness]] = {}
    for effect in effects:
        if effect.witness is not None:
            found.setdefault(_facts_of(effect.witness), ([], effect.witness))[0].append(effect)
    return list(found.values())


def _facts_of(witness: Witness) -> tuple[str, ...]:
    """The person, records and day of a case, without its title and what is expected."""
    lines = witness.scenario.splitlines()
    return tuple(line for line in lines if not line.startswith(("scenario", "    expect")))


def on_whom(found: EffectDifference) -> str | None:
    """For whom effects are compared, where not everybody is decided on as before."""
    changed = any(e.kind is EffectKind.COVERAGE and e.verdict is not Verdict.EQUAL for e in found.effects)
    return "all else is compared for those on whom both decide" if changed else None


def several(names: Sequence[str], most: int = 8) -> str:
    """Names with commas; of many the first few and how many more."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def outcome(decision: Decision) -> str:
    """What was decided, in a line: `950 points, grade B, FlightBan since 2020-02-01 until 2022-02-01`."""
    if not decision.covered:
        return "not covered"
    if decision.consent in ("missing", "withdrawn"):
        return f"consent {decision.consent}"
    parts = []
    if decision.points is not None:
        parts.append(show_points(decision.points))
    if decision.grade is not None:
        parts.append(f"grade {decision.grade}")
    parts += [_part(part) for part in decision.in_effect]
    return ", ".join(parts) or "nothing"


def _part(part: RulePart) -> str:
    value = part.grant if isinstance(part, RewardPart) else part.impose if isinstance(part, SanctionPart) else None
    shown = part.name
    if value is not None:
        shown += f' "{value}"' if isinstance(value, str) else f" {show_value(value)}"
    if part.since is not None:
        shown += f" since {part.since}"
    if part.until is not None:
        shown += f" until {part.until}"
    return shown
