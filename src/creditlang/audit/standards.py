"""`compare`: the same deed in several localities, side by side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import attrs
from rich.console import RenderableType

from creditlang.analysis.compare import Comparison
from creditlang.analysis.compare import compare as compare_series
from creditlang.audit.reports import QuestionError, Report
from creditlang.render.comparison import comparison_page, comparison_text
from creditlang.render.standards import comparison_json
from creditlang.rulebook import Rulebook


@attrs.frozen
class Standards(Report):
    """What each deed costs or earns in each locality, and where the same deed meets different standards."""

    comparison: Comparison

    @property
    def differ(self) -> bool:
        """Whether the same deed meets different standards anywhere."""
        return any(row.differences for row in self.comparison.rows)

    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data."""
        return comparison_json(self.comparison)

    def shown(self, width: int) -> RenderableType:
        """A table with a row for each deed, and below it where standards differ."""
        return comparison_text(self.comparison, width)

    def to_html(self) -> str:
        """A page with a heat map."""
        return comparison_page(self.comparison)


def compare(rulebooks: Iterable[Rulebook], *, on: date | None = None) -> Standards:
    """Lay rulebooks over one registry side by side.

    Args:
        on: the day whose editions are compared; None for the latest of each.

    Raises:
        QuestionError: there are fewer than two rulebooks.
        NotComparableError: they do not share a registry and a kind of subject.
        NotInForceError: one of them has no edition in force on the day.
    """
    series = [rulebook.series for rulebook in rulebooks]
    if len(series) < 2:
        raise QuestionError("to compare, name at least two rulebooks")
    return Standards(compare_series(series, on))
