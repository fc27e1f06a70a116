"""What `import creditlang` offers, and what it costs."""

import subprocess
import sys

import pytest

import creditlang


def test_every_public_name_is_there_and_listed() -> None:
    for name in creditlang.__all__:
        assert getattr(creditlang, name) is not None
    assert set(creditlang.__all__) <= set(dir(creditlang))


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'laod'"):
        creditlang.laod  # noqa: B018 - reading it raises


def test_errors_are_one_family() -> None:
    for name in ("DiagnosticsError", "InvalidDataError", "NotInForceError", "DataFolderError", "UnknownSubjectError"):
        assert issubclass(getattr(creditlang, name), creditlang.CreditlangError)
    assert issubclass(creditlang.RulesImportError, creditlang.DiagnosticsError)
    assert issubclass(creditlang.RulesImportError, ImportError)


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import creditlang, sys; print([m for m in ('attrs', 'lark', 'rich', 'duckdb') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_deciding_needs_neither_duckdb_nor_rich(town_text: str) -> None:
    code = (
        "import sys, datetime, creditlang\n"
        f"town = creditlang.loads({town_text!r})\n"
        "town.decide({'born': datetime.date(1980, 1, 1)}, as_of=datetime.date(2025, 6, 1))\n"
        "print([m for m in ('rich', 'duckdb', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
