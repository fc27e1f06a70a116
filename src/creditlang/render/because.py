"""Why something changes, with titles for the names of rules.

`semantics.differences` says it with the names that programs know: `Traffic r17 expires`, `Ban of r9 ends`. A reader
gets `“Traffic offences” (record r17) expires`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from creditlang.inventory import rules
from creditlang.ir import Edition
from creditlang.semantics.moments import rules_of
from creditlang.semantics.parts import RulePart

_RECORD = re.compile(
    r"(?:of )?(?P<record>.+?) "
    r"(?P<rest>ends|begins|changes|expires|no longer counts|begins to count|counts .+ instead of .+)"
)


def titles_of(edition: Edition) -> Mapping[str, str]:
    """The title of each rule, or its name, by its name; longer names first."""
    found = {rule.text.name: rule.text.shown for rule in rules(edition)}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def titled(words: str, titles: Mapping[str, str]) -> str:
    """A reason for a change, told with titles; as it is where it begins with no rule."""
    name = next((name for name in titles if words.startswith(f"{name} ")), None)
    if name is None:
        return words
    rest = words[len(name) + 1 :]
    about = _RECORD.fullmatch(rest)
    return f"“{titles[name]}” " + (f"(record {about['record']}) {about['rest']}" if about else rest)


def lifted_when(part: RulePart, edition: Edition) -> str | None:
    """The condition that ends a rule in effect at once, as it stands in the text; None where there is none."""
    lifted = next(rule.process.lifted for rule in rules_of(edition) if rule.text.name == part.name)
    return None if lifted is None or lifted.span is None else lifted.span.words
