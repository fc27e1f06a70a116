"""The results of scenarios: what was expected beside what came out, and what no scenario reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.text import Text

from creditlang.inventory import Rule
from creditlang.render.signs import visible
from creditlang.render.snippets import Mark, gutter_of, heading, snippet
from creditlang.render.terminal import counted
from creditlang.scenarios import Outcome, ScenarioResult
from creditlang.source import Span


def results_text(results: Sequence[ScenarioResult]) -> Text:
    """One line for each scenario, those of one file together."""
    text = Text()
    file = ""
    for result in results:
        name = result.scenario.span.source.name
        if name != file:
            text.append(("\n" if file else "") + f"{visible(name)}\n", "title")
            file = name
        text.append("  pass  " if result.passed else "  FAIL  ", "good" if result.passed else "error")
        text.append(f"{visible(result.scenario.title)}\n")
    text.rstrip()
    return text


def failure_text(result: ScenarioResult, room: int) -> Text:
    """A failed scenario: each expectation that was not met, with what came out."""
    failed = [outcome for outcome in result.outcomes if not outcome.met]
    head = Text.assemble(("failed", "error"), ": ", (visible(result.scenario.title), "message"))
    marks = [Mark(outcome.expectation.span, visible(_got(outcome)), "error") for outcome in failed]
    return Text("\n").join([head, heading(marks[0].span, gutter_of(marks)), snippet(marks, room)])


def unreached_text(rules: Iterable[Rule]) -> Text:
    """The rules that no scenario reached, with their places."""
    text = Text.assemble(("no scenario reaches", "warning"))
    for rule in rules:
        text.append(f"\n  {rule.kind.value} {visible(rule.text.name)}  ", "")
        text.append(visible(str(rule.text.span)), "quiet")
    return text


def tally_text(results: Sequence[ScenarioResult], unrun: int, rules: int, reached: int) -> Text:
    """How many passed, failed, and did not run for an error in them; how much of the rulebooks they reached."""
    failed = sum(not result.passed for result in results)
    text = Text.assemble((counted(len(results) + unrun, "scenario"), "title"), ": ")
    text.append(f"{len(results) - failed} passed", "good" if not failed else "")
    if failed:
        text.append(", ")
        text.append(f"{failed} failed", "error")
    if unrun:
        text.append(", ")
        text.append(f"{unrun} not run", "error")
    return text.append(f"; {reached} of {counted(rules, 'rule')} reached")


def result_json(result: ScenarioResult) -> dict[str, Any]:
    """A scenario with its expectations. `expected` is what the drafter wrote."""
    return {
        "rulebook": result.series.name,
        "title": result.scenario.title,
        **_place(result.scenario.span),
        "passed": result.passed,
        "expectations": [
            {
                "expected": outcome.expectation.span.text,
                "got": outcome.got,
                "on": outcome.day.isoformat(),
                "met": outcome.met,
                **_place(outcome.expectation.span),
            }
            for outcome in result.outcomes
        ],
    }


def rule_json(rule: Rule) -> dict[str, Any]:
    """A rule and where it stands."""
    return {
        "kind": rule.kind.value,
        "name": rule.text.name,
        "rulebook": rule.edition.name,
        "edition": rule.edition.edition,
        **_place(rule.text.span),
    }


def _got(outcome: Outcome) -> str:
    when = f"on {outcome.day}: " if outcome.expectation.on else ""
    return f"{when}got {outcome.got}"


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.source.name, "line": span.position.line}
