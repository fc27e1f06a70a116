"""Where a pass puts what it finds."""

from creditlang.diagnostics.diagnostic import Diagnostic


class Collector:
    """Gathers diagnostics of one run, each place and code once."""

    def __init__(self) -> None:
        self._found: dict[tuple[object, ...], Diagnostic] = {}

    def report(self, diagnostic: Diagnostic) -> None:
        """Add a finding; one that repeats an earlier one at the same place is dropped."""
        span = diagnostic.span
        place = (id(span.source), span.start, span.end) if span else (None, diagnostic.message_text(), 0)
        self._found.setdefault((diagnostic.code, diagnostic.distinct(), *place), diagnostic)

    @property
    def has_errors(self) -> bool:
        """Whether anything found keeps the file from compiling."""
        return any(d.is_error for d in self._found.values())

    def sorted(self) -> tuple[Diagnostic, ...]:
        """Everything found, by file and place; findings without a place first."""
        return tuple(
            sorted(self._found.values(), key=lambda d: (d.span.source.name, d.span.start) if d.span else ("", -1))
        )
