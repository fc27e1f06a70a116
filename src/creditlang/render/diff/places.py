"""Places in files, as short as they can be told apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from creditlang.analysis.diff.comparison import Comparison
from creditlang.source import Span


class Places:
    """Names files by as much of their paths as tells them apart."""

    def __init__(self, names: Iterable[str]) -> None:
        self._short = _shortened(dict.fromkeys(names))

    def of(self, span: Span | None) -> str:
        """`rules.credit:12`."""
        if span is None:
            return ""
        name = span.source.name
        return f"{self._short.get(name, name)}:{span.position.line}"

    def both(self, old: Span | None, new: Span | None) -> str:
        """Where a clause stood and where it stands."""
        shown = [self.of(span) for span in (old, new) if span is not None]
        return " → ".join(dict.fromkeys(shown))


def places(comparison: Comparison) -> Places:
    """Names for all files of both rulebooks."""
    return Places(dict.fromkeys(_files(comparison)))


def _files(comparison: Comparison) -> Iterator[str]:
    for series in (comparison.old, comparison.new):
        yield from (edition.span.source.name for edition in series.editions)
    for pair in comparison.pairs:
        for matched in pair.law.matched if pair.law else ():
            for article in (matched.old, matched.new):
                if article is not None and article.span is not None:
                    yield article.span.source.name


def _shortened(names: Iterable[str]) -> dict[str, str]:
    """For each path its last parts, as many as it takes to differ from the others."""
    parts = {name: PurePath(name).parts for name in names}
    found: dict[str, str] = {}
    length = 1
    while len(found) < len(parts):
        tails = {name: path[-length:] for name, path in parts.items()}
        counts = Counter(tails.values())
        for name, tail in tails.items():
            if name not in found and (counts[tail] == 1 or length >= len(parts[name])):
                found[name] = str(PurePath(*tail)) if tail else name
        length += 1
    return found
