"""The order of the passes: from paths or a text to compiled rulebooks.

In come paths or a text; out comes a `Compilation` with everything found, also where something is wrong.
This is the only place that opens rule files: the passes see bytes and text.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from creditlang import ir
from creditlang.analysis.charter import Conformity, conform, violations
from creditlang.cache import Reached
from creditlang.check import check_program
from creditlang.diagnostics import Collector, Diagnostic
from creditlang.errors import EmptyFolder, MissingFile, NotARulePath, UnreadableFile
from creditlang.resolve import Module, Program, load_program, load_text
from creditlang.source import RULE_SUFFIXES, Source, Span


@attrs.frozen(eq=False)
class Compilation:
    """What became of some rule files.

    Attributes:
        series: one for each rulebook name; what has errors may be missing or in part.
        registries: all that were found.
        diagnostics: errors and warnings in the order of the text.
        entries: the texts that were asked for; the others were imported.
        blank: those of them in which nothing but remarks is written.
        reached: what on disk decided all this; None where texts stood for files.
        charters: all that were found.
        conformities: what the clauses of each charter come to for each edition that is under it, without a solver.
        unrun: the scenarios that are written and in no series, because something in them is wrong.
    """

    series: tuple[ir.Series, ...]
    registries: tuple[ir.Registry, ...]
    diagnostics: tuple[Diagnostic, ...]
    entries: tuple[Source, ...] = ()
    reached: Reached | None = None
    charters: tuple[ir.Charter, ...] = ()
    conformities: tuple[Conformity, ...] = ()
    blank: tuple[Source, ...] = ()
    unrun: tuple[Span, ...] = ()

    @property
    def own_series(self) -> tuple[ir.Series, ...]:
        """The rulebooks of the texts that were asked for; where these have none, those that they import."""
        own = [s for s in self.series if any(edition.span.source in self.entries for edition in s.editions)]
        return tuple(own) or self.series

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """What keeps the files from compiling."""
        return tuple(d for d in self.diagnostics if d.is_error)

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        """What compiles and still deserves a look."""
        return tuple(d for d in self.diagnostics if not d.is_error)


def compile_paths(
    paths: Sequence[Path], root: Path | None = None, overlay: Mapping[Path, str] | None = None
) -> Compilation:
    """Compile files together with all that they import. A folder stands for the rule files directly in it.

    Args:
        root: the folder that imports may not leave; by default see `resolve.load_program`.
        overlay: texts that stand for what is, or is not, on disk under these paths.
    """
    collector = Collector()
    read = _Reader(collector, overlay or {})
    files = [file for path in paths for file in ([path] if path in read.overlay else read.files_of(path))]
    readable = [file for file in dict.fromkeys(files) if read.entry(file)]
    if not readable:
        return Compilation((), (), collector.sorted())
    program = load_program(readable, read, collector, root)
    read.reached.links.update(program.links)
    return attrs.evolve(_finish(program, collector), reached=None if overlay else read.reached)


def compile_text(text: str, name: str = "<text>") -> Compilation:
    """Compile one text without files. It is read as Markdown if `name` ends in `.credit.md`."""
    collector = Collector()
    return _finish(load_text(text, name, collector), collector)


def find_units(paths: Sequence[Path]) -> tuple[tuple[Path, ...], ...]:
    """The rule files below `paths`, those of one folder together: each group is compiled as one.

    Folders are searched to any depth; those whose names begin with a dot are left out. A path where nothing is found
    comes back alone, so that compiling it says what is wrong.
    """
    groups: dict[Path, dict[Path, None]] = {}
    for path in paths:
        found = list(_walk(path)) if path.is_dir() else []
        for file in found or [path]:
            groups.setdefault(file.parent, {})[file] = None
    return tuple(tuple(group) for group in groups.values())


def _finish(program: Program, collector: Collector) -> Compilation:
    checked = check_program(program, collector)
    entries = tuple(module.source for module in program.entries)
    conformities = tuple(
        conform(charter, edition)
        for series in checked.series
        for edition in series.editions
        for charter in edition.charters
    )
    for conformity in conformities:
        for violation in violations(conformity):
            collector.report(violation)
    return Compilation(
        checked.series,
        checked.registries,
        collector.sorted(),
        entries,
        charters=checked.charters,
        conformities=conformities,
        blank=tuple(module.source for module in program.entries if module.document.is_blank),
        unrun=tuple(_unrun(program.modules, checked.series)),
    )


def _unrun(modules: Iterable[Module], series: Iterable[ir.Series]) -> Iterator[Span]:
    """The scenarios of which something could not be read or does not fit, each once."""
    compiled = {(s.span.source.name, s.span.start) for each in series for s in each.scenarios}
    for module in modules:
        document = module.document
        read = [*document.scenarios, *(s for rulebook in document.rulebooks for s in rulebook.scenarios)]
        broken = [span for span in document.unread if span.text.split(maxsplit=1)[0] == "scenario"]
        for span in {span.start: span for span in (*broken, *(scenario.span for scenario in read))}.values():
            if (span.source.name, span.start) not in compiled:
                yield span


def _is_rule_file(name: str) -> bool:
    return name.endswith(RULE_SUFFIXES)


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(parent) / name for name in sorted(names) if _is_rule_file(name))


class _Reader:
    """Reads files for the passes; entries are read ahead, so that what is wrong with them is said in our words."""

    def __init__(self, collector: Collector, overlay: Mapping[Path, str]) -> None:
        self.overlay = overlay
        self.reached = Reached(RULE_SUFFIXES)
        self._collector = collector
        self._read: dict[Path, bytes] = {}

    def files_of(self, path: Path) -> list[Path]:
        """The file, or the rule files directly in the folder, that a path given by the user stands for."""
        try:
            if path.is_dir():
                files = sorted(file for file in path.iterdir() if _is_rule_file(file.name) and file.is_file())
                self.reached.folders[str(path)] = sorted(file.name for file in files)
                if not files:
                    inside = dict.fromkeys(str(file.parent) for file in _walk(path))
                    self._collector.report(EmptyFolder(span=None, path=str(path), inside=tuple(inside)))
                return files
            if not path.exists():
                neighbours = (
                    tuple(sorted(found.name for found in path.parent.iterdir())) if path.parent.is_dir() else ()
                )
                self._collector.report(MissingFile(span=None, path=str(path), neighbours=neighbours))
                return []
        except (OSError, ValueError) as error:
            self._collector.report(UnreadableFile(span=None, path=str(path), reason=_reason(error)))
            return []
        if not _is_rule_file(path.name):
            self._collector.report(NotARulePath(span=None, path=str(path)))
            return []
        return [path]

    def entry(self, path: Path) -> bool:
        """Whether a file that the user named can be read."""
        try:
            self._read[path] = self._bytes(path)
        except OSError as error:
            self._collector.report(UnreadableFile(span=None, path=str(path), reason=_reason(error)))
            return False
        return True

    def __call__(self, path: Path) -> bytes:
        return self._read.pop(path, None) or self._bytes(path)

    def _bytes(self, path: Path) -> bytes:
        if path in self.overlay:
            return self.overlay[path].encode()
        try:
            content = path.read_bytes()
        except (OSError, ValueError):
            self.reached.file(str(path), None)
            raise
        self.reached.file(str(path), content)
        return content


def _reason(error: OSError | ValueError) -> str:
    text = error.strerror if isinstance(error, OSError) else None
    return (text or str(error)).lower()
