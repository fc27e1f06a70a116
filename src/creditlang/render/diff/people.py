"""What a change does to people, as tables in a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from creditlang.analysis.diff.articles import ArticleKind
from creditlang.analysis.diff.outcomes import NO_GRADE
from creditlang.analysis.diff.population import Breakdown, EntitlementChange, Population, Share, Turn
from creditlang.render.diff.wording import signed
from creditlang.render.signs import visible
from creditlang.render.terminal import counted
from creditlang.values import Exact, Rounding, magnitude, plain, round_exact

_LONGEST = 28
_TURNS = {
    Turn.GAINED: "gain it",
    Turn.LOST: "lose it",
    Turn.OTHER_VALUE: "other amount",
    Turn.OTHER_DATES: "other dates",
}


def people_text(population: Population) -> Text:
    """Everything about people."""
    parts = [_head(population), *_grades(population), _points(population), *_entitlements(population)]
    parts += [_breakdown(found) for found in population.breakdowns]
    return Text("\n\n").join(part for part in parts if part.plain)


def _head(population: Population) -> Text:
    text = Text("For people", "title")
    text.append(f": {counted(population.people, 'person', 'people')}, ")
    text.append(f"for {population.changed:,} something changes" if population.changed else "nothing changes for anyone")
    text.append(f" ({percent(population.changed, population.people)})" if population.changed else "")
    if population.incomplete:
        text.append(f"; {population.incomplete:,} incomplete: a row was set aside", "warning")
    return text


def _grades(population: Population) -> list[Text]:
    if {NO_GRADE} >= {*population.old_grades, *population.new_grades}:
        return []
    text = Text("Grades", "title")
    text.append(f": {population.better:,} better, {population.worse:,} worse; rows before, columns after\n")
    heads = ["", *map(visible, population.new_grades), "in all"]
    rows = []
    for old in population.old_grades:
        numbers = [population.moves.get((old, new), 0) for new in population.new_grades]
        rows.append((visible(old), numbers, [population.direction(old, new) for new in population.new_grades]))
    totals = [sum(numbers[column] for _, numbers, _ in rows) for column in range(len(population.new_grades))]
    widths = [
        max(cell_len(heads[0]), *(min(cell_len(row[0]), _LONGEST) for row in rows), len("in all")),
        *(max(cell_len(head), len(f"{total:,}")) for head, total in zip(heads[1:-1], totals, strict=True)),
        max(len("in all"), len(f"{population.people:,}")),
    ]
    text.append("  " + "  ".join(_right(head, width) for head, width in zip(heads, widths, strict=True)), "quiet")
    for name, numbers, ways in rows:
        text.append("\n  " + _left(name, widths[0]), "message")
        for number, way, width in zip(numbers, ways, widths[1:-1], strict=True):
            style = "quiet" if not number else "gain" if way < 0 else "loss" if way > 0 else ""
            text.append("  " + _right(f"{number:,}" if number else "·", width), style)
        text.append("  " + _right(f"{sum(numbers):,}", widths[-1]), "quiet")
    text.append("\n  " + _left("in all", widths[0]), "quiet")
    for number, width in zip([*totals, population.people], widths[1:], strict=True):
        text.append("  " + _right(f"{number:,}", width), "quiet")
    return [text]


def _points(population: Population) -> Text:
    if not population.points:
        return Text()
    scored = sum(population.points.values())
    less, more = (sum(n for p, n in population.points.items() if p * side > 0) for side in (-1, 1))
    total = plain(sum(points * number for points, number in population.points.items()))
    text = Text("Points", "title")
    text.append(f": {more:,} gain, {less:,} lose, {scored - more - less:,} keep theirs; {signed(total)} in all")
    if population.people > scored:
        text.append(f"; {population.people - scored:,} do not have points under both")
    for side, label, number in point_bands(population.points) if less or more else ():
        bar = "█" * round(number / scored * 30) or ("▏" if number else "")
        text.append(f"\n  {label:<24}  {number:>8,}  ", "gain" if side > 0 else "loss" if side < 0 else "")
        text.append(bar, "bar")
    for word, found in (("most lost", population.most_lost), ("most gained", population.most_gained)):
        if found is not None:
            text.append(f"\n  {word}: {visible(found[1])}, {signed(found[0])}")
    return text


_LIMITS = (1, 5, 10, 20, 50, 100, 200, 500, 1000)


def point_bands(points: Mapping[Exact, int]) -> list[tuple[int, str, int]]:
    """Changes of points in bands that grow, worst first: which way, in words, and how many people."""
    found: dict[tuple[int, int], int] = {}
    for change, number in points.items():
        side = (change > 0) - (change < 0)
        place = sum(limit <= magnitude(change) for limit in _LIMITS)
        found[side, place] = found.get((side, place), 0) + number
    ordered = sorted(found.items(), key=lambda item: item[0][0] * (item[0][1] + 1))
    return [(side, _band(side, place), number) for (side, place), number in ordered]


def _band(side: int, place: int) -> str:
    if side == 0:
        return "no change"
    way = "gain" if side > 0 else "lose"
    if place == 0:
        return f"{way} less than 1"
    if place == len(_LIMITS):
        return f"{way} {_LIMITS[-1]:,} or more"
    return f"{way} {_LIMITS[place - 1]} to below {_LIMITS[place]:,}"


def _entitlements(population: Population) -> list[Text]:
    changed = [found for found in population.entitlements if found.turns]
    if not population.entitlements:
        return []
    text = Text("Rewards, sanctions, lists and moves", "title")
    if not changed:
        return [text.append(": the same for everyone")]
    rows = [_entitlement(found) for found in changed]
    heads = ["", "before", "after", *(word for turn, word in _TURNS.items() if any(turn in f.turns for f in changed))]
    text.append_text(_table([("", head) for head in heads], [[row[head] for head in heads] for row in rows]))
    same = len(population.entitlements) - len(changed)
    if same:
        text.append(f"\n  {counted(same, 'other')}: the same for everyone", "quiet")
    return [text]


def _entitlement(found: EntitlementChange) -> dict[str, str]:
    name = f"{found.kind.value} {found.name}"
    turns = {word: f"{found.turns.get(turn, 0):,}" for turn, word in _TURNS.items()}
    return {"": name, "before": f"{found.before:,}", "after": f"{found.after:,}", **turns}


def _breakdown(found: Breakdown) -> Text:
    text = Text(f"By {visible(found.field)}", "title")
    if found.title:
        text.append(f" {visible(found.title)}", "quiet")
    keys = turned(found)
    columns: list[tuple[str, str]] = [("", ""), ("", "people"), ("", "better"), ("", "worse")]
    if points_change(found):
        columns.append(("points", "each"))
    columns += [(visible(name), turn.value) for _, name, turn in keys]
    rows = []
    for share in found.shares:
        row = [visible(share.label), f"{share.people:,}", _of(share.better, share), _of(share.worse, share)]
        row += [each(share)] if points_change(found) else []
        rows.append([*row, *(_of(share.turns.get(key, 0), share) for key in keys)])
    return text.append_text(_table(columns, rows))


def turned(found: Breakdown) -> list[tuple[ArticleKind, str, Turn]]:
    """The entitlements that someone gains or loses, gains before losses."""
    keys = {key for share in found.shares for key in share.turns if key[2] in (Turn.GAINED, Turn.LOST)}
    return sorted(keys, key=lambda key: (key[2] is Turn.LOST, key[0].value, key[1]))


def points_change(found: Breakdown) -> bool:
    """Whether anybody's points change on the whole."""
    return any(share.points for share in found.shares)


def each(share: Share) -> str:
    """What the points of one person change by on average, to one decimal."""
    if not share.scored:
        return ""
    return signed(round_exact(Fraction(share.points) / share.scored, Rounding.HALF_UP, Fraction(1, 10)))


def _of(number: int, share: Share) -> str:
    return f"{number:,} ({percent(number, share.people)})" if number else "·"


def percent(part: int, whole: int) -> str:
    """A share in whole percent."""
    if not whole:
        return "0%"
    exact = 100 * part / whole
    return f"{exact:.0f}%" if exact >= 1 or not part else "<1%"


def _table(columns: Sequence[tuple[str, str]], rows: Sequence[Sequence[str]]) -> Text:
    """Rows under headings of two lines, the first of which may be empty throughout."""
    cells = [*zip(*columns, strict=True), *rows]
    widths = [min(max(cell_len(row[at]) for row in cells), 44 if at == 0 else 36) for at in range(len(columns))]
    text = Text()
    for head in zip(*columns, strict=True):
        if any(head):
            text.append("\n  " + "  ".join([_left(head[0], widths[0]), *map(_right, head[1:], widths[1:])]), "quiet")
    for row in rows:
        text.append("\n  " + _left(row[0], widths[0]), "message")
        text.append("".join(f"  {_right(cell, width)}" for cell, width in zip(row[1:], widths[1:], strict=True)))
    return text


def _left(words: str, width: int) -> str:
    if cell_len(words) > width:
        words = set_cell_size(words, width - 1).rstrip() + "…"
    return set_cell_size(words, width)


def _right(words: str, width: int) -> str:
    return " " * max(width - cell_len(words), 0) + words
