"""`diff`: what changed between two rulebooks, in law, in effect, and for whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import attrs
from rich.console import RenderableType

from creditlang.analysis.diff.comparison import Comparison, choose_edition, differs, stops
from creditlang.analysis.diff.comparison import compare as compare_series
from creditlang.analysis.diff.law import compare_law
from creditlang.analysis.diff.population import Population, compare_population, fact
from creditlang.analysis.diff.seen import with_people
from creditlang.analysis.diff.solved import effect_between
from creditlang.audit.reports import QuestionError, Report
from creditlang.data import Dataset, History
from creditlang.decider import Progress
from creditlang.render.diff.data import difference_data
from creditlang.render.diff.page import difference_page
from creditlang.render.diff.text import difference_text
from creditlang.rulebook import Rulebook
from creditlang.semantics import Decision


@attrs.frozen
class Differences(Report):
    """What changed between two rulebooks.

    Attributes:
        comparison: in law and, if it was asked for, in effect.
        population: for the people of a data set; None where there was none.
        as_of: the day that was decided for.
        effect: whether it was asked what changed in effect.
    """

    comparison: Comparison = attrs.field(repr=False)
    population: Population | None = attrs.field(repr=False)
    as_of: date | None
    effect: bool

    @property
    def differ(self) -> bool:
        """Whether anything changed, or is undecided."""
        return differs(self.comparison)

    def stops(self, gate: str) -> bool:
        """Whether a review must stop that is told to stop at this: one of `analysis.diff.comparison.GATES`."""
        return stops(self.comparison, gate)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return difference_data(self.comparison, self.population, effect=self.effect)

    def shown(self, width: int) -> RenderableType:
        """The law article by article, each effect, and people."""
        return difference_text(self.comparison, self.population, width, effect=self.effect)

    def to_html(self) -> str:
        """A page that needs no network."""
        return difference_page(self.comparison, self.population, self.as_of, effect=self.effect)


def diff(
    old: Rulebook,
    new: Rulebook,
    *,
    edition: str | None = None,
    to: str | None = None,
    effect: bool = True,
    records: int = 2,
    seconds: float = 5,
    data: str | Path | None = None,
    as_of: date | None = None,
    as_known: date | None = None,
    by: Iterable[str] = (),
    progress: Progress | None = None,
) -> Differences:
    """What changed between two rulebooks, or between two editions.

    Args:
        edition: which edition of `old`, by its name or its first day; None for all. `to` likewise of `new`.
        effect: whether to ask what changed in effect, which takes longer than the law.
        records: look at histories of up to so many records of each event.
        seconds: how long one question to the solver may take.
        data: a folder of tables, or a DuckDB database: for whom it changes.
        as_of: the day that is decided for; must be given with `data`, like the two that follow only with it.
        as_known: decide with what was known on that day; None for all that is known.
        by: facts to break the people down by.

    Raises:
        QuestionError: `data` or `as_of` is missing, or the rulebooks speak of different people.
        NoSuchEditionError, UnknownFactError: there is none of this name.
        NotInForceError: no edition is in force on `as_of`.
        InvalidDataError, DataFolderError: as for `Rulebook.open_data`.
    """
    if data is not None and as_of is None:
        raise QuestionError("people need a day that is decided for: `as_of`")
    facts = tuple(by)
    if data is None and (facts or as_of or as_known):
        raise QuestionError("`by`, `as_of` and `as_known` speak of people: name their `data`")
    first, second = choose_edition(old.series, edition), choose_edition(new.series, to)
    population, in_force = None, None
    if data is not None and as_of is not None:
        # People first: what is wrong with the data is known sooner than what a solver finds.
        in_law = compare_series(first, second, None)
        population, in_force = _population(in_law, data, as_of, as_known, facts, progress)
    ask = effect_between(records, seconds, progress) if effect else None
    comparison = compare_series(first, second, ask, within=new.series)
    if population is not None:
        comparison = with_people(comparison, population, in_force)
    return Differences(comparison, population, as_of, effect)


def _population(
    comparison: Comparison,
    source: str | Path,
    as_of: date,
    as_known: date | None,
    by: Iterable[str],
    progress: Progress | None,
) -> tuple[Population, date | None]:
    """What changes for people, and the first day of the new edition that decides on them."""
    rulebooks = tuple(Rulebook(series) for series in comparison.deciding)
    editions = tuple(rulebook.edition_on(as_of) for rulebook in rulebooks)
    subject = editions[0].registry.subjects[editions[0].subject]
    facts = [fact(subject, name) for name in by]
    law = compare_law(editions[0], editions[1])
    with ExitStack() as stack:
        data = [stack.enter_context(rulebooks[0].open_data(source, progress=progress))]
        if rulebooks[0].registry != rulebooks[1].registry:
            data.append(stack.enter_context(rulebooks[1].open_data(source, progress=progress)))
        decided = _decided(rulebooks, data, as_of, as_known, progress)
        return compare_population(decided, law, (editions[0], editions[1]), facts), editions[1].in_force


def _decided(
    rulebooks: tuple[Rulebook, ...], data: list[Dataset], as_of: date, as_known: date | None, progress: Progress | None
) -> Iterator[tuple[History, Decision, Decision]]:
    """Everyone under both rulebooks. Where the registries differ, each reads the data as its own says."""
    others = data[-1].histories() if len(data) > 1 else None
    for number, history in enumerate(data[0].histories()):
        if progress and number % 200 == 0:
            progress("deciding", number, data[0].count)
        other = next(others, None) if others is not None else history
        if other is None or other.facts.id != history.facts.id:
            raise QuestionError(f"the rulebooks speak of different people: `{history.facts.id}` is only in one of them")
        decisions = (
            rulebook.decide_history(one, as_of=as_of, as_known=as_known, upcoming=False)
            for rulebook, one in zip(rulebooks, (history, other), strict=True)
        )
        yield (history, *decisions)  # type: ignore[misc]  # there are two rulebooks
