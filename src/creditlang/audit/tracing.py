"""`trace`: everything that rests on one record, in every rulebook that is given."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import attrs
from rich.console import RenderableType
from rich.text import Text

from creditlang.analysis.trace import Trace
from creditlang.analysis.trace import trace as trace_history
from creditlang.audit.deciding import courses_of
from creditlang.audit.reports import QuestionError, Report
from creditlang.data.corrections import Corrections, load_corrections
from creditlang.data.knowledge import subject_of
from creditlang.decider import Progress
from creditlang.render.trace import record_text, trace_text, tracing_json
from creditlang.rulebook import Rulebook
from creditlang.semantics import NotInForceError


@attrs.frozen
class Traced:
    """What rests on the record under one rulebook, and the title of that."""

    rulebook: str
    title: str
    trace: Trace


@attrs.frozen
class Tracing(Report):
    """What rests on one record.

    Attributes:
        subject: whom the record is about.
        found: by rulebook, in the order in which they were named; at least one.
        not_in_force: for each rulebook without an edition on that day a sentence that says so.
    """

    subject: str
    as_of: date
    as_known: date | None
    found: tuple[Traced, ...]
    not_in_force: tuple[str, ...]

    @property
    def matters(self) -> bool:
        """Whether anything rests, or rested, on the record."""
        return any(one.trace.matters for one in self.found)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        traces = [(one.rulebook, one.trace) for one in self.found]
        return tracing_json(traces, self.subject, self.as_of, self.as_known, self.not_in_force)

    def shown(self, width: int) -> RenderableType:
        """The record, and below it each rulebook."""
        blocks = [record_text(self.found[0].trace, self.subject)]
        blocks += [trace_text(one.title, one.trace, width) for one in self.found]
        return Text("\n\n").join(blocks)


def trace(
    record: str,
    rulebooks: Iterable[Rulebook],
    data: str | Path,
    *,
    as_of: date,
    as_known: date | None = None,
    corrections: str | Path | None = None,
    progress: Progress | None = None,
) -> Tracing:
    """Everything in the decision on a person that rests on one record, by name or not.

    Args:
        record: its id.
        data: a folder of tables, or a DuckDB database.
        as_of: the day that is decided for.
        as_known: decide with what was known on that day; None for all that is known.
        corrections: a folder of corrections that are made first.

    Raises:
        QuestionError: no rulebook is given.
        NotInForceError: none of the rulebooks has an edition in force on `as_of`.
        UnknownRecordError: the data set has no such record.
        InvalidDataError, DataFolderError: as for `Rulebook.open_data`, and for the folder of corrections.
    """
    found: list[Traced] = []
    missing: list[NotInForceError] = []
    subject = ""
    for rulebook in rulebooks:
        try:
            rulebook.edition_on(as_of)
        except NotInForceError as error:
            missing.append(error)
            continue
        with rulebook.open_data(data, progress=progress) as opened:
            made = Corrections({}, {}, ()) if corrections is None else load_corrections(corrections, opened, data)
            subject = made.whose(record) or subject_of(opened, record)
            history, facts = made.apply(opened.history(subject)), made.facts.get(subject, ())
            traced = trace_history(courses_of(rulebook), history, record, as_of, as_known, facts)
        found.append(Traced(rulebook.name, rulebook.title or rulebook.name, traced))
    if not found and missing:
        raise missing[0] if len(missing) == 1 else QuestionError("; ".join(map(str, missing)))
    if not found:
        raise QuestionError("to trace a record, name at least one rulebook")
    return Tracing(subject, as_of, as_known, tuple(found), tuple(map(str, missing)))
