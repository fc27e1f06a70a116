"""How questions that decide on many days decide: by the compiled functions of a rulebook."""

from __future__ import annotations

from datetime import date

from creditlang import ir
from creditlang.analysis.courses import Courses
from creditlang.data import History
from creditlang.rulebook import Rulebook
from creditlang.semantics import Decision


def courses_of(rulebook: Rulebook) -> Courses:
    """Courses of decisions by a rulebook."""

    def deciding(_series: ir.Series, history: History, day: date, as_known: date | None) -> Decision:
        return rulebook.decide_history(history, as_of=day, as_known=as_known, upcoming=False)

    return Courses(rulebook.series, deciding)
