"""Files that travel with the package: the pages of errors, the example rules and data."""

from __future__ import annotations

from pathlib import Path


def shipped(*parts: str) -> Path:
    """A file or folder that the wheel holds, such as `shipped("docs", "errors")`.

    An editable install has none of them, for the wheel's builder puts them there; so the
    repository, three levels above this floor, is the one documented fallback, as for the grammars.
    """
    packaged = Path(__file__).parents[1].joinpath(*parts)
    return packaged if packaged.exists() else Path(__file__).parents[3].joinpath(*parts)
