"""All set-up in one command: `python3 run.py demo` shows creditlang at work, `python3 run.py test` runs its tests.

Needs Python 3.11 or newer and nothing else. Makes a virtual environment in `.venv` beside this file, installs what
is needed into it, and runs the command there. A second run finds everything in place.
"""

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
USAGE = """usage: python3 run.py demo            score a made-up town and explain a decision
       python3 run.py test [ARGS]     run the tests (ARGS go to pytest)
       python3 run.py setup           only install what the tests need
       python3 run.py ARGS            run creditlang with any other arguments"""


def install(stamp: str, wanted: list[str], inputs: list[Path]) -> None:
    """Install into the environment, unless it was done before with the same inputs."""
    done = VENV / f"{stamp}.installed"
    key = hashlib.sha256(b"".join(path.read_bytes() for path in inputs) + sys.version.encode()).hexdigest()
    if done.is_file() and done.read_text() == key and PYTHON.is_file():
        return
    print(f"installing what is needed for {stamp} into {VENV.name} …", file=sys.stderr, flush=True)
    if not PYTHON.is_file():
        venv.create(VENV, with_pip=True)
    if subprocess.run([PYTHON, "-m", "pip", "--version"], capture_output=True, check=False).returncode:
        subprocess.run([PYTHON, "-m", "ensurepip", "--upgrade"], capture_output=True, check=False)
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wanted]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if result.returncode:
        print(result.stdout, result.stderr, sep="\n", file=sys.stderr)
        sys.exit("the installation failed; what pip says stands above")
    done.write_text(key)


def main(arguments: list[str]) -> int:
    """Install what the command needs and run it."""
    if sys.version_info < (3, 11):
        sys.exit(f"creditlang needs Python 3.11 or newer, and this is {sys.version.split()[0]}")
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE)
        return 0 if arguments else 2
    project, development = ROOT / "pyproject.toml", ROOT / "requirements-dev.txt"
    if arguments[0] in ("test", "setup"):
        install("tests", ["-r", str(development), "-e", str(ROOT)], [project, development])
        command = ["-m", "pytest", *arguments[1:]] if arguments[0] == "test" else ["-c", ""]
    else:
        install("creditlang", ["-e", str(ROOT)], [project])
        command = ["-m", "creditlang", *arguments]
    return subprocess.run([PYTHON, *command], cwd=ROOT if arguments[0] == "test" else None, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
