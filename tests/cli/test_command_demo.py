"""`creditlang demo`: all of it on the data that come along."""

import re
from collections.abc import Callable
from typing import Any


def test_the_demo_shows_rules_check_scores_a_decision_and_slips(run: Callable[..., Any]) -> None:
    found = run("demo")
    assert (found.status, found.err) == (0, "")
    for shown in (
        'criterion Giving "Gifts to charity"',
        "fine: 1 rulebook",
        "5 scenarios: 5 passed",
        "200 people",
        "points, grade",
        "What changes if nothing new is recorded",
        "did you mean `children`?",
    ):
        assert shown in found.out
    assert "\x1b" not in found.out


def test_what_is_explained_adds_up(run: Callable[..., Any]) -> None:
    out = run("demo").out
    total = re.search(r"^  (\d+) points, grade", out, re.MULTILINE)
    tree = re.search(r"^  (\d+)  score\n((?:  [├└│ ].*\n)+)", out, re.MULTILINE)
    assert total is not None
    assert tree is not None
    parts = [int(number) for number in re.findall(r"^  [├└]─ +([+-]?\d+) ", tree[2], re.MULTILINE)]
    assert (total[1], int(total[1])) == (tree[1], sum(parts))
