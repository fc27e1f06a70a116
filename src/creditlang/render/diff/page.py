"""The difference of two rulebooks as a page for those who vote on it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from creditlang.analysis.diff.articles import Bearing, Clause
from creditlang.analysis.diff.comparison import Comparison, PairDifference
from creditlang.analysis.diff.effect import Effect, EffectDifference, Verdict, Witness
from creditlang.analysis.diff.law import ArticleChange, ClauseChange, Fate, Law
from creditlang.analysis.diff.outcomes import NO_GRADE
from creditlang.analysis.diff.population import Breakdown, Population, Turn
from creditlang.analysis.diff.ranges import day_ranges
from creditlang.render.diff import wording
from creditlang.render.diff.flows import sankey
from creditlang.render.diff.people import each, percent, point_bands, points_change, turned
from creditlang.render.diff.places import Places, places
from creditlang.render.page import Content, number, page, table, tag
from creditlang.render.terminal import counted

_VERDICTS = {Verdict.EQUAL: "good", Verdict.DIFFERENT: "warn", Verdict.UNDECIDED: "bad"}
_FATES = {Fate.NEW: "good", Fate.REPEALED: "bad"}
_TURNS = {
    Turn.GAINED: "gain it",
    Turn.LOST: "lose it",
    Turn.OTHER_VALUE: "other amount",
    Turn.OTHER_DATES: "other dates",
}


def difference_page(
    comparison: Comparison, population: Population | None, as_of: date | None, *, effect: bool = True
) -> str:
    """The page.

    Args:
        as_of: the day that people were decided for.
        effect: whether the effect was asked for.
    """
    where = places(comparison)
    body: list[Content] = [tag("h1", wording.title(comparison)), *_lead(comparison, population, effect)]
    if population is not None:
        body += _people(population, as_of)
    for found in comparison.pairs:
        body += _pair(found, where, alone=comparison.is_alone)
    digests = f"Old rules {comparison.old.digest[:12]}, new rules {comparison.new.digest[:12]}."
    body.append(tag("footer", "Made by creditlang diff. ", digests))
    return page(wording.title(comparison), *body)


def _lead(comparison: Comparison, population: Population | None, effect: bool) -> Iterator[Element]:
    if effect:
        _, tone = _mark(comparison.verdict, comparison.bounded)
        mark = tag("span", wording.whole_verdict(comparison), class_=f"mark {tone}")
        yield tag("p", mark, class_="lead")
        yield tag("p", f"Compared: {wording.scope(comparison)}.", class_="quiet")
    if not comparison.is_alone:
        yield tag("ul", [tag("li", wording.days(found)) for found in day_ranges(comparison)])
    laws = [pair.law for pair in comparison.pairs if pair.law]
    if len(laws) == 1:
        yield tag("p", f"In law: {wording.tally(laws[0])}.")
    if population is not None:
        share = percent(population.changed, population.people)
        yield tag(
            "p",
            f"Of {counted(population.people, 'person', 'people')} in the data, something changes for "
            f"{population.changed:,} ({share}): {population.better:,} get a better grade, {population.worse:,} a worse "
            "one.",
        )


# --- people ----------------------------------------------------------------------------------------------


def _people(population: Population, as_of: date | None) -> list[Content]:
    found: list[Content] = [tag("h2", f"For people, as of {as_of}" if as_of else "For people")]
    if population.incomplete:
        remark = f"{population.incomplete:,} people are incomplete: a row about them was set aside."
        found.append(tag("p", remark, class_="box warn"))
    if not {NO_GRADE} >= {*population.old_grades, *population.new_grades}:
        if population.people:
            picture = tag("figure", sankey(population), tag("figcaption", _LEGEND))
            found.append(picture)
        found.append(_matrix(population))
    found += _points(population)
    found += _entitlements(population)
    for one in population.breakdowns:
        found += _breakdown(one)
    return found


_LEGEND = "Each band is a group of people. Green bands lead to a better grade, red ones to a worse one."


def _matrix(population: Population) -> Element:
    most = max(population.moves.values(), default=1)
    rows: list[list[Content]] = []
    for old in population.old_grades:
        cells: list[Content] = [old]
        for new in population.new_grades:
            people = population.moves.get((old, new), 0)
            way = population.direction(old, new)
            tone = {-1: "47,143,88", 0: "120,135,150", 1: "194,69,58"}[way]
            strength = 0.12 + 0.5 * people / most
            shade = f"background:rgba({tone},{strength:.2f});padding:.15rem .5rem" if people else None
            example = population.examples.get((old, new))
            title = f"for example {example}" if example else None
            cells.append(tag("span", f"{people:,}" if people else "·", class_="number", style=shade, title=title))
        rows.append([*cells, number(f"{sum(population.moves.get((old, new), 0) for new in population.new_grades):,}")])
    totals = [
        sum(population.moves.get((old, new), 0) for old in population.old_grades) for new in population.new_grades
    ]
    rows.append(["in all", *(number(f"{total:,}") for total in totals), number(f"{population.people:,}")])
    caption = "How many people go from which grade (rows, before) to which (columns, after)"
    return table(["", *population.new_grades, "in all"], rows, caption=caption)


def _points(population: Population) -> Iterator[Element]:
    if not population.points:
        return
    scored = sum(population.points.values())
    less, more = (sum(n for p, n in population.points.items() if p * side > 0) for side in (-1, 1))
    yield tag("h3", "Points")
    extremes = [
        f"{word}: {who}, {wording.signed(change)}"
        for word, one in (("Most lost", population.most_lost), ("Most gained", population.most_gained))
        if one is not None
        for change, who in [one]
    ]
    total = f"{more:,} gain, {less:,} lose, {scored - more - less:,} keep theirs"
    if population.people > scored:
        total += f"; {population.people - scored:,} do not have points under both"
    yield tag("p", ". ".join([total, *extremes]), ".")
    if not less and not more:
        return
    rows: list[list[Content]] = []
    for side, label, people in point_bands(population.points):
        way = "good" if side > 0 else "bad" if side < 0 else None
        rows.append(
            [
                tag("span", label, class_=way),
                number(f"{people:,}"),
                number(percent(people, scored)),
                _bar(people, scored),
            ]
        )
    yield table(["Change", "People", "Share", ""], rows, caption="By how much points change")


def _bar(part: int, whole: int) -> Element:
    width = max(round(160 * part / whole), 1) if whole and part else 0
    shape = tag("rect", width=width, height=12, fill="#1f5f99")
    return tag("svg", shape, width=160, height=12, viewBox="0 0 160 12", aria_hidden="true")


def _entitlements(population: Population) -> Iterator[Element]:
    if not population.entitlements:
        return
    yield tag("h3", "Rewards, sanctions, lists and moves of the grade")
    changed = [found for found in population.entitlements if found.turns]
    if not changed:
        yield tag("p", "The same for everyone.")
        return
    turns = [turn for turn in _TURNS if any(turn in found.turns for found in changed)]
    rows: list[list[Content]] = [
        [
            [tag("span", f"{found.kind.value} ", class_="quiet"), found.title or found.name],
            number(f"{found.before:,}"),
            number(f"{found.after:,}"),
            *(number(f"{found.turns.get(turn, 0):,}") for turn in turns),
        ]
        for found in changed
    ]
    yield table(["", "Before", "After", *(_TURNS[turn] for turn in turns)], rows, caption="How many people have it")
    same = len(population.entitlements) - len(changed)
    if same:
        yield tag("p", f"{counted(same, 'other')}: the same for everyone.", class_="quiet")


def _breakdown(found: Breakdown) -> Iterator[Element]:
    keys, scored = turned(found), points_change(found)
    heads: list[Content] = [found.field, "People", "Better", "Worse", *(["Points each"] if scored else [])]
    heads += [f"{name} {turn.value}" for _, name, turn in keys]
    rows: list[list[Content]] = []
    for share in found.shares:

        def of(people: int, whole: int = share.people) -> Element:
            return number(f"{people:,} ({percent(people, whole)})" if people else "·")

        row: list[Content] = [share.label, number(f"{share.people:,}"), of(share.better), of(share.worse)]
        row += [number(each(share))] if scored else []
        rows.append([*row, *(of(share.turns.get(key, 0)) for key in keys)])
    yield tag("h3", f"By {found.field}", f", {found.title}" if found.title else None)
    yield table(heads, rows)


# --- law and effect --------------------------------------------------------------------------------------


def _pair(found: PairDifference, where: Places, *, alone: bool) -> Iterator[Element]:
    if not alone:
        yield tag("h2", wording.pair_title(found).capitalize())
        if found.is_same:
            yield tag("p", "The same.")
            return
    level = "h2" if alone else "h3"
    if found.law is not None:
        yield from _law(found.law, where, level)
    if found.effect is not None:
        yield from _effect(found.effect, level)


def _law(law: Law, where: Places, level: str) -> Iterator[Element]:
    yield tag(level, "In law")
    yield tag("p", wording.tally(law).capitalize(), ".")
    told = wording.parts(law)
    for change in told.one_by_one:
        yield _article(change, where)
    if told.touched:
        yield tag("h3", "Touched by another change")
        lines = (f"{wording.heading(change)}: reads {wording.reads(change)}" for change in told.touched)
        yield tag("ul", [tag("li", line) for line in lines])
    if told.alike:
        yield tag("h3", "Changed in what is said only")
        for alike in told.alike:
            yield tag("p", f"{alike.clause} of {len(alike.articles)} rules: {', '.join(alike.articles)}.")


def _article(change: ArticleChange, where: Places) -> Element:
    tone = next((_FATES[fate] for fate in change.fates if fate in _FATES), "")
    spans = [None if article is None else article.span for article in (change.old, change.new)]
    head = tag(
        "h3",
        tag("span", wording.fates(change), class_=f"mark {tone}".strip()),
        " ",
        wording.heading(change),
        " ",
        tag("small", where.both(*spans), class_="quiet"),
    )
    lines: list[Content] = []
    if change.old is None or change.new is None:
        article = change.new or change.old
        assert article is not None
        for clause in article.clauses.values():
            if clause.bearing in (Bearing.EFFECT, Bearing.PROCESS):
                lines.append(_written(clause, change.new is not None, where))
    for one in change.clauses:
        lines += _clause(one, where)
    for cell in change.cells:
        answer = f"{wording.cell(cell)}: {cell.old or 'no answer'} → {cell.new or 'no answer'} "
        place = where.both(cell.old_span, cell.new_span)
        lines.append(tag("div", answer, tag("small", place, class_="quiet"), class_="code"))
    return tag("section", head, *lines)


def _clause(change: ClauseChange, where: Places) -> Iterator[Element | None]:
    if change.through:
        words = change.new.words if change.new else change.name
        remark = tag("span", f"  reads {', '.join(change.through)}, which changed", class_="quiet")
        yield tag("div", words, remark, class_="code")
        return
    for clause, added in ((change.old, False), (change.new, True)):
        if clause is not None:
            yield _written(clause, added, where)


def _written(clause: Clause, added: bool, where: Places) -> Element | None:
    if clause.words is None:
        return None
    sign, kind = ("+", "ins") if added else ("−", "del")
    place = tag("small", where.of(clause.span), class_="quiet")
    words = tag(kind, f"{sign} {clause.words}", class_="good" if added else "bad", style="text-decoration:none")
    return tag("div", words, " ", place, class_="code")


def _effect(found: EffectDifference, level: str) -> Iterator[Element]:
    yield tag(level, "In effect")
    if found.bounds:
        yield tag("p", f"{found.bounds[0].upper()}{found.bounds[1:]}.", class_="quiet")
    if remark := wording.on_whom(found):
        yield tag("p", f"{remark[0].upper()}{remark[1:]}.", class_="quiet")
    rows: list[list[Content]] = []
    for effect in found.effects:
        word, tone = _mark(effect.verdict, effect.bounded)
        rows.append([effect.name, tag("span", word, class_=f"mark {tone}"), _how(effect)])
    yield table(["", "", "How it is known"], rows)
    for effects, witness in wording.by_case(found.effects):
        yield tag("h3", f"A case that shows it: {', '.join(effect.name for effect in effects)}")
        yield from _witness(witness)
    for extreme, way in ((found.gain, "gain"), (found.loss, "loss")):
        if extreme is not None:
            yield tag("h3", f"The largest {way} of points")
            yield tag("p", wording.extreme(extreme), ".")
            if extreme.witness is not None and extreme.change:
                yield from _witness(extreme.witness)
    if found.moves:
        yield tag("h3", "Grades that someone can move between")
        words = {
            Verdict.DIFFERENT: "possible",
            Verdict.EQUAL: "impossible within the bounds",
            Verdict.UNDECIDED: "undecided",
        }
        rows = [
            [
                f"{move.old} → {move.new}",
                tag("span", words[move.verdict], class_=f"mark {_VERDICTS[move.verdict]}"),
            ]
            for move in found.moves
        ]
        yield table(["Grade", ""], rows)


def _mark(verdict: Verdict, bounded: bool) -> tuple[str, str]:
    """A verdict in a word, and its tone: what holds for few records only is not marked as proved."""
    return ("no case", "warn") if bounded and verdict is Verdict.EQUAL else (verdict.value, _VERDICTS[verdict])


def _how(effect: Effect) -> str:
    if effect.verdict is Verdict.EQUAL:
        return effect.by if effect.bounded else f"proved: {effect.by}"
    return effect.by or "by a case, below"


def _witness(witness: Witness) -> Iterator[Element]:
    yield tag("pre", witness.scenario, style="white-space:pre-wrap")
    yield tag("p", "Before: ", wording.outcome(witness.old), tag("br"), "After: ", wording.outcome(witness.new))
    if not witness.pastes:
        yield tag("p", wording.NOT_PASTED, class_="quiet")
