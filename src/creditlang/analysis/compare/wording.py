"""What a rule says, so that the rules of two localities can be told apart whatever they are called.

In: expressions of an edition. Out: values that are equal only where the expressions, with all that they look up, are
the same; and the words that stand in the text.
"""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from creditlang.analysis.compare.possible import deeply
from creditlang.ir import Cap, Criterion, Edition, InTheLast, InTotal, OnEvent, While
from creditlang.ir import expressions as ir
from creditlang.ir.process import Process
from creditlang.semantics.groups import direct_group
from creditlang.values import show_duration


@attrs.frozen
class Saying:
    """What a part of a rule says. Its `words` are for people; two say the same if their meaning is equal."""

    words: str = attrs.field(eq=False)
    meaning: object


def limits_of(criterion: Criterion, edition: Edition) -> tuple[Saying, ...]:
    """What holds the points of a criterion: its caps, and the bounds of the groups around it, inner ones first."""
    found = [Saying(_cap_words(cap), (cap.span_of, meaning_of(cap.amount, edition))) for cap in criterion.caps]
    above, name = direct_group(edition), criterion.text.name
    while name in above:
        name = above[name]
        group = edition.groups[name]
        title = group.title or group.name
        for word, bounds in (("at most", group.at_most), ("at least", group.at_least)):
            found += [
                Saying(f"{title} {word} {words_of(bound)}", (word, meaning_of(bound, edition))) for bound in bounds
            ]
        if group.best_of:
            found.append(Saying(f"only the largest of {title}", "best of"))
        if group.only_largest_per is not None:
            found.append(Saying(f"in {title} only the largest per {group.only_largest_per}", group.only_largest_per))
        if group.weight is not None:
            found.append(Saying(f"{title} weighted", group.weight))
    return tuple(found)


def _cap_words(cap: Cap) -> str:
    match cap.span_of:
        case InTheLast(period=period):
            span = f"in the last {show_duration(period)}"
        case InTotal():
            span = "in total"
        case calendar:
            span = f"per {calendar.value}"
    return f"at most {words_of(cap.amount)} {span}"


def condition_of(trigger: OnEvent | While, edition: Edition) -> Saying:
    """When a rule is set off."""
    if isinstance(trigger, OnEvent):
        if trigger.where is None:
            return Saying("every record", None)
        return Saying(words_of(trigger.where), meaning_of(trigger.where, edition))
    return Saying(words_of(trigger.condition), meaning_of(trigger.condition, edition))


def process_of(process: Process, edition: Edition) -> Saying:
    """How it is told, contested and ended, but for how long it lasts."""
    words = []
    if process.notice is not None:
        words.append(f"notice {show_duration(process.notice)}")
    elif not process.notice_unstated:
        words.append("no notice")
    if process.appeal is not None and process.appeal.within is not None:
        words.append(f"appeal within {show_duration(process.appeal.within)}")
    elif process.appeal is not None and process.appeal.because is not None:
        words.append("no appeal")
    words.append("not lifted" if process.lifted is None else f"lifted when {words_of(process.lifted)}")
    within = process.appeal.within if process.appeal else None
    # To whom one appeals is another office in every place; that one can, and for how long, is the standard.
    can = process.appeal is not None and process.appeal.to is not None
    meaning = (process.notice, process.notice_unstated, can, within, process.decided and process.decided.by is None)
    ends = tuple(None if part is None else meaning_of(part, edition) for part in (process.until, process.lifted))
    return Saying(", ".join(words), (meaning, ends))


def words_of(node: ir.Expression) -> str:
    """An expression as it stands in the text, on one line."""
    return node.span.words if node.span is not None else "…"


def meaning_of(node: ir.Expression, edition: Edition) -> tuple[object, ...]:
    """Equal for two expressions that are built alike from definitions, tables and parameters that are alike too."""
    return tuple(_meant(node, edition))


def _meant(node: ir.Expression, edition: Edition) -> Iterator[object]:
    for part in deeply(node, edition):
        yield part
        if isinstance(part, ir.Lookup):
            yield edition.tables[part.table].rows
        elif isinstance(part, ir.ParameterValue):
            yield edition.parameters[part.parameter].values
