"""`python -m cobolscan`."""

import os
import sys


def _leave_working_directory() -> None:
    """Python looks for modules in the working directory first, mostly the repository that is scanned: its click.py, or a package of
    rules that it claims to have installed, must not run. Only a checkout of cobolscan itself is taken from there."""
    here = os.getcwd()
    home = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    if not sys.flags.safe_path and sys.path[:1] in ([""], [here]) and home != here:
        del sys.path[0]


if __name__ == "__main__":
    _leave_working_directory()
    from cobolscan.cli import main

    sys.exit(main())
