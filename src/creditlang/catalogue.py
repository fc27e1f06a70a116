"""Every class of message, by code."""

from __future__ import annotations

from types import ModuleType

from creditlang import errors
from creditlang.analysis.charter import errors as conformity
from creditlang.check.errors import (
    charters,
    definitions,
    grades,
    names,
    process,
    rulebooks,
    rules,
    scenarios,
    types,
    warnings,
)
from creditlang.diagnostics import Diagnostic
from creditlang.resolve import errors as resolve
from creditlang.syntax import errors as syntax


def _classes(module: ModuleType) -> list[type[Diagnostic]]:
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Diagnostic) and value is not Diagnostic
    ]


_MODULES = (
    syntax,
    resolve,
    names,
    types,
    definitions,
    rules,
    grades,
    process,
    rulebooks,
    scenarios,
    charters,
    conformity,
    warnings,
    errors,
)

CATALOGUE: tuple[type[Diagnostic], ...] = tuple(
    sorted((cls for module in _MODULES for cls in _classes(module)), key=lambda cls: cls.code)
)
"""All of them, ordered by code. A test holds codes and slugs to be unique."""
