"""`python -m cobolscan`."""

import sys

from cobolscan.cli import main

sys.exit(main())
