"""How messages speak of what was written."""


def a(noun: str) -> str:
    """The noun with its indefinite article: `an event`, `a list`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def shown(text: str, limit: int = 40) -> str:
    """What the drafter wrote, on one line and shortened."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"
