"""The shipped data sets are valid for their rulebooks, and every person in them can be decided on."""

from datetime import date
from pathlib import Path

import pytest

import creditlang

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize(
    ("data", "rules", "covered"),
    [("harbourtown", "teaching", {True}), ("rongcheng", "rongcheng", {True, False})],
)
def test_a_data_set_is_valid_and_shows_different_decisions(data: str, rules: str, covered: set[bool]) -> None:
    rulebook = creditlang.load(EXAMPLES / "rules" / rules)
    decisions = list(rulebook.decisions(EXAMPLES / "data" / data, as_of=date(2025, 12, 1)))
    assert len(decisions) == 200
    assert len({decision.points for decision in decisions}) > 3
    assert not any(decision.incomplete for decision in decisions)
    assert {decision.covered for decision in decisions} == covered
