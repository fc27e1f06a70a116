"""`creditlang prove`: what holds of a rulebook for all people and histories."""

from __future__ import annotations

import argparse
import sys

from creditlang.cli.arguments import above_zero, add_format, add_rules, command, day
from creditlang.cli.progress import progress_bar
from creditlang.rulebook import load

_EXAMPLE = """  creditlang prove {rules}
  creditlang prove {rules} --only protected,ending --records 3"""

_KINDS = ("reached", "extent", "protected", "monotone", "cliff", "ending")


def arguments() -> argparse.ArgumentParser:
    """What the command takes."""
    parser = command(
        "prove",
        "Ask a solver what holds for all people and histories: which rules, rows and grades can be reached, between"
        " which scores, whether protected facts matter, whether more earns more, where one unit more loses, and whether"
        " each burden ends. Needs the extra `creditlang[verify]`.",
        _EXAMPLE,
    )
    add_rules(parser)
    parser.add_argument(
        "--as-of", metavar="DATE", type=day, help="the edition in force on that day (default: the latest one)"
    )
    parser.add_argument(
        "--only", metavar="KINDS", type=_kinds, default=_KINDS, help=f"some of {','.join(_KINDS)} (default: all)"
    )
    parser.add_argument(
        "--records",
        metavar="N",
        type=above_zero,
        default=2,
        help="look in histories of up to N records of each event (2)",
    )
    parser.add_argument("--seconds", metavar="N", type=above_zero, default=10, help="for each question (10)")
    add_format(parser)
    return parser


def run(given: argparse.Namespace) -> int:
    """0 if nothing is refuted, else 1."""
    rulebook = load(given.file, rulebook=given.rulebook)
    from creditlang.analysis.proofs import Bounds, Refuted
    from creditlang.analysis.proofs.questions import Finding, Kind
    from creditlang.analysis.proofs.report import prove
    from creditlang.backends.smt.solving import require_solver
    from creditlang.types import ManyRelated

    require_solver()
    edition = rulebook.editions[-1] if given.as_of is None else rulebook.edition_on(given.as_of)
    counted = any(
        isinstance(field.type, ManyRelated)
        for subject in rulebook.registry.subjects.values()
        for field in subject.fields.values()
    )
    bounds = Bounds(records=given.records, related=2 if counted else 0)
    kinds = tuple(Kind[name.upper()] for name in given.only)
    findings: list[Finding] = []
    with progress_bar() as progress:
        for finding in prove(rulebook.series, edition, bounds=bounds, budget=given.seconds, kinds=kinds):
            findings.append(finding)
            if progress:
                progress(f"asking: {finding.question}", len(findings), 0)
    if given.format == "json":
        from creditlang.render.json import dumps
        from creditlang.render.proofs import proofs_json

        print(dumps(proofs_json(edition, findings, bounds)))
    else:
        from creditlang.render.proofs import proofs_text
        from creditlang.render.terminal import console

        out = console(sys.stdout)
        out.print(proofs_text(edition, findings, bounds, out.width))
    return int(any(isinstance(finding.answer, Refuted) for finding in findings))


def _kinds(text: str) -> tuple[str, ...]:
    """The names of questions, in the order in which they are told."""
    asked = [name.strip() for name in text.split(",")]
    unknown = [name for name in asked if name not in _KINDS]
    if unknown:
        raise argparse.ArgumentTypeError(f"`{unknown[0]}` is not one of {', '.join(_KINDS)}")
    return tuple(name for name in _KINDS if name in asked)
