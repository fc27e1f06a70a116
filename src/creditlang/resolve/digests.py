"""The digest that names the law that decided."""

import hashlib
import re
from collections.abc import Iterable

from creditlang.source import Source

_PIECE = re.compile(r'"(?:\\.|[^"\\\n])*"|`[^`\n]*`|#[^\n]*')


def digest(sources: Iterable[Source]) -> str:
    """SHA-256 over the canonical texts of all files compiled together, in hexadecimal.

    The canonical text is the program without prose, comments, blank lines, trailing blanks and carriage
    returns, so that only what can change a decision or its words changes the digest. Files count in the
    order of their own digests: neither their names nor the order of imports matter.
    """
    texts = sorted(hashlib.sha256(canonical(source).encode()).hexdigest() for source in sources)
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def canonical(source: Source) -> str:
    """The program of a file as it counts for the digest."""
    code = _PIECE.sub(lambda found: "" if found[0].startswith("#") else found[0], source.code.removeprefix("\ufeff"))
    lines = (line.rstrip() for line in code.splitlines())
    return "\n".join(line for line in lines if line)
