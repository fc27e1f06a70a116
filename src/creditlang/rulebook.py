"""The face that users hold: load a rulebook, decide on one person or on many, try its scenarios."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from creditlang import ir
from creditlang.backends.python.decisions import Compiled, compiled
from creditlang.backends.python.functions import Scorer, module_source
from creditlang.data import History, history_from_objects
from creditlang.diagnostics import CreditlangError, Diagnostic, DiagnosticsError
from creditlang.driver import Compilation, compile_paths, compile_text
from creditlang.errors import NoRulebook, SeveralRulebooks, UnknownRulebook
from creditlang.scenarios import ScenarioResult, run_scenario, with_since
from creditlang.semantics import Decision, upcoming
from creditlang.semantics.series import edition_in_force

if TYPE_CHECKING:
    import pyarrow

    from creditlang.data import Dataset

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is (0 where nobody knows)."""

_REPORT_EVERY = 200
"""Decisions between two reports of progress."""


def load(path: str | Path, *, rulebook: str | None = None, root: str | Path | None = None) -> Rulebook:
    """The rulebook in a rule file, or in a folder with its editions.

    Args:
        path: a file or folder; a folder stands for the rule files directly in it.
        rulebook: the name of the one that is meant, where there are several.
        root: the folder that imports may not leave; by default the nearest one above that holds a file
            `creditlang.toml`, else the file's own.

    Raises:
        DiagnosticsError: it cannot be found or does not compile.
    """
    compiled = compile_paths([Path(path)], Path(root) if root is not None else None)
    return choose(compiled, str(path), rulebook)


def loads(text: str, *, name: str = "<text>", rulebook: str | None = None) -> Rulebook:
    """The rulebook in a text, which can import nothing.

    Args:
        name: how messages call the text; it is read as Markdown if this ends in `.credit.md`.
        rulebook: the name of the one that is meant, where there are several.

    Raises:
        DiagnosticsError: it does not compile.
    """
    return choose(compile_text(text, name), name, rulebook)


def choose(compiled: Compilation, path: str, name: str | None) -> Rulebook:
    """The one rulebook of what was compiled, or the one of this name.

    Raises:
        DiagnosticsError: it has errors, or there is none or more than one.
    """
    if compiled.errors:
        raise DiagnosticsError(compiled.diagnostics)
    names = tuple(series.name for series in compiled.series)
    found = [s for s in compiled.series if s.name == name] if name is not None else compiled.own_series
    if len(found) == 1:
        return Rulebook(found[0], compiled.warnings)
    if name is not None:
        raise DiagnosticsError([UnknownRulebook(span=None, path=path, name=name, names=names)])
    if found:
        names = tuple(series.name for series in found)
        raise DiagnosticsError([SeveralRulebooks(span=None, path=path, names=names)])
    raise DiagnosticsError([NoRulebook(span=None, path=path)])


@attrs.frozen(eq=False)
class Rulebook:
    """All editions of one rulebook, ready to decide.

    Attributes:
        series: the compiled editions.
        warnings: what compiles and still deserves a look.
    """

    series: ir.Series = attrs.field(repr=lambda series: series.name)
    warnings: tuple[Diagnostic, ...] = attrs.field(default=(), repr=False)

    @cached_property
    def _compiled(self) -> Compiled:
        return compiled(self.series)

    def scorer(self) -> Scorer:
        """A bare function for programs that decide often: `score(facts, records, as_of, as_known=None)`.

        It gives an `Outcome` of points, grade, rewards, sanctions and lists, without explanation, and trusts its input:
        values as the registry declares them (`int` or `Fraction`, `bool`, `str`, `date`; a duration as its number of
        days or months), a relation as the mapping of the other subject, or a list of them ordered by id; `records` by
        event, each a mapping of its fields with `record`, `date` and `recorded`. `decide` checks what it is given.

        Raises, when called:
            NotInForce: no edition is in force on `as_of`.
        """
        return self._compiled.functions.score

    def to_python(self) -> str:
        """The source of a module without dependencies that holds the same function as `score`."""
        return module_source(self.series)

    @property
    def name(self) -> str:
        """The word after `rulebook`."""
        return self.series.name

    @property
    def title(self) -> str | None:
        """The title of the latest edition, if it has one."""
        return self.series.editions[-1].title

    @property
    def editions(self) -> tuple[ir.Edition, ...]:
        """Earliest first."""
        return self.series.editions

    @property
    def registry(self) -> ir.Registry:
        """What is recorded about whom."""
        return self.series.registry

    @property
    def subject(self) -> str:
        """The name of the subject that is decided on."""
        return self.series.editions[-1].subject

    @property
    def scenarios(self) -> tuple[ir.Scenario, ...]:
        """The worked cases."""
        return self.series.scenarios

    @property
    def digest(self) -> str:
        """SHA-256 of everything that was compiled in."""
        return self.series.digest

    def edition_on(self, day: date) -> ir.Edition:
        """The edition in force on a day. Raises NotInForceError."""
        return edition_in_force(self.series, _day(day))

    def decide(
        self,
        subject: object,
        events: Iterable[object] | Mapping[str, Iterable[object]] = (),
        *,
        as_of: date,
        as_known: date | None = None,
        upcoming: bool = True,
    ) -> Decision:
        """Decide on one subject.

        Args:
            subject: its facts: a mapping, an attrs object or a dataclass. Related subjects stand inside it.
            events: its records, likewise, in any order. A record's event is the name of its class, or in a mapping the
                value of `event`; or all records in one mapping, by event.
            as_of: the day that is decided for.
            as_known: decide with what was known on that day; None for all that is known.
            upcoming: whether to find out what changes next, and since when a state of affairs has held. It takes
                longer than the rest.

        Raises:
            InvalidDataError: the facts or records are not what the registry declares.
            NotInForceError: no edition is in force on `as_of`.
        """
        history = history_from_objects(self.registry, self.subject, subject, events)
        return self.decide_history(history, as_of=as_of, as_known=as_known, upcoming=upcoming)

    def decide_history(
        self, history: History, *, as_of: date, as_known: date | None = None, upcoming: bool = True
    ) -> Decision:
        """Decide on a history that has been validated already."""
        decision = self._compiled.decide(history, _day(as_of), None if as_known is None else _day(as_known))
        return self._with_time(history, decision) if upcoming else decision

    def open_data(
        self, data: str | Path, *, quarantine: str | Path | None = None, progress: Progress | None = None
    ) -> Dataset:
        """Load and check a data set for this rulebook. Close it after use, or use it in a `with`.

        Args:
            data: a folder of tables, or a DuckDB database.
            quarantine: a CSV file for invalid rows; without it they are an error.
            progress: told how far it is.

        Raises:
            InvalidDataError: rows break the contract of the registry, or a table is missing.
            DataFolderError: there is no data set.
        """

        from creditlang.data import load_dataset  # with DuckDB, which takes a while to import

        def read(table: str, share: float) -> None:
            if progress:
                progress(f"reading {table}", int(share * 100), 100)

        return load_dataset(data, self.registry, subject=self.subject, quarantine=quarantine, on_progress=read)

    def decisions(
        self,
        data: str | Path | Dataset,
        *,
        as_of: date,
        as_known: date | None = None,
        quarantine: str | Path | None = None,
        progress: Progress | None = None,
    ) -> Iterator[Decision]:
        """The decision on everyone in a data set, by subject id, one at a time, without what changes next.

        Args:
            data: a folder of tables, a DuckDB database, or what `open_data` gave, which stays open.
            quarantine: as for `open_data`, like the errors.

        Raises:
            NotInForceError: no edition is in force on `as_of`.
        """
        day, known = _day(as_of), None if as_known is None else _day(as_known)
        self.edition_on(day)
        with ExitStack() as stack:
            if isinstance(data, str | Path):
                data = stack.enter_context(self.open_data(data, quarantine=quarantine, progress=progress))
            for number, history in enumerate(data.histories()):
                if progress and number % _REPORT_EVERY == 0:
                    progress("deciding", number, data.count)
                yield self._compiled.decide(history, day, known)

    def score(
        self,
        data: str | Path | Dataset,
        *,
        as_of: date,
        as_known: date | None = None,
        quarantine: str | Path | None = None,
        progress: Progress | None = None,
    ) -> pyarrow.Table:
        """The decision on everyone in a data set, as an Arrow table with one row for each subject.

        Its columns are subject, points, grade, rewards, sanctions, lists and incomplete. Arguments and errors are
        those of `decisions`.

        Raises:
            CreditlangError: pyarrow is not installed.
        """
        try:
            from creditlang.arrow import subject_table
        except ImportError as error:
            raise CreditlangError(
                "an Arrow table needs pyarrow: install `creditlang[arrow]`, or use `decisions` instead of `score`"
            ) from error
        found = self.decisions(data, as_of=as_of, as_known=as_known, quarantine=quarantine, progress=progress)
        return subject_table(found, self.series)

    def test(self) -> tuple[ScenarioResult, ...]:
        """Run all scenarios."""
        return tuple(run_scenario(self.series, scenario) for scenario in self.scenarios)

    def _with_time(self, history: History, decision: Decision) -> Decision:
        changes = upcoming(self.series, history, decision)
        return with_since(self.series, history, attrs.evolve(decision, next_changes=changes))


def _day(value: object) -> date:
    """A date and nothing else. Raises CreditlangError."""
    if isinstance(value, datetime) or not isinstance(value, date):
        raise CreditlangError(f"a day must be a `datetime.date`, and is a `{type(value).__name__}`")
    return value
