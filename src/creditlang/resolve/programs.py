"""Files and their imports, read once each.

In come the files to compile and a way to read bytes; out comes a `Program`: every file reached,
parsed, each after those that it imports. Then holds: imports exist, stay inside the root and have
no cycle; what did not is reported and left out. Names inside the files are left to the checker.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import attrs

from creditlang.diagnostics import Collector
from creditlang.resolve.errors import ImportCycle, ImportOutsideRoot, MissingImport, NotARuleFile, NotUtf8
from creditlang.source import Source, Span
from creditlang.syntax import nodes, parse

FileReader = Callable[[Path], bytes]
"""Gives the bytes of a file, or raises OSError."""

ROOT_MARKER = "creditlang.toml"
"""The file whose folder imports may not leave."""

RULE_SUFFIXES = (".credit", ".credit.md")


@attrs.frozen(eq=False)
class Module:
    """A parsed file with what it imports."""

    path: Path | None
    source: Source
    document: nodes.Document
    imports: tuple[Module, ...]

    def visible(self) -> tuple[Module, ...]:
        """This file and everything that it imports, directly or not, each once, imported ones first."""
        found: dict[int, Module] = {}

        def add(module: Module) -> None:
            if id(module) not in found:
                for imported in module.imports:
                    add(imported)
                found[id(module)] = module

        add(self)
        return tuple(found.values())


@attrs.frozen(eq=False)
class Program:
    """Everything that is compiled together. `modules` holds imported files before those that import them."""

    entries: tuple[Module, ...]
    modules: tuple[Module, ...]


def load_program(entries: Sequence[Path], read: FileReader, collector: Collector, root: Path | None = None) -> Program:
    """Read and parse `entries` and all that they import.

    `root` is the folder that imports may not leave; by default the nearest folder above the first entry
    that holds a `creditlang.toml`, else the entry's own folder.
    """
    loader = _Loader(read, collector, root or (_find_root(entries[0], read) if entries else Path()))
    loaded = [loader.load(path, wanted_by=None) for path in entries]
    return Program(tuple(m for m in loaded if m), tuple(loader.modules.values()))


def load_text(text: str, name: str, collector: Collector) -> Program:
    """The program of one text without files; it can import nothing."""
    source = Source(name, text)
    document = parse(source, collector)
    for imported in document.imports:
        collector.report(
            MissingImport(span=imported.path.span, path=imported.path.value, looked_for="nowhere: a text has no folder")
        )
    module = Module(None, source, document, ())
    return Program((module,), (module,))


def _find_root(entry: Path, read: FileReader) -> Path:
    folder = Path(os.path.abspath(entry)).parent
    for candidate in (folder, *folder.parents):
        try:
            read(candidate / ROOT_MARKER)
        except OSError:
            continue
        return candidate
    return folder


class _Loader:
    """Follows imports depth first; `active` is the chain of files that are being read."""

    def __init__(self, read: FileReader, collector: Collector, root: Path) -> None:
        self.read = read
        self.collector = collector
        self.root = Path(os.path.realpath(root))
        self.modules: dict[str, Module] = {}
        self.active: list[tuple[str, Path]] = []

    def load(self, path: Path, wanted_by: nodes.Import | None) -> Module | None:
        key = os.path.realpath(path)
        if key in self.modules:
            return self.modules[key]
        source = self._source(path, wanted_by)
        if source is None:
            return None
        document = parse(source, self.collector)
        self.active.append((key, path))
        imports = [self._follow(imported, path) for imported in document.imports]
        self.active.pop()
        module = Module(path, source, document, tuple(m for m in imports if m))
        self.modules[key] = module
        return module

    def _follow(self, imported: nodes.Import, importer: Path) -> Module | None:
        span, written = imported.path.span, imported.path.value
        target = importer.parent / written
        key = os.path.realpath(target)
        if not written.endswith(RULE_SUFFIXES):
            self.collector.report(NotARuleFile(span=span, path=written))
            return None
        if not Path(key).is_relative_to(self.root):
            self.collector.report(ImportOutsideRoot(span=span, path=written, root=self.root.name))
            return None
        if any(key == other for other, _ in self.active):
            chain = [path.name for other, path in self.active]
            self.collector.report(ImportCycle(span=span, circle=" → ".join([*chain, target.name])))
            return None
        return self.load(Path(os.path.normpath(target)), imported)

    def _source(self, path: Path, wanted_by: nodes.Import | None) -> Source | None:
        span: Span | None = wanted_by.path.span if wanted_by else None
        try:
            content = self.read(path)
        except (OSError, ValueError):
            written = wanted_by.path.value if wanted_by else str(path)
            self.collector.report(MissingImport(span=span, path=written, looked_for=f"`{path}`"))
            return None
        try:
            return Source(str(path), content.decode("utf-8"))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            self.collector.report(NotUtf8(span=span, path=str(path), line=line, byte=f"0x{content[error.start]:02x}"))
            return None
