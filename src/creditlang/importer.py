"""`import rules.town`, where `rules/town.credit` is a rule file.

After `install_importer()` an `import` that no Python module answers looks, in the same folders, for `NAME.credit`,
`NAME.credit.md` or a folder `NAME/` with rule files in it. The module that comes of it has the rulebook as `rulebook`,
and what a `Rulebook` offers (`decide`, `score`, `decisions`, `test`, `name`, `title`, `editions`, `registry`, …) as
names of its own; with several rulebooks in one place they are in `rulebooks`, by name.

A file is compiled when it is imported; a folder when something of it is first used, for it may be only the way to a
file in it. Python modules always win over rule files of the same name.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from types import ModuleType

from creditlang.diagnostics import DiagnosticsError
from creditlang.rulebook import Rulebook, found_in
from creditlang.source import RULE_SUFFIXES


class RulesImportError(DiagnosticsError, ImportError):
    """An imported rule file does not compile."""


def install_importer(*folders: str | Path) -> None:
    """Let `import` find rule files, in `folders` too (which are searched before `sys.path`).

    Calling it again adds folders and changes nothing else.
    """
    finder = _installed()
    if finder is None:
        finder = _Finder()
        # Ahead of the finder of Python files, which would take a folder of rules for an empty package.
        place = next((index for index, other in enumerate(sys.meta_path) if other is PathFinder), len(sys.meta_path))
        sys.meta_path.insert(place, finder)
    finder.folders += [path for path in map(str, folders) if path not in finder.folders]


def uninstall_importer() -> None:
    """Undo `install_importer`. Modules that were imported stay."""
    finder = _installed()
    if finder is not None:
        sys.meta_path.remove(finder)


def _installed() -> _Finder | None:
    return next((finder for finder in sys.meta_path if isinstance(finder, _Finder)), None)


class _Finder(MetaPathFinder):
    def __init__(self) -> None:
        self.folders: list[str] = []

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The rule file or folder of this name, if no Python module has it."""
        name = fullname.rpartition(".")[2]
        for entry in path if path is not None else (*self.folders, *sys.path):
            place = Path(entry or ".") / name
            files = [found for suffix in RULE_SUFFIXES if (found := place.with_name(name + suffix)).is_file()]
            folder = place.is_dir()
            if not files and not (folder and (_holds_rules(place) or str(entry) in self.folders)):
                continue
            python = PathFinder.find_spec(fullname, path, target)
            if python is not None and python.loader is not None:
                return None
            return _spec(fullname, files[0] if files else place, place if folder else None)
        return None


def _spec(fullname: str, source: Path, folder: Path | None) -> ModuleSpec:
    spec = ModuleSpec(fullname, _RulesLoader(source), origin=str(source), is_package=folder is not None)
    if folder is not None:
        spec.submodule_search_locations = [str(folder)]
    return spec


def _holds_rules(folder: Path) -> bool:
    return any(file.name.endswith(RULE_SUFFIXES) for file in folder.iterdir())


class _RulesLoader(Loader):
    def __init__(self, source: Path) -> None:
        self.source = source

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """A module that compiles its rules when they are needed."""
        return _RulesModule(spec.name, self.source)

    def exec_module(self, module: ModuleType) -> None:
        """Compile a file at once, so that its mistakes show at the import."""
        if self.source.is_file():
            module.rulebooks  # noqa: B018  # asked for its effect: it loads the module


class _RulesModule(ModuleType):
    """A module whose names are those of its rulebook."""

    rulebooks: dict[str, Rulebook]

    def __init__(self, name: str, source: Path) -> None:
        super().__init__(name, f"The rulebook of {source}.")
        self._source = source

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        if name == "rulebooks":
            self.rulebooks = self._compile()
            return self.rulebooks
        if self._holds(name):  # `from rules import town` asks for the file, whatever else is in the folder
            return import_module(f"{self.__name__}.{name}")
        if len(self.rulebooks) == 1:
            (rulebook,) = self.rulebooks.values()
            if name == "rulebook":
                return rulebook
            if hasattr(rulebook, name):
                return getattr(rulebook, name)
        raise AttributeError(f"the rules of {str(self._source)!r} have no {name!r}")

    def __dir__(self) -> list[str]:
        offered = [name for name in dir(Rulebook) if not name.startswith("_")]
        return sorted({*super().__dir__(), "rulebook", "rulebooks", *offered})

    def _holds(self, name: str) -> bool:
        """Whether a rule file of this name lies in the folder, or a folder with rule files."""
        place = self._source / name
        files = (place.with_name(name + suffix) for suffix in RULE_SUFFIXES)
        return self._source.is_dir() and (any(map(Path.is_file, files)) or (place.is_dir() and _holds_rules(place)))

    def _compile(self) -> dict[str, Rulebook]:
        try:
            return {origin.name: Rulebook.of(origin) for origin in found_in(self._source)}
        except DiagnosticsError as error:
            raise RulesImportError(error.diagnostics) from None
