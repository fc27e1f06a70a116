"""The face that users hold: load a rulebook, decide on one person or on many, try its scenarios."""

from __future__ import annotations

from creditlang.origins import Afresh, all_recalled, recalled

TYPE_CHECKING = False  # as from `typing`, which takes longer to import than a rulebook to recall
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    import pyarrow

    from creditlang import ir
    from creditlang.backends.python.functions import Scorer
    from creditlang.data import Dataset, History
    from creditlang.data.shards import Shard
    from creditlang.decider import Decider, Progress
    from creditlang.diagnostics import Diagnostic
    from creditlang.origins import Origin
    from creditlang.scenarios import ScenarioResult
    from creditlang.semantics import Decision


def load(path: str | Path, *, rulebook: str | None = None, root: str | Path | None = None) -> Rulebook:
    """The rulebook in a rule file, or in a folder with its editions.

    What was compiled before, from files that have not changed, comes from the cache (`docs/reference/python.md`).

    Args:
        path: a file or folder; a folder stands for the rule files directly in it.
        rulebook: the name of the one that is meant, where there are several.
        root: the folder that imports may not leave; by default the nearest one above that holds a file
            `creditlang.toml`, else the file's own.

    Raises:
        DiagnosticsError: it cannot be found or does not compile.
    """
    found: Origin | None = recalled(path, rulebook, root)
    if found is None:
        from creditlang.compiling import from_paths

        found = from_paths(path, rulebook, root)
    return Rulebook.of(found)


def load_all(path: str | Path) -> tuple[Rulebook, ...]:
    """Every rulebook in a rule file, or in the rule files directly in a folder.

    Raises:
        DiagnosticsError: it cannot be found, does not compile, or holds no rulebook.
    """
    found: tuple[Origin, ...] = found_in(path)
    if not found:
        from creditlang.diagnostics import DiagnosticsError
        from creditlang.errors import NoRulebook

        raise DiagnosticsError([NoRulebook(span=None, path=str(path))])
    return tuple(Rulebook.of(origin) for origin in found)


def found_in(path: str | Path) -> tuple[Origin, ...]:
    """Every rulebook of a file or folder, recalled or compiled; there may be none. Raises DiagnosticsError."""
    recalled_ones = all_recalled(path)
    if recalled_ones is not None:
        return recalled_ones
    from creditlang.compiling import all_from_paths

    return all_from_paths(path)


def loads(text: str, *, name: str = "<text>", rulebook: str | None = None) -> Rulebook:
    """The rulebook in a text, which can import nothing.

    Args:
        name: how messages call the text; it is read as Markdown if this ends in `.credit.md`.
        rulebook: the name of the one that is meant, where there are several.

    Raises:
        DiagnosticsError: it does not compile.
    """
    from creditlang.compiling import from_text

    return Rulebook.of(from_text(text, name, rulebook))


class Rulebook:
    """All editions of one rulebook, ready to decide. It cannot change, and any number of threads may use it."""

    def __init__(self, series: ir.Series, warnings: tuple[Diagnostic, ...] = ()) -> None:
        self._origin: Origin = Afresh(series, warnings)
        self._made: Decider | None = None

    @classmethod
    def of(cls, origin: Origin) -> Rulebook:
        """The rulebook that was compiled or recalled."""
        found = cls.__new__(cls)
        found._origin, found._made = origin, None
        return found

    def __repr__(self) -> str:
        return f"Rulebook(series={self.name})"

    @property
    def _decider(self) -> Decider:
        if self._made is None:
            from creditlang.backends.python.decisions import Compiled
            from creditlang.decider import Decider

            self._made = Decider(Compiled(self.series, self._origin.functions))
        return self._made

    @property
    def series(self) -> ir.Series:
        """The compiled editions."""
        return self._origin.series

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What compiles and still deserves a look."""
        return self._origin.warnings

    def scorer(self) -> Scorer:
        """A bare function for programs that decide often: `score(facts, records, as_of, as_known=None)`.

        It gives an `Outcome` of points, grade, rewards, sanctions and lists, without explanation, and trusts its input:
        values as the registry declares them (`int` or `Fraction`, `bool`, `str`, `date`; a duration as its number of
        days or months), a relation as the mapping of the other subject, or a list of them ordered by id; `records` by
        event, each a mapping of its fields with `record`, `date` and `recorded`. `decide` checks what it is given.

        Raises, when called:
            NotInForce: no edition is in force on `as_of`.
        """
        return self._origin.functions.score

    def to_python(self) -> str:
        """The source of a module without dependencies that holds the same function as `score`."""
        from creditlang.backends.python.functions import module_source

        return module_source(self.series)

    def to_json_schema(self) -> str:
        """A JSON Schema of the rows of each subject and event, and of a decision, as text."""
        from creditlang.backends.contracts.json_schema import json_schema

        return json_schema(self.series)

    def to_stubs(self) -> str:
        """The source of a module with types for a type checker: subject and events, grades and rules as literals."""
        from creditlang.backends.contracts.stubs import stubs

        return stubs(self.series)

    @property
    def name(self) -> str:
        """The word after `rulebook`."""
        return self._origin.name

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
        return self._origin.digest

    def edition_on(self, day: date) -> ir.Edition:
        """The edition in force on a day. Raises NotInForceError."""
        return self._decider.edition_on(day)

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
        return self._decider.decide(subject, events, as_of, as_known, upcoming)

    def decide_history(
        self, history: History, *, as_of: date, as_known: date | None = None, upcoming: bool = True
    ) -> Decision:
        """Decide on a history that has been validated already."""
        return self._decider.decide_history(history, as_of, as_known, upcoming)

    def history(self, subject: object, events: Iterable[object] | Mapping[str, Iterable[object]] = ()) -> History:
        """The facts and records of one subject, checked, for `decide_history` and the questions of `creditlang.audit`.

        Arguments and errors are those of `decide`.
        """
        return self._decider.history(subject, events)

    def open_data(
        self,
        data: str | Path,
        *,
        quarantine: str | Path | None = None,
        shard: Shard | None = None,
        progress: Progress | None = None,
    ) -> Dataset:
        """Load and check a data set for this rulebook. Close it after use, or use it in a `with`.

        Args:
            data: a folder of tables, or a DuckDB database.
            quarantine: a CSV file for invalid rows; without it they are an error.
            shard: only a part of the people, by a hash of their ids; None for everyone.
            progress: told how far it is.

        Raises:
            InvalidDataError: rows break the contract of the registry, or a table is missing.
            DataFolderError: there is no data set.
            NotShardableError: a shard is asked for, and a relation leads from one person to another.
        """
        return self._decider.open_data(data, quarantine, progress, shard)

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
            TypeError: `data` is none of these.
        """
        return self._decider.decisions(data, as_of, as_known, quarantine, progress)

    def score(
        self,
        data: str | Path | Dataset,
        *,
        as_of: date,
        as_known: date | None = None,
        quarantine: str | Path | None = None,
        progress: Progress | None = None,
        engine: str = "auto",
    ) -> pyarrow.Table:
        """The decision on everyone in a data set, as an Arrow table with one row for each subject.

        Its columns are subject, points, grade, rewards, sanctions, lists and incomplete. Other arguments and errors are
        those of `decisions`.

        Args:
            engine: `duckdb` decides on everyone in one query, `python` on one after the other; `auto` is duckdb unless
                the rulebook asks for what a query cannot do.

        Raises:
            CreditlangError: pyarrow is not installed, or duckdb was asked for and cannot decide by the rulebook.
            ValueError: there is no such engine.
        """
        return self._decider.score(data, as_of, as_known, quarantine, progress, engine)

    def test(self) -> tuple[ScenarioResult, ...]:
        """Run all scenarios."""
        return self._decider.test()
