"""How messages speak of what was written."""


def a(noun: str) -> str:
    """The noun with its indefinite article: `an event`, `a list`."""
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def shown(text: str, limit: int = 40) -> str:
    """What the drafter wrote, on one line, without the back-quotes of names, and shortened."""
    line = " ".join(text.replace("`", "").split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


def may_follow(words: tuple[str, ...], things: tuple[str, ...], limit: int = 12) -> str:
    """What may stand in a place, as a sentence lists it."""
    parts = [*things, *(f"`{word}`" for word in words)]
    if len(parts) > limit:
        return f"{', '.join(parts[: limit - 1])} and more"
    if len(parts) < 2:
        return parts[0] if parts else "nothing more"
    return f"{', '.join(parts[:-1])} or {parts[-1]}"
