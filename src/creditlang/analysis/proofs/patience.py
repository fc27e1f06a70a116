"""How long one question may take, over everything that a solver is asked on the way to its answer."""

from __future__ import annotations

import time

import attrs


@attrs.define(eq=False)
class Patience:
    """So many seconds for each question, however many calls of a solver it takes.

    A question that is put in several sizes, or of several records, has them once and not each time: what is left when
    they are used up is not looked at, and the answer stays open.

    Attributes:
        seconds: for one question.
    """

    seconds: float
    _began: float = attrs.field(factory=lambda: time.monotonic(), init=False)

    def begin(self) -> None:
        """The next question begins, with all its seconds."""
        self._began = time.monotonic()

    @property
    def left(self) -> float:
        """The seconds that are left for this question; never less than 0."""
        return max(0.0, self.seconds - (time.monotonic() - self._began))
