"""A message on a terminal and in a pipe."""

import io
from types import SimpleNamespace

import pytest

from creditlang.diagnostics import Label
from creditlang.render.terminal import PIPE_WIDTH, console, diagnostic_text, findings_line
from creditlang.source import Source

SOURCE = Source(
    "rules/town.credit",
    "criterion Drunk\n    on TrafficOffence where offense is drunk_driving\n    deduct 5\n",
)
REGISTRY = Source("rules/registry.credit", "event TrafficOffence\n    offence : one of drunk_driving\n")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    return Terminal()


def test_message_place_line_and_hint(messages: SimpleNamespace) -> None:
    found = messages.WrongField(span=messages.span_of(SOURCE, "offense"), name="offense")
    assert diagnostic_text(found, 100).plain.split("\n") == [
        "error[E9999]: there is no field `offense`",
        "  ╭─ rules/town.credit:2:29",
        "2 │     on TrafficOffence where offense is drunk_driving",
        "  │                             ^^^^^^^",
        "  = hint: did you mean `offence`?",
    ]


def test_other_places_in_the_same_file_and_in_another(messages: SimpleNamespace) -> None:
    labels = (
        Label(messages.span_of(SOURCE, "Drunk"), "in this criterion"),
        Label(messages.span_of(REGISTRY, "offence"), "the field"),
    )
    found = messages.WrongField(span=messages.span_of(SOURCE, "offense"), name="offense", others=labels)
    assert diagnostic_text(found, 100).plain.split("\n") == [
        "error[E9999]: there is no field `offense`",
        "  ╭─ rules/town.credit:2:29",
        "1 │ criterion Drunk",
        "  │           ----- in this criterion",
        "2 │     on TrafficOffence where offense is drunk_driving",
        "  │                             ^^^^^^^",
        "  ╭─ rules/registry.credit:2:5",
        "2 │     offence : one of drunk_driving",
        "  │     ------- the field",
        "  = hint: did you mean `offence`?",
    ]


def test_a_message_without_a_place_is_its_sentence_and_hint(messages: SimpleNamespace) -> None:
    assert diagnostic_text(messages.WrongField(span=None, name="x"), 100).plain == (
        "error[E9999]: there is no field `x`\n = hint: did you mean `offence`?"
    )


def test_a_long_hint_goes_on_below_its_first_word(messages: SimpleNamespace) -> None:
    found = messages.WrongField(span=None, name="x", guess="word " * 20)
    rows = diagnostic_text(found, 60).plain.split("\n")
    assert len(rows) > 2
    assert all(row.startswith(" " * 9) for row in rows[2:])
    assert all(len(row) <= 60 for row in rows)


def test_what_a_drafter_wrote_cannot_steer_the_terminal(messages: SimpleNamespace) -> None:
    found = messages.WrongField(span=None, name="\x1b[31m\n\u202eevil", guess="\x07")
    text = diagnostic_text(found, 100).plain
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\x07" not in text
    assert "␛[31m␊<U+202E>evil" in text


def test_a_pipe_gets_no_colour_and_its_own_width(messages: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("FORCE_COLOR", "1")
    stream = io.StringIO()
    out = console(stream)
    out.print(diagnostic_text(messages.WrongField(span=messages.span_of(SOURCE, "offense"), name="x"), out.width))
    assert out.width == PIPE_WIDTH
    assert "\x1b" not in stream.getvalue()


def test_a_terminal_gets_colour(messages: SimpleNamespace, terminal: Terminal) -> None:
    console(terminal).print(diagnostic_text(messages.WrongField(span=None, name="x"), 100))
    assert "\x1b[1;31merror[E9999]\x1b[0m" in terminal.getvalue()


def test_no_color_is_honoured(messages: SimpleNamespace, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    console(terminal).print(diagnostic_text(messages.WrongField(span=None, name="x"), 100))
    assert "\x1b" not in terminal.getvalue()


def test_a_long_line_is_not_broken_on_a_terminal(
    messages: SimpleNamespace, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "30")
    console(terminal).print(diagnostic_text(messages.WrongField(span=None, name="x" * 50), 30))
    assert terminal.getvalue().splitlines()[0] == f"error[E9999]: there is no field `{'x' * 50}`"


def test_the_last_line_counts(messages: SimpleNamespace) -> None:
    error, warning = messages.WrongField(span=None, name="x"), messages.Doubtful(span=None)
    assert findings_line([error, warning, warning]).plain == "1 error, 2 warnings"
    assert findings_line([error]).plain == "1 error"
    assert findings_line([]).plain == ""
