"""The report of a charter as a page: what holds and why, what does not and where."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from creditlang.analysis.charter import Answer, Conformity, Excused, Finding, Status, Step
from creditlang.render.conform import SIGNS, Found, law, place, summary, title
from creditlang.render.page import Content, page, tag

_CLASSES = {Status.HOLDS: "good", Status.VIOLATED: "bad", Status.UNDECIDED: "warn"}
_ORDER = (Status.VIOLATED, Status.UNDECIDED, Status.HOLDS)
_HEADINGS = {Status.VIOLATED: "Violated", Status.UNDECIDED: "Undecided", Status.HOLDS: "Held"}
_BAR = 640


def conform_page(found: Found) -> str:
    """One page for all reports."""
    names = list(dict.fromkeys(conformity.edition.title or conformity.edition.name for _, conformity in found))
    heading = f"Does {names[0]} keep to higher law?" if len(names) == 1 else "Do these rulebooks keep to higher law?"
    return page(
        heading,
        tag("h1", heading),
        tag(
            "p",
            "Each clause of a charter is decided for all people and histories: it holds, with its reason or proof; it"
            " is violated, with the place; or it stays undecided, which counts as a failure.",
            class_="lead",
        ),
        _contents(found) if len(found) > 1 else None,
        [_report(number, conformity) for number, (_, conformity) in enumerate(found)],
        tag(
            "footer",
            _digests(found),
        ),
    )


def _digests(found: Found) -> Iterator[Element]:
    seen: dict[str, str] = {series.name: series.digest for series, _ in found}
    for name, digest in seen.items():
        yield tag("p", f"{name}: rules with the digest {digest[:12]}.")


def _contents(found: Found) -> Element:
    rows = [
        tag(
            "li",
            tag("a", f"{title(conformity)} under {conformity.charter.shown}", href=f"#report-{number}"),
            " ",
            _mark("conforms" if conformity.conforms else "does not conform", "good" if conformity.conforms else "bad"),
        )
        for number, (_, conformity) in enumerate(found)
    ]
    return tag("ul", rows)


def _report(number: int, conformity: Conformity) -> Iterator[Content]:
    charter = conformity.charter
    yield tag("h2", f"{title(conformity)} under {charter.shown}", id=f"report-{number}")
    if charter.note:
        yield tag("p", charter.note, class_="quiet")
    verdict = "The rulebook conforms: " if conformity.conforms else "The rulebook does not conform: "
    yield tag(
        "div",
        tag("p", tag("strong", verdict if conformity.applies else ""), f"{summary(conformity)}."),
        class_=f"box {'good' if conformity.conforms else 'bad'}",
    )
    if conformity.applies:
        yield _bar(conformity)
    for status in _ORDER:
        answers = conformity.of(status)
        if answers:
            yield tag("h3", f"{_HEADINGS[status]} ({len(answers)})")
            yield [_answer(answer) for answer in answers]


def _bar(conformity: Conformity) -> Element:
    """How many clauses hold, are violated, are undecided, as one bar."""
    total, left, parts = max(len(conformity.answers), 1), 0.0, []
    for status, fill in zip(_ORDER, ("#a1261d", "#d9a441", "#17663a"), strict=True):
        width = _BAR * len(conformity.of(status)) / total
        if width:
            parts.append(tag("rect", x=f"{left:.1f}", y="0", width=f"{width:.1f}", height="12", fill=fill))
        left += width
    return tag(
        "figure",
        tag("svg", parts, viewBox=f"0 0 {_BAR} 12", width=str(_BAR), role="img", aria_label=summary(conformity)),
    )


def _said(text: str) -> list[Content]:
    """The text, with what stands in back-quotes as code."""
    return [tag("code", part) if place % 2 else part for place, part in enumerate(text.split("`"))]


def _mark(text: str, kind: str) -> Element:
    return tag("span", text, class_=f"mark {kind}")


def _answer(answer: Answer) -> Element:
    demand, kind = answer.demand, _CLASSES[answer.status]
    return tag(
        "div",
        tag(
            "p",
            _mark(f"{SIGNS[answer.status]} {answer.status.value}", kind),
            " ",
            tag("code", demand.words),
        ),
        tag("p", law(answer), class_="quiet") if demand.basis else None,
        tag("p", demand.because, class_="quiet") if demand.because else None,
        _why(answer) if answer.status is Status.HOLDS else None,
        tag("ul", [_finding(finding) for finding in answer.findings]) if answer.findings else None,
        [_excepted(excused) for excused in answer.excused],
        class_=f"box {kind}",
    )


def _why(answer: Answer) -> Element:
    return tag("p", _said(answer.reason), ", ", tag("em", answer.grounds.value), ".")


def _excepted(excused: Excused) -> Element:
    because = excused.exemption.because
    return tag("p", _said(f"Excepted: {excused.finding.message}, because “{because}”."), class_="quiet")


def _step(step: Step) -> Element:
    return tag("li", _said(step.text), " ", tag("span", place(step.span), class_="quiet code"))


def _finding(finding: Finding) -> Element:
    witness = finding.witness
    return tag(
        "li",
        _said(finding.message),
        " ",
        tag("span", place(finding.span), class_="quiet code"),
        tag(
            "details",
            tag("summary", f"How it comes to this, in {len(finding.chain)} steps"),
            tag("ol", [_step(step) for step in finding.chain]),
        )
        if len(finding.chain) > 1
        else None,
        tag(
            "details",
            tag("summary", "The case, as a scenario that passes when it is pasted into the rulebook"),
            tag("pre", witness.scenario),
        )
        if witness
        else None,
    )
