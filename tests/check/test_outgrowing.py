"""No computed number needs more than 64 bits, as far as the bounds of the fields in it show."""

import pytest

from .texts import compile_text, hints, town

REGISTRY = """\
registry Records
subject Person
    small  : money(EUR) between 0 EUR and 1_000_000 EUR
    open   : money(EUR) at least 0 EUR
    many   : number between 0 and 1_000_000_000
    share  : decimal(6) between 0 and 1
    plain  : number
event Gift
    amount : money(EUR)
"""


def codes(value: str) -> list[str]:
    rule = f'reward R\n    basis "b"\n    while yes\n    grant {value}\n'
    return [found.code for found in compile_text(town(rule, registry=REGISTRY)).errors]


@pytest.mark.parametrize(
    "value",
    [
        "small * 12",
        "many * many",
        "open + open",
        "open * 9",
        "sum of Gift.amount * 12",
        "count of Gift * many",
        "many * share rounded down",
        "min(many * many, many)",
        "min(0.4, plain)",
        "clamp(plain, 0.5, 1.5)",
    ],
)
def test_what_fits(value: str) -> None:
    assert codes(value) == []


@pytest.mark.parametrize(
    "value",
    [
        "open * 12",
        "0 EUR - open * 12",
        "many * many * 100",
        "many * share * share rounded down",
        "max(many * many * many, 1)",
    ],
)
def test_what_can_outgrow(value: str) -> None:
    assert codes(value) == ["E0214"]


def test_the_field_without_bounds_is_named() -> None:
    rule = 'reward R\n    basis "b"\n    while yes\n    grant open * 12\n'
    assert hints(town(rule, registry=REGISTRY)) == [
        "give `open` bounds in the registry, such as `between 0 and 1_000_000`"
    ]


def test_a_condition_narrows_a_field_without_bounds() -> None:
    assert codes("if open < 1_000 EUR then open * 12 else 0 EUR") == []
