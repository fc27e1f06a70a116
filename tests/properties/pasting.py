"""Cases that `diff` and `prove` print, pasted into the text and run as `creditlang test` runs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from creditlang import ir
from creditlang.analysis.diff.comparison import Comparison
from creditlang.analysis.diff.effect import EffectDifference, Witness
from creditlang.driver import compile_paths
from creditlang.scenarios import run_scenario
from properties.generator import compile_texts


def witnesses(found: Comparison) -> Iterator[Witness]:
    """All cases of a comparison: of effects, of the largest changes, of moves between grades."""
    for pair in found.pairs:
        if pair.effect is not None:
            yield from witnesses_of(pair.effect)


def witnesses_of(effect: EffectDifference) -> Iterator[Witness]:
    """The cases of two editions."""
    shown = (*effect.effects, effect.gain, effect.loss, *effect.moves)
    yield from (one.witness for one in shown if one is not None and one.witness is not None)


def fails_pasted(found: Comparison, place: Path, file: Path, text: str) -> Iterator[str]:
    """The cases that are said to pass when they are pasted, and do not.

    Args:
        place: what was compared, a file or a folder of editions.
        file: the file of it that holds the edition, with its new text.
    """
    for witness in witnesses(found):
        if witness.pastes:
            literate = file.suffix == ".md"
            pasted = f"\n```credit\n{witness.scenario}\n```\n" if literate else f"\n{witness.scenario}\n"
            compiled = compile_paths([place], overlay={file: text + pasted})
            assert not compiled.errors, f"{compiled.errors}\n{witness.scenario}"
            (series,) = compiled.own_series
            mine = next(one for one in series.scenarios if one.title == witness_title(witness))
            result = run_scenario(series, mine)
            if not result.passed:
                yield f"{[outcome.got for outcome in result.outcomes]}\n{witness.scenario}"


def witness_title(witness: Witness) -> str:
    """What stands between the quotes of the first line."""
    return witness.scenario.partition("\n")[0].partition('"')[2].rpartition('"')[0]


def pasted(texts: Mapping[str, str], scenario: str) -> ir.Series:
    """The series of some texts with a scenario under the first, which must compile."""
    main = next(iter(texts))
    text = f"{texts[main]}\n```credit\n{scenario}\n```\n" if main.endswith(".md") else f"{texts[main]}\n{scenario}\n"
    compiled = compile_texts({**texts, main: text})
    assert compiled.errors == (), f"{compiled.errors}\n{text}"
    (series,) = compiled.series
    return series
