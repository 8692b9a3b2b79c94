"""What configurations are called, the one that goes before first."""

NAMES = ("cobolscan.toml", "pyproject.toml")
