"""`python -m creditlang` is the command `creditlang`."""

import sys

from creditlang.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
