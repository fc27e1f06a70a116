"""What can be wrong with files, imports and the names of units."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label, listing
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class MissingImport(Diagnostic):
    """The imported file is not there."""

    code: ClassVar = "E0101"
    slug: ClassVar = "missing-import"
    message: ClassVar = "there is no file `{path}` to import"

    path: str
    looked_for: str
    suggestion: str | None = None

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return f"the path counts from the folder of this file; looked for {self.looked_for}"


@attrs.frozen(kw_only=True)
class ImportCycle(Diagnostic):
    """Files import one another in a circle."""

    code: ClassVar = "E0102"
    slug: ClassVar = "import-cycle"
    message: ClassVar = "the imports go round in a circle: {circle}"
    hint: ClassVar = "move what both files need into a third one that imports neither"

    circle: str


@attrs.frozen(kw_only=True)
class ImportOutsideRoot(Diagnostic):
    """An import leads out of the folder that holds the rules."""

    code: ClassVar = "E0103"
    slug: ClassVar = "import-outside-root"
    message: ClassVar = "`{path}` leads out of the folder `{root}`"
    hint: ClassVar = (
        "an import stays inside the folder of the rule file; to share files between folders, "
        "put an empty file `creditlang.toml` into the folder that holds them all"
    )

    path: str
    root: str


@attrs.frozen(kw_only=True)
class NotARuleFile(Diagnostic):
    """An import names a file of another kind."""

    code: ClassVar = "E0104"
    slug: ClassVar = "not-a-rule-file"
    message: ClassVar = "`{path}` is not a rule file"

    path: str
    suggestion: str | None = None

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return "rule files end in `.credit` or `.credit.md`"


@attrs.frozen(kw_only=True)
class NotUtf8(Diagnostic):
    """The bytes of a file are no UTF-8 text."""

    code: ClassVar = "E0105"
    slug: ClassVar = "not-utf8"
    message: ClassVar = "line {line} of `{path}` is not UTF-8 text (byte {byte})"
    hint: ClassVar = "save the file again with the encoding UTF-8; old Chinese editors often save GBK"

    path: str
    line: int
    byte: str
    utf16: bool = False

    def hint_text(self) -> str:
        if self.utf16:
            return "it is UTF-16, which Windows' Notepad calls Unicode: save it again and choose the encoding UTF-8"
        return self.hint


@attrs.frozen(kw_only=True)
class DuplicateUnit(Diagnostic):
    """Two registries or charters have one name."""

    code: ClassVar = "E0106"
    slug: ClassVar = "duplicate-unit"
    message: ClassVar = "there are two units called `{name}`"
    hint: ClassVar = "rename one of them"

    name: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "the first one"),)


@attrs.frozen(kw_only=True)
class CannotFollow(Diagnostic):
    """`follows` names no rulebook that can be followed."""

    code: ClassVar = "E0107"
    slug: ClassVar = "cannot-follow"
    message: ClassVar = "{problem}"

    problem: str
    suggestion: str | None = None
    known: tuple[str, ...] = ()
    other: str | None = None
    """The rulebook of nearly the same name that has the edition."""

    def hint_text(self) -> str:
        if self.other:
            return f"the rulebook with that edition is called `{self.other}`: write `rulebook {self.other}`"
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        if self.known:
            return f'there is {listing(self.known, "and")}: write `follows "{self.known[0]}"`'
        return 'name an edition, `follows "2019"`, or another rulebook, `follows Federal`, and import its file'


@attrs.frozen(kw_only=True)
class NothingToLeaveOut(Diagnostic):
    """`without` names what is not there to be left out."""

    code: ClassVar = "E0108"
    slug: ClassVar = "nothing-to-leave-out"
    message: ClassVar = "{problem}"

    problem: str
    suggestion: str | None = None

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return "take the name out of `without`"
