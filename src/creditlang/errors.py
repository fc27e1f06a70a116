"""What can be wrong with the files that a user names: codes E0900 to E0999.

These findings have no place in a text, for there is no text yet, or no one text is at fault.
"""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, closest, listing


@attrs.frozen(kw_only=True)
class MissingFile(Diagnostic):
    """A path that the user gave leads nowhere."""

    code: ClassVar = "E0900"
    slug: ClassVar = "missing-file"
    message: ClassVar = "there is no file or folder `{path}`"

    path: str
    neighbours: tuple[str, ...] = ()
    """The names in the folder where it should be."""

    def hint_text(self) -> str:
        """The name that was likely meant."""
        name = self.path.replace("\\", "/").rstrip("/").rpartition("/")[2]
        guess = closest(name, self.neighbours)
        return f"did you mean `{guess}`?" if guess else "check the path: it counts from the folder that you are in"


@attrs.frozen(kw_only=True)
class UnreadableFile(Diagnostic):
    """The operating system refuses to read a file."""

    code: ClassVar = "E0901"
    slug: ClassVar = "unreadable-file"
    message: ClassVar = "`{path}` cannot be read: {reason}"
    hint: ClassVar = "check that you may read the file"

    path: str
    reason: str


@attrs.frozen(kw_only=True)
class EmptyFolder(Diagnostic):
    """A folder without rule files."""

    code: ClassVar = "E0902"
    slug: ClassVar = "empty-folder"
    message: ClassVar = "the folder `{path}` holds no rule files"

    path: str
    inside: tuple[str, ...] = ()
    """Folders in it that do hold rule files."""

    def hint_text(self) -> str:
        """Where there are rule files."""
        if self.inside:
            return f"there are rule files in {listing(self.inside, 'and')}"
        return "rule files end in `.credit` or `.credit.md`"


@attrs.frozen(kw_only=True)
class NotARulePath(Diagnostic):
    """A file of another kind was given as a rule file."""

    code: ClassVar = "E0903"
    slug: ClassVar = "not-a-rule-path"
    message: ClassVar = "`{path}` is not a rule file"
    hint: ClassVar = "rule files end in `.credit` or `.credit.md`"

    path: str


@attrs.frozen(kw_only=True)
class NoRulebook(Diagnostic):
    """One rulebook is needed and there is none."""

    code: ClassVar = "E0904"
    slug: ClassVar = "no-rulebook"
    message: ClassVar = "there is no rulebook in `{path}`"
    hint: ClassVar = "name a file that holds a `rulebook`, not only a registry or scenarios"

    path: str


@attrs.frozen(kw_only=True)
class SeveralRulebooks(Diagnostic):
    """One rulebook is needed and there are several."""

    code: ClassVar = "E0905"
    slug: ClassVar = "several-rulebooks"
    message: ClassVar = "`{path}` holds several rulebooks: {found}"
    hint: ClassVar = "say which one: `--rulebook {first}`, or `rulebook={first!r}` from Python"

    path: str
    names: tuple[str, ...]

    def facts(self) -> dict[str, object]:
        """What the templates may name."""
        return {"path": self.path, "found": listing(self.names, "and"), "first": self.names[0]}


@attrs.frozen(kw_only=True)
class UnknownRulebook(Diagnostic):
    """The rulebook that the user asked for is not among those found."""

    code: ClassVar = "E0906"
    slug: ClassVar = "unknown-rulebook"
    message: ClassVar = "there is no rulebook `{name}` in `{path}`"

    path: str
    name: str
    names: tuple[str, ...]

    def hint_text(self) -> str:
        """The name that was likely meant, or those that there are."""
        guess = closest(self.name, self.names)
        if guess:
            return f"did you mean `{guess}`?"
        return f"there is {listing(self.names, 'and')}" if self.names else "it holds none"


INPUT_CODES = frozenset(
    cls.code
    for cls in (
        MissingFile,
        UnreadableFile,
        EmptyFolder,
        NotARulePath,
        NoRulebook,
        SeveralRulebooks,
        UnknownRulebook,
    )
)
"""The codes that mean: the command was given the wrong files, not files with a mistake in them."""
