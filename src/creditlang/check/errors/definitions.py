"""Tables and parameters that leave a case open, or answer one twice."""

from typing import ClassVar

import attrs

from creditlang.diagnostics import Diagnostic, Label
from creditlang.source import Span


@attrs.frozen(kw_only=True)
class OpenTable(Diagnostic):
    """A table has no answer for some case."""

    code: ClassVar = "E0300"
    slug: ClassVar = "open-table"
    message: ClassVar = "the table `{name}` has no answer for {case}"
    hint: ClassVar = "add a row for it; `any` stands for every value of a key"

    name: str
    case: str


@attrs.frozen(kw_only=True)
class OverlappingRows(Diagnostic):
    """Two rows of a table answer the same case."""

    code: ClassVar = "E0301"
    slug: ClassVar = "overlapping-rows"
    message: ClassVar = "two rows of the table `{name}` answer {case}"
    name: str
    case: str
    first: Span
    ranges: bool
    """Whether a key is a number, cut into ranges."""

    def hint_text(self) -> str:
        if self.ranges:
            return "`from 20 below 30` leaves 30 out, `20 to 29` includes 29: let one end where the next begins"
        return "rows have no order, and each case stands in one row: `any` answers also what has a row of its own"

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "this row answers it too"),)


@attrs.frozen(kw_only=True)
class WrongRow(Diagnostic):
    """A row does not have the right number of columns."""

    code: ClassVar = "E0302"
    slug: ClassVar = "wrong-row"
    message: ClassVar = "this row has {got}, and the table `{name}` needs {wanted}"
    hint: ClassVar = "columns are separated by `|`; only a header begins with one"

    name: str
    got: str
    wanted: str


@attrs.frozen(kw_only=True)
class WrongKey(Diagnostic):
    """A key of a row cannot be what it is."""

    code: ClassVar = "E0303"
    slug: ClassVar = "wrong-key"
    message: ClassVar = "{problem}"

    problem: str
    advice: str = ""

    def hint_text(self) -> str:
        return self.advice


@attrs.frozen(kw_only=True)
class ParameterStartsLate(Diagnostic):
    """A dated parameter has no value when the rulebook comes into force."""

    code: ClassVar = "E0304"
    slug: ClassVar = "parameter-starts-late"
    message: ClassVar = "`{name}` has its first value from {first}, but the rulebook is in force from {in_force}"
    hint: ClassVar = "add the value that holds from {in_force} or earlier"

    name: str
    first: str
    in_force: str


@attrs.frozen(kw_only=True)
class ParameterOrder(Diagnostic):
    """Two values of a parameter start on one day, or out of order."""

    code: ClassVar = "E0305"
    slug: ClassVar = "parameter-order"
    message: ClassVar = "the values of `{name}` must follow one another in time"
    hint: ClassVar = "put the earliest first, each with a later `from` than the one before"

    name: str
    first: Span

    def labels(self) -> tuple[Label, ...]:
        return (Label(self.first, "the value before it"),)


@attrs.frozen(kw_only=True)
class EmptyDefinition(Diagnostic):
    """A table or parameter without rows or values."""

    code: ClassVar = "E0306"
    slug: ClassVar = "empty-definition"
    message: ClassVar = "`{name}` has no {what}"
    hint: ClassVar = "write at least one below it, indented"

    name: str
    what: str
