"""A rulebook at work: decide on one person or on many, and try its scenarios.

`rulebook.Rulebook` says what each method takes, gives and raises, and hands on to here: so a rulebook is loaded from
the cache without importing the evaluator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from creditlang import ir
from creditlang.backends.python.admission import Admission
from creditlang.backends.python.decisions import Compiled
from creditlang.data import History, history_from_objects
from creditlang.diagnostics import CreditlangError
from creditlang.scenarios import ScenarioResult, run_scenario, with_since
from creditlang.semantics import Decision, announced, upcoming
from creditlang.semantics.series import edition_in_force

if TYPE_CHECKING:
    import pyarrow

    from creditlang.data import Dataset
    from creditlang.data.shards import Shard

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0 where nobody knows)."""

_REPORT_EVERY = 200
"""Decisions between two reports of progress."""


@attrs.frozen(eq=False)
class Decider:
    """The methods of `Rulebook` that decide."""

    compiled: Compiled

    @property
    def series(self) -> ir.Series:
        """The editions."""
        return self.compiled.series

    @cached_property
    def _admission(self) -> Admission:
        return Admission(self.series.registry, self._subject)

    @property
    def _subject(self) -> str:
        return self.series.editions[-1].subject

    def edition_on(self, day: date) -> ir.Edition:
        """The edition in force on a day."""
        return edition_in_force(self.series, _day(day))

    def decide(
        self,
        subject: object,
        events: Iterable[object] | Mapping[str, Iterable[object]],
        as_of: date,
        as_known: date | None,
        upcoming: bool,
    ) -> Decision:
        """Decide on one subject."""
        if not upcoming and (admitted := self._admission.admit(subject, events)):
            owner, facts, records = admitted
            return self.compiled.decide_given(
                owner, facts, records, _day(as_of), None if as_known is None else _day(as_known)
            )
        return self.decide_history(self.history(subject, events), as_of, as_known, upcoming)

    def decide_history(self, history: History, as_of: date, as_known: date | None, upcoming: bool) -> Decision:
        """Decide on a history that has been validated already."""
        decision = self.compiled.decide(history, _day(as_of), None if as_known is None else _day(as_known))
        return self._with_time(history, decision) if upcoming else decision

    def history(self, subject: object, events: Iterable[object] | Mapping[str, Iterable[object]]) -> History:
        """The checked history of one subject."""
        return history_from_objects(self.series.registry, self._subject, subject, events)

    def open_data(
        self, data: str | Path, quarantine: str | Path | None, progress: Progress | None, shard: Shard | None = None
    ) -> Dataset:
        """Load and check a data set."""
        if not isinstance(data, str | Path):
            raise _no_data_set(data, "the path of a folder of tables or of a DuckDB database")
        from creditlang.data import load_dataset  # with DuckDB, which takes a while to import

        def read(table: str, share: float) -> None:
            if progress:
                progress(f"reading {table}", int(share * 100), 100)

        return load_dataset(
            data, self.series.registry, self._subject, quarantine=quarantine, shard=shard, on_progress=read
        )

    def decisions(
        self,
        data: str | Path | Dataset,
        as_of: date,
        as_known: date | None,
        quarantine: str | Path | None,
        progress: Progress | None,
    ) -> Iterator[Decision]:
        """The decision on everyone in a data set, one at a time."""
        day, known = _day(as_of), None if as_known is None else _day(as_known)
        self.edition_on(day)
        with ExitStack() as stack:
            data = self._opened(data, stack, quarantine, progress)
            for number, history in enumerate(data.histories()):
                if progress and number % _REPORT_EVERY == 0:
                    progress("deciding", number, data.count)
                yield self.compiled.decide(history, day, known)

    def score(
        self,
        data: str | Path | Dataset,
        as_of: date,
        as_known: date | None,
        quarantine: str | Path | None,
        progress: Progress | None,
        engine: str,
    ) -> pyarrow.Table:
        """The decision on everyone in a data set, as an Arrow table."""
        from creditlang.populations import population, refusal

        if engine not in ("auto", "duckdb", "python"):
            raise ValueError(f"no engine {engine!r} here: it is `auto`, `duckdb` or `python`")
        day, known = _day(as_of), None if as_known is None else _day(as_known)
        why = None if engine == "python" else refusal(self.series, day, known)
        if engine == "duckdb" and why is not None:
            raise CreditlangError(f"duckdb cannot decide by `{self.series.name}`: {why}; use the engine `python`")
        table = self._arrow()
        if engine == "python" or why is not None:
            return table(self.decisions(data, day, known, quarantine, progress), self.series)
        with ExitStack() as stack:
            data = self._opened(data, stack, quarantine, progress)
            stack.enter_context(data.turn)
            found = population(self.series, data, day, known, totals=False)
            found.decide(progress)
            return found.table()

    def _opened(
        self, data: object, stack: ExitStack, quarantine: str | Path | None, progress: Progress | None
    ) -> Dataset:
        """The data set that was given, or the one that lies at the path, closed with `stack`."""
        if isinstance(data, str | Path):
            return stack.enter_context(self.open_data(data, quarantine, progress))
        from creditlang.data import Dataset  # who has one has paid for the import

        if not isinstance(data, Dataset):
            raise _no_data_set(data, "a folder of tables, a DuckDB database or what `open_data` gave")
        return data

    def _arrow(self) -> Callable[[Iterable[Decision], ir.Series], pyarrow.Table]:
        """What makes an Arrow table of decisions."""
        try:
            from creditlang.arrow import subject_table
        except ImportError as error:
            raise CreditlangError(
                "an Arrow table needs pyarrow: install `creditlang[arrow]`, or use `decisions` instead of `score`"
            ) from error
        return subject_table

    def test(self) -> tuple[ScenarioResult, ...]:
        """Run all scenarios."""
        return tuple(run_scenario(self.series, scenario) for scenario in self.series.scenarios)

    def _with_time(self, history: History, decision: Decision) -> Decision:
        changes = upcoming(self.series, history, decision, deciding=self._deciding)
        coming = announced(self.series, history, decision, deciding=self._deciding)
        told = attrs.evolve(decision, next_changes=changes, announced=coming)
        return with_since(self.series, history, told, deciding=self._deciding)

    def _deciding(self, _series: ir.Series, history: History, day: date, known: date | None) -> Decision:
        return self.compiled.decide(history, day, known)


def _no_data_set(given: object, wanted: str) -> TypeError:
    return TypeError(
        f"data must be {wanted}, and is a `{type(given).__name__}`; one person's facts and records go to `decide`"
    )


def _day(value: object) -> date:
    """A date and nothing else. Raises CreditlangError."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise CreditlangError(f"a day must be a `datetime.date`, and is a `{type(value).__name__}`")
    return value
