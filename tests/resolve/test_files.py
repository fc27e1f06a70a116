"""Rule files on a disk: imports that go wrong, and files that are not what they should be."""

from pathlib import Path

import pytest

from creditlang.driver import Compilation, compile_paths

REGISTRY = "registry Records\nsubject Person\n    born : date\n"
TOWN = """\
import "registry.credit"

rulebook Town
    records Records
reward Bus
    while years between born and as_of >= 70
"""


def written(folder: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def compiled(folder: Path, main: str = "town.credit") -> Compilation:
    return compile_paths([folder / main])


def codes(found: Compilation) -> list[str]:
    return [error.code for error in found.errors]


def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    windows = TOWN.replace("\n", "\r\n").encode("utf-8-sig")
    assert codes(compiled(written(tmp_path, {"registry.credit": REGISTRY, "town.credit": windows}))) == []


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        (b"", "empty"),
        (b"\n\n# nothing\n", "empty"),
        ("rulebook Stra\u00dfe".encode("latin-1"), "not-utf8"),
        (TOWN.encode("utf-16"), "not-utf8"),
        (b"\x00\x01\x02\x7fELF" * 50, ""),
    ],
    ids=["empty", "only a remark", "latin-1", "utf-16", "a program"],
)
def test_files_that_are_no_rule_files_are_told_or_empty(tmp_path: Path, content: bytes, slug: str) -> None:
    found = compiled(written(tmp_path, {"town.credit": content}))
    assert found.series == ()
    if slug == "empty":
        assert codes(found) == []
    else:
        assert found.errors
        assert not slug or found.errors[0].slug == slug


def test_utf_16_is_told_as_what_it_is(tmp_path: Path) -> None:
    (error,) = compiled(written(tmp_path, {"town.credit": TOWN.encode("utf-16")})).errors
    assert "UTF-16, which Windows' Notepad calls Unicode" in error.hint_text()


def test_one_line_of_fifty_megabytes_is_refused_at_once(tmp_path: Path) -> None:
    found = compiled(written(tmp_path, {"town.credit": b"rulebook " + b"a" * 50_000_000}))
    assert [error.slug for error in found.errors] == ["too-long"]


@pytest.mark.parametrize(
    ("target", "slug"),
    [
        ("nowhere.credit", "missing-import"),
        ("../outside.credit", "import-outside-root"),
        ("/etc/passwd", "import-outside-root"),
        ("notes.txt", "not-a-rule-file"),
        ("town.credit", "import-cycle"),
        ("circle.credit", "import-cycle"),
        ("", ""),
        ("folder", ""),
    ],
)
def test_imports_that_go_wrong_are_told_once(tmp_path: Path, target: str, slug: str) -> None:
    folder = written(
        tmp_path,
        {
            "outside.credit": REGISTRY,
            "rules/creditlang.toml": "",
            "rules/notes.txt": "hello",
            "rules/circle.credit": 'import "town.credit"\n',
            "rules/folder/inner.credit": REGISTRY,
            "rules/town.credit": TOWN.replace("registry.credit", target),
        },
    )
    found = compiled(folder, "rules/town.credit")
    assert found.errors
    assert not slug or [error.slug for error in found.errors] == [slug]
    assert all("Traceback" not in error.message_text() for error in found.errors)


def test_what_an_import_says_is_known_even_if_two_files_import_it(tmp_path: Path) -> None:
    files = {
        "registry.credit": REGISTRY,
        "terms.credit": 'import "registry.credit"\ndefine senior(age : number) = age >= 70\n',
        "town.credit": 'import "terms.credit"\n'
        + TOWN.replace("years between born and as_of >= 70", "senior(years between born and as_of)"),
    }
    assert codes(compiled(written(tmp_path, files))) == []


def test_a_file_that_cannot_be_found_is_told(tmp_path: Path) -> None:
    assert [error.slug for error in compiled(tmp_path, "no.credit").errors] == ["missing-file"]
    (tmp_path / "none").mkdir()
    assert [error.slug for error in compiled(tmp_path, "none").errors] == ["empty-folder"]


def test_chinese_file_names(tmp_path: Path) -> None:
    files = {"登记.credit": REGISTRY, "规则/镇.credit.md": f"# 镇\n\n```credit\n{TOWN}```\n"}
    files["规则/镇.credit.md"] = files["规则/镇.credit.md"].replace("registry.credit", "../登记.credit")
    folder = written(tmp_path, {"creditlang.toml": "", **files})
    assert codes(compiled(folder, "规则/镇.credit.md")) == []
