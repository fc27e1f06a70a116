"""The cache of the parse tables: it saves time, and nothing depends on it."""

import os
import pickle
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from spanned import sound

from creditlang.syntax import grammar, tables


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that the first parser filled."""
    folder = tmp_path_factory.mktemp("built") / "creditlang"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CREDITLANG_CACHE", str(folder))
        reread()
    return folder


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Such a cache, to be spoilt."""
    monkeypatch.setenv("CREDITLANG_CACHE", str(tmp_path / "creditlang"))
    shutil.copytree(built, tmp_path / "creditlang")
    grammar.parser.cache_clear()
    yield tmp_path / "creditlang"
    grammar.parser.cache_clear()


def reread() -> None:
    grammar.parser.cache_clear()
    sound("registry R\n")


def stored(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_the_tables_are_kept_and_read_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reread()
    before = stored(folder).read_bytes()

    def refuse(*_: object) -> None:
        raise AssertionError("the tables were built again")

    monkeypatch.setattr(tables, "save", refuse)
    reread()
    assert before == stored(folder).read_bytes()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_the_file_is_private(folder: Path) -> None:
    reread()
    assert stat.S_IMODE(stored(folder).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("content", [b"", b"\n", b"nonsense\nnonsense", b"\xff\xfe\n\x80"])
def test_a_damaged_file_is_passed_over(folder: Path, content: bytes) -> None:
    reread()
    whole = stored(folder).read_bytes()
    stored(folder).write_bytes(content or whole[: len(whole) // 2])
    reread()
    rebuilt = stored(folder).read_bytes()
    assert rebuilt == tables.sealed(rebuilt.partition(b"\n")[2])


def test_a_forged_file_runs_no_code(folder: Path) -> None:
    reread()
    marker = folder / "ran"

    class Forged:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (os.mkdir, (str(marker),))

    content = pickle.dumps({"data": Forged(), "memo": {}})
    stored(folder).write_bytes(tables.sealed(content))
    reread()
    assert not marker.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_that_others_may_write_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reread()
    stored(folder).chmod(0o666)
    reread()
    assert stat.S_IMODE(stored(folder).stat().st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_of_someone_else_is_passed_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reread()
    key = stored(folder).stat().st_mtime_ns
    owner = stored(folder).stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    reread()
    assert key != stored(folder).stat().st_mtime_ns


def test_a_folder_that_cannot_be_made_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a folder")
    monkeypatch.setenv("CREDITLANG_CACHE", str(blocked / "creditlang"))
    reread()
    grammar.parser.cache_clear()
    assert blocked.read_text() == "not a folder"


def test_importing_the_floor_builds_nothing() -> None:
    program = (
        "import creditlang.syntax, sys\n"
        "from creditlang.syntax import grammar\n"
        "sys.exit(grammar.parser.cache_info().currsize)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
