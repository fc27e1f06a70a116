"""`conform`: whether a rulebook keeps to higher law, clause by clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import attrs
from rich.console import RenderableType

from creditlang import ir
from creditlang.analysis.charter import Conformity
from creditlang.analysis.charter import conform as conform_edition
from creditlang.analysis.charter.errors import CharterViolated
from creditlang.analysis.charter.solver import Solver
from creditlang.audit.reports import QuestionError, Report
from creditlang.decider import Progress
from creditlang.diagnostics import DiagnosticsError, closest
from creditlang.driver import Compilation, compile_paths
from creditlang.errors import NoRulebook, UnknownRulebook
from creditlang.render.conform import conform_json, conform_text
from creditlang.render.conform_page import conform_page
from creditlang.source import RULE_SUFFIXES


@attrs.frozen
class Conformities(Report):
    """For each edition and charter the clauses, each with its answer.

    Attributes:
        found: with the rulebook whose edition was asked about.
    """

    found: tuple[tuple[ir.Series, Conformity], ...] = attrs.field(repr=False)

    @property
    def conforms(self) -> bool:
        """Whether every clause holds: what is undecided does not."""
        return all(conformity.conforms for _, conformity in self.found)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return conform_json(self.found)

    def shown(self, width: int) -> RenderableType:
        """The clauses, each with its answer and the reason."""
        return conform_text(self.found, width)

    def to_html(self) -> str:
        """The report as a page."""
        return conform_page(self.found)


def conform(
    path: str | Path,
    charters: Iterable[str | Path] = (),
    *,
    rulebook: str | None = None,
    edition: str | None = None,
    seconds: float = 10,
    progress: Progress | None = None,
) -> Conformities:
    """Decide each clause of charters for a rulebook.

    Args:
        path: a rule file, or a folder with editions. It is a path, because a rulebook that is known to violate a
            charter that it is under does not load.
        charters: files with charters, or names of those that the rule file sees; none for those that a rulebook is
            `under`.
        rulebook: only this one, where there are several.
        edition: only this one.
        seconds: for each doubt that a clause puts to the solver, however often it is asked on the way.
            Without the extra `creditlang[verify]` such questions are undecided.

    Raises:
        DiagnosticsError: the files cannot be found or do not compile.
        QuestionError: there is no such charter or edition, or a rulebook is under no charter and none is named.
    """
    asked = [str(charter) for charter in charters]
    compiled = compile_paths([Path(path), *(Path(charter) for charter in asked if _is_path(charter))])
    wrong = [found for found in compiled.errors if not isinstance(found, CharterViolated)]
    if wrong:
        raise DiagnosticsError(wrong)
    series = _series(compiled, str(path), rulebook)
    questions = _questions(series, _charters(compiled, str(path), asked), edition)
    found: list[tuple[ir.Series, Conformity]] = []
    for one, own, charter in questions:

        def report(done: int, of: int, name: str = charter.name) -> None:
            if progress:
                progress(f"deciding {name}", done, of)

        found.append((one, conform_edition(charter, own, Solver(one, own, seconds), on_progress=report)))
    return Conformities(tuple(found))


def _questions(
    series: Sequence[ir.Series], charters: Sequence[ir.Charter], name: str | None
) -> list[tuple[ir.Series, ir.Edition, ir.Charter]]:
    asked = [
        (one, edition, charter)
        for one in series
        for edition in one.editions
        if name in (None, edition.edition)
        for charter in charters or edition.charters
    ]
    if not asked and name is not None and not any(e.edition == name for s in series for e in s.editions):
        known = [edition.edition for one in series for edition in one.editions if edition.edition]
        raise QuestionError(f"there is no edition `{name}`; there is {', '.join(known) or 'none with a name'}")
    if not asked:
        names = ", ".join(f"`{one.name}`" for one in series)
        raise QuestionError(f"{names} is under no charter: name one, such as charters/due-process.credit.md")
    return asked


def _is_path(charter: str) -> bool:
    return charter.endswith(RULE_SUFFIXES) or Path(charter).exists()


def _series(compiled: Compilation, path: str, name: str | None) -> tuple[ir.Series, ...]:
    names = tuple(one.name for one in compiled.series)
    if name is not None:
        found = tuple(one for one in compiled.series if one.name == name)
        if not found:
            raise DiagnosticsError([UnknownRulebook(span=None, path=path, name=name, names=names)])
        return found
    if not compiled.series:
        raise DiagnosticsError([NoRulebook(span=None, path=path)])
    return compiled.own_series


def _charters(compiled: Compilation, path: str, asked: Sequence[str]) -> tuple[ir.Charter, ...]:
    """The charters that were asked for; none where those that a rulebook is under are meant."""
    found: dict[str, ir.Charter] = {}
    for one in asked:
        if _is_path(one):
            own = [charter for charter in compiled.charters if charter.span.source.name == str(Path(one))]
            if Path(one).is_dir():
                own = [c for c in compiled.charters if Path(c.span.source.name).parent == Path(one)]
            if not own:
                raise QuestionError(f"{one} holds no charter")
            found |= {charter.name: charter for charter in own}
            continue
        by_name = {charter.name: charter for charter in compiled.charters}
        if one not in by_name:
            guess = closest(one, by_name)
            hint = f"; did you mean `{guess}`?" if guess else ""
            raise QuestionError(f"there is no charter `{one}` in what {path} holds or imports{hint}")
        found[one] = by_name[one]
    return tuple(found.values())
