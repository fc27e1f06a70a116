"""Emitted code, ready to run and ready to be kept: a code object, and the function in it that is wanted.

Nothing here is imported but the standard library, and the runtime only when something runs: a start from the cache
comes through here.
"""

from __future__ import annotations

import marshal

TYPE_CHECKING = False  # as from `typing`, which takes longer to import than a rulebook to recall
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType
    from typing import Any


class EmittedProgram:
    """A compiled module.

    Attributes:
        code: the module's code; each function in it points to the lines of its rule file.
        entry: the name of the function that users call.
        texts: the rules that stand in no file, by the name that the code has for them.
    """

    __slots__ = ("code", "entry", "texts")

    def __init__(self, code: CodeType, entry: str, texts: dict[str, str]) -> None:
        self.code, self.entry, self.texts = code, entry, texts

    @property
    def data(self) -> tuple[str, bytes]:
        """What `from_data` makes the same program of. Texts are left out: only what stands in files is kept."""
        return self.entry, marshal.dumps(self.code)

    @staticmethod
    def from_data(entry: str, code: bytes) -> EmittedProgram:
        """The program that was kept. The bytes must be known to be ours: they are run."""
        return EmittedProgram(marshal.loads(code), entry, {})

    def function(self) -> Callable[..., Any]:
        """Define what the code defines, and give the function that is wanted."""
        from creditlang.backends.python import runtime

        names: dict[str, Any] = {key: value for key, value in vars(runtime).items() if not key.startswith("__")}
        exec(self.code, names)
        found: Callable[..., Any] = names[self.entry]
        if self.texts:
            from creditlang.backends.python.listings import show_while_alive

            show_while_alive(self.texts, found)
        return found
