"""Many wrong signs of one kind, as another keyboard makes them, are shown as one with the lines of the others."""

import pytest

from creditlang.driver import compile_text
from creditlang.render.terminal import FEW, PIPE_WIDTH, diagnostics_text


def shown(lines: int) -> str:
    text = "registry R\nsubject P\n" + "".join(f"    f{n}： number\n" for n in range(lines))
    return diagnostics_text(compile_text(text).diagnostics, PIPE_WIDTH).plain


@pytest.mark.parametrize("lines", [1, FEW])
def test_few_are_shown_one_by_one(lines: int) -> None:
    assert shown(lines).count("error[E0003]") == lines


def test_many_are_one_message_with_the_lines_of_the_others() -> None:
    text = shown(FEW + 2)
    assert text.count("error[E0003]") == 1
    assert text.endswith("= 4 more of this kind, in lines 4, 5, 6, 7")


def test_very_many_lines_are_counted() -> None:
    assert shown(100).endswith("33 and 69 more")


def test_other_errors_are_never_gathered() -> None:
    text = "registry R\nsubject P\n" + "".join(f"    f{n} : numbr\n" for n in range(10))
    assert diagnostics_text(compile_text(text).diagnostics, PIPE_WIDTH).plain.count("error[E0210]") == 10
