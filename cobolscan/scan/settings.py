"""What holds for a run: the command line over the nearest configuration over the defaults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cobolscan.history.incidents import Incident
    from cobolscan.scan.config import Folders

LEVELS = ("error", "warning", "info")
FAIL_ON = (*LEVELS, "never")
REFERENCE_FORMATS = ("auto", "fixed", "free", "variable", "extended")
DIALECTS = ("auto", "ibm", "gnucobol", "mf", "acu", "85")


@dataclass(frozen=True, slots=True)
class Settings:
    """Picklable: the workers get a copy. Of a run as a whole, or, where `folders` says so, of one of its files."""

    root: str = "."
    config_path: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    pedantic: bool = False
    history: bool = True
    severity: str | None = None  # what the formats for people show; None: warning and above
    fail_on: str = "warning"
    baseline: str | None = None
    reference_format: str = "auto"
    encoding: str = "auto"
    dialect: str = "auto"
    copybook_paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    force_exclude: bool = False  # a file that is named counts as if its folder had been searched: for hooks
    with_includers: bool = False  # with a copybook, the programs that copy it
    rule_options: dict[str, dict[str, Any]] = field(default_factory=dict)  # by code; `severity` among them
    incidents: str | None = None  # the file of incidents; None: incidents.toml in the root, if there is one
    memory: tuple[Incident, ...] = ()  # what stands in that file, once it was read
    git: bool = True  # ask git for the commits that brought the lines of findings
    cache: bool = True  # what git said may be kept in the user's cache folder
    diff: str | None = None  # a revision of git: only what came since then is reported
    extensions: tuple[str, ...] = ()
    copybook_extensions: tuple[str, ...] = ()
    vendor_copybooks: tuple[str, ...] = ()
    lexicons: tuple[str, ...] = ()
    house_words: tuple[tuple[str, tuple[str, ...]], ...] = ()  # by kind, sorted
    ignored_here: tuple[str, ...] = ()  # rules that per-file-ignores turn off, whatever is selected
    folders: Folders | None = field(default=None, compare=False, repr=False)  # what holds where; None: this holds for all files
