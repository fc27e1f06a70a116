"""How a person is told of what has a name in the rules: by its title, and where it has none by its name in words."""

from __future__ import annotations

from itertools import pairwise


def called(name: str, title: str | None) -> str:
    """The title, or the name in words."""
    return title or in_words(name)


def in_words(name: str) -> str:
    """A name with spaces between its words: `LateRepairs` is `Late Repairs`, `at_risk` is `at risk`.

    Case stays as it is: no word is known to be one that may be written small.
    """
    spaced = [f" {after}" if before.islower() and after.isupper() else after for before, after in pairwise(f" {name}")]
    return "".join(spaced).replace("_", " ").strip()


def same_words(name: str, title: str) -> bool:
    """Whether a title says no more than the name."""
    return in_words(name).casefold() == title.casefold()


def grade_called(name: str, title: str | None) -> str:
    """A grade in one or two words: its title where that says the same, else its name in words, for laws speak of it."""
    return title if title and same_words(name, title) else in_words(name)


def grade_in_full(name: str, title: str | None) -> str:
    """A grade with its title: `B (Poor)`, and `At risk` for `at_risk "At risk"`."""
    return f"{in_words(name)} ({title})" if title and not same_words(name, title) else grade_called(name, title)
