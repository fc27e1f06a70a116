"""`creditlang build`."""

from pathlib import Path

import pytest

from creditlang.cli.main import main

TEACHING = Path(__file__).parents[2] / "examples" / "rules" / "teaching"


def test_the_same_module_to_a_file_and_to_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(TEACHING), "--python"]) == 0
    shown = capsys.readouterr().out
    assert main(["build", str(TEACHING), "--python", "--out", str(tmp_path / "town.py")]) == 0
    assert shown == (tmp_path / "town.py").read_text(encoding="utf-8")
    compile(shown, "town.py", "exec")


def test_what_to_build_must_be_said(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["build", str(TEACHING)])
    assert left.value.code == 2
    assert "--python" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(TEACHING), "--python", "--out", str(tmp_path / "none" / "town.py")]) == 2
    assert "none" in capsys.readouterr().err
