"""The cache gives back what was put into it by us and by nobody else, and is never an error."""

import marshal
import os
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from creditlang.cache import entries, fingerprint, folders, recall, remember

REQUEST, DATA = b"what is wanted", ("plain", {"data": [1, 2**70, None, b"bytes"]})

posix = pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")


@pytest.fixture(autouse=True)
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("CREDITLANG_CACHE", str(tmp_path / "cache"))
    for name in ("XDG_STATE_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    if sys.platform == "darwin":
        monkeypatch.setenv("HOME", str(tmp_path))
    yield
    for folder in (tmp_path / "cache", tmp_path):
        if folder.is_dir():
            folder.chmod(0o700)


def stored(tmp_path: Path) -> Path:
    (file,) = (tmp_path / "cache").glob("*.rulebook")
    return file


def key_file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "creditlang" / "cache.key"


def test_what_was_kept_comes_back() -> None:
    assert recall(REQUEST) is None
    assert remember(REQUEST, DATA)
    assert recall(REQUEST) == DATA
    assert recall(b"something else") is None


def test_what_is_kept_anew_takes_the_place_of_the_old() -> None:
    remember(REQUEST, 1)
    remember(REQUEST, 2)
    assert recall(REQUEST) == 2


@posix
def test_files_and_folders_are_private(tmp_path: Path) -> None:
    remember(REQUEST, DATA)
    assert stat.S_IMODE(stored(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "cache").stat().st_mode) == 0o700
    assert stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600


def test_the_key_does_not_lie_with_the_cache(tmp_path: Path) -> None:
    remember(REQUEST, DATA)
    assert len(list((tmp_path / "cache").iterdir())) == 1
    assert len(key_file(tmp_path).read_bytes()) == 32


def test_a_changed_byte_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    remember(REQUEST, DATA)
    whole = stored(tmp_path).read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        stored(tmp_path).write_bytes(changed)
        assert recall(REQUEST) is None, place
    stored(tmp_path).write_bytes(whole)
    assert recall(REQUEST) == DATA


@pytest.mark.parametrize("length", [0, 1, 31, 32, 33, -1])
def test_a_file_that_was_cut_short_is_none(tmp_path: Path, length: int) -> None:
    remember(REQUEST, DATA)
    stored(tmp_path).write_bytes(stored(tmp_path).read_bytes()[:length])
    assert recall(REQUEST) is None


def test_what_is_not_sealed_is_not_interpreted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(REQUEST, DATA)
    stored(tmp_path).write_bytes(bytes(32) + marshal.dumps(DATA))

    def refuse(*_: object) -> None:
        raise AssertionError("bytes that nobody sealed were read")

    monkeypatch.setattr(marshal, "loads", refuse)
    assert recall(REQUEST) is None


def test_an_entry_under_the_name_of_another_is_none(tmp_path: Path) -> None:
    remember(REQUEST, DATA)
    name = stored(tmp_path).name
    stored(tmp_path).unlink()
    remember(b"another", DATA)
    stored(tmp_path).rename(tmp_path / "cache" / name)
    assert recall(REQUEST) is None


def test_an_entry_that_was_sealed_with_another_key_is_none(tmp_path: Path) -> None:
    remember(REQUEST, DATA)
    key_file(tmp_path).write_bytes(bytes(32))
    assert recall(REQUEST) is None
    assert remember(REQUEST, DATA)
    assert recall(REQUEST) == DATA


@pytest.mark.parametrize("content", [b"", b"short", bytes(33)])
def test_a_key_that_is_none_is_replaced(tmp_path: Path, content: bytes) -> None:
    remember(REQUEST, DATA)
    key_file(tmp_path).write_bytes(content)
    assert recall(REQUEST) is None
    assert remember(REQUEST, DATA)
    assert key_file(tmp_path).read_bytes() != content
    assert recall(REQUEST) == DATA


@posix
def test_a_key_that_others_can_read_is_replaced(tmp_path: Path) -> None:
    remember(REQUEST, DATA)
    before = key_file(tmp_path).read_bytes()
    key_file(tmp_path).chmod(0o644)
    assert recall(REQUEST) is None
    assert remember(REQUEST, DATA)
    assert before != key_file(tmp_path).read_bytes()
    assert stat.S_IMODE(key_file(tmp_path).stat().st_mode) == 0o600


@posix
@pytest.mark.parametrize("mode", [0o622, 0o620, 0o602])
def test_an_entry_that_others_can_write_is_none(tmp_path: Path, mode: int) -> None:
    remember(REQUEST, DATA)
    stored(tmp_path).chmod(mode)
    assert recall(REQUEST) is None


@posix
def test_an_entry_of_another_user_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(REQUEST, DATA)
    owner = stored(tmp_path).stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert recall(REQUEST) is None


@posix
def test_links_and_pipes_in_the_place_of_files_are_none(tmp_path: Path) -> None:
    remember(REQUEST, DATA)
    file = stored(tmp_path)
    moved = file.rename(tmp_path / "moved")
    file.symlink_to(moved)
    assert recall(REQUEST) is None
    file.unlink()
    os.mkfifo(file)
    assert recall(REQUEST) is None
    file.unlink()
    file.mkdir()
    assert recall(REQUEST) is None
    assert not remember(REQUEST, DATA)


def test_another_version_of_the_program_is_another_request(monkeypatch: pytest.MonkeyPatch) -> None:
    remember(REQUEST, DATA)
    monkeypatch.setattr(fingerprint, "_found", [bytes(32)])
    assert recall(REQUEST) is None


def test_the_fingerprint_knows_every_file_of_the_program(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    file = tmp_path / "deep" / "module.py"
    file.write_text("one")
    before = fingerprint._state(str(tmp_path))
    file.write_text("other")
    assert before != fingerprint._state(str(tmp_path))
    assert any("resolve" in line for line in fingerprint._state(str(Path(folders.__file__).parents[1])))


@pytest.mark.parametrize("setting", ["", "off", "OFF"])
def test_it_can_be_turned_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str) -> None:
    monkeypatch.setenv("CREDITLANG_CACHE", setting)
    assert not remember(REQUEST, DATA)
    assert recall(REQUEST) is None
    assert list(tmp_path.iterdir()) == []


def test_the_usual_folders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDITLANG_CACHE")
    monkeypatch.setattr(folders.os.path, "expanduser", lambda path: path.replace("~", os.sep + "home"))
    for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    found = {}
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr(sys, "platform", platform)
        found[platform] = (folders.cache_folder(), folders.state_folder())
    monkeypatch.undo()
    home = Path(os.sep, "home")
    assert {
        "linux": (home / ".cache", home / ".local" / "state"),
        "darwin": (home / "Library" / "Caches", home / "Library" / "Application Support"),
        "win32": (home / "AppData" / "Local", home / "AppData" / "Roaming"),
    } == {platform: tuple(Path(str(f)).parent for f in both) for platform, both in found.items()}
    assert {Path(str(folder)).name for both in found.values() for folder in both} == {"creditlang"}


def test_a_relative_setting_of_the_system_is_not_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CREDITLANG_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "somewhere")
    assert "somewhere" not in str(folders.cache_folder())


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CREDITLANG_CACHE", "XDG_CACHE_HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "APPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(folders.os.path, "expanduser", lambda path: path)
    assert not remember(REQUEST, DATA)
    assert recall(REQUEST) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("CREDITLANG_CACHE", str(tmp_path / "file" / "cache"))
    assert not remember(REQUEST, DATA)
    assert recall(REQUEST) is None


def test_a_full_disk_is_no_error_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remember(REQUEST, "old")

    def full(source: int, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders.os, "replace", full)
    assert not remember(REQUEST, DATA)
    monkeypatch.undo()
    monkeypatch.setenv("CREDITLANG_CACHE", str(tmp_path / "cache"))
    for name in ("XDG_STATE_HOME", "APPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "state"))
    assert recall(REQUEST) == "old"
    assert len(list((tmp_path / "cache").iterdir())) == 1


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "_MOST", 3)
    for number in range(3):
        remember(bytes([number]), number)
        for age, file in enumerate(sorted((tmp_path / "cache").iterdir(), key=lambda f: f.stat().st_mtime)):
            os.utime(file, (1_000 + age, 1_000 + age))
    assert recall(bytes([0])) == 0  # and is used by that
    remember(bytes([3]), 3)
    assert [recall(bytes([number])) for number in range(4)] == [0, None, 2, 3]


def test_many_writers_and_readers_at_once_never_meet_half_an_entry() -> None:
    data = [("x" * 100_000, number) for number in range(4)]
    seen: list[object] = []

    def work(own: object) -> None:
        for _ in range(20):
            remember(REQUEST, own)
            seen.append(recall(REQUEST))

    threads = [threading.Thread(target=work, args=(own,)) for own in data]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 80
    assert all(found in data for found in seen if found is not None)
    assert recall(REQUEST) in data


def test_processes_that_make_the_key_at_the_same_time_agree_in_the_end(tmp_path: Path) -> None:
    program = "from creditlang.cache import recall, remember\nremember(b'r', 1)\nremember(b'r', 1)\nprint(recall(b'r'))"
    running = [subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    for process in running:
        process.communicate()
        assert process.returncode == 0
    assert remember(b"r", 2)
    assert recall(b"r") == 2
    assert len(key_file(tmp_path).read_bytes()) == 32


_APART = """
import sys
from pathlib import Path
from creditlang.rulebook import Rulebook, found_in
for folder in sys.argv[1:]:
    for origin in found_in(folder):
        assert callable(Rulebook.of(origin).scorer())
from creditlang.cache.fingerprint import _APART
ours = [name for name in sys.modules if name.startswith("creditlang.")]
assert "creditlang.check" in ours, ours
print(*(name for name in ours if set(name.split(".")) & {*_APART}))
"""


def test_what_the_fingerprint_leaves_out_takes_no_part_in_compiling() -> None:
    """Every shipped rulebook is compiled, with the charters that it is under."""
    rules = Path(__file__).parents[2] / "examples" / "rules"
    paths = sorted({file.parent for file in rules.rglob("*.credit*") if file.is_file()})
    assert len(paths) > 10
    own = {**os.environ, "CREDITLANG_CACHE": "off"}
    command = [sys.executable, "-c", _APART, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, env=own, check=True)
    assert done.stdout.split() == []
