"""Values that do not fit together."""

import re
from typing import ClassVar, Final

import attrs

from creditlang.diagnostics import Diagnostic

_DOTTED: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+")
"""What may be a thousand written with a dot. The grammar has no number with two dots."""


@attrs.frozen(kw_only=True)
class WrongType(Diagnostic):
    """A value of one type stands where another is wanted."""

    code: ClassVar = "E0200"
    slug: ClassVar = "wrong-type"
    message: ClassVar = "{place} needs {wanted}, and this is {got}"

    place: str
    wanted: str
    got: str
    advice: str = ""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class MixedUnits(Diagnostic):
    """Two numbers of different units meet."""

    code: ClassVar = "E0201"
    slug: ClassVar = "mixed-units"
    message: ClassVar = "{left} and {right} cannot be {action}"

    left: str
    right: str
    action: str
    advice: str = ""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class CannotCompare(Diagnostic):
    """Two values of different types are compared, or values that have no order."""

    code: ClassVar = "E0202"
    slug: ClassVar = "cannot-compare"
    message: ClassVar = "{left} cannot be compared with {right} by `{operator}`"

    left: str
    right: str
    operator: str
    advice: str = ""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class MissingGuard(Diagnostic):
    """A value that may be unknown is used without asking first."""

    code: ClassVar = "E0203"
    slug: ClassVar = "missing-guard"
    message: ClassVar = "`{name}` may be unknown here"
    hint: ClassVar = "ask first: `{name} is known and …`, or say what then: `if {name} is known then … else …`"

    name: str


@attrs.frozen(kw_only=True)
class NeverUnknown(Diagnostic):
    """`is known` is asked of a value that always is."""

    code: ClassVar = "E0204"
    slug: ClassVar = "never-unknown"
    message: ClassVar = "`{name}` is always known"
    hint: ClassVar = "leave the test out, or declare the field `optional` in the registry"

    name: str


@attrs.frozen(kw_only=True)
class MaybeZeroDivisor(Diagnostic):
    """A division whose divisor can be nought."""

    code: ClassVar = "E0205"
    slug: ClassVar = "maybe-zero-divisor"
    message: ClassVar = "this divides by `{divisor}`, which can be 0"
    hint: ClassVar = (
        "guard it: `if {divisor} > 0 then … else …`, or give the field a range that leaves 0 out, such as `at least 1`"
    )

    divisor: str


@attrs.frozen(kw_only=True)
class NeedsRounding(Diagnostic):
    """A number with more decimals than allowed stands where points or money are wanted."""

    code: ClassVar = "E0206"
    slug: ClassVar = "needs-rounding"
    message: ClassVar = "{place} needs {wanted}, and this may need more decimals ({got})"
    hint: ClassVar = "say how it is rounded: add `rounded down`, `rounded up`, `rounded half up` or `rounded half even`"

    place: str
    wanted: str
    got: str


@attrs.frozen(kw_only=True)
class OutOfRange(Diagnostic):
    """A value can leave the range that is wanted."""

    code: ClassVar = "E0207"
    slug: ClassVar = "out-of-range"
    message: ClassVar = "{place} must be {wanted}, and this can be {got}"

    place: str
    wanted: str
    got: str
    advice: str = ""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class UnknownCurrency(Diagnostic):
    """A currency code that ISO 4217 does not have."""

    code: ClassVar = "E0208"
    slug: ClassVar = "unknown-currency"
    message: ClassVar = "there is no currency `{currency}`"

    currency: str
    suggestion: str | None

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return "use the three letters of ISO 4217, such as `CNY`, `EUR` or `USD`"


@attrs.frozen(kw_only=True)
class TooManyDecimals(Diagnostic):
    """An amount has more decimals than its currency or unit."""

    code: ClassVar = "E0209"
    slug: ClassVar = "too-many-decimals"
    message: ClassVar = "`{written}` has more decimals than {unit} has"

    written: str
    unit: str
    allowed: int

    def hint_text(self) -> str:
        if self.allowed == 0:
            return f"write it without decimals{self._thousands()}"
        return f"write it with at most {self.allowed} decimal{'s' if self.allowed > 1 else ''}{self._thousands()}"

    def _thousands(self) -> str:
        """In much of the world `1.000` is a thousand, and without its last digit it would still be one here."""
        number = self.written.split()[0].lstrip("-")
        return f"; if thousands are meant, `{number.replace('.', '_')}`" if _DOTTED.fullmatch(number) else ""


@attrs.frozen(kw_only=True)
class UnknownType(Diagnostic):
    """A type that does not exist."""

    code: ClassVar = "E0210"
    slug: ClassVar = "unknown-type"
    message: ClassVar = "there is no type `{name}`"

    name: str
    suggestion: str | None

    def hint_text(self) -> str:
        if self.suggestion:
            return f"did you mean `{self.suggestion}`?"
        return (
            "types are `date`, `text`, `boolean`, `number`, `decimal(2)`, `money(CNY)`, `one of …`, "
            "a category, or a subject"
        )


@attrs.frozen(kw_only=True)
class WrongBounds(Diagnostic):
    """A `between` that is empty or stands on a type without order."""

    code: ClassVar = "E0211"
    slug: ClassVar = "wrong-bounds"
    message: ClassVar = "{problem}"

    problem: str
    advice: str = ""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class NotConstant(Diagnostic):
    """A place that needs a value written out has something computed."""

    code: ClassVar = "E0212"
    slug: ClassVar = "not-constant"
    message: ClassVar = "{place} must be written out, not computed"
    hint: ClassVar = "write the value itself here"

    place: str


@attrs.frozen(kw_only=True)
class Outgrows(Diagnostic):
    """A computed number can be larger than every engine holds exactly."""

    code: ClassVar = "E0214"
    slug: ClassVar = "outgrows"
    message: ClassVar = "`{written}` can outgrow the numbers of the language, which have 18 digits, decimals included"

    written: str
    field: str
    """The field without bounds that lets it; empty if there is none."""

    def hint_text(self) -> str:
        if self.field:
            return f"give `{self.field}` bounds in the registry, such as `between 0 and 1_000_000`"
        return "narrow the bounds of what is multiplied, or round before multiplying"


@attrs.frozen(kw_only=True)
class TooLarge(Diagnostic):
    """A number beyond what every engine holds exactly."""

    code: ClassVar = "E0213"
    slug: ClassVar = "too-large"
    message: ClassVar = "`{written}` is larger than any number that the language holds (18 digits)"
    hint: ClassVar = "check the digits"

    written: str
