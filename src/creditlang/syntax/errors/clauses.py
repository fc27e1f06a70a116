"""What can be wrong inside a clause."""

import attrs

from creditlang.diagnostics import Diagnostic
from creditlang.syntax.errors.words import may_follow


@attrs.frozen(kw_only=True)
class UnexpectedText(Diagnostic):
    """Something stands where the clause goes on otherwise.

    Attributes:
        written: what stands there.
        meant: the keyword that it is most like, if any.
        words: the keywords that may stand there.
        things: the other things that may, in words, such as `a name`.
        advice: what to write, where that is plain.
    """

    code = "E0020"
    slug = "unexpected-text"

    written: str
    meant: str | None
    words: tuple[str, ...]
    things: tuple[str, ...]
    advice: str = ""

    def message_text(self) -> str:
        """What stands there."""
        return f"`{self.written}` cannot stand here"

    def hint_text(self) -> str:
        """The word meant, or all that may stand there."""
        if self.advice:
            return self.advice
        if self.meant:
            return f"did you mean `{self.meant}`?"
        if self.words in ((":",), ("=",)):
            return f"write `{self.words[0]}` before `{self.written}`"
        return f"what can stand here: {may_follow(self.words, self.things)}"


@attrs.frozen(kw_only=True)
class UnexpectedEnd(Diagnostic):
    """A clause that stops too early.

    Attributes:
        written: the last thing that stands there.
        words: the keywords that may follow.
        things: the other things that may.
        then: what must stand behind the one word that can follow, in words; empty if nothing must.
    """

    code = "E0021"
    slug = "unexpected-end"

    written: str
    words: tuple[str, ...]
    things: tuple[str, ...]
    then: str = ""

    def message_text(self) -> str:
        """Where it stops."""
        return f"this clause is not finished after `{self.written}`" if self.written else "nothing is written here"

    def hint_text(self) -> str:
        """What must follow."""
        return f"what can follow: {may_follow(self.words, self.things)}{f', then {self.then}' if self.then else ''}"


@attrs.frozen(kw_only=True)
class ExtraText(Diagnostic):
    """Something after the end of a clause.

    Attributes:
        meant: the keyword that it is most like, if any.
        new_line: whether it stands on a line of its own.
        advice: what to write, where that is plain.
    """

    code = "E0022"
    slug = "extra-text"

    written: str
    meant: str | None
    new_line: bool
    advice: str = ""

    def message_text(self) -> str:
        """What is too much."""
        if self.advice:
            return f"`{self.written}` cannot stand here"
        if self.new_line and not self.meant:
            return f"`{self.written}` is indented deeper than the clause above, and so is read as a part of it"
        return f"the clause is complete before `{self.written}`"

    def hint_text(self) -> str:
        """What may have been meant."""
        if self.advice:
            return self.advice
        if self.meant:
            return f"did you mean `{self.meant}`?"
        if self.new_line:
            return "indent it as far as the clause above"
        if not self.written[0].isalnum():
            return f"delete `{self.written}`"
        return "begin another clause on a line of its own, or put `#` before a remark"


@attrs.frozen(kw_only=True)
class MissingQuotes(Diagnostic):
    """A text without quotation marks."""

    code = "E0023"
    slug = "missing-quotes"
    message = "`{written}` is a text without quotation marks"
    hint = 'write "{written}"'

    written: str


@attrs.frozen(kw_only=True)
class NameWithSpace(Diagnostic):
    """A name of several words."""

    code = "E0024"
    slug = "name-with-space"
    message = "`{first}` is followed by another word, `{rest}`"

    first: str
    rest: str
    joined: str
    title: bool
    """Whether what follows may be a title."""

    def hint_text(self) -> str:
        """How to write a name of several words, and a title."""
        if self.title and " " in self.rest:
            return (
                f'a title stands in quotation marks: `{self.first} "{self.rest}"`; '
                "a name of several words stands in back-quotes"
            )
        title = f': `{self.joined} "{self.first} {self.rest}"`' if self.title else ""
        name = f"a name is one word, such as `{self.joined}`, or stands in back-quotes"
        return f"{name}; a title stands in quotation marks{title}"


@attrs.frozen(kw_only=True)
class MissingName(Diagnostic):
    """A declaration without a name."""

    code = "E0025"
    slug = "missing-name"
    message = "the name is missing after `{written}`"
    hint = (
        'write a name of one word, and then, if you like, a title in quotation marks: `{written} Example "An example"`'
    )

    written: str


@attrs.frozen(kw_only=True)
class ReservedName(Diagnostic):
    """A word of the language where a name belongs."""

    code = "E0026"
    slug = "reserved-name"
    message = "`{written}` is a word of the language, and a name is needed here"
    hint = "if it is a name, put it in back-quotes: `` `{written}` ``"

    written: str


@attrs.frozen(kw_only=True)
class MissingGrade(Diagnostic):
    """A downgrade or an upgrade that does not say to which grade."""

    code = "E0027"
    slug = "missing-grade"
    message = "this {word} does not say to which grade"
    hint = "write `to` and a grade at the end of the line: `{word} {name} to D`"

    word: str
    name: str


@attrs.frozen(kw_only=True)
class UnknownSign(Diagnostic):
    """A sign that the language does not have."""

    code = "E0028"
    slug = "unknown-sign"
    message = "the sign `{written}` has no meaning here"

    written: str
    advice: str = ""

    def hint_text(self) -> str:
        """What to write instead, where that is plain."""
        return self.advice or "delete it, or put the text that it belongs to in quotation marks"


@attrs.frozen(kw_only=True)
class FlagAsChoice(Diagnostic):
    """A misspelt `optional` or `protected` at the end of a list of choices, where it is one more choice."""

    code = "E0029"
    slug = "flag-as-choice"
    message = "`{written}` is read as one more choice"
    hint = "did you mean `{meant}`? if it is a choice, put it in back-quotes"

    written: str
    meant: str


@attrs.frozen(kw_only=True)
class IncompleteType(Diagnostic):
    """`money` without a currency, `decimal` without a number of decimals."""

    code = "E0051"
    slug = "incomplete-type"
    message = "`{written}` does not say {missing}"
    hint = "write `{meant}`"

    written: str
    missing: str
    meant: str


@attrs.frozen(kw_only=True)
class EmptyCell(Diagnostic):
    """Nothing between two bars of a table."""

    code = "E0037"
    slug = "empty-cell"
    message = "nothing is written in this part of the row"
    hint = "write a value there, `0` if that is what it is worth, or `any` for a key that does not matter"


@attrs.frozen(kw_only=True)
class RangeWithHyphen(Diagnostic):
    """`18-20` as the key of a table, or after `between`."""

    code = "E0038"
    slug = "range-with-hyphen"
    message = "`{written}` is read as a subtraction"
    hint = "write `{low} {joiner} {high}`, which includes both"

    written: str
    low: str
    high: str
    joiner: str = "to"
