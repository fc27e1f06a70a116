"""The shipped charters, and what they find in the shipped rulebooks without a solver."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from creditlang.analysis.charter import Conformity, Status, conform
from creditlang.driver import Compilation, compile_paths

EXAMPLES = Path(__file__).parents[2] / "examples"
CHARTERS = sorted((EXAMPLES / "charters").glob("*.credit.md"))
RULES = sorted(path for path in (EXAMPLES / "rules").iterdir() if path.is_dir())


@cache
def compiled(path: Path) -> Compilation:
    return compile_paths([path])


def conformities(charter: str, rules: str) -> list[Conformity]:
    """Each charter of a file for the last edition of each rulebook of a folder."""
    charters = compiled(EXAMPLES / "charters" / f"{charter}.credit.md").charters
    series = compiled(EXAMPLES / "rules" / rules).series
    return [conform(one, each.editions[-1]) for one in charters for each in series]


def violated(charter: str, rules: str) -> list[str]:
    (found,) = conformities(charter, rules)
    return [answer.demand.words for answer in found.of(Status.VIOLATED)]


@pytest.mark.parametrize("file", CHARTERS, ids=lambda file: file.name)
def test_a_charter_compiles_and_every_clause_has_its_law(file: Path) -> None:
    found = compiled(file)
    assert found.diagnostics == ()
    for charter in found.charters:
        assert charter.demands
        for demand in charter.demands:
            assert demand.basis, demand.words
            assert demand.source is not None


@pytest.mark.parametrize("rules", RULES, ids=lambda folder: folder.name)
@pytest.mark.parametrize("file", CHARTERS, ids=lambda file: file.name)
def test_every_rulebook_can_be_asked(file: Path, rules: Path) -> None:
    charters = compiled(file).charters
    for series in compiled(rules).series:
        for edition in series.editions:
            for charter in charters:
                found = conform(charter, edition)
                assert len(found.answers) == (len(charter.demands) if found.applies else 0)


def test_sesame_looks_at_friends_and_harbourtown_at_nobody_else() -> None:
    assert "forbid protected facts in rules" in violated("equal-credit", "sesame")
    assert violated("equal-credit", "teaching") == []


def test_suining_reaches_across_life() -> None:
    assert "forbid sanctions, downgrades, black lists outside the context of their cause" in violated(
        "eu-ai-act", "suining"
    )
    assert violated("eu-ai-act", "teaching") == []


def test_a_human_decides_in_allegheny_but_not_always() -> None:
    (found,) = conformities("gdpr-22", "allegheny")
    (decided, *_) = found.answers
    assert decided.demand.words == "require decided by a person on sanctions, downgrades, black lists"
    assert [finding.rule for finding in decided.findings] == ["MandatoryInvestigation"]


def test_what_the_repair_measures_shorten() -> None:
    by_rulebook = {
        found.edition.name: {finding.rule for answer in found.of(Status.VIOLATED) for finding in answer.findings}
        for found in conformities("china-repair-2026", "china")
    }
    assert set() == by_rulebook["CreditRepair"]
    assert {"OpenTerm", "FixedTerm"} <= by_rulebook["JudgmentDebtors"]
    assert {"UnpaidEntry", "RepaidEntry"} <= by_rulebook["CreditReference"]


def test_the_catalogues_bind_chinese_rulebooks_only() -> None:
    assert {True} == {found.applies for found in conformities("china-catalogues", "suining")}
    assert {False} == {found.applies for found in conformities("china-catalogues", "sesame")}
