"""Files and their imports, read once each.

In come the files to compile and a way to read bytes; out comes a `Program`: every file reached,
parsed, each after those that it imports. Then holds: imports exist, stay inside the root and have
no cycle; what did not is reported and left out. Names inside the files are left to the checker.
"""

from __future__ import annotations

import os
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import attrs

from creditlang.diagnostics import Collector, closest
from creditlang.resolve.errors import ImportCycle, ImportOutsideRoot, MissingImport, NotARuleFile, NotUtf8
from creditlang.source import RULE_SUFFIXES, Source, Span
from creditlang.syntax import nodes, parse

FileReader = Callable[[Path], bytes]
"""Gives the bytes of a file, or raises OSError."""

ROOT_MARKER = "creditlang.toml"
"""The file whose folder imports may not leave."""


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
    """Everything that is compiled together.

    Attributes:
        modules: imported files before those that import them.
        links: by the path of each file, as it was reached, where it leads when links are followed.
    """

    entries: tuple[Module, ...]
    modules: tuple[Module, ...]
    links: Mapping[str, str] = attrs.field(factory=dict)


def load_program(entries: Sequence[Path], read: FileReader, collector: Collector, root: Path | None = None) -> Program:
    """Read and parse `entries` and all that they import.

    `root` is the folder that imports may not leave; by default, for each entry, the nearest folder above it
    that holds a `creditlang.toml`, else its own folder.
    """
    modules: dict[str, Module] = {}
    links: dict[str, str] = {}
    loaded: list[Module | None] = []
    for path in entries:
        loader = _Loader(read, collector, root or _find_root(path, read), modules, links)
        loaded.append(loader.load(path, wanted_by=None))
    return Program(tuple(m for m in loaded if m), tuple(modules.values()), links)


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
    folder = Path(os.path.realpath(entry)).parent
    for candidate in (folder, *folder.parents):
        try:
            read(candidate / ROOT_MARKER)
        except OSError:
            continue
        return candidate
    return folder


class _Loader:
    """Follows imports depth first. Files are known by their real paths, links followed; so a file is read once, and
    what it imports does not depend on the path by which it was reached."""

    def __init__(
        self, read: FileReader, collector: Collector, root: Path, modules: dict[str, Module], links: dict[str, str]
    ) -> None:
        self.read = read
        self.collector = collector
        self.root = os.path.realpath(root)
        self.modules = modules
        self.links = links
        self.active: list[str] = []
        """The chain of files that are being read."""

    def load(self, path: Path, wanted_by: nodes.Import | None) -> Module | None:
        key = self.links[str(path)] = os.path.realpath(path)
        if key in self.modules:
            return self.modules[key]
        source = self._source(path, wanted_by)
        if source is None:
            return None
        document = parse(source, self.collector)
        self.active.append(key)
        real = Path(key).parent
        folder = path.parent if path.parent.resolve() == real else real
        imports = [self._follow(imported, folder) for imported in document.imports]
        self.active.pop()
        module = Module(path, source, document, tuple(m for m in imports if m))
        self.modules[key] = module
        return module

    def _follow(self, imported: nodes.Import, folder: Path) -> Module | None:
        span, written = imported.path.span, imported.path.value
        target = Path(os.path.normpath(folder / written))
        key = _real(target)
        if key is None:
            self.collector.report(MissingImport(span=span, path=written, looked_for=f"`{target}`"))
        elif not Path(key).is_relative_to(self.root):
            self.collector.report(ImportOutsideRoot(span=span, path=written, root=Path(self.root).name))
        elif not written.endswith(RULE_SUFFIXES):
            whole = [f"{written}{suffix}" for suffix in RULE_SUFFIXES]
            suggestion = next((name for name in whole if (folder / name).is_file()), None)
            self.collector.report(NotARuleFile(span=span, path=written or '""', suggestion=suggestion))
        elif key in self.active:
            circle = [*self.active[self.active.index(key) :], key]
            shown = " → ".join(os.path.relpath(member, self.root) for member in circle)
            self.collector.report(ImportCycle(span=span, circle=shown))
        else:
            return self.load(target, imported)
        return None

    def _source(self, path: Path, wanted_by: nodes.Import | None) -> Source | None:
        span: Span | None = wanted_by.path.span if wanted_by else None
        try:
            content = self.read(path)
        except (OSError, ValueError):
            written = wanted_by.path.value if wanted_by else str(path)
            stems = {name.split(".")[0]: name for name in _rule_files(path.parent)}  # all share their endings
            neighbour = closest(path.name.split(".")[0], stems)
            suggestion = written.removesuffix(path.name) + stems[neighbour] if neighbour else None
            self.collector.report(MissingImport(span=span, path=written, looked_for=f"`{path}`", suggestion=suggestion))
            return None
        try:
            return Source(str(path), content.decode("utf-8"))
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            utf16, byte = content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)), f"0x{content[error.start]:02x}"
            self.collector.report(NotUtf8(span=span, path=str(path), line=line, byte=byte, utf16=utf16))
            return None


def _real(path: Path) -> str | None:
    """The path with links followed; None where a path cannot be, such as one that holds a zero byte."""
    try:
        return os.path.realpath(path)
    except ValueError:
        return None


def _rule_files(folder: Path) -> list[str]:
    """The rule files that lie in a folder, to suggest one of them."""
    try:
        return sorted(file.name for file in folder.iterdir() if file.name.endswith(RULE_SUFFIXES) and file.is_file())
    except OSError:
        return []
