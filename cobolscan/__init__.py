"""cobolscan: a static analyzer for legacy COBOL."""

import os

__version__ = "0.1.0"

# In a source checkout, grammars/ and rules/ stand beside this package instead of inside it.
if not os.path.isdir(os.path.join(_here := os.path.dirname(__file__), "rules")):
    __path__.append(os.path.dirname(_here))
