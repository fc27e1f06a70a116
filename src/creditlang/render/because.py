"""Why something changes, with titles for the names of rules.

`semantics.differences` says it with the names that programs know: `Traffic r17 expires`, `Ban of r9 ends`. A reader
gets `“Traffic offences” (record r17) expires`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from creditlang.inventory import rules
from creditlang.ir import Edition, Series
from creditlang.semantics.moments import rules_of
from creditlang.semantics.parts import RulePart
from creditlang.semantics.series import edition_in_force

_RECORD = re.compile(
    r"(?:of )?(?P<record>.+?) "
    r"(?P<rest>ends|begins|changes|expires|no longer counts|begins to count|counts .+ instead of .+)"
)


def titles_of(series: Series, day: date, untitled: Callable[[str], str] = str) -> Mapping[str, str]:
    """The title of each rule by its name; longer names first.

    It is that of the edition in force on a day; for what this one repeals that of the latest edition before, and for
    what comes later that of the next edition.

    Args:
        untitled: how a rule without a title is called; by default by its name.
    """
    current = series.editions.index(edition_in_force(series, day))
    found: dict[str, str] = {}
    for edition in (*series.editions[current::-1], *series.editions[current + 1 :]):
        for rule in rules(edition):
            found.setdefault(rule.text.name, rule.text.title or untitled(rule.text.name))
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def titled(words: str, titles: Mapping[str, str]) -> str:
    """A reason for a change, told with titles; as it is where it begins with no rule."""
    name = next((name for name in titles if words.startswith(f"{name} ")), None)
    if name is None:
        return words
    rest = words[len(name) + 1 :]
    about = _RECORD.fullmatch(rest)
    return f"“{titles[name]}” " + (f"(record {about['record']}) {about['rest']}" if about else rest)


def edition_of(part: RulePart, series: Series, day: date) -> Edition:
    """The edition that a rule is of, told on a day: what is announced may begin under a later one."""
    return edition_in_force(series, day if part.since is None else max(day, part.since))


def lifted_when(part: RulePart, edition: Edition) -> str | None:
    """The condition that ends a rule in effect at once, as it stands in the text; None where there is none."""
    lifted = next(rule.process.lifted for rule in rules_of(edition) if rule.text.name == part.name)
    return None if lifted is None or lifted.span is None else lifted.span.words
