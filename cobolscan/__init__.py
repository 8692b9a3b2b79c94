"""cobolscan: a static analyzer for legacy COBOL."""

from pathlib import Path

__version__ = "0.1.0"

# In a source checkout, grammars/ and rules/ stand beside this package instead of inside it.
if not (_here := Path(__file__).parent).joinpath("rules").is_dir():
    __path__.append(str(_here.parent))
