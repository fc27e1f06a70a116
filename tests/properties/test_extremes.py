"""The largest changes of the score and the moves between grades, held against every history of a small town.

The registry allows so little that everybody with at most two records of each event can be decided on. What is said to
be the largest change must be the largest of all these, and a move that is called impossible must happen to none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import combinations_with_replacement, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import creditlang
from creditlang import ir
from creditlang.analysis.diff.comparison import compare
from creditlang.analysis.diff.effect import Extreme, Verdict
from creditlang.analysis.diff.pairs import alone
from creditlang.analysis.diff.solved import effect_between
from creditlang.backends.python.decisions import compiled
from creditlang.semantics import Decision
from creditlang.values import Exact

_DAY = date(2026, 1, 1)
_FEW = 2

_REGISTRY = """
registry Hall
contexts street

subject Person
    old : boolean

event Deed in street
    size : number between 0 and 3

event Fault in street
"""

_RULES = """
rulebook Town
    records Hall

score points
    starts at {start}
    between {low} and {high}

criterion Deeds
    on Deed where size {compared} {border}
    award {award}{each}

criterion Faults
    on Fault
    deduct {deduct}
    at most {cap} in total

criterion Elders
    while old
    award {elders}

grades
    A from {upper}
    B from {lower}
    C below {lower}
"""


@st.composite
def _towns(draw: Callable[..., Any]) -> tuple[str, str]:
    """Two texts: one town, and one with a few things changed."""
    values = {
        "start": st.integers(0, 10),
        "low": st.integers(-20, -5),
        "high": st.integers(18, 30),
        "compared": st.sampled_from([">=", ">", "<", "<="]),
        "border": st.integers(1, 2),
        "award": st.integers(1, 6),
        "each": st.sampled_from(["", " * size", " + size"]),
        "deduct": st.integers(1, 9),
        "cap": st.integers(1, 20),
        "elders": st.integers(1, 4),
        "upper": st.integers(8, 16),
        "lower": st.integers(-2, 7),
    }
    old = {name: draw(strategy) for name, strategy in values.items()}
    changed = draw(st.lists(st.sampled_from(sorted(values)), min_size=1, max_size=3, unique=True))
    new = {name: draw(values[name]) if name in changed else value for name, value in old.items()}
    return _RULES.format(**old), _RULES.format(**new)


def _edition(rules: str) -> ir.Series:
    return creditlang.loads(f"{_REGISTRY}\n{rules}").series


def _everyone(old: ir.Series, new: ir.Series) -> Iterator[tuple[Decision, Decision]]:
    """What both decide on every person with at most two records of each event."""
    engines = [compiled(alone(side.editions[0])) for side in (old, new)]
    book = creditlang.Rulebook(old)
    deeds = [few for number in range(_FEW + 1) for few in combinations_with_replacement(range(4), number)]
    for is_old, sizes, faults in product((False, True), deeds, range(_FEW + 1)):
        given: dict[str, list[dict[str, object]]] = {"Deed": [{"size": size} for size in sizes], "Fault": [{}] * faults}
        dated = {
            event: [{**record, "record": f"{event}{number}", "date": _DAY} for number, record in enumerate(records)]
            for event, records in given.items()
        }
        history = book.history({"subject": "p", "old": is_old}, dated)
        one, other = (engine.decide(history, _DAY) for engine in engines)
        yield one, other


@pytest.mark.deep
@given(_towns())
@settings(max_examples=30)
def test_no_change_is_larger_and_no_other_move_happens(towns: tuple[str, str]) -> None:
    old, new = map(_edition, towns)
    (pair,) = compare(old, new, effect_between(_FEW, 3)).pairs
    assert pair.effect is not None
    decided = list(_everyone(old, new))
    changes = [other.points - one.points for one, other in decided]  # type: ignore[operator]  # both have points
    _holds(pair.effect.gain, max(0, *changes))
    _holds(pair.effect.loss, min(0, *changes))
    happens = {(one.grade, other.grade) for one, other in decided if one.grade != other.grade}
    impossible = {(move.old, move.new) for move in pair.effect.moves if move.verdict is Verdict.EQUAL}
    assert not happens & impossible
    known = {(move.old, move.new) for move in pair.effect.moves}
    assert happens <= known, "grades are called equal and differ"


def _holds(said: Extreme | None, largest: Exact) -> None:
    """Whether what is said of one direction is so: nothing is said where points are called equal."""
    if said is None:
        assert largest == 0
        return
    if said.verdict is Verdict.EQUAL and said.change is not None:
        # A proof for every history may speak of more records than these.
        assert said.change == largest or (not said.bounded and abs(said.change) > abs(largest))
    if "goes no further than" in said.by:
        assert said.by.rpartition(" ")[2].lstrip("+") == str(largest)
    if said.witness is not None:
        old, new = said.witness.old.points, said.witness.new.points
        assert old is not None
        assert new is not None
        assert new - old == said.change
