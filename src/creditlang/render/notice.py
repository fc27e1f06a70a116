"""The notice to a person, in plain words: one list of sections, told as text and as a page.

INVARIANT: both say the same. A section is a heading and paragraphs; a paragraph is a text or a list of texts.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence, Set
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element

import attrs

from creditlang.analysis.notice import Notice, Used
from creditlang.ir import Edition, OnEvent
from creditlang.ir.names import called, grade_called, grade_in_full, in_words
from creditlang.render.because import edition_of, lifted_when, titled, titles_of
from creditlang.render.page import page, tag
from creditlang.render.signs import visible
from creditlang.semantics import (
    AppealPart,
    Change,
    ListPart,
    MovePart,
    Reason,
    ReasonKind,
    RewardPart,
    SanctionPart,
    Step,
    decided,
    explain_score,
    show_brought,
    signed,
)
from creditlang.semantics.parts import RulePart, ScorePart
from creditlang.values import add, magnitude, show_duration, show_points

_WIDTH = 88


@attrs.frozen
class Section:
    """A heading and what stands below it."""

    heading: str
    paragraphs: tuple[str | tuple[str, ...], ...]


def sections(notice: Notice) -> tuple[Section, ...]:
    """What the letter says, after its head. A section that would say nothing is left out."""
    every = (
        Section("What was decided", tuple(_outcome(notice))),
        Section("How your points come about", tuple(_sum(notice))),
        Section("Why it is not better", tuple(_reasons(notice))),
        Section("The records that it rests on", tuple(_records(notice))),
        Section("How you can object", tuple(_objections(notice))),
        Section("What changes by itself", tuple(_changes(notice))),
        Section("How to check this decision", tuple(_checking(notice))),
    )
    return tuple(section for section in every if section.paragraphs)


def _head(notice: Notice) -> str:
    decision = notice.decision
    edition = f", edition {decision.edition}" if decision.edition else ""
    return f"{notice.title}{edition}: decision on {notice.subject_title} {decision.subject} as of {decision.as_of}"


# --- what was decided ----------------------------------------------------------------------------------


def _outcome(notice: Notice) -> Iterator[str | tuple[str, ...]]:
    decision = notice.decision
    if notice.authority is None:
        yield "The rulebook does not name the authority that decides."
    if not decision.covered:
        yield "This rulebook is not about you on this day. Nothing is decided, and nothing follows."
    elif decision.consent in ("missing", "withdrawn"):
        yield f"You have not been scored: your consent is needed and is {decision.consent}."
    if decision.incomplete:
        yield (
            "A record about you could not be read and was set aside. The decision is incomplete, and you may ask for it"
            " to be taken again."
        )
    if decision.points is not None:
        words = f"You have {show_points(decision.points)}"
        if decision.grade is not None:
            words += f", and your grade is {grade_in_full(decision.grade, _grade_titles(notice).get(decision.grade))}"
        yield f"{words}."
    if notice.burdens:
        yield "Against you:"
        yield tuple(_part(part, notice) for part in notice.burdens)
    if notice.announced:
        yield "Announced to you, and not yet in effect:"
        yield tuple(_part(part, notice) for part in notice.announced)
    if notice.benefits:
        yield "In your favour:"
        yield tuple(_part(part, notice) for part in notice.benefits)
    is_decided = decision.covered and decision.consent not in ("missing", "withdrawn")
    if is_decided and decision.points is None and not (notice.burdens or notice.announced or notice.benefits):
        yield "Nothing is in effect, neither against you nor in your favour."


def _part(part: RulePart, notice: Notice) -> str:
    edition = edition_of(part, notice.series, notice.decision.as_of)
    words, lifted = called(part.name, part.title), lifted_when(part, edition)
    match part:
        case RewardPart() | SanctionPart():
            words += f": {brought}" if (brought := show_brought(part)) else ""
        case MovePart(direction=direction, to=to):
            words += f": your grade is {'at most' if direction == 'downgrade' else 'at least'} {_graded(to, notice)}"
        case ListPart(kind=kind, publishes=fields):
            words += f": you are on a public {kind} list"
            words += (
                f" that shows your {_listed([_field(field, part.name, edition) for field in fields])}" if fields else ""
            )
    if part.since:
        words += f", from {part.since}"
    if part.until:
        words += f" until {part.until}"
    elif part.endless:
        words += ", without a set end" if lifted else ", without end"
    elif part.record is None:
        words += ", as long as its condition holds"
    if lifted is not None:
        words += f". It ends at once when, in the words of the rule, `{lifted}`"
    law = f" Law: {part.basis}." if part.basis else " No law is named."
    who = decided(part)
    return f"{words}.{law}" + (f" {who.capitalize()}." if who else "")


def _field(name: str, public: str, edition: Edition) -> str:
    """What a list makes public: of the record that led there, or of the person."""
    registry, trigger = edition.registry, edition.lists[public].trigger
    holder = registry.events[trigger.event] if isinstance(trigger, OnEvent) else registry.subjects[edition.subject]
    return f"“{called(name, holder.fields[name].title)}”"


def _grade_titles(notice: Notice) -> Mapping[str, str | None]:
    """The title of each grade: that of the edition in force, for others that of the edition which has them."""
    editions = (*notice.series.editions, notice.edition)
    return {grade.name: grade.title for edition in editions for grade in edition.grades}


def _graded(name: str, notice: Notice) -> str:
    return grade_called(name, _grade_titles(notice).get(name))


# --- the sum -------------------------------------------------------------------------------------------


def _sum(notice: Notice) -> Iterator[str | tuple[str, ...]]:
    if notice.decision.score is None:
        return
    score = _with_titles(notice.decision.score)
    groups = {group.title or group.group for group in score.groups}
    start, *steps = explain_score(score).children
    if steps:
        yield f"The score starts at {show_points(start.points)}. To these come:"
        yield tuple(_step(step, groups) for step in steps)
        yield f"Together {show_points(score.points)}."
    else:
        yield f"The score starts at {show_points(start.points)}, and nothing adds to it or takes from it."


def _with_titles(score: ScorePart) -> ScorePart:
    """The same score in which everything has a title, if need be its name in words."""
    lines = tuple(attrs.evolve(line, title=called(line.criterion, line.title)) for line in score.lines)
    titles = {line.criterion: line.title for line in lines} | {
        group.group: called(group.group, group.title) for group in score.groups
    }
    groups = tuple(
        attrs.evolve(
            group,
            title=titles[group.group],
            chosen=None if group.chosen is None else titles.get(group.chosen, in_words(group.chosen)),
        )
        for group in score.groups
    )
    return attrs.evolve(score, lines=lines, groups=groups)


def _step(step: Step, groups: Set[str]) -> str:
    words = f"{step.label}: {signed(step.points)}"
    if step.label not in groups or not step.children:
        return words
    return f"{words} ({', '.join(_step(inner, groups) for inner in step.children)})"


# --- why -----------------------------------------------------------------------------------------------


def _reasons(notice: Notice) -> Iterator[str | tuple[str, ...]]:
    if notice.reasons:
        yield "These things stood against you, the most costly first:"
        yield tuple(_reason(reason, notice) for reason in notice.reasons)


def _reason(reason: Reason, notice: Notice) -> str:
    title = called(reason.code, reason.title)
    law = f" Law: {reason.basis}." if reason.basis else " No law is named."
    records = f" Records: {', '.join(reason.records)}." if reason.records else ""
    match reason.kind:
        case ReasonKind.DOWNGRADE:
            words = f"{title}: your grade is at most {_graded(reason.to or '', notice)}."
        case ReasonKind.LOST:
            words = f"{title}: {show_points(reason.points or 0, signed)}."
        case ReasonKind.NOT_REACHED:
            missing = reason.points or 0
            way = "fewer than can be had" if missing < 0 else "more than need be"
            words = f"{title}: {show_points(magnitude(missing))} {way}."
    return f"{words}{records}{law}"


def _records(notice: Notice) -> Iterator[str | tuple[str, ...]]:
    if notice.used:
        yield tuple(_used(used) for used in notice.used)
        yield "If one of them is wrong, tell the body that made it, and the authority that decided."


def _used(used: Used) -> str:
    words = f"{used.title}, record {used.id} of {used.date}"
    words += f", recorded {used.recorded}" if used.recorded != used.date else ""
    words += f", made by {used.issuer}" if used.issuer else ", by a body that the registry does not name"
    effects = []
    if used.counts is not None and used.before_caps is not None:
        before = f" of {signed(used.before_caps)}" if used.before_caps != used.counts else ""
        effects.append(
            f"counts {signed(used.counts)}{before} points" if before else f"counts {show_points(used.counts, signed)}"
        )
    effects += used.remarks
    if used.sets_off:
        effects.append(f"sets off {_listed([f'“{title}”' for title in used.sets_off])}")
    if used.looked_at_by:
        effects.append(f"is looked at for {_listed([f'“{title}”' for title in used.looked_at_by])}")
    return f"{words}: {'; '.join(effects)}."


def _listed(titles: Sequence[str]) -> str:
    """`A, B and C`."""
    return " and ".join([part for part in (", ".join(titles[:-1]), titles[-1]) if part])


def _objections(notice: Notice) -> Iterator[str | tuple[str, ...]]:
    said: dict[str, dict[str, None]] = {}
    for objection in notice.objections:
        said.setdefault(_objection(objection.appeal, notice.decision.as_of), {})[objection.title] = None
    if said:
        yield tuple(f"{'; '.join(titles)}: {words}" for words, titles in said.items())
    if any(reason.kind is not ReasonKind.DOWNGRADE for reason in notice.reasons):
        ask = f" Ask {notice.authority}." if notice.authority else ""
        yield f"The rulebook does not say how you can object to your points.{ask}"


def _objection(appeal: AppealPart, as_of: date) -> str:
    if appeal.unstated:
        return "the law that was read does not say how you can object."
    if appeal.to is None:
        return f"there is no appeal, because {appeal.because}."
    if appeal.by is not None:
        passed = " (that day has passed)" if appeal.by < as_of else ""
        return f"appeal to {appeal.to}, at the latest on {appeal.by}{passed}."
    if appeal.within is None:
        return f"appeal to {appeal.to}."
    # A state of affairs has no day of notice of its own: the letter may be the notice, or an earlier one was.
    last = add(as_of, appeal.within)
    return (
        f"appeal to {appeal.to} within {show_duration(appeal.within)} of the notice. If this letter is the notice, and"
        f" counted from {as_of}, the last day is {last}."
    )


def _changes(notice: Notice) -> Iterator[str | tuple[str, ...]]:
    if notice.changes:
        yield "If nothing new is recorded:"
        titles = titles_of(notice.series, notice.decision.as_of, in_words)
        yield tuple(
            f"{change.on}: {'; '.join(titled(words, titles) for words in change.because)}{_then(change, notice)}"
            for change in notice.changes
        )


def _then(change: Change, notice: Notice) -> str:
    parts = [show_points(change.points)] if change.points is not None else []
    parts += [f"grade {_graded(change.grade, notice)}"] if change.grade is not None else []
    return f" (then {', '.join(parts)})" if parts else ""


def _checking(notice: Notice) -> Iterator[str | tuple[str, ...]]:
    decision = notice.decision
    known = f", with what was known on {decision.as_known}" if decision.as_known else ""
    yield (
        f"Anyone who has the rules and your records can take this decision again: the rules have the digest"
        f" {decision.rulebook_digest[:16]}…, and it was taken as of {decision.as_of}{known}."
    )


# --- as data, as text and as a page -----------------------------------------------------------------------------


def notice_json(notice: Notice) -> dict[str, Any]:
    """The letter section by section, and the decision whole. A paragraph is a text or a list of texts."""
    return {
        "authority": notice.authority,
        "about": _head(notice),
        "sections": [
            {
                "heading": section.heading,
                "paragraphs": [p if isinstance(p, str) else list(p) for p in section.paragraphs],
            }
            for section in sections(notice)
        ],
        "decision": notice.decision.to_dict(),
    }


def notice_text(notice: Notice) -> str:
    """The letter as plain text."""
    lines = [visible(notice.authority)] if notice.authority else []
    lines += ["", *_wrapped(_head(notice), ""), ""]
    for section in sections(notice):
        lines += [section.heading, "-" * len(section.heading)]
        for paragraph in section.paragraphs:
            if isinstance(paragraph, str):
                lines += _wrapped(paragraph, "")
            else:
                for item in paragraph:
                    lines += _wrapped(item, "* ")
        lines.append("")
    return "\n".join(lines).strip() + "\n"


def _wrapped(text: str, lead: str) -> list[str]:
    return textwrap.wrap(
        visible(text),
        _WIDTH,
        initial_indent=lead,
        subsequent_indent=" " * len(lead),
        break_long_words=False,
        break_on_hyphens=False,
    )


def notice_page(notice: Notice) -> str:
    """The letter as a page."""
    body: list[Element] = []
    for section in sections(notice):
        body.append(tag("h2", section.heading))
        for paragraph in section.paragraphs:
            if isinstance(paragraph, str):
                body.append(tag("p", paragraph))
            else:
                body.append(tag("ul", [tag("li", item) for item in paragraph]))
    decision = notice.decision
    return page(
        _head(notice),
        tag("p", notice.authority or "", class_="quiet"),
        tag("h1", f"{notice.title}: notice of a decision"),
        tag("p", f"{notice.subject_title} {decision.subject}, as of {decision.as_of}", class_="lead"),
        body,
    )
