"""`notice`: the letter that a person gets about a decision."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs
from rich.console import RenderableType
from rich.text import Text

from creditlang.analysis.notice import Notice
from creditlang.analysis.notice import notice as notice_of
from creditlang.audit.reports import Report
from creditlang.data import History
from creditlang.render.notice import notice_json, notice_page, notice_text
from creditlang.rulebook import Rulebook


@attrs.frozen
class Letter(Report):
    """What was decided, why, on which records, and how to object."""

    notice: Notice

    def to_dict(self) -> dict[str, Any]:
        """The letter section by section, and the decision whole."""
        return notice_json(self.notice)

    def shown(self, width: int) -> RenderableType:
        """The letter, in lines of its own width."""
        del width
        return Text(notice_text(self.notice).removesuffix("\n"))

    def to_html(self) -> str:
        """The letter as a page."""
        return notice_page(self.notice)


def notice(rulebook: Rulebook, history: History, *, as_of: date, as_known: date | None = None) -> Letter:
    """The letter about the decision on one person.

    Args:
        history: of the person, from `rulebook.history` or `Dataset.history`.
        as_of: the day that is decided for.
        as_known: decide with what was known on that day; None for all that is known.

    Raises:
        NotInForceError: no edition is in force on `as_of`.
    """
    decision = rulebook.decide_history(history, as_of=as_of, as_known=as_known)
    return Letter(notice_of(rulebook.series, decision, history))
