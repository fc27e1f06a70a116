"""What on disk a compilation rests on: as it was when it was read, and whether it is so still."""

from __future__ import annotations

import os

from creditlang.cache.hashing import digest


class Reached:
    """Files, folders and links that decided what was compiled.

    Attributes:
        suffixes: those of rule files.
        files: by path the digest of its bytes; None for one that was looked for and was not there.
        folders: by path the names of the rule files in it.
        links: by path where it leads when links are followed.
    """

    __slots__ = ("files", "folders", "links", "suffixes")

    def __init__(
        self,
        suffixes: tuple[str, ...],
        files: dict[str, str | None] | None = None,
        folders: dict[str, list[str]] | None = None,
        links: dict[str, str] | None = None,
    ) -> None:
        self.suffixes = suffixes
        self.files: dict[str, str | None] = {} if files is None else files
        self.folders: dict[str, list[str]] = {} if folders is None else folders
        self.links: dict[str, str] = {} if links is None else links

    @property
    def data(self) -> tuple[object, ...]:
        """What makes another one that is the same."""
        return self.suffixes, self.files, self.folders, self.links

    def file(self, path: str, content: bytes | None) -> None:
        """Note what a file held when it was read; None if it could not be read."""
        self.files[path] = None if content is None else digest(content).hex()

    def is_unchanged(self) -> bool:
        """Whether everything is still as it was."""
        return (
            all(os.path.realpath(path) == target for path, target in self.links.items())
            and all(_digest(path) == was for path, was in self.files.items())
            and all(rule_files(path, self.suffixes) == names for path, names in self.folders.items())
        )


def rule_files(folder: str, suffixes: tuple[str, ...]) -> list[str] | None:
    """The names of the rule files directly in a folder, sorted; None if it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.name.endswith(suffixes) and entry.is_file())
    except (OSError, ValueError):
        return None


def _digest(path: str) -> str | None:
    try:
        with open(path, "rb") as file:
            return digest(file.read()).hex()
    except (OSError, ValueError):
        return None
