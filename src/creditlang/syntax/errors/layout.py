"""What can be wrong with characters, lines and indentation."""

import attrs

from creditlang.diagnostics import Diagnostic


@attrs.frozen(kw_only=True)
class TabIndentation(Diagnostic):
    """A tab where spaces should be. Reported once for each file."""

    code = "E0001"
    slug = "tab-indentation"
    message = "this line is indented with a tab"
    hint = "indent with spaces, four for each level; most editors can replace all tabs of a file at once"


@attrs.frozen(kw_only=True)
class UnevenIndentation(Diagnostic):
    """A line of a block that stands further left than the block, but not at the margin of what is around it."""

    code = "E0002"
    slug = "uneven-indentation"
    message = "this line is indented by {found} spaces, the lines that it belongs with by {expected}"
    hint = "indent it by {expected} spaces"

    found: int
    expected: int


@attrs.frozen(kw_only=True)
class FullWidthCharacter(Diagnostic):
    """Punctuation from a Chinese, Japanese or Korean keyboard, or a typographic sign, outside quotation marks."""

    code = "E0003"
    slug = "full-width-character"
    of_the_keyboard = True
    message = "`{written}` is not the sign that rules are written with"
    hint = "write `{plain}`, from the keyboard's English layout"

    written: str
    plain: str


@attrs.frozen(kw_only=True)
class WrongQuotes(Diagnostic):
    """Curly, angular or single quotation marks."""

    code = "E0004"
    slug = "wrong-quotes"
    of_the_keyboard = True
    message = "{written} is not between straight double quotation marks"
    hint = 'write "{content}"'

    written: str
    content: str


@attrs.frozen(kw_only=True)
class InvisibleCharacter(Diagnostic):
    """A no-break space, a wide space, a zero-width character, or one that turns the order of the text around."""

    code = "E0005"
    slug = "invisible-character"
    of_the_keyboard = True
    message = "there is a character here that looks like a space or like nothing: {name}"
    hint = "delete it, and put ordinary spaces where words must be kept apart"

    name: str


@attrs.frozen(kw_only=True)
class ControlCharacter(Diagnostic):
    """A control character, such as NUL."""

    code = "E0006"
    slug = "control-character"
    of_the_keyboard = True
    message = "there is a control character here: {name}"
    hint = "delete it, or save the file again as plain text in UTF-8 with ordinary line ends"

    name: str


@attrs.frozen(kw_only=True)
class UnclosedQuote(Diagnostic):
    """A text without its closing quotation mark."""

    code = "E0007"
    slug = "unclosed-quote"
    message = "the text that begins here has no closing quotation mark"
    hint = 'end it with " on the same line; inside a text, write a quotation mark as \\"'


@attrs.frozen(kw_only=True)
class UnclosedBackQuote(Diagnostic):
    """A back-quoted name without its closing back-quote."""

    code = "E0008"
    slug = "unclosed-back-quote"
    message = "the name that begins here has no closing back-quote"
    hint = "end the name with a back-quote (the sign `) on the same line"


@attrs.frozen(kw_only=True)
class UnclosedParenthesis(Diagnostic):
    """An opening parenthesis without its closing one."""

    code = "E0009"
    slug = "unclosed-parenthesis"
    message = "this parenthesis is never closed"
    hint = "close it with `)`; a line that goes on inside it must be indented deeper than the line that opens it"


@attrs.frozen(kw_only=True)
class StrayParenthesis(Diagnostic):
    """A closing parenthesis without its opening one."""

    code = "E0010"
    slug = "stray-parenthesis"
    message = "this closing parenthesis closes nothing"
    hint = "delete it, or put the opening `(` where it belongs"


@attrs.frozen(kw_only=True)
class MissingIndent(Diagnostic):
    """A clause at the left margin that belongs to the declaration above it."""

    code = "E0011"
    slug = "missing-indent"
    message = "`{word}` belongs to `{head}` above, but is not indented under it"
    hint = "indent it, and the clauses after it, by four spaces"

    word: str
    head: str


@attrs.frozen(kw_only=True)
class IndentedDeclaration(Diagnostic):
    """A declaration that does not begin at the left margin."""

    code = "E0012"
    slug = "indented-declaration"
    message = "`{word}` begins a new part of the file, but is indented"
    hint = "begin the line with `{word}` at the left margin, and so every other part of the file"

    word: str


@attrs.frozen(kw_only=True)
class NestingTooDeep(Diagnostic):
    """An expression in more levels than anyone can read."""

    code = "E0017"
    slug = "nesting-too-deep"
    message = "this expression is more than {limit} levels deep"
    hint = "give parts of it a name with `define`"

    limit: int


@attrs.frozen(kw_only=True)
class TooLong(Diagnostic):
    """A number or a clause longer than any that a person has written.

    Attributes:
        what: `number` or `clause`.
        limit: how long it may be.
        unit: what is counted, `digits` or `characters`.
    """

    code = "E0018"
    slug = "too-long"
    message = "this {what} has more than {limit} {unit}"

    what: str
    limit: int
    unit: str

    def hint_text(self) -> str:
        """What to do instead."""
        if self.what == "number":
            return "check it: no scheme needs so large or so fine a number"
        return "give parts of it a name with `define`, or keep the list in a table"
