"""`creditlang demo`: the whole way on a made-up town, from the rules to a decision that explains itself."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.text import Text

from creditlang import ir
from creditlang.cli.arguments import command, shipped_name
from creditlang.cli.progress import progress_bar
from creditlang.cli.shipped import shipped
from creditlang.driver import compile_paths
from creditlang.inventory import all_rules
from creditlang.render.decision import decision_text
from creditlang.render.inventory import inventory_text
from creditlang.render.scenarios import tally_text
from creditlang.render.summary import summary_text
from creditlang.render.terminal import console, diagnostics_text
from creditlang.rulebook import Rulebook, load
from creditlang.scenarios import unreached
from creditlang.semantics import Decision
from creditlang.summary import Tally

AS_OF = date(2025, 12, 31)

_SLIPS = (
    ("children * 25 EUR", "childrn * 25 EUR"),
    ('C "Fair"       from 60', 'C "Fair"       from 65'),
    ('    appeal     to "Harbour court" within 30 days\n    lasts      6 months', "    lasts      6 months"),
)
"""What the demo gets wrong in the town's rules: a misspelt name, a gap between grades, a sanction without appeal."""

_MOST_LINES = 8
"""A decision with more lines than this is too long to be shown first."""


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    return command(
        "demo",
        "Show on a made-up town what creditlang does: rules that people can read, their check, everyone's decision, one"
        " decision explained, and three slips caught. It takes a few seconds.",
        "  creditlang demo",
    )


def run(given: argparse.Namespace) -> int:
    """0 once it is shown."""
    del given
    out = console(sys.stdout)
    rulebook = load(shipped("examples", "rules", "teaching"))
    _show_rules(out, rulebook)
    _show_check(out, rulebook)
    tally, chosen = _decide(rulebook)
    edition = rulebook.edition_on(AS_OF)
    summary = tally.summary(rulebook.series, edition, AS_OF, None)
    _title(out, f"Everyone's decision: {summary.people} made-up residents of {rulebook.name}")
    out.print(summary_text(summary, out.width))
    _title(out, "One decision, explained")
    out.print(decision_text(chosen, rulebook.series, out.width))
    _show_slips(out)
    _show_next(out, chosen)
    return 0


def _title(out: Console, words: str) -> None:
    out.print()
    out.print(
        Text.assemble(("── ", "frame"), (words, "title"), (f" {'─' * max(out.width - len(words) - 4, 2)}", "frame"))
    )
    out.print()


def _show_rules(out: Console, rulebook: Rulebook) -> None:
    """A table, a criterion and a sanction, as they stand in the file."""
    edition = rulebook.edition_on(AS_OF)
    out.print(Text.assemble((rulebook.title or rulebook.name, "title"), f", edition {edition.edition or ''}"))
    _title(out, "The rules, as people read them and as they are run")
    for name in ("Giving", "DrivingBan"):
        rule = edition.criteria[name].text if name in edition.criteria else edition.sanctions[name].text
        out.print(_block(rule))
        out.print()
    out.print(Text(f"  from {shipped_name('rules', 'teaching', 'harbourtown.credit')}", "quiet"))


def _block(rule: ir.RuleText) -> Text:
    """The lines of a rule with their numbers, up to the next blank one."""
    source = rule.span.source
    number = rule.span.position.line
    rows = []
    while number <= source.line_count and source.line(number).strip():
        rows.append(Text.assemble((f"  {number:>3} ", "number"), ("│ ", "frame"), source.line(number)))
        number += 1
    return Text("\n").join(rows)


def _show_check(out: Console, rulebook: Rulebook) -> None:
    _title(out, "The check: every name, type, unit, table, grade and duty of fair process")
    rules = all_rules([rulebook.series])
    out.print(inventory_text((rulebook.series,), rules))
    results = rulebook.test()
    out.print(tally_text(results, 0, len(rules), len(rules) - len(unreached(rulebook.series, results))))


def _decide(rulebook: Rulebook) -> tuple[Tally, Decision]:
    """Everyone, and the one with most to explain."""
    tally = Tally()
    with progress_bar() as progress, rulebook.open_data(_data(), progress=progress) as data:
        decisions = []
        for decision in rulebook.decisions(data, as_of=AS_OF, progress=progress):
            tally.add(decision)
            decisions.append(decision)
        chosen = max(decisions, key=_interest)
        return tally, rulebook.decide_history(data.history(chosen.subject), as_of=AS_OF)


def _interest(decision: Decision) -> tuple[int, ...]:
    """Short enough to read, then more kinds of effects, then more kinds of causes."""
    lines = decision.score.lines if decision.score else ()
    effects = bool(decision.sanctions) + bool(decision.moved_by) + bool(decision.rewards)
    return len(lines) <= _MOST_LINES, effects, len({line.criterion for line in lines}), len(lines)


def _data() -> Path:
    return shipped("examples", "data", "harbourtown")


def _show_slips(out: Console) -> None:
    _title(out, "Three slips in the rules, and the messages that mend them")
    folder = shipped("examples", "rules", "teaching")
    overlay = {Path(file.name): file.read_text(encoding="utf-8") for file in folder.glob("*.credit")}
    main = Path("harbourtown.credit")
    for right, wrong in _SLIPS:
        overlay[main] = overlay[main].replace(right, wrong)
    out.print(diagnostics_text(compile_paths([main], overlay=overlay).errors, out.width))


def _show_next(out: Console, chosen: Decision) -> None:
    _title(out, "Try it yourself")
    rules, data = shipped_name("rules", "teaching"), shipped_name("data", "harbourtown")
    out.print(f"  creditlang test {rules}")
    out.print(f"  creditlang explain {rules} --data {data} --as-of {AS_OF} --subject {chosen.subject}")
    out.print(f"  creditlang generate {rules} --people 10000 --out town-data")
    out.print(f"  creditlang score {rules} --data town-data --as-of {AS_OF} --out decisions.parquet")
