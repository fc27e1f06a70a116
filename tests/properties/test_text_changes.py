"""Small changes of the shipped rulebooks, made in their texts, and what `diff` says of each, held against people.

The short profile looks at a few changes of three files, `deep` at many of all files that hold one rulebook.
A file alone is compared, as if it were the whole series.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from creditlang import ir
from creditlang.analysis.diff.comparison import compare
from creditlang.analysis.diff.effect import Verdict
from creditlang.analysis.diff.law import Fate
from creditlang.analysis.diff.solved import effect_between
from creditlang.data.generation import generate
from creditlang.driver import compile_paths
from creditlang.rulebook import Rulebook
from creditlang.scenarios import run_scenario
from properties.generator.text_changes import HARMLESS, TextChange, text_changes
from properties.held_against_data import Person, faults

_RULES = Path(__file__).parents[2] / "examples" / "rules"
_DRAWS = settings.default.max_examples if settings.default else 100
FILES = ["teaching/harbourtown.credit", "suining/2010.credit.md", "rongcheng/2016.credit.md"]
if _DRAWS > 1_000:
    _EVERY = sorted(path.relative_to(_RULES).as_posix() for path in _RULES.rglob("*.credit*"))
    _OTHER = re.compile(r"cases|registry|same-deeds")  # these hold none, or scenarios of several
    FILES += [file for file in _EVERY if file not in FILES and not _OTHER.search(file)]

_FEW = max(_DRAWS // 25, 1)


@cache
def _compiled(file: str) -> tuple[ir.Series, tuple[TextChange, ...]]:
    path = _RULES / file
    found = compile_paths([path])
    (series,) = found.own_series
    return series, tuple(text_changes(found.entries[0]))


def _changed(file: str, change: TextChange) -> ir.Series:
    path = (_RULES / file).resolve()
    found = compile_paths([path], overlay={path: change.text})
    assume(not found.errors)
    (series,) = found.own_series
    return series


@cache
def _people(file: str) -> Sequence[Person]:
    series, _ = _compiled(file)
    with TemporaryDirectory() as folder:
        generate(series.registry, subject=series.editions[0].subject, people=40, out=folder, records=5)
        # Left open: whom a relation leads to is read when a rule asks for them.
        everyone = list(Rulebook(series).open_data(Path(folder)).histories())
    days = [date(2026, 12, 31) - timedelta(days=97 * number) for number in range(12)]
    whole = [(history, days[number % 12]) for number, history in enumerate(everyone)]
    return [*whole, *((attrs.evolve(history, records=history.records[-2:]), day) for history, day in whole)]


@pytest.mark.parametrize("file", FILES)
def test_another_name_order_or_layout_is_proved_equal(file: str) -> None:
    series, changes = _compiled(file)
    harmless = [change for change in changes if change.kind in HARMLESS]

    @given(st.sampled_from(harmless))
    @settings(max_examples=_FEW)
    def holds(change: TextChange) -> None:
        found = compare(series, _changed(file, change), effect_between(2, 1))
        assert found.verdict is Verdict.EQUAL, change
        assert not found.bounded, change
        fates = [changed.fates for pair in found.pairs if pair.law for changed in pair.law.changes]
        assert fates == ([(Fate.RENAMED,)] if change.kind == "renamed" else []), change

    holds()


@pytest.mark.parametrize("file", FILES)
def test_what_is_said_of_a_change_holds_for_people(file: str) -> None:
    series, changes = _compiled(file)
    others = [change for change in changes if change.kind not in HARMLESS]

    @given(st.sampled_from(others))
    @settings(max_examples=_FEW // 2 or 1)
    def holds(change: TextChange) -> None:
        found = compare(series, _changed(file, change), effect_between(2, 0.5))
        assert list(faults(found, _people(file), 2)) == [], change
        for pair in found.pairs:
            for effect in pair.effect.effects if pair.effect else ():
                if effect.witness is not None and effect.witness.pastes:
                    assert _passes(file, change, effect.witness.scenario), (change, effect.witness.scenario)

    holds()


def _passes(file: str, change: TextChange, scenario: str) -> bool:
    """Whether a scenario passes that is pasted into the changed text."""
    path = (_RULES / file).resolve()
    pasted = f"\n```credit\n{scenario}\n```\n" if file.endswith(".md") else f"\n{scenario}\n"
    found = compile_paths([path], overlay={path: change.text + pasted})
    assert not found.errors, found.errors
    (series,) = found.own_series
    return run_scenario(series, series.scenarios[-1]).passed
