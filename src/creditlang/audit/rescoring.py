"""`rescore`: decide again when records were corrected, and say who must be told of what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import attrs
from rich.console import RenderableType

from creditlang.analysis.rescore import Rescored
from creditlang.analysis.rescore import rescore as rescore_history
from creditlang.audit.deciding import courses_of
from creditlang.audit.reports import QuestionError, Report
from creditlang.data import Dataset, History
from creditlang.data.corrections import load_corrections
from creditlang.data.fact_corrections import FactCorrection
from creditlang.data.knowledge import known_differently
from creditlang.decider import Progress
from creditlang.render.rescore import rescored_json, rescored_text
from creditlang.rulebook import Rulebook

_Case = tuple[History, History, tuple[FactCorrection, ...]]
"""What is on record about somebody, without the corrections of records and with them; and corrections of facts."""


@attrs.frozen
class Rescoring(Report):
    """Everyone whose decision changes, or who had it better or worse meanwhile.

    Attributes:
        concerned: how many people the corrections concern, whether or not anything changes for them.
        rescored: for whom something does, by id.
    """

    rulebook: str
    rulebook_digest: str
    as_of: date
    known_before: date | None
    as_known: date | None
    concerned: int
    rescored: tuple[Rescored, ...]

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return {
            "rulebook": self.rulebook,
            "rulebook_digest": self.rulebook_digest,
            "as_of": self.as_of.isoformat(),
            "known_before": _iso(self.known_before),
            "as_known": _iso(self.as_known),
            "concerned": self.concerned,
            "rescored": rescored_json(self.rescored),
        }

    def shown(self, width: int) -> RenderableType:
        """Each person with the cause, what was suffered and who must be told."""
        return rescored_text(self.rescored, self.concerned, width)


def rescore(
    rulebook: Rulebook,
    data: str | Path,
    *,
    as_of: date,
    corrections: str | Path | None = None,
    known_before: date | None = None,
    as_known: date | None = None,
    progress: Progress | None = None,
) -> Rescoring:
    """Decide again on everyone whom corrections concern.

    Args:
        data: a folder of tables, or a DuckDB database.
        as_of: the day that is decided for.
        corrections: a folder of corrections; None if they are in the data already.
        known_before: decide first with what was known on that day, by default that of `as_known`; must be given without
            `corrections`.
        as_known: decide again with what was known on that day; None for all that is known.

    Raises:
        QuestionError: neither `corrections` nor `known_before` is given, or that is later than `as_known`.
        NotInForceError: no edition is in force on `as_of`.
        InvalidDataError, DataFolderError: as for `Rulebook.open_data`, and for the folder of corrections.
    """
    if corrections is None and known_before is None:
        raise QuestionError("say what is corrected: a folder of corrections, or what was known before")
    if as_known is not None:
        if known_before is not None and known_before > as_known:
            raise QuestionError(f"what was known before, on {known_before}, is more than what is known on {as_known}")
        known_before = known_before or as_known
    rulebook.edition_on(as_of)
    courses = courses_of(rulebook)
    with rulebook.open_data(data, progress=progress) as opened:
        subjects, cases = _concerned(opened, data, corrections, as_of, known_before, as_known)
        found: list[Rescored] = []
        for number, (old, new, facts) in enumerate(cases):
            if progress:
                progress("deciding again", number, len(subjects))
            one = rescore_history(courses, old, new, as_of, known_before=known_before, as_known=as_known, facts=facts)
            if one is not None:
                found.append(one)
    return Rescoring(rulebook.name, rulebook.digest, as_of, known_before, as_known, len(subjects), tuple(found))


def _concerned(
    data: Dataset,
    source: str | Path,
    folder: str | Path | None,
    as_of: date,
    known_before: date | None,
    as_known: date | None,
) -> tuple[tuple[str, ...], Iterator[_Case]]:
    """Whom the corrections concern, and their histories without and with them."""
    if folder is None:
        assert known_before is not None
        subjects = tuple(known_differently(data, as_of, known_before, as_known))
        return subjects, ((history, history, ()) for history in data.histories_of(subjects))
    corrections = load_corrections(folder, data, source)
    cases = (
        (history, corrections.apply(history), corrections.facts.get(history.facts.id, ()))
        for history in data.histories_of(corrections.subjects)
    )
    return corrections.subjects, cases


def _iso(on: date | None) -> str | None:
    return on.isoformat() if on else None
