"""Whole programs: a registry, perhaps a library and a charter, and a rulebook in one edition or several."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import attrs
from hypothesis import strategies as st

from creditlang import ir
from creditlang.check import check_program
from creditlang.check.errors.rules import NeverApplies
from creditlang.diagnostics import Collector
from creditlang.driver import Compilation
from creditlang.resolve import load_program
from creditlang.syntax import nodes
from properties.generator import names as pools
from properties.generator.books import Book
from properties.generator.charters import draw_charter
from properties.generator.choices import SMALL, Draw, Size, chance, pick
from properties.generator.definitions import draw_definitions
from properties.generator.names import Names
from properties.generator.registries import DrawnRegistry, draw_registry
from properties.generator.render import Style, render
from properties.generator.rulebooks import InForce, draw_periods, draw_rulebook
from properties.generator.scores import draw_score_type
from properties.generator.written import make, text


@attrs.frozen
class Program:
    """A drawn program: its files as written nodes, how they are printed, and what its data look like.

    Attributes:
        files: by name; the first is the one to compile, which imports the others.
        registry: what a checker must make of the written registry.
        subject: whom the rulebook decides on.
        periods: when its editions are in force.
    """

    files: Mapping[str, nodes.Document]
    style: Style
    registry: ir.Registry
    subject: str
    rulebook: str
    periods: tuple[InForce, ...]

    @property
    def texts(self) -> dict[str, str]:
        """The files as texts."""
        return {
            file: render(document, self.style, literate=file.endswith(".md")) for file, document in self.files.items()
        }

    def __str__(self) -> str:
        return "\n".join(f"-- {file}\n{text}" for file, text in self.texts.items())


def compile_program(program: Program) -> Compilation:
    """Compile the files as the driver would, without a disk."""
    return compile_texts(program.texts)


def compile_texts(texts: Mapping[str, str]) -> Compilation:
    """Compile texts by file name, of which the first imports the others."""
    collector = Collector()
    contents = {Path(f"/rules/{file}"): content.encode() for file, content in texts.items()}

    def read(path: Path) -> bytes:
        if path not in contents:
            raise FileNotFoundError(path)
        return contents[path]

    checked = check_program(load_program(list(contents)[:1], read, collector), collector)
    return Compilation(checked.series, checked.registries, collector.sorted())


def is_pointless(found: Compilation) -> bool:
    """Whether all that is wrong is that some rule can never apply.

    The checker sees ranges that the generator does not, such as that of a sum over a define that is always 0.
    """
    return bool(found.errors) and all(error.code == NeverApplies.code for error in found.errors)


@st.composite
def programs(draw: Draw, size: Size = SMALL) -> Program:
    """Well-typed programs."""
    return draw_program(draw, size)


def draw_program(draw: Draw, size: Size) -> Program:
    """A well-typed program."""
    taken = Names()
    drawn = draw_registry(draw, size, taken)
    library_book = Book(draw, size, drawn, next(iter(drawn.registry.subjects)), taken)
    library = draw_definitions(library_book, library=True) if chance(draw, 25) else ()
    callables = tuple(library_book.callables)
    rulebook = taken.fresh(draw, pools.RULEBOOKS)
    charter = "DueProcess" if chance(draw, 5) else None
    periods = draw_periods(draw, size)
    score = draw_score_type(draw) if len(periods) == 1 or chance(draw, 60) else None
    editions = tuple(
        draw_rulebook(draw, size, drawn, rulebook, period, callables, taken, charter, score) for period in periods
    )
    files = _files(draw, drawn, library, _told_apart(editions), charter)
    style = Style(draw(st.integers(0, 1_000)))
    return Program(files, style, drawn.registry, library_book.subject, rulebook, periods)


def _told_apart(editions: tuple[nodes.Rulebook, ...]) -> tuple[nodes.Rulebook, ...]:
    """The editions, of which none is called as an earlier one."""
    names: set[str] = set()
    found = []
    for edition in editions:
        called = [clause.text.value for clause in edition.clauses if isinstance(clause, nodes.EditionClause)]
        if names.isdisjoint(called):
            found.append(edition)
        else:
            kept = tuple(clause for clause in edition.clauses if not isinstance(clause, nodes.EditionClause))
            found.append(attrs.evolve(edition, clauses=kept))
        names.update(called)
    return tuple(found)


def _files(
    draw: Draw,
    drawn: DrawnRegistry,
    library: tuple[nodes.Definition, ...],
    editions: tuple[nodes.Rulebook, ...],
    charter: str | None,
) -> dict[str, nodes.Document]:
    charters = (draw_charter(draw, charter),) if charter else ()
    ending = ".credit.md" if chance(draw, 15) else ".credit"
    if not chance(draw, 15):
        return {f"main{ending}": _document((), (drawn.written,), editions, charters, library)}
    registry, terms = f"registry{pick(draw, ('.credit', '.credit.md'))}", "terms.credit"
    files = {registry: _document((), (drawn.written,), (), charters, ())}
    if library:
        files[terms] = _document((), (), (), (), library)
    imported = tuple(files)
    earlier, last = editions[:-1], editions[-1:]
    if earlier:
        files["earlier.credit"] = _document(imported, (), earlier, (), ())
        imported = (*imported, "earlier.credit")
    return {f"main{ending}": _document(imported, (), last, (), ()), **files}


def _document(
    imports: tuple[str, ...],
    registries: tuple[nodes.Registry, ...],
    rulebooks: tuple[nodes.Rulebook, ...],
    charters: tuple[nodes.Charter, ...],
    library: tuple[nodes.Definition, ...],
) -> nodes.Document:
    written = tuple(make(nodes.Import, text(file)) for file in imports)
    return make(nodes.Document, written, registries, rulebooks, charters, library, ())
