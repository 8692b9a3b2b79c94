"""Command lines that wait: what the operating system's command processor is asked to do."""

from __future__ import annotations

from decimal import Decimal
from re import IGNORECASE

from cobolscan.rules.waits._table import UNITS
from cobolscan.source.lazy import lazy

UNSEEN = "\0"  # stands for a part of a command line that the source does not show

_START = r"(?:^|[;&|]\s*)(?:/\S*/)?"
_COMMANDS = {
    "sleep": lazy(_START + r"sleep\s+(\d+(?:\.\d+)?|\0)([smh]?)(?!\S*\w)", IGNORECASE),
    # timeout of POSIX takes a command and bounds it: no wait
    "timeout": lazy(_START + r"timeout(?:\.exe)?\s+(?:/t\s+)?(\d+|\0)()\s*(?:/nobreak\s*)?(?:[>&|;].*)?$", IGNORECASE),
    "ping": lazy(_START + r"ping\s+[^;&|]*?-[nc]\s+(\d+|\0)()", IGNORECASE),
    "DLYJOB": lazy(r"\bDLYJOB\s+(?:DLY\s*\(\s*)?(\d+|\0)()", IGNORECASE),
    "DLYJOB RSMTIME": lazy(r"\bDLYJOB\s+RSMTIME\s*\(()()", IGNORECASE),
}


def wait_of(command: str) -> tuple[str, Decimal | None] | None:
    """What in a command line waits, and how many seconds (None: it does not say); n pings take n - 1 seconds."""
    for name, pattern in _COMMANDS.items():
        match = pattern.search(command.rstrip())
        if match and match[1] in ("", UNSEEN):
            return name, None
        if match:
            number = Decimal(match[1]) - (name == "ping")
            return name, max(number, Decimal(0)) * UNITS[{"m": "min", "h": "h"}.get(match[2].lower(), "s")]
    return None
