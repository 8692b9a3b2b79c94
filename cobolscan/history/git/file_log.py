"""The commits that touched a file, under all its names."""

from __future__ import annotations

from cobolscan.history.events import Event
from cobolscan.history.git.answers import Asked, Brought
from cobolscan.history.git.commits import commits
from cobolscan.history.git.counts import COUNTING, Count, counted, wholly
from cobolscan.history.git.events import event_of
from cobolscan.history.git.origin import CHANGED, CREATED, REWRITTEN
from cobolscan.history.git.places import top_of_file
from cobolscan.history.git.repository import Repository, open_repository

MOST = 50
_LOG = (
    "log",
    "--follow",
    "--no-merges",
    "--format=%H",
    "--no-show-signature",
    "--no-decorate",
    "--no-notes",
    "--no-color",
    "--encoding=UTF-8",
)


def of_file(asked: Asked) -> list[Event]:
    """An event for each commit, newest first; of very many the newest, how many are left out, and the one that brought the file.

    Raises GitProblem.
    """
    top = top_of_file(asked.path)
    if top is None:
        return []
    repository = open_repository(top)
    name = repository.within(asked.path)
    if name is None or name not in repository.blobs({name}):
        return []
    counts = [*counted(repository.git.output(*_LOG, *COUNTING, repository.head, "--", name))]
    shown = counts if len(counts) <= MOST else [*counts[: MOST - 1], counts[-1]]
    events = _events(repository, shown, asked)
    if len(counts) > len(shown):
        left = f"{len(counts) - len(shown):,} more commits, not shown here, lie between the ones before and after this line"
        events.insert(MOST - 1, Event(1, asked.size or 1, asked.path, "commit", left, source="git"))
    return events


def _events(repository: Repository, counts: list[Count], asked: Asked) -> list[Event]:
    rewritten = wholly(repository.git, counts)
    said = {commit.name: commit for commit in commits(repository.git, [count.commit for count in counts])}
    events = []
    for count in counts:
        how = CREATED if count.status == "A" else REWRITTEN if (count.commit, count.name) in rewritten else CHANGED
        if commit := said.get(count.commit):
            brought = Brought(commit, how, count.commit in repository.shallow)
            events.append(event_of(brought, asked.path, 1, asked.size or 1, why_here=None))
    return events
