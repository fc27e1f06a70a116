"""What can be wrong with the first word of a line: unknown, misspelt, or in the wrong place."""

import attrs

from creditlang.diagnostics import Diagnostic, closest, listing
from creditlang.syntax.errors.words import a, may_follow

_COMMENTS = "/*-;%"
"""What begins a remark elsewhere."""


@attrs.frozen(kw_only=True)
class UnknownDeclaration(Diagnostic):
    """A line at the left margin that begins with no word for a declaration."""

    code = "E0013"
    slug = "unknown-declaration"
    message = "`{word}` begins no part of a file"

    word: str
    known: tuple[str, ...]

    def hint_text(self) -> str:
        """The word meant, or all there are."""
        if self.word[:1] in _COMMENTS:
            return "a remark begins with `#`, and goes to the end of its line"
        meant = closest(self.word, self.known)
        return (
            f"did you mean `{meant}`?"
            if meant
            else f"a line at the left margin begins with {listing(self.known, limit=99)}"
        )


@attrs.frozen(kw_only=True)
class MisplacedDeclaration(Diagnostic):
    """A declaration in a unit that cannot hold it, or in none."""

    code = "E0014"
    slug = "misplaced-declaration"

    word: str
    unit: str | None
    belongs: str

    def message_text(self) -> str:
        """Where it stands."""
        if self.unit is None:
            return f"`{self.word}` stands above any rulebook or registry"
        return f"`{self.word}` does not belong in {a(self.unit)}"

    def hint_text(self) -> str:
        """Where it belongs."""
        return self.belongs


@attrs.frozen(kw_only=True)
class UnknownClause(Diagnostic):
    """A clause that begins with a word that this construct does not have.

    Attributes:
        meant: the clause that the word is most like, if any.
        known: all clauses of the construct that begin with a keyword.
        things: what else its lines may begin with, in words.
    """

    code = "E0015"
    slug = "unknown-clause"

    word: str
    construct: str
    meant: str | None
    known: tuple[str, ...]
    things: tuple[str, ...]

    def message_text(self) -> str:
        """The word and the construct."""
        return f"`{self.word}` begins no clause of {a(self.construct)}"

    def hint_text(self) -> str:
        """The word meant, or all there are."""
        if self.meant:
            return f"did you mean `{self.meant}`?"
        return f"its lines begin with {may_follow(self.known, self.things, limit=99)}"


@attrs.frozen(kw_only=True)
class MisplacedClause(Diagnostic):
    """A clause that belongs to another construct."""

    code = "E0016"
    slug = "misplaced-clause"

    word: str
    construct: str
    homes: tuple[str, ...]

    def message_text(self) -> str:
        """The word and the construct."""
        return f"`{self.word}` does not belong in {a(self.construct)}"

    def hint_text(self) -> str:
        """Where it belongs."""
        homes = [a(home) for home in self.homes]
        return f"`{self.word}` is a clause of {' or '.join([', '.join(homes[:-1]), homes[-1]] if homes[1:] else homes)}"


@attrs.frozen(kw_only=True)
class RowWidth(Diagnostic):
    """A table row with too many or too few parts."""

    code = "E0019"
    slug = "row-width"
    message = "this row has {found} parts between its bars, and {expected} are needed"

    found: int
    expected: int
    cells: str
    framed: bool
    """Whether it begins and ends with a bar."""

    def hint_text(self) -> str:
        """What a row is made of."""
        if self.framed:
            return "rows have no bars at their ends and no line of hyphens among them; only a header begins with one"
        return f"write one part for each key and then {self.cells}, with `|` between them"
