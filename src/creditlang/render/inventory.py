"""What was checked, in one line."""

from __future__ import annotations

from typing import Final

from rich.text import Text

from creditlang import ir
from creditlang.inventory import Rule, by_source
from creditlang.render.terminal import counted

_SHOWN: Final = 5


def inventory_text(series: tuple[ir.Series, ...], found: tuple[Rule, ...]) -> Text:
    """How many rulebooks, editions and rules, and how we know what they say."""
    editions = sum(len(one.editions) for one in series)
    parts = [counted(len(series), "rulebook")]
    if editions > len(series):
        parts.append(counted(editions, "edition"))
    line = Text.assemble(("fine", "good"), f": {', '.join(parts)}, {counted(len(found), 'rule')}")
    return line.append(sources_phrase(found)) if found else line


def unstated_text(found: tuple[Rule, ...]) -> Text:
    """Which rules do not say how we know of them, and what their drafter writes."""
    names = list(dict.fromkeys(rule.text.name for rule in found if rule.text.source is None))
    shown = ", ".join(names[:_SHOWN]) + (f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else "")
    words = [status.value for status in ir.SourceStatus]
    choice = f"{', '.join(f'`source {word}`' for word in words[:-1])} or `source {words[-1]}`"
    return Text(f"no source stated: {shown}; add {choice}")


def sources_phrase(found: tuple[Rule, ...]) -> str:
    """`; 12 documented (60%), 8 recalled (40%)`."""
    shares = (
        f"{number} {status.value if status else 'with no source stated'} ({_percent(number, len(found))})"
        for status, number in by_source(found).items()
    )
    return f": {', '.join(shares)}"


def _percent(part: int, whole: int) -> str:
    share = 100 * part / whole
    return f"{share:.0f}%" if share >= 1 else "<1%"
