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
from properties.generator.text_changes import HARMLESS, TextChange, text_changes
from properties.held_against_data import Person, faults
from properties.pasting import fails_pasted

_RULES = Path(__file__).parents[2] / "examples" / "rules"
_DRAWS = settings.default.max_examples if settings.default else 100
FILES = ["teaching/harbourtown.credit", "suining/2010.credit.md", "rongcheng/2016.credit.md"]
if _DRAWS > 1_000:
    _EVERY = sorted(path.relative_to(_RULES).as_posix() for path in _RULES.rglob("*.credit*"))
    _OTHER = re.compile(r"cases|registry|same-deeds")  # these hold none, or scenarios of several
    FILES += [file for file in _EVERY if file not in FILES and not _OTHER.search(file)]

EDITIONS = ["rongcheng/2016.credit.md", "rongcheng/2017.credit.md", "rongcheng/2019.credit.md"]
"""Each has others before it or after it in its folder."""

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
        path = (_RULES / file).resolve()
        assert list(fails_pasted(found, path, path, change.text)) == [], change

    holds()


@pytest.mark.deep
@pytest.mark.parametrize("file", EDITIONS)
def test_a_case_of_a_series_passes_pasted_into_its_edition(file: str) -> None:
    path = (_RULES / file).resolve()
    before = compile_paths([path.parent])
    (old,) = before.own_series
    changes = [change for change in _compiled(file)[1] if change.kind not in HARMLESS]

    @given(st.sampled_from(changes))
    @settings(max_examples=12)
    def holds(change: TextChange) -> None:
        after = compile_paths([path.parent], overlay={path: change.text})
        assume(not after.errors)
        (new,) = after.own_series
        found = compare(old, new, effect_between(2, 0.5))
        assert list(fails_pasted(found, path.parent, path, change.text)) == [], change

    holds()
