"""Counterexamples that drawn programs and real rulebooks found, made small and kept."""

import pytest

from creditlang.driver import compile_text

HEAD = """\
registry R
subject Person
    n : number between 0 and 20
rulebook Town
    records R
"""


@pytest.mark.parametrize(
    ("rules", "codes"),
    [
        pytest.param(
            'score points\n    starts at 0\n    at least 0\ncriterion A\n    basis "b"\n'
            "    award if n > 0 then (if n <= 0 then 10 / n rounded down else 2) else 2\n",
            set(),
            id="a divisor that no value can reach",
        ),
        pytest.param(
            'reward A\n    basis "b"\n    while n is one of -2, 3\n', set(), id="a negative number after `is one of`"
        ),
        pytest.param(
            'reward A\n    basis "b"\n    while foo\nreward C\n    basis "b"\n    while holds A\n',
            {"E0150"},
            id="a rule that rests on one that failed",
        ),
    ],
)
def test_the_checker_answers(rules: str, codes: set[str]) -> None:
    assert codes == {error.code for error in compile_text(HEAD + rules).errors}


def test_a_define_may_call_a_parameter_as_another_define_is_called() -> None:
    text = "define taper(size : number) = size + 1\n" + HEAD + "define size = taper(n)\nreward A\n    while size > 3\n"
    assert compile_text(text).errors == ()
