"""Small rule files, and what the checker says about them."""

from creditlang import ir
from creditlang.driver import compile_text

REGISTRY = """\
registry Records
contexts traffic, justice, finance
subject Person
    born      : date
    income    : money(EUR) between 0 EUR and 1_000_000 EUR optional
    wealth    : money(EUR) between 0 EUR and 1_000_000 EUR
    children  : number between 0 and 20
    veteran   : boolean
event Offence in traffic
    kind  : one of speeding, drunk
    fine  : money(EUR) between 0 EUR and 10_000 EUR
event Debt in justice
    owed     : money(EUR) between 0 EUR and 1_000_000 EUR
    settled  : date optional
event Gift in finance
    amount : money(EUR) between 0 EUR and 1_000_000 EUR
"""
HEAD = """\
rulebook Town
    in force from 2020-01-01
    records  Records
"""
SCORE = """\
score points
    starts at 1000
    between   0 and 1300
"""
GRADES = """\
grades
    A from 960
    B below 960
"""

Finding = tuple[str, str, str]
"""Code, the marked words, message."""


def town(*rules: str, registry: str = REGISTRY, head: str = HEAD) -> str:
    """A registry and one rulebook with some rules."""
    return "\n".join((registry, head, *rules))


def findings(text: str) -> list[Finding]:
    """All that is said about a text, in its order."""
    return [
        (found.code, found.span.text if found.span else "", found.message_text())
        for found in compile_text(text).diagnostics
    ]


def hints(text: str) -> list[str]:
    """The advice about a text, in its order."""
    return [found.hint_text() for found in compile_text(text).diagnostics]


def series(text: str) -> ir.Series:
    """The one series of a text without errors."""
    compilation = compile_text(text)
    assert compilation.errors == ()
    (found,) = compilation.series
    return found


def edition(text: str) -> ir.Edition:
    """The one edition of a text without errors."""
    (found,) = series(text).editions
    return found
