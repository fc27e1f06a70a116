"""The check for each fault that critics find: it fires on the rulebook with the fault and is silent on the mended one.

`docs/pitfalls.md` lists them; `examples/faulty` holds the rulebooks.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from creditlang.analysis.charter import Status, conform
from creditlang.analysis.charter.solver import Solver
from creditlang.cli.main import main
from creditlang.driver import Compilation, compile_paths

ROOT = Path(__file__).parents[2]
FAULTY = ROOT / "examples" / "faulty"

CHARTERED = {
    "obscure-criteria": [
        "the deduction `C17` has no title, so that its reason cannot be told",
        "the deduction `C17` has no basis, so that its reason cannot be told",
        "the deduction `C17` does not say how its law is known",
    ],
    "morals-and-politics": [
        "the deduction `Visits` rests on records of `ParentsNotVisited`, from the context `family`",
        "the deduction `Visits` has no basis",
        "the deduction `Faith` rests on `religion` of `Person`",
    ],
    "against-the-poor": [
        "the award `Standing` rests on `household_income` of `Person`",
        "the award `Standing` rests on `household_income` of `Person`, which is protected",
        "the reward `Heating` falls from 300 EUR to 0 EUR at 20000 EUR:"
        " 0.01 EUR more of `household_income` loses 300 EUR",
    ],
    "guilt-by-association": ["the sanction `NoTrip` rests on others: it reads through the relation `friend`"],
    "publication": ["the black list `Debtors` publishes `id_number`", "the black list `Debtors` publishes `address`"],
    "disproportionate-sanctions": [
        "the sanction `NoTrains` takes effect in `travel`, and its cause, records of `Arrears`, lies in `finance`",
        "the sanction `NoTrains` lasts 10 years, where 2 years are the most",
        "the sanction `NoCoaches` takes effect in `travel`, and its cause, records of `Arrears`, lies in `finance`",
        "the sanction `NoCoaches` lasts without end, where 2 years are the most",
        "the sanction `NoCoaches` lasts without end",
        "the sanction `NoCoaches` may never end unless something new is recorded: it has no end",
    ],
    "no-say-no-exit": [
        "the rulebook `Town` does not say when it was enacted",
        "the rulebook `Town` does not say that the public could comment on it",
        "the rulebook `Town` has no sunset",
        "the rulebook `Town` scores people without their consent",
    ],
}
PROVEN = {
    "against-the-poor": [
        "points may change when `household_income` changes",
        "points may rise when `Purchase.amount` rises",
        "the reward `Heating` rests on `Person.household_income`, and one unit more of it may leave a person with less",
    ],
    "disproportionate-sanctions": [
        "one record of `Arrears` may cost more than 20 points",
        "the sanction `NoTrains` and the sanction `NoCoaches` may both follow, in `travel`,"
        " from one record of `Arrears`",
    ],
}
"""What only a solver decides."""


def compiled(slug: str) -> Compilation:
    return compile_paths([FAULTY / f"{slug}.credit.md"])


@pytest.mark.parametrize(("slug", "expected"), CHARTERED.items())
def test_the_fault_is_found(slug: str, expected: list[str]) -> None:
    errors = compiled(slug).errors
    assert expected == [found.message_text() for found in errors]
    assert {"E0810"} == {found.code for found in errors}


@pytest.mark.parametrize("slug", CHARTERED)
def test_the_mended_rulebook_conforms(slug: str) -> None:
    found = compiled(f"{slug}-mended")
    assert found.errors == ()
    (series,) = found.series
    (edition,) = series.editions
    (charter,) = edition.charters
    conformity = conform(charter, edition, Solver(series, edition))
    assert [a.demand.words for a in conformity.answers if a.status is not Status.HOLDS] == []


@pytest.mark.parametrize(("slug", "expected"), PROVEN.items())
def test_a_fault_of_numbers_is_shown_by_a_case(slug: str, expected: list[str], tmp_path: Path) -> None:
    (series,) = compiled(slug).series
    (edition,) = series.editions
    found = conform(edition.charters[0], edition, Solver(series, edition))
    shown = [f for answer in found.of(Status.VIOLATED) for f in answer.findings if f.witness is not None]
    assert expected == [finding.message.split(":")[0] for finding in shown]
    text = edition.span.source.text
    for finding in shown:
        assert finding.witness is not None
        pasted = text.replace("    under      Demand\n", "").rstrip().removesuffix("```")
        file = tmp_path / "pasted.credit.md"
        file.write_text(f"{pasted}\n{finding.witness.scenario}\n```\n", encoding="utf-8")
        assert main(["test", str(file)]) == 0


def test_other_standards_in_the_next_town() -> None:
    faulty, mended = (FAULTY / f"no-uniform-standards{end}.credit.md" for end in ("", "-mended"))
    assert main(["compare", str(faulty), "--exit-code"]) == 1
    assert main(["compare", str(mended), "--exit-code"]) == 0


def test_wrong_data_and_what_they_did(tmp_path: Path) -> None:
    rules, data = ROOT / "examples" / "rules" / "teaching", ROOT / "examples" / "data" / "harbourtown"
    corrections = ROOT / "examples" / "corrections" / "harbourtown"
    command = ["rescore", str(rules), "--data", str(data), "--as-of", "2025-12-31", "--exit-code"]
    assert main([*command, "--corrections", str(corrections)]) == 1
    (tmp_path / "withdrawals.csv").write_text("record,withdrawn\n", encoding="utf-8")
    assert main([*command, "--corrections", str(tmp_path)]) == 0


def test_every_fault_of_the_page_has_its_rulebooks() -> None:
    page = (ROOT / "docs" / "pitfalls.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\.\./examples/faulty/(\S+?)\.credit\.md\)", page))
    slugs = {*CHARTERED, "no-uniform-standards"}
    assert slugs | {f"{slug}-mended" for slug in slugs} == linked
    assert linked | {"personal-file"} == {file.name.removesuffix(".credit.md") for file in FAULTY.glob("*.credit.md")}


def test_every_clause_of_the_page_is_demanded_of_both_rulebooks() -> None:
    page = (ROOT / "docs" / "pitfalls.md").read_text(encoding="utf-8")
    for slug in CHARTERED:
        (row,) = [line for line in page.splitlines() if f"/{slug}.credit.md" in line]
        named = re.findall(r"`(?:forbid|require|limit|permit only) ([^`…]*?) ?(?:…[^`]*)?`", row.split("|")[2])
        for file in (FAULTY / f"{slug}{end}.credit.md" for end in ("", "-mended")):
            demanded = " ".join(file.read_text(encoding="utf-8").split())
            assert [clause for clause in named if clause not in demanded] == [], file.name
