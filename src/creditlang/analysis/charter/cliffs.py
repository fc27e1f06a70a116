"""`forbid cliffs`: one unit of money more never leaves a person with less.

What `check` finds along values that are written out breaks the clause at once, in points as in money. Beyond that the
clause is about money: where no reward or sanction that pays or costs money rests on a fact in money, it holds by the
flow of information; else a prover is asked about each such fact.
"""

from __future__ import annotations

from collections.abc import Iterator

from creditlang.analysis.charter.answers import Finding, Grounds, Verdict
from creditlang.analysis.charter.limits import Settling
from creditlang.analysis.charter.prover import Prover, Shown
from creditlang.analysis.static.flows import Field, Flow
from creditlang.analysis.static.targets import called
from creditlang.check.cliffs import check_cliffs
from creditlang.diagnostics import Collector
from creditlang.ir import Edition, Reward, Sanction
from creditlang.types import MoneyUnit, Number, definite


def decide_cliffs(flow: Flow, prover: Prover | None) -> Verdict:
    """Whether there is no cliff."""
    edition = flow.edition
    settling = Settling()
    settling.findings += _written_out(edition)
    proofs = prover.cliffs() if prover else {}
    for field, rules in _doubts(flow).items():
        name = f"{field.holder}.{field.name}"
        proof = proofs.get(name)
        # The rule that a case shows losing is to blame, not any other that the fact leads to.
        shown = proof.witness.differing if isinstance(proof, Shown) else ()
        rule = next((rule for rule in rules if rule.text.name in shown), rules[0])
        chains = [flow.of_rule(rule), *(found for _, _, found in flow.of_head())]
        chain = next(found[field] for found in chains if field in found)
        doubt = f"{called(rule)} rests on `{name}`, and one unit more of it may leave a person with less"
        settling.settle(Finding(rule.text.name, doubt, rule.text.span, chain), proof)
    kept = "no reward or sanction in money rests on a fact in money"
    if settling.solved:
        kept = "one unit more of any fact in money never leaves a person with less"
    return settling.verdict(kept, Grounds.FLOW)


def _written_out(edition: Edition) -> Iterator[Finding]:
    collector = Collector()
    check_cliffs(edition, collector)
    for found in collector.sorted():
        names = (*edition.criteria, *edition.rewards, *edition.sanctions)
        rule = next((name for name in names if f"`{name}`" in found.message_text()), None)
        yield Finding(rule, found.message_text(), found.span or edition.span)


def _doubts(flow: Flow) -> dict[Field, list[Reward | Sanction]]:
    """Facts in money, each with the rules in money that rest on it."""
    edition = flow.edition
    found: dict[Field, list[Reward | Sanction]] = {}
    fields = edition.registry.subjects[edition.subject].fields
    of_head = [atom for _, _, reached in flow.of_head() for atom in reached]
    rules: tuple[Reward | Sanction, ...] = (*edition.rewards.values(), *edition.sanctions.values())
    for rule in rules:
        value = rule.grant if isinstance(rule, Reward) else rule.impose
        if value is None or not _is_money(definite(value.type)):
            continue
        for atom in dict.fromkeys((*flow.of_rule(rule), *of_head)):
            if isinstance(atom, Field) and atom.holder == edition.subject and _is_money(fields[atom.name].type):
                found.setdefault(atom, []).append(rule)
    return found


def _is_money(kind: object) -> bool:
    return isinstance(kind, Number) and isinstance(kind.unit, MoneyUnit)
