"""Any text gives a document and messages that can be shown, never an exception."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from spanned import sound

from creditlang.diagnostics import Collector
from creditlang.source import Source
from creditlang.syntax import parse, parse_expression
from creditlang.syntax.nodes import Document

EVERYTHING = """\
import "registry.credit"

registry Civic "Records"

contexts traffic, charity "Charity"

category Offence : one of speeding, red_light "Ran a red light"

subject Person "Resident"
    born   : date
    income : money(CNY) between 0 CNY and 9_000 CNY optional
    height : decimal(2) protected

event Donation "Gift" of Person in charity from "Federation", voluntary
    amount : money(CNY) at least 0 CNY

rulebook Rongcheng "Points"
    authority  "Office"
    in force   from 2019-01-01 until 2021-07-01
    enacted    2018-11-20 by "Congress", after 30 days of public comment
    records    Civic
    requires consent Consent where by_hand, ended by Withdrawal

define fee(x : money(CNY), n : number between 1 and 5) = x * n / 10 rounded half up

table Age "Age" by age : number, spouse : boolean gives points
               | no | yes
    below 18   | 0  | 0
    18 to 19   | 99 | 90

parameter Most : money(USD) by size : number at least 1
    from 2019-10-01
        1      | 194 USD
        from 2 | 355 USD

score points
    starts at 100 if veteran else 90
    between   0 and 1300

criterion Drunk "Driving under the influence"
    basis   "Law, art. 91"
    on      Donation where amount >= 500 CNY and not (kind is one of a, b)
    deduct  if occurrence within 3 years >= 2 then 100 else 50
    at most 30 per calendar year

group Virtue at most 100
    Giving, BloodDonation

grades
    A "Good" from 100
    B        below 100

sanction Ban "No tickets"
    while   exists Donation where settled is unknown
    impose  "none"
    notice  10 days
    appeal  to "the court" within 10 days
    lifted  when settled is known

charter C
    forbid relations in criteria

scenario "one case"
    as of      2020-06-01
    Person     born 1980-05-04, spouse (born 1981-01-01)
    2020-01-10 Donation amount 500 CNY, record "r17"
    expect     points 950, grade B
"""
PIECES = st.sampled_from(
    [
        *("    ", "\n", "\n    ", "\t", "\r\n", '"', "`", "(", ")", "#", "|", ",", ":", "-", "=", "==", "<", "≤"),
        *("“", "”", "（", "：", "\u3000", "\u00a0", "\u202e", "\x00", "\ufeff", "¥500", "1,300", "2.5 years", "35%"),
        *("2023-02-30", "2023/1/1", "5 CNY", "3 points", "1 year 2 days", "孝亲", "if ", "then ", "unknown", "elif "),
        *EVERYTHING.split(),
    ]
)


def try_both(text: str) -> None:
    for name in ("test.credit", "test.credit.md"):
        collector = Collector()
        document = parse(Source(name, text), collector)
        assert isinstance(document, Document)
        check(collector, text)
    collector = Collector()
    expression = parse_expression(Source("test", text), collector)
    assert expression is not None or collector.has_errors
    check(collector, text)


def check(collector: Collector, text: str) -> None:
    for found in collector.sorted():
        assert found.span is not None
        assert 0 <= found.span.start <= found.span.end <= len(text)
        message = found.message_text()
        assert message
        assert not message.endswith(".")
        assert not message[0].isupper()
        assert found.hint_text()


def test_the_sound_text_is_sound() -> None:
    sound(EVERYTHING)


@given(st.text())
@settings(max_examples=200, deadline=None)
def test_any_characters(text: str) -> None:
    try_both(text)


@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=200, deadline=None)
def test_any_pieces(pieces: list[str], between: str) -> None:
    try_both(between.join(pieces))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_sound_text_with_pieces_put_in_and_taken_out(data: st.DataObject) -> None:
    text = EVERYTHING
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 6)))
        text = text[:start] + data.draw(PIECES | st.just("")) + text[end:]
    try_both(text)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_a_sound_text_with_its_lines_cut_and_shifted(data: st.DataObject) -> None:
    lines = EVERYTHING.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    how = data.draw(st.sampled_from(["drop", "indent", "unindent", "cut"]))
    line = lines[number]
    lines[number : number + 1] = {
        "drop": [],
        "indent": [f"  {line}"],
        "unindent": [line.lstrip()],
        "cut": [line[: data.draw(st.integers(0, len(line)))]],
    }[how]
    try_both("\n".join(lines))
