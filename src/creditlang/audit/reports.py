"""What every answer offers: as data, as JSON and as text, the same as the command prints."""

from __future__ import annotations

from abc import ABC, abstractmethod
from io import StringIO
from typing import Any

from rich.console import RenderableType

from creditlang.diagnostics import CreditlangError
from creditlang.render.json import dumps
from creditlang.render.terminal import PIPE_WIDTH, console


class QuestionError(CreditlangError):
    """A question cannot be asked in this way. The text says why, for people."""


class Report(ABC):
    """An answer. Its attributes hold everything; the methods tell it."""

    @abstractmethod
    def to_dict(self) -> dict[str, Any]:
        """Everything as plain data. Members are added in later versions, never renamed or taken away."""

    @abstractmethod
    def shown(self, width: int) -> RenderableType:
        """The answer for a console of rich that is so many cells wide."""

    def to_json(self) -> str:
        """The same as the command prints with `--format json`."""
        return dumps(self.to_dict())

    def to_text(self, width: int = PIPE_WIDTH) -> str:
        """The same as the command prints to a file, without a line end."""
        out = console(StringIO())
        out.width = width
        with out.capture() as printed:
            out.print(self.shown(width))
        return printed.get().removesuffix("\n")
