"""What holds for a run and for each of its files: configuration files, the command line, and where each value comes from.

`keys` is the one table of all keys; `files` reads configurations and finds all that is wrong in them; `folders` answers what holds for a
file; `schema`, `page` and `explain` tell it to editors and to people.
"""

from cobolscan.scan.config.folders import Folders as Folders
from cobolscan.scan.config.start import folders_for as folders_for
from cobolscan.scan.config.start import git_root as git_root
from cobolscan.scan.config.start import nearest as nearest
